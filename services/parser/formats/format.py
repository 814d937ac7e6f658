"""What a wire format is to the parser."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from services.errors import Rejected
from services.parser.draft import Draft
from services.parser.formats.source import Source

#: What to do with a message that is refused for its size.
SPLIT = "split it, a few hundred items to a message"
#: A message of so many items is read in some two seconds.
MOST_ITEMS = 5000


def bounded(items: Iterable[Draft | Rejected]) -> list[Draft | Rejected]:
    """The `items` of one message. Raises Rejected('too-long') when there are more than anybody would wait for."""
    made = list(islice(items, MOST_ITEMS + 1))
    if len(made) > MOST_ITEMS:
        raise Rejected("too-long", f"more than {MOST_ITEMS:,} items in one message: {SPLIT}")
    return made


@dataclass(frozen=True)
class Format:
    """A name, a cheap test that tells it from all others by its first bytes, and its reader.

    `read` raises Rejected('unreadable') for a broken item, Rejected('not-news') for what is no news text. For a message that
    holds several items it says of each what it is, or why it is refused, in their order.
    """

    name: str
    recognises: Callable[[Source], bool]
    read: Callable[[Source], Draft | Sequence[Draft | Rejected]]
