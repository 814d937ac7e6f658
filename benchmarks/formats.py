"""Every sample of every feed through the parser: python -m benchmarks.formats [--lost] [--seconds 3] [FOLDER…]

Files are read as `onrecord feed` reads them: archives and gzip files are the items in them. One line a folder: files, items,
articles, dead letters by reason, words in and out, the slowest file or record, seconds of the processor, items a second.
Words in are counted without our reader: of markup by the tags' names in the text itself, of feeds by lxml, of mail by Python's
library, of pages by what fundus' own parsers find. An article's words are those of its body and of what was set apart from it;
`lost` are words of the content that are in neither, `doubled` are words that the body has more often than the content (of pages:
what else we take for text). Then the dpa pairs field by field, the kill of Reuters' L1N14N0FF through storage, and the speed on
NewsML-G2. The exit status is 1 if an item crashes the parser, takes more than five seconds or gives nothing at all, if the dpa
pairs differ, or if the kill goes wrong.
The samples are others' data: they are read from ../shared/feeds/samples, or from the folder that FEEDS names.
"""

from __future__ import annotations

import argparse
import email
import email.policy
import html
import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from lxml import etree

from benchmarks.attributions import CORPORA, claims_gold
from benchmarks.kill_pair import told
from schemas import ParsedArticle, RawItem, Status
from services.errors import Rejected
from services.feed.items import Hints, Unread, items
from services.parser.parse import parse

FEEDS = Path(os.environ.get("FEEDS", Path(__file__).resolve().parents[2] / "shared" / "feeds" / "samples"))
ARRIVED = datetime(2026, 1, 1, tzinfo=UTC)

#: Files of the folders that are no items: indexes, schemas, style sheets, catalogues of links.
NO_ITEMS = {".md", ".xsd", ".xsl", ".xslt", ".cdxj", ".info"}
#: Elements inside a paragraph: their tags come and go between the letters of a word. All others end one.
INLINE = re.compile(
    r"</?(?:\w+:)?(?:a|abbr|acronym|b|big|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub|sup|time|tt|u|"
    r"var|person|org|location|chron|event|function|money|num|frac|frac-num|frac-sep|frac-den|object\.title|virtloc|copyrite|city|"
    r"state|region|country|classifier|pronounce|alt-code|lang|Company|Person|Place)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
UNSEEN = re.compile(
    r"<(?:\w+:)?(head|script|style|noscript|media-metadata|media-object)\b[^<>]*?(?:/>|>.*?</(?:\w+:)?\1\s*>)|<!--.*?-->",
    re.DOTALL,
)
TAG = re.compile(r"<[^<>]*>")
#: Where formats hold the text of a story.
CONTENT = re.compile(
    r"<(?:\w+:)?(inlineXML|inlineData|DataContent|body\.content)(?:\s[^<>]*)?(?<!/)>(.*?)</(?:\w+:)?\1\s*>", re.DOTALL
)
#: A picture's text is its description. What is no text of the story: style sheets, notes that are not for publication, the
#: header that repeats an item's metadata.
DESCRIPTION = re.compile(r"<(?:\w+:)?description\b[^<>]*>([^<>]*)<")
STYLES = re.compile(r"\s*\.\w+\s*\{")
PRIVATE = re.compile(r"<note\s[^<>]*type=\"npa\"[^<>]*>.*?</note>|<header\b[^<>]*>.*?</header>", re.DOTALL)
#: A message of a text wire, without the slug line that begins those of ANPA and what is not for publication.
MESSAGE = re.compile(rb"\x02(?:\^[^\n]*\n)?(.*?)(?:\n[^\n]*is not (?:intended )?for publication.*?)?\x03", re.DOTALL)
WORD = re.compile(r"\w+")
#: No item may take longer.
MOST_SECONDS = 5.0
#: Where an entry of a feed has its text.
TEXTS = ("encoded", "content", "body", "description", "summary")


@dataclass
class Count:
    """What became of a folder's files."""

    files: int = 0
    items: int = 0
    articles: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    words_in: int = 0
    words_out: int = 0
    lost: int = 0
    doubled: int = 0
    slowest: float = 0.0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)


