"""How well names are found and joined, and how fast: python -m benchmarks.entities [--misses N]

names: CoNLL++ dev (Reuters, 1996) without sport. A name counts when both its ends and its kind are right. 'model' is what the
spaCy pipeline says of the same reading, 'repaired' what the entities stage sends on. Each sentence of the corpus is a
paragraph; the line with place and date is given as the dateline that the parser finds in running copy.
aliases: claims-gold. Two forms that stand in the text are a link when they are one entity's; only forms that both the annotators
and we have are looked at, so that a name not found costs nothing here. Annotators keep 'Americans' and 'Syrian government'
apart from the country; we join them.
speed: reuters2017 through `enrich_many`, 16 articles a call, in one process on one core; its peak memory.
"""

from __future__ import annotations

import argparse
import csv
import json
import multiprocessing
import os
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

from schemas import Dateline, EntityArticle, Label, ParsedArticle, RawItem, Span
from services.entities.enrich import enrich_many
from services.entities.model import awake, read
from services.entities.reading import Reading
from services.entities.recognise import recognise
from services.parser.parse import parse

CORPORA = Path(os.environ.get("CORPORA", Path(__file__).resolve().parents[2] / "shared" / "corpora"))

#: What CoNLL calls our labels; peoples are its MISC, which holds much else (events, works) and is left out.
KINDS = {Label.PERSON: "PER", Label.ORG: "ORG", Label.GPE: "LOC", Label.LOC: "LOC", Label.FAC: "LOC"}
SPORT = re.compile(
    r"(?:athletics|badminton|baseball|basketball\w*|boxing|cricket|cycling|golf|horse racing|(?:ice )?hockey|motor ?racing|nfl|"
    r"nba|nhl|rugby|rowing|sailing|skiing|snooker|soccer|squash|swimming|tennis|volleyball|yachting)\b",
    re.IGNORECASE,
)
DATED = re.compile(r"([A-Z][A-Z .,'/-]+) 1996-\d\d-\d\d$")
NO_BLANK_BEFORE = frozenset([*".,;:?!%)'", "'s", "'m", "'re", "'ve", "'ll", "'d", "n't", "''"])
NO_BLANK_AFTER = frozenset(["(", "$", "``", None])

Found = set[tuple[int, int, int, str]]


