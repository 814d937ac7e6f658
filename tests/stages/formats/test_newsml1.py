"""NewsML 1.x, by its specification."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from schemas import Status
from services.errors import Rejected
from tests.stages.formats.wire import component, newsml1, read, read_all

LINES = """<NewsLines><HeadLine>Harbour of Tarn to reopen</HeadLine><SubHeadLine>Grain ships wait</SubHeadLine>
<ByLine>By Ilse Varga</ByLine><DateLine>TARN, March 3, 2031 (Norland News) -</DateLine><CreditLine>Norland News</CreditLine>
<SlugLine>Tarn-HARBOUR</SlugLine>
<NewsLine><NewsLineType FormalName="AdvisoryLine"/><NewsLineText>ADDS quotes</NewsLineText></NewsLine></NewsLines>"""
TEXT = "<nitf><body><body.content><p>The harbour would reopen.</p><p>No ship had left.</p></body.content></body></nitf>"


def test_a_news_item_has_its_identity_and_its_text():
    article = read(newsml1(component(LINES, text=TEXT)))

    assert article.wire_format == "newsml-1"
    assert (article.provider, article.guid, article.version) == (
        "norland.example",
        "urn:newsml:norland.example:20310303:HARBOUR7",
        2,
    )
    assert article.version_created == article.published == datetime(2031, 3, 3, 9, tzinfo=UTC)
    assert article.relations.previous_version == "urn:newsml:norland.example:20310303:HARBOUR7:1"
    assert article.headline == "Harbour of Tarn to reopen"
    assert article.body == "The harbour would reopen.\n\nNo ship had left."


def test_revisions_of_an_item_are_one_item():
    first, second = read(newsml1(component(text=TEXT), revision="1", previous="0")), read(newsml1(component(text=TEXT)))

    assert first.item_id == second.item_id
    assert first.relations.previous_version is None


@pytest.mark.parametrize(
    ("identifier", "guid"),
    [
        ("urn:newsml:www.norland.example:20310303:brd016:2N", "urn:newsml:www.norland.example:20310303:brd016"),
        ("urn:newsml:www.norland.example:20310303:2031", "urn:newsml:www.norland.example:20310303:2031"),
        ("", "urn:newsml:norland.example:20310303:HARBOUR7"),
    ],
)
def test_the_public_identifier_is_the_name_without_the_revision(identifier, guid):
    body = newsml1(component(text=TEXT)).replace("urn:newsml:norland.example:20310303:HARBOUR7:2", identifier)

    assert read(body).guid == guid


def test_a_second_headline_stands_beside_the_first():
    article = read(newsml1(component(LINES, component(role="Title", text="<p>Tarn opens again</p>"), text=TEXT)))

    assert article.headline == "Harbour of Tarn to reopen"
    assert ("subhead", "Tarn opens again") in [(notice.kind, notice.text) for notice in article.notices]


def test_the_lines_of_the_story_are_its_metadata():
    about = """<DescriptiveMetadata><Language FormalName="EN"/><SubjectCode><Subject FormalName="04000000"/>
    <SubjectDetail FormalName="04011002"/></SubjectCode><Property FormalName="Keyword" Value="grain"/></DescriptiveMetadata>"""

    article = read(newsml1(component(LINES, about, text=TEXT)))

    assert article.bylines == ("By Ilse Varga",)
    assert article.dateline is not None and article.dateline.places == ("TARN",)
    assert (article.slug, article.language) == ("Tarn-HARBOUR", "en")
    assert article.subjects == ("04000000", "04011002", "grain")
    assert {(notice.kind, notice.text) for notice in article.notices} == {
        ("subhead", "Grain ships wait"),
        ("credit", "Norland News"),
        ("editor", "ADDS quotes"),
    }


@pytest.mark.parametrize(
    ("management", "status"),
    [
        ('<Status FormalName="Usable"/>', Status.USABLE),
        ('<Status FormalName="Canceled"/>', Status.CANCELLED),
        ('<Status FormalName="Withheld"/>', Status.WITHHELD),
        ('<Status FormalName="Embargoed"/>', Status.WITHHELD),
        ('<Status FormalName="Usable"/><Instruction FormalName="Correction"/>', Status.CORRECTED),
        ('<Status FormalName="Usable"/><Instruction FormalName="Delete"/>', Status.CANCELLED),
        (
            '<Status FormalName="Usable"/><Instruction FormalName="Update"><RevisionStatus Revision="1">'
            '<Status FormalName="Canceled"/></RevisionStatus></Instruction>',
            Status.USABLE,
        ),
    ],
)
def test_the_management_says_what_may_be_done_with_it(management, status):
    assert read(newsml1(component(text=TEXT), management=management)).status is status


def test_a_kill_needs_no_component():
    article = read(newsml1(management='<Status FormalName="Canceled"/>'))

    assert (article.status, article.body) == (Status.CANCELLED, "")


def test_an_embargo_holds_until_the_status_will_change():
    management = """<Status FormalName="Embargoed"/><StatusWillChange><FutureStatus FormalName="Usable"/>
    <DateAndTime>20310304T060000+0100</DateAndTime></StatusWillChange>"""

    article = read(newsml1(component(text=TEXT), management=management))

    assert article.status is Status.EMBARGOED
    assert article.embargo_until == datetime(2031, 3, 4, 5, tzinfo=UTC)


def test_relations_to_other_items_are_kept():
    management = """<Status FormalName="Usable"/><DerivedFrom NewsItem="urn:newsml:norland.example:20310302:CLOSURE"/>
    <AssociatedWith FormalName="Photo"/><AssociatedWith NewsItem="urn:newsml:norland.example:20310301:STRIKE"/>"""

    relations = read(newsml1(component(text=TEXT), management=management)).relations

    assert relations.evolved_from == "urn:newsml:norland.example:20310302:CLOSURE"
    assert relations.family == "urn:newsml:norland.example:20310301:STRIKE"


def test_components_go_where_their_roles_say():
    article = read(
        newsml1(
            component(
                LINES,
                component(role="StyleSheet", text=".x {color: red}"),
                component(role="Main", text="<p>The harbour would reopen.</p>"),
                component("<NewsLines><HeadLine>Ships wait off Tarn.</HeadLine></NewsLines>", role="Photo"),
                component(component(role="Caption", text="<p>The harbour at dawn.</p>"), role="Picture"),
                component(role="Contact", text="<p>press@tarn.example</p>"),
                component(role="Sidebar", text="<p>Tarn has 4,000 people.</p>"),
            )
        )
    )

    assert article.headline == "Harbour of Tarn to reopen"
    assert article.body == "The harbour would reopen.\n\nTarn has 4,000 people."
    notices = [(notice.kind, notice.text) for notice in article.notices]
    assert ("caption", "Ships wait off Tarn.") in notices
    assert ("caption", "The harbour at dawn.") in notices
    assert ("contact", "press@tarn.example") in notices
    assert "color" not in article.model_dump_json()


def test_equivalent_components_are_one_text():
    article = read(
        newsml1(
            component(
                component(text="<p>The harbour would reopen.</p>"),
                component(text="<p>The harbour would reopen.</p><p>No ship had left.</p>"),
                attributes='EquivalentsList="yes"',
            )
        )
    )

    assert article.body == "The harbour would reopen.\n\nNo ship had left."


def test_languages_to_choose_from_are_one_text():
    def spoken(language: str, text: str) -> str:
        return component(f'<DescriptiveMetadata><Language FormalName="{language}"/></DescriptiveMetadata>', text=f"<p>{text}</p>")

    article = read(
        newsml1(
            component(
                "<BasisForChoice>./NewsComponent/DescriptiveMetadata/Language</BasisForChoice>",
                spoken("en", "The harbour of Tarn would reopen."),
                spoken("de", "Der Hafen öffnet."),
            )
        )
    )

    assert article.body == "The harbour of Tarn would reopen."


def test_a_content_item_in_several_formats_is_one_text():
    items = """<ContentItem><DataContent>The harbour would reopen.</DataContent></ContentItem>
    <ContentItem><Encoding Notation="base64"><DataContent>{}</DataContent></Encoding></ContentItem>"""
    data = base64.b64encode(b"<p>The harbour would reopen.</p><p>No ship had left.</p>").decode()

    assert read(newsml1(component(items.format(data)))).body == "The harbour would reopen.\n\nNo ship had left."


def test_parts_of_nitf_without_its_root_are_read_as_nitf():
    text = """<body><body.head><hedline><hl1>Reopening</hl1></hedline><byline>By Ilse Varga</byline></body.head>
    <body.content><p>The harbour would reopen.</p></body.content></body>"""

    article = read(newsml1(component(text=text)))

    assert (article.headline, article.bylines, article.body) == ("Reopening", ("By Ilse Varga",), "The harbour would reopen.")


def test_html_in_character_data_is_markup():
    text = "<![CDATA[<P>The harbour&nbsp;would reopen.</P>\n<P>No ship had left.</P>]]>"

    assert read(newsml1(component(text=text))).body == "The harbour would reopen.\n\nNo ship had left."


def test_a_picture_s_caption_is_its_text():
    picture = component(component(role="Caption", text="<p>Grain ships wait off Tarn.</p>"), role="Picture")

    assert read(newsml1(picture)).body == "Grain ships wait off Tarn."


@pytest.mark.parametrize(
    ("inside", "reason", "says"),
    [
        ("<Update><InsertBefore/></Update>", "not-news", "changes"),
        (component('<NewsItemRef NewsItem="urn:newsml:norland.example:20310303:OTHER"/>'), "not-news", "OTHER"),
        (component('<ContentItem Href="x.jpg"><MediaType FormalName="Photo"/></ContentItem>'), "not-news", "photo"),
        ("<TopicSet/>", "not-news", "no news component"),
        (component(LINES), "no-text", "Harbour of Tarn"),
    ],
)
def test_what_has_no_text_is_refused_with_a_reason(inside, reason, says):
    [refused] = read_all(newsml1(inside))

    assert isinstance(refused, Rejected) and refused.reason == reason
    assert says in refused.detail


def test_an_envelope_may_hold_several_items():
    one = newsml1(component(text=TEXT))
    item = one[one.index("<NewsItem ") : one.index("</NewsML>")]

    made = read_all(one.replace("</NewsML>", item.replace("HARBOUR7", "HARBOUR8") + "</NewsML>"))

    assert [found.guid[-8:] for found in made if not isinstance(found, Rejected)] == ["HARBOUR7", "HARBOUR8"]
