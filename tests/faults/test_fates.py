"""An exception in each stage, an error after a send: what upstream Faust loses is a dead letter, or there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from aiokafka.errors import RequestTimedOutError

from schemas import Contract, RawItem
from services import topics
from services.claims.agent import SERVICE as CLAIMS
from services.entities.agent import SERVICE as ENTITIES
from services.parser.agent import SERVICE as PARSER
from services.serve import Running, Service
from services.sink.agent import SERVICE as SINK
from services.stage import Record
from services.topics import PARSED, RAW
from tests.builders import a_claim_article, a_parsed_article, a_raw_item, an_entity_article
from tests.faults.here import in_threads, serving
from tests.faults.scene import Broker, running, until
from tests.faults.stages import READER
from tests.faults.victim import SERVICE as VICTIM


def name_of(message: Contract) -> str:
    return message.body.decode() if isinstance(message, RawItem) else str(getattr(message, "guid", None))


def making(stage: str, make: Callable[[str], Any]) -> Callable[[Any], Any]:
    """A stage's work: `make` of the message's name, and an exception for the one that is named for it."""

    def work(message: Contract) -> Any:
        if name_of(message) == f"breaks-{stage}":
            raise LookupError(stage)
        return make(name_of(message))

    return work


def the_pipeline(stored: list[str]) -> list[Service]:
    """All four services with works of one line each; what reaches the sink is in `stored`."""
    works: list[tuple[Service, Callable[[str], Any]]] = [
        (PARSER, lambda name: a_parsed_article(guid=name)),
        (ENTITIES, lambda name: an_entity_article(guid=name)),
        (CLAIMS, lambda name: a_claim_article(guid=name)),
        (SINK, stored.append),
    ]
    return [in_threads(service, service.stage.doing(making(service.stage.name, make))) for service, make in works]


async def test_an_exception_in_any_stage_is_a_dead_letter_of_that_stage_and_the_others_pass(broker: Broker) -> None:
    stored: list[str] = []
    names = ["good", *(f"breaks-{stage}" for stage in ("parser", "entities", "claims", "sink")), "better"]
    reads = {"parser": RAW, "entities": PARSED, "claims": topics.ENTITIES, "sink": topics.CLAIMS}

    async def all_is_done() -> bool:
        done = [await broker.done(f"onrecord-{stage}", topic.name) for stage, topic in reads.items()]
        return done == [6, 5, 4, 3]

    async with AsyncExitStack() as stack:
        for service in the_pipeline(stored):
            await stack.enter_async_context(serving(service, broker.settings()))
        await broker.put(RAW.name, [(name.encode(), a_raw_item(name).to_bytes()) for name in names], partition=0)
        letters = await broker.letters(4)
        await until(all_is_done)

    assert set(stored) == {"better", "good"}
    assert {(letter.stage, letter.reason, letter.detail) for letter in letters} == {
        (stage, "bug", f"LookupError: {stage}") for stage in ("parser", "entities", "claims", "sink")
    }
    assert all(letter.original and f"breaks-{letter.stage}".encode() in _decoded(letter.original) for letter in letters)


async def test_upstream_faust_loses_a_message_with_an_exception(broker: Broker, tmp_path: Path) -> None:
    await broker.publish(["good", "broken raise", "better"], partition=0)
    async with running("tests.faults.upstream", broker, tmp_path / "log"):
        read = await broker.until_read(["good", "better"])
        committed = await broker.until_committed(0, 3)

    assert "broken" not in read
    assert committed[0] == 3


def failing_once(send: Callable[[Record], Awaitable[Awaitable[object]]], seen: set[bytes]) -> Any:
    """A send after which the broker says no, the first time for each key."""

    async def first_fails(record: Record) -> Awaitable[object]:
        if (key := record.key or b"") in seen:
            return await send(record)
        seen.add(key)
        refused: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        refused.set_exception(RequestTimedOutError())
        return refused

    return first_fails


async def test_a_message_whose_send_fails_is_sent_again(broker: Broker) -> None:
    refused: set[bytes] = set()

    def break_it(service: Running) -> None:
        service.send = failing_once(service.send, refused)

    await broker.publish(["one", "two"], partition=0)
    async with serving(in_threads(VICTIM, READER, threads=2), broker.settings(), prepare=break_it):
        read = await broker.until_read(["one", "two"])
        committed = await broker.until_committed(0, 2)

    assert len(refused) == 2
    assert sorted(read) == ["one", "two"]
    assert committed[0] == 2


async def test_upstream_faust_loses_a_message_whose_send_fails(broker: Broker, tmp_path: Path) -> None:
    await broker.publish(["one", "two"], partition=0)
    async with running("tests.faults.upstream", broker, tmp_path / "log", UPSTREAM_FIRST_SEND_FAILS="yes"):
        await broker.until_committed(0, 2)
        await broker.publish(["last"], partition=1)
        read = await broker.all_read(at_least=2)

    assert "last" in read
    assert len({"one", "two"} - set(read)) == 1


def _decoded(original: bytes) -> bytes:
    """What a message says, a raw item's body out of its base64."""
    return original + (RawItem.from_bytes(original).body if b'"body":"' in original and b'"guid"' not in original else b"")
