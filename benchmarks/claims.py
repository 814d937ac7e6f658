"""How well claims are found: python -m benchmarks.claims [--limit N] [--misses N] [--without RULE] [--speed] [--read N]

Four sets, none of them trained on, each through parser, entities and claims as on the wire:

- ours: the third of claims-gold and of `annotations/` that is held out (`training/held_out.py`), under our own guidelines;
- agency copy: 20 items of the feed samples, annotated under the same ones, in formats and of desks that no training text is of;
- PolNeAR dev and its wire stories, read under PolNeAR's idea of an attribution, which the model has learnt beside ours;
- GUM's news: the third that is held out, read under GUM's idea.

The four numbers of the decoding are tuned on the first and on PolNeAR dev (`training/tune.py`). Of the first set's 226 articles,
twelve (130 of 2,807 attributions) are left out: they share 30 % or more of their runs of eight words with articles trained on.

Prints for each: precision, recall and F1 of contents (`attributions.py` says how they match), with the right speaker; exact F1 by
part; recall by kind of quotation; the errors by kind; under our own guidelines also how often the other fields are right where
the content is; and beside these textacy's direct quotations on the same text, where textacy is installed (it says so where it is
not). Then the articles of 450 words a second of the claims stage, on one core and on two, the memory of such a process, and
its speed to that of a small network that everybody can have (`yardstick.py`; it says so where that is not fetched).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from multiprocessing import get_context
from typing import Any

from benchmarks import rivals, yardstick
from benchmarks.attributions import (
    CORPORA,
    FEEDS,
    MORE,
    OURS,
    TRAINED,
    Document,
    Item,
    annotated,
    claims_gold,
    gum,
    polnear,
    unread,
)
from schemas import Claim, ClaimArticle, EntityArticle, RawItem
from services.claims import attribute
from services.claims.model import tagger
from services.entities.enrich import enrich_many
from services.errors import Rejected
from services.parser.parse import parse
from training.data import runs_of_words, wire_names
from training.held_out import held_out
from training.words import Words, matches

#: Fields that are compared where both have the content.
FIELDS = ("quote", "act", "negated", "nested", "name", "kind", "date", "addressee", "medium", "place")
PARTS = ("source", "cue", "content")
KINDS = ("direct", "mixed", "indirect")
ARTICLES = ("a ", "an ", "the ")


@dataclass(frozen=True)
class Set:
    """Documents annotated under one scheme, and the folders of CORPORA that they need."""

    name: str
    documents: Iterable[Document]
    scheme: int
    folders: tuple[str, ...]


def sets() -> Iterator[Set]:
    yield Set("ours, held out", _fresh(), tagger.OURS, ("claims-gold", "reuters2017", "fa-kes", "polnear"))
    agency = (document for document in annotated(OURS) if document.name.startswith("feeds"))
    yield Set("agency copy", agency, tagger.OURS, ("reuters2017", "fa-kes", str(FEEDS)))
    yield Set("PolNeAR dev", polnear("dev"), tagger.POLNEAR, ("polnear",))
    wire = wire_names()
    yield Set("its wire stories", (d for d in polnear("dev") if d.name in wire), tagger.POLNEAR, ("polnear",))
    yield Set("GUM news, held out", (d for d in gum() if held_out(d.text)), tagger.GUM, ("gum",))


def _fresh() -> Iterator[Document]:
    """Our articles that are held out, but for those that share three runs of eight words in ten with one that is not: their twins
    were trained on."""
    real = [*claims_gold(), *annotated(OURS, feeds=False), *annotated(MORE)]
    trained = {run for document in real if not held_out(document.text) for run in runs_of_words(document.text)}
    trained |= {run for file in TRAINED for document in annotated(file) for run in runs_of_words(document.text)}
    for document in real:
        runs = runs_of_words(document.text)
        if held_out(document.text) and len(runs & trained) < 0.3 * len(runs):
            yield document


def read(documents: Sequence[Document]) -> list[EntityArticle | None]:
    """Each document as it comes out of the entities stage; None for one that the parser refuses."""
    parsed = []
    for document in documents:
        day = datetime.fromisoformat(document.published).replace(tzinfo=UTC) if document.published else None
        raw = RawItem(body=document.text.encode(), received_at=datetime.now(UTC), published=day, provider="benchmark")
        try:
            parsed.append(parse(raw))
        except Rejected as refused:
            print(f"{document.name}: refused: {refused}", file=sys.stderr)
            parsed.append(None)
    enriched = iter(enrich_many([article for article in parsed if article is not None]))
    return [next(enriched) if article is not None else None for article in parsed]


def measure(chosen: Set, documents: Sequence[Document], articles: Sequence[EntityArticle | None], *, misses: int) -> None:
    found = iter(attribute.attribute_many([article for article in articles if article is not None], chosen.scheme))
    count: Counter[Any] = Counter()
    left = misses
    for document, article in zip(documents, articles, strict=True):
        claims = next(found) if article is not None else None
        for line in _compared(document, claims, count):
            if left > 0:
                print(line)
                left -= 1
    _print(chosen.name, len(documents), count)
    print(f"  {rivals.textacy(documents)}", flush=True)


def _compared(document: Document, article: ClaimArticle | None, count: Counter[Any]) -> Iterator[str]:
    """Counts what matches; yields a line for each claim too many and each item missed."""
    words = Words(document.text)
    said = _contents(words, article) if article else []
    items = [item.content for item in document.items]
    pairs = matches([content for content, _ in said], items, least=0.8)
    count.update(predicted=len(said), wanted=len(items), hit=len(pairs))
    count["exact"] += len(matches([content for content, _ in said], items, least=1.0))
    if article is not None:
        _count_parts(words, article, document, count)
    for item in document.items:
        count[f"wanted {item.kind}"] += 1
    for place, other in pairs:
        assert article is not None
        _compare(words, article, said[place][1], document.items[other], count)
    wrong = sorted(set(range(len(said))) - {place for place, _ in pairs})
    missed = sorted(set(range(len(items))) - {other for _, other in pairs})
    near = {place: other for place in wrong if (other := _near(said[place][0], missed, items)) is not None}
    count["ends"] += len(near)
    count["spurious"] += len(wrong) - len(near)
    for other in set(missed) - set(near.values()):
        count["missed", document.items[other].kind] += 1
    for place in wrong:
        claim = said[place][1]
        cue, source = claim.cue.text if claim.cue else "-", claim.source.text if claim.source else "-"
        yield f"{document.name} too many | {cue} | {source} | {' … '.join(part.text for part in claim.content)}"
    for other in missed:
        text = " ".join(document.text[slice(*words.spans[word])] for word in sorted(items[other]))
        yield f"{document.name} missed {document.items[other].kind} | {text}"


def _near(content: frozenset[int], missed: Sequence[int], items: Sequence[frozenset[int]]) -> int | None:
    """The missed item that this content is meant for, with wrong ends: their Jaccard index is .3 or more."""
    scored = [(len(content & items[other]) / len(content | items[other]), -other) for other in missed]
    best, other = max(scored, default=(0.0, 0))
    return -other if best >= 0.3 else None


def _count_parts(words: Words, article: ClaimArticle, document: Document, count: Counter[Any]) -> None:
    """Sources, cues and contents each by themselves, as sets of words."""
    body, numbers = Words(article.body), words.of(article.body)
    for part in PARTS:
        spans = [
            claim.content if part == "content" else [found] if (found := getattr(claim, part)) else [] for claim in article.claims
        ]
        said = {frozenset(numbers[at] for at in body.at((s.start, s.end) for s in parts)) for parts in spans} - {frozenset()}
        wanted = {getattr(item, part) for item in document.items} - {frozenset()}
        count.update({f"{part} said": len(said), f"{part} wanted": len(wanted), f"{part} hit": len(said & wanted)})


def _contents(words: Words, article: ClaimArticle) -> list[tuple[frozenset[int], Claim]]:
    """Each claim with its content as word numbers of the document's text."""
    body, numbers = Words(article.body), words.of(article.body)
    said = []
    for claim in article.claims:
        places = body.at((part.start, part.end) for part in claim.content)
        content = frozenset(numbers[place] for place in places) - {-1}
        if content:
            said.append((content, claim))
    return said


