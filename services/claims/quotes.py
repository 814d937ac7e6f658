"""The quotation marks of an article, by token: what stands inside which pair."""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from schemas import Quotation
from services.claims.syntax import Range

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: Quoted words that are fewer than these and no sentence are a phrase that the journalist borrows.
SENTENCE = 3

ENDS = frozenset(".?!…")
DOUBLE = frozenset({'"', "“", "”", "„", "``", "''", "«", "»"})
MARKS = frozenset("\"'“”‘’«»„‟`")


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


@dataclass(frozen=True)
class Quoted:
    """What stands between a pair of marks, marks included: one range of tokens a paragraph."""

    parts: tuple[Range, ...]

    @property
    def start(self) -> int:
        return self.parts[0][0]

    @property
    def end(self) -> int:
        return self.parts[-1][1]


class Quotations:
    """All of an article's quotations over its `Doc`."""

    def __init__(self, doc: Doc, quotations: tuple[Quotation, ...]) -> None:
        self.doc = doc
        self._starts = [token.idx for token in doc]
        ranged = (tuple(self._tokens(part.start, part.end) for part in quotation.parts) for quotation in quotations)
        self.all = tuple(Quoted(parts) for parts in sorted(ranged) if parts and parts[0][0] < parts[-1][1])

    def _tokens(self, start: int, end: int) -> Range:
        first = max(0, bisect.bisect_right(self._starts, start) - 1)
        return first, bisect.bisect_left(self._starts, end)

    @cached_property
    def _inside(self) -> list[int]:
        inside = [-1] * len(self.doc)
        for number, quoted in enumerate(self.all):
            for start, end in quoted.parts:
                inside[start:end] = [number] * (end - start)
        return inside

    def around(self, token: int) -> Quoted | None:
        """The quotation in which this token stands."""
        number = self._inside[token] if token < len(self._inside) else -1
        return self.all[number] if number >= 0 else None

    def touching(self, start: int, end: int) -> list[Quoted]:
        """The quotations of which some token is in this range, in order."""
        numbers = dict.fromkeys(number for number in self._inside[start:end] if number >= 0)
        return [self.all[number] for number in numbers]

    def stands_alone(self, quoted: Quoted) -> bool:
        """Whether `quoted` is whole sentences: it begins where one may begin, and ends as one ends."""
        if self._words(quoted) < SENTENCE:
            return False
        last = self._last_word(quoted)
        return self._begins(quoted.start) and last is not None and last.text[-1] in ENDS

    def _words(self, quoted: Quoted) -> int:
        return sum(token.text[0].isalnum() for start, end in quoted.parts for token in self.doc[start:end])

    def _last_word(self, quoted: Quoted) -> Token | None:
        start, end = quoted.parts[-1]
        return next((token for token in reversed(self.doc[start:end]) if token.text not in MARKS and not token.is_space), None)

    def _begins(self, start: int) -> bool:
        before = next((token for token in reversed(self.doc[max(0, start - 3) : start])), None)
        while before is not None and before.is_space:
            if "\n" in before.text or before.i == 0:
                return True
            before = before.nbor(-1)
        return before is None or before.text[-1] in ENDS | MARKS
