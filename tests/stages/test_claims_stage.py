"""The claims stage as a whole: what it keeps, its ids, an article without a parse, several at once, odd bodies."""

from __future__ import annotations

import time

import pytest

from schemas import ClaimArticle
from services.claims import cues
from services.claims.attribute import attribute, attribute_many, day_of, with_claims
from services.entities.enrich import enrich
from tests.builders import a_parsed_article, an_entity_article
from tests.trees import an_article, read, repeated

BODY = 'Ilse Varga said the port was shut.\n\n"It will open," she said. "Nobody is hurt."'


def test_an_article_keeps_all_that_it_had_but_the_parse():
    article = enrich(a_parsed_article(BODY))

    out = attribute(article)

    assert {name: value for name, value in dict(out).items() if name not in {"claims", "times"}} == {
        name: value for name, value in dict(article).items() if name != "parse"
    }


def test_an_article_without_a_parse_is_read_here():
    article = enrich(a_parsed_article(BODY))

    assert attribute(article.model_copy(update={"parse": None})) == attribute(article)


def test_several_at_once_are_as_one_by_one():
    articles = [enrich(a_parsed_article(BODY, guid=str(number))) for number in range(3)]

    assert attribute_many(articles) == [attribute(article) for article in articles]


def test_a_claim_keeps_its_id_when_a_paragraph_is_put_before_it():
    before = read("The mayor said the bridge was safe.").claims
    after = read("Rain fell.\n\nThe mayor said the bridge was safe.").claims

    assert [claim.id for claim in after] == [claim.id for claim in before]


def test_the_same_words_twice_are_two_claims():
    ids = [claim.id for claim in read("The mayor said the bridge was safe.\n\nThe mayor said the bridge was safe.").claims]

    assert len(set(ids)) == 2


def test_the_same_words_in_another_item_are_another_claim():
    text = "The mayor said the bridge was safe."

    assert read(text, guid="a").claims[0].id != read(text, guid="b").claims[0].id


def test_weekdays_are_counted_from_the_dateline_s_day_before_the_day_of_publication():
    article = an_entity_article("Rain fell.")
    dateline = {"text": "TARN", "date": "2031-02-26"}

    assert day_of(article).isoformat() == "2031-03-03"
    assert day_of(type(article).model_validate(article.model_dump() | {"dateline": dateline})).isoformat() == "2031-02-26"


def test_confidence_is_less_than_certainty():
    [claim] = read("The mayor said the bridge was safe.").claims

    assert 0.5 < claim.confidence < 1


ODD = [
    "",
    " \n ",
    "Rain.",
    '"' * 300,
    "“" * 200 + "”" * 200,
    "said said said said",
    'He said \x00 it \u202e rained. "\u200b"',
    "according to according to",
    "Nothing here has a verb or a name",
]


@pytest.mark.parametrize("body", ODD, ids=[repr(body[:20]) for body in ODD])
def test_an_odd_body_is_an_article_with_few_claims_or_none(body: str):
    article = an_article(body) if body.strip() else an_entity_article(body, paragraphs=())

    out = attribute(article)

    assert isinstance(out, ClaimArticle)
    assert all(out.body[part.start : part.end] == part.text for claim in out.claims for part in claim.content)


def test_the_longest_body_takes_seconds_not_minutes():
    """190,000 characters, every sentence quoted speech: 5,000 claims."""
    doc = repeated('"The bridge is safe," the mayor said.', times=5000)
    article = an_article(doc.text)

    began = time.perf_counter()
    out = with_claims(article, doc)

    assert len(out.claims) == 5000
    assert time.perf_counter() - began < 60


def test_every_form_of_a_cue_finds_it():
    forms = {
        "said": "say",
        "denies": "deny",
        "warned": "warn",
        "urging": "urge",
        "pleaded": "plead",
        "told": "tell",
        "vows": "vow",
    }

    assert {form: cues.verbs(form)[0].lemma for form in forms} == forms
    assert [cue.lemma for cue in cues.nouns("denials")] == ["denial"]
    assert cues.verbs("walked") == ()