def _compare(words: Words, article: ClaimArticle, claim: Claim, item: Item, count: Counter[Any]) -> None:
    count[f"hit {item.kind}"] += 1
    body, numbers = Words(article.body), words.of(article.body)
    head = frozenset(numbers[place] for place in body.at([_head(claim)])) if claim.source else frozenset()
    count["speaker"] += (bool(head) and head <= item.source) or (not head and not item.source)
    if not item.more:
        return
    for name, wanted, got in _fields(words, claim, item):
        count[f"right {name}"] += wanted == got
        if wanted not in (None, False):
            count[f"given {name}"] += 1
            count[f"given right {name}"] += wanted == got


def _fields(words: Words, claim: Claim, item: Item) -> Iterator[tuple[str, object, object]]:
    gold = item.more
    yield "quote", gold["quote"], claim.quote.value
    yield "act", gold["act"], claim.act.value
    yield "negated", gold["negated"], claim.negated
    yield "nested", gold["nested_in"] is not None, claim.nested_in is not None
    yield "name", _plain(gold["speaker"]), _plain(claim.speaker.name if claim.speaker else None)
    yield "kind", gold["speaker_kind"], claim.speaker.kind.value if claim.speaker else "none"
    yield "date", gold["said_on"], claim.said_on.date if claim.said_on else None
    for field in ("addressee", "medium", "place"):
        span, text = gold[field], getattr(claim, field)
        yield field, _plain(words.text[slice(*span)]) if span else None, _plain(text.text) if text else None


