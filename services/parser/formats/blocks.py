"""Marked-up text (XHTML, HTML, NITF) to paragraphs: block ends and breaks separate words, inline markup does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from schemas import Notice
from services.errors import Rejected
from services.parser import lines
from services.parser.decode import readable
from services.parser.formats.xml import Element, local, resolve

#: Elements that begin and end a paragraph, of HTML and of NITF. What is in none of these sets is inline.
BLOCKS = frozenset(
    """
    address article aside blockquote body caption center dd details dir div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6
    header hgroup hr html legend li main menu nav ol p pre section summary table tbody tfoot thead tr ul
    abstract block body.content body.end body.head bq byline credit dateline distributor fn hedline hl1 hl2 hl3 hl4 lede media
    nitf nitf-table note tagline bibliography datasource media-caption media-producer
    """.split()  # noqa: SIM905
)
#: Elements that are words of their own beside their neighbours, in one paragraph with them: a table's row is one.
CELLS = frozenset(["td", "th", "option", "byttl", "addressee", "delivery.point", "delivery.office", "postcode", "care.of"])
#: Elements whose content is no text to be read. (`noscript` says again what a script shows.)
SKIPPED = frozenset(
    """
    head script style template noscript iframe object svg canvas audio video map select button
    textarea media-reference media-object media-metadata nitf-table-metadata
    """.split()  # noqa: SIM905
)
#: Parts of a NITF body that are read for themselves.
APART = frozenset(("body.head", "body.end"))
#: Who made a picture.
CREDITS = frozenset(("media-producer", "credit"))
#: A figure with one of these in it is no picture.
SUBSTANCE = frozenset(("table", "blockquote", "pre", "ul", "ol"))
HEADINGS = frozenset(["h1", "h2", "h3", "hl1", "hl2", "hl3"])
#: Classes and constraints by which providers say: not for publication. What they mark is not kept anywhere.
PRIVATE = re.compile(r"(?:^|[\s:_-])(?:non-?public|not-?for-?publication)(?:$|[\s_-])", re.IGNORECASE)

#: An article's text has no more (the limit for plain text), its HTML no more than five times that, and a tag every 20 characters.
MOST_CHARACTERS = 200_000
MOST_HTML = 5 * MOST_CHARACTERS
MOST_TAGS = MOST_HTML // 20

#: A break while text is collected: no XML holds this character.
BREAK = "\x0b"
#: A line of a table that is set with blanks.
COLUMNS = re.compile(r"\S {3,}\S")
#: A line that was wrapped is at least this full.
NEARLY_FULL = 0.75
#: So few lines are no table.
FEWEST_ROWS = 4
#: Markup that someone escaped twice. (Not every `<` in a text: `a < b`, `<foto@example.org>`, code to be embedded.)
ESCAPED = re.compile(r"</?(p|br|div|b|i|u|em|strong|sup|sub|span|endash|emdash|h[1-6]|li|ul|ol|tr|td)\s{0,9}/?>", re.IGNORECASE)
#: The end of a paragraph, in a text that should have none.
CLOSED = re.compile(r"</(?:p|div|li|td|blockquote|h[1-6])\s{0,9}>", re.IGNORECASE)
INLINE = frozenset(["b", "i", "u", "em", "strong", "sup", "sub", "span", "endash", "emdash"])
#: Elements whose children are words in a sentence, whatever their names: there an unknown element is inline.
TEXTUAL = frozenset(
    """
    p li td th dt dd pre h1 h2 h3 h4 h5 h6 hl1 hl2 hl3 hl4 caption figcaption byline tagline fn
    a abbr acronym b big cite code del dfn em font i ins kbd mark q s samp small span strike strong sub sup time tt u var
    person org location chron event function money num virtloc copyrite city state region country classifier pronounce
    """.split()  # noqa: SIM905
)
#: Elements of whom it is known whether they are inline.
KNOWN = BLOCKS | CELLS | SKIPPED | APART | TEXTUAL | {"br"}
#: A tag as HTML writes it; whether its name is one of HTML's is looked up.
TAG = re.compile(r"</?([a-z][a-z0-9.-]{0,20})(?:\s[^<>]{0,2000})?/?>", re.IGNORECASE)
NAMES = BLOCKS | CELLS | SKIPPED
NAMES |= frozenset("a applet b blink br em embed font frame frameset i img link meta span strong sub sup u".split())  # noqa: SIM905


@dataclass(frozen=True)
class Block:
    """A paragraph and the element that made it one."""

    text: str
    name: str


@dataclass
class Blocks:
    """What a marked-up text holds, in its order: the story, what stands in its header, and what stands beside it."""

    story: list[Block] = field(default_factory=list)
    header: list[Block] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def paragraphs(self, *headlines: str | None) -> tuple[str, ...]:
        """The story's paragraphs, without headings and lines at its top that only say one of the `headlines` again.

        A sentence in an element of its own stays, and so does a text in one that says nothing else.
        """
        blocks = list(self.story)
        titles = [line for line in headlines if line]
        while blocks and _may_be_title(blocks) and any(same(blocks[0].text, title) for title in titles):
            del blocks[0]
        return tuple(block.text for block in blocks)


def _may_be_title(blocks: list[Block]) -> bool:
    first = blocks[0]
    if first.name in (*HEADINGS, ""):
        return True
    return len(blocks) > 1 and not lines.SENTENCE_END.search(first.text)


def same(one: str, other: str) -> bool:
    """Whether two texts have the same words."""
    return one.casefold().split() == other.casefold().split()


def read(root: Element) -> Blocks:
    """All text in `root`, as blocks. Every word is in one of them, once, but for what the provider keeps private."""
    if (text := _escaped(root)) is not None:
        return read_text(text)
    blocks = Blocks()
    _Reader(blocks, blocks.story).read(root)
    return blocks


def _escaped(root: Element) -> str | None:
    """The text in `root`, if that is markup that was put into it as characters; None where it has paragraphs of its own."""
    if next(root.iter("{*}p", "{*}li", "{*}td", "{*}div", "{*}br"), None) is not None:
        return None
    text = "".join(str(piece) for piece in root.itertext())
    return text if CLOSED.search(text) else None


def read_text(text: str) -> Blocks:
    """The same for text that comes as one string: HTML, if it has such tags, else lines as people type them."""
    if is_marked_up(text):
        return read(parse_html(text))
    if len(text) > MOST_CHARACTERS:
        raise _too_long(len(text))
    return Blocks(story=[Block(paragraph, "") for paragraph in lines.paragraphs(readable(resolve_text(text)))])


def is_marked_up(text: str) -> bool:
    """Whether there is a tag of HTML in `text`; `<foto@example.org>` is none."""
    return any(tag[1].lower() in NAMES for tag in TAG.finditer(text))


def resolve_text(text: str) -> str:
    """`text` with references to characters replaced, for feeds that escape what needs no escape: `AT&amp;T`."""
    return _unescape(resolve(text)) if "&" in text else text


def _unescape(text: str) -> str:
    for reference, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&#39;", "'"), ("&amp;", "&")):
        text = text.replace(reference, char)
    return text


def parse_html(text: str) -> Element:
    """The root of an HTML document or piece of one.

    Raises Rejected: 'too-long', and 'unreadable' if it nests deeper than any page does.
    """
    if len(text) > MOST_HTML or text.count("<") > MOST_TAGS:
        raise _too_long(len(text))
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    root = etree.fromstring(resolve(readable(text)).encode("utf-8", "replace"), parser)
    if root is None:
        return etree.Element("html")
    deep = next((error for error in parser.error_log if error.level_name == "FATAL"), None)
    if deep is not None:
        raise Rejected("unreadable", f"HTML that can't be read to its end: {deep.message.strip()}")
    return root


def _too_long(characters: int) -> Rejected:
    return Rejected("too-long", f"{characters:,} characters; an article has {MOST_CHARACTERS:,} at most")


class _Reader:
    """Walks a tree once. `into` is where the paragraphs go: the story, or a header's."""

    def __init__(self, blocks: Blocks, into: list[Block]) -> None:
        self.blocks = blocks
        self.into = into
        self.pieces: list[str] = []
        self.characters = 0

    def read(self, element: Element) -> None:
        name = local(element).lower()
        self._content(element, name)
        self._end(name)

    def _walk(self, element: Element, outer: str, *, field: bool) -> None:
        name = local(element).lower()
        if not name or name in SKIPPED or name in APART or is_private(element):
            return
        if name in ("figure", "media", "figcaption", "note", "header") and self._aside(element, name, outer):
            return
        if name in BLOCKS and "teaser" in (element.get("class") or "").split():
            self._beside(element, name, outer, kind="summary")
        elif name in BLOCKS:
            self._block(element, name, outer)
        elif name == "br":
            self.pieces.append(BREAK)
            self._content(element, outer)
        elif name in CELLS:
            self.pieces.append(" ")
            self._content(element, outer)
            self.pieces.append(" ")
        elif name not in TEXTUAL and field:
            self._block(element, name, outer)
        else:
            self._content(element, outer)

    def _block(self, element: Element, name: str, outer: str) -> None:
        self._end(outer)
        boxes = _only_spans(element)
        self._content(element, name, between=" " if boxes else "")
        self._end(name)

    def _content(self, element: Element, name: str, *, between: str = "") -> None:
        self.pieces.append(element.text or "")
        fields: bool | None = None
        for child in element:
            if fields is None and local(child).lower() not in KNOWN:
                fields = _holds_fields(element)
            self._walk(child, name, field=bool(fields))
            self.pieces.append(between + (child.tail or ""))

    def _aside(self, element: Element, name: str, outer: str) -> bool:
        """Keep what stands beside the story apart; False if this element is part of the story after all."""
        if name == "figure" and any(local(inner).lower() in SUBSTANCE for inner in element.iter()):
            return False
        if not (name == "note" and element.get("type") == "npa"):
            self._beside(element, name, outer, kind="editor" if name == "note" else "caption")
        return True

    def _beside(self, element: Element, name: str, outer: str, *, kind: str) -> None:
        """Read `element` into the header, if it is one, else into notices of this kind."""
        self._end(outer)
        inside = Blocks()
        reader = _Reader(inside, inside.story)
        reader._content(element, name)
        reader._end(name)
        if name == "header":
            self.blocks.header += inside.story
        else:
            kinds = ("credit" if block.name in CREDITS else kind for block in inside.story)
            self.blocks.notices += [Notice(kind=kind, text=block.text) for kind, block in zip(kinds, inside.story, strict=True)]
        self.blocks.header += inside.header
        self.blocks.notices += inside.notices

    def _end(self, name: str) -> None:
        text = "".join(self.pieces)
        self.pieces.clear()
        self.characters += len(text)
        if self.characters > MOST_CHARACTERS:
            raise _too_long(self.characters)
        if text and not text.isspace():
            self.into += [Block(paragraph, name) for paragraph in split(text, kept=name == "pre")]


