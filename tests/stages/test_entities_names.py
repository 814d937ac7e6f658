"""Which words of wire copy are names, and of what kind."""

from __future__ import annotations

import pytest

from schemas import Dateline, Label
from services.entities.enrich import enrich
from tests.builders import a_parsed_article


def named(body, **fields):
    """The names in `body`: text and label, in order."""
    return [(mention.text, mention.label) for mention in enrich(a_parsed_article(body, **fields)).mentions]


def texts(body, **fields):
    return [text for text, _ in named(body, **fields)]


def dated(body, places, *, agency=None, region=None, dash=" - "):
    end = body.index(dash) + len(dash)
    start = body.index(places[0])
    line = Dateline(text=body[start : end - len(dash)], start=start, end=end, places=places, agency=agency, region=region)
    return a_parsed_article(body, dateline=line)


def test_a_dateline_names_its_places_and_the_agency():
    article = enrich(dated("ZELBORG/OSTRAVIK (Norland News) - The mayors met.", ("ZELBORG", "OSTRAVIK"), agency="Norland News"))

    assert [(m.text, m.label) for m in article.mentions] == [
        ("ZELBORG", Label.GPE),
        ("OSTRAVIK", Label.GPE),
        ("Norland News", Label.ORG),
    ]


def test_a_place_that_only_a_dateline_names_is_called_as_in_running_text():
    article = enrich(dated("PORT OF ZELBORG (Reuters) - The ferry sank.", ("PORT OF ZELBORG",), agency="Reuters"))

    assert article.entities[0].name == "Port of Zelborg"
    assert article.entities[0].aliases == ("PORT OF ZELBORG",)


def test_a_dateline_does_not_run_into_the_first_sentence():
    body = "BEIRUT, March 3 (Reuters) - Russia accused rebels on Monday of leaving the talks."
    article = enrich(dated(body, ("BEIRUT",), agency="Reuters"))

    assert texts(body) and [m.text for m in article.mentions] == ["BEIRUT", "Reuters", "Russia"]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("A U.S.-backed plan was signed.", "U.S."),
        ("The Aleppo-based paper closed.", "Aleppo"),
        ("The Saudi-led talks ended.", "Saudi"),
        ("An anti-Russian march ended.", "Russian"),
        ("The Iraqi\u2019s car was found.", "Iraqi"),
        ("They crossed Turkey's border.", "Turkey"),
    ],
)
def test_compounds_and_possessives_are_cut_off_names(body, name):
    assert texts(body) == [name]


def test_the_article_before_a_name_is_not_the_name():
    assert texts("The United Nations and the Netherlands signed.") == ["United Nations", "Netherlands"]


def test_titles_are_not_the_name():
    body = "President Marta Lindqvist met Sen. Paul Ostberg. Mr. Ostberg and Mrs. Lindqvist smiled."

    assert texts(body) == ["Marta Lindqvist", "Paul Ostberg", "Ostberg", "Lindqvist"]


@pytest.mark.parametrize(
    ("body", "labels"),
    [
        ("Syria closed its border.", [Label.GPE]),
        ("Syrian farmers left.", [Label.NORP]),
        ("The Syrians left.", [Label.NORP]),
        ("North Korea fired and South Korean ships left.", [Label.GPE, Label.NORP]),
        ("Ivory Coast and Guinea-Bissau signed.", [Label.GPE, Label.GPE]),
        ("NATO and the U.N. signed.", [Label.ORG, Label.ORG]),
    ],
)
def test_countries_peoples_and_world_bodies_come_from_a_table(body, labels):
    assert [label for _, label in named(body)] == labels


@pytest.mark.parametrize("body", ["Trade in South America fell.", "New Mexico votes today.", "They spoke of Latin America."])
def test_a_country_inside_another_places_name_is_not_named(body):
    assert not {"America", "Mexico"} & set(texts(body))


@pytest.mark.parametrize(
    ("body", "country"),
    [
        ("North Korea tested a missile. The North defends its weapons.", "KP"),
        ("North Korean ships left. Talks with the North’s leader ended.", "KP"),
        ("South Sudan voted. The South said no.", "SS"),
        ("South Sudan and South Korea met. The South said no.", None),
        ("North Korea tested a missile. Ships crossed the North Sea.", None),
        ("South Korea won. She moved to the South of France.", None),
        ("The storm hit the North.", None),
    ],
)
def test_half_of_a_divided_country_is_it_where_the_article_names_it(body: str, country: str | None):
    article = enrich(a_parsed_article(body))
    countries = {entity.id: entity.country for entity in article.entities}
    found = {countries[mention.entity] for mention in article.mentions if mention.text in {"North", "South"}}

    assert found - {None} == {country} - {None}


