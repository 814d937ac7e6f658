"""dpa-digitalwires."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from schemas import ParsedArticle, Status
from services.errors import Rejected
from tests.stages.formats.wire import read, read_all

ARTICLE = '<section class="main"><p>Der Hafen öffnet wieder.</p><h2>Ausblick</h2><ul><li>Getreide</li></ul></section>'


def entry(**fields: Any) -> str:
    """An entry of digitalwires."""
    made = {
        "format": "digitalwires@0.9.1",
        "urn": "urn:newsml:norland.example:20310303:harbour",
        "version": 2,
        "version_created": "2031-03-03T10:00:00+01:00",
        "pubstatus": "usable",
        "signal": None,
        "embargoed": None,
        "language": "de",
        "kicker": "Schifffahrt",
        "headline": "Hafen von Tarn öffnet",
        "subhead": None,
        "teaser": "Neun Tage war er zu.",
        "byline": "Von Ilse Varga, dpa",
        "dateline": "Tarn (dpa) - ",
        "article_html": ARTICLE,
        "infobox_html": None,
        "notepad": None,
        "ednotes": [],
        "descriptions": None,
        "associations": [],
        "categories": [{"type": "dnltype:provider", "name": "dpa", "qcode": "dnlprov:dpa"}],
    }
    return json.dumps(made | fields)


def test_an_entry_has_its_identity_and_its_text():
    article = read(entry())

    assert article.wire_format == "dpa-digitalwires"
    assert (article.provider, article.guid, article.version) == ("dpa", "urn:newsml:norland.example:20310303:harbour", 2)
    assert article.version_created == datetime(2031, 3, 3, 9, tzinfo=UTC)
    assert (article.headline, article.bylines, article.language) == ("Hafen von Tarn öffnet", ("Von Ilse Varga, dpa",), "de")
    assert article.body == "Tarn (dpa) - Der Hafen öffnet wieder.\n\nAusblick\n\nGetreide"
    assert article.dateline is not None
    assert (article.dateline.places, article.dateline.agency, article.dateline.start) == (("Tarn",), "dpa", 0)
    assert [(notice.kind, notice.text) for notice in article.notices] == [
        ("subhead", "Schifffahrt"),
        ("summary", "Neun Tage war er zu."),
    ]


def test_a_dateline_that_the_text_has_already_is_not_doubled():
    marked = ARTICLE.replace("<p>", '<p><span class="dateline">Tarn <span class="credit">(dpa)</span> - </span>', 1)

    assert read(entry(article_html=marked)).body == read(entry()).body


def test_an_empty_first_paragraph_does_not_keep_the_dateline():
    assert read(entry(article_html=ARTICLE.replace("<p>", "<p></p><p>", 1))).body == read(entry()).body


def test_what_is_not_for_publication_is_nowhere_in_the_article():
    notepad = {
        "header_html": "<header><h3>Notizblock</h3></header>",
        "public_html": '<section class="np-public"><h4>Internet</h4><ul><li>Zur Reederei</li></ul></section>',
        "nonpublic_html": '<section class="np-nonpublic"><ul><li>Redaktion: 555 0199</li></ul></section>',
    }
    ednotes = [
        {"role": "dpaednoterole:editorialnote", "ednote": "Bilder folgen", "is_publishable": True},
        {"role": "dpaednoterole:correction", "ednote": "Tag berichtigt", "is_publishable": True},
        {"role": "dpaednoterole:dpacontacts", "ednote": "Autorin: 555 0199", "is_publishable": False},
    ]

    article = read(entry(notepad=notepad, ednotes=ednotes))

    assert "555 0199" not in article.model_dump_json()
    assert [(notice.kind, notice.text) for notice in article.notices][2:] == [
        ("editor", "Bilder folgen"),
        ("correction", "Tag berichtigt"),
        ("editor", "Zur Reederei"),
    ]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"pubstatus": "canceled", "article_html": None}, Status.CANCELLED),
        ({"pubstatus": "withheld"}, Status.WITHHELD),
        ({"signal": "sig:correction"}, Status.CORRECTED),
        ({"signal": "sig:update"}, Status.USABLE),
        ({"categories": [{"type": "dnltype:signal", "qcode": "sig:correction"}]}, Status.CORRECTED),
        ({"pubstatus": None}, Status.USABLE),
        ({"embargoed": "2031-03-04T06:00:00+01:00"}, Status.EMBARGOED),
    ],
)
def test_the_status_is_the_entry_s(fields, status):
    article = read(entry(**fields))

    assert article.status is status
    assert (article.embargo_until == datetime(2031, 3, 4, 5, tzinfo=UTC)) == (status is Status.EMBARGOED)


def test_subjects_go_by_their_codes_and_places_by_their_names():
    categories = [
        {"type": "dnltype:dpasubject", "name": "Häfen", "qcode": "medtop:20000065"},
        {"type": "dnltype:keyword", "name": "Getreide", "qcode": None},
        {"type": "dnltype:poi", "name": "Kai 4, Tarn", "geojson": {"properties": {"name": "Kai 4"}, "geometry": {}}},
        {"type": "dnltype:urgency", "name": "4", "qcode": "urgency:4"},
    ]

    assert read(entry(categories=categories)).subjects == ("medtop:20000065", "Kai 4", "Getreide")


def test_a_box_of_facts_belongs_to_the_text():
    assert read(entry(infobox_html="<section><p>Tarn hat 4000 Einwohner.</p></section>")).body.endswith(
        "Tarn hat 4000 Einwohner."
    )


def test_a_sound_is_what_it_says_in_words():
    descriptions = [{"role": "drol:caption", "description": "HAFEN ÖFFNET\nDer Hafen von Tarn öffnet nach neun Tagen wieder."}]

    article = read(entry(article_html=None, dateline=None, descriptions=descriptions))

    assert article.body == "HAFEN ÖFFNET\n\nDer Hafen von Tarn öffnet nach neun Tagen wieder."


def test_an_entry_without_text_is_refused():
    [refused] = read_all(entry(article_html=None))

    assert isinstance(refused, Rejected) and refused.reason == "no-text"


def test_a_list_of_entries_is_several_items():
    made = read_all(f'{{"entries": [{entry(urn="a")}, {entry(urn="b")}]}}')

    assert [item.guid for item in made if not isinstance(item, Rejected)] == ["a", "b"]


def test_json_lines_are_entries_and_a_broken_line_is_refused_alone():
    first, broken = read_all(f"{entry()}\n{entry()[:200]}\n")

    assert isinstance(first, ParsedArticle) and isinstance(broken, Rejected)
    assert (first.headline, broken.reason) == ("Hafen von Tarn öffnet", "unreadable")
