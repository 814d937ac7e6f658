"""Quotation marks paired: which words of a text are somebody's own."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import Span
from services.parser.quotes import find_quotations


def spans(body: str) -> tuple[Span, ...]:
    found, start = [], 0
    for paragraph in body.split("\n\n"):
        found.append(Span(start=start, end=start + len(paragraph)))
        start += len(paragraph) + 2
    return tuple(found)


def quoted(body: str) -> list[list[str]]:
    return [[body[part.start : part.end] for part in found.parts] for found in find_quotations(body, spans(body))]


def closed(body: str) -> list[bool]:
    return [found.closed for found in find_quotations(body, spans(body))]


@pytest.mark.parametrize(
    "quotation",
    [
        '"We sail,"',
        "“We sail,”",
        "''We sail,''",
        "``We sail,''",
        "''He said, 'We sail,'''",
        "'''We sail' is what he said''",
        "„Wir segeln“",
        "„Wir segeln”",
        "«On part»",
        "« On part »",
        "»Wir segeln«",
        "”Vi seglar”",
        "‘We sail,’",
        "'We sail,'",
        "‚Wir segeln‘",
        "‹On part›",
        '"We’re sailing, and the captain\'s ready,"',
        "“6'2\" tall and it isn’t enough,”",
        "“A ‘safe’ harbour”",
        "‘A “safe” harbour,’",
        "\"A 'safe' harbour\"",
        "“A “safe” harbour,”",
        '"A "safe" harbour,"',
        "«Un “port” sûr»",
        '" On part "',
        '" On part. "',
    ],
)
def test_a_pair_of_marks_is_one_quotation(quotation: str) -> None:
    assert quoted(f"Varga said: {quotation} and left.") == [[quotation]]


@pytest.mark.parametrize(
    "text",
    [
        "'Tis the season, and rock 'n' roll of the 1990s' best years.",
        "The ministers' plan and the Joneses' boat weren't Varga's.",
        "In the '90s nobody'd go; ‘twas all the captains’ fault.",
        "The mast is 6'2\" and the boom 4'10\" long.",
        'A 12" pipe and no more.',
        'Said, and left." Nobody knew what.',
        "Dogs' and cats' tails.",
        'An empty "" pair, a lone ".',
        "O'Neill met D'Arcy at L'Aquila's gate.",
    ],
)
def test_apostrophes_inches_and_strays_are_no_quotations(text: str) -> None:
    assert quoted(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He called the 'safe harbour' plan a joke.", "'safe harbour'"),
        ("The party's 'Tarn First' slogan isn't new.", "'Tarn First'"),
        ("‘The ministers’ plan is dead,’ he said.", "‘The ministers’ plan is dead,’"),
        ("'It's the ministers' plan,' he said.", "'It's the ministers' plan,'"),
        ('("We sail")', '"We sail"'),
        ('—"We sail"—', '"We sail"'),
    ],
)
def test_single_marks_are_told_from_apostrophes(text: str, found: str) -> None:
    assert quoted(text) == [[found]]


def test_two_quotations_in_a_sentence_are_two() -> None:
    assert quoted('"We sail," Varga said, "on Monday."') == [['"We sail,"'], ['"on Monday."']]


@pytest.mark.parametrize(("opening", "closing"), ["“”", '""', "«»"])
def test_a_quotation_that_is_opened_again_at_each_paragraph_is_one(opening: str, closing: str) -> None:
    body = f"{opening}One.\n\n{opening}Two.\n\n{opening}Three,{closing} Varga said. {opening}Four.{closing}"

    assert quoted(body) == [[f"{opening}One.", f"{opening}Two.", f"{opening}Three,{closing}"], [f"{opening}Four.{closing}"]]
    assert closed(body) == [True, True]


def test_a_closing_mark_in_the_next_paragraph_closes_what_was_left_open() -> None:
    assert quoted("“One.\n\nTwo,” Varga said.") == [["“One.", "Two,”"]]


@pytest.mark.parametrize("mark", ['"', "“"])
def test_a_mark_that_is_never_closed_ends_with_its_paragraph(mark: str) -> None:
    body = f"Varga said: {mark}We sail.\n\nNobody believed her.\n\nThe end came {mark}soon{'”' if mark == '“' else mark}."

    assert quoted(body)[0] == [f"{mark}We sail."]
    assert closed(body) == [False, True]


def test_a_mark_that_is_never_closed_does_not_swallow_an_article_without_paragraphs() -> None:
    body = "Varga said: “We sail. " + "The harbour was empty by then. " * 100

    assert quoted(body) == [["“We sail."]]
    assert closed(body) == [False]


def test_a_sentence_that_is_never_closed_ends_before_prose_that_leads_to_another_quotation() -> None:
    text = "“It was dark on the U.S. coast. Asked on Monday, he left the room. The papers name a “safe harbour” in the east."

    assert quoted(text) == [["“It was dark on the U.S. coast."], ["“safe harbour”"]]


def test_a_fragment_that_is_never_closed_ends_where_the_next_quotation_begins() -> None:
    body = "He called it “a mess and said: “We sail.”"

    assert quoted(body) == [["“a mess and said:"], ["“We sail.”"]]
    assert closed(body) == [False, True]


def test_a_speech_in_a_text_that_lost_its_paragraphs_stays_one() -> None:
    assert quoted("“We sail. “We sail on Monday,” Varga said.") == [["“We sail.", "“We sail on Monday,”"]]


@given(st.lists(st.text(alphabet="\"'“”‘’„«»`aB. ,7", max_size=60), min_size=1, max_size=4))
def test_no_part_crosses_a_paragraphs_end_or_another_part(texts: list[str]) -> None:
    body = "\n\n".join(texts)
    paragraphs = spans(body)

    parts = [part for found in find_quotations(body, paragraphs) for part in found.parts]

    assert all(any(p.start <= part.start < part.end <= p.end for p in paragraphs) for part in parts)
    assert all(before.end <= after.start for before, after in pairwise(parts))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Le " port " est un " abri ", dit-elle.', ['" port "', '" abri "']),
        ('" On part ", a dit Varga. " Demain. "', ['" On part "', '" Demain. "']),
        ('Elle parle (" On part ") et dit "oui".', ['" On part "', '"oui"']),
        ('It was 6 " wide and he said "yes" to it.', ['"yes"']),
        ('It is " not closed and he said "yes" to it.', ['"yes"']),
        ('A mark " alone.', []),
    ],
)
def test_straight_marks_between_blanks_are_paired_as_the_french_space_them(text: str, expected: list[str]) -> None:
    assert quoted(text) == [[quotation] for quotation in expected]
