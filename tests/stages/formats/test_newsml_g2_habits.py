"""NewsML-G2 as agencies write it: what the standard allows and what they do beyond it, an item each. All fiction."""

from __future__ import annotations

import base64

import pytest

from schemas import ParsedArticle, Status
from services.errors import Rejected
from tests.stages.formats.wire import g2_item, g2_message, nitf, read, read_all, xhtml

HEADLINE = "<headline>Harbour of Tarn to reopen</headline>"
FIRST = "TARN, March 3 (Norland News) - The harbour of Tarn would reopen, Ilse Varga said."
BODY = f"{FIRST}\n\nNo ship had left."


def packed(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


CONTENTS = {
    "paragraphs": xhtml(f"<p>{FIRST}</p><p>No ship had left.</p>"),
    "the headline again, in a heading": xhtml(f"<h1>Harbour of Tarn to reopen</h1><p>{FIRST}</p><p>No ship had left.</p>"),
    "the headline again, in a paragraph": xhtml(f"<p>HARBOUR OF TARN TO REOPEN</p><p>{FIRST}</p><p>No ship had left.</p>"),
    "one paragraph with breaks": xhtml(f"<p>{FIRST}<br/><br/>No ship had left.</p>"),
    "breaks and no paragraph": xhtml(f"{FIRST}<br/>No ship had left."),
    "empty paragraphs between": xhtml(f"<p>{FIRST}</p><p>&#160;</p><p/><p>No ship had left.</p>"),
    "divisions in divisions": xhtml(f"<div><div>{FIRST}</div><div><div>No ship had left.</div></div></div>"),
    "preformatted lines": xhtml(f"<pre>   {FIRST}\n   No ship had left.\n</pre>"),
    "paragraphs without a document": f"<inlineXML><p>{FIRST}</p><p>No ship had left.</p></inlineXML>",
    "a prefix": f'<inlineXML><x:body xmlns:x="http://www.w3.org/1999/xhtml"><x:p>{FIRST}</x:p>'
    "<x:p>No ship had left.</x:p></x:body></inlineXML>",
    "somebody's own names": f'<inlineXML><story xmlns="urn:own"><para>{FIRST}</para>'
    "<para>No <em>ship</em> had left.</para></story></inlineXML>",
    "lines in XML": f'<inlineXML contenttype="text/plain">{FIRST}\n\nNo ship had left.</inlineXML>',
    "plain text": f"<inlineData>{FIRST}\n\nNo ship had left.</inlineData>",
    "plain text in character data": f"<inlineData><![CDATA[{FIRST}\n\nNo ship had left.]]></inlineData>",
    "escaped HTML": f"<inlineData contenttype='text/html'>&lt;p&gt;{FIRST}&lt;/p&gt;"
    "&lt;p&gt;No &lt;b&gt;ship&lt;/b&gt; had left.&lt;/p&gt;</inlineData>",
    "HTML in base64": "<inlineData contenttype='text/html' encoding='encd:base64'>"
    f"{packed(f'<p>{FIRST}</p><p>No ship had left.</p>')}</inlineData>",
    "NITF in base64": "<inlineData contenttype='application/nitf+xml' encoding='http://cv.iptc.org/newscodes/encoding/base64'>"
    f"{packed(nitf(FIRST, 'No ship had left.'))}</inlineData>",
    "NITF in character data": f"<inlineData contenttype='text/xml'><![CDATA[{nitf(FIRST, 'No ship had left.')}]]></inlineData>",
    "NITF": f"<inlineXML>{nitf(FIRST, 'No ship had left.').partition('?>')[2]}</inlineXML>",
    "a picture beside it": xhtml(f"<p>{FIRST}</p><p>No ship had left.</p>") + '<remoteContent href="x.jpg"/>',
    "two renditions": xhtml(f"<p>{FIRST}</p>") + xhtml(f"<p>{FIRST}</p><p>No ship had left.</p>"),
}


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
def test_the_text_is_the_same_however_it_is_put_in(content):
    article = read(g2_item(content=content))

    assert article.body == BODY
    assert article.headline == "Harbour of Tarn to reopen"
    assert article.dateline is not None and article.dateline.places == ("TARN",)


def test_every_block_list_and_cell_is_in_the_body_once():
    body = """<p>Ships:</p><table><thead><tr><th>Port</th><th>Ships</th></tr></thead><tbody>
    <tr><td>Tarn</td><td>4</td></tr></tbody></table>
    <ul><li>Grain</li><li>Ore<ul><li>red</li></ul></li></ul><dl><dt>Vey</dt><dd>closed</dd></dl>
    <blockquote><p>No.</p></blockquote><h2>Next</h2>tail<p>H<sub>2</sub>O and <a href="x">a <b>link</b></a>.</p>"""

    article = read(g2_item(content=xhtml(body)))

    paragraphs = [
        "Ships:",
        "Port Ships",
        "Tarn 4",
        "Grain",
        "Ore",
        "red",
        "Vey",
        "closed",
        "No.",
        "Next",
        "tail",
        "H2O and a link.",
    ]
    assert article.body.split("\n\n") == paragraphs


def test_sentences_in_spans_are_apart_and_parts_of_a_word_are_not():
    body = "<div><span>It reopens.</span><span>No ship had left.</span></div><p><span class='a'>har</span><span>bour</span></p>"

    assert read(g2_item(content=xhtml(body))).body == "It reopens. No ship had left.\n\nharbour"


def test_a_flash_is_its_headline_once_more():
    content = "<inlineData contenttype='text/plain'>Harbour of Tarn to reopen</inlineData>"

    assert read(g2_item(content=content)).body == "Harbour of Tarn to reopen"


def test_a_sentence_that_is_the_headline_too_stays():
    text = "Harbour of Tarn to reopen, master says."

    assert read(g2_item(text, "No ship had left.", about=f"<headline>{text}</headline>")).body == f"{text}\n\nNo ship had left."


HEADLINES = {
    "in the content alone": ("", "<h1>Harbour of Tarn to reopen</h1>", "Harbour of Tarn to reopen"),
    "over a break": ("<headline>Harbour of Tarn<br/>to reopen</headline>", "", "Harbour of Tarn to reopen"),
    "with a marked word": ("<headline>Harbour of <em>Tarn</em> to reopen</headline>", "", "Harbour of Tarn to reopen"),
    "escaped twice": ("<headline>Tarn &amp;amp; Vey reopen caf&amp;eacute;s</headline>", "", "Tarn & Vey reopen cafés"),
    "with escaped markup": ("<headline>&lt;b&gt;Harbour&lt;/b&gt; reopens</headline>", "", "Harbour reopens"),
    "of several by its role": (
        '<headline role="hld:short">Tarn reopens</headline>'
        '<headline role="hld:main" rank="2">Harbour of Tarn to reopen</headline>',
        "",
        "Harbour of Tarn to reopen",
    ),
    "of several by the language": (
        '<language tag="nb"/><headline xml:lang="en">Harbour reopens</headline>'
        '<headline xml:lang="nb">Havnen gjenåpner</headline>',
        "",
        "Havnen gjenåpner",
    ),
}


@pytest.mark.parametrize(("about", "before", "headline"), HEADLINES.values(), ids=HEADLINES)
def test_the_headline_is_found(about, before, headline):
    article = read(g2_item(about=about, content=xhtml(f"{before}<p>{FIRST}</p>")))

    assert (article.headline, article.body) == (headline, FIRST)


STATUSES = {
    "alias of somebody's own": ('<pubStatus qcode="pst:canceled"/>', Status.CANCELLED),
    "whole address": ('<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/withheld"/>', Status.WITHHELD),
    "name beside the address": (
        '<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/canceled"><name>Canceled</name></pubStatus>',
        Status.CANCELLED,
    ),
    "literal": ('<pubStatus literal="Canceled"/>', Status.CANCELLED),
    "words": ("<pubStatus>canceled</pubStatus>", Status.CANCELLED),
    "none": ("", Status.USABLE),
    "correction by address": ('<signal uri="http://cv.iptc.org/newscodes/signal/correction"/>', Status.CORRECTED),
    "kill by a signal": ('<pubStatus qcode="stat:usable"/><signal qcode="x:mandatoryKill"/>', Status.CANCELLED),
    "update": ('<signal qcode="sig:update"/>', Status.USABLE),
    "correction in a note": ("<edNote>Corrects day in paragraph 2.</edNote>", Status.CORRECTED),
    "Swedish correction in a note": ("<edNote>Rättelse: rätt dag är torsdag.</edNote>", Status.CORRECTED),
    "German correction in a note": ("<edNote>Berichtigung: Wochentag im 2. Absatz</edNote>", Status.CORRECTED),
    "quotes added, says a note": ("<edNote>Adds quotes, corrects nothing.</edNote>", Status.USABLE),
    "kill in a note": ("<edNote>MANDATORY KILL: please kill this story, the master was misquoted.</edNote>", Status.CANCELLED),
    "kill of another one in a note": ("<edNote>KILL: please kill the earlier story on Tarn.</edNote>", Status.USABLE),
    "embargo in a note": ("<edNote>EMBARGOED UNTIL 0600 GMT MARCH 5, 2031</edNote>", Status.EMBARGOED),
    "embargo in a note without a zone": ("<edNote>Sperrfrist: 5. März 2031, 06.00 Uhr</edNote>", Status.WITHHELD),
    "embargo in French": ("<edNote>Sous embargo jusqu'au 5 mars 06h00</edNote>", Status.WITHHELD),
    "embargo in the midst of a note": (
        "<edNote>Attention editors: this item is EMBARGOED until 0600 GMT March 5, 2031. Adds quotes.</edNote>",
        Status.EMBARGOED,
    ),
    "kill of this one in a note": ("<edNote>Please disregard this story; it was sent in error.</edNote>", Status.CANCELLED),
    "German kill in a note": ("<edNote>Bitte verwenden Sie diese Meldung nicht.</edNote>", Status.CANCELLED),
    "embargo lifted": ("<edNote>Embargo lifted by the ministry</edNote>", Status.USABLE),
    "embargo of a country": ("<edNote>Embargo on grain: see TARN-GRAIN</edNote>", Status.USABLE),
}


@pytest.mark.parametrize(("meta", "status"), STATUSES.values(), ids=STATUSES)
def test_what_may_be_done_with_it_is_read_wherever_it_is_said(meta, status):
    item = g2_item(FIRST, "No ship had left.").replace('<pubStatus qcode="stat:usable"/>', meta)

    article = read(item)

    assert article.status is status
    assert article.body == BODY


TAGGED = {
    "ANNULATION - Le port rouvre": Status.CANCELLED,
    "WIDERRUF: Hafen öffnet": Status.CANCELLED,
    "Widerruf: Hafen öffnet doch nicht": Status.USABLE,
    "RETTIFICA: Il porto riapre": Status.CORRECTED,
    "UPDATE1: Harbour reopens": Status.USABLE,
}


@pytest.mark.parametrize(("headline", "status"), TAGGED.items(), ids=TAGGED)
def test_a_headline_s_tag_says_it_in_the_agency_s_language(headline, status):
    article = read(g2_item("It reopens.", about=f"<headline>{headline}</headline>"))

    assert article.status is status
    assert (article.headline == headline) is headline.startswith("Widerruf")


def test_an_embargo_above_the_text_is_no_text():
    article = read(g2_item("EMBARGOED UNTIL 0600 GMT, MARCH 5 2031", FIRST))

    assert article.status is Status.EMBARGOED
    assert article.embargo_until is not None and article.embargo_until.isoformat() == "2031-03-05T06:00:00+00:00"
    assert article.body == FIRST
    assert [notice.text for notice in article.notices] == ["EMBARGOED UNTIL 0600 GMT, MARCH 5 2031"]


def test_a_text_about_an_embargo_is_none():
    article = read(g2_item("Embargo on grain", "The embargo on grain ends, Ilse Varga said."))

    assert (article.status, article.body) == (Status.USABLE, "Embargo on grain\n\nThe embargo on grain ends, Ilse Varga said.")


GUIDS = {
    ("urn:newsml:norland.example:20310303:harbour:3", "3"): "urn:newsml:norland.example:20310303:harbour",
    ("urn:newsml:norland.example:20310303:harbour:3U", "3"): "urn:newsml:norland.example:20310303:harbour",
    ("urn:newsml:norland.example:20310303:harbour:2", "3"): "urn:newsml:norland.example:20310303:harbour:2",
    ("urn:newsml:norland.example:20310303:3", "3"): "urn:newsml:norland.example:20310303:3",
    ("tag:norland.example,2031:newsml_HARBOUR:978556838", "978556838"): "tag:norland.example,2031:newsml_HARBOUR",
    ("tag:norland.example,2031:7", "7"): "tag:norland.example,2031:7",
}


@pytest.mark.parametrize(("named", "guid"), GUIDS.items(), ids=[name for name, _ in GUIDS])
def test_all_versions_have_one_name(named, guid):
    name, version = named

    assert read(g2_item(FIRST, guid=name, version=version)).guid == guid


PROVIDERS = {
    "address of a code": ('<provider uri="http://cv.iptc.org/newscodes/newsprovider/NORLAND"/>', "NORLAND"),
    "address of a house": ('<provider uri="https://www.norland.example/about/"/>', "www.norland.example"),
    "holder of the copyright": (
        '</itemMeta><rightsInfo><copyrightHolder qcode="x:norland"/></rightsInfo><itemMeta><x/>',
        "norland",
    ),
}


@pytest.mark.parametrize(("provider", "name"), PROVIDERS.values(), ids=PROVIDERS)
def test_the_provider_is_found(provider, name):
    assert read(g2_item(FIRST).replace('<provider qcode="nprov:norland"/>', provider)).provider == name


def test_the_sender_of_a_message_provides_what_names_nobody():
    message = g2_message(g2_item(FIRST).replace('<provider qcode="nprov:norland"/>', ""))

    assert read(message.replace("<header>", "<header><sender>norland.example</sender>")).provider == "norland.example"


LANGUAGES = {
    "of the content's metadata": '<contentMeta xml:lang="sv">',
    "of the rendition": '<inlineXML xml:lang="sv"',
    "of the document in it": '<html lang="sv"',
}


@pytest.mark.parametrize("marked", LANGUAGES.values(), ids=LANGUAGES)
def test_the_language_is_that_of_the_nearest_part_that_says_it(marked):
    tag = marked.split()[0].rstrip(">")

    assert read(g2_item(FIRST).replace(' xml:lang="en"', "").replace(tag, marked.rstrip(">"), 1)).language == "sv"


def test_where_a_text_was_written_is_its_dateline_if_it_has_no_other():
    about = (
        HEADLINE
        + '<located qcode="geo:7"><name>Vey, Norland</name><broader qcode="geo:1"><name>Norland</name></broader></located>'
    )

    article = read(g2_item("The harbour reopens.", about=about))

    assert article.dateline is not None
    assert (article.dateline.text, article.dateline.places, article.dateline.start) == ("Vey, Norland", ("Vey",), None)


def test_where_a_picture_was_taken_is_no_dateline():
    about = "<located><name>Vey</name></located><description>Grain ships wait off Tarn.</description>"

    assert read(g2_item(about=about, nature="ninat:picture", content="")).dateline is None


def test_who_made_it_has_the_byline_if_nobody_else_has_and_a_login_has_none():
    about = """<creator role="crol:author"><name>Ilse Varga</name></creator>
    <creator type="cpnat:organisation"><name>Norland News</name></creator>
    <creator role="crol:author"><name>ivarga</name></creator>"""

    assert read(g2_item(FIRST, about=HEADLINE + about)).bylines == ("Ilse Varga",)
    assert read(g2_item(FIRST, about=f"{HEADLINE}<by>By Oskar Lind</by>{about}")).bylines == ("By Oskar Lind",)


def test_a_film_is_its_description_and_those_of_its_parts():
    about = f"{HEADLINE}<description>Ships leave Tarn.</description>"
    item = g2_item(about=about, nature="ninat:video", content="").replace(
        "<contentSet>",
        "<partMeta><description>Ship at the quay</description></partMeta>"
        "<partMeta><description>Master waves</description></partMeta><contentSet>",
    )

    assert read(item).body == "Ships leave Tarn.\n\nShip at the quay\n\nMaster waves"


REFUSED = {
    "content elsewhere": (g2_item(content='<remoteContent href="https://norland.example/7"/>'), "no-text", "norland.example/7"),
    "base64 that is none": (g2_item(content="<inlineData encoding='base64'>VGhl%%=x</inlineData>"), "unreadable", "base64"),
    "picture without a caption": (
        g2_item(nature="http://cv.iptc.org/newscodes/ninature/picture", content="<remoteContent href='x.jpg'/>"),
        "not-news",
        "picture",
    ),
    "plan of coverage": (
        g2_message('<planningItem guid="p"><newsCoverageSet><newsCoverage/></newsCoverageSet></planningItem>'),
        "not-news",
        "coverage",
    ),
    "event": (
        g2_message('<conceptItem guid="e"><concept><name>Talks</name><eventDetails/></concept></conceptItem>'),
        "not-news",
        "concept",
    ),
}


@pytest.mark.parametrize(("item", "reason", "says"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_story_is_refused_and_says_why(item, reason, says):
    [refused] = read_all(item)

    assert isinstance(refused, Rejected) and refused.reason == reason
    assert says in refused.detail


ENVELOPES = {
    "SOAP": '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><answer xmlns="urn:x">{}</answer>'
    "</s:Body></s:Envelope>",
    "a list of its own": "<documents><count>1</count>{}</documents>",
    "a wire's frame": "ZCZC NOR0007 4 pol 0310\r\n<?xml version='1.0'?>{}\r\n\r\nNNNN\r\n",
    "control characters": "\x01\x02{}\x03\x04",
    "a header of HTTP": "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n{}",
}


@pytest.mark.parametrize("envelope", ENVELOPES.values(), ids=ENVELOPES)
def test_an_item_is_found_in_the_envelope_that_carries_it(envelope):
    assert read(envelope.format(g2_item(FIRST))) == read(g2_item(FIRST))


def test_documents_that_follow_one_another_are_each_read():
    declared = '<?xml version="1.0" encoding="UTF-8"?>\n'
    made = read_all(f"{declared}{g2_item(FIRST, guid='a')}\n{declared}<newsItem><p>cut\n{declared}{g2_item(FIRST, guid='b')}")

    assert [item.guid for item in made if isinstance(item, ParsedArticle)] == ["a", "b"]
    assert [item.reason for item in made if isinstance(item, Rejected)] == ["unreadable"]


def test_a_declaration_inside_a_document_begins_no_other():
    content = f"<inlineData contenttype='text/xml'><![CDATA[<!-- nitf -->{nitf(FIRST)}]]></inlineData>"

    assert read(g2_item(content=content)).body == FIRST
