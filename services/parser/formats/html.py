"""HTML pages: the article in them, and what they say of it. What stands around it on the page is no part of it.

| field | where it comes from |
| --- | --- |
| guid | `link rel=canonical`, else `og:url`, else JSON-LD's `url` or `mainEntityOfPage`, else the address it was fetched from |
| provider | the host of that address, else `og:site_name` |
| version_created | `dateModified` of JSON-LD, else `article:modified_time` and its like in `meta`; else the same as published |
| published | `datePublished` of JSON-LD, else `article:published_time` and its like in `meta`, else an item's `time` marked so |
| stamps | where none of these is: the day that htmldate finds on the page or in its address |
| headline | without the site's name: what two of `headline` of JSON-LD, `og:title` and the only `h1` say, else the first |
| | that there is of these and `title` |
| notices | `og:description` or `description`, also as a line above the text (summary), `figcaption` (caption), |
| | `Read more: …` and its like, what stands over the headline (other) |
| bylines | `author` of JSON-LD, else `meta` author |
| language | `html/@lang`, else `inLanguage`, `og:locale` |
| subjects | `keywords` of JSON-LD, else `news_keywords`, `article:tag` |
| paragraphs | what trafilatura finds to be the article; JSON-LD's `articleBody`, if that has much more |
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree
from lxml.html import HTMLParser

from schemas import Dated, Notice
from services.errors import Rejected
from services.parser.decode import decode, readable
from services.parser.draft import Draft
from services.parser.formats import metadata
from services.parser.formats.blocks import read_text, same
from services.parser.formats.fields import objects, strings, text
from services.parser.formats.format import Format
from services.parser.formats.markup import looks_like
from services.parser.formats.source import Source
from services.parser.formats.xml import Element, local, words
from services.parser.lines import SENTENCE_END
from services.parser.notices import COPYRIGHT, kind_of

NAME = "html"
Data = Mapping[str, Any]

#: The largest of 40 pages of newspapers has 0.9 MB and 9,000 tags; the extraction takes a second for as many as allowed here.
MOST_CHARACTERS = 4_000_000
MOST_TAGS = 60_000
#: JSON-LD of an article is as long as the article.
MOST_DATA = 500_000

CHARSET = re.compile(rb"<meta\b[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.IGNORECASE)
ARTICLE = re.compile(r"(?:Article|BlogPosting|Report|LiveBlogPosting|OpinionNewsArticle)$")
PUBLISHED: tuple[str, ...] = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
)
PUBLISHED += ("publish-date", "dc.date.issued", "dcterms.created", "article.published", "dc.date", "date")
MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified", "article.updated")
#: Elements that are a paragraph each in what trafilatura gives.
PARAGRAPHS = frozenset(("p", "head", "quote", "item", "row", "code", "ab"))
#: How a page speaks to its readers among the paragraphs; a longer paragraph is the story's.
CHROME = re.compile(
    r"(?:read more|read also|related (?:stories|articles)|more on this)\s?:"
    r"|(?:sign up (?:for|to)|subscribe (?:to|now|for)|join (?:our|thought-provoking)|check out more|click here)\b"
    r"|follow .{1,60} on (?:google|facebook|twitter|x\b|whats)"
    r"|you must confirm your|please log ?out|thank you for visiting\b|enjoying our (?:latest )?content\?"
    r"|for (?:more stories like this|the latest (?:breaking )?news)\b.{0,150}\b(?:check|sign up|visit|follow|click)\b"
    r"|(?:got|have you got|do you have) a story\b|(?:get|are you .{1,60}\? get) in touch\b"
    r"|get (?:the latest|daily|real-time|breaking)\b.{1,80}(?:$|\binbox\b|\bnews\b|\bupdates\b)"
    r"|our website is the place for\b|(?:we independently|reviews and recommendations are|buying through us)\b"
    r"|this is a (?:breaking|developing) (?:news? )?story\b"
    r"|(?:comments?|article content|share this article|read more|recommended videos|most read(?: in \w+)?|up next"
    r"|(?:advertisement\b[^.]{0,30})?(?:story|article) continues below(?: advertisement)?|advertisement)\W*$",
    re.IGNORECASE,
)
LONGEST_CHROME = 300
#: Labels before the title of another page, which may begin a sentence of the story, too.
LABEL = re.compile(r"(?:more|related|see also|watch|listen|don['’]t miss)\s?:", re.IGNORECASE)
MOST_TITLE_WORDS = 20
#: Titles have these in the present.
TOLD = re.compile(r"\b(?:said|told|added|asked|replied|recalled|explained|admitted|insisted|wrote)\b", re.IGNORECASE)
#: Elements that trafilatura passes over, too: so far fewer are copied. (What `noscript` says, a script shows again.)
UNSEEN = (
    "script",
    "style",
    "svg",
    "noscript",
    "template",
    "iframe",
    "link",
    "meta",
    "button",
    "input",
    "select",
    "object",
    "nav",
    "footer",
    "picture",
    "source",
    "video",
    "audio",
    "canvas",
    "dialog",
    "textarea",
)
#: Corrections, credits and the like are looked for in these, where nothing but such elements is in them.
NOTES_IN = ("p", "div", "li", "small", "aside", "footer", "section")
INLINE = frozenset(("a", "abbr", "b", "br", "em", "i", "small", "span", "strong", "time", "u"))
NOTES = frozenset(("correction", "credit", "editor", "standards"))
#: What stands between a page's headline and its site's name.
BAR = re.compile(" [|·–—-] ")
#: Lines over the headline on a page: where one is (`News > Ports`), not what is new.
MOST_CRUMBS = 10
LONGEST_CRUMB = 60
#: What the page says beside the article must be so much longer to be taken for the text.
MUCH_MORE = 1.5
#: trafilatura's own extraction is compared with those of other libraries, which takes as long again, unless it has a text of
#: some length that is about what the page's paragraphs have together. (On 40 pages, 36 are so, and comparing changes none.)
ENOUGH = 1000
ABOUT_ALL = (0.6, 1.5)


def recognises(source: Source) -> bool:
    """Whether it begins as HTML does."""
    return looks_like(source.text[:100_000]) == "HTML"


def read(source: Source) -> Draft:
    """The article on the page. Raises Rejected: 'too-long', 'unreadable', 'no-text'."""
    page = _characters(source)
    root = _root(page)
    data = next(_articles(root), {})
    meta = _meta(root)
    address = _address(root, data, meta, source.raw.address or source.raw.source)
    titles = _titles(root, data, meta, _names(data, meta, address))
    published = next((time for value in _published(root, data, meta) if (time := metadata.time(value))), None)
    modified = (data.get("dateModified"), *(meta.get(name) for name in MODIFIED))
    captions = [words(caption) for caption in root.iter("figcaption")]
    summary = meta.get("og:description") or meta.get("description")
    language = text(root.get("lang")) or text(data.get("inLanguage")) or meta.get("og:locale")
    stamps = () if published else tuple(_stamps(page, address))
    notes = [*_notes(root)]
    paragraphs, beside = _set_apart(_paragraphs(root, data), titles, captions, summary)
    headline = titles[0] if titles else None
    return Draft(
        wire_format=NAME,
        paragraphs=paragraphs,
        headline=headline,
        provider=_host(address) or meta.get("og:site_name"),
        guid=address,
        version_created=next((time for value in modified if (time := metadata.time(text(value)))), None) or published,
        bylines=metadata.bylines(_authors(data, meta)),
        notices=metadata.distinct(
            (*_summary(summary, paragraphs), *metadata.notices("caption", *captions), *beside, *notes),
            told=(*paragraphs, *titles[:1]),
        ),
        language=language,
        subjects=metadata.once(_subjects(data, meta)),
        published=published,
        stamps=stamps,
    )


def _characters(source: Source) -> str:
    """The page as text. What it declares is asked only where its bytes leave a choice."""
    declared = CHARSET.search(source.raw.body[:4096])
    kind = source.raw.media_type
    if declared and "charset" not in (kind or ""):
        kind = f"text/html; charset={declared[1].decode('ascii')}"
    decoded = source.decoded if kind == source.raw.media_type else decode(source.raw.body, media_type=kind)
    page = source.text if decoded == source.decoded else readable(decoded)
    if len(page) > MOST_CHARACTERS or page.count("<") > MOST_TAGS:
        raise Rejected("too-long", f"{len(page):,} characters and {page.count('<'):,} tags; a page has fewer")
    return page


def _root(page: str) -> Element:
    parser = HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    root = etree.fromstring(page.encode("utf-8", "replace"), parser)
    if root is None:
        raise Rejected("no-text", "HTML without an element in it")
    return root


def _articles(root: Element) -> Iterator[Data]:
    """What JSON-LD on the page says of articles, the first first. What is no JSON is passed over."""
    for script in root.iter("script"):
        if (script.get("type") or "").strip().casefold() == "application/ld+json" and len(script.text or "") <= MOST_DATA:
            try:
                found = json.loads(script.text or "", strict=False)
            except (ValueError, RecursionError):
                continue
            yield from (thing for thing in _things(found) if any(map(ARTICLE.search, strings(thing.get("@type")))))


def _things(found: Any) -> Iterator[Data]:
    for thing in found if isinstance(found, list) else [found]:
        if isinstance(thing, dict):
            yield thing
            yield from (inner for inner in _listed(thing.get("@graph")) if isinstance(inner, dict))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _meta(root: Element) -> dict[str, str]:
    """What the page's `meta` elements say, the first of each name."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        name, value = meta.get("property") or meta.get("name") or meta.get("itemprop"), text(meta.get("content"))
        if name and value:
            found.setdefault(name.strip().casefold(), value)
    return found


