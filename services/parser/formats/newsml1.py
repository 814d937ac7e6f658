"""NewsML 1.0 to 1.2: news items in a NewsML envelope, with or without a document type.

| field | where it comes from |
| --- | --- |
| guid | `NewsIdentifier/PublicIdentifier` without the revision at its end, so that all versions share it; |
| | else ProviderId, DateId and NewsItemId |
| version | `NewsIdentifier/RevisionId` |
| provider | `AdministrativeMetadata/Provider/Party/@FormalName`, else `ProviderId`, else `NewsEnvelope/SentFrom` |
| version_created | `NewsManagement/ThisRevisionCreated`, else `FirstCreated`, else `NewsEnvelope/DateAndTime`, else `DateId` |
| published | the same: when this revision was made |
| status | `NewsManagement/Status/@FormalName`, `Instruction/@FormalName` |
| embargo_until | `StatusWillChange/DateAndTime`, where the status that follows is Usable; one that is no time: withheld |
| previous_version | the guid with `RevisionId/@PreviousRevision`, unless that is 0 |
| evolved_from, family | `NewsManagement/DerivedFrom/@NewsItem`; `AssociatedWith/@NewsItem` |
| headline | `NewsLines/HeadLine`, the outermost; else a component with the role HeadLine; else the content's own |
| notices | `SubHeadLine` (subhead), `NewsLine` (editor, correction), `CreditLine` (credit), captions and contacts, each from |
| | its component |
| slug | `NewsLines/SlugLine`, else `NewsIdentifier/../NameLabel` |
| bylines, dateline | `NewsLines/ByLine` with its `ByLineTitle`, and the content's own; `NewsLines/DateLine`, else the |
| | content's own, else the city of `Location` with HowPresent Origin |
| language | `DescriptiveMetadata/Language/@FormalName`, else `@xml:lang` of the item or of a component |
| subjects | `SubjectCode//@FormalName`, properties named Keyword, `KeywordLine` |
| paragraphs | the text of all main components, of equivalent ones the fullest, then of supporting ones; for pictures alone |
| | their captions |

An item that is only a list of changes to an earlier one (`Update`) is refused; items that only point to others say to which,
unless those are in the same message. Items inside items are items of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from schemas import Notice, Relations, Status
from services.errors import Rejected
from services.parser.decode import decode
from services.parser.draft import Draft
from services.parser.formats import metadata, xml
from services.parser.formats.content import Content, best, from_base64, is_text, one_line, plain, read_element
from services.parser.formats.format import Format
from services.parser.formats.source import Source
from services.parser.formats.xml import Element, attribute, every, first, local, said, words

NAME = "newsml-1"
ROOTS = ("NewsML",)
#: Roots of other formats, which hold NewsML 1 at most among their own.
OTHERS = ("newsMessage", "newsItem", "nitf", "rss", "feed", "RDF", "html")
#: Roles of components whose text is not the story, and what it is. A role that is in none of these sets is the story's.
ASIDES = {
    "subheadline": "subhead",
    "subhead": "subhead",
    "contact": "contact",
    "caption": "caption",
    "credit": "credit",
    "byline": "byline",
    "dateline": "dateline",
    "headline": "headline",
    "title": "headline",
    "abstract": "summary",
    "summary": "summary",
    "teaser": "summary",
    "note": "editor",
    "editorsnote": "editor",
    "advisory": "editor",
}
#: Lines of a component, and what they are.
LINES = {
    "HeadLine": "headline",
    "SubHeadLine": "subhead",
    "DateLine": "dateline",
    "CreditLine": "credit",
    "SlugLine": "slug",
    "KeywordLine": "keyword",
}
#: Roles of components that are seen or heard; the lines that come with them are captions.
SEEN = frozenset(
    ["photo", "picture", "image", "graphic", "graphics", "logo", "video", "audio", "thumbnail", "preview", "animation"]
)
#: Roles of text that is read after the main story, wherever it stands.
BESIDE = frozenset(["supporting", "supplementary", "supplement", "related", "sidebar", "background", "factbox"])
#: How content may be encoded and still be read as it stands.
PLAIN_NOTATIONS = frozenset(["none", "plain", "text", "identity", "7bit", "8bit", "utf-8", "cdata"])
#: Roles and formats of content that no reader sees.
UNSEEN = frozenset(["stylesheet", "css", "javascript"])
#: Media types of content that is text.
TEXTS = frozenset(["", "text", "composite", "complexdata"])
#: How the revision ends a public identifier: `:2`, `:2N`, `:3U`.
REVISION = re.compile(r":(\d{1,18})[NUA]?$")


def recognises(source: Source) -> bool:
    """Whether the root element is that of NewsML 1, or an envelope of somebody's own around it."""
    return xml.holds(source, ROOTS, others=OTHERS)


