"""ninjs 1, 2 and 3, alone, in an array, in JSON Lines, or in any envelope (`data.items`, `hits.hits._source`); JSON like it.

| field | where it comes from |
| --- | --- |
| guid | `guid` (Superdesk), else `uri`; of an address with a query, which changes with every fetch, `altids.itemid`; |
| | else `urn`, `itemid`, `_id`, `id` |
| version | `version` |
| provider | `source`, `provider`, `infosource(s)`, `copyrightholder`, `publisher`, `agency` |
| version_created, published | `versioncreated`, else `contentcreated`, `firstcreated`, `updated`, `published`; also in seconds |
| | since 1970 |
| status | `pubstatus`, `signals`, `signal` |
| embargo_until | `embargoed` (1, 2), `embargoeduntil` (3), `embargo` |
| evolved_from, previous_version, family | `evolvedfrom`, `previousversion`, `family_id` (Superdesk's) |
| headline | `headline`, else of `headlines` the one with the role main or none, else `title` |
| notices | other headlines (subhead), `description*` and bodies that sum up (summary; one that names who made it: credit), |
| | `ednote` (editor, correction), captions of `associations` |
| slug | `slugline` |
| bylines, dateline | `byline` (1), `by` (2, 3), else `authors` or people who wrote it; `datelinelocation`, `dateline`, |
| | `located` |
| language | `language` |
| subjects | `subject`, `subjects`, `category`: code, uri or literal, else the name; `keywords`, `tags` |
| paragraphs | of all `body`, `body_*` and `bodies` the fullest, marked up rather than plain; what bodies of other roles say |
| | besides: leads before it, boxes and footers after it; for what is seen or heard also `description*`, but no |
| | credit line |

Names are read in any case. An associated item that is a whole story is an item of its own. Events and plans of coverage are
refused, and so are pictures, sounds and films without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from schemas import Dateline, Notice, Relations, Status
from services.errors import Rejected
from services.parser.draft import Draft
from services.parser.formats import metadata, xml
from services.parser.formats.blocks import is_marked_up, read_text, resolve_text
from services.parser.formats.content import Content, best, plain, read_nitf
from services.parser.formats.fields import Item, folded, names, objects, raw_text, said, text
from services.parser.formats.format import Format, bounded
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
#: Other names of items, as databases and feeds that carry ninjs have them.
OTHER_NAMES = ("urn", "itemid", "item_id", "_id", "id")
#: Two of these, one of them a text, make an item of what has no name that ninjs knows.
STRONG = frozenset(
    """
    pubstatus versioncreated bodies body_html body_text body_xhtml body_nitf body headline headlines title byline slugline
    """.split()  # noqa: SIM905
)
TEXTS = frozenset(name for name in STRONG if name.startswith(("bod", "body")))
#: Where an envelope has no items: what belongs to one, and what pictures and links are in.
NO_ITEMS = frozenset("associations renditions media images pictures related links attachments assets embeds".split())  # noqa: SIM905
#: Envelopes in envelopes: Elastic's have three.
DEEPEST = 6
PLANS = frozenset(("event", "planning"))
SEEN = frozenset(("picture", "photo", "image", "graphic", "audio", "video", "animation", "component"))
#: Descriptions that name who made it.
MAKERS = re.compile(r"(?:^|[_:])(?:creditline|credit|writer|byline|author)$", re.IGNORECASE)
#: Roles of bodies that are one text in several forms or for several uses: the fullest is the text.
FORMS = re.compile(
    r"\w*(?:html5?|xhtml|text|nitf|xml|plain|markdown|json)|(?:main|body|full|md|default|original|web|print|online|mobile|app|short"
    r"|long|radio|voice|seo|unformatted|formatted)?"
)
#: Bodies that only sum the text up, and those that stand before it. All others go on with it.
SUMMARIES = re.compile(r"summary|abstract|teaser|social|tweet|promo|description|synopsis|brief|snippet|excerpt")
LEADS = re.compile(r"lead|lede|intro|ingress|standfirst|preamble|chapeau|vorspann|deck")
#: A paragraph whose runs of three words stand in the text so far has been said.
RUN = 3
SAID = 0.5
#: Headlines that stand over or under the main one, or are made for machines.
MINOR = re.compile(r"sub|kicker|deck?\b|drop|second|short|seo|social|web|mobile|over|slug|teaser|breadcrumb")
#: People who wrote the story, by their relation to it.
WRITERS = re.compile(r"author|byline|writer|reporter|correspondent|creator|journalist", re.IGNORECASE)
#: Seconds, thousandths of seconds since 1970.
EPOCH = re.compile(r"\d{10}(?:\.\d+)?|\d{13}")
#: Markup is taken rather than plain text where it has this share of it: a plain rendition often repeats the headline.
NEARLY_ALL = 0.8
#: How an object of a vocabulary is named, if need be.
CODES = ("code", "qcode", "uri", "literal", "name")
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
    made = (made for item in _items(source.json) for made in _all_of(item, source.raw.received_at))
    broken = (Rejected("unreadable", f"line {number} of these JSON Lines is broken") for number in source.broken_lines)
    return bounded(chain(made, broken))


def _items(value: Any, depth: int = 0, name: str | None = None) -> Iterator[Item]:
    """The items in an array or an envelope, whatever its parts are called, or the one that this is.

    `name` is what the envelope calls an item that has no name of its own.
    """
    if isinstance(value, list):
        for part in value:
            yield from _items(part, depth)
    elif isinstance(value, dict):
        item = folded(value)
        if _is_item(item):
            yield item if name is None or _name(item) else {**item, "_id": name}
        elif depth < DEEPEST:
            own = text(item.get("_id")) if "_source" in item else None
            for part, inner in item.items():
                if part not in NO_ITEMS and isinstance(inner, list | dict):
                    yield from _items(inner, depth + 1, own)


def _is_item(item: Item) -> bool:
    if any(text(item.get(name)) for name in NAMED):
        return bool(TYPICAL & item.keys())
    strong = {name for name in STRONG & item.keys() if not isinstance(item[name], dict)}
    said = any(raw_text(item[name]) or isinstance(item[name], list) for name in TEXTS & strong)
    return len(strong) > 1 and (said or {"pubstatus", "versioncreated"} <= strong)


def _name(item: Item) -> str | None:
    return next((found for name in (*NAMED, *OTHER_NAMES) if (found := text(item.get(name)))), None)


def _all_of(item: Item, received: datetime) -> Iterator[Draft | Rejected]:
    """What becomes of an item and of whole stories associated with it."""
    stories = [part for part in objects(item.get("associations")) if _is_whole(part)]
    own = _one(item, received)
    if not (isinstance(own, Rejected) and stories):
        yield own
    for story in stories:
        yield from _all_of(story, received)


def _one(item: Item, received: datetime) -> Draft | Rejected:
    try:
        return _draft(item, received)
    except Rejected as refused:
        return refused


def _is_whole(item: Item) -> bool:
    """Whether an associated item is a story of its own and not a picture or a teaser."""
    return bool(
        _name(item) and _kind(item) in ("text", "composite", "") and item.get("representationtype") != "partial" and _parts(item)
    )


def _kind(item: Item) -> str:
    return metadata.code(next(names(item.get("type") or item.get("itemclass"), "qcode", "code", "name"), None))


def _draft(item: Item, received: datetime) -> Draft:
    guid, kind = _guid(item), _kind(item)
    if kind in PLANS or ("eventdetails" in item and kind != "text"):
        raise Rejected("not-news", f"item {guid}: {kind or 'event'}, no news text")
    created = _created(item)
    embargo, held = _embargo(item)
    signals = (*names(item.get("signals"), *CODES), *names(item.get("signal"), *CODES))
    status = metadata.status(next(names(item.get("pubstatus"), *CODES), None), signals=signals, embargo=embargo, held=held)
    headline, subheads = _headlines(item)
    parts = _parts(item)
    content = _content(parts, _descriptions(item) if kind in SEEN else [], (headline, *subheads))
    headline = headline or content.headline or content.title or _line(item.get("title")) or _line(item.get("name"))
    paragraphs, more = _with_other_bodies(parts, content, (headline, *subheads))
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
        relations=Relations(
            previous_version=text(item.get("previousversion")),
            evolved_from=text(item.get("evolvedfrom")) or text(item.get("rewrite_of")),
            family=text(item.get("family_id")) or text(item.get("familyid")),
        ),
        status=status,
        embargo_until=embargo,
        headline_tags=metadata.slug_tags(text(item.get("slugline"))),
        slug=text(item.get("slugline")),
        dateline=_dateline(item, created or received) or metadata.dateline(content.dateline, near=created or received),
        bylines=_bylines(item, content),
        notices=_notices(item, content, headline, subheads, paragraphs, more),
        language=next((found for name in ("language", "lang") for found in names(item.get(name), "tag", *CODES)), None),
        subjects=_subjects(item),
        published=created,
    )


def _guid(item: Item) -> str | None:
    uri, alternatives = text(item.get("uri")), item.get("altids")
    stable = text(alternatives.get("itemid")) if uri and "?" in uri and isinstance(alternatives, dict) else None
    return text(item.get("guid")) or stable or uri or _name(item)


def _created(item: Item) -> datetime | None:
    stated = ("versioncreated", "version_created", "contentcreated", "content_created", "firstcreated", "first_created")
    known = (*stated, "updated", "modified", "_updated", "published", "published_at", "date", "created")
    return next((time for name in known if (time := _time(text(item.get(name))))), None)


def _time(value: str | None) -> datetime | None:
    """A time, also one in seconds or thousandths since 1970."""
    if value and EPOCH.fullmatch(value):
        return datetime.fromtimestamp(float(value) / (1000 if len(value) == len("1930294800000") else 1), tz=UTC)
    return metadata.time(value)


def _embargo(item: Item) -> tuple[datetime | None, bool]:
    """(until when it is held back, whether it is and does not say until when)."""
    known = ("embargoeduntil", "embargoed_until", "embargoed", "embargo", "embargo_date", "embargodate")
    stated = [item[name] for name in known if item.get(name) and metadata.holds(text(item[name]) or "an object")]
    times = [time for value in stated if (time := _time(text(value)))]
    return (times[0], False) if times else (None, bool(stated))


def _provider(item: Item) -> str | None:
    fields = ("source", "provider", "infosource", "infosources", "copyrightholder", "publisher", "agency")
    return next((found for field in fields for found in names(item.get(field), "name", *CODES)), None)


def _bylines(item: Item, content: Content) -> tuple[str, ...]:
    """The bylines; without one the names of those who are said to have written the story."""
    lines = [found for field in ("byline", "by", "bylines") for found in names(item.get(field), "byline", "name", "value")]
    named = [found for field in ("authors", "author", "correspondents") for found in names(item.get(field), "name", "byline")]
    people = [part for field in ("person", "people") for part in objects(item.get(field))]
    wrote = [text(part.get("name")) for part in people if WRITERS.search(text(part.get("rel")) or "")]
    return metadata.bylines([*(lines or named or wrote), *content.bylines])


def _line(value: Any) -> str | None:
    """A field of one line without the markup and the references to characters that some put there."""
    line = text(value)
    if line and is_marked_up(line):
        return " ".join(read_text(line).paragraphs()) or None
    return resolve_text(line) if line else None


def _headlines(item: Item) -> tuple[str | None, tuple[str, ...]]:
    """The main headline and the others."""
    stated = [(part.role, part.value) for name in ("headline", "headlines") for part in said(item.get(name))]
    stated += [(name, value) for name, value in item.items() if name.startswith("headline_") and isinstance(value, str)]
    ranked = sorted(((_rank(role), line) for role, value in stated if (line := _line(value))), key=lambda ranked: ranked[0])
    main, *others = metadata.once(line for _, line in ranked) or (None,)
    return main, tuple(line for line in others if line)


def _rank(role: str) -> int:
    """How far a headline's role is from the main one."""
    return 0 if role in ("", "main", "headline") else 2 if MINOR.search(role) else 1


