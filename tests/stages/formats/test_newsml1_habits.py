"""NewsML 1 as agencies write it: what the standard allows and what they do beyond it, an item each. All fiction."""

from __future__ import annotations

import base64

import pytest

from schemas import ParsedArticle, Status
from services.errors import Rejected
from tests.stages.formats.wire import component, newsml1, nitf, read, read_all

LINES = "<NewsLines><HeadLine>Harbour of Tarn to reopen</HeadLine></NewsLines>"
FIRST = "TARN, March 3 (Norland News) - The harbour of Tarn would reopen, Ilse Varga said."
BODY = f"{FIRST}\n\nNo ship had left."
TEXT = f"<p>{FIRST}</p><p>No ship had left.</p>"
DOCUMENT = f"<nitf><body><body.content>{TEXT}</body.content></body></nitf>"


def content(data: str, *, mime: str = "", form: str = "") -> str:
    """A component with the headline and one content item."""
    types = (f'<MimeType FormalName="{mime}"/>' if mime else "") + (f'<Format FormalName="{form}"/>' if form else "")
    return component(LINES, f'<ContentItem><MediaType FormalName="Text"/>{types}{data}</ContentItem>')


def packed(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


CONTENTS = {
    "NITF": content(f"<DataContent>{DOCUMENT}</DataContent>", form="bcNITF2.5"),
    "NITF by its media type": content(f"<DataContent>{DOCUMENT}</DataContent>", mime="text/vnd.IPTC.NITF"),
    "NITF by another": content(f"<DataContent>{DOCUMENT}</DataContent>", mime="application/vnd.iptc.nitf"),
    "NITF in character data": content(f"<DataContent><![CDATA[{nitf(FIRST, 'No ship had left.')}]]></DataContent>"),
    "NITF in base64": content(
        f'<Encoding Notation="Base64"><DataContent>{packed(nitf(FIRST, "No ship had left."))}</DataContent></Encoding>'
    ),
    "XHTML": content(
        f'<DataContent><html xmlns="http://www.w3.org/1999/xhtml"><body>{TEXT}</body></html></DataContent>',
        mime="application/xhtml+xml; charset=utf-8",
    ),
    "escaped HTML": content(
        f"<DataContent>&lt;p&gt;{FIRST}&lt;/p&gt;&lt;p&gt;No ship had left.&lt;/p&gt;</DataContent>", mime="text/html"
    ),
    "breaks in character data": content(f"<DataContent><![CDATA[{FIRST}<br>No ship had left.]]></DataContent>"),
    "plain lines": content(f"<DataContent>\n   {FIRST}\n\n   No ship had left.\n</DataContent>", mime="text/plain"),
    "base64 in an encoding of none": content(
        '<Encoding Notation="none"><Encoding Notation="base64"><DataContent>'
        f"{packed(f'{FIRST} {chr(10)}{chr(10)}No ship had left.')}</DataContent></Encoding></Encoding>"
    ),
    "the headline again": content(f"<DataContent><p>HARBOUR OF TARN TO REOPEN</p>{TEXT}</DataContent>"),
    "a picture beside it": component(
        LINES, '<ContentItem Href="x.jpg"><MediaType FormalName="Photo"/></ContentItem>', component(role="Main", text=TEXT)
    ),
    "a sheet of styles before it": component(
        LINES, '<ContentItem><MimeType FormalName="text/css"/><DataContent>p {}</DataContent></ContentItem>', component(text=TEXT)
    ),
    "components in components": component(LINES, component(LINES, component(LINES, role="Main", text=TEXT))),
}


@pytest.mark.parametrize("components", CONTENTS.values(), ids=CONTENTS)
def test_the_text_is_the_same_however_it_is_put_in(components):
    article = read(newsml1(components))

    assert article.body == BODY
    assert article.headline == "Harbour of Tarn to reopen"
    assert article.dateline is not None and article.dateline.places == ("TARN",)


def test_what_supports_a_story_follows_it():
    aside = component(
        "<NewsLines><HeadLine>Tarn in short</HeadLine></NewsLines>", role="Supporting", text="<p>Tarn has 4,000 people.</p>"
    )

    article = read(newsml1(component(LINES, aside, component(role="Main", text=TEXT))))

    assert article.body == f"{BODY}\n\nTarn has 4,000 people."
    assert [(notice.kind, notice.text) for notice in article.notices] == [("subhead", "Tarn in short")]


STATUSES = {
    "another scheme": ('<Status FormalName="Cancelled" Scheme="IptcStatus"/>', Status.CANCELLED),
    "words": ("<Status>Canceled</Status>", Status.CANCELLED),
    "capitals": ('<Status FormalName="Usable"/><Instruction FormalName="RECTIFY"/>', Status.CORRECTED),
    "kill": ('<Status FormalName="Usable"/><Instruction FormalName="Mandatory Kill"/>', Status.CANCELLED),
    "none": ("", Status.USABLE),
    "an end of use": (
        '<Status FormalName="Usable"/><StatusWillChange><FutureStatus FormalName="Canceled"/>'
        "<DateAndTime>20310404T060000Z</DateAndTime></StatusWillChange>",
        Status.USABLE,
    ),
    "a time that can't be read": (
        '<Status FormalName="Usable"/><StatusWillChange><FutureStatus FormalName="Usable"/>'
        "<DateAndTime>tomorrow noon</DateAndTime></StatusWillChange>",
        Status.WITHHELD,
    ),
    "a time without a zone": (
        '<Status FormalName="Withheld"/><StatusWillChange><FutureStatus FormalName="Usable"/>'
        "<DateAndTime>20310304T060000</DateAndTime></StatusWillChange>",
        Status.EMBARGOED,
    ),
}


@pytest.mark.parametrize(("management", "status"), STATUSES.values(), ids=STATUSES)
def test_what_may_be_done_with_it_is_read_however_it_is_said(management, status):
    assert read(newsml1(content(f"<DataContent>{TEXT}</DataContent>"), management=management)).status is status


NOTES = {
    "Corrects the day": ("correction", Status.CORRECTED),
    "EMBARGOED UNTIL 0600 GMT MARCH 5, 2031": ("editor", Status.EMBARGOED),
    "ADDS quotes": ("editor", Status.USABLE),
}


@pytest.mark.parametrize(("note", "says"), NOTES.items(), ids=NOTES)
def test_a_line_to_editors_may_say_it_too(note, says):
    line = f'<NewsLine><NewsLineType FormalName="AdvisoryLine"/><NewsLineText>{note}</NewsLineText></NewsLine>'

    article = read(newsml1(component(LINES.replace("</NewsLines>", f"{line}</NewsLines>"), text=TEXT)))

    assert [(notice.kind, notice.text) for notice in article.notices] == [(says[0], note)]
    assert article.status is says[1]


def test_the_lines_are_read_in_the_item_s_language():
    lines = """<NewsLines><HeadLine xml:lang="de">Hafen öffnet</HeadLine><HeadLine xml:lang="en">Harbour <b>re</b>opens</HeadLine>
    <ByLine>By Ilse Varga</ByLine><ByLineTitle>Staff Writer</ByLineTitle><KeywordLine>ports</KeywordLine></NewsLines>"""

    article = read(newsml1(component(lines, text=TEXT)))

    assert (article.headline, article.bylines, article.subjects) == (
        "Harbour reopens",
        ("By Ilse Varga, Staff Writer",),
        ("ports",),
    )


def test_where_it_comes_from_is_the_dateline_of_what_has_none():
    about = """<DescriptiveMetadata><Location HowPresent="Topic"><Property FormalName="City" Value="Vey"/></Location>
    <Location HowPresent="Origin">
    <Property FormalName="Country" Value="NOR"/><Property FormalName="City" Value="Tarn"/></Location>
    </DescriptiveMetadata>"""

    article = read(newsml1(component(LINES, about, text="<p>It reopens.</p>")))

    assert article.dateline is not None and article.dateline.places == ("Tarn",)


def test_a_picture_s_headline_is_its_headline_if_it_has_a_caption_too():
    captioned = component(LINES, component(role="Caption", text="<p>Grain ships wait.</p>"), role="Photo")
    lined = component("<NewsLines><HeadLine>Tarn</HeadLine><CaptionLine>Grain ships wait.</CaptionLine></NewsLines>")

    assert [(article.headline, article.body) for article in (read(newsml1(captioned)), read(newsml1(lined)))] == [
        ("Harbour of Tarn to reopen", "Grain ships wait."),
        ("Tarn", "Grain ships wait."),
    ]


def test_an_item_without_times_is_as_old_as_its_day():
    body = newsml1(component(LINES, text=TEXT)).replace("<DateAndTime>20310303T090500Z</DateAndTime>", "")

    article = read(body.replace("<ThisRevisionCreated>20310303T100000+0100</ThisRevisionCreated>", ""))

    assert article.published.isoformat() == "2031-03-03T00:00:00+00:00"


def test_the_sender_provides_what_names_nobody():
    body = newsml1(component(LINES, text=TEXT)).replace("<ProviderId>norland.example</ProviderId>", "")

    sent = body.replace("<NewsEnvelope>", '<NewsEnvelope><SentFrom><Party FormalName="NORLAND"/></SentFrom>')

    assert read(sent).provider == "NORLAND"


def one_item(name: str, *components: str) -> str:
    """A news item alone, without its envelope."""
    body = newsml1(*components).replace("HARBOUR7", name)
    return body[body.index("<NewsItem ") : body.index("</NewsML>")]


def test_items_inside_an_item_are_items():
    inside = [component(one_item(name, component(LINES, text=TEXT)), role="Main") for name in ("ONE", "TWO")]

    made = read_all(newsml1(component(LINES, *inside)))

    assert [item.guid[-3:] for item in made if isinstance(item, ParsedArticle)] == ["ONE", "TWO"]
    assert len(made) == 2


def test_an_index_of_items_that_came_with_it_is_no_item_and_of_others_says_which():
    def index(target: str) -> str:
        return component(LINES, f'<NewsItemRef NewsItem="{target}"/>')

    story = one_item("ONE", component(LINES, text=TEXT))
    here, elsewhere = "urn:newsml:norland.example:20310303:ONE:2", "urn:newsml:norland.example:20310303:OTHER:1"

    [made] = read_all(newsml1(index(here)).replace("</NewsML>", f"{story}</NewsML>"))
    refused, _ = read_all(newsml1(index(elsewhere)).replace("</NewsML>", f"{story}</NewsML>"))

    assert isinstance(made, ParsedArticle) and made.guid.endswith("ONE")
    assert isinstance(refused, Rejected) and refused.reason == "not-news" and elsewhere in refused.detail


@pytest.mark.parametrize(("notation", "data"), [("base64", "VGhl%%=x"), ("gzip", "H4sIAAAA")])
def test_content_that_can_t_be_decoded_is_refused(notation, data):
    [refused] = read_all(newsml1(content(f'<Encoding Notation="{notation}"><DataContent>{data}</DataContent></Encoding>')))

    assert isinstance(refused, Rejected) and refused.reason == "unreadable"
    assert notation in refused.detail