def samples(folder: Path) -> Iterator[Path]:
    """Every file of a folder of samples that is an item."""
    for path in sorted(folder.rglob("*")):
        if (
            path.is_file()
            and path.suffix not in NO_ITEMS
            and not (path.suffix == ".json" and "fundus-html" in path.parts)
            and path.stat().st_size
            and "specification" not in path.parts
        ):
            yield path


def read(path: Path) -> Iterator[RawItem | Unread]:
    """What a file holds, as `onrecord feed` reads it; all of it came in at one time, so that no run differs from another."""
    for item in items([str(path)], Hints()):
        yield item.model_copy(update={"received_at": ARRIVED}) if isinstance(item, RawItem) else item


def raw(path: Path) -> RawItem:
    """The only item in a file."""
    [item] = read(path)
    assert isinstance(item, RawItem), item
    return item


def parsed(item: RawItem) -> list[ParsedArticle | Rejected]:
    """What becomes of every item in a file."""
    try:
        made = parse(item)
    except Rejected as refused:
        return [refused]
    return made if isinstance(made, list) else [made]


def measured(folder: Path) -> Count:
    """All samples of a folder."""
    count = Count()
    for path in samples(folder):
        count.files += 1
        for item in read(path):
            if isinstance(item, Unread):
                count.items += 1
                count.refused["not read"] += 1
            else:
                measure(path, item, count)
    return count


def measure(path: Path, item: RawItem, count: Count) -> None:
    """A file, or a record of an archive, through the parser."""
    name = f"{path.name} {item.address or ''}".strip()
    began = time.process_time()
    try:
        made = parsed(item)
    except Exception as error:
        count.faults.append(f"CRASH {name}: {type(error).__name__}: {error}")
        return
    took = time.process_time() - began
    count.items += len(made)
    count.seconds += took
    count.slowest = max(count.slowest, took)
    articles = [article for article in made if isinstance(article, ParsedArticle)]
    count.articles += len(articles)
    count.refused.update(refused.reason for refused in made if isinstance(refused, Rejected))
    if took > MOST_SECONDS:
        count.faults.append(f"SLOW {name}: {took:.1f} s")
    if not made or any(not article.body.strip() and article.status is not Status.CANCELLED for article in articles):
        count.faults.append(f"EMPTY {name}: neither a text nor a reason")
    weigh(path, item.body, articles, count)


def weigh(path: Path, body: bytes, articles: list[ParsedArticle], count: Count) -> None:
    """Words of the content and words of the articles made of it, where it is known what is content."""
    contents = content_of(path, body, {article.wire_format for article in articles})
    if not contents or not articles:
        return
    given, bodies, kept = Counter(contents), Counter[str](), Counter[str]()
    for article in articles:
        bodies.update(words(article.body))
        beside = [article.headline or "", *article.headline_tags, *article.bylines, *article.subjects]
        kept.update(words(" ".join([article.body, *beside, *(notice.text for notice in article.notices)])))
    described = Counter(words(" ".join(DESCRIPTION.findall(characters(body)))))
    lost, doubled = given - kept, bodies - given - described
    count.words_in += given.total()
    count.words_out += bodies.total()
    count.lost += lost.total()
    count.doubled += doubled.total()
    if lost or doubled:
        count.examples.append(f"{path.name}: lost {dict(lost.most_common(8))} doubled {dict(doubled.most_common(8))}")


