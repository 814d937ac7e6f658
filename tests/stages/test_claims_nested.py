"""Which claim stands inside which other's content, and whose the source is where the model saw none."""

from __future__ import annotations

import pytest

from services.claims.nested import holders
from services.claims.subjects import with_subject
from tests.attributed import Said, an_attribution
from tests.trees import a_doc

HOLDERS: list[tuple[str, list[Said], list[int | None]]] = [
    (
        "The mayor said the builders had told her that the bridge was safe.",
        [
            ("The mayor", "said", "the builders had told her that the bridge was safe"),
            ("the builders", "told", "the bridge was safe"),
        ],
        [None, 0],
    ),
    (
        "The mayor said the bridge was safe, adding that the road was open.",
        [("The mayor", "said", "the bridge was safe"), ("The mayor", "adding", "the road was open")],
        [None, None],
    ),
    (
        "Ilse said that Oskar thought that Pia had promised to leave.",
        [
            ("Ilse", "said", "Oskar thought that Pia had promised to leave"),
            ("Oskar", "thought", "Pia had promised to leave"),
            ("Pia", "promised", "to leave"),
        ],
        [None, 0, 1],
    ),
    (
        "The bridge, the mayor said, was safe.",
        [("the mayor", "said", "The bridge … was safe")],
        [None],
    ),
    (
        "The bridge was safe, the paper reported, citing two officials.",
        [("the paper", "reported", "The bridge was safe"), ("two officials", "citing", "The bridge was safe")],
        [None, 0],
    ),
    (
        '"We heard them. It will hold," the mayor said.',
        [("the mayor", "said", '"We heard them. It will hold,"'), (None, None, "It will hold")],
        [None, 0],
    ),
    (
        '"It will hold," the mayor said.',
        [("the mayor", "said", '"It will hold,"'), (None, None, '"It will hold,"')],
        [None, None],
    ),
]


@pytest.mark.parametrize(("text", "said", "inside"), HOLDERS, ids=[text for text, *_ in HOLDERS])
def test_a_claim_is_held_by_the_smallest_content_in_which_its_cue_stands(text: str, said: list[Said], inside: list[int | None]):
    assert holders([an_attribution(text, *one) for one in said], text) == inside


def test_the_order_of_claims_does_not_matter_to_what_holds_them():
    text, said, _ = HOLDERS[2]
    backwards = [an_attribution(text, *one) for one in reversed(said)]

    assert holders(backwards, text) == [1, 2, None]


@pytest.mark.parametrize("first", ["The bridge … was safe", "was safe, citing two officials"])
def test_of_two_in_each_other_s_content_one_holds_the_other(first: str):
    text = "The bridge, the mayor said, was safe, citing two officials."
    said: list[Said] = [("the mayor", "said", first), ("two officials", "citing", "The bridge, the mayor said, was safe")]

    assert holders([an_attribution(text, *one) for one in said], text) == [1, None]


SUBJECTS: list[tuple[str, str | None, str, str, str | None]] = [
    ("The mayor said the bridge was safe.", None, "said", "the bridge was safe", "The mayor"),
    ("The mayor, who said the bridge was safe, has left.", None, "said", "the bridge was safe", "The mayor"),
    ("The bridge is believed to be safe.", None, "believed", "The bridge … to be safe", None),
    ("Few believed his claim that the bridge was safe.", None, "claim", "the bridge was safe", None),
    ("The mayor said the bridge was safe.", "mayor", "said", "the bridge was safe", "mayor"),
    ("The builders were accused by the mayor of theft.", None, "accused", "The builders … of theft", "the mayor"),
    ("The mayor had been told the bridge was safe.", "The mayor", "told", "the bridge was safe", None),
    ("The mayor had been quoted as saying the bridge was safe.", "The mayor", "quoted", "the bridge was safe", "The mayor"),
    ("According to the mayor, the bridge was safe.", None, "According to", "the bridge was safe", None),
    (
        "Asked by reporters whether the bridge was safe, the mayor said it was.",
        *(None, "Asked", "whether the bridge was safe", "reporters"),
    ),
]


@pytest.mark.parametrize(("text", "source", "cue", "content", "subject"), SUBJECTS, ids=[f"{t} {s}" for t, s, *_ in SUBJECTS])
def test_an_active_cue_without_a_source_has_its_subject(
    text: str, source: str | None, cue: str, content: str, subject: str | None
):
    found = with_subject(a_doc(text), an_attribution(text, source, cue, content)).source

    assert (text[found.start : found.end] if found else None) == subject


def test_a_cue_s_own_subject_is_its_source_not_a_part_of_what_it_says():
    text = "The mayor accused the builders of theft."

    found = with_subject(a_doc(text), an_attribution(text, None, "accused", "The mayor … the builders of theft"))

    assert found.source is not None and text[found.source.start : found.source.end] == "The mayor"
    assert [text[part.start : part.end] for part in found.content] == ["the builders of theft"]


def test_who_was_told_is_no_part_of_what_he_was_told():
    text = "The mayor had been told the bridge was safe."

    found = with_subject(a_doc(text), an_attribution(text, None, "told", "The mayor … the bridge was safe"))

    assert found.source is None
    assert [text[part.start : part.end] for part in found.content] == ["the bridge was safe"]
