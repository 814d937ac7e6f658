"""Sending a record so that it is there: until the broker says so, for as long as that takes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from aiokafka.errors import KafkaError, MessageSizeTooLargeError, RecordListTooLargeError
from faust.exceptions import ProducerSendError

from services.errors import Rejected
from services.patience import Pause, Weather, delays, sleep
from services.stage import Record

#: A broker on a good day answers in milliseconds; after this long the log says what everybody waits for.
SILENCE_SECONDS = 5.0

#: Awaited once, a record is in the producer's buffer; what that gives, awaited, is the broker's acknowledgement.
Send = Callable[[Record], Awaitable[Awaitable[object]]]


class Publisher:
    """Publishes records one at a time for each caller, in the caller's order, each acknowledged by the broker."""

    def __init__(
        self, send: Send, *, broker: Weather, renew: Callable[[], Awaitable[None]] | None = None, pause: Pause = sleep
    ) -> None:
        """`renew` replaces a producer that can send no more (one that the broker has fenced, or whose sequence it has lost)."""
        self._send = send
        self._broker = broker
        self._renew = renew
        self._pause = pause

    async def __call__(self, records: Iterable[Record]) -> None:
        """Returns when the broker has acknowledged every one. A broker that is away is waited for.

        Raises Rejected('too-large') when a record is over the broker's limit: no waiting helps.
        """
        for record in records:
            await self._publish(record)

    async def _publish(self, record: Record) -> None:
        for delay in delays():
            try:
                await self._acknowledged(record)
                self._broker.back()
                return
            except (KafkaError, ProducerSendError, OSError) as error:
                reason = error.__cause__ if isinstance(error, ProducerSendError) and error.__cause__ else error
            if isinstance(reason, MessageSizeTooLargeError | RecordListTooLargeError):
                size = len(record.value or b"") + len(record.key or b"")
                raise Rejected("too-large", f"{size:,} bytes for {record.topic}: {reason}")
            self._broker.gone(f"{record.topic}: {reason!r}")
            if self._renew is not None and isinstance(reason, KafkaError) and not reason.retriable:
                await self._renew()
            await self._pause(delay)

    async def _acknowledged(self, record: Record) -> None:
        acknowledgement = asyncio.ensure_future(await self._send(record))
        while not (await asyncio.wait({acknowledgement}, timeout=SILENCE_SECONDS))[0]:
            self._broker.gone(f"no acknowledgement for {SILENCE_SECONDS:.0f} s")
        acknowledgement.result()
