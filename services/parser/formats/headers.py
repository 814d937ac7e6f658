"""The header block that plain text may begin with, as mail and agencies' text feeds have it.

    Guid: tag:norland,2031:harbour
    Version: 2
    Status: corrected

    TARN (Norland News) - …

A block that begins with a header which says what becomes of an item (`STRICT`) is ours: every line up to the first blank one
must be a header, and every value what it should be. A block of an agency's own (`SLUG: …`, `HEADLINE: …`, `Date: …`) begins with
two headers or with one of ours; it ends with the first line that is none, blank lines between its headers are no end, and what
no field can take is a notice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from schemas import Dated, Notice, Relations, Status
from services.errors import Rejected
from services.parser.lines import SENTENCE_END
from services.parser.stamps import stamp
from services.parser.times import a_time

#: Every header of ours, and the field it fills.
HEADERS = {
    "guid": "guid",
    "version": "version",
    "version-created": "version_created",
    "sent": "version_created",
    "previous-version": "previous_version",
    "evolved-from": "evolved_from",
    "family": "family",
    "provider": "provider",
    "status": "status",
    "embargo": "embargo_until",
    "published": "published",
    "slug": "slug",
    "headline": "headline",
    "byline": "bylines",
    "language": "language",
    "subjects": "subjects",
}
STRICT = frozenset(("guid", "version", "version-created", "previous-version", "evolved-from", "family", "status", "sent"))
#: What agencies call them, and what they say besides.
OTHERS = {
    "guid": "id uid urn item-id story-id",
    "published": "date pubdate issued filed release-date date-published published-on publication-date",
    "version_created": "updated modified last-updated",
    "provider": "source agency publisher",
    "embargo_until": "embargoed embargoed-until embargo-until",
    "slug": "slugline",
    "headline": "title head hed hl heading",
    "bylines": "by author authors reporter writer",
    "language": "lang",
    "subjects": "subject-codes keywords keyword tags category categories section topic topics",
    "dateline": "dateline location place city",
    "subhead": "subhead subheading subheadline deck kicker strap",
    "summary": "summary abstract description teaser standfirst",
    "editor": "editor's-note editors'-note ednote ed-note eds note notes",
    "credit": "copyright credit rights",
    "contact": "contact contacts",
    "other": "urgency priority words wordcount word-count length desk type edition copyright-holder format",
    "text": "body text story content copy",
}
NAMES = HEADERS | {name: what for what, names in OTHERS.items() for name in names.split()}
#: One of these alone is a block.
SURE = frozenset(HEADERS) | {"by", "title", "slugline", "dateline", "keywords"}
NOTICES = frozenset(("subhead", "summary", "editor", "credit", "contact", "other"))
LINE = re.compile(r"([A-Za-z][A-Za-z'’ -]{1,20}):[ ]?(.*)")
RELATIONS = ("previous_version", "evolved_from", "family")
TIMES = ("version_created", "published", "embargo_until")


@dataclass(frozen=True)
class Headers:
    """What a header block says: headline, other fields of a Draft, what stands beside a story; empty when there is none."""

    headline: str | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    dateline: str | None = None
    notices: tuple[Notice, ...] = ()
    days: tuple[date, ...] = ()

    @property
    def stamps(self) -> tuple[tuple[Dated, date], ...]:
        return tuple((Dated.BODY, day) for day in self.days)


def split_headers(text: str) -> tuple[Headers, str]:
    """(the header block, the text below it); the text unchanged when it begins with none.

    Raises Rejected('unreadable') for a block of ours that has a line that is none, or a value that can't be.
    """
    first = LINE.match(text)
    if first is None:
        return Headers(), text
    block = re.split(r"\n *\n", text, maxsplit=1)[0].split("\n")
    if any(_name(line[1]) in STRICT for line in map(LINE.match, block) if line) and _name(first[1]) in HEADERS:
        return _strict(text)
    lines, rest = _own(text)
    known = [(NAMES[_name(written)], value) for written, value in lines if _name(written) in NAMES]
    if len(known) > 1 or (known and _name(first[1]) in SURE and _tried(*known[0]) is not None):
        return _lenient(lines), rest
    return Headers(), text


def _name(written: str) -> str:
    return "-".join(written.casefold().replace("’", "'").split())


def _strict(text: str) -> tuple[Headers, str]:
    block, *rest = re.split(r"\n *\n", text, maxsplit=1)
    values: dict[str, str] = {}
    for line in _unfolded(block).split("\n"):
        found = LINE.match(line)
        if not found or _name(found[1]) not in HEADERS:
            raise Rejected(
                "unreadable", f"the header block has a line that is no header: {line[:80]!r}; a blank line must end it"
            )
        values[HEADERS[_name(found[1])]] = found[2].strip()
    read = {name: _read(name, value) for name, value in values.items() if value}
    return _made(read), "".join(rest).strip()


def _made(read: dict[str, Any], **more: Any) -> Headers:
    headline = read.pop("headline", None)
    relations = {name: read.pop(name) for name in RELATIONS if name in read}
    return Headers(headline, read | ({"relations": Relations(**relations)} if relations else {}), **more)


def _unfolded(block: str) -> str:
    """`block` with the lines that go on with a header, which are indented, on the header's own."""
    return re.sub(r"\n[ ]+(?=\S)", " ", block)


