"""What a wire format is to the parser."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.errors import Rejected
from services.parser.draft import Draft
from services.parser.formats.source import Source


@dataclass(frozen=True)
class Format:
    """A name, a cheap test that tells it from all others by its first bytes, and its reader.

    `read` raises Rejected('unreadable') for a broken item, Rejected('not-news') for what is no news text. For a message that
    holds several items it says of each what it is, or why it is refused, in their order.
    """

    name: str
    recognises: Callable[[Source], bool]
    read: Callable[[Source], Draft | Sequence[Draft | Rejected]]
