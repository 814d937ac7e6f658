"""ANPA 1312: AP's text wire and those built like it, each message between SYN, SOH, STX, ETX and EOT; one message or many.

| field | where it comes from |
| --- | --- |
| guid | the slug line and the day of the header, by which leads and kills find their story; for alerts, adds, inserts and |
| | substitutes, which are pieces of their own, also the service and number of the transmission |
| version | the number of a lead: `3rd Ld-Writethru` is 3 |
| provider | the trailer: `AP-WF-11-13-13 1509GMT` |
| version_created, published | the same |
| family | the slug line without its cycle (`BC-`, `AM-`, `PM-`) |
| status | `KILL`, `ELIMINATION`, `WITHHOLD` and `CORRECTION` in the slug line; a note to editors that it corrects |
| headline | the first header line (`^…<`) under the slug line |
| headline_tags | what follows the slug in its line: `1ST LD-WRITETHRU` |
| bylines | `^By …=` and the job or agency in the line after it |
| slug | the slug line, else the keyword of the header |
| subjects | the category of the header |
| notices | further header lines: notes to editors and lists of pictures (editor, correction), summaries (summary) |
| paragraphs | everything else before ETX |

Tables (agate), by the byte that announces one or by their rows, are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from schemas import Notice, Relations, Status
from services.errors import Rejected
from services.parser.draft import Draft
from services.parser.formats import framing
from services.parser.formats.format import Format
from services.parser.formats.source import Source
from services.parser.notices import CORRECTION

NAME = "anpa-1312"
#: `W2607 US asian`: service and number, unit separator, selector.
TRANSMISSION = re.compile(rb"(?P<service>[A-Za-z]?)(?P<number>\d{3,5})\x1f[^\r\n\x02]{0,24}\r?\n")
#: `r a DC3 DC1 BC-US--Ethanol 1stLd-Writethru   11-13 1693`: priority, category, kind of copy, keyword, day, words.
CODES = re.compile(
    rb"(?P<priority>[A-Za-z]) (?P<category>[A-Za-z])[\x13\x14]?(?P<form>[\x11\x12]?) {0,3}(?P<keyword>[^\r\n\x02]{0,80})"
)
DAY = re.compile(r"\s(\d{1,2})-(\d{1,2})(?:\s+\d{3,5})?\s*$")
TABULAR = b"\x12"
#: How a line ends that stands alone: a header's line, a centred line.
ENDS = ("<", "=")
#: `BC-US--Ethanol-Losing Grassland, 1st Ld-Writethru,1140`.
COUNT = re.compile(r",\s*\d{1,5}\s*$")
#: An order number before the slug: `*9006< ^`.
ORDER = re.compile(r"^\*?\d{1,6}\s*<\s*\^?")
CYCLE = re.compile(r"^(?:BC|AM|PM|AP)-+", re.IGNORECASE)
LEAD = re.compile(r"(\d{1,2})(?:ST|ND|RD|TH)\s?(?:LD|LEAD|WRITETHRU)", re.IGNORECASE)
#: Pieces of a story that do not take its place.
PIECE = re.compile(r"\b(?:ADD|TAKE|INSERT|SUB)\b|\bTAKE \d", re.IGNORECASE)
#: Alerts have one slug and a different story each.
ALERT = re.compile(r"news ?alert|\bflash\b|\bbulletin\b|newsalert", re.IGNORECASE)
STATUSES = {
    "KILL": Status.CANCELLED,
    "ELIMINATION": Status.CANCELLED,
    "WITHDRAWAL": Status.CANCELLED,
    "WITHHOLD": Status.WITHHELD,
    "CORRECTION": Status.CORRECTED,
    "CORRECTIVE": Status.CORRECTED,
}
STATUS = re.compile(rf"\b({'|'.join(STATUSES)})\b")
BYLINE = re.compile(r"By\s+\S", re.IGNORECASE)
TO_EDITORS = re.compile(r"\(?(?:Eds?|EDS?|Editors?|EDITORS?['’]? ?S? NOTE)\b", re.IGNORECASE)
PICTURES = re.compile(r"AP (?:Photos?|Video|Audio|Graphic)\b")
CORRECTS = re.compile(r"\(?(?:Eds?|EDS?)\s*:\s*", re.IGNORECASE)
#: A row has cells: between semicolons, or record separators.
CELLS = 3
#: The provider in a trailer: `AP-WF-11-13-13`.
PROVIDER = re.compile(r"\s*([A-Z][A-Za-z]{1,11})-")
#: A blank, an underscore and a blank are a dash: the teletypesetter's code had no other.
LONG_DASH = re.compile(r"(?<= )_(?= )")


@dataclass(frozen=True)
class Slug:
    """A slug line taken apart."""

    name: str
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A line of text with its sign: `^` begins a field, `<` or `=` ends it."""

    text: str
    begins: bool
    end: str


def recognises(source: Source) -> bool:
    """Whether the first bytes are a transmission's, after SOH."""
    start = source.raw.body[:600].lstrip(framing.IDLE)
    return start.startswith(framing.SOH) and bool(TRANSMISSION.match(start[1:]))


def read(source: Source) -> Sequence[Draft | Rejected]:
    """Every message in `source`; a broken one is refused, its neighbours are not."""
    return [_read(message, source.raw.received_at) for message in framing.messages(source.raw.body)]


def _read(message: bytes, received: datetime) -> Draft | Rejected:
    try:
        return _draft(message, received)
    except Rejected as refused:
        return refused


