"""What the trained model finds, shape by shape, and what holds of any text whatever it finds."""

from __future__ import annotations

import functools
import time
from itertools import pairwise

import pytest

from services.claims.attribute import attribute, attribute_many, with_claims
from services.claims.attributions import Attribution, _in_body, find_attributions
from services.entities.enrich import enrich
from tests.attributed import an_attribution
from tests.builders import a_parsed_article
from tests.trees import a_doc, an_article

Found = tuple[str | None, str | None, str]


def found(text: str) -> list[Found]:
    """(source, cue, content) of each attribution, the content's parts joined by '…'."""
    return [
        (
            text[a.source.start : a.source.end] if a.source else None,
            text[a.cue.start : a.cue.end] if a.cue else None,
            " … ".join(text[part.start : part.end] for part in a.content),
        )
        for a in find_attributions(an_article(text))
    ]


SHAPES: list[tuple[str, list[Found]]] = [
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
    (
        "The mayor said the bridge was safe, adding that the road was open.",
        [("The mayor", "said", "the bridge was safe"), ("The mayor", "adding", "the road was open")],
    ),
    (
        "The mayor said the bridge was safe, while the builders said it was not.",
        [("The mayor", "said", "the bridge was safe"), ("the builders", "said", "it was not")],
    ),
    (
        "Rain ruined the wheat, the report said, and the rest may be lost.",
        [("the report", "said", "Rain ruined the wheat … and the rest may be lost")],
    ),
    (
        "The mayor said the builders had told her that the bridge was safe.",
        [
            ("The mayor", "said", "the builders had told her that the bridge was safe"),
            ("the builders", "told", "the bridge was safe"),
        ],
    ),
    (
        "The bridge was safe, the paper reported, citing two officials.",
        [("the paper", "reported", "The bridge was safe"), ("two officials", "citing", "The bridge was safe")],
    ),
    ("The mayor said she hoped the bridge was safe.", [("The mayor", "said", "she hoped the bridge was safe")]),
    (
        "The mayor said the builders wanted more money.",
        [("The mayor", "said", "the builders wanted more money"), ("the builders", "wanted", "more money")],
    ),
    ("No announcement was made after the meetings.", []),
    ("The mayor may say more on Friday.", []),
    ("The bridge was closed on Monday.", []),
    ("Rain.", []),
    ('"The bridge is safe," the mayor said.', [("the mayor", "said", '"The bridge is safe,"')]),
    (
        'The mayor said: "The bridge is safe. We tested it. It will hold."',
        [("The mayor", "said", '"The bridge is safe. We tested it. It will hold."')],
    ),
    ('"The bridge," the mayor said, "is safe."', [("the mayor", "said", '"The bridge," … "is safe."')]),
    (
        '"The bridge is safe," the mayor said. "It will hold."',
        [("the mayor", "said", '"The bridge is safe," … "It will hold."')],
    ),
    (
        'The mayor said: "The bridge is safe.\n\n"It will hold for years."',
        [("The mayor", "said", '"The bridge is safe. … "It will hold for years."')],
    ),
    (
        '"The bridge is safe," Pia Ekdal said.\n\n"It will hold for many years."',
        [("Pia Ekdal", "said", '"The bridge is safe,"'), (None, None, '"It will hold for many years."')],
    ),
    (
        'The mayor said the bridge was "quite safe" for cars.',
        [("The mayor", "said", 'the bridge was "quite safe" for cars')],
    ),
    ('The "safe" bridge fell on Monday.', []),
    ("“The bridge is safe,” the mayor said.", [("the mayor", "said", "“The bridge is safe,”")]),
    ("``The bridge is safe,'' the mayor said.", [("the mayor", "said", "``The bridge is safe,''")]),
    ('"I think the bridge is safe," the mayor said.', [("the mayor", "said", '"I think the bridge is safe,"')]),
]


@pytest.mark.parametrize(("text", "expected"), SHAPES, ids=[text for text, _ in SHAPES])
def test_a_shape_gives_its_source_cue_and_content(text: str, expected: list[Found]):
    assert found(text) == expected


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        ("the builders on Monday of theft", ["the builders", "of theft"]),
        ('the "old guard" on Monday of theft', ['the "old guard"', "of theft"]),
        ('"thieves" on Monday of theft', ['"thieves"', "of theft"]),
        ('them of "theft on Monday and lies"', ['them of "theft on Monday and lies"']),
        ("them on Monday", ["them on Monday"]),
        ('them on Monday"', ['them on Monday"']),
        ("on Monday of theft", ["on Monday of theft"]),
    ],
)
def test_the_time_of_the_saying_between_words_is_no_content(content: str, parts: list[str]):
    text = f"The mayor accused {content}."
    marked = an_attribution(text, "The mayor", "accused", content, said_on="on Monday")

    assert [text[part.start : part.end] for part in _in_body(an_article(text), marked).content] == parts


@pytest.mark.parametrize("text", ["The mayor plans to announce a new bridge."])
def test_what_is_only_planned_is_not_announced(text: str):
    assert [cue for _, cue, _ in found(text) if cue != "plans"] == []


