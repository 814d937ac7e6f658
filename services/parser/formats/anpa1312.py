"""ANPA 1312: AP's text wire and those built like it, each message between SYN, SOH, STX, ETX and EOT; one message or many.

| field | where it comes from |
| --- | --- |
| guid | the slug line and the day of the header, by which leads and kills find their story; for alerts, adds, inserts and |
| | substitutes, which are pieces of their own, also the service and number of the transmission |
| version | the number of a lead: `3rd Ld-Writethru` is 3 |
| provider | the trailer, after ETX or in the last line: `AP-WF-11-13-13 1509GMT` |
| version_created, published | the same |
| family | the slug line without its cycle (`BC-`, `AM-`, `PM-`) |
| status | `KILL`, `ELIMINATION`, `WITHHOLD` and `CORRECTION` in the slug line; a note to editors that it corrects |
| headline | the first header line (`^…<`, `…^`, or unmarked over an indented story) under the slug line |
| headline_tags | what follows the slug in its line: `1ST LD-WRITETHRU`; a line `BULLETIN` or `URGENT` |
| bylines | `^By …=`, or another line that is a byline by its words, and the job or agency in the line after it |
| slug | the slug line, else the keyword of the header |
| subjects | the category of the header |
| notices | further header lines: notes to editors and lists of pictures (editor, correction), summaries (summary) |
| paragraphs | everything else before ETX |

Tables (agate), by the byte that announces one or by their rows, are refused. Copy that lost its control bytes is known by its
slug line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from schemas import Notice, Relations, Status
from services.errors import Rejected
from services.parser.advisories import embargo, restricts
from services.parser.bylines import is_job, split_byline
from services.parser.days import nearest_year
from services.parser.draft import Draft
from services.parser.formats import framing
from services.parser.formats.format import Format, bounded
from services.parser.formats.source import Source
from services.parser.lines import SENTENCE_END
from services.parser.notices import CORRECTION

NAME = "anpa-1312"
#: `W2607 US asian`: service and number, unit separator, selector; the separator and the selector may be missing.
TRANSMISSION = re.compile(
    rb"(?P<service>[A-Za-z]{0,2})(?P<number>\d{3,5})[A-Za-z]{0,3}(?P<sign>\x1f?)[^\r\n\x02]{0,24}[\r\n]{1,4}"
)
#: `r a DC3 DC1 BC-US--Ethanol 1stLd-Writethru   11-13 1693`: priority, category, kind of copy, keyword, day, words.
CODES = re.compile(
    rb"(?P<priority>[A-Za-z]) (?P<category>[A-Za-z])(?P<sign>[\x13\x14]?)(?P<form>[\x11\x12]?) {0,3}"
    rb"(?P<keyword>[^\r\n\x02]{0,80})"
)
DAY = re.compile(r"\s(\d{1,2})-(\d{1,2})(?:\s+\d{3,5})?\s*$")
TABULAR = b"\x12"
#: How a line ends that stands alone: a header's line, a centred line.
ENDS = ("<", "=", "^")
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
TO_EDITORS = re.compile(
    r"\(?(?:Eds?|Editors?|Editors?['’]? ?s? Note|Note to editors|With (?=(?:BC|AM|PM|AP)-))\b"
    r"|\((?:Recasts|Updates|Adds|Inserts|Subs|Changes|Removes|Restores|Corrects)\b",
    re.IGNORECASE,
)
#: What goes on above a headline: how urgent it is.
URGENT = re.compile(r"(?:BULLETIN|URGENT|FLASH|ADVISORY|NEWS ?ALERT|APNEWSALERT)(?: KILL| MATTER)?", re.IGNORECASE)
PICTURES = re.compile(r"AP (?:Photos?|Video|Audio|Graphic)\b")
CORRECTS = re.compile(r"\(?(?:Eds?|EDS?)\s{0,9}:\s{0,9}", re.IGNORECASE)
#: A row has cells: between semicolons, or record separators.
CELLS = 3
#: The provider in a trailer: `AP-WF-11-13-13`.
PROVIDER = re.compile(r"\s*([A-Z][A-Za-z]{1,11})-")
#: A trailer before ETX, in the text's last line.
TRAILER = re.compile(r"\n[\t ]{0,9}((?:[A-Z]{1,12}-){0,2}\d{1,2}-\d{1,2}-\d{2,4} \d{4} ?[A-Z]{0,4})[<\s]{0,9}$")
#: Copy of such a wire without its control bytes begins with its slug line: `^BC-NL--Tarn-Harbour, 1st Ld-Writethru,416<`.
BARE = re.compile(rb"\^?(?:BC|AM|PM|AP)-{1,2}(?=[A-Z\d])[^\r\n\x01-\x03]{3,90}?(?:,\s?\d{2,5}<?|(?<=[^\s])<)[ \r]{0,3}\n")
#: More unmarked lines than these above a story are no header.
MOST_HEAD_LINES = 8
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
    """Whether the first bytes are a transmission's after SOH, or the slug line of one that lost its control bytes."""
    start = source.raw.body[:600].lstrip(framing.IDLE)
    if not start.startswith(framing.SOH):
        return bool(BARE.match(start))
    sent_as = TRANSMISSION.match(start[1:])
    codes = CODES.match(start[1:], sent_as.end()) if sent_as else None
    return bool(sent_as and (sent_as["sign"] or (codes and (codes["sign"] or CYCLE.match(_keyword(codes))))))