def _own(text: str) -> tuple[list[tuple[str, str]], str]:
    """(the headers that `text` begins with, the rest): lines with a name that is known, and in a block of nothing else any."""
    headers: list[tuple[str, str]] = []
    while text:
        block, *rest = re.split(r"\n *\n", text, maxsplit=1)
        lines = _unfolded(block).split("\n")
        found = [_header(line) for line in lines]
        whole = bool(rest) and all(name and (name in NAMES or not SENTENCE_END.search(value)) for name, _, value in found)
        for place, (name, written, value) in enumerate(found):
            if NAMES.get(name) == "text":
                return headers, "\n".join([value, *lines[place + 1 :], "", *rest]).strip("\n ")
            if name not in NAMES and not (whole and place):
                return headers, "\n".join([*lines[place:], "", *rest]).strip("\n ")
            headers.append((written, value))
        text = "".join(rest).strip("\n")
    return headers, text


def _header(line: str) -> tuple[str, str, str]:
    """(the name as it is known, as it is written, the value) of a header; without names when it is none: a time has figures."""
    found = LINE.fullmatch(line.rstrip())
    if found is None:
        return "", "", ""
    name, value = _name(found[1]), found[2].strip()
    timeless = NAMES.get(name) in ("published", "version_created") and not re.search(r"\d", value)
    return ("", "", "") if timeless else (name, found[1], value)


def _lenient(lines: list[tuple[str, str]]) -> Headers:
    """What the headers of an agency's own say. What is no value of its field is a notice, and so nothing is lost."""
    read: dict[str, Any] = {}
    notices: list[Notice] = []
    days: list[date] = []
    for written, value in lines:
        what = NAMES.get(_name(written), "other")
        made = None if what in NOTICES or not value else _tried(what, value)
        if made is not None and what in ("bylines", "subjects"):
            read[what] = (*read.get(what, ()), *made)
        elif made is not None and what not in read:
            read[what] = made
        elif value:
            kind = what if what in NOTICES else "other"
            notices.append(Notice(kind=kind, text=value if kind not in ("other", "credit") else f"{written}: {value}"))
            days += [day] if what in TIMES and (day := stamp(value)) else []
    return _made(read, notices=tuple(notices), days=tuple(days), dateline=read.pop("dateline", None))


def _tried(name: str, value: str) -> Any:
    try:
        return _read(name, value)
    except Rejected:
        return None


def _read(name: str, value: str) -> Any:
    """A header's value as the field's type."""
    if name == "version":
        return _version(value)
    if name == "status":
        return _status(value)
    if name in TIMES:
        return _time(name, value)
    if name == "bylines":
        return tuple(part.strip() for part in value.split(";") if part.strip())
    if name == "subjects":
        return tuple(part.strip() for part in re.split(r"[;,]", value) if part.strip())
    return value


def _version(value: str) -> int:
    if not re.fullmatch(r"\d{1,18}", value, re.ASCII):
        raise Rejected("unreadable", f"Version: {value[:40]!r} is no whole number")
    return int(value)


def _status(value: str) -> Status:
    try:
        return Status(value.casefold())
    except ValueError:
        known = ", ".join(status.value for status in Status)
        raise Rejected("unreadable", f"Status: {value[:40]!r} is none of {known}") from None


def _time(name: str, value: str) -> Any:
    time = a_time(value)
    if time is None:
        raise Rejected("unreadable", f"{name}: {value[:40]!r} is no time; write it like 2031-03-03T09:00:00Z")
    return time
