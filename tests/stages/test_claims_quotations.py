"""Whole quotations that no attribution holds: what goes on with one before it, what stands alone, what is no speech."""

from __future__ import annotations

import pytest

from schemas import Span
from services.claims.uncued import uncued
from tests.trees import an_article


def added(text: str, *contents: str) -> tuple[dict[int, list[str]], list[list[str]]]:
    """(what is added to which content, what stands alone), as the text has it."""
    known = [(Span(start=text.index(content), end=text.index(content) + len(content)),) for content in contents]
    more, alone = uncued(an_article(text), known)
    return {place: _words(text, content) for place, content in more.items()}, [_words(text, content) for content in alone]


def _words(text: str, content: tuple[Span, ...]) -> list[str]:
    return [text[part.start : part.end] for part in content]


SAFE, HOLD = '"The bridge is safe,"', '"It will hold for years."'


def test_a_quotation_that_goes_on_behind_the_cue_belongs_to_the_one_before_it():
    assert added(f"{SAFE} the mayor said. {HOLD}", SAFE) == ({0: [HOLD]}, [])


def test_a_quotation_in_a_paragraph_of_its_own_stands_alone():
    assert added(f"{SAFE} the mayor said.\n\n{HOLD}", SAFE) == ({}, [[HOLD]])


def test_a_quotation_far_behind_stands_alone():
    long = f"the mayor, {'who has long been a friend of the builders, ' * 5}said."

    assert added(f"{SAFE} {long} {HOLD}", SAFE) == ({}, [[HOLD]])


def test_a_quotation_behind_another_sentence_stands_alone():
    assert added(f"{SAFE} the mayor said. Rain fell. {HOLD}", SAFE) == ({}, [[HOLD]])


def test_a_quotation_that_a_content_touches_is_left_alone():
    assert added(f"The mayor said: {HOLD}", "hold for years") == ({}, [])


def test_a_quotation_before_all_that_is_said_is_nobody_s():
    assert added(f"{HOLD}\n\n{SAFE} the mayor said.", SAFE) == ({}, [])


@pytest.mark.parametrize("borrowed", ['"safe."', '"quite safe for cars"', 'bridge "is safe for all."'])
def test_a_word_a_phrase_and_half_a_sentence_are_no_speech(borrowed: str):
    assert added(f"{SAFE} the mayor said.\n\nThe builders call it {borrowed}", SAFE) == ({}, [])


def test_a_quotation_over_paragraphs_is_one_content_of_two_parts():
    text = f'{SAFE} the mayor said.\n\n"It will hold for years.\n\n"We have tested all of it."'

    assert added(text, SAFE) == ({}, [['"It will hold for years.', '"We have tested all of it."']])


@pytest.mark.parametrize("marks", ["“”", "«»"])
def test_all_double_marks_are_marks(marks: str):
    hold = f"{marks[0]}It will hold for years.{marks[1]}"

    assert added(f"{SAFE} the mayor said.\n\n{hold}", SAFE) == ({}, [[hold]])
