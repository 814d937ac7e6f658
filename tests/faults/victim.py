"""The service under test as a process of its own: `python -m tests.faults.victim`, settings from the environment."""

from __future__ import annotations

import os
import sys
from typing import Any

from faust.types import AgentT, EventT, StreamT

from services import kafka
from services.kafka import App, events, source
from services.lanes import Lanes
from services.serve import Service, run
from services.settings import load
from services.workers import processes
from tests.faults.stages import READER


def agent(app: App, lanes: Lanes[EventT[Any]]) -> AgentT[Any]:
    @app.agent(source(app, READER))
    async def reader(stream: StreamT[bytes]) -> None:
        async for event in events(stream):
            await lanes.put(event.message.key, event)

    return reader


SERVICE = Service(READER, agent, lambda bench: processes("tests.faults.stages:READER", bench.settings).working())

if __name__ == "__main__":
    # A test waits for the session of whoever it killed, and for the patience of whoever it stops.
    kafka.SESSION_SECONDS = float(os.environ["TEST_SESSION_SECONDS"])
    kafka.HEARTBEAT_SECONDS = kafka.SESSION_SECONDS / 3
    kafka.PATIENCE_SECONDS = float(os.environ["TEST_PATIENCE_SECONDS"])
    sys.exit(run(SERVICE, load()))
