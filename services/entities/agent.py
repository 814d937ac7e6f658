"""The entities agent: from articles.parsed to articles.entities."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Any

from faust.types import AgentT, EventT, StreamT

from services.kafka import App, events, source
from services.lanes import Lanes
from services.pipeline import ENTITIES
from services.serve import Bench, Service
from services.workers import Workers, processes


def agent(app: App, lanes: Lanes[EventT[Any]]) -> AgentT[Any]:
    """What arrives goes into the lanes, which acknowledge it when it is on articles.entities, or a dead letter."""

    @app.agent(source(app, ENTITIES))
    async def entities(stream: StreamT[bytes]) -> None:
        async for event in events(stream):
            await lanes.put(event.message.key, event)

    return entities


def workers(bench: Bench) -> AbstractAsyncContextManager[Workers]:
    """Processes: spaCy in two threads does 0.78 times the work of one, in two processes 1.94 times (measured)."""
    return processes("services.pipeline:ENTITIES", bench.settings, warm="services.entities.model:model").working()


SERVICE = Service(ENTITIES, agent, workers)
