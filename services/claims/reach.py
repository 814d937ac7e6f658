"""Quotations longer than what the model sees around a cue: a content that it cuts off in the middle of one has all of it."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from schemas import Quotation, Span
from services.claims.taken import Content, Taken

#: So far from the cue, in characters, the model's sight may end: it is 64 pieces before a cue and 96 behind it
#: (`model/surroundings.py`), and a piece of English news with its blank is seldom shorter than three characters.
BEFORE, BEHIND = 180, 250
#: A content that ends so near to a quotation's end has all of it: a stop and a mark are left out.
NEAR = 3


def whole(quotations: Sequence[Quotation], contents: Sequence[Content], cues: Sequence[Span | None]) -> list[Content]:
    """Each of `contents`, in order, with what is missing of a quotation that it has the end or the beginning of."""
    known = _Quotations(quotations, contents)
    return [known.whole(content, cue) for content, cue in zip(contents, cues, strict=True)]


class _Quotations:
    """An article's quotations, by the characters of their parts, and what contents have of them."""

    def __init__(self, quotations: Sequence[Quotation], contents: Sequence[Content]) -> None:
        self._taken = Taken(contents)
        self._parts = sorted(
            ((part, quotation.parts, place) for quotation in quotations for place, part in enumerate(quotation.parts)),
            key=lambda part: part[0].start,
        )
        self._starts = [part.start for part, _, _ in self._parts]

    def whole(self, content: Content, cue: Span | None) -> Content:
        """`content`, and what is missing before or behind it of the quotation in whose middle it begins or ends.

        Nothing is missing where the cue is so near that the model saw more than it took, or where another content has some of it.
        Without a cue the model has looked on from where the content begins.
        """
        first, last = content[0], content[-1]
        missing = self._before(first) if cue is not None and cue.start - first.start >= BEFORE else ()
        if missing and not self._taken.touches(missing) and cue is not None and cue.start >= first.end:
            *others, near = missing
            content = (*others, Span(start=near.start, end=first.end), *content[1:])
        sight = cue.end if cue is not None else last.start
        missing = self._behind(last) if last.end - sight >= BEHIND else ()
        if missing and not self._taken.touches(missing) and sight <= last.start:
            near, *others = missing
            content = (*content[:-1], Span(start=content[-1].start, end=near.end), *others)
        return content

    def _around(self, char: int) -> tuple[Span, tuple[Span, ...], int] | None:
        """The part of a quotation in which the character stands, all parts of that quotation, and which of them it is."""
        place = bisect.bisect_right(self._starts, char) - 1
        return self._parts[place] if place >= 0 and char < self._parts[place][0].end else None

    def _before(self, first: Span) -> Content:
        """What the quotation has before `first`, which goes on to the end of the quotation's part."""
        found = self._around(first.start)
        if found is None or first.start == found[0].start or first.end < found[0].end - NEAR:
            return ()
        part, parts, place = found
        return (*parts[:place], Span(start=part.start, end=first.start))

    def _behind(self, last: Span) -> Content:
        """What the quotation has behind `last`, which begins with the quotation's part."""
        found = self._around(last.end - 1)
        if found is None or last.end >= found[0].end - NEAR or last.start > found[0].start:
            return ()
        part, parts, place = found
        return (Span(start=last.end, end=part.end), *parts[place + 1 :])
