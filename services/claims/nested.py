"""Which claim stands inside which other's content."""

from __future__ import annotations

from collections.abc import Sequence

from schemas import Span
from services.claims.attributions import Attribution

#: What one who passes on words says of whom he has them from: 'P, the paper reported, citing an official'.
PASSES_ON = frozenset({"citing", "quoting", "cited", "quoted"})


def holders(attributions: Sequence[Attribution], body: str) -> list[int | None]:
    """For each attribution the place of the one that holds it: the smallest in whose content its cue stands, else who passes on
    its words. None holds, at whatever remove, what holds it."""
    parts = sorted((part.start, part.end, place) for place, other in enumerate(attributions) for part in other.content)
    found: list[int | None] = [None] * len(attributions)
    open_parts: list[tuple[int, int, int]] = []
    waiting = iter(parts)
    following = next(waiting, None)
    for place in sorted(range(len(attributions)), key=lambda place: _where(attributions[place]).start):
        at = _where(attributions[place])
        while following is not None and following[0] <= at.start:
            open_parts.append(following)
            following = next(waiting, None)
        open_parts = [part for part in open_parts if part[1] > at.start]
        around = {other for _, end, other in open_parts if end >= at.end and not _is_under(other, place, found)}
        found[place] = _smallest(place, around, attributions)
    by_words = {
        (other.content[0].start, other.content[-1].end): place
        for place, other in enumerate(attributions)
        if not _cites(other, body)
    }
    for place, cited in enumerate(attributions):
        if found[place] is None and _cites(cited, body):
            holder = by_words.get((cited.content[0].start, cited.content[-1].end))
            found[place] = holder if not _is_under(holder, place, found) else None
    return found


def _is_under(place: int | None, other: int, found: Sequence[int | None]) -> bool:
    """Whether `place` is `other`, or is held by it at some remove."""
    while place is not None and place != other:
        place = found[place]
    return place == other


def _cites(attribution: Attribution, body: str) -> bool:
    cue = attribution.cue
    return cue is not None and body[cue.start : cue.end].lower() in PASSES_ON


def _smallest(place: int, around: set[int], attributions: Sequence[Attribution]) -> int | None:
    """The holder with the least text; one without a cue of its own is held by longer ones only."""
    least = 0 if attributions[place].cue is not None else _size(attributions[place])
    sizes = sorted((_size(attributions[other]), other) for other in around if _size(attributions[other]) > least)
    return sizes[0][1] if sizes else None


def _where(attribution: Attribution) -> Span:
    return attribution.cue or attribution.content[0]


def _size(attribution: Attribution) -> int:
    return sum(part.end - part.start for part in attribution.content)
