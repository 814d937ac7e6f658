"""Who is whom: one entity a person, organization and country, whatever the article calls it."""

from __future__ import annotations

import pytest

from schemas import EntityKind, Label
from services.entities.enrich import enrich
from services.entities.name import Name
from services.entities.organizations import organizations
from services.entities.persons import persons
from tests.builders import a_parsed_article


def names_in(body, *texts, label=Label.PERSON):
    """Each of `texts` where `body` has it next."""
    found, at = [], 0
    for text in texts:
        at = body.index(text, at)
        found.append(Name(at, at + len(text), text, label))
        at += len(text)
    return found


def people(body, *texts):
    return [[name.text for name in person.names] for person in persons(names_in(body, *texts), body)]


def bodies(body, *texts):
    found = organizations(names_in(body, *texts, label=Label.ORG), body)
    return [[name.text for name in organization.names] for organization in found]


def entity(article, form):
    [found] = [entity for entity in article.entities if form in (entity.name, *entity.aliases)]
    return found


def read(body):
    return enrich(a_parsed_article(body))


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Ilse Varga", "Varga"),
        ("Bashar al-Assad", "Assad"),
        ("Aung San Suu Kyi", "Suu Kyi"),
        ("Kim Jong Un", "Kim"),
        ("Ilse Maria Varga", "Ilse Varga"),
        ("Ilse M. Varga", "Ilse Varga"),
        ("Ilse Varga", "I. Varga"),
        ("Ilse Varga", "VARGA"),
        ("José Ibáñez", "Ibanez"),
        ("Robert Lund Jr.", "Lund"),
    ],
)
def test_a_person_is_met_again_under_a_shorter_name(full, short):
    assert people(f"{full} spoke, and then {short} left.", full, short) == [[full, short]]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ilse Varga", "Marta Varga"), ("Robert Lund", "Robert Lund Jr."), ("Ilse Varga", "Lindqvist"), ("Ilse Varga", "Varganov")],
)
def test_two_persons_stay_two(one, other):
    assert people(f"{one} met {other}.", one, other) == [[one], [other]]


def test_a_title_tells_two_of_one_name_apart():
    body = "Mr. Ilmar Varga met Mrs. Marta Varga. Mr. Varga left. Mrs. Varga stayed."

    assert people(body, "Ilmar Varga", "Marta Varga", "Varga", "Varga") == [["Ilmar Varga", "Varga"], ["Marta Varga", "Varga"]]


def test_a_last_name_that_two_have_stays_with_whom_it_was_first_given():
    body = "Ilse Varga spoke. Varga left with Marta Varga. Varga waved."

    assert people(body, "Ilse Varga", "Varga", "Marta Varga", "Varga") == [["Ilse Varga", "Varga", "Varga"], ["Marta Varga"]]


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Varga Shipping Inc", "Varga Shipping"),
        ("Varga Shipping", "Varga"),
        ("Harbour Workers Front", "HWF"),
        ("Department of Ports", "DOP"),
        ("Ministry of Ports", "Ports Ministry"),
        ("Chamber of Deputies", "Chamber"),
        ("Norland State Police", "State Police"),
        ("U.S. Harbour Agency", "Harbour Agency"),
        ("Moody's Harbour Service", "Moody's"),
    ],
)
def test_an_organization_is_met_again_under_a_shorter_name(full, short):
    assert bodies(f"{full} spoke, and then {short} left.", full, short) == [[full, short]]


