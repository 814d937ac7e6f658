"""A quotation that is longer than what the model sees around a cue is the content as a whole."""

from __future__ import annotations

import pytest

from schemas import Quotation, Span
from services.claims import reach
from services.claims.reach import BEFORE, BEHIND
from services.claims.taken import Content

LONG = "the port was shut and nobody knew why, " * 12


def where(text: str, words: str) -> Span:
    return Span(start=text.index(words), end=text.index(words) + len(words))


def quotations(text: str, *parts: str) -> list[Quotation]:
    return [Quotation(parts=tuple(where(text, part) for part in parts))]


def whole(text: str, quoted: list[Quotation], content: Content, cue: str, *others: Content) -> list[str]:
    found = reach.whole(quoted, [content, *others], [where(text, cue), *[None] * len(others)])
    return [text[part.start : part.end] for part in found[0]]


def test_what_begins_in_the_middle_of_a_quotation_far_from_its_cue_begins_with_it():
    said = f"“It was dark, {LONG}” "
    text = f"{said}the mayor said."
    cut = Span(start=60, end=len(said) - 1)

    assert whole(text, quotations(text, said.strip()), (cut,), "said") == [said.strip()]


def test_what_ends_in_the_middle_of_a_quotation_far_from_its_cue_ends_with_it():
    said = f"“It was dark, {LONG}”"
    text = f"The mayor said: {said}"
    cut = Span(start=16, end=16 + BEHIND + 20)

    assert whole(text, quotations(text, said), (cut,), "said") == [said]


def test_the_quotation_s_other_paragraphs_belong_to_it():
    first, second = "“It was dark.", f"“Nobody came, {LONG}”"
    text = f"{first}\n\n{second} the mayor said."
    cut = Span(start=text.index("Nobody") + 40, end=text.index(" the mayor"))

    assert whole(text, quotations(text, first, second), (cut,), "mayor said") == [first, second]


@pytest.mark.parametrize("apart", [BEFORE - 20, BEFORE + 20])
def test_near_its_cue_the_model_saw_all_of_it(apart: int):
    said = f"“It was dark, {LONG}”"
    text = f"{said} mayor said."
    cut = Span(start=text.index(" mayor") + 7 - apart, end=len(said))

    found = whole(text, quotations(text, said), (cut,), "said")

    assert (found == [said]) is (apart > BEFORE)


def test_what_another_content_has_of_the_quotation_is_not_taken_from_it():
    said = f"“It was dark, {LONG}”"
    text = f"{said} the mayor said."
    cut, other = Span(start=60, end=len(said)), (where(text, "It was dark"),)

    assert whole(text, quotations(text, said), (cut,), "mayor said", other) == [text[60 : len(said)]]


def test_a_phrase_at_the_end_of_a_long_quotation_without_a_cue_stays_what_it_is():
    said = f"“It was dark, {LONG}”"
    cut = (Span(start=60, end=len(said)),)

    assert reach.whole(quotations(said, said), [cut], [None]) == [cut]


@pytest.mark.parametrize("seen", [BEHIND - 20, BEHIND + 20])
def test_a_quotation_without_a_cue_that_is_longer_than_the_model_s_sight_is_whole(seen: int):
    said = f"“It was dark, {LONG}”"
    cut = (Span(start=0, end=seen),)

    [found] = reach.whole(quotations(said, said), [cut], [None])

    assert (found == (Span(start=0, end=len(said)),)) is (seen > BEHIND)
