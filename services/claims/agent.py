"""The claims agent: from articles.entities to articles.claims."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Any

from faust.types import AgentT, EventT, StreamT

from services.kafka import App, events, source
from services.lanes import Lanes
from services.pipeline import CLAIMS
from services.serve import Bench, Service
from services.workers import Workers, processes


def agent(app: App, lanes: Lanes[EventT[Any]]) -> AgentT[Any]:
    """What arrives goes into the lanes, which acknowledge it when it is on articles.claims, or a dead letter."""

    @app.agent(source(app, CLAIMS))
    async def claims(stream: StreamT[bytes]) -> None:
        async for event in events(stream):
            await lanes.put(event.message.key, event)

    return claims


def workers(bench: Bench) -> AbstractAsyncContextManager[Workers]:
    """Processes: attribution is all computing, which threads would do one after the other."""
    return processes("services.pipeline:CLAIMS", bench.settings, warm="services.entities.parse:vocabulary").working()


SERVICE = Service(CLAIMS, agent, workers)
