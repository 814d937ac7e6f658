"""Who has spoken so far in an article, to look back on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from schemas import Speaker

#: How many speakers back 'he' and 'the official' reach; who was that far back is named again.
BACK = 60


@dataclass(frozen=True)
class Heard:
    """A speaker and where in the text the article gave these words.

    `head` is the main word of the source; `medium` is 'report' where they were said in one; `nested` are words that another's
    words hold; `modifiers` are what else the source is called by, to tell the port's official from the mayor's.
    """

    start: int
    speaker: Speaker
    head: str
    plural: bool
    nested: bool
    medium: str | None = None
    modifiers: frozenset[str] = frozenset()


class Record:
    """The speakers of an article in the order of the text, up to where one has read."""

    def __init__(self) -> None:
        self._heard: list[Heard] = []

    def add(self, heard: Heard) -> None:
        self._heard.append(heard)

    def backwards(self) -> Iterator[Heard]:
        """The last of them, the latest first."""
        return islice(reversed(self._heard), BACK)

    def last(self, fits: Callable[[Heard], bool]) -> Speaker | None:
        """The latest speaker that fits."""
        return next((heard.speaker for heard in self.backwards() if fits(heard)), None)
