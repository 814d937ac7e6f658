"""The quotation marks of an article: what stands inside which pair."""

from __future__ import annotations

import bisect

from schemas import Quotation

DOUBLE = frozenset({'"', "“", "”", "„", "``", "''", "«", "»"})


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
