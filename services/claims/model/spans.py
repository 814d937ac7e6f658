"""Pieces to stretches of text: whole words, quotation marks in pairs, no stray punctuation at the ends."""

from __future__ import annotations

import re

import numpy as np

from services.claims.model.pieces import DOUBLE_MARKS, Ints, Pieces

Stretch = tuple[int, int]

_LEADING = " \t\n,;:.!?—–-"
_TRAILING = " \t\n,;:—–-("
_ABBREVIATED = re.compile(r"(?:\b[A-Za-z]|\.[A-Za-z]|\b(?:Inc|Corp|Co|Ltd|Jr|Sr|Bros|St|etc))\.$")
#: Scripts without blanks have no end of a word for a whole article.
_LONGEST_WORD = 50
_INITIALS = re.compile(r"\b[A-Za-z]\.[A-Za-z]$")


def stretch(text: str, pieces: Pieces, found: Ints) -> Stretch | None:
    """The stretch from the first to the last of the pieces, in whole words; None for no pieces."""
    if not len(found):
        return None
    start, end = _words(text, int(pieces.starts[found[0]]), int(pieces.ends[found[-1]]))
    return _stripped(text, start, end)


def cue_stretch(text: str, pieces: Pieces, found: Ints) -> Stretch | None:
    """The cue's stretch; None where it is a mark. Of 'according to' both words, whichever the pieces are."""
    made = stretch(text, pieces, found)
    if made is None or not any(c.isalnum() for c in text[slice(*made)]):
        return None
    start, end = made
    before = text[max(0, start - len("according ")) : start]
    return (start - len(before), end) if text[start:end] == "to" and before.lower() == "according " else made


def content_stretches(text: str, pieces: Pieces, found: Ints) -> tuple[Stretch, ...]:
    """One stretch for each run of the pieces and each paragraph. Punctuation alone neither parts two runs nor is one.

    Two that would share a word or a mark are one.
    """
    parts: list[Stretch] = []
    for run in _runs(text, pieces, found):
        start, end = _words(text, int(pieces.starts[run[0]]), int(pieces.ends[run[-1]]))
        parts += [(start + m.start(), start + m.end()) for m in re.finditer(r"[^\n]+", text[start:end])]
    shaped: list[Stretch] = []
    for start, end in (s for a, b in parts if (s := _content(text, a, b))):
        if shaped and start < shaped[-1][1]:
            shaped[-1] = (shaped[-1][0], max(end, shaped[-1][1]))
        else:
            shaped.append((start, end))
    return tuple(shaped)


def _runs(text: str, pieces: Pieces, found: Ints) -> list[Ints]:
    """Runs of the pieces; a gap with no letter or digit in it is no gap, unless a sentence ends in it."""
    cuts = []
    for i in np.flatnonzero(np.diff(found) > 1):
        gap = text[int(pieces.ends[found[i]]) : int(pieces.starts[found[i + 1]])]
        if re.search(r"[\w.?!]", gap):
            cuts.append(i + 1)
    return np.split(found, cuts)


def _words(text: str, start: int, end: int) -> Stretch:
    """The stretch with the rest of the words that it begins and ends in, as far as a word can be long."""
    first, last = max(0, start - _LONGEST_WORD), min(len(text), end + _LONGEST_WORD)
    while start > first and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while 0 < end < last and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end


def _stripped(text: str, start: int, end: int) -> Stretch | None:
    while start < end and text[start] in _LEADING:
        start += 1
    while end > start and text[end - 1] in _TRAILING:
        end -= 1
    return (start, end) if any(c.isalnum() for c in text[start:end]) else None


#: The end of a quotation within a quotation; no apostrophe.
_CLOSES_SINGLE = re.compile(r"[.,?!]*['’](?!\w)")


def _content(text: str, start: int, end: int) -> Stretch | None:
    """A part as the guidelines want it: both marks of a quotation that it holds whole, else no final stop."""
    made = _stripped(text, start, end)
    if made is None:
        return None
    start, end = made
    if start and text[start - 1] in DOUBLE_MARKS and not text[start - 1 : start].isspace():
        closing = re.match(r"[.,?!]*[\"”]", text[end:])
        if closing and not DOUBLE_MARKS & set(text[start:end]):
            return start - 1, end + closing.end()
    if text[start] in DOUBLE_MARKS and not DOUBLE_MARKS & set(text[start + 1 : end]):
        closing = re.match(r"[.,?!]*[\"”]", text[end:])
        return (start, end + closing.end()) if closing else (start, end)
    if text[end - 1] in DOUBLE_MARKS and not DOUBLE_MARKS & set(text[start : end - 1]):
        return _stripped(text, start, end - 1)
    single = _CLOSES_SINGLE.match(text, end) if text[start] in "'‘" else None
    if single is not None:
        return start, single.end()
    if text[end : end + 1] == "." and _INITIALS.search(text, max(start, end - 4), end):
        return start, end + 1
    if text[end - 1] == "." and not text[start:end].endswith("..") and not _ABBREVIATED.search(text[start:end]):
        end -= 1
    return start, end
