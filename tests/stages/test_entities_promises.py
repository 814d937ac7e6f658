"""What holds for every article that leaves the entities stage, whatever came in."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import EntityArticle, ParsedArticle
from services.entities.enrich import enrich, enrich_many
from services.errors import Rejected
from tests.builders import a_parsed_article

PIECES = [
    "Ilse Varga",
    "Varga",
    "Mr. Varga",
    "Ilse Varga Jr.",
    "Kim",
    "the Harbour Union (HU)",
    "HU",
    "U.S.-backed",
    "the United States",
    "Americans",
    "Moscow",
    "MOSCOW",
    "Russian",
    "in Moscow",
    "Georgia",
    "Norway’s",
    "(Reuters) -",
    "said",
    "met",
    ",",
    ".",
    "\n\n",
    "“No,”",
    "🙂",
    "\u00a0",
    "  ",
    "THE MAYOR OF TARN BLAMES WIND",
    "Tarn",
    "al-Varga",
    "St. John's",
    "Varga administration",
]
BODIES = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=30).map(" ".join)


def assert_promises_hold(came: ParsedArticle, left: EntityArticle) -> None:
    entities = {entity.id: entity for entity in left.entities}
    mentions = left.mentions
    assert len(entities) == len(left.entities)
    assert {mention.entity for mention in mentions} == set(entities)
    assert all(left.body[mention.start : mention.end] == mention.text != "" for mention in mentions)
    assert all(one.end <= other.start for one, other in pairwise(mentions))
    for id, entity in entities.items():
        texts = {mention.text for mention in mentions if mention.entity == id}
        assert texts <= {entity.name, *entity.aliases}
        assert entity.name not in entity.aliases
        assert len(set(entity.aliases)) == len(entity.aliases)
        assert all(alias in left.body for alias in entity.aliases)
        assert entity.affiliation is None or entity.affiliation in entities
    assert all(getattr(left, field) == getattr(came, field) for field in ParsedArticle.model_fields)
    assert EntityArticle.from_bytes(left.to_bytes()) == left


@settings(max_examples=80, deadline=None)
@given(BODIES)
def test_names_stand_where_they_say_and_belong_to_one_entity_each(body):
    came = a_parsed_article(body)

    assert_promises_hold(came, enrich(came))


@settings(max_examples=15, deadline=None)
@given(st.lists(BODIES, min_size=1, max_size=9))
def test_an_article_is_read_the_same_alone_and_among_others(bodies):
    articles = [a_parsed_article(body, guid=str(number)) for number, body in enumerate(bodies)]

    assert enrich_many(articles) == [enrich(article) for article in articles]


def test_no_articles_are_none():
    assert enrich_many([]) == []


def test_a_worker_keeps_nothing_of_what_it_read():
    from services.entities.model import model

    enrich(a_parsed_article("Ilse Varga met Oskar Lindqvist in Tarn."))
    known = len(model().vocab.strings)
    enrich(a_parsed_article("Qorvath Zebblin met Yrsa Quandt in Plovnik."))

    assert len(model().vocab.strings) == known


def test_two_threads_get_what_one_gets():
    articles = [a_parsed_article(f"Ilse Varga met {name} in Tarn.") for name in ("Oskar Lind", "Marta Sorel", "Jonas Bram")] * 4

    with ThreadPoolExecutor(3) as threads:
        at_once = list(threads.map(enrich, articles))

    assert at_once == [enrich(article) for article in articles]


def test_an_article_that_is_refused_leaves_the_model_as_it_was():
    with pytest.raises(Rejected):
        enrich_many([a_parsed_article("Ilse Varga."), a_parsed_article("a" * 1_000_001)])

    assert [entity.name for entity in enrich(a_parsed_article("Ilse Varga met Oskar Lind.")).entities] == [
        "Ilse Varga",
        "Oskar Lind",
    ]


def test_another_process_finds_the_same():
    body = "The Harbour Union (HU) met Ilse Varga. The U.S. Department of Ports and HU agreed. Varga left for Moscow, Russia."
    script = (
        "import sys, hashlib; from services.entities.enrich import enrich; from tests.builders import a_parsed_article; "
        "print(hashlib.sha256(enrich(a_parsed_article(sys.argv[1])).to_bytes()).hexdigest())"
    )
    here = hashlib.sha256(enrich(a_parsed_article(body)).to_bytes()).hexdigest()

    for seed in ("1", "2"):
        there = subprocess.run(
            [sys.executable, "-c", script, body], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        )
        assert there.stdout.decode().strip() == here
