"""Where a content begins and ends: whole quotations, no stray punctuation, nothing said twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from schemas import Act
from services.claims.apart import apart
from services.claims.draft import Draft, clause_in, with_content
from services.claims.quotes import MARKS, Quotations, Quoted
from services.claims.syntax import Range, own_subject, phrase
from services.claims.words import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

SINGLE = frozenset("'‘’")
LEADING = frozenset({",", ":", ";", "-", "--", "–", "—", "..."})
TRAILING = frozenset({",", ".", ";", ":", "-", "--", "–", "—"})
#: Who speaks of himself inside his own quotation makes no claim of its own: 'I think', 'we believe'.
BEFORE_TIMES = frozenset({"on", "in", "late", "early", "earlier", "later", "last", "this"})
SELF = frozenset({"i", "we"})
ONESELF = frozenset({"he", "she", "it", "they"})
OWN = frozenset({Act.ATTITUDE, Act.DECLINE})


def tidy(doc: Doc, drafts: Sequence[Draft], quotations: Quotations) -> list[Draft]:
    """`drafts` with contents as a reader would mark them; without those that nothing is left of."""
    shaped = (with_content(draft, shape(doc, draft, quotations)) for draft in apart(doc, drafts))
    kept = [draft for draft in shaped if draft.content]
    said = _said(doc, kept)
    return [draft for draft in kept if not _of_oneself(draft, quotations) and not (_own_attitude(draft) and said[draft.at])]


def _own_attitude(draft: Draft) -> bool:
    """'said he hoped for P' is one claim: a speaker's own attitude inside his own 'said' is what he said."""
    if draft.source is None or draft.source.lower_ not in ONESELF:
        return False
    return draft.act in OWN or draft.rule == "own"


def _said(doc: Doc, drafts: Sequence[Draft]) -> list[bool]:
    """For each token whether it stands in the content of a draft."""
    said = [False] * len(doc)
    for draft in drafts:
        for start, end in draft.content:
            said[start:end] = [True] * (end - start)
    return said


def shape(doc: Doc, draft: Draft, quotations: Quotations) -> tuple[Range, ...]:
    """The content with every quotation whole; a cue inside a quotation has its content inside it too."""
    around = quotations.around(draft.at)
    parts: list[Range] = []
    for part in draft.content:
        part = _after_time(doc, draft, part)
        grown = _inside(part, around) if around else _whole(part, quotations)
        parts += filter(None, (trim(doc, *piece, quoted=_ends_quoted(piece, draft, quotations)) for piece in grown))
    return _only_speech(doc, draft, _joined(doc, merged(parts)), quotations)


def _joined(doc: Doc, parts: tuple[Range, ...]) -> tuple[Range, ...]:
    """Parts with nothing but a comma between them are one."""
    found: list[Range] = []
    for start, end in parts:
        if found and all(token.text == "," for token in doc[found[-1][1] : start]):
            start = found.pop()[0]
        found.append((start, end))
    return tuple(found)


def _only_speech(doc: Doc, draft: Draft, parts: tuple[Range, ...], quotations: Quotations) -> tuple[Range, ...]:
    """`parts`, without what the parser hung on a quoted sentence: '"…," he said [in Tarn]', '"…" he shouted [as they left]'."""
    if not parts:
        return parts
    first = parts[0]
    quoted = quotations.around(first[0])
    if quoted is None or quoted.start != first[0] or quotations.around(draft.at) is quoted:
        return parts
    end = quoted.parts[0][1]
    if end < first[1] and doc[end].lower_ in {"as", "after", "when", "while", "before"}:
        return ((first[0], end), *parts[1:])
    if end >= first[1] and first[1] <= draft.at:
        return tuple(part for part in parts if part == first or quotations.touching(*part))
    return parts


def _after_time(doc: Doc, draft: Draft, part: Range) -> Range:
    """`part` without the time of the saying that the parser took for the content's: 'said [on Monday] it would …'."""
    start, end = part
    skip = start
    while skip < end and (doc[skip].lower_ in words("times") or doc[skip].lower_ in BEFORE_TIMES):
        skip += 1
    if draft.at > start or skip == start or doc[skip - 1].lower_ not in words("times"):
        return part
    who = own_subject(doc[start:end].root)
    return (skip, end) if who is not None and skip <= phrase(who)[0] < end and doc[skip].text != "," else part


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


def _ends_quoted(part: Range, draft: Draft, quotations: Quotations) -> bool:
    """Whether `part` ends where a quotation does, which stays as it is."""
    quoted = quotations.around(part[1] - 1)
    return quoted is not None and quoted is not quotations.around(draft.at) and part[1] in {end for _, end in quoted.parts}


def trim(doc: Doc, start: int, end: int, *, quoted: bool = False) -> Range | None:
    """Without a leading 'that', or commas, stops and blanks at either side; the end stays when it is a quotation's."""
    while start < end and (doc[start].is_space or doc[start].text in LEADING or _is_that(doc[start])):
        start += 1
    if quoted:
        return (start, end) if start < end else None
    end = _before_gloss(doc, start, end)
    while start < end and (doc[end - 1].is_space or doc[end - 1].text in TRAILING or _lone_mark(doc, start, end)):
        end -= 1
    start, end = _with_marks(doc, start, end)
    return (start, end) if start < end and any(token.text[0].isalnum() for token in doc[start:end]) else None


def _before_gloss(doc: Doc, start: int, end: int) -> int:
    """The end of what was said, before what the journalist makes of it: ', a move that …'."""
    for token in doc[start + 1 : end]:
        if token.lower_ in words("glosses") and token.dep_ in {"appos", "npadvmod", "dobj", "attr", "conj"}:
            before = token.left_edge.i - 1
            if start < before and doc[before].text == "," and doc[before + 1].lower_ in {"a", "an"}:
                return before
    return end


def _is_that(token: Token) -> bool:
    """'that' before a clause; not the one of 'said that was untrue'."""
    return token.lower_ == "that" and (token.dep_ == "mark" or token.tag_ == "IN")


def _with_marks(doc: Doc, start: int, end: int) -> Range:
    """With the single marks around a quotation inside a quotation, and 'a.m.', which the parser takes for a sentence's end."""
    if end < len(doc) and doc[end].lower_ in {"a.m.", "p.m."}:
        return start, end + 1
    if not 0 < start < end or doc[start - 1].text not in SINGLE or doc[start - 1].whitespace_:
        return start, end
    closing = next((token.i for token in doc[end : end + 2] if token.text in SINGLE), None)
    return (start - 1, closing + 1) if closing is not None else (start, end)


def _lone_mark(doc: Doc, start: int, end: int) -> bool:
    """A quotation mark at the end whose partner stands before the content."""
    return doc[end - 1].text in MARKS and not any(token.text in MARKS for token in doc[start : end - 1])


def _of_oneself(draft: Draft, quotations: Quotations) -> bool:
    return draft.source is not None and draft.source.lower_ in SELF and quotations.around(draft.at) is not None


def source_range(doc: Doc, source: Token, at: int) -> Range:
    """The phrase of `source` as it stands, up to the clause in which it does what token `at` says."""
    start, end = phrase(source)
    if start <= at < end and at > source.i:
        end = max(source.i + 1, min(clause_in(source, doc[at]).left_edge.i, at))
    while start < source.i and (doc[start].is_punct or doc[start].is_space):
        start += 1
    while end - 1 > source.i and (doc[end - 1].is_punct or doc[end - 1].is_space) and doc[end - 1].text not in {")", *MARKS}:
        end -= 1
    if end - 1 > source.i and doc[end - 1].tag_ == "POS":
        end -= 1
    return start, end