def read(source: Source) -> Sequence[Draft | Rejected]:
    """Every message in `source`; a broken one is refused, its neighbours are not."""
    return bounded(_read(message, source.raw.received_at) for message in framing.messages(source.raw.body))


def _read(message: bytes, received: datetime) -> Draft | Rejected:
    try:
        return _draft(message.lstrip(framing.IDLE), received)
    except Rejected as refused:
        return refused


def _draft(message: bytes, received: datetime) -> Draft:
    if BARE.match(message):
        return _made(message, b"", None, None, received)
    sent_as = TRANSMISSION.match(message)
    codes = CODES.match(message, sent_as.end()) if sent_as else None
    if sent_as is None or codes is None:
        raise Rejected("unreadable", f"a message of ANPA 1312 without its header: {message[:60]!r}")
    _, text, trailer = framing.parts(message if framing.STX in message else message[codes.end() :])
    return _made(text, trailer, sent_as, codes, received)


def _made(
    text: bytes, trailer: bytes, sent_as: re.Match[bytes] | None, codes: re.Match[bytes] | None, received: datetime
) -> Draft:
    """What a message says: its text, its trailer, and the header's two lines where it has them."""
    _refuse_table(text, codes["form"] if codes else b"")
    said, signed = framing.characters(text), framing.characters(trailer)
    if within := TRAILER.search(said.rstrip()):
        said, signed = said[: within.start()], f"{signed}{within[1]}"
    sent = framing.month_first(signed)
    keyword = _keyword(codes) if codes else ""
    head, story = _split(_lines(said))
    own = head and _is_slug(head[0].text, keyword)
    slug = _slug(head[0].text if own else DAY.sub("", keyword))
    transmission = (sent_as["service"] + sent_as["number"]).decode() if sent_as else ""
    headline, tags, bylines, notices = _head(head[1:] if own else head)
    provider = PROVIDER.match(signed)
    return Draft(
        wire_format=NAME,
        paragraphs=story,
        headline=headline,
        headline_tags=(*slug.tags, *tags),
        provider=provider[1] if provider else None,
        guid=_guid(slug, transmission, _day(keyword, sent or received)),
        version=_version(slug),
        version_created=sent,
        relations=Relations(family=CYCLE.sub("", slug.name) or None),
        status=_status(slug, notices),
        slug=slug.name or None,
        bylines=bylines,
        notices=notices,
        subjects=(codes["category"].decode(),) if codes else (),
        published=sent,
    )


def _keyword(codes: re.Match[bytes]) -> str:
    return framing.characters(codes["keyword"]).strip("^< ")


def _is_slug(line: str, keyword: str) -> bool:
    """Whether the first line of a text is its slug line: by its form, or as it says what the header's keyword says."""
    letters, wanted = (re.sub(r"[^a-z\d]", "", CYCLE.sub("", text).casefold()) for text in (line, DAY.sub("", keyword)))
    same = bool(wanted) and letters.startswith(wanted[:8])
    return same or "--" in line or bool(CYCLE.match(ORDER.sub("", line)) or COUNT.search(line))


