"""RSS, RDF, Atom and JSON Feed: a feed is its entries."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import pytest

from schemas import ParsedArticle, Status
from services.errors import Rejected
from tests.stages.formats.wire import read, read_all
from tests.stages.parser.reading import refused

TEXT = "&lt;p&gt;TARN (NN) - The harbour would reopen.&lt;/p&gt;&lt;p&gt;No ship had left.&lt;/p&gt;"
BODY = "TARN (NN) - The harbour would reopen.\n\nNo ship had left."


def rss(*items: str, about: str = "", encoding: str = "UTF-8") -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f"""<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Norland News</title><link>https://www.norland.example/news</link>
<language>en-NL</language>{about}{inside}</channel></rss>"""


def atom(*entries: str, more: str = "") -> str:
    inside = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f"""<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" xml:lang="nb">
<id>tag:norland.example,2031:feed</id><link href="https://norland.example/"/>{inside}{more}</feed>"""


def item(text: str = TEXT, *, guid: str = "harbour-7", more: str = "") -> str:
    return f"""<title>Harbour of Tarn &amp;amp; Vey to reopen</title><guid isPermaLink="false">{guid}</guid>
<link>https://norland.example/harbour</link><pubDate>Mon, 3 Mar 2031 10:00:00 +0100</pubDate>{more}
<description>{text}</description>"""


def test_an_item_has_its_identity_and_its_text():
    article = read(rss(item(more="<dc:creator>Ilse Varga</dc:creator><category>Ports</category><category>Tarn</category>")))

    assert article.wire_format == "syndication"
    assert (article.provider, article.guid, article.language) == ("norland.example", "harbour-7", "en-NL")
    assert article.published == article.version_created == datetime(2031, 3, 3, 9, tzinfo=UTC)
    assert (article.headline, article.body) == ("Harbour of Tarn & Vey to reopen", BODY)
    assert (article.bylines, article.subjects) == (("Ilse Varga",), ("Ports", "Tarn"))


def test_a_feed_is_its_items_and_a_title_alone_costs_only_itself():
    first, alone, second = read_all(rss(item(), "<title>Weather</title><guid>w</guid>", item(guid="harbour-8")))

    assert isinstance(first, ParsedArticle) and isinstance(second, ParsedArticle) and isinstance(alone, Rejected)
    assert (first.guid, second.guid, alone.reason) == ("harbour-7", "harbour-8", "no-text")


def test_the_whole_text_goes_before_its_summary_which_stands_beside_it():
    article = read(rss(item("In short, it reopens.", more=f"<content:encoded><![CDATA[<p>{BODY}</p>]]></content:encoded>")))

    assert article.body.startswith("TARN (NN) - The harbour would reopen.")
    assert [(notice.kind, notice.text) for notice in article.notices] == [("summary", "In short, it reopens.")]


def test_a_summary_that_the_text_begins_with_is_said_once():
    article = read(rss(item("TARN (NN) - The harbour would reo...", more=f"<content:encoded>{TEXT}</content:encoded>")))

    assert (article.body, article.notices) == (BODY, ())


def test_a_description_that_says_the_title_again_is_no_text():
    assert refused(rss("<title>Harbour reopens</title><description>Harbour  reopens</description>")) == "no-text"


def test_an_item_without_a_guid_is_named_by_its_link():
    text = f"<title>A</title><link>https://norland.example/harbour</link><description>{TEXT}</description>"

    assert read(rss(text)).guid == "https://norland.example/harbour"


def test_an_entry_of_atom_says_when_it_was_published_and_when_updated():
    entry = """<id>tag:norland.example,2031:7</id><title type="html">Harbour &lt;b&gt;reopens&lt;/b&gt;</title>
    <published>2031-03-03T09:00:00Z</published><updated>2031-03-03T12:30:00+01:00</updated>
    <author><name>Ilse Varga</name></author>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
    <p>It reopens.</p><p>No <i>ship</i> left.</p></div></content>"""

    article = read(atom(entry))

    assert (article.guid, article.headline, article.language) == ("tag:norland.example,2031:7", "Harbour reopens", "nb")
    assert article.published == datetime(2031, 3, 3, 9, tzinfo=UTC)
    assert article.version_created == datetime(2031, 3, 3, 11, 30, tzinfo=UTC)
    assert article.body == "It reopens.\n\nNo ship left."


def test_an_update_is_a_later_version_of_the_entry():
    old, new = (
        read(atom(f"<id>tag:n,2031:7</id><updated>2031-03-03T{hour}:00:00Z</updated><summary>It reopens at {hour}.</summary>"))
        for hour in ("09", "11")
    )

    assert old.item_id == new.item_id and old.version_key < new.version_key


def test_an_entry_that_a_feed_says_was_deleted_is_killed():
    deleted = '<at:deleted-entry ref="tag:norland.example,2031:7" when="2031-03-04T09:00:00Z"/>'

    killed = read(atom(more=deleted))

    assert (killed.guid, killed.status) == ("tag:norland.example,2031:7", Status.CANCELLED)
    assert killed.version_created == datetime(2031, 3, 4, 9, tzinfo=UTC)


def test_rdf_and_json_feeds_are_feeds():
    rdf = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
    <channel rdf:about="https://norland.example/"><link>https://norland.example/</link></channel>
    <item rdf:about="https://norland.example/7"><title>Harbour</title><description>{TEXT}</description></item></rdf:RDF>"""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Norland",
        "home_page_url": "https://norland.example/",
        "items": [
            {"id": "7", "title": "Harbour", "content_html": "<p>It reopens.</p>", "date_published": "2031-03-03T09:00:00Z"}
        ],
    }

    assert (read(rdf).guid, read(rdf).body) == ("https://norland.example/7", BODY)
    assert (read(json.dumps(feed)).guid, read(json.dumps(feed)).body) == ("7", "It reopens.")


