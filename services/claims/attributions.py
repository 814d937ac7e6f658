"""Who is said to have said what: spans of content, cue and source. The seam: rules today, a model tomorrow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas import EntityArticle, Span
from services.claims.content import source_range, tidy
from services.claims.draft import Draft
from services.claims.quotes import Quotations
from services.claims.rules import drafts_at
from services.claims.speech import with_quotations
from services.claims.stacked import with_stacked

if TYPE_CHECKING:
    from spacy.tokens import Doc

#: A sentence with more tokens is a list or a table, and its tree means nothing.
LONGEST = 300

#: How a claim was found, and the share of such claims that is right (content J>=.8) in the 144 articles of claims-gold;
#: a guess where these have ten of a kind or fewer: alone (3 of 8, in texts without paragraphs), fronted, inserted, raised,
#: stacked, unparsed, wanted.
CONFIDENCE = {
    "clause": 0.89,
    "quotation": 0.9,
    "according": 0.87,
    "stacked": 0.85,
    "declined": 0.75,
    "inserted": 0.78,
    "noun": 0.76,
    "named": 0.82,
    "wanted": 0.7,
    "of": 0.68,
    "told": 0.67,
    "about": 0.67,
    "unparsed": 0.65,
    "own": 0.62,
    "object": 0.63,
    "for": 0.59,
    "fronted": 0.55,
    "raised": 0.5,
    "alone": 0.5,
}


@dataclass(frozen=True)
class Attribution:
    """A source communicates a content, in characters of the body.

    `content` has one span a part, in order. `head` is where the source's main word begins. `outer` is the place, in the
    list this one is in, of the attribution that holds it, where the spans don't show that ('P, X reported, citing Y').
    """

    content: tuple[Span, ...]
    cue: Span | None
    source: Span | None
    head: int | None = None
    outer: int | None = None
    confidence: float = 1.0
    rule: str = ""


def find_attributions(doc: Doc, article: EntityArticle) -> list[Attribution]:
    """Every attribution in `doc`, which is the article's body, in the order of the text."""
    quotations = Quotations(doc, article.quotations)
    drafts = [draft for sentence in doc.sents if len(sentence) <= LONGEST for token in sentence for draft in drafts_at(token)]
    drafts = with_stacked(with_quotations(tidy(doc, drafts, quotations), doc, quotations), doc)
    places = {draft.at: place for place, draft in enumerate(drafts)}
    return [_attribution(doc, draft, places) for draft in drafts]


def _attribution(doc: Doc, draft: Draft, places: dict[int, int]) -> Attribution:
    source = draft.source
    return Attribution(
        content=tuple(span(doc, *part) for part in draft.content),
        cue=span(doc, *draft.cue) if draft.cue else None,
        source=span(doc, *source_range(doc, source, draft.at)) if source is not None else None,
        head=source.idx if source is not None else None,
        outer=places[draft.outer] if draft.outer is not None else None,
        confidence=CONFIDENCE[draft.rule],
        rule=draft.rule,
    )


def span(doc: Doc, start: int, end: int) -> Span:
    last = doc[end - 1]
    return Span(start=doc[start].idx, end=last.idx + len(last))
