"""From the model's numbers to attributions in pieces: pure functions of small arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.claims.model.pieces import Ints

Floats = NDArray[np.float32]

#: Columns of the tag head.
OUTSIDE, CUE_BEGIN, CUE_INSIDE = range(3)
#: Roles of a piece for a cue, and columns of the boundary outputs.
NONE, SOURCE, CONTENT = range(3)
SOURCE_START, SOURCE_END, CONTENT_START, CONTENT_END = range(4)


@dataclass(frozen=True)
class Decoding:
    """How the model's numbers are read; tuned on PolNeAR dev and the held-out third of our own articles."""

    cue: float = 0.3  # a piece is a candidate cue from this probability on
    edge: float = 1.0  # weight of the boundary outputs against the roles
    confidence: float = 0.3  # claims below are dropped
    overlap: float = 0.5  # of two contents with this Jaccard index or more, one goes


def cue_candidates(tags: Floats, least: float) -> list[Ints]:
    """Runs of pieces around one whose probability to be in a cue is at least `least`.

    A run goes on while pieces have at least half its peak, so that a doubtful cue is found at its own length; a piece
    that more likely begins a cue than goes on with one begins a run.
    """
    scores = 1 - tags[:, OUTSIDE]
    found: list[list[int]] = []
    for i in np.flatnonzero(scores >= least / 2):
        if found and found[-1][-1] == i - 1 and tags[i, CUE_BEGIN] <= tags[i, CUE_INSIDE]:
            found[-1].append(int(i))
        else:
            found.append([int(i)])
    runs = [np.array(run, dtype=np.int64) for run in found]
    return [_around_peak(run, scores[run]) for run in runs if scores[run].max() >= least]


def _around_peak(run: Ints, scores: Floats) -> Ints:
    peak = int(scores.argmax())
    low = np.flatnonzero(scores < scores[peak] / 2)
    before, after = low[low < peak], low[low > peak]
    return run[(before[-1] + 1 if len(before) else 0) : (after[0] if len(after) else len(run))]


def best_roles(roles: Floats, edges: Floats, weight: float) -> Ints:
    """The likeliest role of each piece (cues x pieces), all pieces of a cue together.

    `roles`: log-probabilities, cues x pieces x 3. `edges`: logits, cues x pieces x 4: a source or content starts or ends
    here; `weight` of them is paid on entering and on leaving a role (Viterbi).
    """
    cues, length, _ = roles.shape
    enter = np.zeros((cues, length, 3), dtype=np.float32)
    leave = np.zeros_like(enter)
    enter[..., SOURCE], enter[..., CONTENT] = weight * edges[..., SOURCE_START], weight * edges[..., CONTENT_START]
    leave[..., SOURCE], leave[..., CONTENT] = weight * edges[..., SOURCE_END], weight * edges[..., CONTENT_END]
    changes = (1 - np.eye(3, dtype=np.float32)) * (leave[:, :-1, :, None] + enter[:, 1:, None, :])
    changes, roles = np.ascontiguousarray(changes.swapaxes(0, 1)), np.ascontiguousarray(roles.swapaxes(0, 1))
    score = roles[0] + enter[:, 0]
    back = np.zeros((length, cues, 3), dtype=np.int64)
    for t in range(1, length):
        step = score[:, :, None] + changes[t - 1]
        back[t] = step.argmax(1)
        score = step.max(1) + roles[t]
    best = np.empty((length, cues), dtype=np.int64)
    best[-1] = (score + leave[:, -1]).argmax(1)
    rows = np.arange(cues)
    for t in range(length - 1, 0, -1):
        best[t - 1] = back[t, rows, best[t]]
    return best.T


def log_softmax(logits: Floats) -> Floats:
    shifted = logits - logits.max(-1, keepdims=True)
    out: Floats = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return out


def sigmoid(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float32)


def jaccard(a: frozenset[int], b: frozenset[int]) -> float:
    return len(a & b) / len(a | b) if a or b else 0.0


def survivors(contents: Sequence[frozenset[int]], ranks: Sequence[float], overlap: float) -> list[int]:
    """Indices, in order, of those that overlap no better-ranked survivor by `overlap` or more; none does by more than 1."""
    if overlap > 1:
        return [i for i, content in enumerate(contents) if content]
    kept: list[int] = []
    for i in sorted(range(len(contents)), key=lambda i: -ranks[i]):
        if contents[i] and all(jaccard(contents[i], contents[k]) < overlap for k in kept):
            kept.append(i)
    return sorted(kept)
