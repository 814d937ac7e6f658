"""Documents to batches: variants of a text, windows over it, and for each cue the pieces around it."""

from __future__ import annotations

import collections
import dataclasses
from dataclasses import dataclass
from random import Random

import numpy as np
import torch

from services.claims.model.pieces import LINE_BREAK, OTHER, Pieces, window_starts
from services.claims.model.surroundings import LEFT, RIGHT, surroundings
from training.data import EXTRAS, Document, covered

SIZE, OVERLAP = 256, 32
MASKED = 0.2  # of a variant's pieces at most: what is shown ten times is learnt by heart otherwise
WIDE = LEFT + RIGHT + 1
IGNORED = -100


@dataclass
class Labelled:
    """An attribution in pieces of a window."""

    cue: np.ndarray
    source: np.ndarray
    content: np.ndarray
    extras: dict[str, np.ndarray] | None
    act: int
    negated: int
    kind: int


@dataclass
class Window:
    pieces: Pieces
    scheme: int
    owned: list[Labelled]
    cues: list[np.ndarray]
    source: np.ndarray
    content: np.ndarray
    inner: tuple[int, int]
    labelled: bool


class Vocabulary:
    """The ids of the pieces that variants of a text exchange."""

    def __init__(self, tokenizer) -> None:
        self.open, self.close, self.straight, self.comma, self.line_break = (
            tokenizer.token_to_id(t) for t in ("“", "”", '"', ",", "[unused1]")
        )
        self.mask = tokenizer.token_to_id("[MASK]")


def _taken(pieces: Pieces, order: np.ndarray) -> Pieces:
    return Pieces(**{f.name: getattr(pieces, f.name)[order] for f in dataclasses.fields(Pieces)})


def variant(doc: Document, words: Vocabulary, rng: Random) -> Pieces:
    """The document's pieces as another desk might have left them: no line breaks, or more, straight marks, lost commas.

    Of every second variant some words are hidden.
    """
    pieces = doc.pieces
    n = len(pieces)
    keep = np.ones(n, dtype=bool)
    parted = bool((pieces.looks == LINE_BREAK).any())
    if parted and rng.random() < 0.4:
        keep &= pieces.looks != LINE_BREAK
    if rng.random() < 0.04:
        keep &= pieces.ids != words.comma
    pieces = _taken(pieces, np.flatnonzero(keep))
    if not parted and rng.random() < 0.4:
        pieces = _with_paragraphs(pieces, words, rng)
    ids = pieces.ids.copy()
    if rng.random() < 0.25:
        ids[(ids == words.open) | (ids == words.close)] = words.straight
    if rng.random() < 0.5:
        ids[_hidden(pieces, rng)] = words.mask
    quoted = pieces.quoted if rng.random() < 0.92 else np.zeros_like(pieces.quoted)
    looks = pieces.looks if rng.random() < 0.97 else np.where(pieces.looks == LINE_BREAK, LINE_BREAK, 0)
    return dataclasses.replace(pieces, ids=ids, quoted=quoted, looks=looks)


def _hidden(pieces: Pieces, rng: Random) -> np.ndarray:
    """Up to MASKED of the pieces that begin with a letter."""
    share = MASKED * rng.random()
    return np.array([look < OTHER and rng.random() < share for look in pieces.looks], dtype=bool)


def _with_paragraphs(pieces: Pieces, words: Vocabulary, rng: Random) -> Pieces:
    at = [i for i in np.flatnonzero(np.diff(pieces.sentence)) + 1 if rng.random() < 0.6]
    add = lambda a, values: np.insert(a, at, values)  # noqa: E731
    here = [int(pieces.starts[i]) for i in at]
    return Pieces(
        ids=add(pieces.ids, words.line_break),
        starts=add(pieces.starts, here),
        ends=add(pieces.ends, here),
        looks=add(pieces.looks, LINE_BREAK),
        quoted=add(pieces.quoted, 0),
        sentence=add(pieces.sentence, [int(pieces.sentence[i]) for i in at]),
        marks=add(pieces.marks, [int(pieces.marks[i]) for i in at]),
    )


def _bridged(pieces: Pieces, found: np.ndarray) -> np.ndarray:
    """`found` and the line breaks that lie between two of its pieces."""
    inside = set(found.tolist())
    gaps = [i for i in np.flatnonzero(pieces.looks == LINE_BREAK) if i - 1 in inside and i + 1 in inside]
    return np.array(sorted(inside | set(gaps)), dtype=np.int64)


