"""The trained attribution model: who is said to have said what, from a text alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from services.claims.model.decode import (
    CONTENT,
    OUTSIDE,
    SOURCE,
    Decoding,
    Floats,
    best_roles,
    cue_candidates,
    log_softmax,
    sigmoid,
    survivors,
)
from services.claims.model.pieces import Ints, Pieces, read_pieces, window_size, window_starts
from services.claims.model.spans import Stretch, content_stretches, cue_stretch, stretch
from services.claims.model.surroundings import LEFT, RIGHT, Surroundings, surroundings

MODEL = Path(__file__).parent
#: Whose idea of an attribution: PolNeAR's annotators', this project's guidelines, or GUM's.
POLNEAR, OURS, GUM = 0, 1, 2
ACTS = ("assert", "deny", "accuse", "direct", "commit", "ask", "decline", "attitude")
KINDS = ("person", "organization", "government", "group", "document", "unnamed", "none")
#: As in training: longer windows gain nothing, and attention in them costs more. Overlaps of 48, 64 and 80 gave F1 .881, .881 and
#: .878 on ours, .737, .742 and .738 on PolNeAR; each sixteen pieces more take a twentieth longer.
WINDOW, OVERLAP = 256, 64
#: More at once are no faster, and take memory (0.25 MB each).
CUES_AT_ONCE = 32
#: A residual and its normalization in one operation take an eighth of the encoder's time more than both of them apart.
SLOWER = "SkipLayerNormFusion"
#: Columns of the cue head's outputs for each piece, after the three roles and the four boundaries.
FURTHER = ("addressee", "medium", "place", "said_on")
_VALID, _NEGATED, _ACT, _KIND = 0, 1, slice(2, 10), slice(10, 17)


@dataclass(frozen=True)
class Tagged:
    """A source communicates a content. Stretches are `(start, end)` in characters of the text.

    `acts` and `kinds` give every act and kind of speaker its probability, `negated` is one; `confidence` is how likely the
    whole is right.
    """

    content: tuple[Stretch, ...]
    cue: Stretch | None
    source: Stretch | None
    confidence: float
    negated: float
    acts: dict[str, float] = field(repr=False)
    kinds: dict[str, float] = field(repr=False)
    addressee: Stretch | None = None
    medium: Stretch | None = None
    place: Stretch | None = None
    said_on: Stretch | None = None


@dataclass(frozen=True)
class Numbers:
    """What the networks say about a text: `tags` for each piece, the rest for each candidate cue."""

    pieces: Pieces
    cues: list[Ints]
    tags: Floats
    firsts: list[int]
    roles: Floats
    edges: Floats
    further: Floats
    pooled: Floats


class Tagger:
    """The two networks and the tokenizer of a folder. Not for use by several threads at once.

    `threads`: for each call of a network; a worker process should keep 1.
    """

    def __init__(self, folder: Path = MODEL, *, threads: int = 1, encoder: str = "encoder.onnx") -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._encoder = _session(folder / encoder, threads)
        self._cues = _session(folder / "cues.onnx", threads)

    def attributions(self, text: str, *, scheme: int = OURS, decoding: Decoding | None = None) -> list[Tagged]:
        """Every attribution in `text`, in the order of their contents."""
        decoding = decoding or DECODING[scheme]
        numbers = self.numbers(text, scheme=scheme, least=decoding.cue)
        return decode(text, numbers, decoding) if numbers else []

    def numbers(self, text: str, *, scheme: int = OURS, least: float) -> Numbers | None:
        """The networks' outputs for `text`; None when no piece is a cue with probability `least`."""
        pieces = read_pieces(text, self._tokenizer)
        if not len(pieces):
            return None
        tags, projected = self._read(pieces, scheme)
        cues = cue_candidates(tags, least)
        if not cues:
            return None
        near = [surroundings(pieces, cue) for cue in cues]
        parts = [self._relate(near[k : k + CUES_AT_ONCE], tags, projected) for k in range(0, len(near), CUES_AT_ONCE)]
        out, pooled = (np.concatenate(part) for part in zip(*parts, strict=True))
        roles = log_softmax(out[..., :3])
        roles[~np.stack([s.real for s in near])] = (0.0, -99.0, -99.0)
        return Numbers(pieces, cues, tags, [s.first for s in near], roles, out[..., 3:7], sigmoid(out[..., 7:]), pooled)

    def _read(self, pieces: Pieces, scheme: int) -> tuple[Floats, Floats]:
        """(tags, projections) of each piece, from the window in which it stands most centrally."""
        size = window_size(len(pieces), most=WINDOW, overlap=OVERLAP)
        starts = window_starts(len(pieces), size=size, overlap=OVERLAP)
        at = np.array(starts)[:, None] + np.arange(size)
        windows = [self._read_window(pieces, w, scheme) for w in at]  # together they would be a quarter slower
        tags, projected = (np.concatenate(parts) for parts in zip(*windows, strict=True))
        halfway = (np.array(starts[1:]) + np.array(starts[:-1]) + size) / 2
        owner = np.searchsorted(halfway, np.arange(len(pieces)), side="left")
        inside = np.arange(len(pieces)) - np.array(starts)[owner]
        return tags[owner, inside], projected[owner, inside]

    def _read_window(self, pieces: Pieces, at: Ints, scheme: int) -> tuple[Floats, Floats]:
        feed = {"ids": pieces.ids[None, at], "looks": pieces.looks[None, at], "quoted": pieces.quoted[None, at]}
        tags, projected = self._encoder.run(None, feed | {"scheme": np.array([scheme], dtype=np.int64)})
        return tags, projected

    def _relate(self, near: Sequence[Surroundings], tags: Floats, projected: Floats) -> tuple[Floats, Floats]:
        """The cue head's outputs, for each cue and the pieces around it."""
        at = np.stack([s.first + np.arange(LEFT + RIGHT + 1) for s in near]).clip(0, len(tags) - 1)
        feed = {
            "projected": projected[at],
            "tags": tags[at],
            "cue": np.stack([s.cue for s in near]).astype(np.float32),
            "distance": np.stack([s.distance for s in near]),
            "sentence": np.stack([s.sentence for s in near]),
            "mark": np.stack([s.mark for s in near]),
            "real": np.stack([s.real for s in near]).astype(np.float32),
        }
        out, pooled = self._cues.run(None, feed)
        return out, pooled


