"""What a wire format is to the parser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services.parser.draft import Draft
from services.parser.formats.source import Source


@dataclass(frozen=True)
class Format:
    """A name, a cheap test that tells it from all others by its first bytes, and its reader.

    `read` raises Rejected('unreadable') for a broken item, Rejected('not-news') for what is no news text.
    """

    name: str
    recognises: Callable[[Source], bool]
    read: Callable[[Source], Draft]
