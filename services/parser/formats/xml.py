"""XML as feeds send it, read without trusting it: nothing is expanded or fetched, and no word is lost in repair."""

from __future__ import annotations

import html
import html.entities
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice

from lxml import etree

from services.errors import Rejected
from services.parser.decode import CP1252, READABLE, decode, readable
from services.parser.draft import Draft
from services.parser.formats.format import SPLIT, bounded
from services.parser.formats.source import Source

Element = etree._Element

#: libxml2 takes 10 MB for one text; an item that long is no article, and messages are limited to 8 MiB anyway.
MOST_BYTES = 8 * 1024 * 1024
#: A message of a thousand items has some 50,000; what has many more is made to keep us busy.
MOST_ELEMENTS = 150_000
#: The root element is looked for in the first characters; a document type may define some entities before it.
LONGEST_PROLOG = 64 * 1024
BLANKS = "\ufeff \t\r\n"
CONTROLS = "".join(map(chr, range(0x20)))
#: The declaration stands in the first bytes, after blanks that some senders put before it.
DECLARED = re.compile(rb"\s{0,64}<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
#: A declaration that can be read byte by byte is in none of these, whatever it declares.
WIDE = (b"utf-16", b"utf16", b"utf-32", b"ucs-", b"iso-10646", b"unicode")
DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]{0,400}\?>")
#: A document after another one in the same file: its declaration, behind the other's last tag or on a line of its own.
NEXT_DOCUMENT = re.compile(r"(?<=[>\n])[^\S\n]*(?=<\?xml\s)")
#: A reference to a character by number, or to one that HTML names.
REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]{1,8})|#(\d{1,8})|([A-Za-z][A-Za-z0-9]{1,31}));")
#: A character above U+FFFF by the two halves that UTF-16 has for it.
HALVES = re.compile(r"&#(x[Dd][89ABab][0-9A-Fa-f]{2}|5[56]\d{3});&#(x[Dd][C-Fc-f][0-9A-Fa-f]{2}|5[67]\d{3});")
#: An ampersand that begins no reference; where no document type can define names, none but XML's own five.
STRAY_AMPERSAND = re.compile(r"&(?!#?\w{1,31};)")
STRAY_OR_UNDEFINED = re.compile(r"&(?!(?:lt|gt|amp|quot|apos|#\w{1,31});)")
#: A less-than sign that begins no markup: `3 < 5`.
STRAY_LESS = re.compile(r"<(?=[\s\d=<])")
CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
OPENING_TAG = re.compile(r"<[A-Za-z][^<>]{0,2000}>")
#: An attribute, and its value with or without quotation marks: `<font color=red>`.
BARE_VALUE = re.compile(r"(\s[\w:.-]+=)(?:(\"[^\"]*\"|'[^']*')|([^\s\"'<>=]+?)(?=\s|/?>))")
NAME = re.compile(r"<(?:[\w.-]{1,80}:)?([\w.-]{1,80})")
#: An item may come in an envelope of the transport's or sender's own; its root is among the first tags then.
ENVELOPE = 16 * 1024
ENVELOPE_TAGS = 40
#: What stands before a document for the wire that carries it (`ZCZC NOR001`, a header of HTTP), and after it, is no longer.
LONGEST_FRAME = 1000
FRAME_END = 200
#: What shows that the document is a part of a mail, which may be packed in more ways than one.
MAIL = re.compile(r"^(?:from|to|subject|message-id|mime-version)\s?:", re.IGNORECASE | re.MULTILINE)
TAGS = re.compile(r"<!--.*?-->|<!\[CDATA\[|\]\]>|<[^<>]*>", re.DOTALL)
#: What XML 1.0 allows no document to hold, not even as a reference.
FORBIDDEN = frozenset((*range(0x20), 0xFFFE, 0xFFFF)) - set(map(ord, "\t\n\r"))

#: So much text may come from entities that a document defines itself, each of them plain; a bomb needs more, or nesting.
MOST_DEFINED = 64 * 1024


