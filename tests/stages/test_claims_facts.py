"""What else is known of a claim: the act, whether it denies, how it is quoted, the day, to whom, through what and where."""

from __future__ import annotations

import pytest

from schemas import Act, Quote, SaidOn
from services.claims.acts import act_of, is_denial, quote_of
from services.claims.attribute import day_of
from services.claims.circumstances import addressee, medium, place
from services.claims.said_on import said_on
from services.claims.times import times
from services.claims.utterance import Utterance
from tests.attributed import utterance
from tests.trees import an_article

MAYOR, BUILDERS = "The mayor", "The builders"

ACTS = [
    ("The mayor said the bridge was safe.", MAYOR, "said", "the bridge was safe", Act.ASSERT),
    ("The builders denied the report.", BUILDERS, "denied", "the report", Act.DENY),
    ("The mayor accused the builders of theft.", MAYOR, "accused", "the builders of theft", Act.ACCUSE),
    ("The mayor urged drivers to stay at home.", MAYOR, "urged", "to stay at home", Act.DIRECT),
    ("The mayor told drivers to stay at home.", MAYOR, "told", "to stay at home", Act.DIRECT),
    ("The mayor told reporters the bridge was safe.", MAYOR, "told", "the bridge was safe", Act.ASSERT),
    ("The mayor called for a new bridge.", MAYOR, "called for", "a new bridge", Act.DIRECT),
    ("The mayor called on the builders to return the money.", MAYOR, "called on", "to return the money", Act.DIRECT),
    ("The builders promised to return the money.", BUILDERS, "promised", "to return the money", Act.COMMIT),
    ("The builders said they would return the money.", BUILDERS, "said", "they would return the money", Act.COMMIT),
    ("The builders said the mayor would return the money.", BUILDERS, "said", "the mayor would return the money", Act.ASSERT),
    ("The builders said they would have left.", BUILDERS, "said", "they would have left", Act.ASSERT),
    ("The mayor asked whether the bridge was safe.", MAYOR, "asked", "whether the bridge was safe", Act.ASK),
    ('"Is the bridge safe?" the mayor said.', "the mayor", "said", '"Is the bridge safe?"', Act.ASK),
    ("The builders declined to comment.", BUILDERS, "declined", "to comment", Act.DECLINE),
    (
        "The mayor would not say whether the bridge was safe.",
        MAYOR,
        "would not say",
        "whether the bridge was safe",
        Act.DECLINE,
    ),
    ('"I will not discuss the bridge," the mayor said.', "the mayor", "said", '"I will not discuss the bridge,"', Act.DECLINE),
    (
        "The mayor wants the builders to return the money.",
        MAYOR,
        "wants",
        "the builders to return the money",
        Act.ATTITUDE,
    ),
    ("The builders pleaded not guilty to theft.", BUILDERS, "pleaded", "not guilty to theft", Act.DENY),
    ("The builders pleaded guilty to theft.", BUILDERS, "pleaded", "guilty to theft", Act.ASSERT),
    ("The mayor called the builders thieves.", MAYOR, "called", "the builders thieves", Act.ASSERT),
    ("Few believed his claim that the bridge was safe.", "his", "claim", "the bridge was safe", Act.ASSERT),
    ("The builders were eager to return the money.", BUILDERS, "were eager", "to return the money", Act.ATTITUDE),
    ("The builders expressed hope that the bridge was safe.", BUILDERS, "expressed hope", "the bridge was safe", Act.ATTITUDE),
    ("The builders expressed their intention to leave.", BUILDERS, "expressed", "their intention to leave", Act.COMMIT),
    ("The builders announced they would leave.", BUILDERS, "announced", "they would leave", Act.COMMIT),
    ("The builders announced they had left.", BUILDERS, "announced", "they had left", Act.ASSERT),
    ("The builders gave no details of the theft.", BUILDERS, "gave", "no details of the theft", Act.DECLINE),
    ("The builders failed to address the theft.", BUILDERS, "failed to address", "the theft", Act.DECLINE),
    (
        "The mayor left without saying whether the bridge was safe.",
        MAYOR,
        "without saying",
        "whether the bridge was safe",
        Act.DECLINE,
    ),
    ("The mayor said she could not comment on the theft.", MAYOR, "said", "she could not comment on the theft", Act.DECLINE),
    ("The mayor did not dispute the report.", MAYOR, "did not dispute", "the report", Act.ASSERT),
    ("The mayor brushed aside the report.", MAYOR, "brushed aside", "the report", Act.DENY),
    ("The mayor took issue with the report.", MAYOR, "took issue with", "the report", Act.ACCUSE),
    ("The mayor asked not to be named.", MAYOR, "asked", "not to be named", Act.DIRECT),
    ('"Close the bridge," the mayor said.', "the mayor", "said", '"Close the bridge,"', Act.DIRECT),
    ("The builders said they planned to leave.", BUILDERS, "said", "they planned to leave", Act.COMMIT),
    ("The builders said they were prepared to leave.", BUILDERS, "said", "they were prepared to leave", Act.COMMIT),
    ("The builders said it would leave a hole.", BUILDERS, "said", "it would leave a hole", Act.ASSERT),
    ('"They would leave," the builders said.', "the builders", "said", '"They would leave,"', Act.ASSERT),
]


