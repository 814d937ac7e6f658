"""Who is said to have said what: spans of content, cue and source, as the model reads them, in the article's body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from schemas import EntityArticle, Span
from services.claims.model.spans import Stretch
from services.claims.model.tagger import OURS, Tagged, tagger
from services.claims.posts import posts
from services.claims.reach import whole
from services.claims.signed import signer
from services.claims.taken import Content
from services.claims.uncued import uncued

#: How sure a quotation is that only a rule has found: the share of such that is right on articles not trained on.
ALONE = 0.5
#: A layout, not a guess.
LAYOUT = 0.95
OPENS_PARAGRAPH = re.compile(r"\n\s{0,8}$")
ARTICLE = re.compile(r"(?<!\w)([Tt]he|[Aa]n?) $")
OPENING, CLOSING = '"“„«', '"”“»'
MARKS = frozenset(OPENING + CLOSING)
APOSTROPHES = "'’"
WORD = re.compile(r"\w")


@dataclass(frozen=True)
class Attribution:
    """A source communicates a content, in characters of the body.

    `content` has one span a part, in order. `tagged` is what else the model says of it; None for what a rule has found: a
    quotation without a cue, or a post, of which `posted` is the stamp.
    """

    content: Content
    cue: Span | None
    source: Span | None
    confidence: float = 1.0
    tagged: Tagged | None = None
    posted: Span | None = None


def find_attributions(article: EntityArticle, scheme: int = OURS) -> list[Attribution]:
    """Every attribution in the article's body, in the order of their contents.

    `scheme` is whose idea of an attribution is wanted: another than ours only to be compared with others' annotations.
    """
    tagged = [
        _in_body(article, _parted(_attribution(article.body, found)))
        for found in tagger().attributions(article.body, scheme=scheme)
    ]
    posted = [
        Attribution((post.words,), cue=None, source=post.account, confidence=LAYOUT, posted=post.stamp)
        for post in posts(article.body)
    ]
    found = [attribution for attribution in tagged if attribution.content and not _is_posted(attribution, posted)] + posted
    cues = [attribution.cue for attribution in found]
    contents = whole(article.quotations, [attribution.content for attribution in found], cues)
    found = [replace(attribution, content=content) for attribution, content in zip(found, contents, strict=True)]
    more, alone = uncued(article, [attribution.content for attribution in found])
    found = [replace(f, content=(*f.content, *more.get(place, ()))) for place, f in enumerate(found)]
    found = [part for attribution in found for part in _by_paragraphs(article.body, attribution)]
    found += [Attribution(content, cue=None, source=None, confidence=ALONE) for content in alone]
    found = [_signed(article.body, attribution) for attribution in found]
    return sorted(found, key=lambda attribution: (attribution.content[0].start, -attribution.content[-1].end))


def _signed(body: str, attribution: Attribution) -> Attribution:
    """`attribution` with who signs it for its source, where it is a quotation alone."""
    if attribution.cue is not None or attribution.source is not None:
        return attribution
    source = signer(body, attribution.content)
    return replace(attribution, source=source, confidence=max(attribution.confidence, LAYOUT)) if source else attribution


def _is_posted(attribution: Attribution, posted: Sequence[Attribution]) -> bool:
    """Whether it is a post, as the model reads it: what a post attributes to somebody else has its cue before its words."""
    start = attribution.content[0].start
    return attribution.cue is None and any(post.content[0].start <= start < post.content[0].end for post in posted)


def _attribution(body: str, tagged: Tagged) -> Attribution:
    return Attribution(
        content=tuple(_span(part) for part in tagged.content),
        cue=_span(tagged.cue) if tagged.cue else None,
        source=_span(_whole_source(body, tagged.source)) if tagged.source else None,
        confidence=tagged.confidence,
        tagged=tagged,
    )


def _whole_source(body: str, source: Stretch) -> Stretch:
    """A source is the whole phrase, 'The Americans', not 'Americans'; without half a genitive, 'Varga' of "Varga's claim"."""
    start, end = source
    before = ARTICLE.search(body, max(0, start - 6), start)
    if end - start > 1 and body[end - 1] in APOSTROPHES:
        end -= 1
    return before.start(1) if before else start, end


def _span(stretch: Stretch) -> Span:
    return Span(start=stretch[0], end=stretch[1])


def _parted(attribution: Attribution) -> Attribution:
    """`attribution` with its cue outside its content: where the content holds the cue, it has none, as a quotation alone."""
    cue = attribution.cue
    if cue is None:
        return attribution
    content = tuple(part for part in attribution.content if not (cue.start <= part.start and part.end <= cue.end))
    inside = any(part.start <= cue.start < part.end for part in content)
    return replace(attribution, content=content, cue=None if inside else cue)


def _in_body(article: EntityArticle, attribution: Attribution) -> Attribution:
    """`attribution` without the dateline in its content, and without the time of the saying: 'accused X [on Monday] of …'."""
    start = article.dateline.end if article.dateline is not None and article.dateline.end is not None else 0
    content = tuple(Span(start=max(part.start, start), end=part.end) for part in attribution.content if part.end > start)
    said_on = attribution.tagged.said_on if attribution.tagged is not None else None
    if said_on is not None:
        content = tuple(piece for part in content for piece in _around(article.body, part, said_on))
    return replace(attribution, content=content)


def _around(body: str, part: Span, hole: Stretch) -> Iterator[Span]:
    """What is left of `part` without `hole`, where that lies in it with words on both sides, and in no quotation."""
    start, end = hole
    before, after = body[part.start : start], body[end : part.end]
    quoted = sum(before.count(mark) for mark in MARKS) % 2 == 1
    if quoted or not part.start < start < end < part.end or not WORD.search(before) or not WORD.search(after):
        yield part
        return
    yield Span(start=part.start, end=part.start + len(before.rstrip(" ,")))
    yield Span(start=part.end - len(after.lstrip(" ,")), end=part.end)


def _by_paragraphs(body: str, attribution: Attribution) -> Iterator[Attribution]:
    """`attribution`, and apart from it each quotation of its content that has a paragraph to itself, after its cue.

    One that is opened again, because the one before was not closed, is part of that.
    """
    parts, cue = attribution.content, attribution.cue
    cuts = [
        place
        for place in range(1, len(parts))
        if cue is not None
        and cue.end <= parts[place].start
        and body[parts[place].start] in OPENING
        and OPENS_PARAGRAPH.search(body, max(0, parts[place].start - 9), parts[place].start)
        and body[parts[place - 1].end - 1] in CLOSING
    ]
    yield replace(attribution, content=parts[: cuts[0]] if cuts else parts)
    for first, last in pairwise([*cuts, len(parts)]):
        yield Attribution(parts[first:last], cue=None, source=None, confidence=attribution.confidence)
