"""NewsML-G2 of every version, Core and Power: news items alone or in a news message, with or without the namespace.

| field | where it comes from |
| --- | --- |
| guid, version | `newsItem/@guid`, without the version if it ends with that; `@version` |
| provider | `itemMeta/provider`: the last part of its code, if a person can read it; else literal, name, code or address; |
| | else `rightsInfo/copyrightHolder`, `contentMeta/infoSource`, else the message's `header/sender` |
| version_created | `itemMeta/versionCreated`, else `contentMeta/contentModified`, `contentCreated`, `itemMeta/firstCreated`, |
| | else the message's `header/sent` |
| published | the same: when this version was made |
| status | `itemMeta/pubStatus`, `signal` (correction, kill …), `embargoed`; else `edNote`, if it says that it kills or corrects |
| embargo_until | `itemMeta/embargoed`; one that is nil or no time has no end that is known: withheld |
| previous_version, evolved_from, family | `itemMeta/link` with rel previousVersion; evolvedFrom; memberOf, partOf, storyline |
| headline | `contentMeta/headline` (main: no role or rank 1), else the content's own, else `itemMeta/title` |
| notices | further headlines (subhead), `description` (summary), `edNote` (editor, correction), `creditline` (credit), |
| | captions, what the content's header says and the metadata do not |
| slug | `contentMeta/slugline` |
| bylines, dateline | `contentMeta/by` and the content's own, else `creator` (persons by full name); `contentMeta/dateline`, |
| | else the content's own, else, of a text, `located` |
| language | `contentMeta/language/@tag`, else `@xml:lang` of the item, else of its content, else of the message |
| subjects | `contentMeta/subject`: its code, else its name or literal; `contentMeta/keyword` |
| paragraphs | the fullest rendition in `contentSet` (`inlineXML`, `inlineData`); for what is seen or heard and has none: |
| | `description`, and those of `partMeta` |

What carries `pubconstraint="…nonpublic"` or a private role is not kept anywhere. A package is its items if they are in the same
message, else it is refused and says what it points to. Concept, knowledge, planning and catalogue items are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from schemas import Notice, Relations, Status
from services.errors import Rejected
from services.parser.decode import decode
from services.parser.draft import Draft
from services.parser.formats import metadata, xml
from services.parser.formats.blocks import is_private
from services.parser.formats.content import Content, best, from_base64, is_text, one_line, plain, read_element, read_field
from services.parser.formats.format import Format
from services.parser.formats.source import Source
from services.parser.formats.xml import Element, attribute, every, first, local, said, words

NAME = "newsml-g2"
NEWS = "newsItem"
PACKAGE = "packageItem"
#: Items that say something to systems, not to readers, and what they are.
NO_NEWS = {
    "conceptItem": "a concept",
    "knowledgeItem": "a set of concepts",
    "planningItem": "a plan of coverage",
    "catalogItem": "a catalogue of vocabularies",
}
ITEMS = (NEWS, PACKAGE, *NO_NEWS)
ROOTS = ("newsMessage", *ITEMS)
#: Roots of other formats, which hold items of G2 at most among their own.
OTHERS = ("NewsML", "nitf", "rss", "feed", "RDF", "html")
#: Natures of items whose text, if they have one, is their description: what is seen or heard.
MEDIA = frozenset(["picture", "photo", "graphic", "graphics", "audio", "video", "animation", "stillimage", "image", "component"])
#: Roots of inline XML that say something to systems: events, concepts, results. A story inside them is found all the same.
DATA = frozenset(
    ["events", "event", "concept", "concepts", "conceptset", "sports-content", "newsitem", "planningitem", "rss", "feed", "xbrl"]
)
PRIVATE_ROLE = re.compile(r"(?:^|[:_-])(?:private|internal|nonpublic|\w*contacts?)$", re.IGNORECASE)
FAMILY = frozenset(["memberof", "partof", "ispartof", "storyline", "story"])
#: The end of a code that is an address: `/newscodes/newsprovider/Reuters`; so much of the address is looked at.
LONGEST_PATH = 200
VOCABULARY = re.compile(r"/(?:newscodes|cv)/(?:[\w.-]+/)*([\w.-]+)/?$|/(?:news)?providers?/([\w.-]+)/?$")
#: Roles of those who wrote or made a thing, and not of those who typed or sent it.
AUTHORS = frozenset(["author", "writer", "reporter", "journalist", "photographer", "cameraman", "illustrator"])
#: How a version ends a name: behind the five parts that `urn:newsml:` has without one, or as a number too long for a name.
VERSIONED = re.compile(r"(?:(?P<name>urn:newsml:[^:]+:\d{8}:[^:]+):(?P<short>\d{1,18})[NUA]?|(?P<other>.+):(?P<long>\d{6,18}))")
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


def recognises(source: Source) -> bool:
    """Whether the root element is a news message or an item of G2, or an envelope of somebody's own around one."""
    return xml.holds(source, ROOTS, others=OTHERS)


