"""An item's bytes as the formats see them: decoded once, however many ask."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from schemas import RawItem
from services.parser.decode import decode, readable


class Source:
    """The bytes of `raw` and what they are as text."""

    def __init__(self, raw: RawItem) -> None:
        self.raw = raw

    @cached_property
    def decoded(self) -> str:
        """Every character as received. Raises Rejected('empty') and Rejected('binary')."""
        return decode(self.raw.body, media_type=self.raw.media_type)

    @cached_property
    def text(self) -> str:
        """The same with one kind of newline and blank, without control characters and invisible marks."""
        return readable(self.decoded)

    @property
    def json(self) -> Any:
        """The value, if this is a JSON object or array; of JSON Lines the list of their values. None for everything else."""
        return self._json[0]

    @property
    def broken_lines(self) -> list[int]:
        """Which of these JSON Lines can't be read, the first being 1."""
        return self._json[1]

    @cached_property
    def _json(self) -> tuple[Any, list[int]]:
        text = self.decoded.strip()
        if text[:1] not in ("{", "["):
            return None, []
        value = _json(text)
        return (value, []) if value is not None else _json_lines(text)


def _json_lines(text: str) -> tuple[Any, list[int]]:
    """(the values of JSON Lines, the numbers of those that can't be read); no value when the first line is none."""
    numbered = [(number, line) for number, raw in enumerate(text.split("\n"), 1) if (line := raw.strip(" \t\r\x1e"))]
    if len(numbered) < 2 or _json(numbered[0][1]) is None:
        return None, []
    values = [(number, _json(line)) for number, line in numbered]
    return [value for _, value in values if value is not None], [number for number, value in values if value is None]


def _json(text: str) -> Any:
    """The object or array that `text` is, also with line ends inside its strings; else None."""
    try:
        value = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict | list) else None