def text_of(source: Source) -> str:
    """The document as characters. What it declares is asked only where its bytes leave a choice: it is often wrong."""
    declared = DECLARED.match(source.raw.body[:400])
    if declared and not declared[1].lower().startswith(WIDE):
        return decode(source.raw.body, media_type=f"text/xml; charset={declared[1].decode('ascii')}").lstrip(BLANKS)
    return decode(source.raw.body, media_type=None if declared else source.raw.media_type).lstrip(BLANKS)


def root_name(text: str) -> str | None:
    """The local name of a document's root element, found without parsing it; None when it does not begin like XML."""
    text = text[:LONGEST_PROLOG].lstrip(BLANKS)
    while text.startswith(("<?", "<!")):
        text = text[_after_prolog(text) :].lstrip(BLANKS)
    found = NAME.match(text)
    return found[1] if found else None


def holds(source: Source, names: Iterable[str], *, others: Iterable[str] = ()) -> bool:
    """Whether the document's root, or the first thing in an envelope of somebody's own, has one of the local `names`.

    `others` are roots of formats that may hold such a thing and read it themselves. Bytes that are no text may yet be a text
    wire's.
    """
    try:
        text, names = framed(source.decoded, names), frozenset(names)
    except Rejected:
        return False
    root = root_name(text)
    if root is None or root in names:
        return root is not None
    if root in others:
        return False
    tags = islice(NAME.finditer(text[:ENVELOPE]), ENVELOPE_TAGS)
    return any(tag[1] in names for tag in tags)


def framed(text: str, names: Iterable[str]) -> str:
    """`text` without what a wire put before the document and after it; as it is where there is nothing or it may be text."""
    text = text.lstrip(BLANKS + CONTROLS)
    if text.startswith(("<", "{", "[")):
        return text
    found = _roots(frozenset(names)).search(text[:LONGEST_FRAME])
    if found is None or "<" not in text[-FRAME_END:] or MAIL.search(text[: found.start()]):
        return text
    return text[found.start() :]


@cache
def _roots(names: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<=[\x00-\x1f])(?:<\?xml\s|<(?:[\w.-]{{1,80}}:)?(?:{'|'.join(sorted(names))})[\s>])")


def _after_prolog(text: str) -> int:
    """Where the declaration, comment or document type that `text` begins with ends, just after it."""
    for opening, closing in (("<!--", "-->"), ("<?", "?>")):
        if text.startswith(opening):
            end = text.find(closing, len(opening))
            return len(text) if end < 0 else end + len(closing)
    bracket, end = text.find("["), text.find(">")
    if 0 <= bracket < end:
        inner = text.find("]", bracket)
        end = text.find(">", inner) if inner >= 0 else -1
    return len(text) if end < 0 else end + 1


def each(source: Source, names: Iterable[str], read: Callable[[Element], Iterable[Draft | Rejected]]) -> list[Draft | Rejected]:
    """What `read` makes of the document in `source`; where several follow one another, of each, or why it is refused.

    Raises Rejected: 'too-long', 'unreadable'.
    """
    if len(source.raw.body) > MOST_BYTES:
        raise Rejected("too-long", f"{len(source.raw.body):,} bytes of XML; {MOST_BYTES:,} at most: {SPLIT}")
    documents = _documents(framed(text_of(source), names))
    if len(documents) == 1:
        return bounded(read(parse_text(documents[0])))
    return bounded(made for document in documents for made in _read(document, read))


def _read(document: str, read: Callable[[Element], Iterable[Draft | Rejected]]) -> list[Draft | Rejected]:
    """What `read` makes of one of several documents, or why it is refused."""
    try:
        return bounded(read(parse_text(document)))
    except Rejected as refused:
        return [refused]


def _documents(text: str) -> list[str]:
    """The documents that follow one another in `text`; a declaration inside one, in characters, begins none."""
    if text.find("<?xml", 1) < 0:
        return [text]
    documents: list[list[str]] = []
    inside = False
    for piece in filter(str.strip, NEXT_DOCUMENT.split(text)):
        if inside:
            documents[-1].append(piece)
        else:
            documents.append([piece])
        opened, closed = piece.rfind("<![CDATA["), piece.rfind("]]>")
        inside = opened > closed or (inside and opened == closed)
    return ["".join(pieces) for pieces in documents]


