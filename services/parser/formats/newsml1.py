"""NewsML 1.0 to 1.2: news items in a NewsML envelope, with or without a document type.

| field | where it comes from |
| --- | --- |
| guid | `NewsIdentifier/PublicIdentifier` without the revision at its end, so that all versions share it; |
| | else ProviderId, DateId and NewsItemId |
| version | `NewsIdentifier/RevisionId` |
| provider | `AdministrativeMetadata/Provider/Party/@FormalName`, else `ProviderId` |
| version_created | `NewsManagement/ThisRevisionCreated`, else `FirstCreated`, else `NewsEnvelope/DateAndTime` |
| published | the same: when this revision was made |
| status | `NewsManagement/Status/@FormalName`, `Instruction/@FormalName` |
| embargo_until | `NewsManagement/StatusWillChange/DateAndTime`, where the status that follows is Usable |
| previous_version | the guid with `RevisionId/@PreviousRevision`, unless that is 0 |
| evolved_from, family | `NewsManagement/DerivedFrom/@NewsItem`; `AssociatedWith/@NewsItem` |
| headline | `NewsLines/HeadLine`, the outermost; else a component with the role HeadLine; else the content's own |
| notices | `SubHeadLine` (subhead), `NewsLine` (editor), `CreditLine` (credit), captions and contacts, each from its component |
| slug | `NewsLines/SlugLine`, else `NewsIdentifier/../NameLabel` |
| bylines, dateline | `NewsLines/ByLine` and the content's own; `NewsLines/DateLine`, else the content's own |
| language | `DescriptiveMetadata/Language/@FormalName`, else `@xml:lang` of the item or of a component |
| subjects | `SubjectCode//@FormalName`, and properties named Keyword |
| paragraphs | the text of all main components, of equivalent ones the fullest; for pictures alone their captions |

An item that is only a list of changes to an earlier one (`Update`) is refused; items that only point to others say to which.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from schemas import Notice, Relations, Status
from services.errors import Rejected
from services.parser.decode import decode
from services.parser.draft import Draft
from services.parser.formats import metadata, xml
from services.parser.formats.content import Content, best, plain, read_element
from services.parser.formats.format import Format
from services.parser.formats.source import Source
from services.parser.formats.xml import Element, attribute, every, first, local, said, words

NAME = "newsml-1"
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
#: Roles of components that are seen or heard; the lines that come with them are captions.
SEEN = frozenset(
    ["photo", "picture", "image", "graphic", "graphics", "logo", "video", "audio", "thumbnail", "preview", "animation"]
)
#: Roles and formats of content that no reader sees.
UNSEEN = frozenset(["stylesheet", "css", "javascript"])
#: Media types of content that is text.
TEXTS = frozenset(["", "text", "composite", "complexdata"])
#: How the revision ends a public identifier: `:2`, `:2N`, `:3U`.
REVISION = re.compile(r":(\d{1,18})[NUA]?$")


def recognises(source: Source) -> bool:
    """Whether the root element is that of NewsML 1."""
    return xml.root_name(source.decoded) == "NewsML"


def read(source: Source) -> list[Draft | Rejected]:
    """Every item that `source` holds, in order: a draft, or why it is refused."""
    root = xml.parse(source)
    sent = metadata.time(said(root, "NewsEnvelope", "DateAndTime"))
    return [_item(item, sent, source.raw.received_at) for item in every(root, "NewsItem")]


def _item(item: Element, sent: datetime | None, received: datetime) -> Draft | Rejected:
    try:
        return _draft(item, sent, received)
    except Rejected as refused:
        return refused


@dataclass
class Story:
    """What the components of an item hold, gathered from the outermost in."""

    main: list[Content] = field(default_factory=list)
    asides: dict[str, list[str]] = field(default_factory=dict)
    captions: list[str] = field(default_factory=list)

    def add(self, kind: str, text: str | None) -> None:
        if text:
            self.asides.setdefault(kind, []).append(text)

    def said(self, kind: str) -> str | None:
        """The first text of a kind."""
        return next(iter(self.asides.get(kind, [])), None)

    def paragraphs(self, *headlines: str | None) -> tuple[str, ...]:
        found = tuple(paragraph for content in self.main for paragraph in content.paragraphs(*headlines))
        return found or metadata.once(self.captions)

    def notices(self, headline: str | None, paragraphs: tuple[str, ...]) -> tuple[Notice, ...]:
        """What is no story, each once, and what neither the story nor the headline says."""
        kinds = ("subhead", "summary", "credit", "contact", "editor")
        own = [notice for kind in kinds for notice in metadata.notices(kind, *self.asides.get(kind, []))]
        others = metadata.notices("subhead", *self.asides.get("headline", []))
        captions = metadata.notices("caption", *self.captions)
        inside = [notice for content in self.main for notice in content.asides(headline)]
        return metadata.distinct((*others, *own, *captions, *inside), told=(headline, *paragraphs))


def _draft(item: Element, sent: datetime | None, received: datetime) -> Draft:
    names, management = _part(item, "Identification", "NewsIdentifier"), _part(item, "NewsManagement")
    guid, status = _guid(names), _status(management)
    story = Story()
    for component in every(item, "NewsComponent"):
        _component(component, story, "")
    headline = story.said("headline") or next(
        (found for content in story.main if (found := content.headline or content.title)), None
    )
    paragraphs = story.paragraphs(headline, *story.asides.get("subhead", []))
    if not paragraphs and status is not Status.CANCELLED:
        raise _empty(item, guid, headline)
    created = _created(management) or sent
    return Draft(
        wire_format=NAME,
        paragraphs=paragraphs,
        headline=headline,
        provider=_provider(item, names),
        guid=guid,
        version=metadata.version(said(names, "RevisionId")),
        version_created=created,
        relations=_relations(names, management, guid),
        status=status,
        embargo_until=_embargo(management),
        headline_tags=metadata.slug_tags(story.said("slug")),
        slug=story.said("slug") or said(item, "Identification", "NameLabel"),
        dateline=metadata.dateline(story.said("dateline") or _inside(story), near=created or received),
        bylines=metadata.bylines([*story.asides.get("byline", []), *(by for content in story.main for by in content.bylines)]),
        notices=story.notices(headline, paragraphs),
        language=_language(item),
        subjects=_subjects(item),
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
    stated = attribute(first(management, "Status"), "FormalName")
    return metadata.status(stated, signals=instructions, embargo=_embargo(management))


def _embargo(management: Element) -> datetime | None:
    """When the item becomes usable, if it says so."""
    for change in every(management, "StatusWillChange"):
        following = attribute(first(change, "FutureStatus"), "FormalName")
        if metadata.code(following or "usable") == "usable" and (time := metadata.time(said(change, "DateAndTime"))):
            return time
    return None


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
        story.captions += [found for name in ("HeadLine", "CaptionLine") if (found := said(lines, name))]
        return
    kinds = {"HeadLine": "headline", "SubHeadLine": "subhead", "ByLine": "byline", "DateLine": "dateline",
             "CreditLine": "credit", "SlugLine": "slug"}  # fmt: skip
    for line in lines:
        if kind := kinds.get(local(line)):
            story.add(kind, words(line))
        elif local(line) == "NewsLine" and not (text := said(line, "NewsLineText") or "").startswith("http"):
            story.add("editor", text)


def _place(content: Content, story: Story, role: str) -> None:
    """Put the content of a component where its role says it belongs."""
    text = " ".join(content.paragraphs())
    if role in SEEN or ASIDES.get(role) == "caption":
        story.captions += content.paragraphs()
    elif kind := ASIDES.get(role):
        story.add(kind, text)
    elif role not in UNSEEN:
        story.main.append(content)


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
    if (
        kind not in TEXTS
        or not mime.startswith(("text/", "application/x", "application/nitf"))
        or form in UNSEEN
        or "css" in mime
    ):
        return None
    for data in _data(item):
        return data if isinstance(data, Content) else read_element(data)
    return None


def _data(item: Element) -> Iterator[Element | Content]:
    """The content of a content item: as an element, or decoded where it is encoded."""
    for encoding in every(item, "Encoding"):
        data = first(encoding, "DataContent")
        if data is not None:
            yield plain(_decoded(words(data), attribute(encoding, "Notation") or ""))
    yield from every(item, "DataContent")


def _decoded(text: str, notation: str) -> str:
    if "base64" not in notation.casefold():
        return text
    try:
        return decode(base64.b64decode(text))
    except binascii.Error as error:
        raise Rejected("unreadable", f"content that is said to be base64 and is not: {error}") from error


def _empty(item: Element, guid: str | None, headline: str | None) -> Rejected:
    """Why an item without text is refused."""
    name = guid or "without an identifier"
    if first(item, "Update") is not None:
        return Rejected("not-news", f"item {name}: a list of changes to an earlier revision, not its text")
    references = metadata.once(attribute(ref, "NewsItem") for ref in xml.within(item, "NewsItemRef"))
    if references:
        return Rejected("not-news", f"item {name} points to {', '.join(references[:20])}")
    kinds = {metadata.code(kind.get("FormalName")) for kind in xml.within(item, "MediaType")} - TEXTS
    if kinds:
        return Rejected("not-news", f"item {name}: {', '.join(sorted(kinds))} without a text")
    if next(xml.within(item, "NewsComponent"), None) is None:
        return Rejected("not-news", f"item {name} has no news component: vocabularies or instructions for systems")
    return Rejected("no-text", f"item {name}: {headline[:80]!r} and nothing under it" if headline else f"item {name}: no text")


FORMAT = Format(NAME, recognises, read)
