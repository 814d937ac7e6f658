"""Quoted speech: with its cue before, behind and in the middle, over paragraphs, without a cue, with odd marks."""

from __future__ import annotations

from schemas import Quote
from tests.trees import read


def contents(text: str, **fields: object) -> list[tuple[str | None, list[str]]]:
    """(cue, content parts) of each claim."""
    return [
        (claim.cue.text if claim.cue else None, [part.text for part in claim.content]) for claim in read(text, **fields).claims
    ]


def test_a_quotation_keeps_its_marks():
    assert contents('"The bridge is safe," the mayor said.') == [("said", ['"The bridge is safe,"'])]


def test_a_quotation_of_several_sentences_is_one_content():
    assert contents('The mayor said: "The bridge is safe. We tested it. It will hold."') == [
        ("said", ['"The bridge is safe. We tested it. It will hold."'])
    ]


def test_a_split_quotation_is_one_claim_in_two_parts():
    assert contents('"The bridge," the mayor said, "is safe."') == [("said", ['"The bridge,"', '"is safe."'])]


def test_a_quotation_that_goes_on_behind_its_cue_is_the_same_claim():
    assert contents('"The bridge is safe," the mayor said. "It will hold."') == [
        ("said", ['"The bridge is safe,"', '"It will hold."'])
    ]


def test_a_quotation_over_paragraphs_is_one_claim():
    text = 'The mayor said: "The bridge is safe.\n\n"It will hold for years."'

    [claim] = read(text).claims

    assert [part.text for part in claim.content] == ['"The bridge is safe.', '"It will hold for years."']


def test_a_quotation_alone_in_its_paragraph_is_a_claim_without_a_cue_of_the_same_speaker():
    text = '"The bridge is safe," Pia Ekdal said.\n\n"It will hold for many years."'

    first, second = read(text, names=("Pia Ekdal",)).claims

    assert second.cue is None
    assert second.speaker == first.speaker


def test_borrowed_words_are_no_claim_of_their_own():
    assert contents('The mayor said the bridge was "quite safe" for cars.') == [
        ("said", ['the bridge was "quite safe" for cars'])
    ]


def test_quoted_words_that_nobody_says_are_no_claim():
    assert contents('The "safe" bridge fell on Monday.') == []


def test_an_odd_mark_does_not_swallow_the_article():
    text = 'The mayor said the bridge" was safe.\n\nRain fell on Tuesday.\n\nThe builders said it would hold.'

    claims = read(text).claims

    assert [claim.content[0].text for claim in claims][1:] == ["it would hold"]
    assert max(part.end - part.start for claim in claims for part in claim.content) < 40


def test_how_much_is_quoted_is_counted_in_words():
    quotes = {
        '"The bridge is safe," the mayor said.': Quote.DIRECT,
        'The mayor said the bridge was "quite safe" for cars.': Quote.MIXED,
        "The mayor said the bridge was safe.": Quote.INDIRECT,
    }

    assert {text: read(text).claims[0].quote for text in quotes} == quotes


def test_curly_and_tex_marks_are_marks():
    assert contents("“The bridge is safe,” the mayor said.") == [("said", ["“The bridge is safe,”"])]
    assert contents("``The bridge is safe,'' the mayor said.") == [("said", ["``The bridge is safe,''"])]


def test_i_think_inside_a_quotation_is_no_claim():
    assert contents('"I think the bridge is safe," the mayor said.') == [("said", ['"I think the bridge is safe,"'])]
