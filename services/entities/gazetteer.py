"""Known strings found in a text, in time that grows with the text and not with the list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, TypeVar

T = TypeVar("T")

#: Where a name may begin: a letter or a figure that continues no word, no address (`www.`) and no handle (`@`).
STARTS = re.compile(r"(?<![\w.@#])[^\W_]")


class Gazetteer(Generic[T]):
    """Strings that stand for something. Case counts."""

    def __init__(self, entries: Mapping[str, T]) -> None:
        self._by_head: dict[str, list[tuple[str, T]]] = {}
        for text in sorted(entries, key=len, reverse=True):
            self._by_head.setdefault(text[:2], []).append((text, entries[text]))

    def find(self, text: str) -> Iterator[tuple[int, int, T]]:
        """Start, end and meaning of each known string in `text` that stands there as whole words; the longest, left to right."""
        done = 0
        for match in STARTS.finditer(text):
            start = match.start()
            if start < done:
                continue
            for known, meaning in self._by_head.get(text[start : start + 2], ()):
                end = start + len(known)
                if text.startswith(known, start) and ends_word(text, end):
                    yield start, end, meaning
                    done = end
                    break


def ends_word(text: str, at: int) -> bool:
    """Whether no word goes on at `at`: `U.S.` ends before `-backed`, not before the `A` of `U.S.A`; `US$` is no country."""
    after = text[at : at + 2]
    if not after or not (after[0].isalnum() or after[0] in "_$"):
        return not (after[:1] == "." and after[1:].islower())
    return False


def with_apostrophes(texts: Iterable[str]) -> Iterator[str]:
    """Each of `texts`, and again with the other apostrophe where it has one."""
    for text in texts:
        yield text
        if "'" in text:
            yield text.replace("'", "’")
