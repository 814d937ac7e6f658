"""NITF, by its specification."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from schemas import Status
from services.errors import Rejected
from tests.stages.formats.wire import nitf, read, read_all


def test_a_document_has_its_identity_and_its_text():
    article = read(nitf("TARN (Norland News) - The harbour would reopen.", "No ship had left."))

    assert article.wire_format == "nitf"
    assert (article.provider, article.guid, article.version) == ("norland", "harbour-7", 0)
    assert article.version_created == article.published == datetime(2031, 3, 3, 9, tzinfo=UTC)
    assert article.headline == "Harbour of Tarn to reopen"
    assert article.body == "TARN (Norland News) - The harbour would reopen.\n\nNo ship had left."


def test_metadata_of_the_document():
    head = """<meta name="slugline" content="TARN-HARBOUR"/><tobject><tobject.subject tobject.subject.refnum="04011002"/>
    <tobject.subject tobject.subject.type="Shipping"/></tobject>"""
    docdata = """<du-key key="NORLAND-HARBOUR" version="04"/><key-list><keyword key="grain"/><keyword>ports</keyword></key-list>
    <ed-msg info="Adds quotes"/>"""

    article = read(nitf("It reopens.", head=head, docdata=docdata).replace("<nitf>", '<nitf baselang="nb-NO">'))

    assert article.slug == "TARN-HARBOUR"
    assert article.subjects == ("04011002", "Shipping", "grain", "ports")
    assert (article.version, article.relations.family) == (4, "NORLAND-HARBOUR")
    assert article.language == "nb-NO"
    assert [(notice.kind, notice.text) for notice in article.notices] == [("editor", "Adds quotes")]


@pytest.mark.parametrize(
    ("dateline", "text", "places", "region", "day"),
    [
        ("<location>VEY</location>", "VEY", ("VEY",), None, None),
        ("<location><city>Vey</city>, <region>Norland</region></location>", "Vey, Norland", ("Vey",), "Norland", None),
        (
            "<location><city>Vey</city><state>Ost</state></location><story.date norm='20310302T2200-0100'/>",
            "Vey, Ost",
            ("Vey",),
            "Ost",
            date(2031, 3, 2),
        ),
        ("VEY, March 2 (Norland News)", "VEY, March 2 (Norland News)", ("VEY",), None, date(2031, 3, 2)),
    ],
)
def test_a_dateline_is_a_field(dateline, text, places, region, day):
    found = read(nitf("It reopens.", body_head=f"<dateline>{dateline}</dateline>")).dateline

    assert found is not None
    assert (found.text, found.places, found.region, found.date, found.start) == (text, places, region, day, None)


def test_a_dateline_with_only_a_date_is_none():
    assert (
        read(nitf("It reopens.", body_head='<dateline><story.date norm="20310303">20310303</story.date></dateline>')).dateline
        is None
    )


def test_bylines_keep_words_apart():
    head = "<byline>By <person>Ilse Varga</person> and <person>Oskar Lindqvist</person><byttl>Norland News</byttl></byline>"

    assert read(nitf("It reopens.", body_head=head)).bylines == ("By Ilse Varga and Oskar Lindqvist, Norland News",)


@pytest.mark.parametrize(
    ("attributes", "status"),
    [
        ('management-status="usable"', Status.USABLE),
        ('management-status="canceled"', Status.CANCELLED),
        ('management-status="withheld"', Status.WITHHELD),
        ('management-status="embargoed"', Status.WITHHELD),
        ("", Status.USABLE),
    ],
)
def test_the_management_status_is_the_item_s(attributes, status):
    assert read(nitf("It reopens.", attributes=attributes)).status is status


def test_a_release_after_the_issue_is_an_embargo():
    article = read(nitf("It reopens.", docdata='<date.release norm="20310304T060000+0100"/>'))

    assert article.status is Status.EMBARGOED
    assert article.embargo_until == datetime(2031, 3, 4, 5, tzinfo=UTC)


def test_a_release_at_the_issue_is_none_and_a_placeholder_is_no_time():
    assert read(nitf("It reopens.", docdata='<date.release norm="20310303T090000Z"/>')).embargo_until is None
    assert read(nitf("It reopens.", docdata='<date.release norm="YYYYMMDD000000-HHMM"/>')).status is Status.USABLE


def test_a_correction_says_what_it_corrects():
    article = read(nitf("It reopens.", docdata='<correction id-string="harbour-6" info="Corrects the day"/>'))

    assert article.status is Status.CORRECTED
    assert article.relations.previous_version == "harbour-6"
    assert [(notice.kind, notice.text) for notice in article.notices] == [("correction", "Corrects the day")]


def test_a_document_can_kill_another_one():
    own, kill = read_all(nitf("Never mind.", attributes='management-doc-idref="harbour-6" management-idref-status="canceled"'))

    assert not isinstance(own, Rejected) and not isinstance(kill, Rejected)
    assert (own.guid, own.status) == ("harbour-7", Status.USABLE)
    assert (kill.guid, kill.status, kill.body) == ("harbour-6", Status.CANCELLED, "")
    assert kill.provider == own.provider


def test_what_is_around_the_story_stands_beside_it():
    media = """<media media-type="image"><media-reference source="x.jpg"/><media-caption>Ships wait.</media-caption>
    <media-producer>Oskar Lindqvist</media-producer><media-object encoding="base64">QUJD</media-object></media>"""
    body = nitf(
        "It reopens.",
        body_head="<abstract><p>In short.</p></abstract>",
        end="<body.end><tagline>Ilse Varga contributed.</tagline></body.end>",
    ).replace("<p>It reopens.</p>", f"<p>It reopens.</p>{media}<hl2>What next</hl2><p>Ships sail.</p>")

    article = read(body)

    assert article.body == "It reopens.\n\nWhat next\n\nShips sail."
    assert {(notice.kind, notice.text) for notice in article.notices} == {
        ("summary", "In short."),
        ("caption", "Ships wait."),
        ("credit", "Oskar Lindqvist"),
        ("other", "Ilse Varga contributed."),
    }


def test_a_picture_s_caption_is_its_text():
    media = '<media media-type="image"><media-caption>Grain ships wait off Tarn on Monday.</media-caption></media>'

    assert read(nitf().replace("<body.content>", f"<body.content>{media}")).body == "Grain ships wait off Tarn on Monday."


def test_tables_lists_and_inline_markup_keep_every_word_once():
    half = "<num><frac><frac-num>1</frac-num><frac-sep>/</frac-sep><frac-den>2</frac-den></frac></num>"
    inside = f"""<p>Aid of <money>4 marks</money> for {half} of <org>Tarn</org>'s ports.</p>
    <table><tr><td>Tarn</td><td>4</td></tr></table><ol><li>Vey</li></ol><bq><block><p>No.</p></block></bq>"""

    article = read(nitf().replace("<body.content>", f"<body.content>{inside}"))

    assert article.body == "Aid of 4 marks for 1/2 of Tarn's ports.\n\nTarn 4\n\nVey\n\nNo."


def test_a_document_without_an_id_gets_one_from_its_content():
    body = nitf("It reopens.").replace('id-string="harbour-7"', "")

    assert read(body).guid == read(body).guid
    assert read(body).guid.startswith("sha256:")


def test_an_empty_document_is_refused():
    [refused] = read_all(nitf())

    assert isinstance(refused, Rejected) and refused.reason == "no-text"