#: The articles of the builders are of Monday, 2031-03-03. None: the time is of something else.
DATES: list[tuple[str, str | None]] = [
    ("The mayor said on Sunday the bridge was safe.", "2031-03-02"),
    ("On Sunday, the mayor said the bridge was safe.", "2031-03-02"),
    ("The bridge was safe, the mayor said on Monday.", "2031-03-03"),
    ("The mayor on Monday said the bridge was safe.", "2031-03-03"),
    ("The mayor said late on Sunday that the bridge was safe.", "2031-03-02"),
    ("The mayor accused the builders on Sunday of theft.", "2031-03-02"),
    ("A report published on Sunday said the bridge was safe.", "2031-03-02"),
    ("Asked on Sunday, the mayor said the bridge was safe.", "2031-03-02"),
    ("The mayor said the bridge was closed on Sunday.", None),
    ("The mayor, who was elected in 2029, said the bridge was safe.", None),
    ("The mayor said last week the bridge was safe.", None),
    ('The mayor said: "We closed it on Sunday."', None),
    ("The bridge fell on Sunday, and the mayor said it was old.", None),
]


@pytest.mark.parametrize(("text", "day"), DATES, ids=[text for text, _ in DATES])
def test_a_claim_is_dated_by_when_it_was_said(text: str, day: str | None):
    [claim] = with_claims(an_article(text), a_doc(text)).claims

    assert (claim.said_on.date if claim.said_on else None) == day


# --- any text ---------------------------------------------------------------------------------------------------------

STORY = (
    "TARN (Norland News) - Mayor Ida Torv said on Monday the bridge would stay closed until spring.\n\n"
    '"It is not safe," she told reporters. "We have tested it."\n\n'
    "The builders, who have denied all blame, accused the city of neglect. Torv’s office declined to comment.\n\n"
    'A report seen by Norland News said the town "knew of the cracks" since 2029, according to two officials.'
)

TEXTS = {
    "empty": "",
    "blanks": " \n\n \n",
    "a story": STORY,
    "line breaks lost": STORY.replace("\n\n", ""),
    "a line break after each word": STORY.replace(" ", "\n"),
    "one odd mark at the start": '"' + STORY,
    "one odd mark inside": STORY.replace("the bridge would", 'the bridge" would'),
    "only opening marks": STORY.replace('"', "“"),
    "no marks": STORY.replace('"', ""),
    "capitals": STORY.upper(),
    "small letters": STORY.lower(),
    "only quotation marks": '"' * 3000,
    "curly marks inside each other": "“" * 400 + "”" * 400,
    "emoji": "The mayor said 🌊🌊 the 👩🏽‍🚒 bridge was safe 🙂. " * 20,
    "control characters": "The mayor\x00 said\x07 the\x1b[31m bridge\x7f was\ufeff safe\u200b.\u2028 He said\r it.",
    "right to left": "قال رئيس البلدية إن الجسر آمن. \u202eThe mayor said the bridge was safe.\u202c אמר ראש העיר.",
    "no blank": "said" * 1000,
    "no blank and no letter": "," * 4000,
    "one letter": "x" * 4000,
    "combining marks": "The mayor said the bri" + "\u0301" * 2000 + "dge was safe.",
    "cues only": "said told denied according to " * 300,
    "a surrogate's neighbour": "The mayor said \U0001f6a2\ufffd\U000e0001 the bridge was safe.",
    "a list": "The mayor said " + "one, " * 160 + "two.",
}


@functools.cache
def anything(name: str) -> list[Attribution]:
    return find_attributions(an_article(TEXTS[name], paragraphs=()))


@pytest.mark.parametrize("name", TEXTS)
def test_any_text_gives_spans_of_its_own_in_order(name: str):
    text, attributions = TEXTS[name], anything(name)

    for a in attributions:
        assert a.content
        assert all(0 <= part.start < part.end <= len(text) and text[part.start : part.end].strip() for part in a.content)
        assert all(first.end <= second.start for first, second in pairwise(a.content))
        for span in (a.cue, a.source):
            assert span is None or (0 <= span.start < span.end <= len(text) and text[span.start : span.end].strip())
        assert a.cue is None or not any(a.cue.start < part.end and part.start < a.cue.end for part in a.content)
        assert 0 < a.confidence <= 1
    starts = [a.content[0].start for a in attributions]
    assert starts == sorted(starts)


@pytest.mark.parametrize("name", [name for name, text in TEXTS.items() if len(text) < 5000])
def test_any_text_gives_the_same_again(name: str):
    assert find_attributions(an_article(TEXTS[name], paragraphs=())) == anything(name)


@pytest.mark.parametrize("sign", ["said", ",", "x"])
def test_50_000_characters_without_a_blank_do_not_run_away(sign: str):
    article = an_article(sign * (50_000 // len(sign)), paragraphs=())

    began = time.process_time()
    find_attributions(article)

    assert time.process_time() - began < 30


def test_an_article_is_read_alone_as_it_is_among_others():
    texts = [text for text in TEXTS.values() if text.strip() and len(text) < 5000]
    articles = [enrich(a_parsed_article(text, guid=str(nth))) for nth, text in enumerate(texts)]

    assert attribute_many(articles) == [attribute(article) for article in articles]


@pytest.mark.parametrize("name", ["one odd mark at the start", "one odd mark inside", "only opening marks"])
def test_an_odd_mark_does_not_swallow_the_article(name: str):
    paragraph = max(map(len, STORY.split("\n\n")))

    attributions = find_attributions(an_article(TEXTS[name]))

    assert max((part.end - part.start for a in attributions for part in a.content), default=0) <= paragraph


def test_a_content_keeps_to_its_paragraphs():
    assert all(
        "\n" not in TEXTS["a story"][part.start : part.end] for a in find_attributions(an_article(STORY)) for part in a.content
    )


def test_lost_line_breaks_lose_no_speaker():
    """The same people speak in the story as one line."""
    told = {source for source, _, _ in found(STORY) if source}
    lost = {source for source, _, _ in found(TEXTS["line breaks lost"]) if source}

    assert told & lost
