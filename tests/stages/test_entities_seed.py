"""Who and what the seed names: the golden expectations of the entities stage."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas import Dateline, EntityKind, Label
from services.entities.enrich import enrich
from tests.builders import a_parsed_article

SEED = Path(__file__).parents[2] / "seeds" / "000_efdd37a112f9b61e.txt"


@pytest.fixture(scope="module")
def article():
    body = SEED.read_text(encoding="utf-8")
    start, end = body.index("BEIRUT"), body.index("A Syrian rebel")
    line = Dateline(text="BEIRUT (Reuters)", start=start, end=end, places=("BEIRUT",), agency="Reuters")
    return enrich(a_parsed_article(body, dateline=line))


def called(article, name):
    [entity] = [entity for entity in article.entities if name in (entity.name, *entity.aliases)]
    return entity


def forms(article, name):
    found = called(article, name)
    return {mention.text for mention in article.mentions if mention.entity == found.id}


def labels(article, text):
    return {mention.label for mention in article.mentions if mention.text == text}


@pytest.mark.parametrize(
    ("name", "kind", "texts"),
    [
        ("Zakaria Malahifji", EntityKind.PERSON, {"Zakaria Malahifji", "Malahifji"}),
        ("United States", EntityKind.GOVERNMENT, {"U.S.", "United States", "Americans"}),
        ("Russia", EntityKind.GOVERNMENT, {"Russia", "Moscow", "Russian", "Russians"}),
        ("Aleppo", EntityKind.PLACE, {"Aleppo"}),
        ("Beirut", EntityKind.PLACE, {"BEIRUT"}),
        ("Syria", EntityKind.PLACE, {"Syrian"}),
        ("Fastaqim", EntityKind.GROUP, {"Fastaqim"}),
        ("Free Syrian Army", EntityKind.GROUP, {"Free Syrian Army"}),
        ("Bashar al-Assad", EntityKind.PERSON, {"Bashar al-Assad"}),
        ("Turkey", EntityKind.PLACE, {"Turkey"}),
        ("Saudi Arabia", EntityKind.PLACE, {"Saudi Arabia"}),
        ("Idlib", EntityKind.PLACE, {"Idlib"}),
        ("Geneva", EntityKind.PLACE, {"Geneva"}),
        ("Reuters", EntityKind.ORGANIZATION, {"Reuters"}),
    ],
)
def test_the_seed_names_each_thing_once_under_all_its_names(article, name, kind, texts):
    entity = called(article, name)

    assert entity.name == name
    assert entity.kind is kind
    assert forms(article, name) == texts


def test_the_seed_names_nothing_else(article):
    assert len(article.entities) == 14


def test_aleppo_is_a_place_wherever_the_seed_names_it(article):
    assert sum(mention.text == "Aleppo" for mention in article.mentions) == article.body.count("Aleppo") == 5
    assert labels(article, "Aleppo") == {Label.GPE}


def test_the_fastaqim_group_is_found_under_the_names_that_the_seed_gives_it(article):
    assert called(article, "Fastaqim rebel group") is called(article, "Fastaqim group")


def test_the_seed_says_whose_official_malahifji_is(article):
    malahifji = called(article, "Malahifji")

    assert malahifji.role == "an official in the Aleppo-based Fastaqim rebel group"
    assert malahifji.affiliation == called(article, "Fastaqim").id


def test_the_seed_says_whose_president_assad_is(article):
    assad = called(article, "Bashar al-Assad")

    assert (assad.role, assad.affiliation) == ("Syrian President", called(article, "Syria").id)
