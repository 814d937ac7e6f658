"""Which claim stands inside which other's content."""

from __future__ import annotations

from collections.abc import Sequence

from services.claims.attributions import Attribution


def holders(attributions: Sequence[Attribution]) -> list[int | None]:
    """For each attribution the place of the one that holds it: the smallest in whose content its cue stands."""
    return [_holder(place, attributions) for place in range(len(attributions))]


def _holder(place: int, attributions: Sequence[Attribution]) -> int | None:
    inner = attributions[place]
    if inner.outer is not None:
        return inner.outer
    at = inner.cue or inner.content[0]
    around = [
        (sum(part.end - part.start for part in outer.content), other)
        for other, outer in enumerate(attributions)
        if other != place and any(part.start <= at.start and at.end <= part.end for part in outer.content)
    ]
    size = sum(part.end - part.start for part in inner.content)
    return min((found for found in around if inner.cue is not None or found[0] > size), default=(0, None))[1]
