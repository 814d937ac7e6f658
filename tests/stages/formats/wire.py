"""Small documents in the structured formats, and how tests read them. All fiction."""

from __future__ import annotations

from datetime import UTC, datetime

from schemas import ParsedArticle, RawItem
from services.errors import Rejected
from services.parser.parse import parse

#: Long after every item in these tests, so that a time taken from the arrival shows.
ARRIVED = datetime(2031, 6, 1, tzinfo=UTC)


def read(body: str | bytes, **fields: object) -> ParsedArticle:
    """The one article that `body` holds. Raises Rejected when it is refused."""
    made = parse(raw(body, **fields))
    assert isinstance(made, ParsedArticle), f"one article expected, not {made}"
    return made


def read_all(body: str | bytes) -> list[ParsedArticle | Rejected]:
    """What became of each item in `body`."""
    try:
        made = parse(raw(body))
    except Rejected as refused:
        return [refused]
    return made if isinstance(made, list) else [made]


def raw(body: str | bytes, **fields: object) -> RawItem:
    """`body` as it arrived, from nobody in particular: an item names its provider itself."""
    return RawItem(body=body.encode() if isinstance(body, str) else body, received_at=ARRIVED, **fields)


def g2_item(
    *paragraphs: str,
    meta: str = "",
    about: str = "<headline>Harbour of Tarn to reopen</headline>",
    status: str = "stat:usable",
    guid: str = "tag:norland.example,2031:harbour",
    version: str = "3",
    nature: str = "ninat:text",
    content: str | None = None,
    created: str = "2031-03-03T09:00:00Z",
) -> str:
    """A NewsML-G2 news item; `paragraphs` are XHTML, `content` replaces the whole content set."""
    inline = xhtml("".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))
    return f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}" version="{version}" xml:lang="en">
  <itemMeta><itemClass qcode="{nature}"/><provider qcode="nprov:norland"/><versionCreated>{created}</versionCreated>
    <pubStatus qcode="{status}"/>{meta}</itemMeta>
  <contentMeta>{about}</contentMeta>
  <contentSet>{inline if content is None else content}</contentSet>
</newsItem>"""


def xhtml(body: str) -> str:
    """A rendition of G2 content."""
    html = f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>'
    return f'<inlineXML contenttype="application/xhtml+xml">{html}</inlineXML>'


def g2_message(*items: str) -> str:
    """Items in a NewsML-G2 news message."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2031-03-03T09:05:00Z</sent></header>
<itemSet>{"".join(items)}</itemSet></newsMessage>"""


def nitf(*paragraphs: str, docdata: str = "", head: str = "", body_head: str = "", attributes: str = "", end: str = "") -> str:
    """A NITF document whose paragraphs are marked up."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<nitf><head>{head}<docdata {attributes}><doc-id id-string="harbour-7" regsrc="norland"/>
  <date.issue norm="20310303T090000Z"/>{docdata}</docdata></head>
<body><body.head><hedline><hl1>Harbour of Tarn to reopen</hl1></hedline>{body_head}</body.head>
<body.content>{body}</body.content>{end}</body></nitf>"""


def newsml1(*components: str, management: str = '<Status FormalName="Usable"/>', revision: str = "2", previous: str = "1") -> str:
    """A NewsML 1.2 document of one news item."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE NewsML SYSTEM "http://dtd.example/NewsML_1.2.dtd" [<!ENTITY % nitf SYSTEM "nitf.dtd"> %nitf;]>
<NewsML Version="1.2"><NewsEnvelope><DateAndTime>20310303T090500Z</DateAndTime></NewsEnvelope>
<NewsItem xml:lang="en"><Identification><NewsIdentifier><ProviderId>norland.example</ProviderId><DateId>20310303</DateId>
<NewsItemId>HARBOUR7</NewsItemId><RevisionId PreviousRevision="{previous}" Update="N">{revision}</RevisionId>
<PublicIdentifier>urn:newsml:norland.example:20310303:HARBOUR7:{revision}</PublicIdentifier></NewsIdentifier>
<NameLabel>harbour-tarn</NameLabel></Identification>
<NewsManagement><NewsItemType FormalName="News"/><ThisRevisionCreated>20310303T100000+0100</ThisRevisionCreated>
{management}</NewsManagement>
{"".join(components)}</NewsItem></NewsML>"""


def component(*inside: str, role: str = "", text: str | None = None, attributes: str = "") -> str:
    """A NewsML 1 news component, with `text` (markup) as its content."""
    named = f'<Role FormalName="{role}"/>' if role else ""
    content = (
        f'<ContentItem><MediaType FormalName="Text"/><DataContent>{text}</DataContent></ContentItem>' if text is not None else ""
    )
    return f"<NewsComponent {attributes}>{named}{''.join(inside)}{content}</NewsComponent>"