def content_of(path: Path, body: bytes, formats: set[str]) -> list[str] | None:
    """The words of the content in an item, found without the parser; None for what does not mark it."""
    if formats & {"newsml-g2", "newsml-1", "nitf"}:
        parts = [part[2] for part in CONTENT.finditer(PRIVATE.sub("", characters(body)))]
        return [word for part in parts if not STYLES.match(part) for word in words(plain(part))]
    if formats & {"ninjs", "dpa-digitalwires"}:
        return [word for text in texts(json.loads(body)) for word in words(plain(text))]
    if formats & {"iptc-7901", "anpa-1312"}:
        return [word for text in MESSAGE.findall(body) for word in words(characters(text))]
    if "syndication" in formats:
        return [word for text in entries(body) for word in words(plain(text))]
    if "email" in formats:
        return words(plain(mailed(body)))
    if "html" in formats and (known := answers_for(path)):
        shown = {*words(plain(characters(body)))}
        return max((gold_words(part) for part in known), key=lambda found: len({*found} & shown))
    return None


def entries(body: bytes) -> Iterator[str]:
    """The text of every entry of a feed: of what it has the fullest, if that is more than its title."""
    root = etree.fromstring(body.strip(), etree.XMLParser(recover=True, resolve_entities=False, no_network=True))
    for entry in root.iter("{*}item", "{*}entry") if root is not None else ():
        parts = {etree.QName(part).localname: written(part) for part in reversed(entry) if isinstance(part.tag, str)}
        text = longest([parts[name] for name in TEXTS if name in parts])
        if words(plain(text)) != words(plain(parts.get("title", ""))):
            yield text


def written(element: Any) -> str:
    """An element's markup: what is in it, or what someone escaped into it."""
    return etree.tostring(element, encoding="unicode", with_tail=False) if len(element) else element.text or ""


def mailed(body: bytes) -> str:
    """The text of a mail; of one that is a form the form's."""
    part = email.message_from_bytes(body.lstrip(), policy=email.policy.default).get_body(("html", "plain"))
    payload = part.get_payload(decode=True) if part is not None else b""
    text = characters(payload) if isinstance(payload, bytes) else ""
    if not text.lstrip().startswith("{"):
        return text
    form = {name.casefold(): value for name, value in json.loads(text.replace("\n", " "), strict=False).items()}
    return " ".join(form["body"] if isinstance(form["body"], list) else [form["body"]])


def answers_for(path: Path) -> list[dict[str, Any]]:
    """What fundus' own parsers find on the pages of a newspaper; nothing for pages that it has no answers for."""
    answers = path.with_name(f"{path.name.partition('_')[0]}.json")
    if "fundus-html" not in path.parts or not answers.is_file():
        return []
    return [part for part in json.loads(answers.read_text()).values() if part.get("title")]


