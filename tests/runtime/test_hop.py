"""One message through one stage: what is published, when it is acknowledged, and when it isn't."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any, cast

import pytest
from faust.types import EventT, Message

from schemas import DeadLetter
from services.errors import Rejected, Unavailable
from services.hop import Bugs, Hop, TooManyBugs
from services.patience import Weather
from services.stage import ATTEMPTS, Outcome, Record
from services.topics import DEAD_LETTERS, PARSED
from tests.builders import a_raw_item
from tests.faults.stages import READER


@dataclass
class Street:
    """What happens around a hop, in order: each record published as its topic, each acknowledgement as 'settled'."""

    events: list[str] = field(default_factory=list)
    published: list[Record] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    #: Unavailable, so many times, before the stage works.
    away: int = 0
    #: The broker takes no record larger than this, on these topics.
    limits: dict[str, int] = field(default_factory=dict)
    ours: bool = True

    def hop(self, *, bugs: int = 20) -> Hop:
        return Hop(
            stage=READER,
            handle=self.handle,
            publish=self.publish,
            settle=lambda message: self.events.append("settled"),
            ours=lambda message: self.ours,
            needs=Weather("parser", "database"),
            bugs=Bugs(bugs),
            pause=self.pause,
        )

    async def handle(self, record: Record) -> Outcome:
        if self.away:
            self.away -= 1
            raise Unavailable("the database is away")
        return READER.handle(record)

    async def publish(self, records: Iterable[Record]) -> None:
        for record in records:
            if len(record.value or b"") > self.limits.get(record.topic, 100_000_000):
                raise Rejected("too-large", f"{record.topic} takes less")
            self.events.append(record.topic)
            self.published.append(record)

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await asyncio.sleep(0)


def arriving(text: str, **fields: Any) -> EventT[Any]:
    """The event of a raw item with this text."""
    message = Message("wire.raw.v1", 0, 17, 0.0, 0, None, b"k", a_raw_item(text).to_bytes(), None)
    for name, value in fields.items():
        setattr(message, name, value)
    return cast("EventT[Any]", SimpleNamespace(message=message))


async def test_a_message_is_acknowledged_after_its_article_is_published() -> None:
    street = Street()
    await street.hop().carry(arriving("one"))

    assert street.events == [PARSED.name, "settled"]


async def test_a_refused_message_is_acknowledged_after_its_dead_letter_is_published() -> None:
    street = Street()
    await street.hop().carry(arriving("one refuse a headline alone"))

    assert street.events == [DEAD_LETTERS.name, "settled"]


async def test_a_message_with_a_bug_keeps_its_bytes_and_says_where(caplog: pytest.LogCaptureFixture) -> None:
    street = Street()
    await street.hop().carry(arriving("one raise no such thing"))

    [record] = street.published
    letter = DeadLetter.from_bytes(record.value or b"")
    assert letter.reason == "bug"
    assert letter.original == a_raw_item("one raise no such thing").to_bytes()
    assert "LookupError: no such thing" in (letter.traceback or "")
    assert "LookupError: no such thing" in caplog.text


async def test_a_publish_that_is_cancelled_acknowledges_nothing() -> None:
    street = Street()

    async def never(records: Iterable[Record]) -> None:
        await asyncio.Event().wait()

    carrying = asyncio.create_task(replace(street.hop(), publish=never).carry(arriving("one")))
    await asyncio.sleep(0.01)
    carrying.cancel()
    await asyncio.wait({carrying})

    assert street.events == []


async def test_while_something_is_away_the_message_waits_and_then_goes_on() -> None:
    street = Street(away=5)
    await street.hop().carry(arriving("one"))

    assert len(street.pauses) == 5
    assert street.events == [PARSED.name, "settled"]


async def test_a_message_whose_partition_went_meanwhile_is_left_to_its_new_owner() -> None:
    street = Street(ours=False)
    await street.hop().carry(arriving("one"))

    assert street.events == []


async def test_an_article_over_the_brokers_limit_becomes_a_dead_letter() -> None:
    street = Street(limits={PARSED.name: 2_000})
    await street.hop().carry(arriving("one-" + "x" * 2_000))

    [record] = street.published
    letter = DeadLetter.from_bytes(record.value or b"")
    assert letter.reason == "too-large"
    assert street.events == [DEAD_LETTERS.name, "settled"]


async def test_a_dead_letter_over_the_brokers_limit_is_cut_short() -> None:
    street = Street(limits={DEAD_LETTERS.name: 90_000})
    await street.hop().carry(arriving("one refuse " + "x" * 100_000))

    [record] = street.published
    letter = DeadLetter.from_bytes(record.value or b"")
    assert letter.truncated
    assert letter.size == len(a_raw_item("one refuse " + "x" * 100_000).to_bytes())
    assert street.events == [DEAD_LETTERS.name, "settled"]


async def test_the_tries_of_a_replayed_message_go_on_counting() -> None:
    street = Street()
    await street.hop().carry(arriving("one refuse it", headers=[(ATTEMPTS, b"2")]))

    [record] = street.published
    assert DeadLetter.from_bytes(record.value or b"").attempts == 3


async def test_so_many_bugs_in_a_row_stop_the_service_and_are_acknowledged_first() -> None:
    street = Street()
    hop = street.hop(bugs=2)
    await hop.carry(arriving("one raise"))

    with pytest.raises(TooManyBugs, match="2 messages in a row"):
        await hop.carry(arriving("two raise"))
    assert street.events == [DEAD_LETTERS.name, "settled"] * 2


async def test_bugs_with_good_messages_in_between_stop_nothing() -> None:
    street = Street()
    hop = street.hop(bugs=2)
    for text in ("one raise", "two", "three raise", "four refuse it", "five raise"):
        await hop.carry(arriving(text))

    assert street.events.count("settled") == 5


async def test_a_message_leaves_one_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await Street().hop().carry(arriving("one"))

    [line] = [record.message for record in caplog.records]
    assert line.startswith("parser ") and " ok " in line and line.endswith("ms")
