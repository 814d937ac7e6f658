"""Times in a text and what they mean on the day of the article."""

from __future__ import annotations

import time
from datetime import date
from itertools import pairwise

import pytest

from services.claims.times import times

#: A Monday.
MONDAY = date(2026, 3, 2)

MEANINGS = [
    ("on Monday", "Monday", "DATE", "2026-03-02"),
    ("on Sunday", "Sunday", "DATE", "2026-03-01"),
    ("on Tuesday", "Tuesday", "DATE", "2026-02-24"),
    ("last Monday", "last Monday", "DATE", "2026-02-23"),
    ("next Friday", "next Friday", "DATE", "2026-03-06"),
    ("next Monday", "next Monday", "DATE", "2026-03-09"),
    ("Sunday evening", "Sunday evening", "TIME", "2026-03-01TEV"),
    ("today", "today", "DATE", "2026-03-02"),
    ("yesterday", "yesterday", "DATE", "2026-03-01"),
    ("tonight", "tonight", "TIME", "2026-03-02TNI"),
    ("last night", "last night", "TIME", "2026-03-01TNI"),
    ("on Dec. 12", "Dec. 12", "DATE", "2025-12-12"),
    ("on April 1", "April 1", "DATE", "2026-04-01"),
    ("on 12 December 2016", "12 December 2016", "DATE", "2016-12-12"),
    ("2016-12-12", "2016-12-12", "DATE", "2016-12-12"),
    ("in May", "May", "DATE", "2025-05"),
    ("her October ruling", "October", "DATE", "2025-10"),
    ("earlier in the day", "earlier in the day", "DATE", "2026-03-02"),
    ("in March 2016", "March 2016", "DATE", "2016-03"),
    ("since 2014", "2014", "DATE", "2014"),
    ("the 1990s", "1990s", "DATE", "199"),
    ("last week", "last week", "DATE", "2026-W09"),
    ("this month", "this month", "DATE", "2026-03"),
    ("next year", "next year", "DATE", "2027"),
    ("over the weekend", "the weekend", "DATE", "2026-W09-WE"),
    ("two days ago", "two days ago", "DATE", "2026-02-28"),
    ("three weeks earlier", "three weeks earlier", "DATE", "2026-W07"),
    ("the third quarter of 2016", "third quarter of 2016", "DATE", "2016-Q3"),
    ("for two years", "two years", "DURATION", "P2Y"),
    ("a 30-minute call", "30-minute", "DURATION", "PT30M"),
    ("several months", "several months", "DURATION", "PXM"),
    ("every Sunday", "every Sunday", "SET", "XXXX-WXX-7"),
    ("daily", "daily", "SET", "P1D"),
    ("at 6:10 a.m.", "6:10 a.m.", "TIME", "2026-03-02T06:10"),
    ("at 1620 GMT", "1620 GMT", "TIME", "2026-03-02T16:20Z"),
    ("at 2014 EST", "2014 EST", "TIME", "2026-03-02T20:14"),
    ("at 2014 local time", "2014 local time", "TIME", "2026-03-02T20:14"),
    ("2014 est un mot", "2014", "DATE", "2014"),
]


@pytest.mark.parametrize(("text", "words", "kind", "value"), MEANINGS, ids=[row[0] for row in MEANINGS])
def test_a_time_has_its_words_and_its_value(text: str, words: str, kind: str, value: str):
    [found] = times(text, MONDAY)

    assert (found.text, found.type, found.value) == (words, kind, value)


@pytest.mark.parametrize(
    "text",
    ["it may march", "the March for peace", "2,014 ships", "$2014", "30 February", "a 2014% rise", "Mon Repos", "25:70 a.m."],
)
def test_what_looks_like_a_time_and_is_none_is_left_alone(text: str):
    assert [found.text for found in times(text, MONDAY) if found.type in {"DATE", "TIME"}] == []


def test_times_are_the_body_s_own_words_in_order_and_none_is_inside_another():
    body = "On Monday, Dec. 12, 2016, and last week, it rained for two days at 6 a.m."

    found = times(body, MONDAY)

    assert all(body[each.start : each.end] == each.text for each in found)
    assert all(first.end <= second.start for first, second in pairwise(found))


@pytest.mark.parametrize("text", ["Monday " * 28000, "1 " * 100_000, "Dec. " * 40_000, "a few " * 33_000, "last " * 40_000])
def test_two_hundred_thousand_characters_take_no_minute(text: str):
    began = time.process_time()
    times(text, MONDAY)

    assert time.process_time() - began < 20


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
def test_the_ends_of_the_calendar_are_no_error(day: date):
    text = "on Monday, two decades ago, next year, last month, on Dec. 31, tomorrow, in 100 years, 9999 weeks ago"

    assert isinstance(times(text, day), tuple)
