"""IPTC 7901: text with a line of codes before it, between SOH, STX, ETX and EOT or ZCZC and NNNN; one message or many.

| field | where it comes from |
| --- | --- |
| guid | service and number of the header line, and the day of the trailer, as numbers begin anew |
| provider | the agency before its own number in the header line, else the service |
| version_created, published | the trailer after ETX, or a line like it under the story: `131137 GMT Nov 13` |
| status | a headline's tag or text that corrects; a kill is the status of the message that it names |
| headline | the lines down to one that ends with `=`, without tags and byline; else a short first paragraph |
| headline_tags | lines of their own above the headline: `REFILE`, `1ST LEAD`, `(Achtung)`; a first word like `CORRECTION` |
| bylines | the last of those lines, where it begins with By, Von, Par or Por; and the text's own |
| slug | the lines between header and STX; without STX the first, if it is keywords |
| subjects | the categories of the header line |
| notices | a second headline (`Utl.:`, subhead), lines with an embargo (other); what follows `# Notebook` (editor); the |
| | lines under a story: initials (credit), that more will come (other) |
| paragraphs | everything else before ETX |
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from schemas import Dated, Notice, Status
from services.errors import Rejected
from services.parser.advisories import embargo, is_kill, restricts
from services.parser.draft import Draft
from services.parser.formats import framing
from services.parser.formats.format import Format, bounded
from services.parser.formats.source import Source
from services.parser.formats.text import split_headline, split_top
from services.parser.headline import corrects
from services.parser.lines import paragraphs
from services.parser.notices import CLOSED
from services.parser.stamps import stamp

NAME = "iptc-7901"
#: `eca062 4 i 211 ccccb   dpa 061`: service and number, priority, category, words, and what the agency adds. Some have blanks
#: or a dash before the number, letters for priorities, several categories or codes of IPTC, or no more than the priority.
HEADER = re.compile(
    rb"(?:ZCZC[^\r\n\x01-\x03]{0,40}[ \r\n]{1,6})?"
    rb"(?P<service>[A-Za-z]{1,6})[ -]?(?P<number>\d{1,6}) {1,4}[1-9A-Za-z](?: {1,4}(?P<category>[A-Za-z][\w/&.-]{0,30}|\d{8}))?"
    rb"(?: {1,4}\d{1,5})?(?P<more>(?: [^\r\n\x01-\x03]{0,200})?)\r{0,4}(?=[\n\x02])"
)
#: SOH, a line, what may stand below it, STX: a message, whatever its line says.
OPENING = re.compile(rb"\x01[^\x00-\x08\x0b-\x1f\x7f]{1,99}\r{0,4}\n[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]{0,400}\x02")
#: The agency in what it adds: `dpa 061`, `BELGA-0012`, `/AFP-XX12`.
AGENCY = re.compile(r"(?:^|\s)([A-Za-z]{2,12})(?:-[A-Za-z]{1,12})?[\s-]{1,4}\d{1,5}\s*$|/([A-Z]{2,8})-[A-Z]{2,4}\d{1,4}\b")
#: A line of keywords where no STX tells them from the text: `TARN-HARBOUR`, `Norland-harbour/`.
KEYWORDS = re.compile(r"(?=.*[-/])[\w&.-]+(?:/[\w&.-]*)*")
#: Headline, tags and byline take no more lines.
MOST_HEAD_LINES = 8
ENDS_HEAD = re.compile(r"=\s*$")
BYLINE = re.compile(r"(?:By|Von|Par|Por|BY|VON)\s+\S")
#: A line above the headline that is a tag: in brackets, or a few words in capitals.
BRACKETED = re.compile(r"\([^()]{1,60}\)")
MOST_TAG_WORDS = 4
#: A tag in capitals before a headline in small letters, without a sign between them.
TAG_WORD = re.compile(r"(CORRECTION|CORRECTED|CORRECTIVE|BERICHTIGUNG|KORREKTUR|CORRECCI[OÓ]N|URGENT|URGENTE|EIL|KILL)\s(?=\w)")
#: What follows such a line is for the agency's customers alone. It is not kept anywhere.
PRIVATE = re.compile(
    r"^[ *]*(?:the following information is not (?:intended )?for publication"
    r"|die folgenden informationen sind nicht zur ver[oö]ffentlichung bestimmt)",
    re.IGNORECASE | re.MULTILINE,
)
NOTEBOOK = re.compile(r"^#{1,2} ?(?:dpa[- ]?)?notebook\b|^# ?(?:dpa[- ]?)?notizblock\b", re.IGNORECASE | re.MULTILINE)
#: In a notebook: headings, which say nothing; where a point begins; marks of points and rules.
HEADING = re.compile(r"^#.*$", re.MULTILINE)
POINT = re.compile(r"^(?=- )", re.MULTILINE)
MARKS = re.compile(r"^[*\s-]+")
#: `dpa wsz jln npr`: the agency and the initials of writer and editors; or that it is the end, and theirs.
INITIALS = re.compile(rf"[a-z]{{2,5}}(?: [a-z]{{2,4}}){{1,6}}|{CLOSED.pattern}")
MORE = re.compile(
    r"\(?(?:more|mehr|mehr folgt|(?:wird )?fortgesetzt|suivra|à suivre|sigue|segue|continua|meer)\)?", re.IGNORECASE
)
#: Lines under a story that say again when it was sent, and as what: `APA0123    2031-03-03/11:37`, `AFP 031137 GMT MAR 31`.
SIGNED = re.compile(r"(?:[A-Z]{2,6} ?\d{0,5}\s{1,9})?(?:(?P<day>(?:19|20)\d\d-\d\d-\d\d)/\d\d:\d\d|(?P<time>\d{6}\b.{0,24}))")
#: How a line under a headline begins that is a second one.
SUBHEAD = re.compile(r"(?:Utl\.?|Untertitel|Subhead(?:line)?)\s?:\s*")


@dataclass(frozen=True)
class Head:
    """What stands above a story."""

    headline: str | None = None
    tags: tuple[str, ...] = ()
    bylines: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()


def recognises(source: Source) -> bool:
    """Whether the first bytes are a header line after SOH or ZCZC, or one in a message with STX; or SOH and STX say that this
    is a message of the kind, be its header what it may."""
    start = source.raw.body[:600].lstrip(framing.IDLE)
    framed = start.startswith(framing.SOH)
    if framed and OPENING.match(start):
        return True
    begun = framed or framing.STX in start or start.startswith(b"ZCZC")
    return begun and bool(HEADER.match(start[framed:].lstrip(framing.IDLE)))


def read(source: Source) -> Sequence[Draft | Rejected]:
    """Every message in `source`. What stands between messages and has no header is refused, its neighbours are not."""
    return bounded(_read(message, source.raw.received_at) for message in framing.messages(source.raw.body))


def _read(message: bytes, received: datetime) -> Draft | Rejected:
    try:
        return _draft(message.lstrip(framing.IDLE), received)
    except Rejected as refused:
        return refused


def _draft(message: bytes, received: datetime) -> Draft:
    codes = HEADER.match(message)
    if codes is None:
        raise Rejected("unreadable", f"a message of IPTC 7901 without its header line: {message[:60]!r}")
    opening, raw, trailer = framing.parts(message[codes.start("service") :])
    text = framing.characters(raw)
    slug, text = (_slug(opening.partition(b"\n")[2]), text) if framing.STX in message else _keywords(text)
    text, signed = _signed(text)
    sent = framing.day_first(f"{framing.characters(trailer)}\n{signed}".strip(), near=received)
    head, story, notices = _story(text)
    service, number = codes["service"].decode(), codes["number"].decode()
    draft = Draft(
        wire_format=NAME,
        paragraphs=story,
        headline=head.headline,
        headline_tags=head.tags,
        provider=_agency(codes["more"].decode("latin-1")) or service.casefold(),
        guid=_guid(service, number, sent),
        version_created=sent,
        status=Status.CORRECTED if corrects(head.tags) else None,
        slug=slug,
        bylines=head.bylines,
        notices=(*head.notices, *notices),
        subjects=tuple(category for category in (codes["category"] or b"").decode("latin-1").split("/") if category),
        published=sent,
        stamps=tuple((Dated.BODY, day) for found in SIGNED.finditer(signed) if (day := stamp(found["day"] or ""))),
    )
    return _killing(draft, service, number) if is_kill(head.tags, head.headline, list(story)) else draft


def _keywords(text: str) -> tuple[str | None, str]:
    """(the line of keywords that a text without STX may begin with, the rest)."""
    line, _, rest = text.strip("\n").partition("\n")
    return (line.strip().strip("/"), rest) if KEYWORDS.fullmatch(line.strip()) else (None, text)


def _signed(text: str) -> tuple[str, str]:
    """(`text` without the lines at its end that say again when it was sent, those lines)."""
    lines = text.rstrip().split("\n")
    signed: list[str] = []
    while lines and (not lines[-1].strip() or SIGNED.fullmatch(lines[-1].strip())):
        signed.insert(0, lines.pop().strip())
    return "\n".join(lines), "\n".join(signed).strip()


def _killing(draft: Draft, service: str, number: str) -> Draft:
    """The kill that `draft` orders, of the message of its service that it names: it has a number of its own.

    Numbers begin anew every day, so a number after its own was sent the day before.
    """
    text, sent = " ".join([draft.headline or "", *draft.paragraphs]), draft.version_created
    named = re.search(rf"\b{service} ?(\d{{1,5}})\b", text, re.IGNORECASE)
    before = timedelta(days=1 if named and int(named[1]) > int(number) else 0)
    guid = _guid(service, named[1], sent - before if sent else None) if named else None
    if guid is None:
        raise Rejected("not-news", f"it takes a story back whose number it does not name: {(draft.headline or '')[:100]!r}")
    return Draft(
        wire_format=NAME,
        paragraphs=draft.paragraphs,
        headline=draft.headline,
        headline_tags=draft.headline_tags,
        provider=draft.provider,
        guid=guid,
        version_created=sent,
        status=Status.CANCELLED,
        slug=draft.slug,
        published=sent,
    )


def _guid(service: str, number: str, sent: datetime | None) -> str | None:
    """The name of a message. Without a day there is none: then it is named after its words."""
    return f"{service.casefold()}{int(number):04d}:{sent:%Y-%m-%d}" if sent else None


def _agency(more: str) -> str | None:
    found = AGENCY.search(more)
    return found[1] or found[2] if found else None


def _slug(opening: bytes) -> str | None:
    return " ".join(framing.characters(opening).split()).strip(" /") or None


def _story(text: str) -> tuple[Head, tuple[str, ...], tuple[Notice, ...]]:
    """What stands above a story, its paragraphs, and what stands under it; what is not for publication is gone."""
    if private := PRIVATE.search(text):
        text = text[: private.start()]
    notebook = NOTEBOOK.search(text)
    text, beside = (text[: notebook.start()], text[notebook.end() :]) if notebook else (text, "")
    text, below = _under(text.strip("\n"))
    head, blocks = _split_head(text)
    subheads = [SUBHEAD.sub("", ENDS_HEAD.sub("", block)).strip() for block in blocks[:1] if SUBHEAD.match(block)]
    blocks = blocks[len(subheads) :]
    subs = [Notice(kind="subhead", text=line) for line in subheads]
    return head, tuple(blocks), (*subs, *below, *_notebook(beside))


def _under(text: str) -> tuple[str, list[Notice]]:
    """(`text` without the lines at its end that are no story: initials, that more will come; those lines)."""
    lines = text.rstrip().split("\n")
    notices: list[Notice] = []
    while len(lines) > 1 and (not lines[-1].strip() or (kind := _kind_under(" ".join(lines[-1].split())))):
        line = " ".join(lines.pop().split())
        notices = [Notice(kind=kind, text=line), *notices] if line else notices
    return "\n".join(lines), notices


def _kind_under(line: str) -> str | None:
    return "credit" if INITIALS.fullmatch(line) else "other" if MORE.fullmatch(line) else None


def _notebook(text: str) -> Iterator[Notice]:
    for paragraph in paragraphs(POINT.sub("\n", HEADING.sub("", text))):
        if words := MARKS.sub("", paragraph):
            yield Notice(kind="credit" if INITIALS.fullmatch(words) else "editor", text=words)


def _split_head(text: str) -> tuple[Head, list[str]]:
    """(what stands above the story, its paragraphs)."""
    lines = text.split("\n")
    for place, line in enumerate(lines[:MOST_HEAD_LINES]):
        if ENDS_HEAD.search(line):
            head = [ENDS_HEAD.sub("", part).strip() for part in lines[: place + 1]]
            return _head([part for part in head if part]), paragraphs("\n".join(lines[place + 1 :]))
    asides, text = split_top(text)
    headline, blocks = split_headline(text)
    return Head(headline, notices=tuple(Notice(kind="other", text=aside.text) for aside in asides)), blocks


def _head(lines: list[str]) -> Head:
    """Lines above a story told apart: embargo, tags, headline, second headline, byline. One line alone is the headline."""
    held = [line for line in lines if embargo(line) or restricts(line)]
    notices = [Notice(kind="other", text=line) for line in held]
    lines = [line for line in lines if line not in held]
    under = next((place for place, line in enumerate(lines) if place and SUBHEAD.match(line)), len(lines))
    first, last = 0, under
    while last - first > 1 and BYLINE.match(lines[last - 1]):
        last -= 1
    while last - first > 1 and _is_tag(lines[first]):
        first += 1
    tags = tuple(line.strip("()").upper() for line in lines[:first])
    headline = " ".join(lines[first:last])
    if (word := TAG_WORD.match(headline)) and any(map(str.islower, headline)):
        tags, headline = (*tags, word[1]), headline[word.end() :]
    bylines = [line for line in (*lines[last:under], *lines[under:]) if BYLINE.match(line)]
    second = " ".join(line for line in lines[under:] if line not in bylines)
    notices += [Notice(kind="subhead", text=SUBHEAD.sub("", second))] if second else []
    return Head(headline or None, tags, tuple(bylines), tuple(notices))


def _is_tag(line: str) -> bool:
    return bool(BRACKETED.fullmatch(line)) or (line.isupper() and len(line.split()) <= MOST_TAG_WORDS)


FORMAT = Format(NAME, recognises, read)