def windows(doc: Document, words: Vocabulary, rng: Random | None) -> list[Window]:
    """Windows over the document (over a variant of it, shifted at random, where `rng` is given)."""
    pieces = variant(doc, words, rng) if rng else doc.pieces
    n = len(pieces)
    starts = window_starts(n, size=SIZE, overlap=OVERLAP)
    if rng:
        starts = [s if s in (0, n - SIZE) else s + rng.randint(-12, 12) for s in starts]
    labelled = []
    for e in doc.examples:
        extras = None if e.extras is None else {k: covered(pieces, [s]) for k, s in e.extras.items()}
        got = Labelled(
            covered(pieces, e.cue),
            covered(pieces, e.source),
            _bridged(pieces, covered(pieces, e.content)),
            extras,
            e.act,
            e.negated,
            e.kind,
        )
        if len(got.cue) and len(got.content):
            labelled.append(got)
    owned = collections.defaultdict(list)
    for x in labelled:
        owned[min(starts, key=lambda s: abs(s + SIZE / 2 - int(x.cue[len(x.cue) // 2])))].append(x)
    return [_window(pieces, doc, s, labelled, owned[s]) for s in dict.fromkeys(starts)]


def _window(pieces: Pieces, doc: Document, start: int, labelled: list[Labelled], owned: list[Labelled]) -> Window:
    stop = min(start + SIZE, len(pieces))
    cut = lambda a: a[(a >= start) & (a < stop)] - start  # noqa: E731
    mine = [
        dataclasses.replace(
            x,
            cue=cut(x.cue),
            source=cut(x.source),
            content=cut(x.content),
            extras=None if x.extras is None else {k: cut(a) for k, a in x.extras.items()},
        )
        for x in owned
    ]
    flat = lambda role: cut(np.unique(np.concatenate([np.empty(0, dtype=np.int64)] + [getattr(x, role) for x in labelled])))  # noqa: E731
    inner = (0 if start == 0 else 24, stop - start if stop == len(pieces) else stop - start - 24)
    return Window(
        _taken(pieces, np.arange(start, stop)),
        doc.scheme,
        [x for x in mine if len(x.cue)],
        [c for x in labelled if len(c := cut(x.cue))],
        flat("source"),
        flat("content"),
        inner,
        doc.labelled,
    )


def encoder_inputs(batch: list[Window]) -> tuple[torch.Tensor, ...]:
    """(ids, looks, quoted, scheme), padded with 0."""
    n = max(len(w.pieces) for w in batch)
    tables = []
    for name in ("ids", "looks", "quoted"):
        table = np.zeros((len(batch), n), dtype=np.int64)
        for i, w in enumerate(batch):
            table[i, : len(w.pieces)] = getattr(w.pieces, name)
        tables.append(torch.from_numpy(table))
    return *tables, torch.tensor([w.scheme for w in batch])


def tag_targets(batch: list[Window], n: int) -> tuple[torch.Tensor, torch.Tensor]:
    """(windows x n: 0, 1, 2 = outside, begin, inside a cue, IGNORED if padded or unlabelled; windows x n x 4: other tags)."""
    cue = np.full((len(batch), n), IGNORED, dtype=np.int64)
    other = np.zeros((len(batch), n, 4), dtype=np.float32)
    for i, w in enumerate(batch):
        if not w.labelled:
            continue
        cue[i, : len(w.pieces)] = 0
        for c in w.cues:
            cue[i, c] = 2
        for c in w.cues:
            cue[i, c[0]] = 1
        other[i, w.source, 0] = 1
        other[i, w.content, 1] = 1
        for x in w.owned:
            first, last = _ends(x.content)
            other[i, first, 2] = 1
            other[i, last, 3] = 1
    return torch.from_numpy(cue), torch.from_numpy(other)


def _ends(found: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(first, last) pieces of each run."""
    if not len(found):
        return found, found
    breaks = np.flatnonzero(np.diff(found) > 1)
    return found[np.r_[0, breaks + 1]], found[np.r_[breaks, len(found) - 1]]


@dataclass
class CueBatch:
    """What the cue head reads and should say, one row a cue."""

    window: torch.Tensor
    at: torch.Tensor
    features: tuple[torch.Tensor, ...]  # cue, distance, sentence, mark, real
    role: torch.Tensor
    boundary: torch.Tensor
    extras: torch.Tensor
    known: torch.Tensor  # rows of windows with labels
    labelled: torch.Tensor  # rows with extras, act, negated, kind
    valid: torch.Tensor
    act: torch.Tensor
    negated: torch.Tensor
    kind: torch.Tensor


def cue_batch(batch: list[Window], rows: list[tuple[int, np.ndarray, Labelled | None]]) -> CueBatch:
    """`rows`: (window, the cue's pieces, what it attributes or None for a word that is no cue)."""
    made = [surroundings(batch[w].pieces, cue) for w, cue, _ in rows]
    role = np.zeros((len(rows), WIDE), dtype=np.int64)
    boundary = np.zeros((len(rows), WIDE, 4), dtype=np.float32)
    extras = np.zeros((len(rows), WIDE, len(EXTRAS)), dtype=np.float32)
    for r, ((_, _, x), s) in enumerate(zip(rows, made, strict=True)):
        role[r, ~s.real] = IGNORED
        if x is None:
            continue
        here = lambda a, first=s.first: (a - first)[(a - first >= 0) & (a - first < WIDE)]  # noqa: E731
        role[r, here(x.source)] = 1
        role[r, here(x.content)] = 2
        for k, found in enumerate((*_ends(x.source), *_ends(x.content))):
            boundary[r, here(found), k] = 1
        for k, name in enumerate(EXTRAS):
            if x.extras and name in x.extras:
                extras[r, here(x.extras[name]), k] = 1
    stack = lambda name: torch.from_numpy(np.stack([getattr(s, name) for s in made]))  # noqa: E731
    label = lambda name: torch.tensor([IGNORED if x is None else getattr(x, name) for _, _, x in rows])  # noqa: E731
    at = np.stack([np.clip(np.arange(WIDE) + s.first, 0, None) for s in made])
    return CueBatch(
        window=torch.tensor([w for w, _, _ in rows]),
        at=torch.from_numpy(at),
        features=(stack("cue").float(), stack("distance"), stack("sentence"), stack("mark"), stack("real").float()),
        role=torch.from_numpy(role),
        boundary=torch.from_numpy(boundary),
        extras=torch.from_numpy(extras),
        known=torch.tensor([batch[w].labelled for w, _, _ in rows]),
        labelled=torch.tensor([x is not None and x.extras is not None for _, _, x in rows]),
        valid=torch.tensor([float(x is not None) for _, _, x in rows]),
        act=label("act"),
        negated=label("negated"),
        kind=label("kind"),
    )
