r"""The metric of attributions, for benchmarks and for the model alone: word tokens, and which contents match.

On words (`\w+`: quotation marks, commas and blanks never count), one attribution is one item however many parts it has.
"""

from __future__ import annotations

import bisect
import difflib
import re
from collections.abc import Iterable, Sequence

from services.claims.model.decode import jaccard

WORD = re.compile(r"\w+")
#: The numbers of words in their text.
Tokens = frozenset[int]


class Words:
    """The words of a text; `at` gives the numbers of those that some spans touch."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = [match.span() for match in WORD.finditer(text)]
        self._starts = [start for start, _ in self.spans]

    def at(self, spans: Iterable[tuple[int, int]]) -> Tokens:
        found: set[int] = set()
        for start, end in spans:
            place = bisect.bisect_left(self._starts, start)
            if place and self.spans[place - 1][1] > start:
                place -= 1
            while place < len(self.spans) and self.spans[place][0] < end:
                found.add(place)
                place += 1
        return frozenset(found)

    def quoted(self) -> Tokens:
        """Words inside double marks; a quotation that is left open ends with its line."""
        inside, marks = False, []
        for char in self.text.replace("''", '" ').replace("``", ' "'):
            inside = {"\n": False, "“": True, "”": False, '"': not inside}.get(char, inside)
            marks.append(inside)
        return frozenset(place for place, (start, _) in enumerate(self.spans) if marks[start])

    def of(self, body: str) -> list[int]:
        """For each word of `body`, which is this text without some of its words, its number here; -1 where there is none."""
        mine, theirs = [self.text[a:b] for a, b in self.spans], WORD.findall(body)
        for start in range(len(mine) - len(theirs) + 1):
            if mine[start : start + len(theirs)] == theirs:
                return list(range(start, start + len(theirs)))
        numbers = [-1] * len(theirs)
        for block in difflib.SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks():
            numbers[block.b : block.b + block.size] = range(block.a, block.a + block.size)
        return numbers


def quote_kind(content: Tokens, quoted: Tokens) -> str:
    """Whether the words of a content are all inside marks (direct), some of them (mixed) or none (indirect)."""
    inside = len(content & quoted)
    return "indirect" if not inside else "direct" if inside == len(content) else "mixed"


def matches(found: Sequence[Tokens], gold: Sequence[Tokens], *, least: float) -> list[tuple[int, int]]:
    """Places of found and annotated contents whose Jaccard index is at least `least`, one to one, best first."""
    scored = sorted(
        (-alike, place, other)
        for place, one in enumerate(found)
        for other, item in enumerate(gold)
        if one & item and (alike := jaccard(one, item)) >= least - 1e-9
    )
    pairs: list[tuple[int, int]] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for _, place, other in scored:
        if place not in taken[0] and other not in taken[1]:
            taken[0].add(place)
            taken[1].add(other)
            pairs.append((place, other))
    return pairs