@pytest.mark.parametrize(("text", "source", "cue", "content", "act"), ACTS, ids=[text for text, *_ in ACTS])
def test_a_claim_is_what_one_does_by_making_it(text: str, source: str, cue: str, content: str, act: Act):
    assert act_of(utterance(text, source, cue, content)) is act


def test_a_model_that_is_sure_of_an_act_outvotes_the_cue():
    text, source, cue, content, act = ACTS[0]

    assert act_of(utterance(text, source, cue, content, act=Act.ACCUSE)) is Act.ACCUSE is not act


@pytest.mark.parametrize(("doubt", "act"), [(0.4, Act.DENY), (0.001, Act.ASSERT)])
def test_a_cue_outvotes_a_model_that_is_little_surer(doubt: float, act: Act):
    said = utterance("The builders denied the report.", BUILDERS, "denied", "the report", act=Act.ASSERT)
    assert said.attribution.tagged is not None
    said.attribution.tagged.acts.update(deny=doubt, **{"assert": 1 - doubt})

    assert act_of(said) is act


@pytest.mark.parametrize(("sure", "act"), [(0.7, Act.ASSERT), (0.97, Act.DENY)])
def test_a_denial_that_no_word_tells_takes_a_model_that_is_surer(sure: float, act: Act):
    said = utterance("The builders said the report was unfair.", BUILDERS, "said", "the report was unfair")
    assert said.attribution.tagged is not None
    said.attribution.tagged.acts.update(deny=sure, **{"assert": 1 - sure})

    assert act_of(said) is act


@pytest.mark.parametrize(
    ("text", "source", "content", "act"),
    [
        (
            "The minister said the government would return the money.",
            "The minister",
            "the government would return the money",
            Act.COMMIT,
        ),
        ("The builders said the mayor would return the money.", BUILDERS, "the mayor would return the money", Act.ASSERT),
    ],
)
def test_whether_one_promises_for_a_body_the_model_alone_decides(text: str, source: str, content: str, act: Act):
    said = utterance(text, source, "said", content)
    assert said.attribution.tagged is not None
    said.attribution.tagged.acts.update(commit=0.6, **{"assert": 0.4})

    assert act_of(said) is act


NEGATED = [
    ("The mayor said the bridge was not safe.", MAYOR, "said", "the bridge was not safe", True),
    ("The mayor said no ship had left.", MAYOR, "said", "no ship had left", True),
    ("The mayor said nobody was hurt.", MAYOR, "said", "nobody was hurt", True),
    ("The mayor said there was no danger.", MAYOR, "said", "there was no danger", True),
    ("The builders denied the report.", BUILDERS, "denied", "the report", True),
    ("The mayor said the bridge was safe.", MAYOR, "said", "the bridge was safe", False),
    ("The mayor said the builders had failed to test it.", MAYOR, "said", "the builders had failed to test it", False),
    ("The builders declined to comment.", BUILDERS, "declined", "to comment", False),
    (
        'The mayor said: "We closed it. We did not test it."',
        MAYOR,
        "said",
        '"We closed it. We did not test it."',
        False,
    ),
]


@pytest.mark.parametrize(("text", "source", "cue", "content", "negated"), NEGATED, ids=[text for text, *_ in NEGATED])
def test_negated_is_a_content_that_says_that_something_is_not_so(text: str, source: str, cue: str, content: str, negated: bool):
    said = utterance(text, source, cue, content)

    assert is_denial(said, act_of(said)) is negated


QUOTES = [
    ('"The bridge is safe," the mayor said.', '"The bridge is safe,"', Quote.DIRECT),
    ('The mayor said the bridge was "quite safe" for cars.', 'the bridge was "quite safe" for cars', Quote.MIXED),
    ("The mayor said the bridge was safe.", "the bridge was safe", Quote.INDIRECT),
]


