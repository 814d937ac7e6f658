"""The dead letters on the broker: read them, send them again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from time import monotonic

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaConnectionError, KafkaError
from aiokafka.structs import TopicPartition

from schemas import DeadLetter, NotThisContract
from services.admin import quietly
from services.errors import Misconfigured
from services.feed.publish import producer
from services.settings import Settings
from services.stage import ATTEMPTS
from services.topics import DEAD_LETTERS

#: A broker that has sent nothing for this long has sent all, as far as it says itself: the embedded one counts batches where
#: it should count messages, and may say too little.
QUIET_SECONDS = 1.5
#: A broker that says it has more and sends nothing for this long is not waited for any longer.
SLOW_SECONDS = 30.0


@dataclass(frozen=True)
class Filed:
    """A dead letter and its place in the topic, which is its name for commands: `partition:offset`."""

    partition: int
    offset: int
    letter: DeadLetter

    @property
    def name(self) -> str:
        return f"{self.partition}:{self.offset}"


async def filed(settings: Settings) -> AsyncIterator[Filed]:
    """Every dead letter that the topic still holds, partition by partition, oldest first, up to the present end.

    Raises Misconfigured when the broker does not answer, when it sends less than it has, or when the topic is not there. A
    message that is no dead letter is somebody else's and is left out.
    """
    reader = AIOKafkaConsumer(
        bootstrap_servers=settings.kafka,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        fetch_max_bytes=2 * DEAD_LETTERS.max_message_bytes,
        max_partition_fetch_bytes=2 * DEAD_LETTERS.max_message_bytes,
    )
    try:
        with quietly():
            await reader.start()
    except (KafkaConnectionError, KafkaError, OSError) as error:
        await reader.stop()
        raise Misconfigured(
            "ONRECORD_KAFKA",
            tried=f"{settings.kafka} does not answer ({type(error).__name__})",
            do="Start the broker, or say where it is",
        ) from None
    try:
        partitions = [TopicPartition(DEAD_LETTERS.name, number) for number in await _partitions(reader)]
        reader.assign(partitions)
        await reader.seek_to_beginning(*partitions)
        async for one in _until_quiet(reader, partitions):
            yield one
    finally:
        await reader.stop()


async def _partitions(reader: AIOKafkaConsumer) -> list[int]:
    await reader._client.force_metadata_update()  # a consumer without a subscription has no public way to ask for it
    numbers = reader.partitions_for_topic(DEAD_LETTERS.name)
    if not numbers:
        raise Misconfigured(
            "ONRECORD_KAFKA", tried=f"the broker has no topic {DEAD_LETTERS.name}", do="Run `onrecord topics create` first"
        )
    return sorted(numbers)


async def _until_quiet(reader: AIOKafkaConsumer, partitions: list[TopicPartition]) -> AsyncIterator[Filed]:
    ends = await reader.end_offsets(partitions)
    heard, behind = monotonic(), True
    while monotonic() - heard < (SLOW_SECONDS if behind else QUIET_SECONDS):
        for partition, messages in (await reader.getmany(timeout_ms=200)).items():
            for message in messages:
                try:
                    yield Filed(partition.partition, message.offset, DeadLetter.from_bytes(message.value or b""))
                except NotThisContract:
                    continue
            heard = monotonic()
        known = {partition: max(ends[partition], reader.highwater(partition) or 0) for partition in partitions}
        behind = any([await reader.position(partition) < end for partition, end in known.items()])
        if not behind and all(ends.values()):
            return
    if behind:
        raise Misconfigured(
            "ONRECORD_KAFKA", tried=f"the broker has more dead letters and sent none for {SLOW_SECONDS:.0f} s", do="Try again"
        )


async def replay(settings: Settings, letters: Sequence[Filed]) -> dict[str, str]:
    """Send the originals to the topics they came from, with their keys and a count of the tries; what became of each, by name.

    At least once: a replay that is repeated doubles nothing in storage. What can't be sent again says why.
    """
    outcomes: dict[str, str] = {}
    async with producer(settings) as sender:
        for one in letters:
            letter = one.letter
            why_not = _not_replayable(letter)
            if why_not is None:
                headers = [(ATTEMPTS, str(letter.attempts).encode())]
                await sender.send_and_wait(letter.origin.topic, key=letter.origin.key, value=letter.original, headers=headers)
            outcomes[one.name] = why_not or f"sent to {letter.origin.topic}"
            await asyncio.sleep(0)
    return outcomes


def _not_replayable(letter: DeadLetter) -> str | None:
    if letter.truncated:
        return f"only the beginning of its {letter.size:,} bytes is kept: feed {letter.source or 'its source'} again"
    if letter.original is None:
        return "a tombstone has nothing to send"
    if letter.origin.topic is None:
        return f"it never was on a topic: feed {letter.source or 'its source'} again"
    return None
