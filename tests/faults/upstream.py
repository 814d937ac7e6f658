"""The control: the same stage on upstream Faust, in the way its documentation shows. `python -m tests.faults.upstream`."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from typing import Any

import faust
from aiokafka.errors import RequestTimedOutError
from faust.types import StreamT

from services.settings import load
from services.stage import Record
from services.topics import PARSED, RAW
from tests.faults.stages import READER


def app_of(bootstrap: str) -> faust.App:
    """A worker that reads several messages at a time, acknowledges each when it is done, and sends what becomes of it."""
    session = float(os.environ["TEST_SESSION_SECONDS"])
    app = faust.App(
        "onrecord-parser",
        broker=f"kafka://{bootstrap}",
        web_enabled=False,
        topic_disable_leader=True,
        topic_allow_declare=False,
        table_standby_replicas=0,
        broker_session_timeout=session,
        broker_heartbeat_interval=session / 3,
        broker_commit_interval=0.5,
        datadir="/nowhere",
    )
    app._create_directories = lambda: None  # type: ignore[method-assign]
    raw = app.topic(RAW.name, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw")
    parsed = app.topic(PARSED.name, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw")

    @app.agent(raw, concurrency=8)
    async def reader(stream: StreamT[bytes]) -> None:
        async for event in stream.events():
            record = Record(RAW.name, event.message.key, event.message.value)
            article = await asyncio.to_thread(lambda record=record: READER.work(READER.reads.contract.from_bytes(record.value)))
            await parsed.send(key=record.key, value=article.to_bytes())

    return app


def first_fails(send: Any) -> Any:
    """A producer's send, after which the broker says no once."""
    failures = iter([RequestTimedOutError()])

    async def sent(*args: Any, **kwargs: Any) -> Any:
        error = next(failures, None)
        if error is None:
            return await send(*args, **kwargs)
        refused: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        refused.set_exception(error)
        return refused

    return sent


async def main() -> None:
    app = app_of(load().kafka)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    if "UPSTREAM_FIRST_SEND_FAILS" in os.environ:
        app.producer.send = first_fails(app.producer.send)  # type: ignore[method-assign]
    await app.start()
    await stop.wait()
    await app.stop()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    sys.exit(asyncio.run(main()))