def main() -> None:
    """Prints the three tables; says so when the corpora are not there."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--misses", type=int, default=0, help="so many of the most frequent mistakes")
    misses = arguments.parse_args().misses
    if not (CORPORA / "conllpp").is_dir():
        sys.exit(f"no corpora at {CORPORA}: set CORPORA to the folder that has conllpp, claims-gold and reuters2017")
    print_names(misses)
    print_aliases(misses)
    print_speed()


@dataclass(frozen=True)
class Annotated:
    """A CoNLL document as running text, with its names: start, end, kind."""

    article: ParsedArticle
    names: tuple[tuple[int, int, str], ...]


def print_names(misses: int) -> None:
    documents = [annotated(sentences) for sentences in conll(CORPORA / "conllpp" / "dev.txt")]
    gold: Found = {(number, *name) for number, each in enumerate(documents) for name in each.names if name[2] != "MISC"}
    raw: Found = set()
    repaired: Found = set()
    with awake() as nlp:
        for number, doc in enumerate(read(nlp, [each.article for each in documents])):
            raw |= {(number, ent.start_char, ent.end_char, KINDS.get(ent.label_, "")) for ent in doc.ents}
            names = recognise(documents[number].article, Reading(doc, documents[number].article.body))
            repaired |= {(number, name.start, name.end, KINDS.get(name.label, "")) for name in names}
    print(
        f"names: {len(gold)} in {len(documents)} documents\n{'':<10}{'model P':>10}{'R':>8}{'F1':>8}{'repaired P':>13}{'R':>8}{'F1':>8}"  # noqa: E501 - a line of the table
    )
    for kinds in (("PER",), ("LOC",), ("ORG",), ("PER", "LOC", "ORG")):
        wanted = {name for name in gold if name[3] in kinds}
        figures = [scores(wanted, {name for name in found if name[3] in kinds}) for found in (raw, repaired)]
        print(
            f"{kinds[0] if len(kinds) == 1 else 'all':<10}"
            + "  ".join("".join(f"{each:>8.3f}" for each in three) for three in figures)
        )
    wrong = Counter(
        (what, kind, documents[number].article.body[start:end])
        for what, some in (("missed", gold - repaired), ("wrong", {name for name in repaired if name[3]} - gold))
        for number, start, end, kind in some
    )
    print_misses(wrong, misses)


def conll(path: Path) -> Iterator[list[list[tuple[str, str]]]]:
    """The documents that are not about sport, as sentences of (word, label)."""
    for document in path.read_text(encoding="utf-8").split("-DOCSTART- -X- -X- O"):
        blocks = [block.splitlines() for block in document.strip().split("\n\n")]
        sentences = [[(line.split()[0], line.split()[-1]) for line in block] for block in blocks if block]
        if sentences and not SPORT.match(" ".join(word for word, _ in sentences[0])):
            yield sentences


def annotated(sentences: Iterable[Sequence[tuple[str, str]]]) -> Annotated:
    """Words as running text: one paragraph a sentence, blanks where English has them."""
    body = ""
    paragraphs: list[Span] = []
    names: list[tuple[int, int, str]] = []
    for sentence in sentences:
        body += "\n\n" if body else ""
        start, spans = len(body), []
        for word, label, glued in spaced(sentence):
            body += word if glued else f" {word}"
            spans.append((len(body) - len(word), len(body), label))
        names += joined(spans)
        paragraphs.append(Span(start=start, end=len(body)))
    lines = [span for span in paragraphs[:3] if DATED.match(body[span.start : span.end])]
    return Annotated(an_article(body, tuple(paragraphs), lines[0] if lines else None), tuple(names))


def spaced(sentence: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str, bool]]:
    """Each word, its label, and whether it is written onto the one before."""
    before: str | None = None
    inside = False
    for word, label in sentence:
        closes = word == '"' and inside
        yield word, label, before in NO_BLANK_AFTER or word in NO_BLANK_BEFORE or closes or (before == '"' and inside)
        inside = inside != (word == '"')
        before = word


def joined(spans: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Names of words with B- and I- labels."""
    current: tuple[int, int, str] | None = None
    for start, end, label in spans:
        kind = label[2:]
        if current and label == f"I-{current[2]}":
            current = (current[0], end, kind)
            continue
        if current:
            yield current
        current = (start, end, kind) if kind else None
    if current:
        yield current


def an_article(body: str, paragraphs: tuple[Span, ...], dated: Span | None) -> ParsedArticle:
    line = None
    if dated:
        text = body[dated.start : dated.end]
        line = Dateline(text=text, start=dated.start, end=dated.end, places=(text[: text.index(" 1996")],))
    now = datetime(1996, 8, 30, tzinfo=UTC)
    known = {"item_id": "", "provider": "", "guid": "", "version_key": "", "published": now, "received_at": now}
    return ParsedArticle(**known, published_from="metadata", body=body, paragraphs=paragraphs, dateline=line)  # type: ignore[arg-type]


