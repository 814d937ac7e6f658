"""RSS, RDF and Atom of every version, and JSON Feed: a feed is a message of its entries.

| field | where it comes from |
| --- | --- |
| guid | `guid`, `id`, `rdf:about`; else the link |
| provider | the host of the feed's link, else of its id; else its title |
| version_created | `updated`, `modified`, `dc:date`; else what says when it was published |
| published | `pubDate`, `published`, `issued`, `created`; else what says when it was updated |
| status | WordPress's `wp:status`: drafts are withheld, what is to appear later is embargoed; `at:deleted-entry` is a kill |
| headline | `title` |
| notices | of `description`, `summary` and `content` what is not the text and does not begin it (summary) |
| bylines | `author`, `dc:creator` |
| language | the entry's, else the feed's: `xml:lang`, `language`, `dc:language` |
| subjects | `category`, `dc:subject`, `tags` |
| paragraphs | the fullest of `content:encoded`, `content`, `body`, `description`, `summary` |

Entries that are a title alone are refused one by one. Sitemaps and lists of feeds are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from schemas import Notice, Status
from services.errors import Rejected
from services.parser.decode import readable
from services.parser.draft import Draft
from services.parser.formats import metadata, xml
from services.parser.formats.blocks import Blocks, read_text
from services.parser.formats.fields import Item, objects, strings, text
from services.parser.formats.format import SPLIT, Format, bounded
from services.parser.formats.source import Source

NAME = "syndication"
Entry = Mapping[str, Any]

#: JSON Feed's names of the times that feedparser calls so.
JSON_TIMES = {"published": "date_published", "updated": "date_modified"}
#: Roots of feeds; an RDF document and a `feed` may be something else.
ROOTS = frozenset(("rss", "channel", "RDF", "feed", "xml"))
FEED = re.compile(
    r"<(?:\w{1,20}:)?(?:item|entry|deleted-entry)\b|purl\.org/(?:rss|atom|net/rss)|netscape\.com/rdf|w3\.org/2005/Atom", re.I
)
#: Lists of addresses: of pages, of feeds.
LISTS = {"urlset": "a sitemap", "sitemapindex": "a list of sitemaps", "opml": "a list of feeds"}
LOOKED_AT = 64 * 1024

#: A feed of a thousand whole articles has some 6 MB.
MOST_BYTES = 8 * 1024 * 1024
#: XML that is broken is left to a parser whose time grows with its square: a second or two for so much.
MOST_BROKEN = 128 * 1024
#: As for XML that we read ourselves.
MOST_TAGS = 2 * xml.MOST_ELEMENTS

#: So many blanks say no more than one, and keep feedparser busy for the square of their number.
BLANK_RUN = re.compile(r"\s{200,}")

#: WordPress's states of a post that is not published.
UNPUBLISHED = {"draft": Status.WITHHELD, "pending": Status.WITHHELD, "private": Status.WITHHELD, "trash": Status.CANCELLED}
#: A summary that begins the text: so many of its last characters may be an ellipsis and the word that it cut off.
CUT = 24


def recognises(source: Source) -> bool:
    """Whether the root is a feed's (or a sitemap's), or this is a JSON Feed."""
    start = source.decoded[:LOOKED_AT]
    name = xml.root_name(start)
    if name is None:
        return _is_json_feed(source)
    folded = {known.casefold(): known for known in ROOTS}.get(name.casefold())
    return name in LISTS or folded == "rss" or (folded is not None and bool(FEED.search(start)))


def _is_json_feed(source: Source) -> bool:
    known = source.json if "jsonfeed.org/version" in source.decoded[:LOOKED_AT] else None
    return isinstance(known, dict) and "jsonfeed.org/version" in str(known.get("version"))


def read(source: Source) -> Sequence[Draft | Rejected]:
    """Every entry of the feed. Raises Rejected: 'too-long', 'unreadable', 'not-news'."""
    if len(source.raw.body) > MOST_BYTES:
        raise Rejected("too-long", f"{len(source.raw.body):,} bytes of a feed; {MOST_BYTES:,} at most: {SPLIT}")
    document = xml.text_of(source)
    name = xml.root_name(document) or ""
    if name in LISTS:
        raise Rejected("not-news", f"{LISTS[name]}: addresses without a text")
    feed = _parsed(document) if name else _of_json(source.json)
    about = feed.get("feed") or {}
    return bounded(chain((_read(entry, about) for entry in feed.get("entries") or []), _deleted(document, about)))


def _parsed(document: str) -> Entry:
    """The feed as feedparser reads it; it is given characters, whatever the feed declares, and cleans nothing: we take words."""
    import feedparser  # type: ignore[import-untyped]

    body = BLANK_RUN.sub("\n", readable(xml.DECLARATION.sub("", document, count=1))).encode("utf-8", "replace")
    body = _mended(body, document)
    known = {"content-type": "application/xml; charset=utf-8"}
    try:
        found: Entry = feedparser.parse(BytesIO(body), response_headers=known, sanitize_html=False, resolve_relative_uris=False)
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError, AssertionError) as error:
        raise Rejected("unreadable", f"a feed that can't be read: {type(error).__name__}: {error}") from None
    return found


def _of_json(feed: Mapping[str, Any]) -> Entry:
    """A JSON Feed, as feedparser would say it."""
    about = {"link": feed.get("home_page_url"), "id": feed.get("feed_url"), "title": feed.get("title")}
    return {
        "feed": about | {"language": feed.get("language")},
        "entries": [_json_entry(item) for item in objects(feed.get("items"))],
    }


def _json_entry(item: Item) -> Entry:
    authors = [*objects(item.get("authors")), *objects(item.get("author"))]
    times = {name: metadata.time(text(item.get(field))) for name, field in JSON_TIMES.items()}
    return {
        "id": text(item.get("id")),
        "link": text(item.get("url")),
        "title": text(item.get("title")),
        "content": [{"value": item.get("content_html")}, {"value": item.get("content_text")}],
        "summary": item.get("summary"),
        "authors": [{"name": text(author.get("name"))} for author in authors],
        "language": text(item.get("language")),
        "tags": [{"term": tag} for tag in strings(item.get("tags") or [])],
    } | {f"{name}_parsed": time.utctimetuple() for name, time in times.items() if time}


def _mended(body: bytes, document: str) -> bytes:
    """`body`, or what it is as XML without errors if it is long. Raises Rejected: 'too-long', 'unreadable'."""
    if body.count(b"<") > MOST_TAGS:
        raise Rejected("too-long", f"more than {MOST_TAGS:,} tags: {SPLIT}")
    if len(body) <= MOST_BROKEN:
        return body
    return etree.tostring(xml.parse_text(document), encoding="utf-8")


def _read(entry: Entry, about: Entry) -> Draft | Rejected:
    try:
        return _draft(entry, about)
    except Rejected as refused:
        return refused


def _draft(entry: Entry, about: Entry) -> Draft:
    headline = _line(entry.get("title"))
    texts = [read_text(value) for value in _values(entry)]
    fullest = max(texts, key=lambda blocks: _length(blocks.paragraphs(headline)), default=Blocks())
    paragraphs = fullest.paragraphs(headline)
    published, updated = _time(entry, "published", "created"), _time(entry, "updated")
    state = _state(entry, published)
    return Draft(
        wire_format=NAME,
        paragraphs=paragraphs,
        headline=headline,
        provider=_provider(about),
        guid=_text(entry.get("id")) or _text(entry.get("link")),
        version_created=updated or published,
        status=state,
        embargo_until=published if state is Status.EMBARGOED else None,
        bylines=metadata.bylines(_authors(entry)),
        notices=metadata.distinct((*_summaries(texts, fullest, headline), *fullest.notices), told=(*paragraphs, headline)),
        language=_language(entry, about),
        subjects=metadata.once(_line(tag.get("term") or tag.get("label")) for tag in entry.get("tags") or []),
        published=published or updated,
    )


def _values(entry: Entry) -> Iterator[str]:
    """Every text of an entry, content before summaries, each once."""
    details = [*(entry.get("content") or []), {"value": entry.get("summary")}, {"value": entry.get("description")}]
    values = [detail.get("value") for detail in details]
    yield from dict.fromkeys(value for value in values if isinstance(value, str) and value.strip())


def _length(paragraphs: Iterable[str]) -> int:
    return sum(map(len, paragraphs))


def _summaries(texts: list[Blocks], fullest: Blocks, headline: str | None) -> Iterator[Notice]:
    """What the other texts say, unless the fullest begins like that."""
    whole = " ".join(" ".join(fullest.paragraphs(headline)).split())
    for blocks in texts:
        if blocks is fullest:
            continue
        said = " ".join(blocks.paragraphs(headline))
        if said and not whole.startswith(said[: max(len(said) - CUT, CUT)]):
            yield Notice(kind="summary", text=said)


def _line(value: object) -> str | None:
    """A title, which may be marked up, on one line."""
    return _text(" ".join(read_text(value).paragraphs())) if isinstance(value, str) and value.strip() else None


def _text(value: object) -> str | None:
    return (" ".join(readable(value).split()) or None) if isinstance(value, str) else None


def _authors(entry: Entry) -> Iterator[str | None]:
    found = [author for author in entry.get("authors") or [] if author]
    yield from (_text(author.get("name")) for author in found)
    if not any(author.get("name") for author in found):
        yield _text(entry.get("author"))


def _language(entry: Entry, about: Entry) -> str | None:
    details = [*(entry.get("content") or []), entry.get("summary_detail") or {}, entry.get("title_detail") or {}]
    said = [entry.get("language"), *(detail.get("language") for detail in details), about.get("language")]
    return next((found for value in said if (found := _text(value))), None)


def _provider(about: Entry) -> str | None:
    for address in (about.get("link"), about.get("id")):
        host = _host(_text(address) or "")
        if host:
            return host
    return _line(about.get("title"))


def _host(address: str) -> str | None:
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _time(entry: Entry, *names: str) -> datetime | None:
    """The first of these times; of those that we can't read, what feedparser makes of them, UTC."""
    for name in names:
        if time := metadata.time(_text(entry.get(name) if name in entry else None)):
            return time
        value = entry.get(f"{name}_parsed") if f"{name}_parsed" in entry else None
        if value:
            try:
                year, month, day, hour, minute, second = value[:6]
                return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
            except (ValueError, TypeError, OverflowError):
                continue
    return None


def _state(entry: Entry, published: datetime | None) -> Status | None:
    stated = (_text(entry.get("wp_status")) or "").casefold()
    if stated == "future":
        return Status.EMBARGOED if published else Status.WITHHELD
    return UNPUBLISHED.get(stated)


def _deleted(document: str, about: Entry) -> Iterator[Draft | Rejected]:
    """The entries that an Atom feed says were deleted (RFC 6721)."""
    if "deleted-entry" not in document:
        return
    try:
        root = xml.parse_text(document)
    except Rejected as refused:
        yield refused
        return
    for deleted in xml.within(root, "deleted-entry"):
        when = metadata.time(xml.attribute(deleted, "when"))
        yield Draft(
            wire_format=NAME,
            paragraphs=(),
            provider=_provider(about),
            guid=xml.attribute(deleted, "ref"),
            version_created=when,
            status=Status.CANCELLED,
            published=when,
        )


FORMAT = Format(NAME, recognises, read)