def _head(claim: Claim) -> tuple[int, int]:
    """The last capitalised word of the source before a comma, else its last word: as PolNeAR's scorer takes it."""
    assert claim.source is not None
    start = claim.source.start
    spans = Words(claim.source.text.split(",")[0]).spans or [(0, 1)]
    names = [span for span in spans if claim.source.text[span[0]].isupper()]
    first, last = (names or spans)[-1]
    return start + first, start + last


def _plain(text: str | None) -> str | None:
    if text is None:
        return None
    low = text.lower().replace("’", "'")
    return next((low[len(article) :] for article in ARTICLES if low.startswith(article)), low)


def _f1(hit: int, said: int, wanted: int) -> float:
    return 2 * hit / max(1, said + wanted)


def _prf(hit: int, count: Counter[Any]) -> str:
    precision, recall = hit / max(1, count["predicted"]), hit / max(1, count["wanted"])
    return f"P {precision:.3f}  R {recall:.3f}  F1 {_f1(hit, count['predicted'], count['wanted']):.3f}"


def _print(name: str, documents: int, count: Counter[Any]) -> None:
    print(f"{name}: {documents} documents, {count['wanted']} attributions, {count['predicted']} claims")
    print("  content J>=.8     ", _prf(count["hit"], count))
    print("  + right speaker   ", _prf(count["speaker"], count))
    print("  exact             ", _prf(count["exact"], count))
    parts = (f"{part} {_f1(count[f'{part} hit'], count[f'{part} said'], count[f'{part} wanted']):.3f}" for part in PARTS)
    print("  exact F1 by part  ", "  ".join(parts))
    recalls = (f"{k} {count[f'hit {k}'] / max(1, count[f'wanted {k}']):.3f} of {count[f'wanted {k}']}" for k in KINDS)
    print("  recall            ", "  ".join(recalls))
    lost = "  ".join(f"missed {kind} {count['missed', kind]}" for kind in KINDS)
    print("  errors            ", f"ends wrong {count['ends']}  no attribution {count['spurious']}  {lost}")
    if count["right quote"]:
        print("  right of matched  ", "  ".join(f"{f} {count[f'right {f}'] / count['hit']:.3f}" for f in FIELDS))
        given = (f"{f} {count[f'given right {f}'] / max(1, count[f'given {f}']):.3f} of {count[f'given {f}']}" for f in FIELDS)
        print("  right where given ", "  ".join(given))


def _work(articles: Sequence[EntityArticle]) -> tuple[float, float]:
    """(seconds by the clock, by the processor) that the claims stage takes for `articles`, in this process."""
    attribute.attribute_many(articles[:1])
    clock, processor = time.perf_counter(), time.process_time()
    attribute.attribute_many(articles)
    return time.perf_counter() - clock, time.process_time() - processor


def _in_turns(articles: Sequence[EntityArticle]) -> tuple[float, float]:
    """(seconds that the claims stage takes, that the yardstick takes), each ten articles one after the other, in this process."""
    bare = yardstick.BareEncoder()
    bare.seconds([articles[0].body])
    stage = alone = 0.0
    for k in range(0, len(articles), 10):
        some = articles[k : k + 10]
        stage += _work(some)[0]
        alone += bare.seconds([article.body for article in some])
    return stage, alone