@dataclass(frozen=True)
class Message:
    """What an item needs to know of the message that it came in."""

    sent: datetime | None
    received: datetime
    language: str | None
    sender: str | None
    guids: frozenset[str]


def read_g2(source: Source) -> list[Draft | Rejected]:
    """Every item that `source` holds, in order: a draft, or why it is refused."""
    return xml.each(source, ROOTS, lambda root: _items(root, source.raw.received_at))


def _items(root: Element, received: datetime) -> Iterator[Draft | Rejected]:
    items = [item for item in xml.within(root, *ITEMS) if not any(local(outer) in ITEMS for outer in item.iterancestors())]
    header = next(xml.within(root, "header", "Header"), root)
    message = Message(
        sent=metadata.time(said(header, "sent") or said(header, "Sent")),
        received=received,
        language=xml.language(root),
        sender=said(header, "sender") or said(header, "origin"),
        guids=frozenset(item.get("guid") or "" for item in items),
    )
    yield from (made for item in items if (made := _item(item, message)) is not None)


def _item(item: Element, message: Message) -> Draft | Rejected | None:
    """What becomes of one item; None for a package whose items are all in the message."""
    name = local(item)
    try:
        if name == NEWS:
            return _draft(item, message)
        return _package(item, message) if name == PACKAGE else _no_news(item, NO_NEWS[name])
    except Rejected as refused:
        return refused


def _no_news(item: Element, what: str) -> Rejected:
    return Rejected("not-news", f"{local(item)} {item.get('guid') or ''}: {what}, no news text")


def _package(item: Element, message: Message) -> Rejected | None:
    """Why a package is refused: it points to items that are not here."""
    references = metadata.once(ref.get("residref") or ref.get("href") for ref in xml.within(item, "itemRef"))
    elsewhere = [reference for reference in references if reference not in message.guids]
    if references and not elsewhere:
        return None
    points = ", ".join(elsewhere[:20]) + (f" and {len(elsewhere) - 20} more" if len(elsewhere) > 20 else "")
    return Rejected("not-news", f"package {item.get('guid') or ''} points to {points or 'nothing'}")


def _draft(item: Element, message: Message) -> Draft:
    meta, about = _part(item, "itemMeta"), _part(item, "contentMeta")
    nature = _nature(meta)
    created = _created(meta, about) or message.sent
    embargo = metadata.time(said(meta, "embargoed"))
    status = _status(meta, embargo)
    language = attribute(first(about, "language"), "tag") or xml.language(item) or xml.language(about)
    content = _content(item, language)
    language = language or _language(item) or message.language
    headline, subheads = _headlines(about, language)
    headline = headline or content.headline or content.title or said(meta, "title")
    paragraphs = content.paragraphs(headline, *subheads) or _description(item, about, nature)
    if not paragraphs and status is not Status.CANCELLED:
        raise _empty(item, nature, headline)
    near = created or message.received
    return Draft(
        wire_format=NAME,
        paragraphs=paragraphs,
        headline=headline,
        provider=_provider(item, meta, about) or message.sender,
        guid=_guid(item),
        version=metadata.version(item.get("version")),
        version_created=created,
        relations=_relations(meta),
        status=status,
        embargo_until=embargo,
        headline_tags=metadata.slug_tags(said(about, "slugline")),
        slug=said(about, "slugline"),
        dateline=metadata.dateline(said(about, "dateline") or content.dateline or _located(about, nature), near=near),
        bylines=metadata.bylines([*(words(by) for by in every(about, "by")), *content.bylines]) or _creators(about),
        notices=_notices(meta, about, content, (headline, *subheads), paragraphs),
        language=language,
        subjects=_subjects(about),
        published=created,
    )


def _guid(item: Element) -> str | None:
    """The item's name without its version, which some put behind it: all versions are one item."""
    guid, version = attribute(item, "guid"), metadata.version(item.get("version"))
    found = VERSIONED.fullmatch(guid or "")
    return (found["name"] or found["other"]) if found and int(found["short"] or found["long"]) == version else guid


def _part(item: Element, name: str) -> Element:
    """A part of an item; the item itself, which has none of the part's children, where it is missing."""
    found = first(item, name)
    return item if found is None else found


