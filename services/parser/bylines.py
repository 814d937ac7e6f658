"""Bylines: `By Jane Roe`, alone in a paragraph or run into the dateline by a crawler."""

from __future__ import annotations

import re
from datetime import date

from services.parser.dateline import find_dateline

#: A paragraph of its own: By, names and perhaps the agency or a job, no stop at the end.
ALONE = re.compile(r"(?:By|BY|by)\s+[^\W\d_][^.!?:]*(?:\.[^.!?:]+){0,4}")
#: Names, titles and an agency take no more words than this: four reporters, two of them with a middle initial.
MOST_WORDS = 16
NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][\w.'’-]*,?|and|AND|&|de|da|di|van|von|der|den|bin|al|el|la")


def split_byline(paragraph: str, *, near: date) -> tuple[str | None, str]:
    """(the byline, what follows it in the paragraph); (None, the paragraph) when it begins with none."""
    words = paragraph.split(" ", MOST_WORDS + 1)
    if words[0].casefold() != "by" or len(words) < 2:
        return None, paragraph
    for count in range(2, min(len(words), MOST_WORDS) + 1):
        rest = paragraph[sum(len(word) + 1 for word in words[:count]) :]
        if not NAME.fullmatch(words[count - 1]):
            break
        if _starts_dateline(rest) and find_dateline(rest, near=near):
            return " ".join(words[:count]).rstrip(","), rest
    if len(words) <= MOST_WORDS and ALONE.fullmatch(paragraph) and _named(words):
        return paragraph, ""
    return None, paragraph


def _starts_dateline(rest: str) -> bool:
    """Only a word in capitals or a bracket begins a dateline here: another reporter's name is no place."""
    first = rest.split(" ", 1)[0]
    return first.startswith("(") or (len(first) > 2 and first.isupper())


def _named(words: list[str]) -> bool:
    """Whether what follows "By" begins with a name: `By Jane Roe`, not `By then the ship …`."""
    return (len(words) >= 3 and all(word[0].isupper() or word in ("and", "&") for word in words[1:3])) or (
        len(words) == 2 and words[1].istitle()
    )