def _address(root: Element, data: Data, meta: Mapping[str, str], fetched: str | None) -> str | None:
    """The page's own address, whole and without a fragment; that of the site alone is none."""
    links = [link.get("href") for link in root.iter("link") if (link.get("rel") or "").casefold() == "canonical"]
    entity = data.get("mainEntityOfPage")
    stated = [*links, meta.get("og:url"), data.get("url"), entity.get("@id") if isinstance(entity, dict) else entity, fetched]
    bases = [url for url in (meta.get("og:url"), fetched) if url and _host(url)]
    for value in stated:
        known = text(value)
        whole = urldefrag(urljoin(bases[0], known) if bases else known)[0] if known and _safe(known) else None
        if whole and _host(whole) and urlsplit(whole).path.strip("/"):
            return whole
    return None


def _safe(address: str) -> bool:
    try:
        urlsplit(address)
    except ValueError:
        return False
    return True


def _host(address: str | None) -> str | None:
    if not address or not _safe(address) or urlsplit(address).scheme not in ("http", "https"):
        return None
    host = urlsplit(address).hostname
    return host.removeprefix("www.") if host else None


def _titles(root: Element, data: Data, meta: Mapping[str, str], names: frozenset[str]) -> list[str]:
    """What the page says its headline is, the best first: one that two places say, then in the order of their worth."""
    headings = [heading for heading in map(words, root.iter("h1")) if heading]
    only = headings[0] if len(headings) == 1 else None
    said = (_plain(data.get("headline")), _plain(meta.get("og:title")), only)
    stated = [_without_site(title, names) for title in said if title]
    agreed = [title for place, title in enumerate(stated) if any(same(title, other) for other in stated[place + 1 :])]
    last = [_without_site(title, names) for title in map(words, root.iter("title"))]
    return [*metadata.once([*agreed, *stated, *last])]