@pytest.mark.parametrize(
    ("state", "status"),
    [("publish", Status.USABLE), ("draft", Status.WITHHELD), ("future", Status.EMBARGOED), ("trash", Status.CANCELLED)],
)
def test_what_a_blog_has_not_published_is_shown_to_nobody(state, status):
    assert read(rss(item(more=f"<wp:status>{state}</wp:status>"))).status is status


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16"])
def test_a_feed_is_decoded_whatever_it_declares(encoding):
    article = read(rss(item("Der Hafen öffnet, sagte Müller."), encoding="UTF-8").encode(encoding))

    assert article.body == "Der Hafen öffnet, sagte Müller."


def test_a_feed_with_errors_is_read_as_far_as_can_be():
    article = read(rss(item("Tarn & Vey reopen, <br>she said.")))

    assert "Tarn & Vey reopen" in article.body and "she said." in article.body


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>a</loc></url></urlset>',
            "not-news",
        ),
        ("<opml version='2.0'><body><outline text='a'/></body></opml>", "not-news"),
        (rss(), "not-news"),
        ("<feed><cows>7</cows></feed>", "unknown-format"),
        ("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><a/></rdf:RDF>", "unknown-format"),
        (rss(*("<title>a</title>" for _ in range(6000))), "too-long"),
    ],
)
def test_what_is_no_feed_of_texts_is_refused_with_a_reason(body, reason):
    assert refused(body) == reason


def test_an_address_or_a_file_s_name_is_never_fetched():
    assert refused("<rss>file:///etc/hostname</rss>") == "not-news"


def test_a_bomb_of_entities_does_not_expand():
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "ha">{levels}]>' + rss(item("&e8;")).partition("?>")[2]
    began = time.process_time()

    made = read_all(bomb)

    assert time.process_time() - began < 2
    assert all(isinstance(one, Rejected) or len(one.body) < 1000 for one in made)


@pytest.mark.parametrize("size", [120_000, 1_000_000])
@pytest.mark.parametrize("filler", ["<a", "<p>", "<item>", "&", "<!--", " "])
def test_no_feed_makes_the_reader_run_away(filler, size):
    began = time.process_time()

    read_all(rss(f"<title>{filler * (size // len(filler))}</title><description>a</description>"))

    assert time.process_time() - began < 4
