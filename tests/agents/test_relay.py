"""The outbox relay: every change event on claims.changes, in order, at least once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest

from schemas import ClaimsChanged, DeadLetter
from services.aside import Aside
from services.errors import Rejected
from services.patience import Weather
from services.sink.relay import PAGE, Relay
from services.stage import Record
from services.topics import CHANGES, DEAD_LETTERS
from tests.agents.shelf import Shelf
from tests.builders import a_claim_article


class Topic:
    """What was published; `broken` raises that at the next record on claims.changes."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.broken: Exception | None = None

    async def publish(self, records: Iterable[Record]) -> None:
        for record in records:
            if self.broken is not None and record.topic == CHANGES.name:
                raise self.broken
            self.records.append(record)

    def versions(self) -> list[str]:
        return [ClaimsChanged.from_bytes(record.value or b"").version_key for record in self.records]


def a_relay(shelf: Shelf, topic: Topic) -> Relay:
    async def pause(seconds: float) -> None:
        shelf.away = False

    return Relay(shelf, topic.publish, database=Weather("sink", "database"), aside=Aside("relay"), pause=pause)


def a_shelf_with(*guids: str) -> Shelf:
    shelf = Shelf()
    for number, guid in enumerate(guids):
        shelf.save(a_claim_article(guid=guid, version_key=f"{number:03}"))
    return shelf


async def test_what_changed_is_published_in_order_under_its_item() -> None:
    topic, shelf = Topic(), a_shelf_with("a", "b", "a")
    await a_relay(shelf, topic).once()

    assert topic.versions() == ["000", "001", "002"]
    assert [record.key for record in topic.records] == [article.item_id.encode() for article in shelf.saved]
    assert shelf.events == {}


async def test_more_than_a_page_goes_page_by_page() -> None:
    topic, shelf = Topic(), a_shelf_with(*(str(n) for n in range(PAGE + 3)))
    relay = a_relay(shelf, topic)
    counts = [await relay.once() for _ in range(3)]

    assert counts == [PAGE, 3, 0]
    assert len(topic.records) == PAGE + 3


async def test_a_relay_killed_before_the_store_knew_publishes_the_same_event_again() -> None:
    topic, shelf = Topic(), a_shelf_with("a")
    shelf.sent = lambda numbers: None  # type: ignore[method-assign]
    await a_relay(shelf, topic).once()
    await a_relay(shelf, topic).once()

    assert len({ClaimsChanged.from_bytes(record.value or b"").event_id for record in topic.records}) == 1
    assert len(topic.records) == 2


async def test_a_store_that_is_away_is_waited_for() -> None:
    topic, shelf = Topic(), a_shelf_with("a")
    shelf.away = True
    await a_relay(shelf, topic).once()

    assert topic.versions() == ["000"]


async def test_while_another_sink_relays_nothing_is_published_here() -> None:
    topic, shelf = Topic(), a_shelf_with("a")
    shelf.taken = True
    count = await a_relay(shelf, topic).once()

    assert count == 0
    assert topic.records == []
    assert len(shelf.events) == 1


async def test_an_event_over_the_brokers_limit_does_not_stop_the_others() -> None:
    topic, shelf = Topic(), a_shelf_with("a")
    topic.broken = Rejected("too-large", "9,000,000 bytes for claims.changes.v1")
    await a_relay(shelf, topic).once()

    [record] = topic.records
    assert record.topic == DEAD_LETTERS.name
    assert DeadLetter.from_bytes(record.value or b"").reason == "too-large"
    assert shelf.events == {}


async def test_a_relay_looks_at_once_when_something_was_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.sink.relay.LOOK_SECONDS", 3600)
    topic, shelf = Topic(), Shelf()
    relay = a_relay(shelf, topic)
    running = asyncio.create_task(relay.run())
    await asyncio.sleep(0.05)
    shelf.save(a_claim_article(version_key="001"))
    relay.wake()
    async with asyncio.timeout(60):
        while shelf.events:  # noqa: ASYNC110 - emptied by a thread
            await asyncio.sleep(0.01)
    running.cancel()

    assert topic.versions() == ["001"]