def read(source: Source) -> list[Draft | Rejected]:
    """Every item that `source` holds, in order: a draft, or why it is refused."""
    return xml.each(source, ROOTS, lambda root: _items(root, source.raw.received_at))


def _items(root: Element, received: datetime) -> Iterator[Draft | Rejected]:
    envelope = next(xml.within(root, "NewsEnvelope"), root)
    items = [*xml.within(root, "NewsItem")]
    message = Message(
        sent=metadata.time(said(envelope, "DateAndTime")),
        sender=attribute(first(envelope, "SentFrom", "Party"), "FormalName"),
        received=received,
        names=frozenset(name for item in items for name in _names(item)),
    )
    yield from (made for item in items if (made := _item(item, message)) is not None)


def _names(item: Element) -> Iterator[str]:
    """By what other items may point to this one."""
    public = said(item, "Identification", "NewsIdentifier", "PublicIdentifier")
    found = (item.get("Duid"), public, _guid(_part(item, "Identification", "NewsIdentifier")))
    yield from (name for name in found if name)


def _item(item: Element, message: Message) -> Draft | Rejected | None:
    """What becomes of one item; None for a package whose items are all in the message."""
    try:
        return _draft(item, message)
    except Rejected as refused:
        return refused if _points_elsewhere(item, message) else None


def _points_elsewhere(item: Element, message: Message) -> bool:
    """Whether an item without a text is more than the way to others that came with it."""
    inside = sum(1 for _ in xml.within(item, "NewsItem")) - 1
    references = _references(item)
    return not (inside or references) or any(reference.lstrip("#") not in message.names for reference in references)


@dataclass(frozen=True)
class Message:
    """What an item needs to know of the message that it came in."""

    sent: datetime | None
    sender: str | None
    received: datetime
    names: frozenset[str]


@dataclass
class Story:
    """What the components of an item hold, gathered from the outermost in."""

    language: str | None = None
    story: list[Content] = field(default_factory=list)
    beside: list[Content] = field(default_factory=list)
    asides: dict[str, list[str]] = field(default_factory=dict)
    captions: list[str] = field(default_factory=list)
    seen: str | None = None

    @property
    def main(self) -> list[Content]:
        """The contents that are text, in the order of reading."""
        return [*self.story, *self.beside]

    def add(self, kind: str, text: str | None) -> None:
        if text:
            self.asides.setdefault(kind, []).append(text)

    def said(self, kind: str) -> str | None:
        """The first text of a kind."""
        return next(iter(self.asides.get(kind, [])), None)

    def headline(self) -> str | None:
        """The outermost headline, else the content's own, else that of the only thing to be seen, if it has a caption too."""
        inside = (content.headline or content.title for content in self.main)
        stated = self.said("headline") or next((found for found in inside if found), None)
        if stated or self.main or not self.seen or set(self.captions) <= {self.seen}:
            return stated
        self.captions = [caption for caption in self.captions if caption != self.seen]
        return self.seen

    def paragraphs(self, *headlines: str | None) -> tuple[str, ...]:
        found = tuple(paragraph for content in self.main for paragraph in content.paragraphs(*headlines))
        return found or metadata.once(self.captions)

    def notices(self, headline: str | None, paragraphs: tuple[str, ...]) -> tuple[Notice, ...]:
        """What is no story, each once, and what neither the story nor the headline says."""
        kinds = ("subhead", "summary", "correction", "credit", "contact", "editor")
        own = [notice for kind in kinds for notice in metadata.notices(kind, *self.asides.get(kind, []))]
        others = metadata.notices("subhead", *self.asides.get("headline", []))
        captions = metadata.notices("caption", *self.captions)
        inside = [notice for content in self.main for notice in content.asides(headline)]
        return metadata.distinct((*others, *own, *captions, *inside), told=(headline, *paragraphs))


def _draft(item: Element, message: Message) -> Draft:
    names, management = _part(item, "Identification", "NewsIdentifier"), _part(item, "NewsManagement")
    guid, status, language = _guid(names), _status(management), _language(item)
    story = Story(language=language)
    for component in every(item, "NewsComponent"):
        _component(component, story, "")
    headline = story.headline()
    paragraphs = story.paragraphs(headline, *story.asides.get("subhead", []))
    if not paragraphs and status is not Status.CANCELLED:
        raise _empty(item, guid, headline)
    created = _created(management) or message.sent or metadata.time(said(names, "DateId"))
    return Draft(
        wire_format=NAME,
        paragraphs=paragraphs,
        headline=headline,
        provider=_provider(item, names) or message.sender,
        guid=guid,
        version=metadata.version(said(names, "RevisionId")),
        version_created=created,
        relations=_relations(names, management, guid),
        status=status,
        embargo_until=_embargo(management),
        headline_tags=metadata.slug_tags(story.said("slug")),
        slug=story.said("slug") or said(item, "Identification", "NameLabel"),
        dateline=metadata.dateline(story.said("dateline") or _inside(story) or _origin(item), near=created or message.received),
        bylines=metadata.bylines([*story.asides.get("byline", []), *(by for content in story.main for by in content.bylines)]),
        notices=story.notices(headline, paragraphs),
        language=language,
        subjects=metadata.once([*_subjects(item), *story.asides.get("keyword", [])]),
        published=created,
    )


