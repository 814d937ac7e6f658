"""Word lists of the parser, one entry a line, each file with a first line that says what is in it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def word_list(name: str) -> frozenset[str]:
    """The entries of `<name>.tsv`, folded as they stand there."""
    lines = (files(__name__) / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
