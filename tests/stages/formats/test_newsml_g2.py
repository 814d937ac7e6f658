"""NewsML-G2, by its specification: each field where the standard puts it."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from schemas import Status
from services.errors import Rejected
from tests.stages.formats.wire import g2_item, g2_message, read, read_all, xhtml

STORY = "TARN, March 3 (Norland News) - The harbour of Tarn would reopen, Ilse Varga said."


def test_a_news_item_has_its_identity_and_its_text():
    article = read(g2_item(STORY, "No ship had left."))

    assert article.wire_format == "newsml-g2"
    assert (article.provider, article.guid, article.version) == ("norland", "tag:norland.example,2031:harbour", 3)
    assert article.version_created == datetime(2031, 3, 3, 9, tzinfo=UTC)
    assert article.status is Status.USABLE
    assert article.headline == "Harbour of Tarn to reopen"
    assert article.language == "en"
    assert article.body == f"{STORY}\n\nNo ship had left."
    assert article.dateline is not None and article.dateline.places == ("TARN",)


def test_the_namespace_may_be_missing_or_have_a_prefix():
    plain = g2_item(STORY)
    prefixed = plain.replace("<newsItem xmlns=", "<n:newsItem xmlns:n=").replace("</newsItem>", "</n:newsItem>")
    for name in (
        "itemMeta",
        "itemClass",
        "provider",
        "versionCreated",
        "pubStatus",
        "contentMeta",
        "headline",
        "contentSet",
        "inlineXML",
    ):
        prefixed = prefixed.replace(f"<{name}", f"<n:{name}").replace(f"</{name}>", f"</n:{name}>")

    assert read(plain.replace(' xmlns="http://iptc.org/std/nar/2006-10-01/"', "")) == read(plain)
    assert read(prefixed) == read(plain)


def test_the_longest_version_numbers_are_numbers():
    assert read(g2_item(STORY, version="1542761538")).version == 1542761538
    assert read(g2_item(STORY, version="1.0")).version == 1
    assert read(g2_item(STORY, version="latest")).version == 0


WRITTEN = (
    *(
        "2031-03-03T09:00:00+00:00",
        "20310303T090000Z",
        "2031-03-03T10:00:00.000+0100",
        "2031-03-03 09:00:00",
        "2031-03-03 09:00:00 UTC",
    ),
    *("2031-03-03T10:00:00 +01:00", "2031-03-03 09:00:00 GMT+00:00", "Mon, 03 Mar 2031 09:00:00 GMT", " 2031-03-03T09:00:00Z\n"),
)


@pytest.mark.parametrize("written", WRITTEN)
def test_times_are_read_however_feeds_write_them(written):
    assert read(g2_item(STORY, created=written)).version_created == datetime(2031, 3, 3, 9, tzinfo=UTC)


def test_a_time_that_is_none_is_not_guessed():
    assert read(g2_item(STORY, created="YYYY-MM-DD", meta="<firstCreated>2031-03-02</firstCreated>")).version_created == datetime(
        2031, 3, 2, tzinfo=UTC
    )


def test_a_version_without_its_time_takes_the_message_s():
    message = g2_message(g2_item(STORY).replace("<versionCreated>2031-03-03T09:00:00Z</versionCreated>", ""))

    assert read(message).version_created == datetime(2031, 3, 3, 9, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("stat:usable", Status.USABLE),
        ("stat:canceled", Status.CANCELLED),
        ("stat:cancelled", Status.CANCELLED),
        ("http://cv.iptc.org/newscodes/pubstatusg2/withheld", Status.WITHHELD),
        ("stat:withheld", Status.WITHHELD),
    ],
)
def test_the_publishing_status_is_the_item_s(code, status):
    assert read(g2_item(STORY, status=code)).status is status


def test_a_kill_needs_no_text():
    article = read(g2_item("", status="stat:canceled"))

    assert article.status is Status.CANCELLED
    assert article.body == ""
    assert article.item_id == read(g2_item(STORY)).item_id


def test_the_kill_of_a_picture_needs_no_caption():
    assert read(g2_item("", status="stat:canceled", nature="ninat:picture", content="")).status is Status.CANCELLED


def test_a_kill_that_only_the_headline_says_is_a_kill():
    about = "<headline>KILL-Harbour of Tarn to reopen</headline>"
    text = "EDITORS: Please kill the story of March 3 about Tarn; the harbour stays closed."

    assert read(g2_item(text, about=about)).status is Status.CANCELLED
    assert read(g2_item("Two men were killed.", about="<headline>Kill switch fails in Tarn</headline>")).status is Status.USABLE


def test_a_later_kill_is_the_later_version_whatever_the_number_is():
    corrected = read(g2_item(STORY, version="978556838", created="2031-03-03T09:00:00Z"))
    kill = read(g2_item("", version="978", created="2031-03-03T10:00:00+00:00", status="stat:canceled"))

    assert corrected.item_id == kill.item_id
    assert corrected.version_key < kill.version_key


def test_a_signal_makes_it_a_correction():
    assert read(g2_item(STORY, meta='<signal qcode="sig:correction"/>')).status is Status.CORRECTED
    assert read(g2_item(STORY, meta='<signal qcode="sig:update"/>')).status is Status.USABLE


def test_an_embargo_holds_until_its_time():
    article = read(g2_item(STORY, meta="<embargoed>2031-03-04T06:00:00+01:00</embargoed>"))
    withheld = read(g2_item(STORY, status="stat:withheld", meta="<embargoed>2031-03-04T06:00:00+01:00</embargoed>"))

    assert article.status is withheld.status is Status.EMBARGOED
    assert article.embargo_until == datetime(2031, 3, 4, 5, tzinfo=UTC)


def test_an_embargo_without_an_end_is_withheld():
    nil = '<embargoed xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>'

    assert read(g2_item(STORY, meta=nil)).status is Status.WITHHELD


def test_a_killed_embargo_is_killed():
    meta = "<embargoed>2031-03-04T06:00:00Z</embargoed>"

    assert read(g2_item("", status="stat:canceled", meta=meta)).status is Status.CANCELLED


def test_relations_to_other_items_are_kept():
    meta = (
        '<link rel="irel:previousVersion" residref="tag:norland.example,2031:harbour" version="2"/>'
        '<link rel="irel:evolvedFrom" residref="tag:norland.example,2031:closure"/>'
        '<link rel="irel:memberOf" residref="tag:norland.example,2031:strike"/>'
        '<link rel="irel:seeAlso" href="https://tarn.example"/>'
    )

    relations = read(g2_item(STORY, meta=meta)).relations

    assert relations.previous_version == "tag:norland.example,2031:harbour"
    assert relations.evolved_from == "tag:norland.example,2031:closure"
    assert relations.family == "tag:norland.example,2031:strike"


def test_the_main_headline_is_the_headline_and_the_others_stand_beside_it():
    about = (
        '<headline role="hld:subHeadline">Master sees Thursday</headline>'
        '<headline rank="1">UPDATE 2-Harbour to reopen</headline><headline rank="3">Shipping</headline>'
    )

    article = read(g2_item(STORY, about=about))

    assert (article.headline, article.headline_tags) == ("Harbour to reopen", ("UPDATE 2",))
    assert [notice.text for notice in article.notices if notice.kind == "subhead"] == ["Master sees Thursday", "Shipping"]


@pytest.mark.parametrize(
    ("slug", "tags", "status"),
    [
        ("BC-NO--Tarn-Harbour, 2nd Ld-Writethru", ("2ND LD-WRITETHRU", "UPDATE 1"), Status.USABLE),
        ("BC-NO--Tarn-Harbour, Correction", ("CORRECTION", "UPDATE 1"), Status.CORRECTED),
        ("BC-NO--Tarn, Norland", ("UPDATE 1",), Status.USABLE),
    ],
)
def test_tags_behind_the_slug_are_the_headline_s(slug, tags, status):
    article = read(g2_item(STORY, about=f"<headline>UPDATE 1-Harbour to reopen</headline><slugline>{slug}</slugline>"))

    assert (article.headline_tags, article.status, article.slug) == (tags, status, slug)


def test_metadata_of_the_content():
    about = """<language tag="nb-NO"/><subject qcode="medtop:20000065"><name>ports</name></subject>
    <subject type="x:y"><name>grain</name></subject><subject literal="Tarn"/>
    <keyword>strike</keyword><keyword>strike</keyword><slugline>TARN-HARBOUR/</slugline>
    <headline>Harbour to reopen</headline><by>By Ilse Varga</by><dateline>Vey, Norland</dateline><creditline>Norland</creditline>
    <description role="drol:summary">The harbour reopens on Thursday.</description>
    <description role="drol:caption">TARN-HARBOUR: Harbour to reopen</description>"""

    article = read(g2_item("The harbour would reopen, its master said.", about=about))

    assert article.language == "nb-NO"
    assert article.subjects == ("medtop:20000065", "grain", "Tarn", "strike")
    assert article.slug == "TARN-HARBOUR/"
    assert article.bylines == ("By Ilse Varga",)
    assert article.dateline is not None
    assert (article.dateline.places, article.dateline.region, article.dateline.start) == (("Vey",), "Norland", None)
    assert [(notice.kind, notice.text) for notice in article.notices] == [
        ("summary", "The harbour reopens on Thursday."),
        ("credit", "Norland"),
    ]


def test_a_byline_in_metadata_and_in_the_text_is_one():
    about = "<headline>Harbour to reopen</headline><by>By Ilse Varga</by>"

    assert read(g2_item("By Ilse Varga", STORY, about=about)).bylines == ("By Ilse Varga",)


def test_a_dateline_field_that_is_a_time_is_no_place():
    about = "<headline>Harbour to reopen</headline><dateline>2031-03-03 15:53:10 GMT+00:00</dateline>"

    assert read(g2_item("The harbour would reopen.", about=about)).dateline is None


def test_notes_to_editors_stand_beside_the_story():
    meta = '<edNote>Eds: Adds quotes.</edNote><edNote role="x:correctionnote">Corrects the day in paragraph 2.</edNote>'

    notices = read(g2_item(STORY, meta=meta)).notices

    assert [(notice.kind, notice.text) for notice in notices] == [
        ("editor", "Eds: Adds quotes."),
        ("correction", "Corrects the day in paragraph 2."),
    ]


@pytest.mark.parametrize(
    ("provider", "name"),
    [
        ('<provider qcode="nprov:dpa"><name>Deutsche Presse</name></provider>', "dpa"),
        ('<provider qcode="x:z01122"><name>Norland Insights</name></provider>', "Norland Insights"),
        ('<provider literal="norland.example"/>', "norland.example"),
        ('<provider uri="https://www.norland.example/about/"/>', "www.norland.example"),
        ("<provider><name>ANSV</name></provider>", "ANSV"),
    ],
)
def test_an_item_names_its_provider(provider, name):
    assert read(g2_item(STORY).replace('<provider qcode="nprov:norland"/>', provider)).provider == name


def test_who_sends_the_feed_is_known_better_than_what_the_item_says():
    assert read(g2_item(STORY), provider="norland-english").provider == "norland-english"


def test_renditions_of_one_story_are_one_text():
    content = (
        '<inlineData contenttype="text/plain">The harbour of Tarn reopens.</inlineData>'
        "<inlineXML><html><body><p>The harbour of Tarn reopens.</p><p>No ship had left.</p></body></html></inlineXML>"
    )

    assert read(g2_item(content=content)).body == "The harbour of Tarn reopens.\n\nNo ship had left."


def test_of_renditions_in_several_languages_the_item_s_own_is_read():
    english = "<inlineXML xml:lang='en-GB'><html><body><p>The harbour reopens.</p></body></html></inlineXML>"
    other = "<inlineXML xml:lang='de'><html><body><p>Der Hafen von Tarn öffnet nach neun Tagen.</p></body></html></inlineXML>"
    about = "<headline xml:lang='de'>Hafen öffnet</headline><headline xml:lang='en'>Harbour reopens</headline>"

    article = read(g2_item(about=about, content=other + english))

    assert (article.headline, article.body) == ("Harbour reopens", "The harbour reopens.")


def test_plain_text_in_an_item_keeps_its_paragraphs():
    content = """<inlineData contenttype="text/plain">
      The harbour would reopen.
      No ship had left, the master said on Monday.</inlineData>"""

    assert read(g2_item(content=content)).body == "The harbour would reopen.\n\nNo ship had left, the master said on Monday."


def test_text_that_is_encoded_is_decoded():
    data = base64.b64encode("Der Hafen öffnet wieder.".encode()).decode()
    content = f'<inlineData contenttype="text/plain" encoding="encd:base64">{data}</inlineData>'

    assert read(g2_item(content=content)).body == "Der Hafen öffnet wieder."


def test_markup_in_character_data_is_markup():
    content = "<inlineData><![CDATA[<p>The harbour reopens.</p><p>No ship had left.</p>]]></inlineData>"

    assert read(g2_item(content=content)).body == "The harbour reopens.\n\nNo ship had left."


@pytest.mark.parametrize(
    "content",
    [
        "<inlineXML><html><body><![CDATA[{}]]></body></html></inlineXML>",
        "<inlineXML><nitf><body><body.content><![CDATA[{}]]></body.content></body></nitf></inlineXML>",
        "<inlineXML><![CDATA[{}]]></inlineXML>",
    ],
)
def test_markup_in_character_data_is_markup_however_deep(content):
    text = '<p>The <a href="https://tarn.example">harbour</a> reopens.</p><p>No ship had left.</p>'

    assert read(g2_item(content=content.format(text))).body == "The harbour reopens.\n\nNo ship had left."


def test_nitf_inside_gives_its_head_too():
    nitf = """<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body>
    <body.head><hedline><hl1>Harbour reopens</hl1></hedline>
    <byline>By <person>Ilse Varga</person><byttl>Norland News</byttl></byline>
    <dateline><location><city>Vey</city><country>Norland</country></location></dateline></body.head>
    <body.content><block><hl2>Harbour reopens</hl2><p>The harbour would reopen.</p></block></body.content></body></nitf>
    </inlineXML>"""

    article = read(g2_item(about="", content=nitf))

    assert article.headline == "Harbour reopens"
    assert article.bylines == ("By Ilse Varga, Norland News",)
    assert article.dateline is not None and article.dateline.text == "Vey, Norland"
    assert article.body == "The harbour would reopen."


def test_the_headline_at_the_top_of_the_text_is_not_text():
    body = "<h1>Harbour of Tarn to reopen</h1><h2>Grain ships wait</h2><p>It reopens.</p>"

    assert read(g2_item(content=xhtml(body))).body == "Grain ships wait\n\nIt reopens."


def test_a_headline_alone_is_refused():
    [refused] = read_all(g2_item(""))

    assert isinstance(refused, Rejected) and refused.reason == "no-text"


def test_a_picture_with_a_caption_is_its_caption():
    about = '<headline>Tarn harbour</headline><description role="drol:caption">Grain ships wait off Tarn on Monday.</description>'

    article = read(g2_item(about=about, nature="ninat:picture", content='<remoteContent href="x.jpg"/>'))

    assert article.body == "Grain ships wait off Tarn on Monday."


@pytest.mark.parametrize(
    "nature", ["ninat:picture", "icls:video", "http://cv.iptc.org/newscodes/ninature/audio", "ninat:graphics"]
)
def test_what_is_seen_or_heard_without_a_word_is_no_news_text(nature):
    [refused] = read_all(g2_item(nature=nature, content='<remoteContent href="x"/>'))

    assert isinstance(refused, Rejected) and refused.reason == "not-news"


@pytest.mark.parametrize("kind", ["conceptItem", "knowledgeItem", "planningItem", "catalogItem"])
def test_items_for_systems_are_no_news_text(kind):
    [refused] = read_all(f'<{kind} xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x"><itemMeta/></{kind}>')

    assert isinstance(refused, Rejected) and refused.reason == "not-news"
    assert kind in refused.detail


@pytest.mark.parametrize(
    "inside", ["<events><event><name>Talks</name></event></events>", "<sports-content><team/></sports-content>"]
)
def test_data_in_a_news_item_is_no_news_text(inside):
    [refused] = read_all(g2_item(content=f"<inlineXML>{inside}</inlineXML>"))

    assert isinstance(refused, Rejected) and refused.reason == "not-news"


def test_a_message_is_its_items_in_their_order():
    made = read_all(
        g2_message(
            g2_item(STORY, guid="a"), g2_item(nature="ninat:video", guid="b", content=""), g2_item("Second story.", guid="c")
        )
    )

    assert [item.reason if isinstance(item, Rejected) else item.guid for item in made] == ["a", "not-news", "c"]


def package(*references: str) -> str:
    refs = "".join(f'<itemRef residref="{reference}"/>' for reference in references)
    return f'<packageItem guid="p" version="1"><itemMeta/><groupSet><group id="root">{refs}</group></groupSet></packageItem>'


def test_a_package_is_the_items_that_came_with_it():
    made = read_all(g2_message(package("a", "b"), g2_item(STORY, guid="a"), g2_item("Second.", guid="b")))

    assert [item.guid for item in made if not isinstance(item, Rejected)] == ["a", "b"]
    assert len(made) == 2


def test_a_package_that_came_alone_says_what_it_points_to():
    [refused] = read_all(g2_message(package("tag:norland.example:a", "tag:norland.example:b")))

    assert isinstance(refused, Rejected) and refused.reason == "not-news"
    assert "tag:norland.example:a, tag:norland.example:b" in refused.detail


def test_a_message_without_items_is_refused():
    [refused] = read_all(g2_message())

    assert isinstance(refused, Rejected) and refused.reason == "not-news"


def test_a_header_that_repeats_the_metadata_leaves_no_trace():
    header = "<ul><li>strike</li></ul><h1>Harbour of Tarn to reopen</h1><time>3.3.2031</time><p>For subscribers</p>"
    body = f'<header>{header}</header><section><p class="teaser">In short.</p><p>It reopens.</p></section>'
    about = "<headline>Harbour of Tarn to reopen</headline><keyword>strike</keyword>"

    article = read(g2_item(about=about, content=xhtml(body)))

    assert article.body == "It reopens."
    assert {(notice.kind, notice.text) for notice in article.notices} == {
        ("summary", "In short."),
        ("other", "For subscribers"),
    }


@pytest.mark.parametrize("agency", ["Norland News", "Reuters"])
def test_a_dateline_in_a_paragraph_of_its_own_begins_the_story(agency):
    article = read(g2_item(f"VEY, March 3 ({agency}) -", "The harbour reopens."))

    assert article.body == f"VEY, March 3 ({agency}) - The harbour reopens."
    assert article.dateline is not None and article.dateline.places == ("VEY",)
