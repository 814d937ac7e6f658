"""The training data as word pieces: PolNeAR, claims-gold, and further annotations of the same form."""

from __future__ import annotations

import collections
import csv
import dataclasses
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from services.claims.model.pieces import Pieces, read_pieces
from services.claims.model.tagger import ACTS, KINDS, OURS, POLNEAR
from training.held_out import held_out

CORPORA = Path(os.environ.get("CORPORA", Path(__file__).resolve().parents[2] / "shared" / "corpora"))
ANNOTATIONS = Path(__file__).resolve().parents[1] / "benchmarks" / "annotations"
FOR_TRAINING = ("own.json", "later.json", "polnear.json")
EXTRAS = ("addressee", "medium", "place", "said_on_text")
Span = tuple[int, int]


@dataclass
class Example:
    """One attribution, in characters; `labels` is None where the corpus has none of them."""

    content: list[Span]
    source: list[Span]
    cue: list[Span]
    act: int = -100
    negated: int = -100
    kind: int = -100
    extras: dict[str, Span] | None = None
    nested_in: int | None = None


@dataclass
class Document:
    name: str
    text: str
    scheme: int
    examples: list[Example]
    measures: bool = True
    labelled: bool = True  # else only a teacher reads it
    pieces: Pieces | None = field(default=None, repr=False)


def _brat(path: Path) -> list[Example]:
    spans: dict[str, list[Span]] = {}
    found = []
    for line in path.read_text(encoding="utf8").split("\n"):
        if re.match(r"T\d+\t", line):
            tid, kind, *_ = line.split("\t")
            spans[tid] = [(int(s.split()[0]), int(s.split()[1])) for s in kind.split(" ", 1)[1].split(";")]
        elif re.match(r"E\d+\t", line):
            parts: dict[str, list[Span]] = collections.defaultdict(list)
            for item in line.split("\t")[1].split():
                role, tid = item.split(":")
                parts[role.rstrip("0123456789")] += spans.get(tid, [])
            found.append(Example(sorted(parts["Content"]), sorted(parts["Source"]), sorted(parts["Cue"])))
    return [e for e in found if e.content]


def polnear(split: str) -> list[Document]:
    """PolNeAR's documents; where one has several annotators, the first in sorted order (as everybody scores it)."""
    root = CORPORA / "polnear" / split
    docs = []
    for path in sorted((root / "text").iterdir()):
        annotated = sorted((root / "attributions").glob(path.stem + "*.ann"))
        if annotated:
            docs.append(Document(path.stem, _polnear_text(split, path.stem), POLNEAR, _brat(annotated[0])))
    return docs


def _polnear_text(split: str, name: str) -> str:
    """Line ends as they are: offsets count them."""
    with (CORPORA / "polnear" / split / "text" / f"{name}.txt").open(encoding="utf8", newline="") as file:
        return file.read()


def wire_names() -> set[str]:
    """PolNeAR's documents that came from a wire agency; none where the corpus is absent."""
    path = CORPORA / "polnear" / "metadata.tsv"
    if not path.exists():
        return set()
    with path.open(encoding="utf8", newline="") as file:
        return {row["filename"] for row in csv.DictReader(file, delimiter="\t") if row["wire"] not in ("", "None", None)}


def table(corpus: str, name: str) -> Iterator[dict[str, str]]:
    """The rows of one of a corpus' CSV files."""
    csv.field_size_limit(sys.maxsize)
    with (CORPORA / corpus / name).open(encoding="utf8", errors="replace", newline="") as file:
        yield from csv.DictReader(file)


class Texts:
    """The texts that annotations point at, by corpus and row, the tables read once; no-break spaces as blanks."""

    def __init__(self) -> None:
        self._texts: dict[str, list[str]] = {}

    def all(self, corpus: str) -> list[str]:
        """Every text of "reuters2017" or "fa-kes", in its file's order."""
        if corpus not in self._texts:
            name, column = {"reuters2017": ("articles.csv", "text"), "fa-kes": ("fa-kes.csv", "article_content")}[corpus]
            self._texts[corpus] = [row[column].replace("\xa0", " ") for row in table(corpus, name)]
        return self._texts[corpus]

    def candidates(self, record: dict) -> list[str]:
        """The texts that may be the annotated one."""
        if "text" in record:
            return [record["text"]]
        if record["corpus"] == "polnear":
            return [_polnear_text("train", record["row"]).replace("\xa0", " ")]
        return [self.all(record["corpus"])[record["row"]]]


