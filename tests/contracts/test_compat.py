"""The rules of evolution hold: what may change inside a version, and what may not."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from schemas import ClaimArticle
from schemas.compat import breaks
from schemas.generate import broken_promises, schema

THEN = schema(ClaimArticle)


def changed(at: str, **words: Any) -> dict[str, Any]:
    """Today's schema of a ClaimArticle with the schema of one definition or field changed."""
    now = copy.deepcopy(THEN)
    place = now
    for step in at.split("/"):
        place = place[step]
    place.update(words)
    return now


def test_the_same_contract_breaks_nothing():
    assert breaks(THEN, copy.deepcopy(THEN)) == []


def test_a_new_optional_field_breaks_nothing():
    now = copy.deepcopy(THEN)
    now["properties"]["mood"] = {"type": "string", "default": "calm"}

    assert breaks(THEN, now) == []


def test_a_new_required_field_breaks():
    now = copy.deepcopy(THEN)
    now["required"] = [*now["required"], "language"]

    assert breaks(THEN, now) == [".language: is required now; old messages lack it"]


def test_a_field_that_is_gone_breaks():
    now = copy.deepcopy(THEN)
    del now["properties"]["headline"]

    assert breaks(THEN, now) == [".headline: is gone"]


@pytest.mark.parametrize(
    ("at", "words", "said"),
    [
        ("properties/body", {"type": "integer"}, ".body: type was 'string' and is 'integer'"),
        ("$defs/Act", {"enum": ["assert", "sing"]}, ".claims[].act: enum was"),
        ("$defs/Span/properties/start", {"minimum": 1}, ".paragraphs[].start: minimum was 0 and is 1"),
        ("properties/headline", {"anyOf": [{"type": "string"}]}, ".headline: there were 2 choices and are 1"),
    ],
)
def test_a_field_that_means_something_else_breaks(at: str, words: dict[str, Any], said: str):
    assert any(what.startswith(said) for what in breaks(THEN, changed(at, **words)))


def test_todays_contracts_break_no_released_one():
    assert broken_promises() == []