def is_private(element: Element) -> bool:
    """Whether the provider marks this element as not for publication."""
    return any((mark := element.get(name)) and PRIVATE.search(mark) for name in ("class", "pubconstraint"))


def _holds_fields(element: Element) -> bool:
    """Whether a provider's own elements in `element` stand side by side with no text between: fields, not words in a sentence."""
    for outer in (element, *element.iterancestors()):
        name = local(outer).lower()
        if name in TEXTUAL:
            return False
        if name in BLOCKS:
            break
    if (element.text or "").strip():
        return False
    return not any((child.tail or "").strip() or local(child).lower() in TEXTUAL for child in element)


def _only_spans(element: Element) -> bool:
    """Whether a block consists of spans and no text between, and they are boxes side by side on a page or sentences, not parts
    of a word."""
    children = list(element)
    if len(children) < 2 or (element.text or "").strip():
        return False
    if not all(local(child) == "span" and not (child.tail or "").strip() for child in children):
        return False
    sentences = all(lines.SENTENCE_END.search((child.text or "").rstrip()) for child in children[:-1])
    return sentences or all(child.get("class") for child in children)


def split(text: str, *, kept: bool = False) -> Iterator[str]:
    """The paragraphs of a block's text. `kept`: its line ends are meant, as in preformatted text."""
    if "<" in text:
        text = ESCAPED.sub(lambda tag: "" if tag[1].lower() in INLINE else BREAK, text)
    if kept:
        yield from lines.paragraphs(text.replace(BREAK, "\n"))
    elif BREAK in text:
        broken = "\n".join(" ".join(line.split()) for line in text.split(BREAK))
        yield from lines.paragraphs(broken)
    elif "\n" in text.strip():
        yield from _wrapped(text.strip("\n"))
    else:
        yield " ".join(text.split())


