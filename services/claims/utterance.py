"""An attribution laid over the parse: the tokens of its cue, source and content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from schemas import EntityArticle, Span
from services.claims.attributions import Attribution
from services.claims.quotes import Marks

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Tokens

WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Utterance:
    """What the rest of the stage asks of an attribution; it does not matter who found it."""

    doc: Doc
    article: EntityArticle
    marks: Marks
    attribution: Attribution

    @cached_property
    def cue(self) -> Token | None:
        """The cue's main word."""
        return tokens(self.doc, self.attribution.cue).root if self.attribution.cue else None

    @cached_property
    def source(self) -> Token | None:
        """The source's main word."""
        return tokens(self.doc, self.attribution.source).root if self.attribution.source else None

    @cached_property
    def content(self) -> tuple[Tokens, ...]:
        """The content's parts."""
        return tuple(tokens(self.doc, part) for part in self.attribution.content)

    @cached_property
    def start(self) -> int:
        """Where in the text it stands: its cue, or its content when it has none."""
        return (self.attribution.cue or self.attribution.content[0]).start

    def says(self, start: int, end: int) -> bool:
        """Whether the content holds this stretch of the body, or some of it."""
        return any(part.start < end and start < part.end for part in self.attribution.content)

    def words(self) -> Iterator[str]:
        """The content's words, in small letters."""
        for part in self.attribution.content:
            yield from (match[0].lower() for match in WORD.finditer(self.article.body[part.start : part.end]))


def tokens(doc: Doc, span: Span) -> Tokens:
    """The tokens that `span` touches."""
    found = doc.char_span(span.start, span.end, alignment_mode="expand")
    assert found is not None, "spans of claims lie in their body"
    return found
