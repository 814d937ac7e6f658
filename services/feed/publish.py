"""Raw items onto `wire.raw`, each acknowledged by the broker before it counts as published."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError, KafkaError

from schemas import RawItem
from services.admin import quietly
from services.errors import Misconfigured
from services.feed.items import Unread, key
from services.settings import Settings
from services.stage import Record, dead_letter
from services.topics import DEAD_LETTERS, RAW

#: Items on their way at a time: enough to fill batches, few enough to hold in memory at the topic's limit.
IN_FLIGHT = 64


@dataclass
class Report:
    """What became of a feed: items published, items refused (path and why), paths that could not be read."""

    published: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    unread: list[Unread] = field(default_factory=list)

    @property
    def seen(self) -> int:
        return self.published + sum(self.refused.values()) + len(self.unread)


def record(item: RawItem) -> Record:
    """`item` as a message on `wire.raw`, or, when it is over the topic's limit, as a dead letter of stage 'feed'."""
    value = item.to_bytes()
    raw = Record(RAW.name, key(item), value)
    if len(value) <= RAW.max_message_bytes:
        return raw
    letter = dead_letter(
        "feed",
        raw,
        "too-large",
        f"{len(item.body):,} bytes make a message of {len(value):,}, over the limit of {RAW.name}, {RAW.max_message_bytes:,}",
        source=item.source,
    )
    return Record(DEAD_LETTERS.name, raw.key, letter.to_bytes())


async def publish(items: Iterable[RawItem | Unread], settings: Settings, *, each: Callable[[], None] = lambda: None) -> Report:
    """Publish `items`, `IN_FLIGHT` at a time, calling `each` after every one; returns when the broker has them all.

    Raises Misconfigured when the broker does not answer at the start, KafkaError when it goes away for good in between.
    """
    report = Report()
    flying: set[asyncio.Task[None]] = set()
    async with producer(settings) as sender:

        async def send(item: RawItem) -> None:
            out = record(item)
            await sender.send_and_wait(out.topic, key=out.key, value=out.value)
            if out.topic == RAW.name:
                report.published += 1
            else:
                report.refused["too-large"] += 1
            each()

        for item in items:
            if isinstance(item, Unread):
                report.unread.append(item)
                each()
                continue
            flying.add(asyncio.create_task(send(item)))
            if len(flying) >= IN_FLIGHT:
                flying = await _some(flying)
        while flying:
            flying = await _some(flying)
    return report


async def _some(flying: set[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
    """What is still flying after at least one has landed; a failed one raises here."""
    landed, flying = await asyncio.wait(flying, return_when=asyncio.FIRST_COMPLETED)
    for task in landed:
        task.result()
    return flying


@asynccontextmanager
async def producer(settings: Settings) -> AsyncIterator[AIOKafkaProducer]:
    """A started producer with acks from all replicas. Raises Misconfigured when the broker does not answer."""
    sender = AIOKafkaProducer(
        bootstrap_servers=settings.kafka,
        acks="all",
        enable_idempotence=settings.idempotent_producer,
        compression_type=None if settings.compression == "none" else settings.compression,
        max_request_size=DEAD_LETTERS.max_message_bytes,
        client_id="onrecord-feed",
    )
    try:
        with quietly():
            await sender.start()
    except (KafkaConnectionError, KafkaError, OSError) as error:
        await sender.stop()
        raise Misconfigured(
            "ONRECORD_KAFKA",
            tried=f"{settings.kafka} does not answer ({type(error).__name__})",
            do="Start the broker, or say where it is: ONRECORD_KAFKA=host:9092; `onrecord up` brings one of its own",
        ) from None
    try:
        yield sender
    finally:
        await sender.stop()
