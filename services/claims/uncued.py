"""Whole quotations that no attribution holds: one goes on with the quotation before it, another stands without a cue."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence

from schemas import EntityArticle, Quotation
from services.claims.taken import Content, Taken

#: Quoted words that are fewer than these are a phrase that the journalist borrows.
LEAST = 3
WORD = re.compile(r"\w+")
MARKS = "\"'“”‘’«»„‟`"
ENDS = re.compile(r"[.?!…]")
#: What stands before a sentence: nothing, a line's end, or the end of another sentence.
BEFORE = re.compile(rf"(?:^|\n|[.?!…:][{MARKS}]*)\s*$")
#: How far after a quotation the next may stand that goes on with it: the length of "…," said a long name with its title.
REACH = 200


def uncued(article: EntityArticle, contents: Sequence[Content]) -> tuple[dict[int, Content], list[Content]]:
    """What goes on with which of `contents`, and what stands alone: quotations of whole sentences that none of them touches."""
    ends = sorted((content[-1].end, place) for place, content in enumerate(contents))
    taken = Taken(contents)
    more: dict[int, Content] = {}
    alone: list[Content] = []
    for quotation in article.quotations:
        if not _is_speech(article.body, quotation) or taken.touches(quotation.parts):
            continue
        place = _before(article.body, quotation.parts[0].start, ends)
        if place is not None:
            more[place] = (*more.get(place, ()), *quotation.parts)
        elif ends and ends[0][0] <= quotation.parts[0].start:
            alone.append(quotation.parts)
    return more, alone


def _is_speech(body: str, quotation: Quotation) -> bool:
    """Whether it is whole sentences: it begins where one may begin, and ends as one ends."""
    first, last = quotation.parts[0], quotation.parts[-1]
    words = sum(len(WORD.findall(body, part.start, part.end)) for part in quotation.parts)
    inside = body[last.start : last.end].rstrip(MARKS)
    return words >= LEAST and inside[-1:] in ".?!…" and BEFORE.search(body, max(0, first.start - 8), first.start) is not None


def _before(body: str, start: int, ends: Sequence[tuple[int, int]]) -> int | None:
    """The attribution whose quotation goes on at `start`: nothing but its own 'he said.' stands in between."""
    for at in range(bisect.bisect_right(ends, (start, len(ends))) - 1, -1, -1):
        end, place = ends[at]
        between = body[end:start]
        if len(between) > REACH or "\n" in between:
            return None
        if body[end - 1] in MARKS and len(ENDS.findall(between)) == 1:
            return place
    return None
