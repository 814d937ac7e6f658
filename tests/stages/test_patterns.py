"""No pattern runs away: each one in the code of the stages is timed on a megabyte that is made to keep it busy."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

from services.entities import guess
from services.parser import dateline, notices, stamps
from services.parser.formats import newsml_g2
from tests.stages.patterns import Found, hostile, patterns

MEGABYTE = 1_000_000
#: Small texts say which of them is the worst for a pattern.
SMALL = 16_000, 64_000
#: Linear ones need some tens of milliseconds, 2.4 s at most on a slow core, those whose time grows with the square of the
#: length minutes.
SECONDS = 5.0
#: Patterns that are only ever given so much text, by the code that uses them, and may take the square of that.
BOUNDED = {
    "claims.model.pieces._ABBREVIATION": 13,
    "entities.guess.TAIL": 2 * guess.LONGEST,
    "entities.labels.WORD_BEFORE": 20,
    "parser.days.DAY": 2 * dateline.LONGEST,
    "parser.formats.newsml_g2.VOCABULARY": newsml_g2.LONGEST_PATH,
    "parser.notices.DEEDS": notices.LONGEST,
    "parser.notices.NEXT_IN_TAIL": notices.TAIL,
    "parser.stamps.CLOCK": stamps.LONGEST,
}
#: What they then take at most.
MOMENT = 0.5
#: Patterns that are only given texts in which the last of what they look for is closed.
CLOSED = {"parser.formats.xml.CDATA": "]]>", "parser.formats.xml.TAGS": "-->"}

ALL = patterns()


@pytest.mark.parametrize("found", ALL, ids=lambda found: found.where)
def test_a_pattern_reads_a_megabyte_in_a_moment(found: Found):
    longest = BOUNDED.get(found.where, MEGABYTE)
    limit = SECONDS if longest == MEGABYTE else MOMENT
    small = [min(size, longest) for size in SMALL]

    worst, most = None, -1.0
    for before, unit in hostile(found.pattern):
        taken = max(seconds(found, before, unit, size) for size in small)
        assert taken < limit, f"{small[-1]:,} characters of {before!r} and then {unit!r} again and again"
        worst, most = ((before, unit), taken) if taken > most else (worst, most)

    if worst is not None:
        assert seconds(found, *worst, longest) < limit, f"{longest:,} characters of {worst[0]!r} and then {worst[1]!r}"


def test_every_exception_is_still_a_pattern():
    assert {*BOUNDED, *CLOSED} <= {found.where for found in ALL}


@pytest.mark.parametrize(
    ("pattern", "anchored"),
    [(r"(?:a+)+b", True), (r"\s+$", False), (r"\(.*?\)", False), (r"[ -]*-{3,}[ -]*x", True)],
)
def test_a_pattern_that_runs_away_is_caught(monkeypatch: pytest.MonkeyPatch, pattern: str, anchored: bool):
    monkeypatch.setattr("tests.stages.test_patterns.SECONDS", 0.2)

    with pytest.raises(AssertionError):
        test_a_pattern_reads_a_megabyte_in_a_moment(Found("made.up", re.compile(pattern), anchored=anchored))


def test_patterns_are_found_by_name_in_tables_in_cached_functions_and_in_calls():
    known = {found.where for found in ALL}

    assert {"parser.notices.CORRECTION", "parser.headline._tag", "claims.times._readers"} <= known
    assert any(where.startswith("parser.formats.headers.") for where in known)


def seconds(found: Found, before: Any, unit: Any, size: int) -> float:
    """The processor's time that a pattern takes for a text of about `size` characters; it is stopped at twice `SECONDS`."""
    end = CLOSED.get(found.where, "\0")
    text = before + unit * max(1, size // len(unit)) + (end if isinstance(unit, str) else end.encode())
    began = time.process_time()
    with stopped_after(2 * SECONDS):
        if found.anchored:
            found.pattern.match(text)
            found.pattern.fullmatch(text)
        else:
            for _ in found.pattern.finditer(text):
                pass
    return time.process_time() - began


@contextmanager
def stopped_after(limit: float) -> Iterator[None]:
    """Stops what runs inside when it has used `limit` seconds of the processor."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, limit)
    try:
        yield
    except TimeoutError:
        pass
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