def _nature(meta: Element) -> str:
    """What kind of thing an item is; text where it does not say."""
    stated = first(meta, "itemClass")
    return metadata.code(stated.get("qcode") or stated.get("uri") or stated.get("literal")) if stated is not None else "text"


def _created(meta: Element, about: Element) -> datetime | None:
    """When this version was made."""
    stated = (
        said(meta, "versionCreated"),
        said(about, "contentModified"),
        said(about, "contentCreated"),
        said(meta, "firstCreated"),
    )
    return next((time for value in stated if (time := metadata.time(value))), None)


def _status(meta: Element, embargo: datetime | None) -> Status | None:
    stated = first(meta, "pubStatus")
    code = (stated.get("qcode") or stated.get("uri") or stated.get("literal") or words(stated)) if stated is not None else None
    signals = [signal.get("qcode") or signal.get("uri") or signal.get("literal") or "" for signal in every(meta, "signal")]
    held = any(embargoed.get(NIL) in ("true", "1") or words(embargoed) for embargoed in every(meta, "embargoed"))
    return metadata.status(code, signals=signals, embargo=embargo, held=held)


def _relations(meta: Element) -> Relations:
    links: dict[str, str] = {}
    for link in every(meta, "link"):
        target = link.get("residref") or link.get("guidref") or link.get("href")
        if target:
            links.setdefault(metadata.code(link.get("rel") or link.get("reluri")), target)
    return Relations(
        previous_version=links.get("previousversion"),
        evolved_from=links.get("evolvedfrom"),
        family=next((links[rel] for rel in links if rel in FAMILY), None),
    )


def _headlines(about: Element, language: str | None) -> tuple[str | None, tuple[str, ...]]:
    """The main headline, and the others: titles over it and lines under it."""
    lines = [line for line in every(about, "headline") if words(line)]
    if not lines:
        return None, ()
    main = min(lines, key=lambda line: (not xml.speaks(line, language), *_rank(line)))
    return one_line(main), tuple(one_line(line) for line in lines if line is not main)


def _rank(headline: Element) -> tuple[int, int]:
    """The lower, the more a headline is the main one: by its role, then by its rank."""
    role = metadata.code(headline.get("role"))
    rank = headline.get("rank") or "1"
    return 0 if role in ("", "main", "headline", "hl1") else 1, int(rank) if rank.isdigit() else 9


def _content(item: Element, language: str | None) -> Content:
    """The fullest of an item's renditions that can be read here; of several languages the item's own."""
    parts = list(_renditions(item))
    own = [part for part in parts if xml.speaks(part, language)]
    return best([content for part in own or parts if (content := _rendition(part)) is not None])


def _renditions(item: Element) -> Iterator[Element]:
    for contents in every(item, "contentSet"):
        yield from (part for part in contents if local(part) in ("inlineXML", "inlineData"))


def _rendition(part: Element) -> Content | None:
    """What an inline rendition holds; None for what is no text."""
    if local(part) == "inlineData":
        text = _inline_data(part)
        return plain(text) if text is not None else None
    roots = {local(child).lower() for child in part}
    if roots & DATA and next(xml.within(part, "nitf", "html"), None) is None:
        return None
    return read_element(part)


def _inline_data(part: Element) -> str | None:
    """The text of inline data; None for pictures and sounds."""
    media_type = (part.get("contenttype") or "text/plain").casefold()
    text = "".join(str(piece) for piece in part.itertext())
    if "base64" not in (part.get("encoding") or "").casefold():
        return text
    if not is_text(media_type):
        return None
    return decode(from_base64(text), media_type=media_type)


def _description(item: Element, about: Element, nature: str) -> tuple[str, ...]:
    """What a picture, a graphic, a sound or a film says in words: the fullest of its descriptions, and those of its parts."""
    if nature not in MEDIA:
        return ()
    whole = best([Content(blocks=read_field(text)) for text in every(about, "description")]).paragraphs()
    parts = (block.text for text in every(item, "partMeta", "description") for block in read_field(text).story)
    return metadata.once([*whole, *parts])


def _empty(item: Element, nature: str, headline: str | None) -> Rejected:
    """Why an item without text is refused."""
    guid = item.get("guid") or "without a guid"
    elsewhere = metadata.once(part.get("href") or part.get("residref") for part in every(item, "contentSet", "remoteContent"))
    if nature in MEDIA:
        return Rejected("not-news", f"item {guid}: {nature} without a text")
    parts = {local(child).lower() for part in _renditions(item) for child in part}
    if parts & DATA:
        return Rejected("not-news", f"item {guid}: data for systems ({', '.join(sorted(parts & DATA))}), no news text")
    if headline is None and nature not in ("text", ""):
        return Rejected("not-news", f"item {guid}: {nature}, without headline and text")
    under = f"; its content is elsewhere: {', '.join(elsewhere[:5])}" if elsewhere else ""
    return Rejected(
        "no-text", f"item {guid}: {headline[:80]!r} and nothing under it{under}" if headline else f"item {guid}: no text{under}"
    )


