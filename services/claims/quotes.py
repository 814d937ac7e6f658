"""The quotations of an article: what stands inside which pair of marks, and which are whole sentences."""

from __future__ import annotations

import bisect
import re

from schemas import Quotation
from services.claims.taken import Content

DOUBLE = frozenset({'"', "“", "”", "„", "``", "''", "«", "»"})
#: Quoted words that are fewer than these are a phrase that the journalist borrows.
LEAST = 3
WORD = re.compile(r"\w+")
MARKS = "\"'“”‘’«»„‟`"
#: What stands before a sentence: nothing, a line's end, or the end of another sentence.
BEFORE = re.compile(rf"(?:^|\n|[.?!…:][{MARKS}]*)\s*$")


class Marks:
    """An article's quotations by character: which stretch between marks holds a character."""

    def __init__(self, body: str, quotations: tuple[Quotation, ...]) -> None:
        self._parts = sorted(
            (part.start, part.end, _is_double(body, quotation)) for quotation in quotations for part in quotation.parts
        )

    def around(self, char: int, *, double: bool = False) -> int | None:
        """Where the quotation begins in which the character stands, in double marks if `double`; None when it is in none."""
        place = bisect.bisect_right(self._parts, (char, float("inf"), True)) - 1
        start, end, is_double = self._parts[place] if place >= 0 else (0, 0, False)
        return start if start <= char < end and (is_double or not double) else None


def _is_double(body: str, quotation: Quotation) -> bool:
    start = quotation.parts[0].start
    return body[start] in DOUBLE or body[start : start + 2] in DOUBLE


def stands_alone(body: str, quotation: Content) -> bool:
    """Whether it is whole sentences: it begins where one may begin, and ends as one ends."""
    first, last = quotation[0], quotation[-1]
    words = sum(len(WORD.findall(body, part.start, part.end)) for part in quotation)
    inside = body[last.start : last.end].rstrip(MARKS)
    return words >= LEAST and inside[-1:] in ".?!…" and BEFORE.search(body, max(0, first.start - 8), first.start) is not None
