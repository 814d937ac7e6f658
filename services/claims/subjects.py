"""The source that the model did not see: the subject of an active cue, the agent of a passive one, as the parser reads it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from schemas import Span
from services.claims.attributions import Attribution
from services.claims.syntax import agent, is_verb, own_subject, passive_subject, source_range, subject
from services.claims.utterance import tokens
from services.claims.words import words

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.tokens import Span as Tokens


def with_subject(doc: Doc, attribution: Attribution) -> Attribution:
    """`attribution` with a source, where it has none and its cue is a verb that somebody does: 'X, who has denied P, left'.

    No word of the content behind the subject is part of the source. A first part of the content that is the cue's own subject,
    and nothing else, is the source: 'X accused Y of P' is not what X is accused of. And who was told something is no source,
    nor part of what he was told.
    """
    if attribution.cue is None:
        return attribution
    cue = tokens(doc, attribution.cue).root
    told = passive_subject(cue) if cue.lower_ in words("spoken to") else None
    if told is not None and _is_first_part(attribution, doc[slice(*source_range(doc, told, cue.i))]):
        attribution = replace(attribution, content=attribution.content[1:])
    if attribution.source is not None:
        is_told = told is not None and attribution.source.start <= told.idx < attribution.source.end
        return replace(attribution, source=None) if is_told else attribution
    if not is_verb(cue) or (cue.tag_ == "VBN" and cue.dep_ == "advcl" and agent(cue) is None):
        return attribution
    who = subject(cue)
    if who is None:
        return attribution
    span = doc[slice(*source_range(doc, who, cue.i))]
    if any(part.start <= who.idx < part.end for part in attribution.content):
        if own_subject(cue) == who and _is_first_part(attribution, span):
            return replace(attribution, source=attribution.content[0], content=attribution.content[1:])
        return attribution
    end = min([span.end_char, *(part.start for part in attribution.content if part.start > who.idx)])
    called = span.text[: end - span.start_char].rstrip(" ,")
    return replace(attribution, source=Span(start=span.start_char, end=span.start_char + len(called)))


def _is_first_part(attribution: Attribution, phrase: Tokens) -> bool:
    """Whether the first part of the content, of several, is `phrase` and no more."""
    first, *others = attribution.content
    return bool(others) and first.start >= phrase.start_char and first.end <= phrase.end_char
