"""Datelines: where, when and by whom a story was filed, as its first words say. The form decides, not a list of places."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from schemas import Dateline
from services.parser.agencies import is_agency, is_listed, may_be_agency
from services.parser.days import a_day
from services.parser.places import Strength, is_region, read_places

#: A dateline ends within this many characters of the paragraph's beginning: the longest in 20,000 has 75.
LONGEST = 160

DASH = r"(?:-{1,3}|[–—―‒−_])"
#: Where a dateline may end: at a dash; at the bracket of an agency with or without a dash, a colon or a stop behind it; at a
#: colon behind a date.
END = re.compile(
    rf"(?<=[)/])\s?(?P<colon>[.:])?\s?(?P<after_credit>{DASH})?(?:\s+|(?<=[)–—-])(?=[A-Z\"“]))"
    rf"|\s?(?P<dash>{DASH})\s+"
    rf"|\s(?P<stuck>{DASH})(?=[\w<\"“‘(])"
    r"|(?<=\d)(?P<after_date>:)\s+"
)
#: A bracketed credit: `(Reuters)`, `/PRNewswire/`, `()` where a crawler lost the name; a country: `[Norland]`.
CREDIT = re.compile(r"\((?P<round>[^()]{0,60})\)|(?:^|(?<=\s))/(?P<slash>[^/\s][^/]{0,40})/")
COUNTRY = re.compile(r"\s[(\[]([^()\[\]]{3,40})[)\]]")
#: Agencies that stand without brackets after a comma: `ROME, March 13, Reuter - `.
BARE_CREDIT = re.compile(r"(?:,\s*|\.\s+|(?<=\d)\s+)([^\W\d_][\w-]*)\s*$")
#: Stars, dashes and digits that telex operators left before a dateline.
JUNK = re.compile(r"[\s*•·_–—-]*(?:0\s+)?(?:RPT\s*-+\s*)?")
#: How a story's first word looks after a place or a day alone: otherwise the dash belongs to a sentence.
STORY = re.compile(r"[\"'“‘„«<(\[]{0,2}([^\W_])")


@dataclass(frozen=True)
class Head:
    """What stands before a dash, taken apart."""

    places: tuple[str, ...] = ()
    region: str | None = None
    day: date | None = None
    dated: bool = False
    agency: str | None = None


def find_dateline(paragraph: str, *, near: date) -> Dateline | None:
    """The dateline that `paragraph` begins with; its offsets are the paragraph's.

    A day without a year is taken in the year in which it is nearest to `near`.
    """
    junk = JUNK.match(paragraph)
    start = junk.end() if junk else 0
    for end in END.finditer(paragraph[: start + LONGEST], start):
        head = _head(paragraph[start : end.start()], near=near)
        if head and _begins_story(head, end, paragraph):
            return _with_what_follows(paragraph, start, end, head, near)
    return None


def _begins_story(head: Head, end: re.Match[str], paragraph: str) -> bool:
    """Whether a story can begin here: without a dash only after an agency we know or a place and a date with a colon,
    after a place or a day alone only with a capital."""
    if end.end() == len(paragraph):
        return False
    full = bool(head.dated and head.places)
    if not (end["after_credit"] or end["dash"] or end["stuck"]):
        colon = bool(end["after_date"] or end["colon"])
        return (full and colon) or (head.agency is not None and is_listed(head.agency))
    if head.agency is not None or full:
        return True
    small = head.dated or not _all_capitals(paragraph[end.end() : end.end() + LONGEST])
    first = STORY.match(paragraph, end.end())
    return bool(small and first and (first[1].isupper() or first[1].isdigit()))


def _all_capitals(text: str) -> bool:
    """`SHIP SINKS - MASTER BLAMED` is a headline; after a place alone a story begins that has small letters too."""
    return not any(map(str.islower, text))


def _with_what_follows(paragraph: str, start: int, end: re.Match[str], head: Head, near: date) -> Dateline:
    """The dateline, with its date or agency if they come only after a first dash: `(ANSA) - ROMA, 12 DIC - `."""
    stop, story = end.start(), end.end()
    following = END.search(paragraph[: story + LONGEST], story) if not head.dated else None
    more = _head(paragraph[story : following.start()], near=near) if following else None
    if following and more and _completes(head, more):
        stop, story = following.start(), following.end()
        head = replace(
            more, places=more.places or head.places, region=more.region or head.region, agency=more.agency or head.agency
        )
    text = paragraph[start:stop].rstrip(" ,-–—")
    return Dateline(
        text=text, start=start, end=story, places=head.places, region=head.region, date=head.day, agency=head.agency or None
    )


def _completes(head: Head, more: Head) -> bool:
    """Whether `more` says what `head` does not, and nothing twice."""
    again = (more.places and head.places) or (more.agency and head.agency)
    return not again and (more.dated or (bool(more.agency) and bool(head.places)))


def _head(text: str, *, near: date) -> Head | None:
    """`text` as a dateline without its dash; None when it is none."""
    where, agency = _credit(text)
    if where is None:
        return None
    where = where.strip(" ,")
    day = a_day(where.rstrip(" ,."), near=near)
    if day is None and agency is None and (tail := BARE_CREDIT.search(where)) and is_listed(tail[1]):
        return _head(f"{where[: tail.start()]} ({tail[1]})", near=near)
    head = Head(day=day[1] if day else None, dated=day is not None, agency=agency)
    before = where[: day[0]] if day else where
    place = before.strip(" ,-–—.") if day and "," not in before and before.count(".") == 1 else before.strip(" ,-–—")
    if not place:
        return head if head.dated or agency else None
    if not head.dated and agency is None and is_listed(place):
        return replace(head, agency=place)
    return _placed(head, place, strength=_strength(head, comma="," in before))


def _strength(head: Head, *, comma: bool) -> Strength:
    named = head.agency is not None and (head.agency == "" or is_agency(head.agency))
    return Strength(bare=not head.dated and head.agency is None, sure=named or (head.dated and comma), dated=head.dated)


def _placed(head: Head, text: str, *, strength: Strength) -> Head | None:
    """`head` with the places of `text`; None when they do not look like places."""
    read = read_places(text, strength)
    return replace(head, places=read[0], region=read[1]) if read else None


def _credit(text: str) -> tuple[str | None, str | None]:
    """`text` without its credit, and the credit; (None, None) when a bracket holds something else."""
    country = COUNTRY.search(text)
    if country and is_region(country[1]):
        text = f"{text[: country.start()]}, {country[1]}{text[country.end() :]}"
    found = [*CREDIT.finditer(text)]
    if not found:
        return (None if "(" in text or ")" in text else text), None
    last = found[-1]
    name = (last["slash"] or last["round"] or "").strip()
    rest = f"{text[: last.start()]} {text[last.end() :]}"
    if "(" in rest or not (name == "" or may_be_agency(name)):
        return None, None
    return rest, name