def records(path: Path, texts: Texts, *, feeds: bool = True) -> Iterator[tuple[dict, str]]:
    """The articles of a claims-gold file and their texts, in its order; without `feeds` none of the feed samples.

    Raises ValueError when a text is not the annotated one.
    """
    for record in json.loads(path.read_text(encoding="utf8")):
        if record["corpus"] == "feeds" and not feeds:
            continue
        for text in texts.candidates(record):
            if hashlib.sha256(text.encode()).hexdigest() == record["sha256"]:
                yield record, text
                break
        else:
            raise ValueError(f"{path}: {record['corpus']} row {record['row']} is not the text that was annotated")


def annotated(path: Path, texts: Texts) -> list[Document]:
    """The articles of a claims-gold file, to be learnt from: those of feeds are for measuring alone."""
    return [
        Document(f"{record['corpus']}/{record['row']}", text, OURS, [_claim(c) for c in record["claims"]])
        for record, text in records(path, texts, feeds=False)
    ]


def _claim(claim: dict) -> Example:
    cue = [tuple(claim["cue"])] if claim["cue"] else [(claim["content"][0][0], claim["content"][0][0] + 1)]
    return Example(
        content=[tuple(s) for s in claim["content"]],
        source=[tuple(claim["source"])] if claim["source"] else [],
        cue=cue,  # a quotation without a cue is cued by its opening mark
        act=ACTS.index(claim["act"]),
        negated=int(claim["negated"]),
        kind=KINDS.index(claim["speaker_kind"] or "none"),
        extras={k: tuple(claim[k]) for k in EXTRAS if claim[k]},
        nested_in=claim["nested_in"],
    )


def kept_for_measuring(document: Document) -> bool:
    """Whether `document` is in the third that is never trained on.

    Those in files FOR_TRAINING never are: articles of our own writing, and others that are no near copies of that third.
    """
    return document.measures and held_out(document.text)


def ours() -> list[Document]:
    """claims-gold and the articles of `benchmarks/annotations`, but for those of the feeds: they are for measuring alone."""
    texts = Texts()
    files = [
        CORPORA / "claims-gold" / "claims.json",
        *(ANNOTATIONS / name for name in ("claims.json", "more.json", *FOR_TRAINING)),
    ]
    return [
        dataclasses.replace(doc, measures=file.name not in FOR_TRAINING)
        for file in files
        if file.exists()
        for doc in annotated(file, texts)
    ]


def for_a_teacher() -> list[Document]:
    """Texts that a teacher alone reads, under PolNeAR's scheme and ours: Reuters' and FA-KES' articles, annotated or not, and
    PolNeAR's train; none of those of ours that are measured on, nor one that shares a run of eight words with such a one.
    """
    texts = Texts()
    measured = {run for doc in ours() if kept_for_measuring(doc) for run in runs_of_words(doc.text)}
    found = [text for corpus in ("reuters2017", "fa-kes") for text in texts.all(corpus)] + [doc.text for doc in polnear("train")]
    free = [text for text in dict.fromkeys(found) if not held_out(text) and not measured & runs_of_words(text)]
    return [Document("", text, scheme, [], labelled=False) for text in free for scheme in (POLNEAR, OURS)]


def runs_of_words(text: str, length: int = 8) -> set[tuple[str, ...]]:
    """Every `length` words that follow one another, in lower case."""
    words = text.lower().split()
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def with_pieces(docs: list[Document], tokenizer: Tokenizer) -> list[Document]:
    for doc in docs:
        doc.pieces = read_pieces(doc.text, tokenizer)
    return docs


def covered(pieces: Pieces, spans: list[Span]) -> np.ndarray:
    """Indices of the pieces that lie in the spans."""
    inside = np.zeros(len(pieces), dtype=bool)
    for a, b in spans:
        inside |= (pieces.starts >= a) & (pieces.starts < b) & (pieces.ends > pieces.starts)
    return np.flatnonzero(inside)