def _session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=[SLOWER])


@cache
def tagger() -> Tagger:
    """The model beside this file, loaded at the first call and kept."""
    return Tagger()


@dataclass(frozen=True)
class _Draft:
    cue: Ints
    source: Ints
    content: Ints
    confidence: float
    row: int


def decode(text: str, numbers: Numbers, decoding: Decoding) -> list[Tagged]:
    """The attributions that the numbers add up to, in the order of their contents."""
    labels = best_roles(numbers.roles, numbers.edges, decoding.edge)
    drafts = [d for row in range(len(numbers.cues)) if (d := _draft(numbers, labels[row], row)).confidence >= decoding.confidence]
    contents = [frozenset(d.content.tolist()) for d in drafts]
    kept = [drafts[i] for i in survivors(contents, [d.confidence for d in drafts], decoding.overlap)]
    kept.sort(key=lambda d: (int(d.content[0]), int(d.cue[0])))
    return [_attribution(text, numbers, draft) for draft in kept]


def _draft(numbers: Numbers, labels: Ints, row: int) -> _Draft:
    first, n = numbers.firsts[row], len(numbers.pieces)
    content, source = np.flatnonzero(labels == CONTENT), np.flatnonzero(labels == SOURCE)
    cue = numbers.cues[row]
    sure = float(np.exp(numbers.roles[row, content, CONTENT]).mean()) if len(content) else 0.0
    is_cue = float(1 - numbers.tags[cue, OUTSIDE].min())
    is_claim = float(sigmoid(numbers.pooled[row, _VALID]))
    source, content = (found[(found + first >= 0) & (found + first < n)] + first for found in (source, content))
    return _Draft(cue, source, content, float(np.sqrt(is_cue * is_claim)) * sure, row)


def _attribution(text: str, numbers: Numbers, draft: _Draft) -> Tagged:
    pieces, pooled = numbers.pieces, numbers.pooled[draft.row]
    return Tagged(
        content=content_stretches(text, pieces, draft.content),
        cue=cue_stretch(text, pieces, draft.cue),
        source=stretch(text, pieces, _nearest_run(draft.source, draft.cue)),
        confidence=round(draft.confidence, 3),
        negated=round(float(sigmoid(pooled[_NEGATED])), 3),
        acts=_shares(ACTS, pooled[_ACT]),
        kinds=_shares(KINDS, pooled[_KIND]),
        **{name: _further(text, numbers, draft, k) for k, name in enumerate(FURTHER)},
    )


def _nearest_run(found: Ints, cue: Ints) -> Ints:
    """The run of `found` that is nearest to the cue: a source is one phrase."""
    if not len(found):
        return found
    runs = np.split(found, np.flatnonzero(np.diff(found) > 1) + 1)
    return min(runs, key=lambda run: int(np.abs(run[:, None] - cue).min()))


def _further(text: str, numbers: Numbers, draft: _Draft, column: int) -> Stretch | None:
    """The stretch that one of the further outputs marks, around its surest piece."""
    scores = numbers.further[draft.row, :, column]
    best = int(scores.argmax())
    if scores[best] < 0.5:
        return None
    low = high = best
    while low > 0 and scores[low - 1] >= 0.4:
        low -= 1
    while high + 1 < len(scores) and scores[high + 1] >= 0.4:
        high += 1
    at = np.arange(low, high + 1) + numbers.firsts[draft.row]
    return stretch(text, numbers.pieces, at[(at >= 0) & (at < len(numbers.pieces))])


def _shares(names: Sequence[str], logits: Floats) -> dict[str, float]:
    return {n: round(float(p), 3) for n, p in zip(names, np.exp(log_softmax(logits)), strict=True)}


#: Tuned by training/tune.py on PolNeAR dev and on the articles of ours that were not trained on.
#: Under our guidelines two claims may share a content ('P, the paper reported, citing an official'), so none goes for that.
DECODING = {
    POLNEAR: Decoding(cue=0.35, edge=2.5, confidence=0.55, overlap=0.5),
    GUM: Decoding(cue=0.3, edge=2.5, confidence=0.4, overlap=1.01),
    OURS: Decoding(cue=0.5, edge=2.5, confidence=0.7, overlap=1.01),
}

__all__ = ["ACTS", "DECODING", "GUM", "KINDS", "OURS", "POLNEAR", "Tagged", "Tagger", "decode", "tagger"]
