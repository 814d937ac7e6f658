"""Which stretches of a text contents hold."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from itertools import accumulate

from schemas import Span

Content = tuple[Span, ...]


class Taken:
    """The stretches of all contents, to be asked whether one of them has some of a stretch."""

    def __init__(self, contents: Sequence[Content]) -> None:
        spans = sorted((span.start, span.end) for content in contents for span in content)
        self._starts = [start for start, _ in spans]
        self._reach = list(accumulate((end for _, end in spans), max))

    def touches(self, parts: Iterable[Span]) -> bool:
        before = ((bisect.bisect_left(self._starts, part.end), part.start) for part in parts)
        return any(count > 0 and self._reach[count - 1] > start for count, start in before)
