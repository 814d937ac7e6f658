"""A service in the test's own process, so that the test can put its hands into it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from services.hands import Thread
from services.serve import Running, Service
from services.settings import Settings
from services.stage import Stage
from services.workers import Workers


@asynccontextmanager
async def serving(
    service: Service, settings: Settings, *, prepare: Callable[[Running], None] = lambda it: None
) -> AsyncIterator[Running]:
    """`service`, running inside and cleanly stopped after; `prepare` sees it before it starts."""
    running, stop = Running(service, settings), asyncio.Event()
    prepare(running)
    task = asyncio.create_task(running.run(stop))
    try:
        yield running
    finally:
        stop.set()
        await task


def in_threads(service: Service, stage: Stage[Any, Any], *, threads: int = 1) -> Service:
    """`service` with another stage's work, in threads of this process, one message at a time each."""
    return replace(
        service, stage=stage, workers=lambda bench: Workers(stage, [Thread(stage) for _ in range(threads)], batch=1).working()
    )
