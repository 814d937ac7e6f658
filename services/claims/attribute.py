"""The claims stage: an article and who said what in it."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from schemas import NAMESPACE, Claim, ClaimArticle, EntityArticle, Span, Text
from services.claims.acts import act_of, is_denial, quote_of
from services.claims.attributions import Attribution, find_attributions
from services.claims.circumstances import addressee, medium, place
from services.claims.nested import holders
from services.claims.said_on import said_on
from services.claims.speakers import Speakers
from services.claims.times import times
from services.claims.utterance import Utterance

if TYPE_CHECKING:
    from spacy.tokens import Doc


def attribute(article: EntityArticle) -> ClaimArticle:
    """`article` with the claims in its body, in the order of the text, and the times they are dated by."""
    return attribute_many([article])[0]


def attribute_many(articles: Sequence[EntityArticle]) -> list[ClaimArticle]:
    """Each of `articles` with its claims, in order; the same as one by one."""
    return [_attributed(article) for article in articles]


def _attributed(article: EntityArticle) -> ClaimArticle:
    """Words that this article brings into the vocabulary are forgotten after it, or a worker would grow for ever."""
    from services.entities.model import awake, read
    from services.entities.parse import unpack, vocabulary

    if article.parse is None:
        with awake() as nlp:
            return with_claims(article, next(read(nlp, [article])))
    vocab = vocabulary()
    with vocab.memory_zone():
        return with_claims(article, unpack(article.parse, article.body, vocab))


def with_claims(article: EntityArticle, doc: Doc) -> ClaimArticle:
    """`article` with the claims that `doc`, the reading of its body, holds."""
    day = article.dateline.date if article.dateline and article.dateline.date else article.published.date()
    found = times(article.body, day)
    attributions = find_attributions(doc, article)
    utterances = [Utterance(doc, article, attribution) for attribution in attributions]
    dates = [said_on(utterance, found) for utterance in utterances]
    speakers = Speakers(article, doc).of(utterances, dates)
    outer = holders(attributions)
    ids = claim_ids(article, attributions)
    claims = []
    for nth, utterance in enumerate(utterances):
        act = act_of(utterance)
        holder = outer[nth]
        claims.append(
            Claim(
                id=ids[nth],
                content=tuple(_text(article, part) for part in utterance.attribution.content),
                cue=_text_or_none(article, utterance.attribution.cue),
                source=_text_or_none(article, utterance.attribution.source),
                speaker=speakers[nth],
                quote=quote_of(article, utterance.attribution.content),
                act=act,
                negated=is_denial(utterance, act),
                said_on=dates[nth],
                addressee=addressee(utterance),
                medium=medium(utterance),
                place=place(utterance),
                nested_in=ids[holder] if holder is not None else None,
                confidence=utterance.attribution.confidence,
            )
        )
    return ClaimArticle(**_named(article), times=found, claims=tuple(claims))


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
