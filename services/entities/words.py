"""Word lists, written as a line of words."""

from __future__ import annotations


def wordset(text: str) -> frozenset[str]:
    """The words of `text`, which blanks and line ends part."""
    return frozenset(text.split())
