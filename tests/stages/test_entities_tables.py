"""The tables of countries and organizations: whole, and of one meaning a form."""

from __future__ import annotations

import re
from collections import Counter
from importlib import resources

from schemas import EntityKind
from services.entities.known import known_names

HISTORIC = {"SU", "YU", "CS", "DD"}


def rows(file):
    text = resources.files("services.entities").joinpath(file).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def forms(row):
    return [form for cell in row for form in cell.split("|") if form]


def meaning(text):
    [(start, end, known)] = known_names().find(text)
    assert (start, end) == (0, len(text))
    return known


def test_there_are_all_countries_and_most_territories_once():
    codes = [row[0] for row in rows("countries.tsv")]

    assert max(Counter(codes).values()) == 1
    assert all(re.fullmatch(r"[A-Z]{2}(-[A-Z]{3})?", code) for code in codes)
    assert len([code for code in codes if len(code) == 2 and code not in HISTORIC]) == 245


def test_no_form_means_two_countries():
    counted = Counter(form.removesuffix("?") for row in rows("countries.tsv") for form in forms(row[1:]))

    assert [form for form, times in counted.items() if times > 1] == []


def test_no_form_means_two_organizations():
    counted = Counter(form.removesuffix("?") for row in rows("organizations.tsv") for form in forms(row[:2]))

    assert [form for form, times in counted.items() if times > 1] == []


def test_organizations_have_kinds_that_there_are():
    kinds = {row[2] for row in rows("organizations.tsv") if len(row) > 2 and row[2]}

    assert kinds <= {kind.value for kind in EntityKind}


def test_a_form_is_known_with_either_apostrophe_and_in_capitals():
    assert meaning("Côte d’Ivoire").area == meaning("Cote d'Ivoire").area == meaning("IVORY COAST").area == "CI"


def test_a_longer_name_wins_over_a_shorter_one_in_it():
    assert [known.name for _, _, known in known_names().find("Guinea-Bissau, Guinea and Papua New Guinea")] == [
        "Guinea-Bissau",
        "Guinea",
        "Papua New Guinea",
    ]


def test_a_known_name_is_not_found_inside_a_word_or_an_address():
    assert list(known_names().find("Nigerians at Maliq's, China.org, www.Chad.td and @Iran")) == [(0, 9, meaning("Nigerians"))]
