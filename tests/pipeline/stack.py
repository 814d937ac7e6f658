"""A running pipeline as its users meet it: feed it, ask its database, read its topics."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from aiokafka import AIOKafkaConsumer

from schemas import ClaimArticle, ClaimsChanged, RawItem
from services.dead_letters import Filed, filed, replay
from services.feed.publish import Report, producer, publish
from services.local import Local, running
from services.settings import Settings
from services.stage import Record
from services.storage.sql import open_store
from services.storage.store import Store
from services.topics import CHANGES
from tests.chaos.waiting import until

T = TypeVar("T")

#: The services start within some 10 s on two busy cores, and an article takes one; this is for very busy ones.
PATIENCE = 180.0


@dataclass(frozen=True)
class Stack:
    """The pipeline on one broker and one database."""

    local: Local
    store: Store

    def feed(self, *items: RawItem) -> Report:
        """Publish, as `onrecord feed` does."""
        return asyncio.run(publish(items, self.local.settings))

    def send(self, *records: Record) -> None:
        """Put bytes on topics that `feed` would not."""
        asyncio.run(self._send(records))

    def stored(self, source: str) -> ClaimArticle:
        """The article that came from `source`, once it is stored."""
        return self.eventually(lambda: next((a for a in self.store.latest(limit=1000) if a.source == source), None), source)

    def refused(self, source: str) -> Filed:
        """The dead letter of what came from `source`, once it is there."""
        return self.eventually(lambda: next((one for one in self.letters() if one.letter.source == source), None), source)

    def letters(self) -> list[Filed]:
        """Every dead letter by now."""

        async def read() -> list[Filed]:
            return [one async for one in filed(self.local.settings)]

        return asyncio.run(read())

    def replay(self, letters: Iterable[Filed]) -> dict[str, str]:
        return asyncio.run(replay(self.local.settings, list(letters)))

    def changes(self, item_id: str, *, count: int) -> list[ClaimsChanged]:
        """The first `count` change events of an item, in order."""
        return asyncio.run(asyncio.wait_for(self._changes(item_id, count), PATIENCE))

    def eventually(self, find: Callable[[], T | None], what: str) -> T:
        """What `find` finds, as soon as it finds something."""
        found: list[T] = []

        def happens() -> bool:
            self.local.supervisor.check()
            found.extend(one for one in [find()] if one is not None)
            return bool(found)

        until(happens, within=PATIENCE, what=what)
        return found[0]

    async def _send(self, records: Iterable[Record]) -> None:
        async with producer(self.local.settings) as sender:
            for record in records:
                await sender.send_and_wait(record.topic, key=record.key, value=record.value)

    async def _changes(self, item_id: str, count: int) -> list[ClaimsChanged]:
        reader = AIOKafkaConsumer(
            CHANGES.name, bootstrap_servers=self.local.settings.kafka, auto_offset_reset="earliest", enable_auto_commit=False
        )
        await reader.start()
        try:
            found: list[ClaimsChanged] = []
            while len(found) < count:
                event = ClaimsChanged.from_bytes((await reader.getone()).value or b"")
                found += [event] if event.item_id == item_id else []
            return found
        finally:
            await reader.stop()


@contextmanager
def a_stack(settings: Settings, *, own_broker: bool) -> Iterator[Stack]:
    """The whole pipeline, started for tests and stopped after; on a failure the services' last words are printed."""
    store = open_store(settings.database)
    try:
        with running(settings, own_broker=own_broker) as local:
            try:
                yield Stack(local, store)
            except BaseException:
                print(last_words(settings.data_dir))
                raise
    finally:
        store.close()


def last_words(folder: Path) -> str:
    """The end of every service's log."""
    logs = sorted(folder.glob("*.log"))
    return "\n\n".join(f"{log.name}:\n" + "\n".join(log.read_text(errors="replace").splitlines()[-15:]) for log in logs)
