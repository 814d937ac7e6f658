"""The claims stage: an article and who said what in it."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import starmap
from typing import TYPE_CHECKING

from schemas import NAMESPACE, Claim, ClaimArticle, EntityArticle, SaidOn, Span, Speaker, Text
from services.claims.acts import act_of, is_denial, quote_of
from services.claims.attributions import Attribution, find_attributions
from services.claims.circumstances import addressee, medium, place
from services.claims.model.tagger import OURS
from services.claims.nested import holders
from services.claims.quotes import Marks
from services.claims.said_on import said_on
from services.claims.speakers import Speakers
from services.claims.subjects import with_subject
from services.claims.times import times
from services.claims.utterance import Utterance

if TYPE_CHECKING:
    from spacy.tokens import Doc

#: Raised when what is found in a text is found better (names, claims): articles that are replayed then take the place of what
#: storage has of the same version.
EXTRACTION = 6


def attribute(article: EntityArticle) -> ClaimArticle:
    """`article` with the claims in its body, in the order of the text, and the times they are dated by."""
    return attribute_many([article])[0]


def attribute_many(articles: Sequence[EntityArticle], scheme: int = OURS) -> list[ClaimArticle]:
    """Each of `articles` with its claims, in order; the same as one by one. `scheme`: see `find_attributions`."""
    return [_attributed(article, scheme) for article in articles]


def _attributed(article: EntityArticle, scheme: int) -> ClaimArticle:
    from services.entities.model import awake, read
    from services.entities.parse import unpack

    if article.parse is None:
        with awake() as nlp:
            return with_claims(article, next(read(nlp, [article])), scheme)
    return with_claims(article, unpack(article.parse, article.body), scheme)


def with_claims(article: EntityArticle, doc: Doc, scheme: int = OURS) -> ClaimArticle:
    """`article` with the claims that `doc`, the reading of its body, holds."""
    found = times(article.body, day_of(article))
    attributions = [with_subject(doc, attribution) for attribution in find_attributions(article, scheme)]
    marks = Marks(article.body, article.quotations)
    utterances = [Utterance(doc, article, marks, attribution) for attribution in attributions]
    inside = holders(attributions, article.body)
    dates = [said_on(utterance, found) for utterance in utterances]
    speakers = Speakers(article, doc).of(utterances, dates, inside)
    ids = claim_ids(article, attributions)
    outer = [ids[place] if place is not None else None for place in inside]
    claims = tuple(starmap(_claim, zip(ids, utterances, speakers, dates, outer, strict=True)))
    return ClaimArticle(**_named(article), times=found, claims=claims, extraction=EXTRACTION)


def day_of(article: EntityArticle) -> date:
    """The day from which 'on Monday' is counted: the dateline's, else that of publication."""
    dateline = article.dateline
    return dateline.date if dateline is not None and dateline.date is not None else article.published.date()


def _claim(id: str, utterance: Utterance, speaker: Speaker | None, said: SaidOn | None, outer: str | None) -> Claim:
    article, attribution, act = utterance.article, utterance.attribution, act_of(utterance)
    through = medium(utterance, said)
    return Claim(
        id=id,
        content=tuple(_text(article, part) for part in attribution.content),
        cue=_text_or_none(article, attribution.cue),
        source=_text_or_none(article, attribution.source),
        speaker=speaker,
        quote=quote_of(utterance),
        act=act,
        negated=is_denial(utterance, act),
        said_on=said,
        addressee=addressee(utterance),
        medium=through,
        place=place(utterance, said, through),
        nested_in=outer,
        confidence=attribution.confidence,
    )


def claim_ids(article: EntityArticle, attributions: Sequence[Attribution]) -> list[str]:
    """An id for each: of the item and the wording, and which of several with the same wording it is; not of the place."""
    seen: Counter[str] = Counter()
    ids = []
    for attribution in attributions:
        spans = [*attribution.content, attribution.cue, attribution.source]
        wording = "\n".join(" ".join(article.body[span.start : span.end].split()) if span else "" for span in spans)
        seen[wording] += 1
        ids.append(str(uuid.uuid5(NAMESPACE, f"{article.item_id}\n{wording}\n{seen[wording]}")))
    return ids


def _named(article: EntityArticle) -> dict[str, object]:
    fields = dict(article)
    fields.pop("parse")
    return fields


def _text(article: EntityArticle, span: Span) -> Text:
    return Text(start=span.start, end=span.end, text=article.body[span.start : span.end])


def _text_or_none(article: EntityArticle, span: Span | None) -> Text | None:
    return _text(article, span) if span is not None else None
