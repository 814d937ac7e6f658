"""NITF as agencies write it: what the standard allows and what they do beyond it, a document each. All fiction."""

from __future__ import annotations

import pytest

from schemas import ParsedArticle, Status
from services.errors import Rejected
from tests.stages.formats.wire import nitf, read, read_all

FIRST = "TARN, March 3 (Norland News) - The harbour of Tarn would reopen, Ilse Varga said."
BODY = f"{FIRST}\n\nNo ship had left."


def holding(content: str) -> str:
    """A document with this content."""
    return nitf().replace("<body.content>", f"<body.content>{content}")


CONTENTS = {
    "paragraphs": f"<p>{FIRST}</p><p>No ship had left.</p>",
    "blocks": f'<block id="Main"><p>{FIRST}</p></block><block><p>No ship had left.</p></block>',
    "the headline again": f"<block><hl2>Harbour of Tarn to reopen</hl2><p>{FIRST}</p><p>No ship had left.</p></block>",
    "the headline again, in a paragraph": f"<p>HARBOUR OF TARN TO REOPEN</p><p>{FIRST}</p><p>No ship had left.</p>",
    "names without a paragraph around": f"{FIRST}<br/>No <person>ship</person> had left.",
    "lines": f"\n{FIRST}\n\nNo ship had left.\n",
    "preformatted lines": f"<pre>   {FIRST}\n   No ship had left.\n</pre>",
    "laid out": f"<p>\n\t\t{FIRST}\n\t</p>\n\t<p>\n\t\tNo ship\n\t\thad left.\n\t</p>",
    "escaped markup": f"&lt;p&gt;{FIRST}&lt;/p&gt;&lt;p&gt;No ship had left.&lt;/p&gt;",
    "capitals": f"<P>{FIRST}</P><P>No ship had left.</P>",
    "empty paragraphs": f"<p/><p>{FIRST}</p><p>&#160;</p><p>No ship had left.</p>",
    "a second content": f"<p>{FIRST}</p></body.content><body.content><p>No ship had left.</p>",
}


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
def test_the_text_is_the_same_however_it_is_put_in(content):
    article = read(holding(content))

    assert article.body == BODY
    assert article.headline == "Harbour of Tarn to reopen"
    assert article.dateline is not None and article.dateline.places == ("TARN",)


def test_every_element_of_a_text_is_read_once():
    name = "<person>Ilse <name.family>Varga</name.family></person>, <function>master</function> of <org>Tarn<alt-code/></org>"
    when = "<chron norm='20310303'>Monday</chron> in <location><city>Tarn</city>, <country>Norland</country></location>"
    rest = "<num>4</num> <object.title>tons</object.title>, <virtloc>tarn.example</virtloc>, H<sub>2</sub>O <lang>ja</lang>"
    content = f"""<p>{name}, paid <money unit="USD">$4</money> on {when} for {rest}, <q>yes</q>.</p>
    <dl><dt>Vey</dt><dd>closed</dd></dl><ul><li>Grain<ul><li>rye</li></ul></li></ul><fn><p>A note below.</p></fn>
    <nitf-table><table><tr><th>Port</th><th>Ships</th></tr><tr><td>Tarn</td><td>4</td></tr></table></nitf-table>
    <bq><block><p>No.</p></block><credit>Oskar Lind</credit></bq>"""

    assert read(holding(content)).body.split("\n\n") == [
        "Ilse Varga, master of Tarn, paid $4 on Monday in Tarn, Norland for 4 tons, tarn.example, H2O ja, yes.",
        *("Vey", "closed", "Grain", "rye", "A note below.", "Port Ships", "Tarn 4", "No.", "Oskar Lind"),
    ]


HEADLINES = {
    "over a break": ("<hl1>Harbour of Tarn<br/>to reopen</hl1>", ""),
    "with a name in it": ("<hl1>Harbour of <location>Tarn</location> to reopen</hl1>", ""),
    "escaped twice": ("<hl1>Harbour of Tarn to&amp;nbsp;reopen</hl1>", ""),
    "at the top of the content": ("", "<hl1>Harbour of Tarn to reopen</hl1>"),
    "in the head alone": ("", ""),
}


