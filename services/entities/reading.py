"""A body and its tokens, with the way from characters to tokens."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span


class Reading:
    """A `Doc` whose text is made once: `Doc.text` and `Doc.char_span` make it at every call, which long bodies can't bear."""

    def __init__(self, doc: Doc, body: str | None = None) -> None:
        self.doc = doc
        self.body = doc.text if body is None else body
        self._starts = [token.idx for token in doc]

    def span(self, start: int, end: int) -> Span:
        """The tokens that `body[start:end]` touches, one at least."""
        first = max(0, bisect_right(self._starts, start) - 1)
        return self.doc[first : max(first + 1, bisect_left(self._starts, end))]
