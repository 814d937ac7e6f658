"""Classes of words that the stage asks about: words.tsv, read once."""

from __future__ import annotations

import functools
from importlib.resources import files


@functools.cache
def words(name: str) -> frozenset[str]:
    """The class called `name`: 'documents', 'media', …; words in small letters. Raises KeyError when there is none."""
    return _classes()[name]


@functools.cache
def _classes() -> dict[str, frozenset[str]]:
    text = files("services.claims").joinpath("words.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {name: frozenset(listed.split()) for name, listed in rows}
