"""NITF 2.x and 3.x, with or without a namespace or a document type.

| field | where it comes from |
| --- | --- |
| guid | `docdata/doc-id/@id-string`, else `nitf/@uno` |
| provider | `doc-id/@regsrc`, else `del-list/from-src/@src-name` (level 1), else `distributor`, else `doc.copyright/@holder`, |
| | `doc.rights/@owner`, `meta` named provider, source or agency, `pubdata/@name` |
| version | `docdata/du-key/@version` |
| version_created, published | `docdata/date.issue/@norm`, else `pubdata/@date.publication`, else `dateline/story.date/@norm` |
| status | `docdata/@management-status`, `docdata/correction`, `ed-msg/@msg-type`; embargoed with an `embargo_until` |
| embargo_until | `docdata/date.release/@norm`, unless it is earlier than the issue; one that is no time: withheld |
| previous_version | `docdata/correction/@id-string`, else `docdata/@management-doc-idref` |
| family | `docdata/du-key/@key` |
| headline | `hedline/hl1`, else an `hl1` at the top of the content, else `head/title` |
| notices | `hl2` and further `hl1` (subhead), `abstract` (summary), `ed-msg/@info` and `note` (editor), `correction/@info` |
| | (correction), `distributor` (credit), captions, `rights`, `body.end` |
| slug | `meta` named slugline, slug or anpa-keyword |
| bylines, dateline | `body.head/byline`, `body.head/dateline` |
| subjects | `tobject.subject/@tobject.subject.refnum`, `key-list/keyword/@key` |
| language | `@baselang`, else `@xml:lang` |
| paragraphs | `body.content`; where that has no word, `abstract` |

A document that says of another one that it is cancelled (`@management-idref-status`) is two items: itself, and that kill.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from schemas import Dateline, Notice, Relations, Status
from services.errors import Rejected
from services.parser.draft import Draft
from services.parser.formats import metadata, xml
from services.parser.formats.content import Content, read_nitf
from services.parser.formats.format import Format
from services.parser.formats.source import Source
from services.parser.formats.xml import Element, attribute, every, first, local, said, words

NAME = "nitf"
ROOTS = ("nitf",)
#: Roots of other formats, which read the NITF in them themselves.
OTHERS = ("NewsML", "newsMessage", "newsItem", "packageItem", "rss", "feed", "RDF", "html")
SOURCES = ("provider", "source", "agency")
SLUGS = ("slugline", "slug", "anpa-keyword")


def recognises(source: Source) -> bool:
    """Whether the root element is NITF's, or an envelope of somebody's own around it."""
    return xml.holds(source, ROOTS, others=OTHERS)


def read(source: Source) -> list[Draft | Rejected]:
    """The items that `source` holds, each with the kill of another one if it orders that."""
    return xml.each(source, ROOTS, lambda root: _documents(root, source.raw.received_at))


def _documents(root: Element, received: datetime) -> Iterator[Draft | Rejected]:
    for document in xml.within(root, "nitf"):
        draft = _draft(document, received=received)
        yield draft if draft.paragraphs or draft.status is Status.CANCELLED else _empty(document, draft)
        if kill := _kill(document, draft):
            yield kill


def _empty(root: Element, draft: Draft) -> Draft | Rejected:
    """Why a document without text is refused, if it is no text; what has a headline at least says so for itself."""
    kinds = metadata.once(media.get("media-type") or "media" for media in xml.within(root, "media"))
    if not kinds:
        return draft
    return Rejected("not-news", f"document {draft.guid or 'without an id'}: {', '.join(kinds)} without a text")


def _draft(root: Element, *, received: datetime) -> Draft:
    content = read_nitf(root)
    headline = content.headline or content.title
    paragraphs = content.paragraphs() or content.summary
    docdata = _docdata(root)
    issued = _issued(root, docdata)
    release = attribute(first(docdata, "date.release"), "norm")
    released = metadata.time(release)
    embargo = released if released and (issued is None or released > issued) else None
    held = released is None and metadata.holds(release)
    return Draft(
        wire_format=NAME,
        paragraphs=paragraphs,
        headline=headline,
        provider=_provider(root, docdata),
        guid=attribute(first(docdata, "doc-id"), "id-string") or attribute(root, "uno"),
        version=metadata.version(attribute(first(docdata, "du-key"), "version")),
        version_created=issued,
        relations=_relations(docdata),
        status=metadata.status(docdata.get("management-status"), signals=_signals(docdata), embargo=embargo, held=held),
        embargo_until=embargo,
        headline_tags=metadata.slug_tags(_meta(root, SLUGS)),
        slug=_meta(root, SLUGS),
        dateline=_dateline(content, issued or received),
        bylines=content.bylines,
        notices=metadata.distinct((*content.asides(headline), *_messages(docdata)), told=paragraphs),
        language=attribute(root, "baselang") or xml.language(root),
        subjects=_subjects(root),
        published=issued,
    )


def _kill(root: Element, draft: Draft) -> Draft | None:
    """The kill of another document that this one orders."""
    docdata = _docdata(root)
    other = attribute(docdata, "management-doc-idref")
    if not other or other == draft.guid or metadata.status(docdata.get("management-idref-status")) is not Status.CANCELLED:
        return None
    return Draft(
        wire_format=NAME,
        paragraphs=(),
        headline=draft.headline,
        provider=draft.provider,
        guid=other,
        version_created=draft.version_created,
        status=Status.CANCELLED,
        language=draft.language,
        published=draft.published,
    )


def _docdata(root: Element) -> Element:
    """The `docdata` element, wherever the sender put it; the root itself, which has none of its children, where it is missing."""
    return next(xml.within(root, "docdata"), root)


def _issued(root: Element, docdata: Element) -> datetime | None:
    """When the document was sent; a placeholder (`YYYYMMDD…`) is no time."""
    stated = (
        attribute(first(docdata, "date.issue"), "norm") or said(docdata, "date.issue"),
        attribute(next(xml.within(root, "pubdata"), None), "date.publication"),
        attribute(next(xml.within(root, "story.date"), None), "norm"),
    )
    return next((time for value in stated if (time := metadata.time(value))), None)


def _provider(root: Element, docdata: Element) -> str | None:
    sources = {source.get("level-number"): attribute(source, "src-name") for source in every(docdata, "del-list", "from-src")}
    found = (
        attribute(first(docdata, "doc-id"), "regsrc"),
        sources.get("1"),
        said(root, "body", "body.head", "distributor"),
        attribute(first(docdata, "doc.copyright"), "holder"),
        attribute(first(docdata, "doc.rights"), "owner"),
        _meta(root, SOURCES),
        attribute(next(xml.within(root, "pubdata"), None), "name"),
    )
    return next((name for name in found if name), None)


def _relations(docdata: Element) -> Relations:
    corrects = attribute(first(docdata, "correction"), "id-string")
    return Relations(
        previous_version=corrects or attribute(docdata, "management-doc-idref"),
        family=attribute(first(docdata, "du-key"), "key"),
    )


def _signals(docdata: Element) -> list[str]:
    """What the document's messages say about its status."""
    said = [message.get("msg-type") or "" for message in every(docdata, "ed-msg")]
    return said + ["correction" for _ in every(docdata, "correction")]