def _parts(item: Item) -> list[tuple[str, Content]]:
    """Every text that an item has as a body, with its role; those in a provider's own XML only where there is no other."""
    fields = [name for name in item if re.fullmatch(r"bod(?:y|ies)(?:[_-]?\w+)?", name)]
    values = [part for name in fields for part in said(item[name], re.sub(r"^bod(?:y|ies)[_-]?", "", name))]
    told = [part for part in values if any(char.isalnum() for char in part.value)]
    readable = [part for part in told if not (part.kind.endswith("/xml") and _root(part.value) not in ("nitf", "html"))]
    return [(part.role, _rendition(part.value)) for part in readable or told]


def _with_other_bodies(
    parts: list[tuple[str, Content]], main: Content, headlines: tuple[str | None, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(the paragraphs of `main` and of bodies that say something else: leads before it, boxes after it; summaries)."""
    before: list[str] = []
    after: list[str] = []
    summaries: list[str] = []
    paragraphs = main.paragraphs(*headlines)
    known = _runs(_words(" ".join(paragraphs)))
    for role, content in parts if paragraphs else []:
        if content is not main and not FORMS.fullmatch(role):
            new = [paragraph for paragraph in content.paragraphs(*headlines) if not _is_said(_words(paragraph), known)]
            place = summaries if SUMMARIES.search(role) else before if LEADS.search(role) else after
            place += new
            known |= _runs(_words(" ".join(new))) if place is not summaries else set()
    return (*before, *paragraphs, *after), tuple(summaries)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _runs(words: list[str]) -> set[tuple[str, ...]]:
    """All runs of up to three words."""
    return {tuple(words[at : at + run]) for run in range(1, RUN + 1) for at in range(len(words) - run + 1)}


def _is_said(words: list[str], known: set[tuple[str, ...]]) -> bool:
    """Whether a paragraph's words stand in the text so far: half of its runs of three, or of fewer where it has no more."""
    run = min(RUN, len(words)) or 1
    own = {tuple(words[at : at + run]) for at in range(len(words) - run + 1)}
    return len(own & known) >= SAID * len(own)


def _root(value: str) -> str | None:
    return xml.root_name(value[:LOOKED_AT])


def _rendition(value: str) -> Content:
    if _root(value) == "nitf":
        return read_nitf(xml.parse_text(value))
    content = plain(value)
    content.marked_up = is_marked_up(value)
    return content


def _content(parts: list[tuple[str, Content]], descriptions: list[Content], headlines: tuple[str | None, ...]) -> Content:
    """The rendition to read: the fullest, but markup rather than plain text if that has nearly all of it."""
    forms = [content for role, content in parts if FORMS.fullmatch(role)] or [content for _, content in parts]
    sized = [(sum(map(len, content.paragraphs(*headlines))), content) for content in (*forms, *descriptions)]
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
    fields = [name for name in item if name.startswith(("description_", "descriptions")) or name in ("description", "abstract")]
    values = [part for name in fields for part in said(item[name], name)]
    return [(part.role, part.value) for part in values]


def _dateline(item: Item, near: datetime) -> Dateline | None:
    """Where the content comes from, as a dateline."""
    field = item.get("dateline")
    stated = folded(field) if isinstance(field, dict) else {}
    for place in (item.get("datelinelocation"), stated.get("located"), item.get("located")):
        if isinstance(place, dict) and (city := text(place.get("city")) or text(place.get("name"))):
            region = (text(place.get(name)) for name in ("countryareaname", "state", "countryname", "country"))
            return Dateline(text=city, places=(city,), region=next((found for found in region if found), None))
    said = text(stated.get("text")) or text(item.get("dateline")) or text(item.get("located"))
    return metadata.dateline(said, near=near)


def _subjects(item: Item) -> tuple[str, ...]:
    fields = ("subject", "subjects", "categories", "category")
    codes = [found for field in fields for found in names(item.get(field), "code", "uri", "literal", "qcode", "name")]
    words = [found for field in ("keywords", "keyword", "tags") for found in names(item.get(field), "name", "value", *CODES)]
    return metadata.once([*codes, *(part.strip() for word in words for part in re.split(r"[,;]\s", word))])


def _notices(
    item: Item,
    content: Content,
    headline: str | None,
    subheads: tuple[str, ...],
    paragraphs: tuple[str, ...],
    summaries: tuple[str, ...],
) -> tuple[Notice, ...]:
    """What the item says beside its story, each once."""
    summary = best(_descriptions(item)).paragraphs()
    pictures = [part for part in objects(item.get("associations")) if not _is_whole(part)]
    notes = (*names(item.get("ednote"), "value", "text"), *names(item.get("ednotes"), "value", "text"))
    captions = [caption for part in pictures for caption in best(_descriptions(part)).paragraphs()]
    found = (
        *metadata.notices("subhead", *subheads),
        *metadata.notices("summary", *summary, *summaries),
        *(Notice(kind=metadata.note_kind(note), text=note) for note in notes),
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