#: A worker of the claims stage, with nothing of this benchmark in it: articles in by the line, its peak of memory out (Linux;
#: what getrusage says of a child is its parent's peak).
WORKER = """
import sys
from schemas import EntityArticle
from services.claims.attribute import attribute
for line in sys.stdin:
    attribute(EntityArticle.model_validate_json(line))
print(int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]) // 1024)
"""


def _peak(articles: Sequence[EntityArticle]) -> int:
    """The most memory that a worker takes for `articles`, in MB."""
    lines = "\n".join(article.model_dump_json() for article in articles)
    return int(subprocess.run([sys.executable, "-c", WORKER], input=lines, capture_output=True, text=True, check=True).stdout)


def speed(articles: Sequence[EntityArticle]) -> None:
    """Processes of their own, as the service has them: one, then two at once on half of the articles each."""
    amount = sum(len(article.body.split()) for article in articles) / 450
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        clock, processor = pool.submit(_work, articles).result()
    print(
        f"claims stage, articles of 450 words a second: {amount / clock:.1f} on one core ({amount / processor:.1f} by its time)"
    )
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        halves = [articles[::2], articles[1::2]]
        took = list(pool.map(_work, halves))
    print(f"  on two: {amount / max(clock for clock, _ in took):.1f}; a worker takes {_peak(articles)} MB at most")
    if not yardstick.is_there():
        print("  a bare MiniLM-L6, to know the machine by: not fetched, not compared: make .cache/yardstick/ready")
        return
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        stage, alone = pool.submit(_in_turns, articles).result()
    print(
        f"  in turns with a bare MiniLM-L6: {amount / stage:.1f} to its {amount / alone:.1f}, {alone / stage:.2f} of it "
        f"(goal {yardstick.GOAL / yardstick.THEN:.2f}: {yardstick.GOAL} to {yardstick.THEN})"
    )


def show(count: int) -> None:
    """The claims of `count` articles of reuters2017 that nobody has annotated, to be read."""
    documents = list(islice(unread(), count))
    for document, article in zip(documents, read(documents), strict=True):
        print(f"\n== {document.name}, {document.published}")
        if article is None:
            continue
        print(article.body)
        for claim in attribute.attribute(article).claims:
            who = f"{claim.speaker.name} ({claim.speaker.kind.value})" if claim.speaker else "nobody"
            said = " … ".join(part.text for part in claim.content)
            facts = [claim.act.value, claim.quote.value, *(["negated"] if claim.negated else [])]
            facts += [str(value.date) for value in [claim.said_on] if value]
            facts += [f"{name}: {value.text}" for name in ("addressee", "medium", "place") if (value := getattr(claim, name))]
            print(f"  - {who} | {claim.cue.text if claim.cue else '-'} | {said} | {', '.join(facts)}")


#: What the stage adds to what the model finds, each to be left out to see what it is worth.
RULES = {
    "reach": ("services.claims.attributions", "whole", lambda quotations, contents, cues: contents),
    "uncued": ("services.claims.attributions", "uncued", lambda article, contents: ({}, [])),
    "subjects": ("services.claims.attribute", "with_subject", lambda doc, attribution: attribution),
}


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--limit", type=int, default=None, metavar="N", help="only the first N documents of each set")
    ask.add_argument(
        "--misses", type=int, default=0, metavar="N", help="print N claims of each set that should not be, or are missed"
    )
    ask.add_argument("--without", choices=sorted(RULES), action="append", default=[], help="leave a rule out (an ablation)")
    ask.add_argument("--speed", action="store_true", help="only how fast the stage is, on the first set")
    ask.add_argument("--read", type=int, metavar="N", help="instead: N articles that nobody annotated, with their claims")
    args = ask.parse_args()
    if args.read:
        show(args.read)
        return 0
    for rule in args.without:
        module, name, instead = RULES[rule]
        setattr(sys.modules[module], name, instead)
    first: list[EntityArticle] = []
    for chosen in sets():
        absent = [folder for folder in chosen.folders if not (CORPORA / folder).is_dir()]
        if absent:
            print(
                f"{chosen.name}: not measured: there is no {', '.join(absent)} in {CORPORA} (set CORPORA, and FEEDS for samples)"
            )
            continue
        documents = list(islice(chosen.documents, args.limit))
        articles = read(documents)
        if not args.speed:
            measure(chosen, documents, articles, misses=args.misses)
        first = first or [article for article in articles if article is not None]
        if args.speed and first:
            break
    if first:
        speed(first)
    return 0


if __name__ == "__main__":
    sys.exit(main())
