r"""Annotated attributions and how well claims match them: the corpora, the word tokens, the metric.

The metric, on words (`\w+`: quotation marks, commas and blanks never count), one annotated attribution = one item however
many parts: a claim and an item match when the Jaccard index of their contents' words is at least .8, one to one, best first.
The speaker is right when both have no source, or the claim's source has its main word in the annotated source.
"""

from __future__ import annotations

import bisect
import collections
import csv
import difflib
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from schemas import ParsedArticle, RawItem
from services.parser.parse import parse
from training.gum import documents as news

CORPORA = Path(os.environ.get("CORPORA", Path(__file__).resolve().parents[2] / "shared" / "corpora"))
FEEDS = Path(os.environ.get("FEEDS", Path(__file__).resolve().parents[2] / "shared" / "feeds" / "samples"))
#: Ours: articles of the corpora and samples, annotated under the guidelines of claims-gold; 20 of them twice.
OURS = Path(__file__).parent / "annotations" / "claims.json"
OURS_AGAIN = OURS.with_name("second.json")
#: Later ones.
MORE = OURS.with_name("more.json")
#: For training alone.
LATER = OURS.with_name("later.json")
WORD = re.compile(r"\w+")

Spans = Iterable[tuple[int, int]]


@dataclass(frozen=True)
class Item:
    """An annotated attribution: the numbers of its content's, its source's and its cue's words, and what else is annotated."""

    content: frozenset[int]
    source: frozenset[int]
    cue: frozenset[int]
    kind: str
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Document:
    """An annotated text, and the day it was published where that is known."""

    name: str
    text: str
    published: str | None
    items: tuple[Item, ...]


class Words:
    """The words of a text; `at` gives the numbers of those that some spans touch."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = [match.span() for match in WORD.finditer(text)]
        self._starts = [start for start, _ in self.spans]

    def at(self, spans: Spans) -> frozenset[int]:
        found: set[int] = set()
        for start, end in spans:
            place = bisect.bisect_left(self._starts, start)
            if place and self.spans[place - 1][1] > start:
                place -= 1
            while place < len(self.spans) and self.spans[place][0] < end:
                found.add(place)
                place += 1
        return frozenset(found)

    def quoted(self) -> frozenset[int]:
        """Words inside double marks; a quotation that is left open ends with its line."""
        inside, marks = False, []
        for char in self.text.replace("''", '" ').replace("``", ' "'):
            inside = {"\n": False, "“": True, "”": False, '"': not inside}.get(char, inside)
            marks.append(inside)
        return frozenset(place for place, (start, _) in enumerate(self.spans) if marks[start])

    def of(self, body: str) -> list[int]:
        """For each word of `body`, which is this text without some of its words, its number here; -1 where there is none."""
        mine, theirs = [self.text[a:b] for a, b in self.spans], WORD.findall(body)
        for start in range(len(mine) - len(theirs) + 1):
            if mine[start : start + len(theirs)] == theirs:
                return list(range(start, start + len(theirs)))
        numbers = [-1] * len(theirs)
        for block in difflib.SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks():
            numbers[block.b : block.b + block.size] = range(block.a, block.a + block.size)
        return numbers


def matches(claims: Sequence[frozenset[int]], items: Sequence[frozenset[int]], *, least: float) -> list[tuple[int, int]]:
    """Places of claims and items that match, one to one, best first."""
    scored = []
    for place, claim in enumerate(claims):
        for other, item in enumerate(items):
            both = len(claim & item)
            if both and both / len(claim | item) >= least - 1e-9:
                scored.append((-both / len(claim | item), place, other))
    pairs: list[tuple[int, int]] = []
    for _, place, other in sorted(scored):
        if all(place != a and other != b for a, b in pairs):
            pairs.append((place, other))
    return pairs


def claims_gold() -> Iterator[Document]:
    """The articles of claims-gold with the texts they annotate."""
    return annotated(CORPORA / "claims-gold" / "claims.json")


def annotated(path: Path, *, feeds: bool = True) -> Iterator[Document]:
    """The articles that a file of offsets annotates, with their texts from the corpora; in the order of the file.

    Without `feeds` those of the feed samples are left out. Raises ValueError where a text is another than the annotated one.
    """
    rows = {
        "reuters2017": _column(CORPORA / "reuters2017" / "articles.csv", "text"),
        "fa-kes": _column(CORPORA / "fa-kes" / "fa-kes.csv", "article_content"),
    }
    for article in json.loads(path.read_text("utf-8")):
        corpus, row = article["corpus"], article["row"]
        if corpus == "feeds" and not feeds:
            continue
        texts = _bodies(FEEDS / row) if corpus == "feeds" else [rows[corpus][row].replace("\u00a0", " ")]
        text = next((text for text in texts if hashlib.sha256(text.encode()).hexdigest() == article["sha256"]), None)
        if text is None:
            raise ValueError(f"{path.name}: the text of {corpus} {row} is another than the annotated one")
        words = Words(text)
        quoted = words.quoted()
        items = (_item(words, quoted, c["content"], _some(c["source"]), _some(c["cue"]), c) for c in article["claims"])
        yield Document(f"{corpus} {row}", text, article["published"], tuple(item for item in items if item.content))


def _bodies(path: Path) -> list[str]:
    """The texts of a sample's items, as the parser reads them."""
    made = parse(RawItem(body=path.read_bytes(), received_at=datetime.now(UTC)))
    return [item.body for item in (made if isinstance(made, list) else [made]) if isinstance(item, ParsedArticle)]