def _ends(document: str) -> bool:
    """Whether `document` ends where its root does."""
    name = root_name(document)
    return bool(name and re.search(rf"</(?:[\w.-]{{1,80}}:)?{re.escape(name)}\s*>\Z", document[-200:]))


def _without_frame(document: str) -> str:
    """`document` without what follows the end of its root: what ends a message of a wire."""
    name, tail = root_name(document), document[-FRAME_END:]
    if not name or tail.endswith(">"):
        return document
    ends = [*re.finditer(rf"</(?:[\w.-]{{1,80}}:)?{re.escape(name)}\s*>", tail)]
    rest = tail[ends[-1].end() :] if ends else ""
    return document if "<" in rest else document[: len(document) - len(rest)]


def parse_text(text: str) -> Element:
    """The root element of a document. Raises Rejected: 'too-long', 'unreadable'.

    Comments and processing instructions are gone, references to characters are characters, CDATA is text. Broken XML is
    repaired only where that loses no word.
    """
    text = _without_frame(readable(DECLARATION.sub("", text, count=1)).strip())
    text = resolve(text.replace("\ufffe", "").replace("\uffff", ""))
    try:
        root = _parsed(text, recover=False)
    except etree.XMLSyntaxError as error:
        root = _repaired(text, error)
    if next(islice(root.iter(), MOST_ELEMENTS, None), None) is not None:
        raise Rejected("too-long", f"more than {MOST_ELEMENTS:,} elements: {SPLIT}")
    _define_entities(root)
    return root


def _define_entities(root: Element) -> None:
    """Put the text of entities in their places that the document itself defines without markup. Refuse all others."""
    left = MOST_DEFINED
    for entity in [*root.iter(etree.Entity)]:
        value = _defined(root, str(entity.text)[1:-1])
        left -= len(value or "")
        if value is None or left < 0:
            raise Rejected("unreadable", f"the entity {entity.text} is not expanded: it is nested, too long or defined elsewhere")
        _replace(entity, value)


def _defined(root: Element, name: str) -> str | None:
    subset = root.getroottree().docinfo.internalDTD
    entities = subset.entities() if subset is not None else []  # type: ignore[attr-defined]  # not in the stubs
    values: list[str | None] = [entity.content for entity in entities if entity.name == name]
    return values[0] if values and values[0] is not None and not set(values[0]) & set("&<%") else None


def _replace(entity: Element, value: str) -> None:
    parent, before = entity.getparent(), entity.getprevious()
    text = value + (entity.tail or "")
    assert parent is not None, "an entity stands in an element"
    if before is None:
        parent.text = (parent.text or "") + text
    else:
        before.tail = (before.tail or "") + text
    entity.tail = None
    parent.remove(entity)


def resolve(text: str) -> str:
    """`text` with references to characters by HTML name, to Windows' characters by number and to invisible ones replaced.

    What would become markup stays as it is.
    """
    return REFERENCE.sub(_character, HALVES.sub(_joined, text)) if "&" in text else text


def _joined(found: re.Match[str]) -> str:
    """The character of which two references name the halves."""
    high, low = (int(half[1:], 16) if half[0] == "x" else int(half) for half in found.groups())
    if not (0xD800 <= high < 0xDC00 <= low < 0xE000):
        return found[0]
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _character(found: re.Match[str]) -> str:
    if found[3]:
        char = html.entities.html5.get(f"{found[3]};")
        return found[0] if char is None or found[3] in ("lt", "gt", "amp", "quot", "apos") else _escaped(char)
    code = int(found[1], 16) if found[1] else int(found[2])
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    if 0x80 <= code < 0xA0:
        return CP1252[code]
    if code in FORBIDDEN:
        return ""
    return found[0] if chr(code) in "<>&\"'\t\n\r" else chr(code).translate(READABLE)


def _escaped(char: str) -> str:
    return {"<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;"}.get(char, char)


