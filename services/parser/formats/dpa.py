"""dpa-digitalwires: dpa's own JSON, one entry alone or a list of `entries`. Its NewsML-G2 says the same, field by field.

| field | where it comes from |
| --- | --- |
| guid, version | `urn`, `version` |
| provider | `categories` of type dnltype:provider, else dpa |
| version_created, published | `version_created`, else `content_created`, `updated` |
| status | `pubstatus`, `signal` (and categories of type dnltype:signal), `embargoed` |
| embargo_until | `embargoed`; one that is no time (nor "false", "none" …) has no end that is known: withheld |
| headline | `headline` |
| notices | `subhead`, `kicker` (subhead), `teaser` (summary), `ednotes` that may be published and the public notepad (editor, |
| | correction), `creditline` (credit), captions of `associations` |
| bylines, dateline | `byline`; `dateline`, which begins the first paragraph, unless the text has it already; of a text without |
| | one, `categories` of type dnltype:located |
| language | `language` |
| subjects | `categories` of the types dpasubject, geosubject, desk, poi: qcode, else name; keyword: name |
| paragraphs | `article_html`, `infobox_html`; for pictures and sounds, which have neither, the fullest of `descriptions` |

Notes that are not publishable and the notepad's part that is not for publication are not kept anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import Any

from schemas import Notice, Status
from services.errors import Rejected
from services.parser.draft import Draft
from services.parser.formats import metadata
from services.parser.formats.blocks import read_text
from services.parser.formats.content import Content, best, plain
from services.parser.formats.fields import Item, folded, objects, raw_text, text
from services.parser.formats.format import Format, bounded
from services.parser.formats.source import Source

NAME = "dpa-digitalwires"
FORM = "digitalwires@"
#: Categories that say what an entry is about, in the order in which dpa's NewsML-G2 has them.
SUBJECTS = ("dnltype:desk", "dnltype:geosubject", "dnltype:dpasubject", "dnltype:poi")
KEYWORD = "dnltype:keyword"
#: Blocks of the notepad that are titles over its parts.
HEADINGS = frozenset(("h3", "h4"))


def recognises(source: Source) -> bool:
    """Whether this is JSON that says it is digitalwires, or looks it."""
    return next(_entries(source.json), None) is not None


def read(source: Source) -> list[Draft | Rejected]:
    """Every entry that `source` holds, in order: a draft, or why it is refused."""
    made = (_one(entry, source.raw.received_at) for entry in _entries(source.json))
    broken = (Rejected("unreadable", f"line {number} of these JSON Lines is broken") for number in source.broken_lines)
    return bounded(chain(made, broken))


def _entries(value: Any) -> Iterator[Item]:
    if isinstance(value, list):
        for part in value:
            yield from _entries(part)
    elif isinstance(value, dict):
        entry = folded(value)
        if (text(entry.get("format")) or "").startswith(FORM) or {"urn", "article_html", "entry_id"} <= entry.keys():
            yield entry
        elif isinstance(entry.get("entries"), list):
            yield from _entries(entry["entries"])


def _one(entry: Item, received: datetime) -> Draft | Rejected:
    try:
        return _draft(entry, received)
    except Rejected as refused:
        return refused


def _draft(entry: Item, received: datetime) -> Draft:
    guid, headline = text(entry.get("urn")), text(entry.get("headline"))
    created = next((time for name in ("version_created", "content_created", "updated") if (time := _time(entry, name))), None)
    embargo = _time(entry, "embargoed")
    held = embargo is None and metadata.holds(text(entry.get("embargoed")))
    status = metadata.status(text(entry.get("pubstatus")), signals=_signals(entry), embargo=embargo, held=held)
    subheads = metadata.once((text(entry.get("subhead")), text(entry.get("kicker"))))
    content = plain(raw_text(entry.get("article_html")) or "")
    story = (*content.paragraphs(headline, *subheads), *_lines(entry.get("infobox_html")))
    paragraphs = _dated(story, text(entry.get("dateline"))) or best(_described(entry)).paragraphs()
    if not paragraphs and status is not Status.CANCELLED:
        raise Rejected("no-text", f"entry {guid}: {(headline or '')[:80]!r} and nothing under it")
    return Draft(
        wire_format=NAME,
        paragraphs=paragraphs,
        headline=headline,
        provider=_provider(entry),
        guid=guid,
        version=metadata.version(text(entry.get("version"))),
        version_created=created,
        status=status,
        embargo_until=embargo,
        dateline=metadata.dateline(text(entry.get("dateline")) or (_located(entry) if story else None), near=created or received),
        bylines=metadata.once((text(entry.get("byline")),)),
        notices=_notices(entry, content, subheads, (headline, *paragraphs)),
        language=text(entry.get("language")),
        subjects=_subjects(entry),
        published=created,
    )


def _time(entry: Item, name: str) -> datetime | None:
    return metadata.time(text(entry.get(name)))


def _dated(paragraphs: tuple[str, ...], dateline: str | None) -> tuple[str, ...]:
    """`paragraphs` with the dateline before the first words, where dpa prints it."""
    if not paragraphs or not dateline or paragraphs[0].startswith(dateline.rstrip(" -")):
        return paragraphs
    return (f"{dateline.rstrip(' -–')} - {paragraphs[0]}", *paragraphs[1:])


def _described(entry: Item) -> list[Content]:
    """What a picture or a sound says in words."""
    described = [raw_text(part.get("description")) for part in objects(entry.get("descriptions"))]
    return [plain(value) for value in described if value]


def _signals(entry: Item) -> list[str]:
    categories = [part for part in objects(entry.get("categories")) if text(part.get("type")) == "dnltype:signal"]
    return [signal for part in (entry.get("signal"), *(part.get("qcode") for part in categories)) if (signal := text(part))]


def _located(entry: Item) -> str | None:
    """Where a text was written, if it has no dateline."""
    places = (part.get("name") for part in objects(entry.get("categories")) if text(part.get("type")) == "dnltype:located")
    return next((place for name in places if (place := text(name))), None)


def _provider(entry: Item) -> str:
    for part in objects(entry.get("categories")):
        if text(part.get("type")) == "dnltype:provider":
            return metadata.code(text(part.get("qcode"))) or text(part.get("name")) or "dpa"
    return "dpa"


def _subjects(entry: Item) -> tuple[str, ...]:
    categories = list(objects(entry.get("categories")))
    coded = [
        text(part.get("qcode")) or _place(part) or text(part.get("name"))
        for kind in SUBJECTS
        for part in categories
        if text(part.get("type")) == kind
    ]
    return metadata.once([*coded, *(text(part.get("name")) for part in categories if text(part.get("type")) == KEYWORD)])


def _place(category: Item) -> str | None:
    """The name of a place of interest without its address."""
    where = category.get("geojson")
    properties = where.get("properties") if isinstance(where, dict) else None
    return text(properties.get("name")) if isinstance(properties, dict) else None


def _notices(entry: Item, content: Content, subheads: tuple[str, ...], told: tuple[str | None, ...]) -> tuple[Notice, ...]:
    """What the entry says beside its story, each text once."""
    captions = [caption for part in objects(entry.get("associations")) for caption in _lines(part.get("caption"))]
    described = [line for description in _described(entry) for line in description.paragraphs()]
    found = (
        *metadata.notices("subhead", *subheads),
        *metadata.notices("summary", *_lines(entry.get("teaser"))),
        *_ednotes(entry),
        *metadata.notices("credit", text(entry.get("creditline"))),
        *content.asides(*told),
        *metadata.notices("caption", *(caption for caption in captions if caption not in described)),
    )
    return metadata.distinct(found, told=told)


def _ednotes(entry: Item) -> Iterator[Notice]:
    """Notes to editors that may be published, and the notepad's public part."""
    for note in objects(entry.get("ednotes")):
        if note.get("is_publishable") is False:
            continue
        kind = "correction" if "correction" in (text(note.get("role")) or "") else "editor"
        yield from metadata.notices(kind, *_lines(note.get("ednote")))
    for pad in objects(entry.get("notepad")):
        public = raw_text(pad.get("public_html"))
        blocks = read_text(public).story if public else []
        yield from metadata.notices("editor", *(block.text for block in blocks if block.name not in HEADINGS))


def _lines(value: Any) -> tuple[str, ...]:
    """The paragraphs of a field that may hold markup."""
    said = raw_text(value)
    return read_text(said).paragraphs() if said else ()


FORMAT = Format(NAME, recognises, read)