def polnear(split: str) -> Iterator[Document]:
    """The documents of PolNeAR; where one has several annotators, the first."""
    root, seen = CORPORA / "polnear" / split, set()
    for path in sorted((root / "attributions").glob("*.ann")):
        name = path.stem.rsplit("_", 1)[0]
        if name in seen:
            continue
        seen.add(name)
        with (root / "text" / f"{name}.txt").open(encoding="utf-8", newline="") as file:
            text = file.read()
        words = Words(text)
        quoted = words.quoted()
        items = (_item(words, quoted, parts["Content"], parts["Source"], parts["Cue"], {}) for parts in _brat(path))
        yield Document(name, text, None, tuple(item for item in items if item.content))


def gum() -> Iterator[Document]:
    """GUM's news: each attribution relation is one, its nucleus the content."""
    for document in news("news"):
        words = Words(document.text)
        quoted = words.quoted()
        items = (_item(words, quoted, e.content, e.source, e.cue, {}) for e in document.examples)
        yield Document(document.name, document.text, None, tuple(item for item in items if item.content))


def unread() -> Iterator[Document]:
    """The articles of reuters2017 that no file annotates, in an order of their own."""
    files = (CORPORA / "claims-gold" / "claims.json", OURS, MORE, LATER)
    known = {
        article["row"] for file in files for article in json.loads(file.read_text("utf-8")) if article["corpus"] == "reuters2017"
    }
    texts = _column(CORPORA / "reuters2017" / "articles.csv", "text")
    rows = sorted(set(range(len(texts))) - known, key=lambda row: hashlib.sha256(texts[row].encode()).hexdigest())
    yield from (Document(f"reuters2017 {row}", texts[row].replace("\u00a0", " "), None, ()) for row in rows)


def _some(span: list[int] | None) -> list[tuple[int, int]]:
    return [(span[0], span[1])] if span else []


def _item(words: Words, quoted: frozenset[int], content: Spans, source: Spans, cue: Spans, more: dict[str, Any]) -> Item:
    said = words.at(content)
    share = len(said & quoted) / max(1, len(said))
    return Item(said, words.at(source), words.at(cue), "direct" if share > 0.999 else "mixed" if share else "indirect", more)


def _column(path: Path, name: str) -> list[str]:
    csv.field_size_limit(10**7)
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        return [row[name] for row in csv.DictReader(file)]


def _brat(path: Path) -> Iterator[dict[str, list[tuple[int, int]]]]:
    """The E lines of a brat file: the spans of each part of each attribution."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for line in path.read_text("utf-8").splitlines():
        if re.match(r"T\d+\t", line):
            number, kind, *_ = line.split("\t")
            spans[number] = [(int(a), int(b)) for a, b in (span.split() for span in kind.split(" ", 1)[1].split(";"))]
        elif re.match(r"E\d+\t", line):
            parts: dict[str, list[tuple[int, int]]] = collections.defaultdict(list)
            for item in line.split("\t")[1].split():
                role, number = item.split(":")
                parts[role.rstrip("0123456789")] += spans.get(number, [])
            yield parts
