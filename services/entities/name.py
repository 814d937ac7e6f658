"""A name where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from schemas import Label
from services.entities.known import Known


@dataclass(frozen=True)
class Name:
    """A name where it stands, before anybody knows whose it is: `body[start:end] == text`.

    `known` is what a table says it stands for. Of two names over one another the higher `rank` stays, then the longer.
    """

    start: int
    end: int
    text: str
    label: Label
    known: Known | None = None
    rank: int = 0


def without_overlaps(names: Iterable[Name]) -> list[Name]:
    """`names` in the order of the text, none over another."""
    taken: set[int] = set()
    kept = []
    for name in sorted(names, key=lambda name: (-name.rank, name.start - name.end, name.start)):
        place = range(name.start, name.end)
        if taken.isdisjoint(place):
            taken.update(place)
            kept.append(name)
    return sorted(kept, key=lambda name: name.start)
