"""How well claims are found: python -m benchmarks.claims [--limit N] [--misses N]

claims-gold: 144 articles annotated under our own guidelines; `annotations/claims.json`: 86 more under the same ones, annotated
after the rules were written and not looked at since, so that their figure is a test's; PolNeAR dev: 84 documents of political
news under another's. Each goes through parser, entities and claims as on the wire. Prints precision, recall and F1 of contents
(`attributions.py` says how they match), with the right speaker, recall by kind of quotation, under our own guidelines also how
often the other fields are right where the content is, and the articles a second of the claims stage alone, on one core.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice

from benchmarks.attributions import CORPORA, FEEDS, OURS, Document, Item, Words, annotated, claims_gold, matches, polnear
from schemas import Claim, ClaimArticle, EntityArticle, RawItem
from services.claims.attribute import attribute_many
from services.entities.enrich import enrich_many
from services.errors import Rejected
from services.parser.parse import parse

#: Fields that are compared where both have the content.
FIELDS = ("quote", "act", "negated", "nested", "name", "kind", "date", "addressee", "medium", "place")
ARTICLES = ("a ", "an ", "the ")


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


def measure(name: str, documents: Sequence[Document], *, misses: int) -> None:
    articles = read(documents)
    began = time.perf_counter()
    found = iter(attribute_many([article for article in articles if article is not None]))
    seconds = time.perf_counter() - began
    count: Counter[str] = Counter()
    left = misses
    for document, article in zip(documents, articles, strict=True):
        claims = next(found) if article is not None else None
        for line in _compared(document, claims, count):
            if left > 0:
                print(line)
                left -= 1
    _print(name, len(documents), count, seconds)


def _compared(document: Document, article: ClaimArticle | None, count: Counter[str]) -> Iterator[str]:
    """Counts what matches; yields a line for each claim too many and each item missed."""
    words = Words(document.text)
    said = _contents(words, article) if article else []
    items = [item.content for item in document.items]
    pairs = matches([content for content, _ in said], items, least=0.8)
    count.update(predicted=len(said), wanted=len(items), hit=len(pairs))
    count["exact"] += len(matches([content for content, _ in said], items, least=1.0))
    for item in document.items:
        count[f"wanted {item.kind}"] += 1
    for place, other in pairs:
        assert article is not None
        _compare(words, article, said[place][1], document.items[other], count)
    for place in sorted(set(range(len(said))) - {place for place, _ in pairs}):
        claim = said[place][1]
        cue, source = claim.cue.text if claim.cue else "-", claim.source.text if claim.source else "-"
        yield f"{document.name} too many | {cue} | {source} | {' … '.join(part.text for part in claim.content)}"
    for other in sorted(set(range(len(items))) - {other for _, other in pairs}):
        text = " ".join(document.text[slice(*words.spans[word])] for word in sorted(items[other]))
        yield f"{document.name} missed {document.items[other].kind} | {text}"


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


def _compare(words: Words, article: ClaimArticle, claim: Claim, item: Item, count: Counter[str]) -> None:
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


def _prf(hit: int, count: Counter[str]) -> str:
    precision, recall = hit / max(1, count["predicted"]), hit / max(1, count["wanted"])
    both = 2 * precision * recall / max(1e-9, precision + recall)
    return f"P {precision:.3f}  R {recall:.3f}  F1 {both:.3f}"


def _print(name: str, documents: int, count: Counter[str], seconds: float) -> None:
    print(f"{name}: {documents} documents, {count['wanted']} attributions, {count['predicted']} claims")
    print("  content J>=.8     ", _prf(count["hit"], count))
    print("  + right speaker   ", _prf(count["speaker"], count))
    print("  exact             ", _prf(count["exact"], count))
    recalls = (f"{k} {count[f'hit {k}'] / max(1, count[f'wanted {k}']):.3f} of {count[f'wanted {k}']}" for k in KINDS)
    print("  recall            ", "  ".join(recalls))
    if count["right quote"]:
        print("  right of matched  ", "  ".join(f"{f} {count[f'right {f}'] / count['hit']:.3f}" for f in FIELDS))
        given = (f"{f} {count[f'given right {f}'] / max(1, count[f'given {f}']):.3f} of {count[f'given {f}']}" for f in FIELDS)
        print("  right where given ", "  ".join(given))
    print(f"  claims stage alone {documents / max(1e-9, seconds):.0f} articles/s on one core")


KINDS = ("direct", "mixed", "indirect")


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--limit", type=int, default=None, metavar="N", help="only the first N documents of each corpus")
    ask.add_argument("--misses", type=int, default=0, metavar="N", help="print N claims that should not be, or are missed")
    args = ask.parse_args()
    corpora = (
        ("claims-gold", claims_gold(), ("claims-gold", "reuters2017", "fa-kes")),
        ("ours, read after the rules were written", annotated(OURS), ("reuters2017", "fa-kes", FEEDS)),
        ("PolNeAR dev", polnear("dev"), ("polnear",)),
    )
    for name, documents, folders in corpora:
        absent = [str(folder) for folder in folders if not (CORPORA / folder).is_dir()]
        if absent:
            print(f"{name}: not measured: there is no {', '.join(absent)} in {CORPORA} (set CORPORA to the folder of corpora)")
            continue
        measure(name, list(islice(documents, args.limit)), misses=args.misses)
    return 0


if __name__ == "__main__":
    sys.exit(main())
