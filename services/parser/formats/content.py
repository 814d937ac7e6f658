"""A piece of content of any vocabulary (XHTML, NITF, escaped HTML, plain text): what it says of itself, and its text."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from datetime import date

from schemas import Notice
from services.errors import Rejected
from services.parser.formats import xml
from services.parser.formats.blocks import HEADINGS, Blocks, is_marked_up, read, read_text, same
from services.parser.formats.metadata import distinct, notices, once, time
from services.parser.formats.xml import Element, every, first, local, said, spaced, words

#: What stands between a NITF story's location elements when the sender put nothing there.
COMMA = ", "
#: Media types of text, also under names of somebody's own: `text/vnd.IPTC.NITF`, `application/nitf+xml`, `application/x-nitf`.
TEXT_TYPE = re.compile(r"text\b|application/(?:x[\w.+-]*|nitf[\w.+-]*|html|[\w.-]+\+xml|vnd\.iptc\.[\w.+-]+)\s*(?:;|$)")


@dataclass
class Content:
    """What one rendition of a story holds. `dateline` is a field's text; one in the story's own words is still there.

    `title` is what a browser would show; it is the headline only where there is no other.
    """

    blocks: Blocks = field(default_factory=Blocks)
    headline: str | None = None
    title: str | None = None
    subheads: tuple[str, ...] = ()
    bylines: tuple[str, ...] = ()
    dateline: str | None = None
    dated: date | None = None
    summary: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    marked_up: bool = True

    def paragraphs(self, *headlines: str | None) -> tuple[str, ...]:
        """The story's paragraphs; where there are none, those of its captions: a picture's text is its caption.

        `headlines` are those that the item states; the content's own are known. A flash is one line, said as headline and as
        text.
        """
        found = self.blocks.paragraphs(*headlines, self.headline, self.title, *self.subheads)
        flash = () if found else tuple(block.text for block in self.blocks.story[:1] if block.name not in HEADINGS)
        return found or flash or tuple(notice.text for notice in self.blocks.notices if notice.kind == "caption")

    def asides(self, *known: str | None) -> tuple[Notice, ...]:
        """What belongs to the item and not to the story, each once, without what the story or the item's fields say."""
        header = [block.text for block in self.blocks.header if any(char.isalpha() for char in block.text)]
        found = (
            *notices("subhead", self.headline, *self.subheads),
            *notices("summary", *self.summary),
            *self.notices,
            *self.blocks.notices,
            *notices("other", *header),
        )
        return distinct(found, told=(*self.paragraphs(), *known, *self.bylines))

    def __len__(self) -> int:
        return sum(len(block.text) for block in self.blocks.story)


def read_element(element: Element) -> Content:
    """The content in `element`: a NITF document, XHTML, mere paragraphs, or a text without elements, whose lines then count."""
    nitf = next(xml.within(element, "nitf", "body.content"), None)
    if nitf is not None:
        return read_nitf(nitf if local(nitf) == "nitf" else element)
    if len(element) == 0:
        return Content(blocks=read_text(element.text or ""))
    return read_html(element)


def read_field(element: Element) -> Blocks:
    """What a field of metadata says, which may hold markup, also as escaped text. How its lines are laid out counts little."""
    if len(element) == 0 and is_marked_up(element.text or ""):
        return read_text(element.text or "")
    return read(element)


def read_html(element: Element) -> Content:
    """What XHTML holds. Its one main heading is its headline, if the text begins with that, else its title is."""
    head = next(xml.within(element, "head"), None)
    blocks = read(element)
    headings = [block.text for block in blocks.story if block.name == "h1"]
    begins = len(headings) == 1 and blocks.story[0].text == headings[0] and len(blocks.story) > 1
    title = said(head, "title") if head is not None else None
    return Content(blocks=blocks, headline=headings[0] if begins else None, title=title)


