"""Sending a record so that it is there: until the broker says so, for as long as that takes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping

from aiokafka.errors import (
    InvalidProducerEpoch,
    InvalidProducerIdMapping,
    KafkaError,
    MessageSizeTooLargeError,
    OutOfOrderSequenceNumber,
    ProducerClosed,
    ProducerFenced,
    RecordListTooLargeError,
    UnknownProducerId,
)
from faust.exceptions import ProducerSendError

from services.errors import Rejected
from services.patience import Pause, Weather, delays, sleep
from services.stage import Record

#: A broker on a good day answers in milliseconds; after this long the log says what everybody waits for.
SILENCE_SECONDS = 5.0

#: Awaited once, a record is in the producer's buffer; what that gives, awaited, is the broker's acknowledgement.
Send = Callable[[Record], Awaitable[Awaitable[object]]]


#: A batch of one record has 61 bytes of its own, and a record some 20 beside key and value.
FRAME_BYTES = 128

#: After these a producer sends nothing more, or what it sends may be doubled: the broker has fenced it, or has lost its
#: sequence. A new process has a new producer; what was not acknowledged is delivered to it again.
FATAL = (
    OutOfOrderSequenceNumber,
    UnknownProducerId,
    InvalidProducerEpoch,
    InvalidProducerIdMapping,
    ProducerFenced,
    ProducerClosed,
)


class Publisher:
    """Publishes records one at a time for each caller, in the caller's order, each acknowledged by the broker."""

    def __init__(self, send: Send, *, limits: Mapping[str, int], broker: Weather, pause: Pause = sleep) -> None:
        """`limits` are the broker's own, in bytes, a topic each. What is over them is not sent: a broker refuses the whole
        batch for one such record, and aiokafka's idempotent producer is out of sequence after any refusal."""
        self._send = send
        self._limits = limits
        self._broker = broker
        self._pause = pause

    async def __call__(self, records: Iterable[Record]) -> None:
        """Returns when the broker has acknowledged every one. A broker that is away is waited for.

        Raises Rejected('too-large') when a record is over the broker's limit, and the KafkaError after which this producer
        can send no more: no waiting helps.
        """
        for record in records:
            await self._publish(record)

    async def _publish(self, record: Record) -> None:
        size = len(record.value or b"") + len(record.key or b"") + FRAME_BYTES
        if size > self._limits.get(record.topic, size):
            raise Rejected(
                "too-large", f"{size:,} bytes for {record.topic}, where the broker takes {self._limits[record.topic]:,}"
            )
        for delay in delays():
            try:
                await self._acknowledged(await self._send(record))
                self._broker.back()
                return
            except (KafkaError, ProducerSendError, OSError) as error:
                self._broker.gone(f"{record.topic}: {_will_pass(error, record)!r}")
            await self._pause(delay)

    async def _acknowledged(self, acknowledgement: Awaitable[object]) -> None:
        waiting = asyncio.ensure_future(acknowledgement)
        while not (await asyncio.wait({waiting}, timeout=SILENCE_SECONDS))[0]:
            self._broker.gone(f"no acknowledgement for {SILENCE_SECONDS:.0f} s")
        waiting.result()


def _will_pass(error: Exception, record: Record) -> BaseException:
    """What is behind `error`, if waiting helps; raises what to do if not."""
    reason = error.__cause__ if isinstance(error, ProducerSendError) and error.__cause__ else error
    if isinstance(reason, MessageSizeTooLargeError | RecordListTooLargeError):
        raise Rejected("too-large", f"{len(record.value or b''):,} bytes for {record.topic}: {reason}") from error
    # A bare KafkaError is what aiokafka leaves behind when its sender has ended.
    if isinstance(reason, FATAL) or type(reason) is KafkaError:
        raise reason from error
    return reason
