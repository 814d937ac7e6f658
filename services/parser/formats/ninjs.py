"""ninjs 1, 2 and 3, alone, in an array, or in the envelopes of feeds that carry it (`item`, `items`, `data.item`, `data.items`).

| field | where it comes from |
| --- | --- |
| guid | `guid` (Superdesk), else `uri`; of an address with a query, which changes with every fetch, `altids.itemid` |
| version | `version` |
| provider | `source`, `provider`, `infosource(s)`, `copyrightholder` |
| version_created, published | `versioncreated`, else `contentcreated`, `firstcreated` |
| status | `pubstatus`, `signals` |
| embargo_until | `embargoed` (1, 2), `embargoeduntil` (3) |
| evolved_from, previous_version | `evolvedfrom`, `previousversion` (Superdesk's) |
| headline | `headline`, else of `headlines` the one with the role main or none, else `title` |
| notices | other headlines (subhead), `description*` (summary; one that names who made it: credit), `ednote` (editor), captions |
| | of `associations` |
| slug | `slugline` |
| bylines, dateline | `byline` (1), `by` (2, 3); `located`, `datelinelocation` |
| language | `language` |
| subjects | `subject`, `subjects`: code, uri or literal, else the name; `keywords` |
| paragraphs | of all `body_*` and `bodies` the fullest, marked up rather than plain; for what is seen or heard also |
| | `description*`, but no credit line |

Names are read in any case. An associated item that is a whole story is an item of its own. Events and plans of coverage are
refused, and so are pictures, sounds and films without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from schemas import Dateline, Notice, Relations, Status
from services.errors import Rejected
from services.parser.draft import Draft
from services.parser.formats import metadata, xml
from services.parser.formats.blocks import is_marked_up
from services.parser.formats.content import Content, best, plain, read_nitf
from services.parser.formats.fields import Item, folded, objects, raw_text, strings, text
from services.parser.formats.format import Format
from services.parser.formats.source import Source

NAME = "ninjs"
#: Fields of which an item has one to be named, and one to be a ninjs item.
NAMED = ("uri", "guid")
TYPICAL = frozenset(
    """
    pubstatus versioncreated bodies headlines descriptions body_html body_text body_xhtml body_nitf description_text
    description_html description_caption representationtype renditions associations headline eventdetails standard $standard
    """.split()  # noqa: SIM905
)
PLANS = frozenset(("event", "planning"))
SEEN = frozenset(("picture", "photo", "image", "graphic", "audio", "video", "animation", "component"))
#: Descriptions that name who made it.
MAKERS = re.compile(r"(?:^|[_:])(?:creditline|credit|writer|byline|author)$", re.IGNORECASE)
#: Markup is taken rather than plain text where it has this share of it: a plain rendition often repeats the headline.
NEARLY_ALL = 0.8
#: Two of these in the first characters of JSON that can't be read: it was a ninjs item.
BROKEN = re.compile(r'"(?:uri|guid|pubstatus|versioncreated|bodies|body_html|body_text|headlines?)"\s*:', re.IGNORECASE)
LOOKED_AT = 4000


def recognises(source: Source) -> bool:
    """Whether this is JSON with an item of ninjs in it, be it broken."""
    if source.json is not None:
        return next(_items(source.json), None) is not None
    start = source.decoded.lstrip()[:LOOKED_AT]
    return start.startswith(("{", "[")) and len({found[0].casefold() for found in BROKEN.finditer(start)}) > 1


def read(source: Source) -> list[Draft | Rejected]:
    """Every item that `source` holds, in order: a draft, or why it is refused."""
    if source.json is None:
        raise Rejected("unreadable", "JSON with the fields of ninjs that is broken or cut off")
    return [made for item in _items(source.json) for made in _all_of(item, source.raw.received_at)]


def _items(value: Any) -> Iterator[Item]:
    """The items in an array or an envelope, or the one that this is."""
    if isinstance(value, list):
        for part in value:
            yield from _items(part)
    elif isinstance(value, dict):
        item = folded(value)
        if any(text(item.get(name)) for name in NAMED) and TYPICAL & item.keys():
            yield item
        else:
            for name in ("item", "items", "data", "newsitems", "results"):
                if isinstance(item.get(name), list | dict):
                    yield from _items(item[name])


def _all_of(item: Item, received: datetime) -> Iterator[Draft | Rejected]:
    """What becomes of an item and of whole stories associated with it."""
    stories = [part for part in objects(item.get("associations")) if _is_whole(part)]
    own = _one(item, received)
    if not (isinstance(own, Rejected) and stories):
        yield own
    yield from (_one(story, received) for story in stories)


def _one(item: Item, received: datetime) -> Draft | Rejected:
    try:
        return _draft(item, received)
    except Rejected as refused:
        return refused


def _is_whole(item: Item) -> bool:
    """Whether an associated item is a story of its own and not a picture or a teaser."""
    named = text(item.get("uri")) or text(item.get("guid"))
    return bool(
        named and _kind(item) in ("text", "composite", "") and item.get("representationtype") != "partial" and _bodies(item)
    )


def _kind(item: Item) -> str:
    return (text(item.get("type")) or "").casefold()


def _draft(item: Item, received: datetime) -> Draft:
    guid, kind = _guid(item), _kind(item)
    if kind in PLANS or ("eventdetails" in item and kind != "text"):
        raise Rejected("not-news", f"item {guid}: {kind or 'event'}, no news text")
    created = _created(item)
    until = text(item.get("embargoeduntil")) or text(item.get("embargoed"))
    embargo = metadata.time(until)
    signals = strings(item.get("signals"))
    status = metadata.status(text(item.get("pubstatus")), signals=signals, embargo=embargo, held=bool(until and not embargo))
    headline, subheads = _headlines(item)
    content = _content(item, kind, (headline, *subheads))
    headline = headline or content.headline or content.title or text(item.get("title"))
    paragraphs = content.paragraphs(headline, *subheads)
    if not paragraphs and status is not Status.CANCELLED:
        raise _empty(item, guid, kind, headline)
    return Draft(
        wire_format=NAME,
        paragraphs=paragraphs,
        headline=headline,
        provider=_provider(item),
        guid=guid,
        version=metadata.version(text(item.get("version"))),
        version_created=created,
        relations=Relations(previous_version=text(item.get("previousversion")), evolved_from=text(item.get("evolvedfrom"))),
        status=status,
        embargo_until=embargo,
        headline_tags=metadata.slug_tags(text(item.get("slugline"))),
        slug=text(item.get("slugline")),
        dateline=_dateline(item, created or received) or metadata.dateline(content.dateline, near=created or received),
        bylines=metadata.bylines([text(item.get("byline")), text(item.get("by")), *content.bylines]),
        notices=_notices(item, content, headline, subheads, paragraphs),
        language=text(item.get("language")),
        subjects=_subjects(item),
        published=created,
    )


def _guid(item: Item) -> str | None:
    uri, alternatives = text(item.get("uri")), item.get("altids")
    stable = text(alternatives.get("itemid")) if uri and "?" in uri and isinstance(alternatives, dict) else None
    return text(item.get("guid")) or stable or uri


def _created(item: Item) -> datetime | None:
    stated = (text(item.get(name)) for name in ("versioncreated", "contentcreated", "firstcreated"))
    return next((time for value in stated if (time := metadata.time(value))), None)


def _provider(item: Item) -> str | None:
    named = [text(part.get("name")) for name in ("infosource", "infosources") for part in objects(item.get(name))]
    found = (text(item.get("source")), text(item.get("provider")), *named, text(item.get("copyrightholder")))
    return next((name for name in found if name), None)


def _headlines(item: Item) -> tuple[str | None, tuple[str, ...]]:
    """The main headline and the others."""
    stated = [(text(part.get("role")) or "main", text(part.get("value"))) for part in objects(item.get("headlines"))]
    lines = [("main", text(item.get("headline"))), *stated]
    lines += [(name, text(value)) for name, value in item.items() if name.startswith("headline_")]
    ranked = sorted(((role != "main", line) for role, line in lines if line), key=lambda ranked: ranked[0])
    main, *others = metadata.once(line for _, line in ranked) or (None,)
    return main, tuple(line for line in others if line)


def _bodies(item: Item) -> list[Content]:
    """Every rendition of an item's text; those in a provider's own XML only where there is no other."""
    values = [("", raw_text(value)) for name, value in item.items() if name.startswith("body_")]
    values += [(text(part.get("contenttype")) or "", raw_text(part.get("value"))) for part in objects(item.get("bodies"))]
    said = [(kind, value) for kind, value in values if value and any(char.isalnum() for char in value)]
    readable = [value for kind, value in said if not (kind.endswith("/xml") and _root(value) not in ("nitf", "html"))]
    return [_rendition(value) for value in readable or [value for _, value in said]]


def _root(value: str) -> str | None:
    return xml.root_name(value[:LOOKED_AT])


def _rendition(value: str) -> Content:
    if _root(value) == "nitf":
        return read_nitf(xml.parse_text(value))
    content = plain(value)
    content.marked_up = is_marked_up(value)
    return content


def _content(item: Item, kind: str, headlines: tuple[str | None, ...]) -> Content:
    """The rendition to read: the fullest, but markup rather than plain text if that has nearly all of it."""
    bodies = _bodies(item) + (_descriptions(item) if kind in SEEN else [])
    sized = [(sum(map(len, content.paragraphs(*headlines))), content) for content in bodies]
    most = max((size for size, _ in sized), default=0)
    marked_up = [(size, content) for size, content in sized if content.marked_up and size >= NEARLY_ALL * most]
    return max(marked_up or sized, key=lambda sized: sized[0], default=(0, Content()))[1]


def _descriptions(item: Item) -> list[Content]:
    """What the item says of its content in words; not who made it."""
    return [plain(value) for role, value in _described(item) if not MAKERS.search(role)]


def _credits(item: Item) -> list[str]:
    """Who made it, where that is among the descriptions."""
    return [value for role, value in _described(item) if MAKERS.search(role)]


def _described(item: Item) -> list[tuple[str, str]]:
    """Every description with its role."""
    values = [(name, raw_text(value)) for name, value in item.items() if name.startswith("description_")]
    values += [(text(part.get("role")) or "", raw_text(part.get("value"))) for part in objects(item.get("descriptions"))]
    return [(role, value) for role, value in values if value]


def _dateline(item: Item, near: datetime) -> Dateline | None:
    """Where the content comes from, as a dateline."""
    place = item.get("datelinelocation")
    if isinstance(place, dict) and (city := text(place.get("city"))):
        return Dateline(text=city, places=(city,), region=text(place.get("countryareaname")) or text(place.get("countryname")))
    return metadata.dateline(text(item.get("located")), near=near)


def _subjects(item: Item) -> tuple[str, ...]:
    subjects = [part for name in ("subject", "subjects") for part in objects(item.get(name))]
    codes = (
        next((code for name in ("code", "uri", "literal", "name") if (code := text(part.get(name)))), None) for part in subjects
    )
    return metadata.once([*codes, *strings(item.get("keywords"))])


def _notices(
    item: Item, content: Content, headline: str | None, subheads: tuple[str, ...], paragraphs: tuple[str, ...]
) -> tuple[Notice, ...]:
    """What the item says beside its story, each once."""
    summary = best(_descriptions(item)).paragraphs()
    pictures = [part for part in objects(item.get("associations")) if not _is_whole(part)]
    captions = [caption for part in pictures for caption in best(_descriptions(part)).paragraphs()]
    found = (
        *metadata.notices("subhead", *subheads),
        *metadata.notices("summary", *summary),
        *metadata.notices("editor", text(item.get("ednote"))),
        *content.asides(headline, *subheads),
        *metadata.notices("credit", *_credits(item)),
        *metadata.notices("caption", *captions),
    )
    return metadata.distinct(found, told=(headline, *paragraphs))


def _empty(item: Item, guid: str | None, kind: str, headline: str | None) -> Rejected:
    """Why an item without text is refused."""
    if kind in SEEN:
        return Rejected("not-news", f"item {guid}: {kind} without a text")
    references = metadata.once(text(part.get("uri")) or text(part.get("guid")) for part in objects(item.get("associations")))
    if kind == "composite" and references:
        return Rejected("not-news", f"package {guid} points to {', '.join(references[:20])}")
    if next(objects(item.get("renditions")), None) is not None:
        return Rejected("no-text", f"item {guid}: {(headline or '')[:80]!r}; its text is elsewhere, where its renditions are")
    return Rejected("no-text", f"item {guid}: {headline[:80]!r} and nothing under it" if headline else f"item {guid}: no text")


FORMAT = Format(NAME, recognises, read)
