"""An item's bytes as the formats see them: decoded once, however many ask."""

from __future__ import annotations

from functools import cached_property

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