def _names(data: Data, meta: Mapping[str, str], address: str | None) -> frozenset[str]:
    """What the site is called, as it may stand behind a headline: its name and its host, without what is no letter."""
    publishers = [text(publisher.get("name")) for publisher in objects(data.get("publisher"))]
    host = _host(address)
    called = [meta.get("og:site_name"), *publishers, host, host.split(".")[0] if host else None]
    return frozenset(_letters(name) for name in called if name)


def _letters(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum()).removeprefix("the")


def _without_site(title: str, names: frozenset[str]) -> str:
    """`title` without the name of the site at its end, and without the sections that stand between bars before it."""
    parts = BAR.split(title)
    if len(parts) < 2 or _letters(parts[-1]) not in names:
        return title
    return title.split(" | ", maxsplit=1)[0] if " | " in title else title[: title.rindex(parts[-1])].rstrip(" ·–—-")


def _plain(value: object) -> str | None:
    """A text that someone may have marked up, on one line."""
    return text(" ".join(read_text(unescape(value)).paragraphs())) if isinstance(value, str) and value.strip() else None


def _published(root: Element, data: Data, meta: Mapping[str, str]) -> Iterator[str | None]:
    yield text(data.get("datePublished"))
    yield from (meta.get(name) for name in PUBLISHED)
    yield from (
        time.get("datetime")
        for time in root.iter("time")
        if time.get("itemprop") == "datePublished" or time.get("pubdate") is not None
    )
    yield text(data.get("dateCreated"))


def _stamps(page: str, address: str | None) -> Iterator[tuple[Dated, date]]:
    """The day that htmldate finds, if it finds one for certain."""
    from htmldate import find_date

    found = find_date(page, extensive_search=False, original_date=True, url=address)
    if found:
        yield Dated.BODY, date.fromisoformat(found)


def _authors(data: Data, meta: Mapping[str, str]) -> list[str | None]:
    author = data.get("author")
    named = [_plain(part.get("name")) for part in objects(author)] or [*strings(author)]
    return [*named] or [meta.get("author")]


def _subjects(data: Data, meta: Mapping[str, str]) -> Iterator[str]:
    for stated in (data.get("keywords"), meta.get("news_keywords"), meta.get("article:tag")):
        found = [part.strip() for value in strings(stated) for part in value.split(",") if part.strip()]
        if found:
            yield from found
            return


def _summary(summary: str | None, paragraphs: tuple[str, ...]) -> Iterator[Notice]:
    """The page's description, unless the article begins like that."""
    if summary and not " ".join(paragraphs).startswith(summary.rstrip(".… ")[:80]):
        yield Notice(kind="summary", text=summary)


