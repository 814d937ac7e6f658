"""Fields of JSON items: whatever case their names have, and whatever type someone gave their values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.parser.decode import readable

Item = Mapping[str, Any]

#: Where an object that is a text with a role has its text.
VALUES = ("value", "text", "content", "body", "html")
#: Halves of characters, which JSON can name alone and no other encoding can hold.
HALVES = re.compile("[\ud800-\udfff]")


def folded(item: Mapping[str, Any]) -> Item:
    """`item` with the names of its fields in small letters: ninjs 3 writes `versionCreated`, 1 and 2 `versioncreated`."""
    return {str(name).casefold(): value for name, value in item.items()}


def text(value: Any) -> str | None:
    """A value as text on one line; None where it is none or blank."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return " ".join(readable(HALVES.sub("\ufffd", str(value))).split()) or None


def raw_text(value: Any) -> str | None:
    """A value as text as it stands, line ends and all; None where it is none or blank."""
    return HALVES.sub("\ufffd", value) if isinstance(value, str) and value.strip() else None


def objects(value: Any) -> Iterator[Item]:
    """The objects in a list, an object of named objects (or of lists of them), or an object alone, folded. Anything else is
    passed over."""
    if isinstance(value, list):
        yield from (folded(part) for part in value if isinstance(part, dict))
    elif isinstance(value, dict):
        named = [part for part in value.values() if part is not None]
        if named and all(isinstance(part, dict) or _is_objects(part) for part in named):
            for part in named:
                yield from objects(part) if isinstance(part, list) else iter((folded(part),))
        else:
            yield folded(value)


def _is_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(part, dict) for part in value)


def strings(value: Any) -> Iterator[str]:
    """The texts in a list, or the text alone."""
    for part in value if isinstance(value, list) else [value]:
        if found := text(part):
            yield found


def names(value: Any, *by: str) -> Iterator[str]:
    """What the texts and objects in `value` are called: an object by the first of its fields in `by` that says it."""
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, dict):
            for one in objects(part):
                yield from ([found for name in by if (found := text(one.get(name)))])[:1]
        elif found := text(part):
            yield found


@dataclass(frozen=True)
class Said:
    """A text with what it is for and how it is written, as far as its field says."""

    role: str
    kind: str
    value: str


def said(value: Any, role: str = "") -> Iterator[Said]:
    """The texts of a field: a text alone, an object with a `value`, a list of these, or an object of them by their roles."""
    if isinstance(value, list):
        for part in value:
            yield from said(part, role)
    elif isinstance(value, dict):
        part = folded(value)
        own = next((found for name in VALUES if (found := raw_text(part.get(name)))), None)
        if own is not None and part.keys() & {"value", "role", "contenttype"}:
            kind = text(part.get("contenttype")) or text(part.get("mimetype")) or ""
            yield Said((text(part.get("role")) or text(part.get("name")) or role).casefold(), kind, own)
        else:
            for name, inner in part.items():
                yield from said(inner, name) if isinstance(inner, str | dict | list) else ()
    elif found := raw_text(value):
        yield Said(role, "", found)
