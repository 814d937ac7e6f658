"""Datelines: where, when and by whom a story was filed, as its first words say. The form decides, not a list of places."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from schemas import Dateline
from services.parser.agencies import is_agency, is_listed, may_be_agency
from services.parser.dateline_scripts import find_dateline_of_script
from services.parser.days import a_day, a_loose_day
from services.parser.places import Strength, is_city, is_region, read_places

#: A dateline ends within this many characters of the paragraph's beginning: the longest in 20,000 has 75.
LONGEST = 160

DASH = r"(?:-{1,3}|[–—―‒−_|•])"
#: A letter that may begin a story stuck to a dash.
CAPITAL = r"[A-ZÀ-ÖØ-ÞА-ЯЁΑ-Ω\"“]"
#: Where a dateline may end: at a dash; at the bracket of an agency with or without a dash, a colon or a stop behind it; at a
#: colon behind a date or a place; at a dash between a year and a word; at a stop behind a word.
END = re.compile(
    rf"(?<=[)/])\s?(?P<colon>[.:])?\s?(?P<after_credit>{DASH}|=)?(?:\s+|(?<=[)–—-])(?={CAPITAL}))"
    rf"|\s?(?P<dash>{DASH})\s+"
    rf"|\s(?P<stuck>{DASH})(?=[\w<\"“‘(])"
    rf"|(?P<tight>--(?<=\d--)|[–—](?<=\d[–—]))(?={CAPITAL})"
    r"|(?P<after_date>:)(?<=\d:)\s+"
    r"|(?P<after_place>:)(?<=[^\W\d_]:)\s+"
    r"|(?P<stop>\.)(?<=[^\W\d_]{3}\.)\s+"
)
#: A bracketed credit: `(Reuters)`, `/PRNewswire/`, `()` where a crawler lost the name; a country: `[Norland]`.
CREDIT = re.compile(r"\((?P<round>[^()]{0,60})\)|(?:^|(?<=\s))/(?P<slash>[^/\s][^/]{0,40})/")
COUNTRY = re.compile(r"\s[(\[]([^()\[\]]{3,40})[)\]]")
#: Agencies that stand without brackets after a comma, a stop or a day:
#: `ROME, March 13, Reuter - `, `Москва. 3 марта. INTERFAX.RU - `.
BARE_CREDIT = re.compile(r"(?:,\s*|\.\s+|(?<=\d)\s+)([^\W\d_][\w.-]*)\s*$")
#: An agency and a stop after a date and a dash: `МОСКВА, 3 мар - РИА Новости. `.
STOPPED_CREDIT = re.compile(r"([^\W\d_][^.()/:,]{1,30})\.\s+")
#: `NEW YORK, NY / ACCESSWIRE / March 3, 2031 / `.
WIRED = re.compile(r"(?P<where>[^/]{2,60}) / (?P<agency>[^\W\d_][\w .-]{2,30}) / (?P<day>[^/]{6,24}) / ")
#: `From our own correspondent in Tarn - `.
CORRESPONDENT = re.compile(r"From (?:our|a|the) (?:\w+ ){0,2}correspondents? (?:in|at) ", re.IGNORECASE)
MOST_BRACKETS = 3
#: Where only whether there is a day counts.
ANY_DAY = date(2000, 1, 1)
#: A stop ends a dateline only behind a date.
DIGIT = re.compile(r"\d")
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
    if found := find_dateline_of_script(paragraph, near=near) or _wired(paragraph, start, near=near):
        return found
    for end in END.finditer(paragraph[: start + LONGEST], start):
        if end["stop"] and not DIGIT.search(paragraph, start, end.start()):
            continue
        head = _head(paragraph[start : end.start()], near=near)
        if head and _begins_story(head, end, paragraph):
            return _with_what_follows(paragraph, start, end, head, near)
    return None


def _wired(paragraph: str, start: int, *, near: date) -> Dateline | None:
    """A dateline between slashes, as wires of press releases have it."""
    found = WIRED.match(paragraph, start, start + LONGEST)
    if found is None or not is_agency(found["agency"]) or found.end() == len(paragraph):
        return None
    head = _head(f"{found['where']}, {found['day']} ({found['agency']})", near=near)
    return _dateline(paragraph, start, found.end() - 3, found.end(), head) if head else None


def _dateline(paragraph: str, start: int, stop: int, end: int, head: Head) -> Dateline:
    text = paragraph[start:stop].rstrip(" ,-–—=|")
    return Dateline(
        text=text, start=start, end=end, places=head.places, region=head.region, date=head.day, agency=head.agency or None
    )


def _begins_story(head: Head, end: re.Match[str], paragraph: str) -> bool:
    """Whether a story can begin here: without a dash only after an agency we know or a place and a date with a colon,
    after a place or a day alone only with a capital; with a colon after a place alone only where it is a city we know."""
    if end.end() == len(paragraph):
        return False
    full = bool(head.dated and head.places)
    if end["stop"]:
        return full and head.agency is not None and is_listed(head.agency)
    alone = not head.dated and head.agency is None
    if end["after_place"] and alone:
        return all(map(is_city, head.places)) and _is_sentence(paragraph, end.end())
    if not (end["after_credit"] or end["dash"] or end["stuck"] or end["tight"]):
        colon = bool(end["after_date"] or end["colon"] or end["after_place"])
        return (full and colon) or (head.agency is not None and is_listed(head.agency))
    if head.agency is not None or full:
        return True
    return _is_sentence(paragraph, end.end(), small=head.dated)


def _is_sentence(paragraph: str, at: int, *, small: bool = False) -> bool:
    """Whether a sentence begins at `at`: with a capital, and not all in capitals: `SHIP SINKS - MASTER BLAMED` is a headline."""
    first = STORY.match(paragraph, at)
    if first is None or first[1].islower():
        return False
    return small or any(char.isalpha() and not char.isupper() for char in paragraph[at : at + LONGEST])


def _with_what_follows(paragraph: str, start: int, end: re.Match[str], head: Head, near: date) -> Dateline:
    """The dateline, with its date or agency if they come only after a first dash: `(ANSA) - ROMA, 12 DIC - `."""
    stop, story = end.start(), end.end()
    credit = STOPPED_CREDIT.match(paragraph, story) if head.dated and head.places and not head.agency else None
    if credit and is_listed(credit[1]) and credit.end() < len(paragraph):
        return _dateline(paragraph, start, credit.end(1), credit.end(), replace(head, agency=credit[1]))
    following = (
        END.search(paragraph[: story + LONGEST], story) if not head.dated or _is_credit_next(head, paragraph, story) else None
    )
    if following and following.end() < len(paragraph):
        more = _head(paragraph[story : following.start()], near=near)
        if more and _completes(head, more):
            stop, story = following.start(), following.end()
            head = Head(
                places=more.places or head.places,
                region=more.region or head.region,
                day=more.day or head.day,
                dated=True,
                agency=more.agency or head.agency,
            )
    return _dateline(paragraph, start, stop, story, head)


def _is_credit_next(head: Head, paragraph: str, at: int) -> bool:
    return head.agency is None and paragraph[at : at + 1] in ("(", "/")


def _completes(head: Head, more: Head) -> bool:
    """Whether `more` says what `head` does not, and nothing twice."""
    again = (more.places and head.places) or (more.agency and head.agency) or (more.dated and head.dated)
    credits = bool(more.agency and head.places) and (is_listed(more.agency or "") or not head.dated)
    return not again and (more.dated or credits)


def _head(text: str, *, near: date) -> Head | None:
    """`text` as a dateline without its dash; None when it is none."""
    from_one = CORRESPONDENT.match(text)
    where, agency = _credit(text[from_one.end() :] if from_one else text)
    if where is None:
        return None
    where = where.strip(" ,-–—")
    day = a_day(where.rstrip(" ,."), near=near)
    if day is None and agency is not None:
        day = a_loose_day(where.rstrip(" ,."), near=near)
    if day is None and agency is None and (tail := BARE_CREDIT.search(where)) and is_listed(tail[1]):
        return _head(f"{where[: tail.start()]} ({tail[1]})", near=near)
    head = Head(day=day[1] if day else None, dated=day is not None, agency=agency)
    before = where[: day[0]] if day else where
    place = before.strip(" ,-–—.") if day and "," not in before and before.count(".") == 1 else before.strip(" ,-–—")
    if not place:
        return head if head.dated or agency else None
    if not head.dated and agency is None and is_listed(place):
        return replace(head, agency=place)
    strength = _strength(head, comma="," in before)
    return _placed(head, place, strength=replace(strength, bare=False, sure=True) if from_one else strength)


def _strength(head: Head, *, comma: bool) -> Strength:
    named = head.agency is not None and (head.agency == "" or is_agency(head.agency))
    return Strength(bare=not head.dated and head.agency is None, sure=named or (head.dated and comma), dated=head.dated)


def _placed(head: Head, text: str, *, strength: Strength) -> Head | None:
    """`head` with the places of `text`; None when they do not look like places."""
    read = read_places(text, strength)
    return replace(head, places=read[0], region=read[1]) if read else None


def _credit(text: str) -> tuple[str | None, str | None]:
    """`text` without its credit, and the credit; (None, None) when a bracket holds something else.

    A day in the bracket, with the agency or alone, comes last: `TARN, Norland--(Newsfile Corp. - March 3, 2031)`.
    """
    text = _without_countries(text)
    found = [*CREDIT.finditer(text)]
    if not found:
        return (None if "(" in text or ")" in text else text), None
    last = found[-1]
    name = (last["slash"] or last["round"] or "").strip()
    rest = f"{text[: last.start()]} {text[last.end() :]}"
    day = a_day(name, near=ANY_DAY)
    if day is not None:
        name, rest = name[: day[0]].rstrip(" ,-–—"), f"{rest.strip(' ,-–—')}, {name[day[0] :]}"
        return (None, None) if "(" in rest or (name and not may_be_agency(name)) else (rest, name or None)
    if "(" in rest or not (name == "" or may_be_agency(name)):
        return None, None
    return rest, name


def _without_countries(text: str) -> str:
    """`text` with commas for the brackets around countries and states; before an agency's bracket others are ones too."""
    for _ in range(MOST_BRACKETS):
        country = COUNTRY.search(text)
        if country is None:
            break
        credited = [*CREDIT.finditer(text, country.end())]
        sure = bool(credited and is_agency(credited[-1]["round"] or credited[-1]["slash"] or "") and country[1].istitle())
        if not (is_region(country[1]) or sure):
            break
        text = f"{text[: country.start()]}, {country[1]}{text[country.end() :]}"
    return text