def _part(item: Element, *path: str) -> Element:
    found = first(item, *path)
    return item if found is None else found


def _guid(names: Element) -> str | None:
    """The item's name without its revision: its public identifier, else one made of its parts as the standard makes it."""
    public, revision = said(names, "PublicIdentifier"), metadata.version(said(names, "RevisionId"))
    if public:
        found = REVISION.search(public)
        return public[: found.start()] if found and int(found[1]) == revision else public
    parts = [said(names, part) for part in ("ProviderId", "DateId", "NewsItemId")]
    return "urn:newsml:" + ":".join(part for part in parts if part) if all(parts) else parts[-1]


def _created(management: Element) -> datetime | None:
    stated = (said(management, "ThisRevisionCreated"), said(management, "FirstCreated"))
    return next((time for value in stated if (time := metadata.time(value))), None)


def _status(management: Element) -> Status | None:
    """What the provider says of this revision. Instructions about earlier ones (`RevisionStatus`) are about those."""
    instructions = [attribute(instruction, "FormalName") or "" for instruction in every(management, "Instruction")]
    stated = attribute(first(management, "Status"), "FormalName") or said(management, "Status")
    held = any(map(metadata.holds, _ends(management)))
    return metadata.status(stated, signals=instructions, embargo=_embargo(management), held=held)


def _embargo(management: Element) -> datetime | None:
    """When the item becomes usable, if it says so."""
    return next((time for end in _ends(management) if (time := metadata.time(end))), None)


def _ends(management: Element) -> Iterator[str | None]:
    """What it says of the times when the item becomes usable."""
    for change in every(management, "StatusWillChange"):
        following = attribute(first(change, "FutureStatus"), "FormalName")
        if metadata.code(following or "usable") == "usable":
            yield said(change, "DateAndTime")


def _relations(names: Element, management: Element, guid: str | None) -> Relations:
    previous = (attribute(first(names, "RevisionId"), "PreviousRevision") or "0").strip()
    associated = [attribute(other, "NewsItem") for other in every(management, "AssociatedWith")]
    return Relations(
        previous_version=f"{guid}:{previous}" if guid and metadata.version(previous) else None,
        evolved_from=next((found for other in every(management, "DerivedFrom") if (found := attribute(other, "NewsItem"))), None),
        family=next((name for name in associated if name), None),
    )


def _provider(item: Element, names: Element) -> str | None:
    parties = [party for party in xml.within(item, "Provider") for party in every(party, "Party")]
    named = next((name for party in parties if (name := attribute(party, "FormalName"))), None)
    return named or said(names, "ProviderId")


def _language(item: Element) -> str | None:
    stated = next((attribute(language, "FormalName") for language in xml.within(item, "Language")), None)
    marked = next((found for part in xml.within(item, "NewsComponent") if (found := xml.language(part))), None)
    return stated.lower() if stated and len(stated) == 2 else stated or xml.language(item) or marked


def _subjects(item: Element) -> tuple[str, ...]:
    codes = [attribute(part, "FormalName") for subject in xml.within(item, "SubjectCode") for part in subject]
    properties = [found for found in xml.within(item, "Property") if metadata.code(found.get("FormalName")) == "keyword"]
    return metadata.once([*codes, *(attribute(found, "Value") for found in properties)])


def _origin(item: Element) -> str | None:
    """The place that an item says it comes from, if it has no dateline."""
    for location in xml.within(item, "Location"):
        if metadata.code(location.get("HowPresent")) == "origin":
            named = (found for found in every(location, "Property") if metadata.code(found.get("FormalName")) == "city")
            return next((city for found in named if (city := attribute(found, "Value"))), None)
    return None


def _inside(story: Story) -> str | None:
    return next((content.dateline for content in story.main if content.dateline), None)


def _component(component: Element, story: Story, outer: str) -> None:
    """Gather what a component and those inside it hold. `outer` is the role of the one around it."""
    role = metadata.code(attribute(first(component, "Role"), "FormalName")) or outer
    for lines in every(component, "NewsLines"):
        _lines(lines, story, role)
    content = _content(component)
    if content is not None:
        _place(content, story, role)
    inner = every(component, "NewsComponent")
    for chosen in _chosen(inner) if _equivalent(component, inner) else inner:
        _component(chosen, story, role)