def _draft(message: bytes, received: datetime) -> Draft:
    sent_as = TRANSMISSION.match(message)
    codes = CODES.match(message, sent_as.end()) if sent_as else None
    if sent_as is None or codes is None:
        raise Rejected("unreadable", f"a message of ANPA 1312 without its header: {message[:60]!r}")
    _, text, trailer = framing.parts(message)
    _refuse_table(text, codes["form"])
    signed = framing.characters(trailer)
    sent = framing.month_first(signed)
    keyword = framing.characters(codes["keyword"])
    head, story = _split(_lines(framing.characters(text)))
    slug = _slug(head[0].text if head else DAY.sub("", keyword))
    transmission = sent_as["service"].decode() + sent_as["number"].decode()
    headline, bylines, notices = _head(head[1:])
    provider = PROVIDER.match(signed)
    return Draft(
        wire_format=NAME,
        paragraphs=story,
        headline=headline,
        headline_tags=slug.tags,
        provider=provider[1] if provider else None,
        guid=_guid(slug, transmission, _day(keyword, sent or received)),
        version=_version(slug),
        version_created=sent,
        relations=Relations(family=CYCLE.sub("", slug.name) or None),
        status=_status(slug, notices),
        slug=slug.name or None,
        bylines=bylines,
        notices=notices,
        subjects=(codes["category"].decode(),),
        published=sent,
    )


def _refuse_table(text: bytes, form: bytes) -> None:
    lines = [line for line in text.split(b"\n") if line.strip()]
    rows = sum(1 for line in lines if line.startswith(b"\x08") or max(line.count(b";"), line.count(b"\x1e")) >= CELLS)
    if form == TABULAR or 2 * rows > len(lines):
        raise Rejected("not-news", f"a table (agate): {rows} of {len(lines)} lines are rows")


def _lines(text: str) -> list[Line]:
    """The lines of a message. Those that only go on with a paragraph are joined to it."""
    found: list[Line] = []
    open_paragraph = False
    for raw in text.split("\n"):
        words = LONG_DASH.sub("—", raw.strip())
        begins = words.startswith("^") or raw[:2].isspace()
        bare = " ".join(words.strip("^ ").rstrip("<=").split())
        end = words[-1:] if words.endswith(ENDS) else ""
        if not bare:
            open_paragraph = False
        elif open_paragraph and not begins:
            found[-1] = Line(f"{found[-1].text} {bare}", found[-1].begins, end)
            open_paragraph = not end
        else:
            found.append(Line(bare, words.startswith("^"), end))
            open_paragraph = not end
    return found


def _split(lines: list[Line]) -> tuple[list[Line], tuple[str, ...]]:
    """(the header's lines, the story's paragraphs): a header's lines begin and end with a sign, and so does a byline's."""
    for place, line in enumerate(lines):
        if not (line.begins and line.end):
            return lines[:place], tuple(line.text for line in lines[place:])
    return lines, ()


def _slug(line: str) -> Slug:
    name, *tags = [part.strip() for part in COUNT.sub("", ORDER.sub("", line)).split(",")]
    return Slug(name.rstrip(" ,"), tuple(tag.upper() for tag in tags if tag))


def _head(lines: list[Line]) -> tuple[str | None, tuple[str, ...], tuple[Notice, ...]]:
    """(headline, bylines, notices) of the lines under the slug."""
    headline: str | None = None
    bylines: list[str] = []
    notices: list[Notice] = []
    for line in lines:
        if BYLINE.match(line.text) and line.end == "=":
            bylines.append(line.text)
        elif bylines and line.end == "=":
            bylines[-1] += f", {line.text}"
        elif TO_EDITORS.match(line.text) or PICTURES.match(line.text):
            notices.append(Notice(kind=_kind(line.text), text=line.text))
        elif headline is None:
            headline = line.text
        else:
            notices.append(Notice(kind="summary", text=line.text))
    return headline, tuple(bylines), tuple(notices)


def _kind(note: str) -> str:
    return "correction" if CORRECTION.match(CORRECTS.sub("", note)) else "editor"


def _guid(slug: Slug, transmission: str, day: date) -> str:
    """What all versions of a story share; for a piece or an alert its own name."""
    alone = ALERT.search(slug.name) or any(PIECE.search(tag) for tag in slug.tags) or not slug.name
    named = " ".join(CYCLE.sub("", slug.name).casefold().split())
    return f"{transmission}:{named}:{day}" if alone else f"{named}:{day}"


def _day(keyword: str, near: datetime) -> date:
    """The day of the header, in the year that brings it nearest to `near`; else that of `near`."""
    found = DAY.search(keyword)
    days = [day for year in (-1, 0, 1) if found and (day := _date(near.year + year, int(found[1]), int(found[2])))]
    return min(days, key=lambda day: abs(day - near.date()), default=near.date())


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _version(slug: Slug) -> int:
    return next((int(found[1]) for tag in slug.tags if (found := LEAD.search(tag))), 0)


def _status(slug: Slug, notices: Iterable[Notice]) -> Status | None:
    said = [STATUSES[found[1]] for tag in (*slug.tags, slug.name.upper()) if (found := STATUS.search(tag))]
    said += [Status.CORRECTED for notice in notices if notice.kind == "correction"]
    return next((status for status in (Status.CANCELLED, Status.WITHHELD, Status.CORRECTED) if status in said), None)


FORMAT = Format(NAME, recognises, read)
