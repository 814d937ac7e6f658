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
from tests.faults.scene import Broker, until
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


async def changed(broker: Broker, count: int) -> list[ClaimsChanged]:
    """The first `count` events on claims.changes."""
    events: list[ClaimsChanged] = []
    async for message in broker.arrivals(CHANGES.name):
        events.append(ClaimsChanged.from_bytes(message.value or b""))
        if len(events) == count:
            break
    return events


async def test_while_the_store_is_away_articles_wait_and_then_are_stored(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf()
    monkeypatch.setattr("services.storage.sql.open_store", lambda url: shelf)
    async with serving(SINK, broker.settings()) as service:
        await ready(service)
        shelf.away = True
        await articles_arrive(broker, GUIDS)
        await asyncio.to_thread(shelf.asked.wait, 30)
        why = await service.reasons()
        during = await broker.done("onrecord-sink", CLAIMS.name)
        shelf.away = False
        await until(lambda: len(shelf.saved) == len(GUIDS))
        events = await changed(broker, len(GUIDS))
    after = await broker.done("onrecord-sink", CLAIMS.name)

    assert "the shelf is away" in why
    assert (during, after) == (0, len(GUIDS))
    assert sorted(article.guid for article in shelf.saved) == GUIDS
    assert len({event.event_id for event in events}) == len(GUIDS)
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
            events = await changed(broker, len(GUIDS))
        store = open_store(url)
        stored = [len(store.history(a_claim_article(guid=guid).item_id)) for guid in GUIDS]
        store.close()
    done = await broker.done("onrecord-sink", CLAIMS.name)

    assert stored == [1] * len(GUIDS)
    assert done == len(GUIDS)
    assert len({event.event_id for event in events}) == len(GUIDS)
