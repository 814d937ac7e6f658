"""The database goes away and comes back: the sink waits, nothing is dropped, work goes on."""

from __future__ import annotations

import asyncio

import pytest

from schemas import ClaimsChanged
from services.serve import Running
from services.sink.agent import SERVICE as SINK
from services.storage.sql import open_store
from services.topics import CHANGES, CLAIMS
from tests.agents.shelf import Shelf
from tests.builders import a_claim_article
from tests.faults.here import serving
from tests.faults.scene import PATIENCE_SECONDS, Broker, until
from tests.servers.postgres import PostgresServer

GUIDS = [f"item-{n}" for n in range(6)]
EMBEDDED = pytest.mark.parametrize("broker", ["embedded"], indirect=True)


async def articles_arrive(broker: Broker, guids: list[str]) -> None:
    articles = [a_claim_article(guid=guid) for guid in guids]
    await broker.put(CLAIMS.name, [(article.item_id.encode(), article.to_bytes()) for article in articles], partition=0)


async def ready(service: Running) -> None:
    async def nothing_is_in_the_way() -> bool:
        return not await service.reasons()

    await until(nothing_is_in_the_way)


async def changed(broker: Broker, count: int) -> set[str]:
    """The items of the first `count` events on claims.changes, where an event may be twice: a relay whose store went away
    before it knew publishes again."""
    events: dict[str, str] = {}
    async with asyncio.timeout(PATIENCE_SECONDS):
        async for message in broker.arrivals(CHANGES.name):
            event = ClaimsChanged.from_bytes(message.value or b"")
            events[event.event_id] = event.item_id
            if len(events) == count:
                break
    return set(events.values())


def items(guids: list[str]) -> set[str]:
    return {a_claim_article(guid=guid).item_id for guid in guids}


async def test_while_the_store_is_away_articles_wait_and_then_are_stored(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf()
    monkeypatch.setattr("services.storage.sql.open_store", lambda url: shelf)
    async with serving(SINK, broker.settings()) as service:

        async def says_so() -> bool:
            return "the shelf is away" in await service.reasons()

        await ready(service)
        shelf.away = True
        await articles_arrive(broker, GUIDS)
        await until(says_so)
        during = await broker.done("onrecord-sink", CLAIMS.name)
        shelf.away = False
        told = await changed(broker, len(GUIDS))
    after = await broker.done("onrecord-sink", CLAIMS.name)

    assert (during, after) == (0, len(GUIDS))
    assert sorted(article.guid for article in shelf.saved) == GUIDS
    assert told == items(GUIDS)
    assert shelf.closed


@EMBEDDED
async def test_a_stopped_postgresql_is_waited_for(broker: Broker) -> None:
    with PostgresServer() as server, server.database() as url:
        async with serving(SINK, broker.settings(database=url)) as service:
            await ready(service)
            await articles_arrive(broker, GUIDS[:3])
            await changed(broker, 3)
            await asyncio.to_thread(server.stop)
            await articles_arrive(broker, GUIDS[3:])
            await until(lambda: service.needs.away is not None)
            await asyncio.to_thread(server.start)
            told = await changed(broker, len(GUIDS))
        store = open_store(url)
        stored = [len(store.history(a_claim_article(guid=guid).item_id)) for guid in GUIDS]
        store.close()
    done = await broker.done("onrecord-sink", CLAIMS.name)

    assert stored == [1] * len(GUIDS)
    assert done == len(GUIDS)
    assert told == items(GUIDS)
