"""The parser's agent: from wire.raw to articles.parsed."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Any

from faust.types import AgentT, EventT, StreamT

from services.kafka import App, events, source
from services.lanes import Lanes
from services.pipeline import PARSER
from services.serve import Bench, Service
from services.workers import Workers, processes


def agent(app: App, lanes: Lanes[EventT[Any]]) -> AgentT[Any]:
    """What arrives goes into the lanes, which acknowledge it when it is on articles.parsed, or a dead letter."""

    @app.agent(source(app, PARSER))
    async def parser(stream: StreamT[bytes]) -> None:
        async for event in events(stream):
            await lanes.put(event.message.key, event)

    return parser


def workers(bench: Bench) -> AbstractAsyncContextManager[Workers]:
    """One process, whatever the settings: parsing is fast, and what anybody may send must neither hold the event loop nor
    take the service down with it."""
    return processes("services.pipeline:PARSER", bench.settings, count=1).working()


SERVICE = Service(PARSER, agent, workers)
