"""Each agent's loop on Faust's test context, without a broker: what goes in, what is published, what is acknowledged."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from schemas import DeadLetter
from services.claims.agent import SERVICE as CLAIMS
from services.entities.agent import SERVICE as ENTITIES
from services.hands import Thread
from services.hop import Bugs, Hop
from services.kafka import faust_app
from services.lanes import Lanes
from services.parser.agent import SERVICE as PARSER
from services.patience import Weather
from services.serve import Service
from services.settings import Settings
from services.sink.agent import SERVICE as SINK
from services.sink.write import write
from services.stage import Record, Stage
from services.topics import CLAIMS as CLAIMS_TOPIC
from services.topics import DEAD_LETTERS, PARSED
from services.topics import ENTITIES as ENTITIES_TOPIC
from services.workers import Workers
from tests.agents.shelf import Shelf
from tests.builders import a_claim_article, a_parsed_article, a_raw_item, an_entity_article

#: Each stage with a work of one line, a message for it, and where that goes.
SIMPLE: list[Any] = [
    pytest.param(PARSER, lambda item: a_parsed_article(), a_raw_item(), PARSED.name, id="parser"),
    pytest.param(ENTITIES, lambda article: an_entity_article(), a_parsed_article(), ENTITIES_TOPIC.name, id="entities"),
    pytest.param(CLAIMS, lambda article: a_claim_article(), an_entity_article(), CLAIMS_TOPIC.name, id="claims"),
]


@dataclass
class Desk:
    """An agent under test, and what it did."""

    agent: Any
    lanes: Lanes[Any]
    published: list[Record] = field(default_factory=list)
    settled: list[bytes] = field(default_factory=list)

    async def put(self, value: bytes | None, *, key: bytes) -> None:
        """A message arrives and is carried to its end."""
        await self.agent.put(value, key=key)
        await self.lanes.idle()

    def sent(self) -> list[tuple[str, bytes | None]]:
        """Topic and key of what was published, in order."""
        return [(record.topic, record.key) for record in self.published]

    async def publish(self, records: Iterable[Record]) -> None:
        self.published += records


@asynccontextmanager
async def at_a_desk(service: Service, stage: Stage[Any, Any]) -> AsyncIterator[Desk]:
    """The agent of `service`, doing `stage` in a thread."""
    app = faust_app(stage, Settings())
    async with Workers(stage, [Thread(stage)], batch=4).working() as workers:
        desk = Desk(agent=None, lanes=Lanes(lambda event: hop.carry(event), width=4))
        hop = Hop(
            stage=stage,
            handle=workers.handle,
            publish=desk.publish,
            settle=lambda message: desk.settled.append(message.key or b""),
            ours=lambda message: message.generation_id == app.consumer_generation_id,
            needs=Weather(stage.name, service.needs),
            bugs=Bugs(20),
        )
        async with service.agent(app, desk.lanes).test_context() as agent:
            desk.agent = agent
            yield desk


@pytest.mark.parametrize(("service", "work", "message", "topic"), SIMPLE)
async def test_what_an_agent_reads_goes_to_the_next_topic(service: Service, work: Any, message: Any, topic: str) -> None:
    async with at_a_desk(service, service.stage.doing(work)) as desk:
        await desk.put(message.to_bytes(), key=b"k1")

    [record] = desk.published
    assert record.topic == topic
    assert record.key == a_parsed_article().item_id.encode()
    assert desk.settled == [b"k1"]


@pytest.mark.parametrize(("service", "work", "message", "topic"), SIMPLE)
async def test_a_bad_message_does_not_stop_the_good_ones(service: Service, work: Any, message: Any, topic: str) -> None:
    async with at_a_desk(service, service.stage.doing(work)) as desk:
        await desk.put(b"not json", key=b"k0")
        await desk.put(message.to_bytes(), key=b"k1")

    assert desk.sent() == [(DEAD_LETTERS.name, b"k0"), (topic, a_parsed_article().item_id.encode())]
    assert desk.settled == [b"k0", b"k1"]


async def test_a_message_without_a_value_is_a_dead_letter_with_its_key() -> None:
    async with at_a_desk(PARSER, PARSER.stage.doing(lambda item: a_parsed_article())) as desk:
        await desk.put(None, key=b"k0")

    [record] = desk.published
    letter = DeadLetter.from_bytes(record.value or b"")
    assert (record.key, letter.reason, letter.original) == (b"k0", "tombstone", None)
    assert desk.settled == [b"k0"]


async def test_the_parsers_agent_parses() -> None:
    async with at_a_desk(PARSER, PARSER.stage) as desk:
        await desk.put(a_raw_item("TARN (Norland News) - Ilse Varga said the harbour would reopen.").to_bytes(), key=b"k0")
        await desk.put(a_raw_item("\0\x01\x02" * 100).to_bytes(), key=b"k1")

    assert [topic for topic, _ in desk.sent()] == [PARSED.name, DEAD_LETTERS.name]
    assert desk.settled == [b"k0", b"k1"]


async def test_the_sink_acknowledges_what_the_store_has_and_publishes_nothing() -> None:
    shelf = Shelf()
    async with at_a_desk(SINK, SINK.stage.doing(write(shelf))) as desk:
        await desk.put(a_claim_article().to_bytes(), key=b"k0")

    assert [article.guid for article in shelf.saved] == [a_claim_article().guid]
    assert desk.published == []
    assert desk.settled == [b"k0"]
