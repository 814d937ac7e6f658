"""Lists of posts: each is a claim of the account, given as it is, of the article's day."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from schemas import Quote
from services.claims.acts import quote_of
from services.claims.attributions import find_attributions
from services.claims.posts import posts
from services.claims.quotes import Marks
from services.claims.said_on import said_on
from services.claims.utterance import Utterance
from tests.trees import an_article

LIST = (
    "The following statements were posted to the account of Ilse Varga, @ilsevarga. @ilsevarga : - The harbour stays open! "
    "[0632 CET] - Great talks with the pilots - we are close. [0711 CET] - Who needs a second bridge? [1802 CET] -- Source link"
)


def test_each_post_is_read_with_its_account_and_its_stamp():
    found = [tuple(LIST[s.start : s.end] for s in (post.account, post.words, post.stamp)) for post in posts(LIST)]

    assert found == [
        ("@ilsevarga", "The harbour stays open!", "0632 CET"),
        ("@ilsevarga", "Great talks with the pilots - we are close.", "0711 CET"),
        ("@ilsevarga", "Who needs a second bridge?", "1802 CET"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "@ilsevarga said the harbour stays open [0632 CET].",
        "The train left [0632 CET]",
        "@a : - " + "x" * 2000 + " [0632 CET]",
        "",
    ],
)
def test_what_is_no_list_of_posts_has_none(text: str):
    assert not list(posts(text))


def test_a_post_is_an_attribution_of_its_own_and_what_the_model_made_of_it_goes():
    article = an_article(LIST, published=datetime(2026, 3, 2, 20, tzinfo=UTC))

    found = [attribution for attribution in find_attributions(article) if attribution.posted is not None]

    assert [LIST[a.content[0].start : a.content[0].end] for a in found] == [
        LIST[p.words.start : p.words.end] for p in posts(LIST)
    ]
    starts = [attribution.content[0].start for attribution in find_attributions(article)]
    assert len(starts) == len(set(starts))


def test_a_post_is_direct_and_of_the_article_s_day():
    from spacy.tokens import Doc

    from services.entities.parse import vocabulary

    article = an_article(LIST, published=datetime(2026, 3, 2, 20, tzinfo=UTC))
    post = next(attribution for attribution in find_attributions(article) if attribution.posted is not None)
    laid = Utterance(Doc(vocabulary()), article, Marks(article.body, ()), post)

    said = said_on(laid, ())

    assert quote_of(laid) is Quote.DIRECT
    assert said is not None and (said.date, said.text) == ("2026-03-02", "0632 CET")