def test_an_acronym_in_brackets_is_the_organization_before_it():
    body = "The Free Harbours Movement of Tarn (LHT) left."

    assert bodies(body, "Free Harbours Movement of Tarn", "LHT") == [["Free Harbours Movement of Tarn", "LHT"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [("National Harbour Union", "National Bank"), ("Tarn Harbour Union", "Ostravik Harbour Union"), ("United Ports", "United")],
)
def test_two_organizations_stay_two(one, other):
    assert bodies(f"{one} met {other}.", one, other) == [[one], [other]]


def test_a_short_name_of_two_organizations_is_neither():
    body = "Tarn Post and Ostravik Post print what Post prints."

    assert bodies(body, "Tarn Post", "Ostravik Post", "Post") == [["Tarn Post"], ["Ostravik Post"], ["Post"]]


def test_a_country_its_people_and_its_capital_as_government_are_one():
    article = read("Moscow denied it. The Russians had left, and Russia was silent on the Russian ship.")

    assert [(e.name, e.kind, e.country) for e in article.entities] == [("Russia", EntityKind.GOVERNMENT, "RU")]
    assert article.entities[0].aliases == ("Moscow", "Russians", "Russian")


def test_a_capital_where_something_happens_is_a_city():
    article = read("Russia said the talks would be held in Moscow. The delegates flew to Moscow on Monday.")

    assert entity(article, "Moscow").kind is EntityKind.PLACE
    assert entity(article, "Moscow").country is None
    assert entity(article, "Russia").aliases == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "Washington accused the company of fraud.",
        "The mayor blamed Washington for the delay.",
        "Relations between Washington and Beijing were poor.",
        "The plan was rejected by Washington.",
    ],
)
def test_a_capital_that_acts_or_is_dealt_with_is_the_government(sentence):
    assert entity(read(sentence), "Washington").name == "United States"


@pytest.mark.parametrize(
    "sentence",
    [
        "She lives in Washington.",
        "He left Washington on Monday.",
        "WASHINGTON, March 3 - The harbour opened.",
        "She was seen near the capital Washington.",
    ],
)
def test_a_capital_that_is_lived_in_or_left_is_a_place(sentence):
    assert entity(read(sentence), "Washington" if "WASH" not in sentence else "WASHINGTON").kind is EntityKind.PLACE


def test_a_country_that_only_lies_there_is_a_place():
    assert entity(read("The ship sank off Norway."), "Norway").kind is EntityKind.PLACE


def test_a_country_that_speaks_is_a_government():
    assert entity(read("Norway said the ship had sunk."), "Norway").kind is EntityKind.GOVERNMENT


def test_the_kremlin_is_a_government_of_its_own_with_a_country():
    kremlin = entity(read("The Kremlin denied it, and Russia was silent."), "Kremlin")

    assert (kremlin.kind, kremlin.country) == (EntityKind.GOVERNMENT, "RU")


def test_the_same_country_has_the_same_id_in_every_article_whatever_its_kind():
    acting, lying = read("Norway said no."), read("The ship sank off the Norwegian coast.")

    assert entity(acting, "Norway").id == entity(lying, "Norwegian").id


def test_the_same_person_has_the_same_id_in_every_article():
    one = read("Ilse Varga said the harbour would open. Varga smiled.")
    other = read("In Tarn, a reporter met Ilse Varga.")

    assert entity(one, "Ilse Varga").id == entity(other, "Ilse Varga").id


@pytest.mark.parametrize(
    ("body", "person", "role", "whose"),
    [
        (
            "Ilse Varga, a spokeswoman for the Tarn Harbour Union, said no.",
            "Ilse Varga",
            "a spokeswoman for the Tarn Harbour Union",
            "Tarn Harbour Union",
        ),
        ("Norwegian Prime Minister Oskar Lindqvist said no.", "Oskar Lindqvist", "Norwegian Prime Minister", "Norway"),
        ("The governor, Oskar Lindqvist, said no.", "Oskar Lindqvist", "The governor", None),
        ("Oskar Lindqvist said no.", "Oskar Lindqvist", None, None),
    ],
)
def test_a_role_is_what_the_article_says_beside_the_name(body, person, role, whose):
    article = read(body)
    found = entity(article, person)

    assert found.role == role
    assert found.affiliation == (entity(article, whose).id if whose else None)


def test_a_ministry_is_a_government_and_a_front_is_a_group():
    article = read("The Norwegian Foreign Ministry met the Harbour Liberation Front.")
    kinds = {entity.name: entity.kind for entity in article.entities}

    assert kinds["Norwegian Foreign Ministry"] is EntityKind.GOVERNMENT
    assert kinds["Harbour Liberation Front"] is EntityKind.GROUP
