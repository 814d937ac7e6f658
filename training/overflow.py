"""int8 weights whose products are the same sums on every processor.

A product of activations (0 to 255) and int8 weights is summed in 32 bits where a processor has instructions for that (VNNI).
Elsewhere on x86 two neighbours are summed in 16 bits first, and what does not fit is cut off in silence
(https://oneapi-src.github.io/oneDNN/dev_guide_int8_computations.html). With weights that are only rounded the probabilities of a
piece are then off by up to .79: other claims are found, and a replay on another machine changes stored ones. onnxruntime's way
out (`session.x64quantprecision`) takes a slower path on every processor with AVX2, on those with VNNI too. Here the weights are
such that no two neighbours can overflow.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

#: 255 * 128 is the last multiple of 255 in 16 bits with a sign.
PAIR = 128
#: Units that are tried, as multiples of the finest. With twice the finest no pair can overflow.
UNITS = np.arange(1.0, 2.01, 0.02)


def to_int8(weights: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """(an even number of inputs x outputs) in int8 and the unit of each output: no two neighbouring inputs overflow 16 bits.

    Of all units that with which the column is nearest to what it was, squared. A coarser one rounds more; with a finer one more
    pairs are too large, and are made smaller, both weights by the same.
    """
    finest = np.abs(weights).max(0) / 127
    finest[finest == 0] = 1
    least = np.full(weights.shape[1], np.inf)
    whole, unit = np.zeros(weights.shape, np.int8), finest.copy()
    for units in np.outer(UNITS, finest):
        tried = _within(np.rint(weights / units))
        error = ((tried * units - weights) ** 2).sum(0)
        better = error < least
        least[better], unit[better], whole[:, better] = error[better], units[better], tried[:, better]
    return whole, unit.astype(np.float32)


def pairs(weights: NDArray) -> NDArray[np.int64]:
    """What each even input's weights and the next one's are together, (half the inputs x outputs): they are summed in 16 bits."""
    return weights.astype(np.int64).reshape(-1, 2, weights.shape[1]).sum(1)


def _within(weights: NDArray) -> NDArray:
    """What two weights of one sign are over PAIR together, half of it off each. (Two of different signs never are.)"""
    both = pairs(weights)
    over = np.clip(np.abs(both) - PAIR, 0, None)
    less = np.stack([over // 2, over - over // 2], axis=1).reshape(weights.shape)
    return weights - np.repeat(np.sign(both), 2, axis=0) * less
