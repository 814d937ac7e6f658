"""Annotated attributions, and how well claims match them: the corpora as items.

The metric is that of `training/words.py`: a claim and an item match when the Jaccard index of their contents' words is at least
.8, one to one, best first. The speaker is right when both have no source, or the claim's source has its main word in the
annotated source.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dateutil.parser import parse as read_date

from schemas import ParsedArticle, RawItem
from services.parser.parse import parse
from training import data
from training.data import CORPORA, Texts
from training.gum import documents as gum_documents
from training.words import Tokens, Words, quote_kind

FEEDS = Path(os.environ.get("FEEDS", Path(__file__).resolve().parents[2] / "shared" / "feeds" / "samples"))
#: Ours: articles of the corpora and samples, annotated under the guidelines of claims-gold; 20 of them twice.
OURS = Path(__file__).parent / "annotations" / "claims.json"
OURS_AGAIN = OURS.with_name("second.json")
#: Later ones.
MORE = OURS.with_name("more.json")
#: For training alone.
TRAINED = tuple(OURS.with_name(name) for name in data.FOR_TRAINING)

Spans = Iterable[tuple[int, int]]


@dataclass(frozen=True)
class Item:
    """An annotated attribution: the numbers of its content's, its source's and its cue's words, and what else is annotated."""

    content: Tokens
    source: Tokens
    cue: Tokens
    kind: str
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Document:
    """An annotated text, and the day it was published where that is known."""

    name: str
    text: str
    published: str | None
    items: tuple[Item, ...]


def claims_gold() -> Iterator[Document]:
    """The articles of claims-gold with the texts they annotate."""
    return annotated(CORPORA / "claims-gold" / "claims.json")


class Samples(Texts):
    """Those of the corpora, and of the feed samples the texts of a file's items, as the parser reads them."""

    def candidates(self, record: dict[str, Any]) -> list[str]:
        return _bodies(FEEDS / record["row"]) if record["corpus"] == "feeds" else super().candidates(record)


def annotated(path: Path, *, feeds: bool = True) -> Iterator[Document]:
    """The articles that a file of offsets annotates, with their texts from the corpora; in the order of the file.

    Without `feeds` those of the feed samples are left out. Raises ValueError where a text is another than the annotated one.
    """
    for article, text in data.records(path, Samples(), feeds=feeds):
        words = Words(text)
        quoted = words.quoted()
        items = (_item(words, quoted, c["content"], _some(c["source"]), _some(c["cue"]), c) for c in article["claims"])
        name = f"{article['corpus']} {article['row']}"
        yield Document(name, text, article["published"], tuple(item for item in items if item.content))


def _bodies(path: Path) -> list[str]:
    made = parse(RawItem(body=path.read_bytes(), received_at=datetime.now(UTC)))
    return [item.body for item in (made if isinstance(made, list) else [made]) if isinstance(item, ParsedArticle)]


def polnear(split: str) -> Iterator[Document]:
    """The documents of PolNeAR; where one has several annotators, the first."""
    yield from map(_of_training, data.polnear(split))


def gum() -> Iterator[Document]:
    """GUM's news: each attribution relation is one, its nucleus the content."""
    yield from map(_of_training, gum_documents("news"))


def unread() -> Iterator[Document]:
    """The articles of reuters2017 that no file annotates, in an order of their own."""
    files = (CORPORA / "claims-gold" / "claims.json", OURS, MORE, *TRAINED)
    known = {
        article["row"] for file in files for article in json.loads(file.read_text("utf-8")) if article["corpus"] == "reuters2017"
    }
    texts = Texts().all("reuters2017")
    days = [read_date(row["date"]).date().isoformat() for row in data.table("reuters2017", "articles.csv")]
    rows = sorted(set(range(len(texts))) - known, key=lambda row: hashlib.sha256(texts[row].encode()).hexdigest())
    yield from (Document(f"reuters2017 {row}", texts[row], days[row], ()) for row in rows)


def _some(span: list[int] | None) -> list[tuple[int, int]]:
    return [(span[0], span[1])] if span else []


def _of_training(document: data.Document) -> Document:
    """A document of the training data as one to score on."""
    words = Words(document.text)
    quoted = words.quoted()
    items = (_item(words, quoted, e.content, e.source, e.cue, {}) for e in document.examples)
    return Document(document.name, document.text, None, tuple(item for item in items if item.content))


def _item(words: Words, quoted: Tokens, content: Spans, source: Spans, cue: Spans, more: dict[str, Any]) -> Item:
    said = words.at(content)
    return Item(said, words.at(source), words.at(cue), quote_kind(said, quoted), more)