def characters(body: bytes) -> str:
    """A document's bytes as the samples have them: UTF-8, whatever they declare, or else Latin-1."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def texts(value: Any) -> Iterator[str]:
    """The text of every item in a JSON document: of several renditions the one with most words."""
    if isinstance(value, list):
        for part in value:
            yield from texts(part)
    elif isinstance(value, dict):
        item = {name.casefold(): part for name, part in value.items()}
        yield entry(item) if "article_html" in item else fullest(item)
        for name in ("item", "items", "data"):
            if isinstance(item.get(name), dict | list):
                yield from texts(item[name])


def entry(item: dict[str, Any]) -> str:
    """The text of an entry of digitalwires, with its dateline."""
    text = " ".join(item[name] or "" for name in ("article_html", "infobox_html"))
    dated = text if 'class="dateline"' in text else f"{item['dateline'] or ''} {text}"
    described = [part["description"] for part in item["descriptions"] or []]
    return dated if text.strip() else longest(described)


def fullest(item: dict[str, Any]) -> str:
    """The fullest text of a ninjs item; of one that is seen or heard its description may be that."""
    found = [part for name, part in item.items() if name.startswith("body_") and isinstance(part, str)]
    found += [
        part["value"]
        for part in item.get("bodies") or []
        if not str(part.get("contenttype", part.get("contentType"))).endswith("/xml")
    ]
    if item.get("type") in ("picture", "video", "audio", "graphic"):
        found += [part for name, part in item.items() if name.startswith("description_") and "credit" not in name]
        found += [part["value"] for part in item.get("descriptions") or []]
    return longest(found)


def longest(found: list[str]) -> str:
    return max((text for text in found if text != "[ ... ]"), key=lambda text: len(words(plain(text))), default="")


def plain(markup: str) -> str:
    """Markup as words: inline tags leave no gap, all others do. Twice for character data, which may hold markup of its own."""
    text = markup.replace("<![CDATA[", "").replace("]]>", "")
    for _ in range(2 if "<![CDATA[" in markup else 1):
        text = html.unescape(TAG.sub(" ", INLINE.sub("", UNSEEN.sub(" ", text))))
    return text.replace("\u00ad", "").replace("\u200b", "")


def words(text: str) -> list[str]:
    return WORD.findall(text)


def row(name: str, count: Count) -> str:
    refused = " ".join(f"{reason} {number}" for reason, number in count.refused.most_common()) or "-"
    speed = count.items / count.seconds if count.seconds else 0
    items = f"{count.files:5} {count.items:5} {count.articles:8}"
    words = f"{count.words_in:9,} {count.words_out:9,} {count.lost:5} {count.doubled:7}"
    return f"{name:26} {items} {words} {count.slowest:8.3f} {count.seconds:7.2f} {speed:7.0f}  {refused}"


#: Fields in which the two ways that dpa writes an item must agree; our key and ids are made of them.
FIELDS = (
    *("provider", "guid", "version", "version_created", "version_key", "item_id", "status", "embargo_until", "headline"),
    *("headline_tags", "slug", "dateline", "bylines", "language", "published", "body", "paragraphs", "quotations", "subjects"),
    "notices",
)


def pairs() -> tuple[bool, str]:
    """How the entries of digitalwires agree with the NewsML-G2 that dpa's own converter makes of them.

    Captions of associated pictures are left out: the converter leaves them out.
    """
    folder, agree, fields = FEEDS / "dpa-digitalwires", 0, 0
    differ: list[str] = []
    expected = sorted((folder / "output").glob("*.xml"))
    for path in expected:
        ours, theirs = (fields_of(raw(found)) for found in (folder / "input" / f"{path.stem}.json", path))
        apart = [name for name in FIELDS if ours.get(name) != theirs.get(name)]
        agree += not apart
        fields += len(FIELDS) - len(apart)
        differ += [f"  {path.stem}: {', '.join(apart)}"] if apart else []
    total = f"dpa pairs: {agree} of {len(expected)} agree in all {len(FIELDS)} fields; {fields} of {len(FIELDS) * len(expected)}"
    return not differ, "\n".join([total, *differ])


def fields_of(item: RawItem) -> dict[str, Any]:
    """The fields of the only article in `item`; empty if it is refused."""
    [made] = parsed(item)
    if isinstance(made, Rejected):
        return {}
    values = {name: getattr(made, name) for name in FIELDS}
    return values | {"notices": [notice for notice in made.notices if notice.kind != "caption"]}


def gold() -> str:
    """How the articles found on newspapers' pages agree with what fundus' own parsers for each paper find.

    A day agrees with the gold time to the day, in UTC; texts by their words: the F1 of all words of all pages, and how many pages
    reach .95.
    """
    pages = titles = days = good = 0
    common, ours, theirs = 0, 0, 0
    for answers in sorted((FEEDS / "fundus-html").rglob("*.json")):
        for page in sorted(answers.parent.glob(f"{answers.stem}_*.html.gz")):
            known = answers_for(page)
            made = parsed(raw(page))[0]
            if isinstance(made, Rejected):
                pages, theirs = pages + 1, theirs + len(gold_words(known[0]))
                continue
            told = Counter(words(made.body))
            best = max(known, key=lambda part: (told & Counter(gold_words(part))).total())
            shared, size = (told & Counter(gold_words(best))).total(), len(gold_words(best))
            pages += 1
            titles += words(made.headline or "") == words(best["title"])
            days += made.published.astimezone(UTC).date().isoformat() == best.get("publishing_date", "")[:10]
            good += 2 * shared >= 0.95 * (told.total() + size)
            common, ours, theirs = common + shared, ours + told.total(), theirs + size
    f1 = 2 * common / (ours + theirs)
    text = f"text P {common / ours:.3f} R {common / theirs:.3f} F1 {f1:.3f}, {good} pages with F1 of .95"
    return f"fundus gold: {pages} pages, {titles} titles and {days} days agree; {text}"


def gold_words(part: dict[str, Any]) -> list[str]:
    """The words of an article's text in fundus' answers: subheads and paragraphs; the summary is no part of the text."""
    lines = [line for section in part["body"]["sections"] for line in [*section["headline"], *section["paragraphs"]]]
    return words(" ".join(lines))


def g2_items() -> list[RawItem]:
    """The samples' NewsML-G2 items with text."""
    dpa = sorted((FEEDS / "dpa-digitalwires/output").glob("*.xml"))
    return [raw(path) for path in [*sorted((FEEDS / "superdesk-core").glob("tag*")), *dpa]]