def _parsed(text: str, *, recover: bool) -> Element:
    parser = etree.XMLParser(
        recover=recover,
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if root is None:
        raise Rejected("unreadable", "there is no element in it")
    return root


def _repaired(text: str, error: etree.XMLSyntaxError) -> Element:
    """The root of a document that is no XML as it stands, if it ends as it should and no word of it is lost."""
    cut = any(text.rfind(opening) > text.rfind(closing) for opening, closing in (("<!--", "-->"), ("<![CDATA[", "]]>")))
    if cut or not _ends(text):
        raise Rejected("unreadable", f"XML that does not end where its root does, or is cut off: {error.msg}")
    text = "".join(piece if piece.startswith("<![CDATA[") else _mended(piece, text) for piece in CDATA.split(text))
    try:
        return _parsed(text, recover=False)
    except etree.XMLSyntaxError:
        root = _parsed(text, recover=True)
    if _words(" ".join(str(piece) for piece in root.itertext())) < _words(TAGS.sub(" ", text)):
        raise Rejected("unreadable", f"broken XML that can't be repaired without losing words: {error.msg}")
    return root


def _mended(piece: str, text: str) -> str:
    """A piece of `text` with what is no markup escaped, and values of attributes in quotation marks."""
    piece = (STRAY_AMPERSAND if "<!DOCTYPE" in text else STRAY_OR_UNDEFINED).sub("&amp;", piece)
    return OPENING_TAG.sub(_quoted, STRAY_LESS.sub("&lt;", piece))


def _quoted(tag: re.Match[str]) -> str:
    return BARE_VALUE.sub(lambda found: found[0] if found[2] else f'{found[1]}"{found[3]}"', tag[0]) if "=" in tag[0] else tag[0]


def _words(text: str) -> int:
    return len(text.split())


def local(element: Element) -> str:
    """An element's name without its namespace; empty for what is no element."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def first(element: Element, *path: str) -> Element | None:
    """The first element at `path`, whatever its namespace."""
    return element.find("/".join(f"{{*}}{step}" for step in path))


def every(element: Element, *path: str) -> list[Element]:
    """Every element at `path`, whatever its namespace."""
    return element.findall("/".join(f"{{*}}{step}" for step in path))


def words(element: Element | None) -> str:
    """All text in `element` on one line; empty when there is none. What was escaped twice is what was meant: `AT&amp;amp;T`."""
    if element is None:
        return ""
    broken = len(element) and next(element.iter("{*}br"), None) is not None
    text = "".join(_with_breaks(element)) if broken else "".join(str(piece) for piece in element.itertext())
    return " ".join((REFERENCE.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text).split())


def _with_breaks(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield " " if local(child) == "br" else ""
        yield from _with_breaks(child)
        yield child.tail or ""


def said(element: Element, *path: str) -> str | None:
    """The text of the first element at `path` that has some."""
    return next((text for found in every(element, *path) if (text := words(found))), None)


#: Every element and no comment, for `iter`.
ANY = "{*}*"


def attribute(element: Element | None, name: str) -> str | None:
    """An attribute's value on one line; None when there is none or it is blank."""
    value = " ".join((element.get(name) or "").split()) if element is not None else ""
    return value or None


def language(element: Element | None) -> str | None:
    """What `xml:lang` says."""
    return attribute(element, "{http://www.w3.org/XML/1998/namespace}lang")


def speaks(element: Element, wanted: str | None) -> bool:
    """Whether an element is in that language; what says nothing is in the item's."""
    stated = language(element)
    return not stated or not wanted or stated.casefold().partition("-")[0] == wanted.casefold().partition("-")[0]


def within(element: Element, *names: str) -> Iterator[Element]:
    """Every element below `element`, itself included, with one of the local `names`, in the order of the document."""
    return element.iter(*(f"{{*}}{name}" for name in names))


def spaced(element: Element | None) -> str:
    """All text in `element` with its elements' words apart, as bylines need it: `By<person>Ilse Varga</person>`."""
    if element is None:
        return ""
    pieces = (" ".join(str(piece).split()) for piece in element.itertext())
    return re.sub(r" ([,.;:])", r"\1", " ".join(piece for piece in pieces if piece))
