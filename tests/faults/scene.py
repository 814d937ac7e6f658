"""What a fault test sees and does from outside: messages in, messages out, offsets, and services to kill."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from schemas import DeadLetter, ParsedArticle
from services.children import Child
from services.settings import Settings
from services.topics import DEAD_LETTERS, PARSED, RAW
from tests.builders import a_raw_item

#: A step that takes longer has gone wrong: a killed member's session, and the embedded broker's 5 s to form a group, twice,
#: on a busy machine.
PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Broker:
    """A broker with all topics, empty, three partitions each."""

    bootstrap: str
    #: Whether it has idempotent producers: Apache Kafka has, the embedded one has not.
    idempotent: bool
    #: How long it waits for a member that was killed: Apache Kafka at least 6 s, the embedded one as long as one says. A member
    #: that gets no processor for so long counts as killed, and what it has in hand is delivered twice.
    session_seconds: float

    def settings(self, **fields: object) -> Settings:
        """Settings for a service on it."""
        known = {"kafka": self.bootstrap, "idempotent_producer": self.idempotent, "web_port": 0}
        return Settings(**known | fields)  # type: ignore[arg-type]

    async def publish(self, texts: Sequence[str], *, partition: int) -> None:
        """A raw item of each text, in this order, on one partition; each its own key."""
        messages = [(text.partition(" ")[0].encode(), a_raw_item(text).to_bytes()) for text in texts]
        await self.put(RAW.name, messages, partition=partition)

    async def put(
        self, topic: str, messages: Sequence[tuple[bytes | None, bytes | None]], *, partition: int | None = None
    ) -> None:
        """Keys and values, in this order."""
        async with AIOKafkaProducer(bootstrap_servers=self.bootstrap, max_request_size=20_000_000) as producer:
            for key, value in messages:
                await producer.send_and_wait(topic, value, key=key, partition=partition)

    async def committed(self, group: str = "onrecord-parser") -> dict[int, int]:
        """The group's offset on each partition of wire.raw; a partition without one is left out."""
        return await committed(self.bootstrap, group, RAW.name)

    async def until_committed(self, partition: int, offset: int, *, group: str = "onrecord-parser") -> dict[int, int]:
        """All offsets, as soon as this partition's is `offset`."""
        offsets: dict[int, int] = {}

        async def there() -> bool:
            offsets.update(await self.committed(group))
            return offsets.get(partition) == offset

        await until(there)
        return offsets

    async def done(self, group: str, topic: str) -> int:
        """How many messages of a topic, which began empty, are behind the group's offsets."""
        return sum((await committed(self.bootstrap, group, topic)).values())

    async def arrivals(self, *topics: str) -> AsyncGenerator[ConsumerRecord, None]:
        """Every message on these topics from the beginning, for ever."""
        consumer = AIOKafkaConsumer(
            *topics, bootstrap_servers=self.bootstrap, auto_offset_reset="earliest", max_partition_fetch_bytes=20_000_000
        )
        async with consumer:
            async for message in consumer:
                yield message

    async def until_read(self, names: Collection[str]) -> list[str]:
        """The names on articles.parsed in order, as soon as all of `names` are among them."""
        seen: list[str] = []
        async with asyncio.timeout(PATIENCE_SECONDS):
            async for message in self.arrivals(PARSED.name):
                seen.append(ParsedArticle.from_bytes(message.value or b"").guid)
                if set(names) <= set(seen):
                    return seen
        raise AssertionError("arrivals never end")

    async def all_read(self, *, at_least: int) -> list[str]:
        """The names on articles.parsed: `at_least` so many, and what else comes while no second passes without one."""
        seen: list[str] = []
        arrivals = self.arrivals(PARSED.name)
        async with asyncio.timeout(PATIENCE_SECONDS), aclosing(arrivals):
            while len(seen) < at_least:
                seen.append(ParsedArticle.from_bytes((await anext(arrivals)).value or b"").guid)
            with suppress(TimeoutError):
                while True:
                    message = await asyncio.wait_for(anext(arrivals), timeout=1)
                    seen.append(ParsedArticle.from_bytes(message.value or b"").guid)
        return seen

    async def letters(self, count: int) -> list[DeadLetter]:
        """The dead letters of the first `count` messages that have one; of a message that was refused twice, the first."""
        found: dict[tuple[str, bytes | None], DeadLetter] = {}
        async with asyncio.timeout(PATIENCE_SECONDS):
            async for message in self.arrivals(DEAD_LETTERS.name):
                letter = DeadLetter.from_bytes(message.value or b"")
                found.setdefault((letter.stage, letter.original), letter)
                if len(found) == count:
                    return [*found.values()]
        raise AssertionError("arrivals never end")


async def committed(bootstrap: str, group: str, topic: str) -> dict[int, int]:
    """The group's offset on each partition of `topic`; a partition without one is left out."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        partitions = [TopicPartition(topic, partition) for partition in range(3)]
        offsets = await admin.list_consumer_group_offsets(group, partitions=partitions)
    finally:
        await admin.close()
    return {tp.partition: found.offset for tp, found in offsets.items() if found.offset >= 0}


async def until(true: Callable[[], bool | Awaitable[bool]]) -> None:
    """Returns when something outside this process is so; that can only be asked for, again and again."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            answer = true()
            if answer if isinstance(answer, bool) else await answer:
                return
            await asyncio.sleep(0.02)


@asynccontextmanager
async def running(module: str, broker: Broker, log: Path, **env: str) -> AsyncIterator[Child]:
    """`python -m module` with the broker's settings in its environment, gone after."""
    child = Child([sys.executable, "-m", module], log=log, env=_environment(broker) | env)
    try:
        yield child
    finally:
        await asyncio.to_thread(child.stop)


async def ended(child: Child) -> int:
    """Its exit status."""
    await until(lambda: child.poll() is not None)
    status = child.poll()
    assert status is not None
    return status


async def exists(path: Path) -> None:
    """Returns when there is a file."""
    await until(path.exists)


def _environment(broker: Broker) -> Mapping[str, str]:
    settings = {
        "kafka": broker.bootstrap,
        "idempotent_producer": str(broker.idempotent),
        "web_port": "0",
        "work_seconds": "600",  # what hangs does so until it is told, and is not refused for it
    }
    return (
        os.environ
        | {"TEST_SESSION_SECONDS": str(broker.session_seconds), "TEST_PATIENCE_SECONDS": "2"}
        | {f"ONRECORD_{name.upper()}": value for name, value in settings.items()}
    )
