"""A text as the claims model reads it: word pieces, what each looks like, and windows over them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Ints = NDArray[np.int64]

#: What a piece looks like (the vocabulary is lower-cased, so this is all the model sees of capitals and paragraphs).
LOWER, TITLE, UPPER, OTHER, LINE_BREAK = range(5)
LINE_BREAK_PIECE = "[unused1]"
DOUBLE_MARKS = frozenset('"“”„«»〝〞')
#: A quotation that is still open after so many pieces was a stray mark: the 99th centile of quotations is shorter.
LONGEST_QUOTATION = 160

_SENTENCE_END = re.compile(r"[.?!…][\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-Z0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Sens|Rep|Reps|Gov|Gen|Col|Lt|Sgt|Maj|Capt|Adm|Rev|St|Jr|Sr|No|vs|Jan|Feb|Mar|Apr|Aug|Sept|"
    r"Oct|Nov|Dec|Inc|Corp|Co|Ltd)|\b[A-Z](?:\.[A-Z])*)\.$"
)


@dataclass(frozen=True)
class Pieces:
    """The word pieces of a text, one array each, all of the same length. `starts`/`ends` are characters of the text."""

    ids: Ints
    starts: Ints
    ends: Ints
    looks: Ints
    quoted: Ints
    sentence: Ints
    marks: Ints

    def __len__(self) -> int:
        return len(self.ids)


def read_pieces(text: str, tokenizer: Tokenizer) -> Pieces:
    """`text` in pieces; each run of line breaks is one piece of no width. Never truncated."""
    lines = list(re.finditer(r"[^\n]+|\n+", text))
    encoded = iter(tokenizer.encode_batch([m.group() for m in lines if m.group()[0] != "\n"], add_special_tokens=False))
    line_break = int(tokenizer.token_to_id(LINE_BREAK_PIECE) or 0)
    ids: list[int] = []
    spans: list[tuple[int, int]] = []
    for line in lines:
        at = line.start()
        if line.group()[0] == "\n":
            ids.append(line_break)
            spans.append((at, at))
            continue
        encoding = next(encoded)
        ids += encoding.ids
        spans += [(at + a, at + b) for a, b in encoding.offsets]
    starts, ends = np.array(spans, dtype=np.int64).reshape(-1, 2).T
    strings = [text[a:b] for a, b in spans]
    quoted, marks = _quotations(text, strings, starts)
    return Pieces(np.array(ids, dtype=np.int64), starts, ends, _looks(strings), quoted, _sentences(text, starts), marks)


def _look(piece: str) -> int:
    if not piece:
        return LINE_BREAK
    if not piece[0].isalpha():
        return OTHER
    if piece[0].islower():
        return LOWER
    return UPPER if len(piece) > 1 and piece.isupper() else TITLE


def _looks(strings: Sequence[str]) -> Ints:
    return np.array([_look(s) for s in strings], dtype=np.int64)


def _opens(mark: str, before: str, after: str, inside: bool) -> bool:
    """Whether a double mark opens a quotation: by its form, else by the blanks beside it, else by turns."""
    if mark in "“„«":
        return True
    if mark in "”»":
        return False
    blank_before, blank_after = before in " \n([—–-‘'", after in " \n.,;:?!)]—–"
    return blank_before if blank_before != blank_after else not inside


def _quotations(text: str, strings: Sequence[str], starts: Ints) -> tuple[Ints, Ints]:
    """(1 for each piece between double marks, the marks included; how many marks stand before each piece)."""
    quoted = np.zeros(len(strings), dtype=np.int64)
    marks = np.zeros(len(strings), dtype=np.int64)
    seen, inside, since = 0, False, 0
    for i, piece in enumerate(strings):
        marks[i] = seen
        if not piece or i - since > LONGEST_QUOTATION:
            inside = False
        if piece in DOUBLE_MARKS and piece:
            at = int(starts[i])
            inside = _opens(piece, text[at - 1 : at] or "\n", text[at + 1 : at + 2] or "\n", inside)
            seen, since = seen + 1, i
            quoted[i] = 1
        else:
            quoted[i] = int(inside)
    return quoted, marks


def _sentences(text: str, starts: Ints) -> Ints:
    """The number of the sentence that each piece stands in; a line break ends one."""
    ends = [
        m.end() for m in _SENTENCE_END.finditer(text) if not _ABBREVIATION.search(text[max(0, m.start() - 12) : m.start() + 1])
    ]
    ends += [m.end() for m in re.finditer(r"\n+", text)]
    return np.searchsorted(np.array(sorted(ends), dtype=np.int64), starts, side="right").astype(np.int64)


def window_size(length: int, *, most: int, overlap: int) -> int:
    """The least size with which as few windows cover `length` pieces as with `most`."""
    if length <= most:
        return length
    count = -(-(length - overlap) // (most - overlap))
    return -(-(length - overlap) // count) + overlap


def window_starts(length: int, *, size: int, overlap: int) -> list[int]:
    """Where windows of `size` pieces start so that neighbours share at least `overlap`, spread evenly."""
    if length <= size:
        return [0]
    count = -(-(length - overlap) // (size - overlap))
    return [round(k * (length - size) / (count - 1)) for k in range(count)]
