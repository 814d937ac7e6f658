"""Datelines: where, when and by whom a story was filed, as its first words say. The form decides, not a list of places."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from schemas import Dateline
from services.parser.agencies import is_agency, may_be_agency
from services.parser.days import a_day
from services.parser.lists import word_list

#: A dateline ends within this many characters of the paragraph's beginning: the longest in 20,000 has 75.
LONGEST = 160

#: Where a dateline may end: at a dash, or at the bracket of an agency with or without a dash, a colon or a stop behind it.
END = re.compile(r"(?<=[)/])\s?[.:]?\s?(?:-{1,3}|[–—])?\s+|\s?(?:-{1,3}|[–—])\s+|\s(?:-{2,3}|[–—])(?=\w)")
#: A bracketed credit: `(Reuters)`, `/PRNewswire/`, `()` where a crawler lost the name.
CREDIT = re.compile(r"\((?P<round>[^()]{0,60})\)|(?:^|(?<=\s))/(?P<slash>[^/\s][^/]{0,40})/")
#: Stars, dashes and digits that telex operators left before a dateline.
JUNK = re.compile(r"[\s*•·_–—-]*(?:0\s+)?(?:RPT\s*-+\s*)?")
#: One word of a place: letters with the marks that names have.
WORD = re.compile(r"[^\W\d_][\w.'’`}-]*")
#: Small words inside places: `Rio de Janeiro`, `Frankfurt am Main`, `ON THE Syrian BORDER`.
PARTICLES = frozenset(
    re.findall(
        r"\w+",
        "a al am an at by d da das de del den der di do dos du e el en for in la las le les los near of off on sur the upon van von zu",
    )
)
MOST_WORDS = 6
#: How a story's first word looks after a dateline without date and agency: otherwise the dash belongs to a sentence.
STORY = re.compile(r"[\"'“‘„«<(\[]{0,2}[A-Z0-9À-ÖØ-Þ]")


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
    start = JUNK.match(paragraph).end()  # type: ignore[union-attr]  # it matches the empty string too
    for end in END.finditer(paragraph[:LONGEST], start):
        head = _head(paragraph[start : end.start()], near=near)
        if head and _begins_story(head, paragraph[end.end() :]):
            return _with_what_follows(paragraph, start, end.start(), end.end(), head, near)
    return None


def _with_what_follows(paragraph: str, start: int, stop: int, story: int, head: Head, near: date) -> Dateline:
    """The dateline, with a second piece if the date or the places come only after the first dash."""
    if not head.dated or not head.places:
        for end in END.finditer(paragraph[: story + LONGEST], story):
            more = _head(paragraph[story : end.start()], near=near)
            if more and more.dated and not (more.places and head.places) and not (more.agency and head.agency):
                stop, story = end.start(), end.end()
                head = replace(
                    more, places=more.places or head.places, region=more.region or head.region, agency=more.agency or head.agency
                )
            break
    text = paragraph[start:stop].rstrip(" ,-–—")
    return Dateline(
        text=text, start=start, end=story, places=head.places, region=head.region, date=head.day, agency=head.agency or None
    )


def _begins_story(head: Head, rest: str) -> bool:
    """Whether a story can begin after this head: a bare place needs a beginning sentence behind the dash."""
    return bool(rest) and (head.dated or head.agency is not None or bool(STORY.match(rest)))


def _head(text: str, *, near: date) -> Head | None:
    """`text` as a dateline without its dash; None when it is none."""
    where, agency = _credit(text)
    if where is None:
        return None
    where = where.strip().rstrip(",.").rstrip() if agency is not None else where.strip()
    day = a_day(where.rstrip(" ,"), near=near)
    if day is None and agency is None and (tail := re.search(r",\s*(\w+)\s*$", where)) and is_agency(tail[1]):
        return _head(f"{where[: tail.start()]} ({tail[1]})", near=near)
    place = where[: day[0]] if day else where
    head = Head(day=day[1] if day else None, dated=day is not None, agency=agency)
    place = place.strip().rstrip(",-–—").rstrip().removesuffix(",").rstrip()
    if not place:
        return head if head.dated or agency else None
    return _placed(head, place, comma=day is None or "," in where[: day[0]])


def _credit(text: str) -> tuple[str | None, str | None]:
    """`text` without its credit, and the credit: (None, None) when a bracket holds something else."""
    found = [*CREDIT.finditer(text)]
    if not found:
        return (None if re.search(r"[()]", text) else text), None
    last = found[-1]
    name = (last["round"] if last["round"] is not None else last["slash"]).strip()
    if len(found) > 1 or not (name == "" or may_be_agency(name)):
        return None, None
    return f"{text[: last.start()]} {text[last.end() :]}", name


def _placed(head: Head, text: str, *, comma: bool) -> Head | None:
    """`head` with the places of `text`; None when they do not look like places."""
    groups = [group for part in re.split(r"\s?[/;]\s?", text) for group in _ands(part)]
    places: list[str] = []
    region: str | None = None
    for group in groups:
        first, *others = [part.strip() for part in group.split(",") if part.strip(" .")] or [""]
        if not _like_place(first, head, comma):
            return None
        places.append(first)
        for other in others:
            if not _like_region(other, head):
                return None
            if other.isupper() and _folded(other) not in word_list("regions") and not _shortened(other):
                places.append(other)
            else:
                region = region or other.rstrip(" -")
    return replace(head, places=tuple(places), region=region)


def _shortened(text: str) -> bool:
    """Whether `text` is written like a shortened region: `N.Y.`, `B.C.`, `MINN.`."""
    return text.endswith(".")


def _ands(text: str) -> list[str]:
    """The places that an "and" or an ampersand joins."""
    if any(name in text.casefold() for name in word_list("and-places")):
        return [text]
    return re.split(r"\s(?:and|AND|und|et|y|&)\s", text)


def _like_place(text: str, head: Head, comma: bool) -> bool:
    words = text.split()
    if not 1 <= len(words) <= MOST_WORDS or not all(WORD.fullmatch(word.strip("()")) for word in words):
        return False
    if any(_folded(word) in word_list("not-places") for word in (words if len(words) == 1 else words[:1])):
        return False
    if all(word.isupper() or word.casefold() in PARTICLES or _mostly_upper(word) for word in words) and len(_folded(text)) > 1:
        return True
    if not (head.dated and comma) and not (head.agency and is_agency(head.agency)):
        return False
    named = all(word[0].isupper() or word in PARTICLES or word[1:2] in "'’" for word in words)
    return named or (head.dated and len(words) <= 2)


def _like_region(text: str, head: Head) -> bool:
    words = text.split()
    if len(words) > 4 or not all(WORD.fullmatch(word) for word in words):
        return False
    known = _folded(text.rstrip(" -")) in word_list("regions")
    named = all(word[0].isupper() or word in PARTICLES for word in words)
    return known or (named and (head.dated or head.agency is not None or text.isupper()))


def _mostly_upper(word: str) -> bool:
    """Capitals with a slip of the shift key, or the small letter that names have: `McLEAN`, `WALtHAM`."""
    letters = [char for char in word if char.isalpha()]
    return len(letters) >= 4 and sum(char.isupper() for char in letters) >= len(letters) - 1 and word[0].isupper()


def _folded(text: str) -> str:
    """For looking up: `N.Y.` is "ny", `W. Va.` is "w va"."""
    return " ".join(text.casefold().replace(".", "").strip(" ,-–—").split())
