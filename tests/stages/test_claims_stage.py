"""The claims stage as a whole: what it keeps, its ids, an article without a parse, several at once, odd bodies."""

from __future__ import annotations

import time

import pytest

from schemas import ClaimArticle, Span
from services.claims import cues
from services.claims.attribute import attribute, attribute_many, claim_ids, day_of, with_claims
from services.claims.attributions import Attribution
from services.claims.nested import holders
from services.claims.quotes import Marks
from services.claims.speakers import Speakers
from services.claims.uncued import uncued
from services.claims.utterance import Utterance
from services.entities.enrich import enrich
from tests.attributed import Said, an_attribution
from tests.builders import a_parsed_article, an_entity_article
from tests.trees import an_article, repeated

BODY = 'Ilse Varga said the port was shut.\n\n"It will open," she said. "Nobody is hurt."'


def test_an_article_keeps_all_that_it_had_but_the_parse():
    article = enrich(a_parsed_article(BODY))

    out = attribute(article)

    assert {name: value for name, value in dict(out).items() if name not in {"claims", "times", "extraction"}} == {
        name: value for name, value in dict(article).items() if name != "parse"
    }


def test_an_article_without_a_parse_is_read_here():
    article = enrich(a_parsed_article(BODY))

    assert attribute(article.model_copy(update={"parse": None})) == attribute(article)


def test_several_at_once_are_as_one_by_one():
    articles = [enrich(a_parsed_article(BODY, guid=str(number))) for number in range(3)]

    assert attribute_many(articles) == [attribute(article) for article in articles]


SAID = (("The mayor", "said", "the bridge was safe"), ("The mayor", "said", "the road was open"))
BOTH = "The mayor said the bridge was safe.\n\nThe mayor said the road was open."


def ids(text: str, *said: tuple[str, str, str], guid: str = "a") -> list[str]:
    return claim_ids(an_article(text, guid=guid), [an_attribution(text, *one) for one in said])


def test_a_claim_keeps_its_id_when_a_paragraph_is_put_before_it():
    assert ids(f"Rain fell.\n\n{BOTH}", *SAID) == ids(BOTH, *SAID)


def test_other_words_and_the_same_words_twice_are_other_claims():
    assert len({*ids(BOTH, *SAID), *ids(BOTH, SAID[0], SAID[0])}) == 3


def test_the_same_words_in_another_item_are_another_claim():
    assert ids(BOTH, SAID[0], guid="a") != ids(BOTH, SAID[0], guid="b")


def test_weekdays_are_counted_from_the_dateline_s_day_before_the_day_of_publication():
    article = an_entity_article("Rain fell.")
    dateline = {"text": "TARN", "date": "2031-02-26"}

    assert day_of(article).isoformat() == "2031-03-03"
    assert day_of(type(article).model_validate(article.model_dump() | {"dateline": dateline})).isoformat() == "2031-02-26"


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
    """190,000 characters, 5,000 quotations: some 12 s of processor time, most of it the model's."""
    doc = repeated('"The bridge is safe," the mayor said.', times=5000)
    article = an_article(doc.text)

    began = time.process_time()
    out = with_claims(article, doc)

    assert out.body == article.body
    assert time.process_time() - began < 60


#: What would take longest to look back on, over and over.
LOOKING_BACK: list[tuple[str, list[Said]]] = [
    (
        "A port official said the port was shut. He said it would open on Friday.",
        [("A port official", "said", "the port was shut"), ("He", "said", "it would open on Friday")],
    ),
    ("The fisheries board cut the quota. It said the stock had fallen.", [("It", "said", "the stock had fallen")]),
    ("Ilse Varga met Oskar Lind on Monday. The two men said the port was shut.", [("The two men", "said", "the port was shut")]),
]


@pytest.mark.parametrize(("text", "said"), LOOKING_BACK, ids=[text for text, _ in LOOKING_BACK])
def test_who_speaks_in_thousands_of_claims_takes_seconds(text: str, said: list[Said]):
    times = 190_000 // (len(text) + 1)
    doc = repeated(text, times=times)
    article = an_article(doc.text, names=("Ilse Varga", "Oskar Lind"))
    known = [an_attribution(text, *one) for one in said]
    found = [moved(one, by=nth * (len(text) + 1)) for nth in range(times) for one in known]
    marks = Marks(article.body, article.quotations)
    laid = [Utterance(doc, article, marks, one) for one in found]

    began = time.process_time()
    speakers = Speakers(article, doc).of(laid, [None] * len(laid), holders(found, article.body))

    assert all(speakers)
    assert time.process_time() - began < 6


def moved(attribution: Attribution, *, by: int) -> Attribution:
    def there(span: Span) -> Span:
        return Span(start=span.start + by, end=span.end + by)

    assert attribution.cue is not None
    assert attribution.source is not None
    return Attribution(tuple(map(there, attribution.content)), there(attribution.cue), there(attribution.source))


def test_thousands_of_quotations_that_nobody_speaks_take_seconds():
    text = '"It will hold for years." Rain fell. ' * 5000
    article = an_article(text)
    contents = [(Span(start=at, end=at + 1),) for at in range(26, len(text), 37)]

    began = time.process_time()
    _, alone = uncued(article, contents)

    assert len(alone) == 4999
    assert time.process_time() - began < 10


def test_every_form_of_a_word_that_does_more_than_assert_is_known():
    forms = {
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
