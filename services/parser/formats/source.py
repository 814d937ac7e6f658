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

    @cached_property
    def json(self) -> Any:
        """The value, if this is a JSON object or array; None for everything else, and for JSON that is broken."""
        text = self.decoded.strip()
        if text[:1] not in ("{", "["):
            return None
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return None
