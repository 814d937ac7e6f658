"""The sink's agent: from articles.claims to the database, and what changed there to claims.changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from faust.types import AgentT, EventT, StreamT

from schemas import ClaimArticle
from services.aside import Aside
from services.errors import Unavailable
from services.hands import Thread
from services.kafka import App, events, source
from services.lanes import Lanes
from services.pipeline import SINK
from services.serve import Bench, Service
from services.sink.relay import Relay
from services.sink.write import write
from services.storage.store import Store
from services.workers import Workers

#: Articles saved a second by 1, 4, 16 threads, on two busy cores: 161, 312, 335 in SQLite, which commits what waits together;
#: 99, 214, 148 in PostgreSQL.
THREADS = 4


def agent(app: App, lanes: Lanes[EventT[Any]]) -> AgentT[Any]:
    """What arrives goes into the lanes, which acknowledge it when the store has committed it, or a dead letter is published."""

    @app.agent(source(app, SINK))
    async def sink(stream: StreamT[bytes]) -> None:
        async for event in events(stream):
            await lanes.put(event.message.key, event)

    return sink


@asynccontextmanager
async def workers(bench: Bench) -> AsyncIterator[Workers]:
    """Threads, for SQL is waiting, each with one article at a time, so that none is saved twice for another's sake."""
    from services.storage.sql import open_store

    aside = Aside("onrecord-store")
    store: Store = await aside(open_store, bench.settings.database)
    try:
        relay = Relay(store, bench.publish, database=bench.needs, aside=Aside("onrecord-relay"))
        bench.beside.append(relay.run())
        bench.checks.append(lambda: _why_away(store, aside))
        stage = SINK.doing(_telling(store, relay))
        async with Workers(stage, [Thread(stage) for _ in range(THREADS)], batch=1).working() as ready:
            yield ready
    finally:
        await aside(store.close)


SERVICE = Service(SINK, agent, workers, needs="database")


def _telling(store: Store, relay: Relay) -> Any:
    """The sink's work; after each article the relay looks for what changed."""
    save, loop = write(store), asyncio.get_running_loop()

    def work(article: ClaimArticle) -> None:
        save(article)
        loop.call_soon_threadsafe(relay.wake)

    return work


async def _why_away(store: Store, aside: Aside) -> str | None:
    """What /readyz says of the database; None when it answers."""
    try:
        async with asyncio.timeout(2):
            await aside(lambda: store.latest(limit=1))
    except Unavailable as error:
        return str(error)
    except TimeoutError:
        return "the database does not answer"
    return None
