"""IPTC 7901: text with a line of codes before it, between SOH, STX, ETX and EOT; one message or many.

| field | where it comes from |
| --- | --- |
| guid | service and number of the header line, and the day of the trailer, as numbers begin anew |
| provider | the agency before its own number in the header line, else the service |
| version_created, published | the trailer after ETX: `131137 GMT Nov 13` |
| status | a headline's tag or text that corrects; a kill is the status of the message that it names |
| headline | the lines down to one that ends with `=`, without tags and byline; else a short first paragraph |
| headline_tags | lines of their own above the headline: `REFILE`, `1ST LEAD`, `(Achtung)` |
| bylines | the last of those lines, where it begins with By, Von, Par or Por; and the text's own |
| slug | the lines between header and STX |
| subjects | the category of the header line |
| notices | what follows `# Notebook` (editor); the initials under a story (credit) |
| paragraphs | everything else before ETX |
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from schemas import Notice, Status
from services.errors import Rejected
from services.parser.advisories import is_kill
from services.parser.draft import Draft
from services.parser.formats import framing
from services.parser.formats.format import Format
from services.parser.formats.source import Source
from services.parser.headline import looks_like_headline
from services.parser.lines import paragraphs
from services.parser.story import starts_story

NAME = "iptc-7901"
#: `eca062 4 i 211 ccccb   dpa 061`: service and number, priority, category, words, and what the agency adds.
HEADER = re.compile(
    rb"(?:ZCZC[ \r\n]{1,4})?(?P<service>[A-Za-z]{2,5})(?P<number>\d{1,5}) {1,4}\d {1,4}(?P<category>[A-Za-z]{1,3})"
    rb"(?: {1,4}\d{1,5})?(?P<more>(?: [^\r\n\x01-\x03]{0,200})?)\r?(?=[\n\x02])"
)
AGENCY = re.compile(r"(?:^|\s)([A-Za-z]{2,12})(?:-[A-Za-z]{1,12})?\s{1,4}\d{1,5}\s*$")
#: Headline, tags and byline take no more lines.
MOST_HEAD_LINES = 8
ENDS_HEAD = re.compile(r"=\s*$")
BYLINE = re.compile(r"(?:By|Von|Par|Por|BY|VON)\s+\S")
#: A line above the headline that is a tag: in brackets, or a few words in capitals.
BRACKETED = re.compile(r"\([^()]{1,60}\)")
MOST_TAG_WORDS = 4
CORRECTS = re.compile(r"\W*(?:CORRECT(?:S|ED|ION|IVE)|BERICHTIGUNG|KORREKTUR|CORRECCI[OÓ]N)\b", re.IGNORECASE)
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
#: `dpa wsz jln npr`: the agency and the initials of writer and editors.
INITIALS = re.compile(r"[a-z]{2,5}(?: [a-z]{2,4}){1,6}")


@dataclass(frozen=True)
class Head:
    """What stands above a story."""

    headline: str | None = None
    tags: tuple[str, ...] = ()
    bylines: tuple[str, ...] = ()


def recognises(source: Source) -> bool:
    """Whether the first bytes are a header line after SOH, or one in a message with STX."""
    start = source.raw.body[:600].lstrip(framing.IDLE)
    framed = start.startswith(framing.SOH)
    return bool(HEADER.match(start[framed:].lstrip(framing.IDLE))) and (framed or framing.STX in start)


def read(source: Source) -> Sequence[Draft | Rejected]:
    """Every message in `source`. What stands between messages and has no header is refused, its neighbours are not."""
    return [_read(message) for message in framing.messages(source.raw.body)]


def _read(message: bytes) -> Draft | Rejected:
    try:
        return _draft(message.lstrip(framing.IDLE))
    except Rejected as refused:
        return refused


def _draft(message: bytes) -> Draft:
    codes = HEADER.match(message)
    if codes is None:
        raise Rejected("unreadable", f"a message of IPTC 7901 without its header line: {message[:60]!r}")
    opening, text, trailer = framing.parts(message)
    sent = framing.day_first(framing.characters(trailer))
    head, story, notices = _story(framing.characters(text))
    service, number = codes["service"].decode(), codes["number"].decode()
    draft = Draft(
        wire_format=NAME,
        paragraphs=story,
        headline=head.headline,
        headline_tags=head.tags,
        provider=_agency(codes["more"].decode("latin-1")) or service.casefold(),
        guid=_guid(service, number, sent),
        version_created=sent,
        status=Status.CORRECTED if any(map(CORRECTS.match, head.tags)) else None,
        slug=_slug(opening[codes.end() :]),
        bylines=head.bylines,
        notices=notices,
        subjects=(codes["category"].decode(),),
        published=sent,
    )
    return _killing(draft, service, number) if is_kill(head.tags, head.headline, list(story)) else draft


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
    return found[1] if found else None


def _slug(opening: bytes) -> str | None:
    return " ".join(framing.characters(opening).split()).strip(" /") or None


def _story(text: str) -> tuple[Head, tuple[str, ...], tuple[Notice, ...]]:
    """What stands above a story, its paragraphs, and what stands under it; what is not for publication is gone."""
    if private := PRIVATE.search(text):
        text = text[: private.start()]
    notebook = NOTEBOOK.search(text)
    text, beside = (text[: notebook.start()], text[notebook.end() :]) if notebook else (text, "")
    head, blocks = _split_head(text.strip("\n"))
    last, blocks = (blocks[-1:], blocks[:-1]) if blocks and INITIALS.fullmatch(blocks[-1]) else ([], blocks)
    notices = (*(Notice(kind="credit", text=line) for line in last), *_notebook(beside))
    return head, tuple(blocks), notices


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
    blocks = paragraphs(text)
    if len(blocks) > 1 and looks_like_headline(blocks[0]) and not starts_story(blocks[0]):
        return Head(headline=blocks[0]), blocks[1:]
    return Head(), blocks


def _head(lines: list[str]) -> Head:
    """Lines above a story told apart: tags, headline, byline. One line alone is the headline."""
    first, last = 0, len(lines)
    while last - first > 1 and BYLINE.match(lines[last - 1]):
        last -= 1
    while last - first > 1 and _is_tag(lines[first]):
        first += 1
    tags = tuple(line.strip("()").upper() for line in lines[:first])
    return Head(" ".join(lines[first:last]) or None, tags, tuple(lines[last:]))


def _is_tag(line: str) -> bool:
    return bool(BRACKETED.fullmatch(line)) or (line.isupper() and len(line.split()) <= MOST_TAG_WORDS)


FORMAT = Format(NAME, recognises, read)
