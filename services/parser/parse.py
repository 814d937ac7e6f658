"""A raw item to a parsed article: its format is found, its reader states what it says, and the rest is the same for all."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime

from schemas import Dated, Notice, ParsedArticle, RawItem, Status, item_id, version_key
from services.errors import Rejected
from services.parser.advisories import embargo, is_kill, note_corrects, note_embargo, note_kills, strictest
from services.parser.draft import Draft
from services.parser.formats import find_format
from services.parser.formats.source import Source
from services.parser.headline import HOLD, corrects, split_tags, take
from services.parser.quotes import find_quotations
from services.parser.signature import sign
from services.parser.story import Story, split
from services.parser.times import midnight, times_in

#: What `RawItem.provider` says when nobody said anything; then an item may name its provider itself.
UNKNOWN = "unknown"
#: An embargo stands above the story, at most below its headline and a byline.
FIRST_LINES = 3


def parse(raw: RawItem) -> ParsedArticle | list[ParsedArticle | Rejected]:
    """The article that `raw` holds; for a message of several items, what became of each, in their order.

    The same bytes, hints and times always give the same article. Raises Rejected: 'empty', 'binary', 'too-long', 'no-text',
    'unknown-format', 'unreadable', 'not-news'.
    """
    with times_in(raw.zone):
        return _parsed(raw)


def _parsed(raw: RawItem) -> ParsedArticle | list[ParsedArticle | Rejected]:
    source = Source(raw)
    read = find_format(source).read(source)
    if isinstance(read, Draft):
        return article(raw, read)
    items = [_item(raw, draft) for draft in read]
    if not items:
        raise Rejected("not-news", "a message that holds no item")
    if len(items) > 1:
        return items
    if isinstance(items[0], Rejected):
        raise items[0]
    return items[0]


def _item(raw: RawItem, draft: Draft | Rejected) -> ParsedArticle | Rejected:
    """An item of several: its article, or why there is none; its neighbours don't suffer from it."""
    if isinstance(draft, Rejected):
        return draft
    try:
        return article(raw, draft)
    except Rejected as refused:
        return refused


def article(raw: RawItem, draft: Draft) -> ParsedArticle:
    """`draft` as an article: its text taken apart, its quotations paired, its identity and dates settled."""
    draft = _with_embargo(draft)
    story = split(draft.paragraphs, near=_near(raw, draft))
    tags, headline = split_tags(draft.headline or "")
    tags = (*draft.headline_tags, *tags)
    status, version = _status(draft, story, tags), draft.version or take(tags)
    if status is Status.CANCELLED and draft.guid is None:
        raise Rejected("not-news", f"it takes a story back whose guid it does not name: {(draft.headline or story.body)[:160]!r}")
    if not story.paragraphs and status is not Status.CANCELLED:
        raise Rejected("no-text", f"{headline[:80]!r} and nothing under it" if headline else "there is no text but notices")
    body, spans = story.body, story.spans()
    provider = raw.provider if raw.provider != UNKNOWN else draft.provider or UNKNOWN
    guid = draft.guid or _guid(draft)
    published, published_from = _published(raw, draft, story)
    return ParsedArticle(
        item_id=item_id(provider, guid),
        provider=provider,
        guid=guid,
        version=version,
        version_created=draft.version_created,
        version_key=version_key(draft.version_created, version, status, f"{headline}\n{body}"),
        relations=draft.relations,
        status=status,
        embargo_until=draft.embargo_until,
        headline=headline or None,
        headline_tags=tags,
        slug=draft.slug,
        dateline=story.dateline or draft.dateline,
        bylines=(*(byline for byline in dict.fromkeys(draft.bylines) if byline not in story.bylines), *story.bylines),
        notices=(*draft.notices, *story.notices),
        language=draft.language,
        subjects=draft.subjects,
        published=published,
        published_from=published_from,
        received_at=raw.received_at,
        source=raw.source,
        wire_format=draft.wire_format,
        body=body,
        paragraphs=spans,
        quotations=find_quotations(body, spans),
        signature=sign(body, headline=headline, dateline=story.dateline),
    )


def _with_embargo(draft: Draft) -> Draft:
    """`draft` with the embargo that its first lines or its notes name, where its own fields name none."""
    if draft.embargo_until or draft.status not in (None, Status.CORRECTED):
        return draft
    first = draft.paragraphs[:FIRST_LINES]
    lines = [line for line in first if embargo(line)]
    notes = [notice.text for notice in draft.notices if notice.kind in ("editor", "other")]
    advice = strictest(found for text in (*lines, *notes) if (found := note_embargo(text)))
    if advice is None:
        return draft
    return replace(
        draft,
        status=advice.status,
        embargo_until=advice.until,
        paragraphs=(*(line for line in first if line not in lines), *draft.paragraphs[FIRST_LINES:]),
        notices=(*draft.notices, *(Notice(kind="other", text=line) for line in lines)),
    )


def _status(draft: Draft, story: Story, tags: tuple[str, ...]) -> Status:
    """What the item says of itself; if it says nothing, what its headline's tags, its text and its notices say.

    A kill in its headline or text counts more than an embargo or a correction in its metadata.
    """
    if draft.status is not Status.USABLE and is_kill(tags, draft.headline, list(draft.paragraphs)):
        return Status.CANCELLED
    if draft.status is not Status.USABLE and HOLD in tags:
        return Status.WITHHELD
    if draft.status is not None:
        return draft.status
    if draft.guid and any(note_kills(notice.text) for notice in draft.notices if notice.kind == "editor"):
        return Status.CANCELLED
    noted = any(notice.kind == "correction" and note_corrects(notice.text) for notice in draft.notices)
    corrected = noted or corrects(tags) or any(notice.kind == "correction" for notice in story.notices)
    return Status.CORRECTED if corrected else Status.USABLE


def _guid(draft: Draft) -> str:
    """A name for an item that has none, made of its words: however it is wrapped and crawled, read again it is the same.

    The line that says until when it is held back is no part of it: the embargo holds also for those who send it without.
    """
    asides = [notice.text for notice in draft.notices if notice.kind != "crawl" and not _holds_back(notice.text)]
    words = " ".join([draft.headline or "", *draft.paragraphs, *asides]).split()
    return f"sha256:{hashlib.sha256(' '.join(words).encode()).hexdigest()}"


def _holds_back(line: str) -> bool:
    advice = embargo(line)
    return advice is not None and advice.until is not None


def _near(raw: RawItem, draft: Draft) -> date:
    """The day that days without a year are near to: the most trusted that is known without the dateline."""
    known: datetime | None = draft.published or raw.published or draft.version_created
    return known.date() if known else next((day for _, day in _stamps(draft)), raw.received_at.date())


def _stamps(draft: Draft) -> list[tuple[Dated, date]]:
    """The days that the text names beside its dateline, the most trusted first."""
    order = list(Dated)
    return sorted(draft.stamps, key=lambda stamp: order.index(stamp[0]))


def _published(raw: RawItem, draft: Draft, story: Story) -> tuple[datetime, Dated]:
    """The best that is known of when it was published, and how it is known."""
    if draft.published:
        return draft.published, Dated.METADATA
    if raw.published:
        return raw.published, Dated.HINT
    dateline = story.dateline or draft.dateline
    if dateline and dateline.date:
        return midnight(dateline.date), Dated.DATELINE
    if draft.version_created:
        return draft.version_created, Dated.METADATA
    for how, day in _stamps(draft):
        return midnight(day), how
    return raw.received_at, Dated.RECEIVED
