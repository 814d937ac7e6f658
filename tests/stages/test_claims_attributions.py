"""Which words give which content and source: one shape a test, over parsed sentences."""

from __future__ import annotations

import pytest

from services.claims.attributions import find_attributions
from tests.trees import a_doc, an_article


def found(text: str) -> list[tuple[str | None, str | None, str]]:
    """(source, cue, content) of each attribution, the content's parts joined by '…'."""
    spans = find_attributions(a_doc(text), an_article(text))
    return [
        (
            text[a.source.start : a.source.end] if a.source else None,
            text[a.cue.start : a.cue.end] if a.cue else None,
            " … ".join(text[part.start : part.end] for part in a.content),
        )
        for a in spans
    ]


SHAPES = [
    ("The mayor said the bridge was safe.", [("The mayor", "said", "the bridge was safe")]),
    ("The mayor said that the bridge was safe.", [("The mayor", "said", "the bridge was safe")]),
    ("The bridge was safe, the mayor said on Monday.", [("the mayor", "said", "The bridge was safe")]),
    ("The bridge was safe, said Pia Ekdal, the mayor.", [("Pia Ekdal, the mayor", "said", "The bridge was safe")]),
    ("The bridge, the mayor said, was safe.", [("the mayor", "said", "The bridge … was safe")]),
    ("The mayor told reporters the bridge was safe.", [("The mayor", "told", "the bridge was safe")]),
    ("The mayor urged drivers to stay at home.", [("The mayor", "urged", "to stay at home")]),
    ("The mayor told drivers to stay at home.", [("The mayor", "told", "to stay at home")]),
    ("The mayor accused the builders of theft.", [("The mayor", "accused", "the builders of theft")]),
    ("The builders were accused of theft by the mayor.", [("the mayor", "accused", "The builders … of theft")]),
    ("The mayor called the builders thieves.", [("The mayor", "called", "the builders thieves")]),
    ("The mayor called for a new bridge.", [("The mayor", "called for", "a new bridge")]),
    ("The mayor called on the builders to return the money.", [("The mayor", "called on", "to return the money")]),
    ("The builders promised to return the money.", [("The builders", "promised", "to return the money")]),
    ("The mayor wants the builders to return the money.", [("The mayor", "wants", "the builders to return the money")]),
    ("The mayor warned of more floods.", [("The mayor", "warned", "more floods")]),
    ("The builders denied the report.", [("The builders", "denied", "the report")]),
    ("The builders deny stealing the money.", [("The builders", "deny", "stealing the money")]),
    ("According to the mayor, the bridge was safe.", [("the mayor", "According to", "the bridge was safe")]),
    ("The bridge was safe, according to the mayor.", [("the mayor", "according to", "The bridge was safe")]),
    ("Few believed his claim that the bridge was safe.", [("his", "claim", "the bridge was safe")]),
    ("The builders declined to comment.", [("The builders", "declined", "to comment")]),
    ("The builders did not respond to a request for comment.", [("The builders", "did not respond", "to a request for comment")]),
    ("The mayor would not say whether the bridge was safe.", [("The mayor", "would not say", "whether the bridge was safe")]),
    ("The bridge is believed to be safe.", [(None, "believed", "The bridge … to be safe")]),
    ("The mayor said in a statement that the bridge was safe.", [("The mayor", "said", "the bridge was safe")]),
    ("The mayor said on Monday the bridge was safe.", [("The mayor", "said", "the bridge was safe")]),
    ("The mayor, who said the bridge was safe, has left.", [("The mayor", "said", "the bridge was safe")]),
]


@pytest.mark.parametrize(("text", "expected"), SHAPES, ids=[text for text, _ in SHAPES])
def test_a_shape_gives_its_source_cue_and_content(text: str, expected: list[tuple[str | None, str, str]]):
    assert found(text) == expected


def test_two_acts_of_one_speaker_are_two_attributions():
    assert found("The mayor said the bridge was safe, adding that the road was open.") == [
        ("The mayor", "said", "the bridge was safe"),
        ("The mayor", "adding", "the road was open"),
    ]


def test_what_others_say_in_the_same_sentence_is_theirs():
    assert found("The mayor said the bridge was safe, while the builders said it was not.") == [
        ("The mayor", "said", "the bridge was safe"),
        ("the builders", "said", "it was not"),
    ]


def test_a_report_that_is_interrupted_by_its_cue_goes_on_behind_it():
    assert found("Rain ruined the wheat, the report said, and the rest may be lost.") == [
        ("the report", "said", "Rain ruined the wheat … and the rest may be lost")
    ]


def test_one_who_says_that_another_said_is_two_attributions():
    assert found("The mayor said the builders had told her that the bridge was safe.") == [
        ("The mayor", "said", "the builders had told her that the bridge was safe"),
        ("the builders", "told", "the bridge was safe"),
    ]


def test_a_paper_that_cites_somebody_gives_the_same_words_to_both():
    assert found("The bridge was safe, the paper reported, citing two officials.") == [
        ("the paper", "reported", "The bridge was safe"),
        ("two officials", "citing", "The bridge was safe"),
    ]


def test_the_attribution_that_cites_is_said_to_hold_the_cited_one():
    text = "The bridge was safe, the paper reported, citing two officials."

    _, cited = find_attributions(a_doc(text), an_article(text))

    assert cited.outer == 0


def test_a_speaker_s_own_attitude_is_part_of_what_he_says():
    assert found("The mayor said she hoped the bridge was safe.") == [("The mayor", "said", "she hoped the bridge was safe")]


def test_another_s_attitude_is_an_attribution_of_its_own():
    assert [cue for _, cue, _ in found("The mayor said the builders wanted more money.")] == ["said", "wanted"]


@pytest.mark.parametrize(
    "text",
    [
        "No announcement was made after the meetings.",
        "The mayor may say more on Friday.",
        "The mayor plans to announce a new bridge.",
        "The bridge was closed on Monday.",
        "Rain.",
    ],
)
def test_what_nobody_has_said_is_no_attribution(text: str):
    assert [cue for _, cue, _ in found(text) if cue != "plans"] == []


def test_a_list_of_three_hundred_words_is_not_read_as_a_sentence():
    text = "The mayor said " + "one, " * 160 + "two."

    assert found(text) == []