@pytest.mark.parametrize(("hedline", "before"), HEADLINES.values(), ids=HEADLINES)
def test_the_headline_is_found(hedline, before):
    body = holding(f"{before}<p>{FIRST}</p>").replace("<hl1>Harbour of Tarn to reopen</hl1></hedline>", f"{hedline}</hedline>", 1)
    if not before:
        body = body.replace("<head>", "<head><title>Harbour of Tarn to reopen</title>")

    article = read(body)

    assert (article.headline, article.body) == ("Harbour of Tarn to reopen", FIRST)


STATUSES = {
    "correction": ('<correction info="Day was wrong"/>', "correction", Status.CORRECTED),
    "message that it corrects": ('<ed-msg info="Corrects the day"/>', "correction", Status.CORRECTED),
    "message in words": ("<ed-msg>CORRECTION: the day</ed-msg>", "correction", Status.CORRECTED),
    "message that it is held back": ('<ed-msg info="EMBARGOED UNTIL 0600 GMT MARCH 5, 2031"/>', "editor", Status.EMBARGOED),
    "message that it is killed": ('<ed-msg msg-type="kill" info="Wrong day"/>', "editor", Status.CANCELLED),
    "message to kill it": ('<ed-msg info="MANDATORY KILL: please kill this story"/>', "editor", Status.CANCELLED),
    "advisory": ('<ed-msg msg-type="advisory" info="Adds quotes"/>', "editor", Status.USABLE),
}


@pytest.mark.parametrize(("docdata", "kind", "status"), STATUSES.values(), ids=STATUSES)
def test_messages_to_editors_say_what_may_be_done_with_it(docdata, kind, status):
    article = read(nitf(FIRST, docdata=docdata))

    assert article.status is status
    assert [notice.kind for notice in article.notices] == [kind]


SOURCES = {
    "list of deliveries": '<del-list><from-src src-name="Norland" level-number="1"/></del-list>',
    "copyright": '<doc.copyright year="2031" holder="Norland"/>',
    "rights": '<doc.rights owner="Norland"/>',
    "publication": '</docdata><pubdata name="Norland" type="print"/><docdata>',
    "a name of its own": '</docdata><meta name="Source" content="Norland"/><docdata>',
}


@pytest.mark.parametrize("docdata", SOURCES.values(), ids=SOURCES)
def test_the_provider_is_found(docdata):
    assert read(nitf(FIRST, docdata=docdata).replace(' regsrc="norland"', "")).provider == "Norland"


TIMES = {
    "basic form with an offset": ('<date.issue norm="20310303T100000+0100"/>', "2031-03-03T09:00:00+00:00"),
    "basic form without a zone": ('<date.issue norm="20310303T090000"/>', "2031-03-03T09:00:00+00:00"),
    "day": ('<date.issue norm="20310303"/>', "2031-03-03T00:00:00+00:00"),
    "words": ("<date.issue>2031-03-03T09:00:00Z</date.issue>", "2031-03-03T09:00:00+00:00"),
    "publication": ('</docdata><pubdata date.publication="20310303T090000Z"/><docdata>', "2031-03-03T09:00:00+00:00"),
}


@pytest.mark.parametrize(("issued", "time"), TIMES.values(), ids=TIMES)
def test_the_time_is_found(issued, time):
    body = nitf("It reopens.").replace('<date.issue norm="20310303T090000Z"/>', issued)

    assert read(body).published == read(body).version_created
    assert read(body).published.isoformat().replace("10:00:00+01:00", "09:00:00+00:00") == time


def test_a_picture_without_a_word_is_no_news_text():
    media = '<media media-type="image"><media-reference source="x.jpg"/></media>'

    [refused] = read_all(holding(media))

    assert isinstance(refused, Rejected) and (refused.reason, "image" in refused.detail) == ("not-news", True)


def test_a_brief_that_is_an_abstract_alone_is_that():
    article = read(nitf(body_head="<abstract><p>The harbour reopens.</p></abstract>"))

    assert (article.body, article.notices) == ("The harbour reopens.", ())


def test_rights_stand_beside_the_story():
    notices = read(nitf(FIRST, body_head="<rights>(c) <rights.owner>Norland News</rights.owner></rights>")).notices

    assert [(notice.kind, notice.text) for notice in notices] == [("other", "(c) Norland News")]


def test_documents_in_one_envelope_are_each_read():
    one, two = (nitf(FIRST).partition("?>")[2].replace("harbour-7", name) for name in ("a", "b"))

    made = read_all(f"<documents>{one}{two}</documents>")

    assert [item.guid for item in made if isinstance(item, ParsedArticle)] == ["a", "b"]