def test_georgia_is_the_country_only_where_something_says_so():
    state = enrich(a_parsed_article("Voters in Georgia chose a senator."))
    country = enrich(a_parsed_article("Voters in Georgia chose a mayor. Georgian papers were glad."))

    assert [entity.country for entity in state.entities] == [None]
    assert [entity.country for entity in country.entities] == ["GE"]


def test_a_name_has_one_label_in_an_article():
    body = "Aleppo fell. Rebels left Aleppo on foot. An Aleppo-based doctor said in Aleppo that he would stay."

    assert {label for text, label in named(body) if text == "Aleppo"} == {Label.GPE}


def test_a_last_name_after_the_full_name_is_the_persons():
    body = 'Ilse Varga arrived in Tarn on Monday. "No ship has left," Varga said. Varga blamed the wind.'

    assert [label for text, label in named(body) if text == "Varga"] == [Label.PERSON, Label.PERSON]


def test_a_last_name_that_is_a_countrys_is_still_the_persons():
    body = "Vernon Jordan was a lawyer. Jordan died in Atlanta, and Jordan was mourned by friends."

    assert [label for text, label in named(body) if text == "Jordan"] == [Label.PERSON, Label.PERSON]


def test_an_administration_is_not_the_person_it_is_named_after():
    body = "Ilse Varga won. The Varga administration said the harbour would open."

    assert ("Varga administration", Label.ORG) in named(body)


def test_names_in_a_line_of_capitals_are_those_of_the_article():
    body = "MAYOR VARGA BLAMES WIND FOR RUSSIA DELAY\n\nIlse Varga said on Monday that ships from Russia were late."

    assert texts(body) == ["VARGA", "RUSSIA", "Ilse Varga", "Russia"]


def test_a_body_without_names_has_none():
    assert named("the rain fell all day and nobody said a word about it.") == []


@pytest.mark.parametrize("body", ["", " ", "\n\n", ".", "-", "the", "'s", "’S", "(", "The The The", "U.S.", "1", "🙂"])
def test_next_to_nothing_is_read_without_complaint(body):
    assert enrich(a_parsed_article(body)).body == body


def test_of_an_article_in_another_language_only_the_certain_names_are_named():
    body = "Ilse Varga met the envoy of Russia in Tarn."

    assert texts(body, language="de") == ["Russia"]
    assert texts(body, language="en-GB")[:2] == ["Ilse Varga", "Russia"]


def test_a_place_of_the_dateline_is_a_place_in_the_story_too():
    body = "GRAYPORT (Norland News) - A ferry sank off Grayport. Grayport mourned."
    article = enrich(dated(body, ("GRAYPORT",), agency="Norland News"))

    assert [entity.name for entity in article.entities] == ["Grayport", "Norland News"]
    assert {mention.label for mention in article.mentions if mention.text.title() == "Grayport"} == {Label.GPE}


def test_a_common_word_that_begins_a_sentence_is_no_name():
    assert texts("Photographs published on Thursday contradicted the denial.") == []


def test_a_ministers_office_is_no_organization():
    assert texts("It was late, Agriculture Minister Dolores Anker said.") == ["Dolores Anker"]


def test_what_lies_on_a_river_or_in_a_province_is_a_place():
    body = "The army blew up the last bridge over the river Osma, on which 40,000 people in Kharad province depend."

    assert named(body) == [("Osma", Label.GPE), ("Kharad", Label.GPE)]


@pytest.mark.parametrize(
    "body", ["It cost US$5 then.", "@IlseVarga wrote that on Monday.", "It is at www.Tarn-Harbour.example, they said."]
)
def test_money_handles_and_addresses_are_no_names(body):
    assert texts(body) == []


def test_a_last_name_keeps_its_particle():
    body = 'Jonas van der Berg spoke. Then came applause, and van der Berg smiled. "I am glad," van der Berg said.'

    assert {text for text in texts(body) if "Berg" in text} == {"Jonas van der Berg", "van der Berg"}
