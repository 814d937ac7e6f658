"""The header block that plain text may begin with, as mail and agencies' text feeds have it.

    Guid: tag:norland,2031:harbour
    Version: 2
    Status: corrected

    TARN (Norland News) - …

It is one only when its first line is a header known here; then every line up to the first blank one must be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from schemas import Relations, Status
from services.errors import Rejected
from services.parser.times import a_time

#: Every header, and the field it fills.
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
LINE = re.compile(r"([A-Za-z][A-Za-z-]{2,20}):[ ]?(.*)")
RELATIONS = ("previous_version", "evolved_from", "family")


@dataclass(frozen=True)
class Headers:
    """What a header block says: the headline, and the other fields of a Draft; empty when there is none."""

    headline: str | None = None
    fields: dict[str, Any] = field(default_factory=dict)


def split_headers(text: str) -> tuple[Headers, str]:
    """(the header block, the text below it); the text unchanged when it begins with none.

    Raises Rejected('unreadable') for a block that begins as one and has a line that is none, or a value that can't be.
    """
    first = LINE.match(text)
    if not first or first[1].casefold() not in HEADERS:
        return Headers(), text
    block, *rest = re.split(r"\n *\n", text, maxsplit=1)
    values: dict[str, str] = {}
    for line in re.sub(r"\n[ ]+(?=\S)", " ", block).split("\n"):
        name, value = _header(line)
        values[name] = value
    read = {name: _read(name, value) for name, value in values.items() if value}
    headline = read.pop("headline", None)
    relations = {name: read.pop(name) for name in RELATIONS if name in read}
    return Headers(headline, read | ({"relations": Relations(**relations)} if relations else {})), "".join(rest).strip()


def _header(line: str) -> tuple[str, str]:
    found = LINE.match(line)
    if not found or found[1].casefold() not in HEADERS:
        raise Rejected("unreadable", f"the header block has a line that is no header: {line[:80]!r}; a blank line must end it")
    return HEADERS[found[1].casefold()], found[2].strip()


def _read(name: str, value: str) -> Any:
    """A header's value as the field's type."""
    if name == "version":
        return _version(value)
    if name == "status":
        return _status(value)
    if name in ("version_created", "published", "embargo_until"):
        return _time(name, value)
    if name in ("bylines", "subjects"):
        return tuple(part.strip() for part in value.split(";") if part.strip())
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


def _time(name: str, value: str) -> datetime:
    time = a_time(value)
    if time is None:
        raise Rejected("unreadable", f"{name}: {value[:40]!r} is no time; write it like 2031-03-03T09:00:00Z")
    return time
