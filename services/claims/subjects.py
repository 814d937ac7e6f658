"""The source that the model did not see: the subject of an active cue, the agent of a passive one, as the parser reads it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from schemas import Span
from services.claims.attributions import Attribution
from services.claims.syntax import is_verb, source_range, subject
from services.claims.utterance import tokens

if TYPE_CHECKING:
    from spacy.tokens import Doc


def with_subject(doc: Doc, attribution: Attribution) -> Attribution:
    """`attribution` with a source, where it has none and its cue is a verb that somebody does: 'X, who has denied P, left'.

    No word of the content behind the subject is part of the source.
    """
    if attribution.source is not None or attribution.cue is None:
        return attribution
    cue = tokens(doc, attribution.cue).root
    if not is_verb(cue) or (cue.tag_ == "VBN" and cue.dep_ == "advcl"):
        return attribution
    who = subject(cue)
    if who is None or any(part.start <= who.idx < part.end for part in attribution.content):
        return attribution
    span = doc[slice(*source_range(doc, who, cue.i))]
    end = min([span.end_char, *(part.start for part in attribution.content if part.start > who.idx)])
    words = span.text[: end - span.start_char].rstrip(" ,")
    return replace(attribution, source=Span(start=span.start_char, end=span.start_char + len(words)))
