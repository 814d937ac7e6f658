"""Where a content begins and ends: whole quotations, no stray punctuation, nothing said twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from services.claims.frames import Draft, with_content
from services.claims.quotes import MARKS, Quotations, Quoted
from services.claims.syntax import Range, phrase

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

LEADING = frozenset({",", ":", ";", "-", "--", "–", "—", "that", "..."})
TRAILING = frozenset({",", ".", ";", ":", "-", "--", "–", "—"})
#: Who speaks of himself inside his own quotation makes no claim of its own: 'I think', 'we believe'.
SELF = frozenset({"i", "we"})


def tidy(doc: Doc, drafts: Sequence[Draft], quotations: Quotations) -> list[Draft]:
    """`drafts` with contents as a reader would mark them; without those that nothing is left of."""
    shaped = (with_content(draft, shape(doc, draft, quotations)) for draft in drafts)
    return [draft for draft in shaped if draft.content and not _of_oneself(draft, quotations)]


def shape(doc: Doc, draft: Draft, quotations: Quotations) -> tuple[Range, ...]:
    """The content with every quotation whole; a cue inside a quotation has its content inside it too."""
    around = quotations.around(draft.at)
    parts: list[Range] = []
    for part in draft.content:
        grown = _inside(part, around) if around else _whole(part, quotations)
        parts += filter(None, (trim(doc, *piece) for piece in grown))
    return merged(parts)


def _inside(part: Range, around: Quoted) -> list[Range]:
    cut = [(max(part[0], start), min(part[1], end)) for start, end in around.parts]
    return [(start, end) for start, end in cut if start < end]


def _whole(part: Range, quotations: Quotations) -> list[Range]:
    start, end = part
    pieces: list[Range] = []
    for quoted in quotations.touching(start, end):
        start, end = min(start, quoted.start), max(end, quoted.parts[0][1])
        pieces += quoted.parts[1:]
    return [(start, end), *pieces]


def merged(parts: Sequence[Range]) -> tuple[Range, ...]:
    """`parts` in order; those that touch or overlap are one."""
    found: list[Range] = []
    for start, end in sorted(parts):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def trim(doc: Doc, start: int, end: int) -> Range | None:
    """Without a leading 'that', or commas, stops and blanks at either side."""
    while start < end and (doc[start].is_space or doc[start].lower_ in LEADING):
        start += 1
    while start < end and (doc[end - 1].is_space or doc[end - 1].text in TRAILING or _lone_mark(doc, start, end)):
        end -= 1
    return (start, end) if start < end and any(token.text[0].isalnum() for token in doc[start:end]) else None


def _lone_mark(doc: Doc, start: int, end: int) -> bool:
    """A quotation mark at the end whose partner stands before the content."""
    return doc[end - 1].text in MARKS and not any(token.text in MARKS for token in doc[start : end - 1])


def _of_oneself(draft: Draft, quotations: Quotations) -> bool:
    return draft.source is not None and draft.source.lower_ in SELF and quotations.around(draft.at) is not None


def source_range(doc: Doc, source: Token, at: int) -> Range:
    """The phrase of `source` as it stands, up to the clause in which it does what token `at` says."""
    start, end = phrase(source)
    if start <= at < end and at > source.i:
        end = max(source.i + 1, min(_clause_start(doc[at], source), at))
    while end - 1 > source.i and (doc[end - 1].is_punct or doc[end - 1].is_space) and doc[end - 1].text not in {")", *MARKS}:
        end -= 1
    return start, end


def _clause_start(verb: Token, source: Token) -> int:
    """Where the part of `source`'s phrase begins that holds `verb`."""
    while verb.head != verb and verb.head != source:
        verb = verb.head
    return verb.left_edge.i