def read_nitf(nitf: Element) -> Content:
    """What the body of a NITF document holds."""
    body = first(nitf, "body")
    body = nitf if body is None else body
    head = first(body, "body.head")
    blocks = Blocks()
    for part in every(body, "body.content") or [body]:
        found = read(part)
        blocks.story += found.story
        blocks.header += found.header
        blocks.notices += found.notices
    end = first(body, "body.end")
    blocks.notices += [Notice(kind="other", text=block.text) for block in (read(end).story if end is not None else [])]
    content = _headed(Content(blocks=blocks), head) if head is not None else Content(blocks=blocks)
    if content.headline is None and len(blocks.story) > 1 and blocks.story[0].name == "hl1":
        content.headline = blocks.story[0].text
    content.title = said(nitf, "head", "title")
    return content


def _headed(content: Content, head: Element) -> Content:
    """`content` with what its `body.head` says."""
    lines = [one_line(line) for line in xml.within(head, "hl1", "hl2")]
    content.headline = next((line for hl1 in xml.within(head, "hl1") if (line := one_line(hl1))), None)
    content.subheads = once(line for line in lines if not same(line, content.headline or ""))
    content.bylines = once(_byline(byline) for byline in every(head, "byline"))
    content.dateline, content.dated = _dateline(first(head, "dateline"))
    content.summary = tuple(block.text for abstract in every(head, "abstract") for block in read(abstract).story)
    asides = [read(note) for note in every(head, "note") if note.get("type") != "npa"]
    content.notices = tuple(Notice(kind="editor", text=block.text) for aside in asides for block in aside.story)
    content.notices += notices("credit", *(spaced(distributor) for distributor in every(head, "distributor")))
    content.notices += notices("other", *(spaced(rights) for rights in every(head, "rights")))
    return content


def _byline(byline: Element) -> str:
    """A byline's words: names, and what the reporters are after a comma."""
    pieces = [byline.text or ""]
    for part in byline:
        pieces += [f", {words(part)}" if local(part) == "byttl" and words(part) else f" {spaced(part)}", part.tail or ""]
    text = re.sub(r" ?([,;:])(?: ?[,;:])*", r"\1", " ".join(" ".join(pieces).split()))
    return text.strip(" ,;:")


def _dateline(dateline: Element | None) -> tuple[str | None, date | None]:
    """A NITF dateline's words without its date, and its date."""
    if dateline is None:
        return None, None
    story_date = first(dateline, "story.date")
    when = time(story_date.get("norm")) if story_date is not None else None
    location = first(dateline, "location")
    if location is not None and len(location) and not (location.text or "").strip(" \n\t,"):
        text = COMMA.join(found for part in location if (found := words(part).strip(" ,")))
    else:
        text = " ".join(spaced(part) if local(part) != "story.date" else "" for part in dateline).strip()
        text = " ".join(((dateline.text or "") + " " + text).split())
    return text or None, when.date() if when else None


def one_line(element: Element) -> str:
    """A field of one line, also where someone escaped markup into it: `Tarn &lt;b&gt;reopens&lt;/b&gt;`."""
    text = words(element)
    return " ".join(block.text for block in read_text(text).story) if "<" in text and is_marked_up(text) else text


def is_text(media_type: str) -> bool:
    """Whether content of this media type is text that a reader here can read."""
    return bool(TEXT_TYPE.match(media_type.strip().casefold()))


def from_base64(text: str | bytes) -> bytes:
    """What `text` encodes. Raises Rejected('unreadable') if it is no base64: reading on would lose words."""
    packed = b"".join((text.encode("ascii", "replace") if isinstance(text, str) else text).split())
    try:
        return base64.b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
    except binascii.Error as error:
        raise Rejected("unreadable", f"content that is said to be base64 and is not: {error}") from error


def best(contents: list[Content]) -> Content:
    """Of several renditions of one story the one that has most of it; the first of equals."""
    return max(contents, key=len, default=Content())


def plain(text: str) -> Content:
    """Content that came as a string: a document of NITF, HTML or plain text."""
    if xml.root_name(text) == "nitf":
        try:
            return read_element(xml.parse_text(text))
        except Rejected as refused:
            if refused.reason != "unreadable":
                raise
    return Content(blocks=read_text(text))