@pytest.mark.parametrize(("text", "content", "quote"), QUOTES, ids=[text for text, *_ in QUOTES])
def test_how_much_is_quoted_is_counted_in_words(text: str, content: str, quote: Quote):
    assert quote_of(utterance(text, None, "said", content)) is quote


#: The articles of the builders are of Monday, 2031-03-03.
DATES = [
    ("The mayor said on Sunday the bridge was safe.", "Sunday", "2031-03-02", "on Sunday"),
    ("On Sunday, the mayor said the bridge was safe.", "On Sunday", "2031-03-02", "On Sunday"),
    ("The bridge was safe, the mayor said on Monday.", "on Monday", "2031-03-03", "on Monday"),
    ("The mayor said late on Sunday that the bridge was safe.", "on Sunday", "2031-03-02", "late on Sunday"),
]


@pytest.mark.parametrize(("text", "found", "day", "words"), DATES, ids=[text for text, *_ in DATES])
def test_the_time_that_the_model_finds_is_a_date_with_the_words_that_belong_to_it(text: str, found: str, day: str, words: str):
    said = said_on(*_timed(text, found))

    assert said is not None
    assert (said.date, said.text) == (day, words)
    assert text[said.start : said.end] == words


@pytest.mark.parametrize(
    ("text", "found", "day"),
    [
        ("The mayor said on May 14 the bridge was safe.", "on May 14", "2030-05-14"),
        ("The mayor said on March 2 the bridge was safe.", "on March 2", "2031-03-02"),
        ("The mayor said on May 14, 2031, the bridge was safe.", "on May 14, 2031", "2031-05-14"),
        ("The mayor said on May 14 the bridge was safe.", "on", "2030-05-14"),
    ],
)
def test_what_was_said_was_said_before_the_article(text: str, found: str, day: str):
    said = said_on(*_timed(text, found))

    assert said is not None and said.date == day


def test_a_time_that_hangs_on_the_cue_is_when_it_was_said_though_the_model_marks_none():
    said = said_on(*_timed("The mayor said on Sunday the bridge was safe.", None))

    assert said is not None and said.date == "2031-03-02"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The mayor said last week the bridge was safe.", "last week"),
        ("The mayor said on Sunday the bridge was safe.", "the bridge"),
        ("The mayor said the bridge was safe.", None),
    ],
)
def test_what_is_no_day_month_or_year_dates_nothing(text: str, found: str | None):
    assert said_on(*_timed(text, found)) is None


def _timed(text: str, found: str | None) -> tuple[Utterance, tuple[object, ...]]:
    content = "The bridge was safe" if "The bridge" in text else "the bridge was safe"
    return utterance(text, None, "said", content, said_on=found), times(text, day_of(an_article(text)))


@pytest.mark.parametrize(
    ("text", "cue", "content", "hearer"),
    [
        ("The mayor told reporters the bridge was safe.", "told", "the bridge was safe", "reporters"),
        ("The mayor said to reporters that the bridge was safe.", "said", "the bridge was safe", "reporters"),
        ("The mayor urged drivers to stay at home.", "urged", "to stay at home", "drivers"),
        ("The mayor called on the builders to return the money.", "called on", "to return the money", "the builders"),
        ("The mayor said the bridge was safe.", "said", "the bridge was safe", None),
        ("The mayor accused the builders of theft.", "accused", "the builders of theft", None),
        ("The mayor told reporters in Fenwick the bridge was safe.", "told", "the bridge was safe", "reporters"),
        ("The mayor urged drivers in the north to stay at home.", "urged", "to stay at home", "drivers in the north"),
        ("The mayor told drivers at a meeting the bridge was safe.", "told", "the bridge was safe", "drivers"),
        ("The mayor urged Tom Hale on Monday to leave.", "urged", "to leave", "Tom Hale"),
        ("The mayor agreed on Monday to leave.", "agreed", "to leave", None),
        ("The mayor told “Fenwick Today” the bridge was safe.", "told", "the bridge was safe", "“Fenwick Today”"),
    ],
)
def test_the_addressee_is_who_is_spoken_to(text: str, cue: str, content: str, hearer: str | None):
    found = addressee(utterance(text, MAYOR, cue, content))

    assert (found.text if found else None) == hearer


@pytest.mark.parametrize("marked", ["to  reporters", "reporters"])
def test_the_addressee_whom_the_model_marks_is_without_the_word_before(marked: str):
    text = "Speaking to  reporters, the mayor said the bridge was safe."

    found = addressee(utterance(text, "the mayor", "said", "the bridge was safe", addressee=marked))

    assert found is not None
    assert (found.text, text[found.start : found.end]) == ("reporters", "reporters")