def plain_items() -> list[RawItem]:
    """The first 100 articles of claims-gold as bare plain text; none where the corpora are absent."""
    if not (CORPORA / "claims-gold").is_dir():
        return []
    return [RawItem(body=document.text.encode(), received_at=datetime.now(UTC)) for document in islice(claims_gold(), 100)]


def speed(name: str, items: Sequence[RawItem], seconds: float) -> str:
    """`items` again and again on one core, bytes to parsed article."""
    if not items:
        return f"{name}: not measured: there are no corpora in {CORPORA} (set CORPORA)"
    done, began = 0, time.process_time()
    while (took := time.process_time() - began) < seconds:
        done += sum(len(parsed(item)) for item in items)
    size = sum(len(item.body) for item in items) / len(items) / 1024
    return f"{name}: {done / took:,.0f} items a second on one core ({len(items)} items, {size:.0f} KiB on average)"


def main() -> int:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("folders", nargs="*", help="only these folders of the samples")
    arguments.add_argument("--lost", action="store_true", help="say which words of which files are lost or doubled")
    arguments.add_argument("--seconds", type=float, default=3.0, help="how long the speed is measured")
    options = arguments.parse_args()
    if not FEEDS.is_dir():
        print(f"there are no samples at {FEEDS}; FEEDS=… names their folder", file=sys.stderr)
        return 2
    parsed(raw(next((FEEDS / "fundus-html").rglob("*.html.gz"))))
    names = options.folders or sorted(path.name for path in FEEDS.iterdir() if path.is_dir())
    print(f"{'folder':26} files items articles  words in words out  lost doubled  slowest seconds items/s  dead letters")
    counts = {name: measured(FEEDS / name) for name in names}
    for name, count in counts.items():
        print(row(name, count))
        for line in [*(count.examples if options.lost else []), *count.faults]:
            print(f"    {line}")
    faults, slowest = sum(len(count.faults) for count in counts.values()), max(count.slowest for count in counts.values())
    promise = f"no crash, no item over {MOST_SECONDS:.0f} s (the slowest {slowest:.2f} s), none silently empty"
    agree, compared = pairs()
    tombstoned, kill = told(FEEDS)
    print(f"{promise}: {f'{faults} FAIL' if faults else 'ok'}", compared, kill, gold(), sep="\n")
    print(speed("NewsML-G2", g2_items(), options.seconds), speed("plain text", plain_items(), options.seconds), sep="\n")
    return 0 if agree and tombstoned and not faults else 1


if __name__ == "__main__":
    sys.exit(main())