def _refuse_table(text: bytes, form: bytes) -> None:
    lines = [line for line in text.split(b"\n") if line.strip()]
    rows = sum(1 for line in lines if line.startswith(b"\x08") or max(line.count(b";"), line.count(b"\x1e")) >= CELLS)
    if form == TABULAR or 2 * rows > len(lines):
        raise Rejected("not-news", f"a table (agate): {rows} of {len(lines)} lines are rows")


def _lines(text: str) -> list[Line]:
    """The lines of a message. Those that only go on with a paragraph are joined to it; those of a header are not."""
    found: list[Line] = []
    open_paragraph = False
    lines = text.split("\n")
    story = _unmarked_head(lines)
    for place, raw in enumerate(lines):
        words = LONG_DASH.sub("—", raw.strip())
        begins = words.startswith("^") or raw[:2].isspace()
        bare = " ".join(words.strip("^ ").rstrip("<=^").split())
        end = words[-1:] if words.endswith(ENDS) else ""
        if not bare:
            open_paragraph = False
        elif open_paragraph and not begins:
            found[-1] = Line(f"{found[-1].text} {bare}", found[-1].begins, end)
            open_paragraph = not end
        else:
            end = end or ("<" if place < story else "")
            found.append(Line(bare, words.startswith("^") or place < story or not found, end))
            open_paragraph = not end
    return found


def _unmarked_head(lines: list[str]) -> int:
    """How many lines stand above the first indented one without a sign, but for a slug line: a header that lost its signs."""
    first = next((place for place, line in enumerate(lines) if line.strip() and line[:2].isspace()), 0)
    above = [line.strip() for line in lines[:first] if line.strip()]
    plain = not any(line.startswith("^") or line.endswith(ENDS) for line in above[1:])
    sentences = any(SENTENCE_END.search(line) and not TO_EDITORS.match(line) for line in above)
    return first if plain and len(above) <= MOST_HEAD_LINES and not sentences else 0


def _split(lines: list[Line]) -> tuple[list[Line], tuple[str, ...]]:
    """(the header's lines, the story's paragraphs): a header's lines begin and end with a sign, and so does a byline's."""
    for place, line in enumerate(lines):
        if not (line.begins and line.end):
            return lines[:place], tuple(line.text for line in lines[place:])
    return lines, ()


def _slug(line: str) -> Slug:
    name, *tags = [part.strip(" ^") for part in COUNT.sub("", ORDER.sub("", line)).split(",")]
    return Slug(name.rstrip(" ,"), tuple(tag.upper() for tag in tags if tag))


def _head(lines: list[Line]) -> tuple[str | None, tuple[str, ...], tuple[str, ...], tuple[Notice, ...]]:
    """(headline, tags, bylines, notices) of the lines under the slug."""
    headline: str | None = None
    tags: list[str] = []
    bylines: list[str] = []
    notices: list[Notice] = []
    for line in lines:
        if _is_byline(line):
            bylines.append(line.text)
        elif bylines and (line.end == "=" or is_job(line.text)):
            bylines[-1] += f", {line.text}"
        elif TO_EDITORS.match(line.text) or PICTURES.match(line.text) or embargo(line.text) or restricts(line.text):
            notices.append(Notice(kind=_kind(line.text), text=line.text))
        elif headline is None and URGENT.fullmatch(line.text):
            tags.append(line.text.upper())
        elif headline is None:
            headline = line.text
        else:
            notices.append(Notice(kind="summary", text=line.text))
    return headline, tuple(tags), tuple(bylines), tuple(notices)


def _is_byline(line: Line) -> bool:
    """Whether a line names who wrote the story: by its sign, else by its words."""
    if not BYLINE.match(line.text):
        return False
    byline, rest = split_byline(line.text, near=date(2000, 1, 1))
    return line.end == "=" or (byline is not None and not rest)


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
    day = nearest_year(int(found[1]), int(found[2]), near=near.date()) if found else None
    return day or near.date()


def _version(slug: Slug) -> int:
    return next((int(found[1]) for tag in slug.tags if (found := LEAD.search(tag))), 0)


def _status(slug: Slug, notices: Iterable[Notice]) -> Status | None:
    said = [STATUSES[found[1]] for tag in (*slug.tags, slug.name.upper()) if (found := STATUS.search(tag))]
    said += [Status.CORRECTED for notice in notices if notice.kind == "correction"]
    return next((status for status in (Status.CANCELLED, Status.WITHHELD, Status.CORRECTED) if status in said), None)


FORMAT = Format(NAME, recognises, read)
