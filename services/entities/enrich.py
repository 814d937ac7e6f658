"""The entities stage: an article and the names in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from schemas import EntityArticle, ParsedArticle
from services.entities.aliases import resolve
from services.entities.model import awake, read
from services.entities.parse import pack
from services.entities.reading import Reading
from services.entities.recognise import recognise

if TYPE_CHECKING:
    from spacy.tokens import Doc


def enrich(article: ParsedArticle) -> EntityArticle:
    """`article` with the names in its body, what they stand for, and the parse they were found in."""
    return enrich_many([article])[0]


def enrich_many(articles: Sequence[ParsedArticle]) -> list[EntityArticle]:
    """Each of `articles` enriched, in order; the same as one by one, and a tenth faster."""
    with awake() as nlp:
        return [with_names(article, doc) for article, doc in zip(articles, read(nlp, articles), strict=True)]


def with_names(article: ParsedArticle, doc: Doc) -> EntityArticle:
    """`article` with the names that `doc`, the reading of its body, holds."""
    reading = Reading(doc, article.body)
    mentions, entities = resolve(recognise(article, reading), reading)
    return EntityArticle(**dict(article), mentions=mentions, entities=entities, parse=pack(doc))