def _wrapped(text: str) -> Iterator[str]:
    """The paragraphs of text that has lines although its markup gives them no meaning.

    Lines at the left margin are wire copy in a single element, and mean what they mean in plain text, unless they are all about
    as long and too long for a wire. Otherwise they are how someone laid out the markup.
    """
    rows = [line for line in text.split("\n") if line.strip()]
    if len(rows) >= FEWEST_ROWS and 2 * sum(1 for row in rows if COLUMNS.search(row.strip())) >= len(rows):
        yield from (" ".join(row.split()) for row in rows)
    elif any(not row[0].isspace() for row in rows[1:]) and not _filled(rows):
        yield from lines.paragraphs(text)
    else:
        yield from _laid_out(text)


def _filled(rows: list[str]) -> bool:
    """Whether an editor program wrapped these lines: longer than any wire's, and broken anywhere."""
    width, upper = max(map(len, rows)), rows[:-1]
    if width <= lines.WIDEST_WRAP or all(lines.SENTENCE_END.search(row.rstrip()) for row in upper):
        return False
    return all(len(row) > NEARLY_FULL * width for row in upper)


def _laid_out(text: str) -> Iterator[str]:
    held: list[str] = []
    for line in text.split("\n"):
        words = " ".join(line.split())
        if words:
            held.append(words)
        elif held and lines.SENTENCE_END.search(held[-1]):
            yield " ".join(held)
            held = []
    if held:
        yield " ".join(held)
