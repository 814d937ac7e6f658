"""Whole quotations that no attribution holds: one goes on with the quotation before it, another stands without a cue."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence

from schemas import EntityArticle
from services.claims.quotes import MARKS, stands_alone
from services.claims.signed import signer
from services.claims.taken import Content, Taken

ENDS = re.compile(r"[.?!…]")
#: How far after a quotation the next may stand that goes on with it: the length of "…," said a long name with its title.
REACH = 200


def uncued(article: EntityArticle, contents: Sequence[Content]) -> tuple[dict[int, Content], list[Content]]:
    """What goes on with which of `contents`, and what stands alone: quotations of whole sentences that none of them touches."""
    ends = sorted((content[-1].end, place) for place, content in enumerate(contents))
    taken = Taken(contents)
    more: dict[int, Content] = {}
    alone: list[Content] = []
    for quotation in article.quotations:
        if not stands_alone(article.body, quotation.parts) or taken.touches(quotation.parts):
            continue
        place = _before(article.body, quotation.parts[0].start, ends)
        if place is not None:
            more[place] = (*more.get(place, ()), *quotation.parts)
        elif (ends and ends[0][0] <= quotation.parts[0].start) or signer(article.body, quotation.parts):
            alone.append(quotation.parts)
    return more, alone


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
