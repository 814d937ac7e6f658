"""A service as an operator meets it: what it says when it can't start, and whether it is ready."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from aiokafka.errors import KafkaError

from services.admin import create_topics
from services.embedded import EmbeddedBroker, free_port
from services.errors import Misconfigured
from services.kafka import ConsumerThread, faust_app
from services.serve import Running
from services.settings import Settings
from services.workers import Workers
from tests.faults.here import in_threads, serving
from tests.faults.scene import until
from tests.faults.stages import READER
from tests.faults.victim import SERVICE

#: A group forms and a service with its broker away stops within some 20 s each; this is for busy machines.
BOUND_SECONDS = 120


async def started(**settings: Any) -> None:
    """A service that should not get far."""
    await asyncio.wait_for(Running(SERVICE, Settings(web_port=0, **settings)).run(asyncio.Event()), BOUND_SECONDS)


async def answer(service: Running, path: str) -> tuple[int, Any]:
    async with ClientSession() as session, session.get(f"http://127.0.0.1:{service.port}{path}") as response:
        return response.status, await response.json()


async def test_a_broker_that_does_not_answer_is_one_sentence_that_names_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.admin.PATIENCE_SECONDS", 1.0)
    with pytest.raises(Misconfigured, match=r"^ONRECORD_KAFKA: no broker answers at 127\.0\.0\.1:\d+ .*\."):
        await started(kafka=f"127.0.0.1:{free_port()}")


@pytest.mark.parametrize("address", ["", "localhost", "localhost:kafka", "a:1,,b:2"])
async def test_an_address_that_is_none_is_said_at_once(address: str) -> None:
    with pytest.raises(Misconfigured, match=r"^ONRECORD_KAFKA: "):
        await started(kafka=address)


async def test_missing_topics_are_named_with_the_command_that_makes_them(tmp_path: Path) -> None:
    with EmbeddedBroker(tmp_path) as broker, pytest.raises(Misconfigured, match=r"has no wire\.raw\.v1, .*topics create"):
        await started(kafka=broker.bootstrap)


async def test_a_port_that_is_taken_is_said_with_its_setting() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(Misconfigured, match=rf"^ONRECORD_WEB_PORT: {port} is taken"):
            await Running(SERVICE, Settings(web_port=port)).run(asyncio.Event())


async def test_another_faust_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.kafka.version", lambda package: "0.16.0")

    with pytest.raises(Misconfigured, match=r"faust-streaming: version 0\.16\.0"):
        faust_app(READER, Settings())


async def first_yes(service: Running) -> Any:
    """What /readyz answers as soon as its answer is yes."""
    said: list[Any] = []

    async def yes() -> bool:
        said.append(await answer(service, "/readyz"))
        return bool(said[-1][0] == 200)

    await until(yes)
    return said[-1]


@asynccontextmanager
async def after(loaded: asyncio.Event, workers: AbstractAsyncContextManager[Workers]) -> AsyncIterator[Workers]:
    """`workers` that take until then to load their model."""
    await loaded.wait()
    async with workers as working:
        yield working


async def test_a_service_is_alive_at_once_and_ready_while_it_has_its_partitions_and_its_broker(tmp_path: Path) -> None:
    with EmbeddedBroker(tmp_path) as broker:
        await create_topics(broker.bootstrap, Settings(topic_partitions=1))
        settings = Settings(kafka=broker.bootstrap, idempotent_producer=False, web_port=0)
        loaded, service = asyncio.Event(), in_threads(SERVICE, READER)
        async with serving(replace(service, workers=lambda bench: after(loaded, service.workers(bench))), settings) as running:
            await until(lambda: running.port > 0)
            alive = await answer(running, "/healthz")
            early = await answer(running, "/readyz")
            loaded.set()
            ready = await first_yes(running)
            broker.child.kill()
            late = await answer(running, "/readyz")

    assert alive == (200, {"service": "parser", "alive": True})
    assert early == (503, {"service": "parser", "ready": False, "reasons": ["its workers are starting"]})
    assert ready == (200, {"service": "parser", "ready": True, "reasons": []})
    assert late == (503, {"service": "parser", "ready": False, "reasons": ["the broker does not answer"]})


async def test_a_service_whose_group_has_broken_down_ends_for_its_supervisor(tmp_path: Path) -> None:
    """Without this it would stay, fetch, and never get anything again."""
    with EmbeddedBroker(tmp_path) as broker:
        await create_topics(broker.bootstrap, Settings(topic_partitions=1))
        service = Running(in_threads(SERVICE, READER), Settings(kafka=broker.bootstrap, idempotent_producer=False, web_port=0))
        running = asyncio.create_task(service.run(asyncio.Event()))
        await until(service.joined)
        thread = service.app.incoming._thread
        broken: asyncio.Future[None] = asyncio.Future(loop=thread.thread_loop)
        broken.set_exception(KafkaError("Unexpected error during coordination"))
        thread._ensure_consumer()._coordinator._coordination_task = broken
        status = await asyncio.wait_for(running, BOUND_SECONDS)

    assert status == 1


async def test_a_service_that_can_not_find_its_offsets_ends_for_its_supervisor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Upstream Faust takes the time that a seek takes for a stop: it stays, joined to its group, and reads nothing."""

    async def no_answer(thread: ConsumerThread) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr("services.kafka.SEEK_SECONDS", 0.2)
    monkeypatch.setattr(ConsumerThread, "_rewind", no_answer)
    with EmbeddedBroker(tmp_path) as broker:
        await create_topics(broker.bootstrap, Settings(topic_partitions=1))
        settings = Settings(kafka=broker.bootstrap, idempotent_producer=False, web_port=0)
        status = await asyncio.wait_for(Running(in_threads(SERVICE, READER), settings).run(asyncio.Event()), BOUND_SECONDS)

    assert status == 1