def _notes(root: Element) -> Iterator[Notice]:
    """What the page says of the story anywhere on it, also where trafilatura looks for no text."""
    for element in root.iter(*NOTES_IN):
        if all(local(child) in INLINE for child in element):
            line = words(element)
            kind = kind_of(line)
            if kind in NOTES and not COPYRIGHT.match(line):
                yield Notice(kind=kind, text=line)


def _paragraphs(root: Element, data: Data) -> list[str]:
    """The article's paragraphs, and whatever trafilatura takes for some. `root` loses the elements that no reader sees."""
    found = [*_extracted(root)]
    stated = [*read_text(data["articleBody"]).paragraphs()] if isinstance(data.get("articleBody"), str) else []
    much_more = sum(map(len, stated)) > MUCH_MORE * sum(map(len, found))
    return stated if much_more or same(" ".join(stated), " ".join(found)) else found


def _set_apart(
    found: list[str], titles: list[str], captions: list[str], summary: str | None
) -> tuple[tuple[str, ...], tuple[Notice, ...]]:
    """The story's paragraphs, and what stands among them and is none: its headline once more aside, nothing is lost."""
    crumbs, found = _crumbs(found, titles)
    paragraphs: list[str] = []
    beside = [*metadata.notices("other", *crumbs)]
    shown = {_folded(caption) for caption in captions}
    for paragraph in found:
        if any(same(paragraph, title) for title in titles[:1]):
            continue
        if _folded(paragraph) in shown:
            beside += metadata.notices("caption", paragraph)
        elif not paragraphs and summary and same(paragraph, summary) and not SENTENCE_END.search(paragraph):
            beside += metadata.notices("summary", paragraph)
        elif _is_chrome(paragraph):
            beside += metadata.notices("other", paragraph)
        else:
            paragraphs.append(paragraph)
    return tuple(paragraphs), tuple(beside)


def _crumbs(found: list[str], titles: list[str]) -> tuple[list[str], list[str]]:
    """(short lines over the headline, the rest), where the headline stands near the top of what was found."""
    for place, line in enumerate(found[:MOST_CRUMBS]):
        if any(same(line, title) for title in titles):
            return found[:place], found[place:]
        if len(line) > LONGEST_CRUMB or SENTENCE_END.search(line):
            break
    return [], found


def _folded(line: str) -> str:
    return " ".join(line.casefold().split())


def _is_chrome(paragraph: str) -> bool:
    return len(paragraph) <= LONGEST_CHROME and bool(CHROME.match(paragraph) or _names_a_page(paragraph))


def _names_a_page(paragraph: str) -> bool:
    """Whether it is a label and a title, and no sentence: `Watch: The wreck is raised`."""
    label = LABEL.match(paragraph)
    title = paragraph[label.end() :] if label else ""
    is_sentence = SENTENCE_END.search(title) or TOLD.search(title) or len(title.split()) > MOST_TITLE_WORDS
    return label is not None and not is_sentence


def _extracted(root: Element) -> Iterator[str]:
    """The paragraphs that trafilatura finds, in their order."""
    from trafilatura import bare_extraction

    etree.strip_elements(root, *UNSEEN, with_tail=False)
    document = bare_extraction(root, include_comments=False, deduplicate=False, fast=True)
    body = getattr(document, "body", None)
    if body is None or not _is_enough(body, root):
        document = bare_extraction(root, include_comments=False, deduplicate=False)
        body = getattr(document, "body", None)
    if body is not None:
        yield from _walked(body)


def _is_enough(body: Element, root: Element) -> bool:
    """Whether what was found quickly needs no comparison: it is about all that stands in the page's paragraphs."""
    found = sum(map(len, body.itertext()))
    paragraphs = sum(len(part) for element in root.iter("p", "blockquote", "pre", "td") for part in element.itertext())
    few, many = ABOUT_ALL
    return found >= ENOUGH and few * found <= paragraphs <= many * found


def _walked(element: Element) -> Iterator[str]:
    """The texts of the innermost paragraphs in `element`, and what stands between them."""
    pieces = [element.text or ""]
    for child in element:
        if local(child) in PARAGRAPHS or any(local(inner) in PARAGRAPHS for inner in child.iter()):
            yield from _line(pieces)
            pieces = []
            yield from _walked(child)
        elif local(child) == "lb":
            yield from _line(pieces)
            pieces = []
        else:
            pieces.append((" " if local(child) == "cell" else "") + "".join(str(piece) for piece in child.itertext()))
        pieces.append(child.tail or "")
    yield from _line(pieces)


def _line(pieces: list[str]) -> Iterator[str]:
    line = " ".join("".join(pieces).split())
    if line:
        yield line


FORMAT = Format(NAME, recognises, read)
