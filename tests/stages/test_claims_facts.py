"""What else is known of a claim: the act, whether it denies, the day, to whom, through what, where, and inside which other."""

from __future__ import annotations

import pytest

from schemas import Act, Claim
from tests.trees import read


def only(text: str) -> Claim:
    [claim] = read(text).claims
    return claim


ACTS = [
    ("The mayor said the bridge was safe.", Act.ASSERT),
    ("The builders denied the report.", Act.DENY),
    ("The mayor accused the builders of theft.", Act.ACCUSE),
    ("The mayor urged drivers to stay at home.", Act.DIRECT),
    ("The mayor told drivers to stay at home.", Act.DIRECT),
    ("The mayor called for a new bridge.", Act.DIRECT),
    ("The builders promised to return the money.", Act.COMMIT),
    ("The builders said they would return the money.", Act.COMMIT),
    ("The builders said the mayor would return the money.", Act.ASSERT),
    ("The mayor asked whether the bridge was safe.", Act.ASK),
    ('"Is the bridge safe?" the mayor said.', Act.ASK),
    ("The builders declined to comment.", Act.DECLINE),
    ("The mayor would not say whether the bridge was safe.", Act.DECLINE),
    ('"I will not discuss the bridge," the mayor said.', Act.DECLINE),
    ("The mayor wants the builders to return the money.", Act.ATTITUDE),
    ("The mayor called the builders thieves.", Act.ASSERT),
]


@pytest.mark.parametrize(("text", "act"), ACTS, ids=[text for text, _ in ACTS])
def test_a_claim_is_what_one_does_by_making_it(text: str, act: Act):
    assert only(text).act is act


NEGATED = [
    ("The mayor said the bridge was not safe.", True),
    ("The mayor said no ship had left.", True),
    ("The mayor said nobody was hurt.", True),
    ("The mayor said there was no danger.", True),
    ("The builders denied the report.", True),
    ("The mayor said the bridge was safe.", False),
    ("The mayor said the builders had failed to test it.", False),
    ("The builders declined to comment.", False),
    ('The mayor said: "We closed it. We did not test it."', False),
]


@pytest.mark.parametrize(("text", "negated"), NEGATED, ids=[text for text, _ in NEGATED])
def test_negated_is_a_content_that_says_that_something_is_not_so(text: str, negated: bool):
    assert only(text).negated is negated


#: The articles of the builders are of Monday, 2031-03-03.
DATES = [
    ("The mayor said on Sunday the bridge was safe.", "2031-03-02", "on Sunday"),
    ("On Sunday, the mayor said the bridge was safe.", "2031-03-02", "On Sunday"),
    ("The bridge was safe, the mayor said on Monday.", "2031-03-03", "on Monday"),
    ("The mayor on Monday said the bridge was safe.", "2031-03-03", "on Monday"),
    ("The mayor said late on Sunday that the bridge was safe.", "2031-03-02", "late on Sunday"),
    ("The mayor accused the builders on Sunday of theft.", "2031-03-02", "on Sunday"),
    ("A report published on Sunday said the bridge was safe.", "2031-03-02", "on Sunday"),
    ("Asked on Sunday, the mayor said the bridge was safe.", "2031-03-02", "on Sunday"),
]


@pytest.mark.parametrize(("text", "day", "words"), DATES, ids=[text for text, *_ in DATES])
def test_a_claim_is_dated_by_the_words_that_hang_on_its_cue(text: str, day: str, words: str):
    said = only(text).said_on

    assert said is not None
    assert (said.date, said.text) == (day, words)


@pytest.mark.parametrize(
    "text",
    [
        "The mayor said the bridge was closed on Sunday.",
        "The mayor, who was elected in 2029, said the bridge was safe.",
        "The mayor said last week the bridge was safe.",
        'The mayor said: "We closed it on Sunday."',
        "The bridge fell on Sunday, and the mayor said it was old.",
    ],
)
def test_a_time_of_something_else_is_not_when_it_was_said(text: str):
    assert only(text).said_on is None


def test_a_participle_is_said_when_its_verb_is():
    claims = read("The mayor praised the builders on Sunday, saying the bridge was safe.").claims

    assert [claim.said_on.date if claim.said_on else None for claim in claims] == ["2031-03-02", "2031-03-02"]


@pytest.mark.parametrize(
    ("text", "addressee"),
    [
        ("The mayor told reporters the bridge was safe.", "reporters"),
        ("The mayor said to reporters that the bridge was safe.", "reporters"),
        ("The mayor urged drivers to stay at home.", "drivers"),
        ("The mayor called on the builders to return the money.", "the builders"),
        ("The mayor said the bridge was safe.", None),
        ("The mayor accused the builders of theft.", None),
    ],
)
def test_the_addressee_is_who_is_spoken_to(text: str, addressee: str | None):
    found = only(text).addressee

    assert (found.text if found else None) == addressee


def test_a_statement_is_a_medium_and_a_town_is_a_place():
    claim = only("The mayor said in a statement that the bridge was safe.")
    other = only("The mayor told reporters outside the court that the bridge was safe.")

    assert (claim.medium and claim.medium.text, claim.place) == ("in a statement", None)
    assert (other.medium, other.place and other.place.text) == (None, "outside the court")


def test_a_claim_inside_another_s_content_names_its_holder():
    outer, inner = read("The mayor said the builders had told her that the bridge was safe.").claims

    assert (outer.nested_in, inner.nested_in) == (None, outer.id)


def test_two_claims_of_one_sentence_are_not_nested():
    claims = read("The mayor said the bridge was safe, adding that the road was open.").claims

    assert [claim.nested_in for claim in claims] == [None, None]