def _notices(
    meta: Element, about: Element, content: Content, headlines: tuple[str | None, ...], paragraphs: tuple[str, ...]
) -> tuple[Notice, ...]:
    """What the item says beside its story, each once."""
    known = (*_subject_names(about), *(words(note) for note in every(meta, "edNote")), *(words(by) for by in every(about, "by")))
    main, *subheads = headlines
    found = (
        *metadata.notices("subhead", *subheads),
        *metadata.notices("summary", *_summaries(about)),
        *_editors(meta),
        *metadata.notices("credit", *(words(line) for line in every(about, "creditline"))),
        *content.asides(main, *subheads, *known),
    )
    return metadata.distinct(found, told=(main, *paragraphs))


def _summaries(about: Element) -> list[str]:
    """Descriptions that are no captions: of a text, a caption is its headline or its beginning again."""
    texts = [text for text in every(about, "description") if "caption" not in metadata.code(text.get("role"))]
    return [block.text for text in texts if not is_private(text) for block in read_field(text).story]


def _editors(meta: Element) -> Iterator[Notice]:
    """Notes to editors that may be kept, one notice a block."""
    for note in every(meta, "edNote"):
        role = metadata.code(note.get("role"))
        if is_private(note) or PRIVATE_ROLE.search(role):
            continue
        blocks = [block for block in read_field(note).story if block.name not in ("h3", "h4")]
        kinds = ("correction" if "correction" in role else metadata.note_kind(block.text) for block in blocks)
        yield from (Notice(kind=kind, text=block.text) for kind, block in zip(kinds, blocks, strict=True))


def _subjects(about: Element) -> tuple[str, ...]:
    subjects = [_code(subject) for subject in every(about, "subject")]
    return metadata.once([*subjects, *(words(keyword) for keyword in every(about, "keyword"))])


def _subject_names(about: Element) -> list[str]:
    named = [words(name) for subject in every(about, "subject") for name in every(subject, "name")]
    return [*named, *(words(keyword) for keyword in every(about, "keyword"))]


def _code(element: Element) -> str | None:
    return attribute(element, "qcode") or attribute(element, "uri") or said(element, "name") or attribute(element, "literal")


def _provider(item: Element, meta: Element, about: Element) -> str | None:
    """Whose item it is: its provider, else who has the copyright, else where the information comes from."""
    parties = (
        first(meta, "provider"),
        *every(item, "rightsInfo", "copyrightHolder"),
        *every(about, "infoSource"),
    )
    return next((name for party in parties if (name := _named(party))), None)


def _named(party: Element | None) -> str | None:
    """A party's short name: `nprov:dpa` is "dpa"; of codes that nobody can read (`z01122`) the name."""
    if party is None:
        return None
    coded = (attribute(party, "qcode") or "").partition(":")[2]
    address = urlsplit(attribute(party, "uri") or "")
    listed = VOCABULARY.search(address.path[-LONGEST_PATH:])
    readable = coded if coded and not any(char.isdigit() for char in coded) else None
    found = (
        readable,
        attribute(party, "literal"),
        said(party, "name"),
        words(party),
        coded,
        listed[1] or listed[2] if listed else None,
        address.hostname,
    )
    return next((name for name in found if name), None)


def _language(item: Element) -> str | None:
    """The language that an item's content says it is in, if the item says nothing."""
    parts = [*_renditions(item), *(inside for part in _renditions(item) for inside in xml.within(part, "html", "body", "nitf"))]
    stated = (xml.language(part) or attribute(part, "lang") or attribute(part, "baselang") for part in parts)
    return next((language for language in stated if language), None)


def _located(about: Element, nature: str) -> str | None:
    """Where a text was written, as its metadata say; of what is seen or heard that is no dateline."""
    return said(about, "located", "name") if nature not in MEDIA else None


def _creators(about: Element) -> tuple[str, ...]:
    """Who made an item without a byline: persons by their full names, no logins and desks."""
    people = [
        said(made, "name") or ""
        for made in every(about, "creator")
        if metadata.code(made.get("type")) == "person" or metadata.code(made.get("role")) in AUTHORS
    ]
    return metadata.bylines(name for name in people if len(name.split()) > 1)


FORMAT = Format(NAME, recognises, read_g2)