def scores(gold: set[object] | Found, found: set[object] | Found) -> tuple[float, float, float]:
    """Precision, recall, F1."""
    right = len(gold & found)
    precision, recall = right / max(1, len(found)), right / max(1, len(gold))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def print_aliases(misses: int) -> None:
    gold = json.loads((CORPORA / "claims-gold" / "claims.json").read_text(encoding="utf-8"))
    articles = enrich_in_calls([parsed(each) for each in gold])
    links: dict[str, tuple[set[object], set[object]]] = {}
    for each, article in zip(gold, articles, strict=True):
        theirs = [(entity["kind"], forms(article, [entity["name"], *entity["aliases"]])) for entity in each["entities"]]
        ours = [("", forms(article, [entity.name, *entity.aliases])) for entity in article.entities]
        shared = set().union(*(some for _, some in theirs)) & set().union(*(some for _, some in ours))
        kind_of = {form: kind for kind, some in theirs for form in some}
        for which, entities in enumerate((theirs, ours)):
            for _, some in entities:
                for pair in combinations(sorted(some & shared), 2):
                    for kind in {kind_of[pair[0]] if kind_of[pair[0]] == kind_of[pair[1]] else "-", "all"}:
                        links.setdefault(kind, (set(), set()))[which].add((each["file"], *pair))
    print(f"\naliases: {len(gold)} articles\n{'':<14}{'links':>6}{'P':>8}{'R':>8}{'F1':>8}")
    for kind in ("PERSON", "ORG", "GOVERNMENT", "PLACE", "GROUP", "all"):
        theirs_, ours_ = links[kind]
        print(f"{kind:<14}{len(theirs_):>6}" + "".join(f"{each:>8.3f}" for each in scores(theirs_, ours_)))
    wrong = Counter(("missed", *pair[1:]) for pair in links["all"][0] - links["all"][1])  # type: ignore[misc,index]
    wrong += Counter(("wrong", *pair[1:]) for pair in links["all"][1] - links["all"][0])  # type: ignore[misc,index]
    print_misses(wrong, misses)


def parsed(gold: dict[str, object]) -> ParsedArticle:
    """An annotated article as the parser sends it on."""
    row = corpus(str(gold["corpus"]))[int(str(gold["row"]))]
    text = (row.get("text") or row["article_content"]).replace("\u00a0", " ")
    return parse(RawItem(body=text.encode(), received_at=datetime.now(UTC), provider="benchmark"))


def corpus(name: str) -> list[dict[str, str]]:
    file, encoding = {"reuters2017": ("articles.csv", "utf-8"), "fa-kes": ("fa-kes.csv", "latin-1")}[name]
    with (CORPORA / name / file).open(encoding=encoding, newline="") as lines:
        return list(csv.DictReader(lines))


def forms(article: EntityArticle, texts: Iterable[str]) -> set[str]:
    """Those of `texts` that stand in the article, without article, possessive and case."""
    there = (text for text in texts if text in article.body)
    return {re.sub(r"^(?:the|a|an) |['’]s?$", "", " ".join(text.split()).casefold().replace("’", "'")) for text in there}


def print_misses(wrong: Counter[tuple[str, ...]], most: int) -> None:
    for mistake, times in wrong.most_common(most):
        print(f"{times:>6}  {' | '.join(mistake)}")


def enrich_in_calls(articles: Sequence[ParsedArticle], *, size: int = 16) -> list[EntityArticle]:
    return [done for at in range(0, len(articles), size) for done in enrich_many(articles[at : at + size])]


def print_speed() -> None:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        articles, words, seconds, megabytes, stored = process.submit(measured).result()
    print(f"\nspeed: {articles} articles of {words / articles:.0f} words")
    print(
        f"{articles / seconds:.1f} articles a second of one core, {megabytes:.0f} MB at most, {stored / articles / 1024:.1f} kB a parse"  # noqa: E501 - a line of the table
    )


def measured() -> tuple[int, int, float, float, int]:
    """Articles, words, seconds of CPU, megabytes at the peak, bytes of packed parses, in a process that does nothing else."""
    items = [
        RawItem(body=row["text"].encode(), received_at=datetime.now(UTC), provider="b") for row in corpus("reuters2017")[:160]
    ]
    articles = [parse(item) for item in items]
    enrich_in_calls(articles[:1])
    began = time.process_time()
    done = enrich_in_calls(articles)
    seconds = time.process_time() - began
    words = sum(len(article.body.split()) for article in articles)
    stored = sum(len(article.parse.packed) for article in done if article.parse)
    return len(articles), words, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, stored


if __name__ == "__main__":
    main()