def test_who_answers_was_asked():
    text = "Asked by reporters whether the bridge was safe, the mayor said it was."
    found = addressee(utterance(text, "reporters", "Asked", "whether the bridge was safe", addressee="reporters"))

    assert found is not None and found.text == "the mayor"


def test_who_speaks_is_not_spoken_to():
    text = "The mayor said the bridge was safe."

    assert addressee(utterance(text, MAYOR, "said", "the bridge was safe", addressee="The mayor")) is None


def test_a_statement_is_a_medium_and_a_court_is_a_place():
    written = utterance("The mayor said in a statement that the bridge was safe.", MAYOR, "said", "the bridge was safe")
    spoken = utterance(
        "The mayor told reporters outside the court that the bridge was safe.", MAYOR, "told", "the bridge was safe"
    )

    assert [found.text if found else None for found in (medium(written), place(written))] == ["in a statement", None]
    assert [found.text if found else None for found in (medium(spoken), place(spoken))] == [None, "outside the court"]


MEDIA = [
    ("in a letter to the builders", "in a letter", None),
    ("in an interview with the Fenwick Post", "in an interview with the Fenwick Post", None),
    ("on CNN", "on CNN", None),
    ("on CNN's “Morning Harbour”", "on CNN's “Morning Harbour”", None),
    ("on the steps of the town hall", None, "on the steps of the town hall"),
    ("at a meeting called by the builders", None, "at a meeting"),
    ("in March", None, None),
]


@pytest.mark.parametrize(("where", "through", "at"), MEDIA, ids=[where for where, *_ in MEDIA])
def test_a_medium_and_a_place_end_before_what_is_told_of_them(where: str, through: str | None, at: str | None):
    said = utterance(f"The mayor said {where} that the bridge was safe.", MAYOR, "said", "the bridge was safe")

    assert [found.text if found else None for found in (medium(said), place(said))] == [through, at]


@pytest.mark.parametrize(
    ("text", "day", "through"),
    [
        ("The mayor said in the Saturday letter that the bridge was safe.", "Saturday", "in the Saturday letter"),
        ("The mayor said in a letter of Saturday that the bridge was safe.", "of Saturday", "in a letter"),
    ],
)
def test_a_day_behind_the_medium_is_no_part_of_it(text: str, day: str, through: str):
    said = utterance(text, MAYOR, "said", "the bridge was safe")
    start = text.index(day)

    found = medium(said, SaidOn(date="2031-03-01", start=start, end=start + len(day), text=day))

    assert found is not None and found.text == through


def test_a_day_behind_the_place_is_no_part_of_it():
    text = "The mayor said at a council hearing on Monday that the bridge was safe."
    start = text.index("on Monday")

    found = place(
        utterance(text, MAYOR, "said", "the bridge was safe"),
        SaidOn(date="2031-03-03", start=start, end=start + 9, text="on Monday"),
    )

    assert found is not None and found.text == "at a council hearing"


def test_a_medium_that_the_model_marks_is_one_by_its_words_and_ends_with_one():
    text = "The mayor released a statement in which she said the bridge was safe."

    marked = medium(utterance(text, "she", "said", "the bridge was safe", medium="a statement in"))
    unlike = medium(utterance(text, "she", "said", "the bridge was safe", medium="The mayor"))

    assert marked is not None and marked.text == "a statement"
    assert unlike is None


def test_the_words_for_a_medium_are_no_place_too():
    text = "The mayor defended the plan at a briefing, saying the bridge was safe."
    said = utterance(text, "mayor", "saying", "the bridge was safe", medium="at a briefing", place="at a briefing")

    assert place(said) is not None
    assert place(said, through=medium(said)) is None


def test_a_preposition_alone_is_no_place():
    text = "The mayor defended the plan at a briefing, saying the bridge was safe."

    assert place(utterance(text, "mayor", "saying", "the bridge was safe", place="at")) is None


@pytest.mark.parametrize(
    ("text", "marked", "through"),
    [
        ("The mayor sent a note saying the bridge was safe.", "sent a note", "a note"),
        ("Speaking by phone, the mayor said the bridge was safe.", "Speaking by phone", "by phone"),
        ("The mayor defended the plan at a briefing, saying the bridge was safe.", "the plan at a briefing", "at a briefing"),
        ("The mayor wrote a letter published in May saying the bridge was safe.", "a letter published", "a letter"),
    ],
)
def test_what_brings_a_medium_is_no_part_of_it(text: str, marked: str, through: str):
    found = medium(utterance(text, "mayor", text.split(" the bridge")[0].split()[-1], "the bridge was safe", medium=marked))

    assert found is not None and found.text == through