def _messages(docdata: Element) -> Iterator[Notice]:
    """What the document says to editors, and what it corrects."""
    for message in (*every(docdata, "ed-msg"), *every(docdata, "correction")):
        text = attribute(message, "info") or words(message)
        kind = "correction" if local(message) == "correction" else metadata.note_kind(text)
        yield from metadata.notices(kind, text)


def _meta(root: Element, names: tuple[str, ...]) -> str | None:
    found = {(meta.get("name") or "").casefold(): attribute(meta, "content") for meta in every(root, "head", "meta")}
    return next((found[name] for name in names if found.get(name)), None)


def _subjects(root: Element) -> tuple[str, ...]:
    subjects = [_subject(subject) for subject in xml.within(root, "tobject.subject")]
    keywords = [attribute(keyword, "key") or words(keyword) for keyword in xml.within(root, "keyword")]
    return metadata.once([*subjects, *keywords])


def _subject(subject: Element) -> str | None:
    parts = ("refnum", "code", "detail", "matter", "type")
    return next((value for part in parts if (value := attribute(subject, f"tobject.subject.{part}"))), None)


def _dateline(content: Content, near: datetime) -> Dateline | None:
    dateline = metadata.dateline(content.dateline, near=near)
    if dateline is not None and dateline.date is None and content.dated is not None:
        return dateline.model_copy(update={"date": content.dated})
    return dateline


FORMAT = Format(NAME, recognises, read)