def _equivalent(component: Element, inner: list[Element]) -> bool:
    """Whether the components inside are one thing in several forms: it says so, or they are its languages to choose from."""
    if component.get("EquivalentsList") == "yes":
        return True
    by_language = any(words(basis).endswith("Language") for basis in every(component, "BasisForChoice"))
    return by_language and len({_language(part) for part in inner}) == len(inner) > 1


def _lines(lines: Element, story: Story, role: str) -> None:
    """The lines of a component; those of what is seen or heard are its caption."""
    if role in SEEN:
        story.seen = story.seen or said(lines, "HeadLine")
        story.captions += [found for name in ("HeadLine", "CaptionLine") if (found := said(lines, name))]
        return
    story.captions += [found for line in every(lines, "CaptionLine") if (found := words(line))]
    for line in sorted(lines, key=lambda line: not xml.speaks(line, story.language)):
        if local(line) == "ByLine":
            following = line.getnext()
            title = words(following) if following is not None and local(following) == "ByLineTitle" else ""
            story.add("byline", ", ".join(part for part in (words(line), title) if part))
        elif kind := LINES.get(local(line)):
            story.add(kind, one_line(line))
        elif local(line) == "NewsLine":
            for text in every(line, "NewsLineText"):
                if not (note := words(text)).startswith("http"):
                    story.add(metadata.note_kind(note), note)


def _place(content: Content, story: Story, role: str) -> None:
    """Put the content of a component where its role says it belongs."""
    text = " ".join(content.paragraphs())
    if role in SEEN or ASIDES.get(role) == "caption":
        story.captions += content.paragraphs()
    elif kind := ASIDES.get(role):
        story.add(kind, text)
    elif role not in UNSEEN:
        (story.beside if role in BESIDE else story.story).append(content)


def _chosen(components: list[Element]) -> list[Element]:
    """Of equivalent components the one with most text; the first of equals, as it ranks first."""
    sizes = [sum(len(words(data)) for data in xml.within(component, "DataContent")) for component in components]
    return [components[sizes.index(max(sizes))]] if components else []


def _content(component: Element) -> Content | None:
    """The text of a component's own content items, which are renditions of one thing; None when none is text."""
    found = [content for item in every(component, "ContentItem") if (content := _rendition(item)) is not None]
    return best(found) if found else None


def _rendition(item: Element) -> Content | None:
    kind = metadata.code(attribute(first(item, "MediaType"), "FormalName"))
    mime = (attribute(first(item, "MimeType"), "FormalName") or "text/plain").casefold()
    form = metadata.code(attribute(first(item, "Format"), "FormalName"))
    if kind not in TEXTS or not is_text(mime) or form in UNSEEN or "css" in mime:
        return None
    for encoding in every(item, "Encoding"):
        return plain(decode(_decoded(encoding)))
    data = first(item, "DataContent")
    return read_element(data) if data is not None else None


def _decoded(encoding: Element) -> bytes:
    """The bytes that an encoding, and what is encoded inside it, holds."""
    inside, data = first(encoding, "Encoding"), first(encoding, "DataContent")
    notation = metadata.code(attribute(encoding, "Notation"))
    if inside is not None:
        found = _decoded(inside)
    else:
        found = "".join(str(piece) for piece in data.itertext()).encode() if data is not None else b""
    if "base64" in notation:
        return from_base64(found)
    if notation and notation not in PLAIN_NOTATIONS:
        raise Rejected("unreadable", f"content encoded as {notation}; base64 and plain text can be read")
    return found


def _empty(item: Element, guid: str | None, headline: str | None) -> Rejected:
    """Why an item without text is refused."""
    name = guid or "without an identifier"
    if first(item, "Update") is not None:
        return Rejected("not-news", f"item {name}: a list of changes to an earlier revision, not its text")
    references = _references(item)
    if references:
        return Rejected("not-news", f"item {name} points to {', '.join(references[:20])}")
    kinds = {metadata.code(kind.get("FormalName")) for kind in xml.within(item, "MediaType")} - TEXTS
    if kinds:
        return Rejected("not-news", f"item {name}: {', '.join(sorted(kinds))} without a text")
    if next(xml.within(item, "NewsComponent"), None) is None:
        return Rejected("not-news", f"item {name} has no news component: vocabularies or instructions for systems")
    return Rejected("no-text", f"item {name}: {headline[:80]!r} and nothing under it" if headline else f"item {name}: no text")


def _references(item: Element) -> tuple[str, ...]:
    return metadata.once(attribute(ref, "NewsItem") for ref in xml.within(item, "NewsItemRef"))


FORMAT = Format(NAME, recognises, read)
