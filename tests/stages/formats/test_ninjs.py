"""ninjs 1, 2 and 3, by their schemas."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from schemas import ParsedArticle, Status
from services.errors import Rejected
from tests.stages.formats.wire import nitf, read, read_all

STORY = "<p>TARN (Norland News) - The harbour would reopen.</p><p>No ship had left.</p>"


def ninjs(**fields: Any) -> str:
    """A ninjs 1 item."""
    item = {
        "uri": "https://norland.example/harbour",
        "type": "text",
        "version": "3",
        "versioncreated": "2031-03-03T09:00:00Z",
        "pubstatus": "usable",
        "headline": "Harbour of Tarn to reopen",
        "body_html": STORY,
    }
    return json.dumps({name: value for name, value in (item | fields).items() if value is not None})


def ninjs3(**fields: Any) -> str:
    """A ninjs 3 item, which has the names of its fields in camel case and lists where 1 has fields."""
    item = {
        "uri": "https://norland.example/harbour",
        "type": "text",
        "version": "3",
        "versionCreated": "2031-03-03T09:00:00Z",
        "pubStatus": "usable",
        "headlines": [{"role": "short", "value": "Reopening"}, {"role": "main", "value": "Harbour of Tarn to reopen"}],
        "bodies": [{"role": "main", "contentType": "text/html", "value": STORY}],
    }
    return json.dumps(item | fields)


@pytest.mark.parametrize("body", [ninjs(), ninjs3(), ninjs3().replace("versionCreated", "versioncreated")], ids=["1", "3", "2"])
def test_every_version_of_ninjs_says_the_same(body):
    article = read(body)

    assert article.wire_format == "ninjs"
    assert (article.guid, article.version) == ("https://norland.example/harbour", 3)
    assert article.version_created == article.published == datetime(2031, 3, 3, 9, tzinfo=UTC)
    assert article.headline == "Harbour of Tarn to reopen"
    assert article.body == "TARN (Norland News) - The harbour would reopen.\n\nNo ship had left."
    assert article.dateline is not None and article.dateline.places == ("TARN",)


def test_metadata_of_the_item():
    article = read(
        ninjs(
            byline="By Ilse Varga",
            slugline="TARN-HARBOUR",
            language="nb-NO",
            source="Norland",
            subject=[{"code": "04011002", "name": "shipping"}, {"name": "grain"}],
            keywords=["ports", "ports"],
            ednote="Adds quotes",
            description_text="In short.",
            evolvedfrom="https://norland.example/closure",
            located="Vey, Norland",
            body_html="<p>The harbour would reopen.</p>",
        )
    )

    assert article.bylines == ("By Ilse Varga",)
    assert (article.slug, article.language, article.provider) == ("TARN-HARBOUR", "nb-NO", "Norland")
    assert article.subjects == ("04011002", "grain", "ports")
    assert [(notice.kind, notice.text) for notice in article.notices] == [("summary", "In short."), ("editor", "Adds quotes")]
    assert article.relations.evolved_from == "https://norland.example/closure"
    assert article.dateline is not None and (article.dateline.places, article.dateline.region) == (("Vey",), "Norland")


def test_headlines_that_are_not_the_main_one_stand_beside_it():
    assert [(notice.kind, notice.text) for notice in read(ninjs3()).notices] == [("subhead", "Reopening")]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"pubstatus": "canceled"}, Status.CANCELLED),
        ({"pubstatus": "withheld"}, Status.WITHHELD),
        ({"pubstatus": None}, Status.USABLE),
        ({"signals": ["correction"]}, Status.CORRECTED),
        ({"headline": "CORRECTED-Harbour to reopen"}, Status.CORRECTED),
        ({"embargoed": "2031-03-04T06:00:00+01:00"}, Status.EMBARGOED),
        ({"embargoedUntil": "2031-03-04T06:00:00+01:00", "pubstatus": "withheld"}, Status.EMBARGOED),
    ],
)
def test_the_status_is_the_item_s(fields, status):
    article = read(ninjs(**fields))

    assert article.status is status
    assert (article.embargo_until == datetime(2031, 3, 4, 5, tzinfo=UTC)) == (status is Status.EMBARGOED)


def test_a_kill_needs_no_text():
    article = read(ninjs(pubstatus="canceled", body_html=None))

    assert (article.status, article.body) == (Status.CANCELLED, "")


def test_renditions_of_one_text_are_one_text_and_markup_is_better():
    text = "Harbour of Tarn to reopen\nTARN (Norland News) - The harbour would reopen.\nNo ship had left."

    assert read(ninjs(body_text=text)).body == read(ninjs()).body


def test_a_rendition_that_is_only_a_stub_is_not_the_text():
    article = read(ninjs(body_text="[ ... ]", body_html="<p>Read on.</p>", body_xhtml="<p>One.</p><p>Two, three and four.</p>"))

    assert article.body == "One.\n\nTwo, three and four."


def test_nitf_in_a_body_is_read_as_nitf():
    bodies = [{"role": "nitf", "contentType": "text/vnd.IPTC.NITF", "value": nitf("The harbour would reopen.")}]

    assert read(ninjs3(bodies=bodies)).body == "The harbour would reopen."


def test_xml_of_a_provider_s_own_is_taken_only_where_there_is_nothing_else():
    own = {"contentType": "application/xml", "value": "<OWN><HEAD><ID>4711 0815 2342 and more</ID></HEAD><P>Harbour.</P></OWN>"}

    assert read(ninjs3(bodies=[own, {"value": "The harbour reopens."}])).body == "The harbour reopens."


def test_plain_text_keeps_its_paragraphs():
    text = "The harbour would reopen.\n\nNo ship had left."

    assert read(ninjs(body_html=None, body_text=text)).body == text


def test_a_picture_is_its_caption_and_its_credit_is_none():
    caption = "Grain ships wait off Tarn on Monday."
    picture = {
        "type": "picture",
        "body_html": None,
        "description_caption": caption,
        "description_creditline": "Oskar Lindqvist/" * 9,
    }

    article = read(ninjs(**picture))
    assert article.body == caption
    assert [notice.kind for notice in article.notices] == ["credit"]
    [refused] = read_all(ninjs(**picture | {"description_caption": None}))
    assert isinstance(refused, Rejected) and refused.reason == "not-news"


@pytest.mark.parametrize("kind", ["event", "planning"])
def test_plans_are_no_news_text(kind):
    [refused] = read_all(ninjs(type=kind))

    assert isinstance(refused, Rejected) and refused.reason == "not-news"


def test_an_event_without_a_type_is_no_news_text():
    [refused] = read_all(ninjs(type=None, eventDetails={"dates": {"startDate": "2031-03-03"}}))

    assert isinstance(refused, Rejected) and refused.reason == "not-news"


def test_captions_of_associated_pictures_stand_beside_the_story():
    picture = {"uri": "p", "type": "picture", "description_text": "Ships wait."}

    for associations in ({"main": picture, "none": None}, [picture]):
        notices = read(ninjs(associations=associations)).notices
        assert [(notice.kind, notice.text) for notice in notices] == [("caption", "Ships wait.")]


def test_a_package_is_the_stories_in_it():
    inner = json.loads(ninjs(uri="https://norland.example/inner"))

    made = read_all(ninjs(type="composite", body_html=None, associations={"a": inner}))

    assert [item.guid for item in made if not isinstance(item, Rejected)] == ["https://norland.example/inner"]
    assert len(made) == 1


def test_a_package_of_things_elsewhere_says_what_it_points_to():
    [refused] = read_all(ninjs(type="composite", body_html=None, associations=[{"uri": "https://norland.example/a"}]))

    assert isinstance(refused, Rejected) and refused.reason == "not-news"
    assert "https://norland.example/a" in refused.detail


@pytest.mark.parametrize(
    "envelope", ['{"item": [%s]}', '{"data": {"items": [{"meta": {}, "item": %s}]}}', '{"data": {"item": %s}}', "[%s]"]
)
def test_items_are_found_in_the_envelopes_of_feeds(envelope):
    assert read(envelope % ninjs()).guid == "https://norland.example/harbour"


def test_an_address_with_a_query_is_no_name():
    first = read(ninjs(uri="https://api.example/v/1?token=1", altids={"itemid": "abc"}))
    second = read(ninjs(uri="https://api.example/v/1?token=2", altids={"itemid": "abc"}))

    assert first.guid == "abc"
    assert first.item_id == second.item_id


def test_several_items_are_several_articles():
    made = read_all(f"[{ninjs(uri='a')}, {ninjs(uri='b', body_html='')}, {ninjs(uri='c')}]")

    assert [item.reason if isinstance(item, Rejected) else item.guid for item in made] == ["a", "no-text", "c"]


def test_broken_ninjs_is_a_broken_item_and_not_an_unknown_format():
    [refused] = read_all(ninjs()[:-20])

    assert isinstance(refused, Rejected) and refused.reason == "unreadable"


@pytest.mark.parametrize(
    "fields", [{"headline": 7}, {"headlines": "x"}, {"associations": "x"}, {"subject": "x"}, {"version": [1]}, {"altids": 3}]
)
def test_fields_of_the_wrong_type_do_not_cost_the_item(fields):
    assert read(ninjs(**fields)).body.endswith("No ship had left.")


def test_halves_of_characters_do_not_cost_the_item():
    article = read(ninjs(uri="a\ud800", headline="Reopening \udfff", body_html="<p>It \ud83d reopens \ud83d\ude00.</p>"))

    assert article.to_bytes()
    assert (article.headline, article.body) == ("Reopening \ufffd", "It \ufffd reopens \U0001f600.")


def test_json_of_another_kind_is_an_unknown_format():
    [refused] = read_all('{"requests": {"https://norland.example/x": {"get": 1}}}')

    assert isinstance(refused, Rejected) and refused.reason == "unknown-format"


def test_json_that_nests_without_end_is_refused():
    [refused] = read_all('{"uri": "x", "headline": ' + "[" * 100_000)

    assert isinstance(refused, Rejected) and refused.reason == "unreadable"


ENVELOPES = [
    '{"articles": [%s]}',
    '{"_items": [%s], "_meta": {"total": 1}}',
    '{"hits": {"total": 1, "hits": [{"_index": "news", "_source": %s}]}}',
    '{"response": {"status": "ok", "docs": [%s]}}',
    '{"story": %s}',
]


@pytest.mark.parametrize("envelope", ENVELOPES)
def test_items_are_found_whatever_their_envelope_is_called(envelope):
    assert read(envelope % ninjs()).guid == "https://norland.example/harbour"


def test_an_item_without_a_name_has_that_of_its_row():
    row = json.dumps({"_id": "row-7", "_source": json.loads(ninjs(uri=None))})

    assert read(row).guid == "row-7"


def test_json_lines_are_items_and_a_broken_line_is_refused_alone():
    first, second, broken = read_all(f"{ninjs()}\n{ninjs()[:90]}\n\n{ninjs(uri='urn:x:2')}\n")

    assert isinstance(first, ParsedArticle) and isinstance(second, ParsedArticle) and isinstance(broken, Rejected)
    assert (second.guid, broken.reason, "line 2" in broken.detail) == ("urn:x:2", "unreadable", True)


@pytest.mark.parametrize("name", ["urn", "itemid", "_id", "id"])
def test_an_item_may_be_named_otherwise(name):
    assert read(ninjs(uri=None, **{name: "n-7"})).guid == "n-7"


def test_an_item_without_a_name_is_named_after_its_words():
    assert read(ninjs(uri=None)).guid.startswith("sha256:")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"byline": ["Ilse Varga", "Per Holm"]}, {"bylines": ("Ilse Varga", "Per Holm")}),
        ({"byline": {"name": "Ilse Varga"}}, {"bylines": ("Ilse Varga",)}),
        ({"authors": [{"name": "Ilse Varga", "role": "writer"}]}, {"bylines": ("Ilse Varga",)}),
        (
            {"people": [{"name": "Per Holm", "rel": "about"}, {"name": "Ilse Varga", "rel": "author"}]},
            {"bylines": ("Ilse Varga",)},
        ),
        ({"byline": "Ilse Varga", "authors": [{"name": "I. Varga"}]}, {"bylines": ("Ilse Varga",)}),
        ({"provider": {"name": "Norland"}}, {"provider": "Norland"}),
        ({"language": {"tag": "nb"}}, {"language": "nb"}),
        ({"subject": ["ports"], "keywords": "grain, ships; sea"}, {"subjects": ("ports", "grain", "ships", "sea")}),
        ({"tags": [{"name": "ports"}]}, {"subjects": ("ports",)}),
        ({"versioncreated": 1930294800}, {"version_created": datetime(2031, 3, 3, 9, tzinfo=UTC)}),
        ({"versioncreated": "1930294800000"}, {"version_created": datetime(2031, 3, 3, 9, tzinfo=UTC)}),
        ({"headline": "Tarn &amp; <b>Vey</b> reopen"}, {"headline": "Tarn & Vey reopen"}),
        ({"headline": {"main": "Tarn reopens"}}, {"headline": "Tarn reopens"}),
        ({"headline": None, "headlines": {"sub": "At last", "main": "Tarn reopens"}}, {"headline": "Tarn reopens"}),
        (
            {"headline": None, "headlines": [{"role": "kicker", "value": "At sea"}, {"role": "x", "value": "H"}]},
            {"headline": "H"},
        ),
        ({"signal": [{"code": "sig:correction"}]}, {"status": Status.CORRECTED}),
        ({"ednote": "CORRECTS name in third paragraph"}, {"status": Status.CORRECTED}),
        ({"embargoed": True}, {"status": Status.WITHHELD}),
        ({"embargoed": "false"}, {"status": Status.USABLE}),
        ({"pubstatus": {"qcode": "stat:canceled"}}, {"status": Status.CANCELLED}),
    ],
)
def test_fields_have_other_shapes_than_the_schema_s(fields, expected):
    article = read(ninjs(**fields))

    assert {name: getattr(article, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ({"dateline": "TARN, March 3 (NN) -"}, ("TARN",)),
        ({"dateline": {"located": {"city": "Tarn", "country": "Norland"}}}, ("Tarn",)),
        ({"located": {"name": "Tarn"}}, ("Tarn",)),
    ],
)
def test_a_dateline_may_be_a_field_of_its_own(field, place):
    article = read(ninjs(body_html="<p>The harbour would reopen.</p>", **field))

    assert article.dateline is not None and article.dateline.places == place


@pytest.mark.parametrize(
    "body",
    [
        {"body": STORY},
        {"body": {"html": STORY}},
        {"bodyXhtml": STORY},
        {"bodies": {"main": {"contenttype": "text/html", "value": STORY}}},
        {"bodies": [STORY]},
        {"body_text": "TARN (Norland News) - The harbour would reopen.\n\nNo ship had left."},
    ],
)
def test_a_body_has_many_places(body):
    assert read(ninjs(body_html=None, **body)).body == "TARN (Norland News) - The harbour would reopen.\n\nNo ship had left."


def test_bodies_that_say_something_else_are_not_lost():
    bodies = [
        {"role": "lede", "value": "<p>Tarn has its harbour back.</p>"},
        {"role": "main", "value": "<p>No ship had left since the storm of Friday.</p>"},
        {"role": "plain", "value": "No ship had left since the storm."},
        {"role": "factbox", "value": "<p>The port is nine metres deep.</p>"},
        {"role": "teaser", "value": "Ships sail again."},
        {"role": "again", "value": "<p>No ship had left since the storm of Friday.</p>"},
    ]

    article = read(ninjs3(bodies=bodies, headlines=[{"value": "Harbour to reopen"}]))

    assert article.body.split("\n\n") == [
        "Tarn has its harbour back.",
        "No ship had left since the storm of Friday.",
        "The port is nine metres deep.",
    ]
    assert [(notice.kind, notice.text) for notice in article.notices] == [("summary", "Ships sail again.")]


def test_line_ends_inside_strings_do_not_cost_the_item():
    body = ninjs(body_html=None, body_text="It reopened.\n\nNo ship had left.").replace("\\n", "\n")

    assert read(body).body == "It reopened.\n\nNo ship had left."
