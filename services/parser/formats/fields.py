"""Fields of JSON items: whatever case their names have, and whatever type someone gave their values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from services.parser.decode import readable

Item = Mapping[str, Any]

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
    """The objects in a list, an object of named objects, or an object alone, folded. Anything else is passed over."""
    if isinstance(value, list):
        yield from (folded(part) for part in value if isinstance(part, dict))
    elif isinstance(value, dict):
        named = [part for part in value.values() if part is not None]
        if named and all(isinstance(part, dict) for part in named):
            yield from (folded(part) for part in named)
        else:
            yield folded(value)


def strings(value: Any) -> Iterator[str]:
    """The texts in a list, or the text alone."""
    for part in value if isinstance(value, list) else [value]:
        if found := text(part):
            yield found
