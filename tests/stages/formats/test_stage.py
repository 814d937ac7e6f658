"""A message of several items through the parser's stage."""

from __future__ import annotations

from schemas import DeadLetter, ParsedArticle
from services.pipeline import PARSER
from services.stage import Record
from tests.stages.formats.wire import g2_item, g2_message, raw

STORY = "TARN, March 3 (Norland News) - The harbour of Tarn would reopen."


def test_a_message_of_several_items_sends_each_on_and_refuses_one_alone():
    message = raw(
        g2_message(g2_item(STORY, guid="a"), g2_item(nature="ninat:video", guid="b", content=""), g2_item(STORY, guid="c"))
    )

    outcome = PARSER.handle(Record("wire.raw.v1", b"k", message.to_bytes()))

    assert outcome.fate == "ok"
    assert [record.topic for record in outcome.records] == ["articles.parsed.v1", "dead-letters.v1", "articles.parsed.v1"]
    first, letter, last = (record.value or b"" for record in outcome.records)
    assert [ParsedArticle.from_bytes(value).guid for value in (first, last)] == ["a", "c"]
    assert DeadLetter.from_bytes(letter).reason == "not-news"
    assert DeadLetter.from_bytes(letter).original == message.to_bytes()


def test_versions_of_an_item_keep_one_key_whatever_message_they_come_in():
    alone = PARSER.handle(Record("wire.raw.v1", b"k", raw(g2_item(STORY)).to_bytes()))
    kill = PARSER.handle(
        Record("wire.raw.v1", b"k", raw(g2_message(g2_item("", status="stat:canceled", version="4"))).to_bytes())
    )

    assert [record.key for record in alone.records] == [record.key for record in kill.records]


def test_a_message_that_is_refused_as_a_whole_is_one_dead_letter():
    outcome = PARSER.handle(Record("wire.raw.v1", b"k", raw(g2_message()).to_bytes()))

    assert (outcome.fate, outcome.reason) == ("refused", "not-news")
