"""XML as feeds send it, read without trusting it: nothing is expanded or fetched, and no word is lost in repair."""

from __future__ import annotations

import html.entities
import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from services.errors import Rejected
from services.parser.decode import CP1252, READABLE, decode, readable
from services.parser.formats.source import Source

Element = etree._Element

#: libxml2 takes 10 MB for one text; an item that long is no article, and messages are limited to 8 MiB anyway.
MOST_BYTES = 8 * 1024 * 1024
#: A message of a thousand items has some 50,000; what has many more is made to keep us busy.
MOST_ELEMENTS = 150_000
#: The root element is looked for in the first characters; a document type may define some entities before it.
LONGEST_PROLOG = 64 * 1024
BLANKS = "\ufeff \t\r\n"
#: The declaration stands in the first bytes, after blanks that some senders put before it.
DECLARED = re.compile(rb"\s{0,64}<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,400}\?>")
#: A reference to a character by number, or to one that HTML names.
REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]{1,8})|#(\d{1,8})|([A-Za-z][A-Za-z0-9]{1,31}));")
#: An ampersand that begins no reference; where no document type can define names, none but XML's own five.
STRAY_AMPERSAND = re.compile(r"&(?!#?\w{1,31};)")
STRAY_OR_UNDEFINED = re.compile(r"&(?!(?:lt|gt|amp|quot|apos|#\w{1,31});)")
NAME = re.compile(r"<(?:[\w.-]{1,80}:)?([\w.-]{1,80})")
TAGS = re.compile(r"<!--.*?-->|<!\[CDATA\[|\]\]>|<[^<>]*>", re.DOTALL)
#: What XML 1.0 allows no document to hold, not even as a reference.
FORBIDDEN = frozenset((*range(0x20), 0xFFFE, 0xFFFF)) - set(map(ord, "\t\n\r"))

#: So much text may come from entities that a document defines itself, each of them plain; a bomb needs more, or nesting.
MOST_DEFINED = 64 * 1024


def text_of(source: Source) -> str:
    """The document as characters. What it declares is asked only where its bytes leave a choice: it is often wrong."""
    declared = DECLARED.match(source.raw.body[:400])
    media_type = f"text/xml; charset={declared[1].decode('ascii')}" if declared else source.raw.media_type
    text = decode(source.raw.body, media_type=media_type)
    return text.lstrip(BLANKS)


def root_name(text: str) -> str | None:
    """The local name of a document's root element, found without parsing it; None when it does not begin like XML."""
    text = text[:LONGEST_PROLOG].lstrip(BLANKS)
    while text.startswith(("<?", "<!")):
        text = text[_after_prolog(text) :].lstrip(BLANKS)
    found = NAME.match(text)
    return found[1] if found else None


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


def parse(source: Source) -> Element:
    """The root element of `source`. Raises Rejected: 'too-long', 'unreadable'.

    Comments and processing instructions are gone, references to characters are characters, CDATA is text. Broken XML is
    repaired only where that loses no word.
    """
    if len(source.raw.body) > MOST_BYTES:
        raise Rejected("too-long", f"{len(source.raw.body):,} bytes of XML; {MOST_BYTES:,} at most")
    return parse_text(text_of(source))


def parse_text(text: str) -> Element:
    """The root element of a document that is text already, as one in a field of another format is."""
    text = readable(DECLARATION.sub("", text, count=1).strip())
    text = resolve(text.replace("\ufffe", "").replace("\uffff", ""))
    try:
        root = _parsed(text, recover=False)
    except etree.XMLSyntaxError as error:
        root = _repaired(text, error)
    if next(islice(root.iter(), MOST_ELEMENTS, None), None) is not None:
        raise Rejected("too-long", f"more than {MOST_ELEMENTS:,} elements")
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
    return REFERENCE.sub(_character, text) if "&" in text else text


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
    name = root_name(text)
    ended = name and re.search(rf"</(?:[\w.-]+:)?{re.escape(name)}\s*>\Z", text[-200:])
    if not ended or text.rfind("<!--") > text.rfind("-->"):
        raise Rejected("unreadable", f"XML that does not end where its root does, or is cut off: {error.msg}")
    text = (STRAY_AMPERSAND if "<!DOCTYPE" in text else STRAY_OR_UNDEFINED).sub("&amp;", text)
    try:
        return _parsed(text, recover=False)
    except etree.XMLSyntaxError:
        root = _parsed(text, recover=True)
    if _words(" ".join(str(piece) for piece in root.itertext())) < _words(TAGS.sub(" ", text)):
        raise Rejected("unreadable", f"broken XML that can't be repaired without losing words: {error.msg}")
    return root


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
    """All text in `element` on one line; empty when there is none."""
    return " ".join("".join(str(piece) for piece in element.itertext()).split()) if element is not None else ""


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


def within(element: Element, *names: str) -> Iterator[Element]:
    """Every element below `element`, itself included, with one of the local `names`, in the order of the document."""
    return element.iter(*(f"{{*}}{name}" for name in names))


def spaced(element: Element | None) -> str:
    """All text in `element` with its elements' words apart, as bylines need it: `By<person>Ilse Varga</person>`."""
    if element is None:
        return ""
    pieces = (" ".join(str(piece).split()) for piece in element.itertext())
    return re.sub(r" ([,.;:])", r"\1", " ".join(piece for piece in pieces if piece))
