"""What the cue head reads beside the encoder's vectors: the pieces around a cue and where each stands to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.claims.model.pieces import Ints, Pieces

#: Pieces read before and after a cue: source and content lie within them in 99.5 % of PolNeAR's attributions.
LEFT, RIGHT = 64, 96
_FAR = 4


@dataclass(frozen=True)
class Surroundings:
    """LEFT + RIGHT + 1 pieces, the cue's middle at LEFT; `first` is the window's index of the first (may be negative)."""

    first: int
    real: NDArray[np.bool_]
    cue: NDArray[np.bool_]
    distance: Ints
    sentence: Ints
    mark: Ints


def bucket(distance: Ints) -> Ints:
    """0…31 for distances from 0 on, exact up to 7 and then by quarter octaves; 32…63 for those before."""
    far = np.abs(distance)
    logs = 8 + (np.log2(np.maximum(far, 8) / 8) * 4).astype(np.int64)
    return np.where(distance < 0, 32, 0) + np.where(far < 8, far, np.minimum(logs, 31))


def surroundings(pieces: Pieces, cue: Ints) -> Surroundings:
    """Where each piece near `cue` (indices, in order) stands to it."""
    middle = int(cue[len(cue) // 2])
    at = np.arange(middle - LEFT, middle + RIGHT + 1)
    real = (at >= 0) & (at < len(pieces))
    inside = np.clip(at, 0, len(pieces) - 1)
    return Surroundings(
        first=middle - LEFT,
        real=real,
        cue=np.isin(at, cue),
        distance=bucket(at - middle),
        sentence=_steps(pieces.sentence, inside, middle),
        mark=_steps(pieces.marks, inside, middle),
    )


def _steps(values: Ints, at: Ints, middle: int) -> Ints:
    steps: Ints = np.clip(values[at] - values[middle], -_FAR, _FAR) + _FAR
    return steps
