"""What counts as the same text, and what that is worth: python -m benchmarks.pickups [--pairs 12]

Texts of reuters21578 and reuters2017, as the parser makes them: how many pairs are how similar, and how many of these were
published within days of each other. Who runs a story runs it within days; a form that is filled in anew (a weekly table, a bank's
announcement) comes at any distance, so that the share of near pairs says how many of a row are pick-ups. Then stories cut from
the bottom as papers cut them, pages whose text two programs extracted (ours, and fundus' parser for each paper), and the groups
among all samples of the feeds. --pairs prints headlines of pairs on both sides of the thresholds, to be judged by eye.
The texts are others' data: they are read from ../shared, or from the folders that CORPORA and FEEDS name.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import html
import json
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations, pairwise

from benchmarks.datelines import BODY, CORPORA, DATELINE, DAY, ITEM
from benchmarks.formats import FEEDS, gold_words, parsed, raw, samples, words
from schemas import Dated, ParsedArticle, Signature
from services.errors import Rejected
from services.parser.decode import readable
from services.parser.lines import paragraphs
from services.parser.signature import SHORT, sign
from services.parser.story import Story, split
from services.storage.alike import DAYS, SHARES, Known, alike, needed, similarity

TITLE = re.compile(r"<TITLE>(.*?)</TITLE>", re.DOTALL)
#: Words of the shorter text, and estimated similarity: the table's parts and rows.
PARTS = ((SHORT, 40), (40, 80), (80, 150), (150, 100_000))
STEPS = (0.2, 0.3, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)
#: What a paper leaves of a story.
CUTS = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3)


@dataclass(frozen=True)
class Text:
    """A story, when it was published and under which headline."""

    headline: str
    when: datetime
    story: Story

    @property
    def signature(self) -> Signature | None:
        return sign(self.story.body, headline=self.headline, dateline=self.story.dateline)


def corpus() -> Iterator[Text]:
    """Every text of reuters21578, then of reuters2017."""
    for path in sorted((CORPORA / "reuters21578").glob("*.sgm.gz")):
        for item in ITEM.findall(gzip.decompress(path.read_bytes()).decode("latin-1")):
            body, day = BODY.search(item), DAY.search(item)
            if body and day:
                head, title = DATELINE.search(item), TITLE.search(item)
                text = (head[1] if head else "") + body[1].replace("&#3;", "")
                yield a_text(html.unescape(title[1]) if title else "", html.unescape(text), day[1], "%d-%b-%Y")
    with (CORPORA / "reuters2017" / "articles.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield a_text(row["title"], row["text"], row["date"].strip(), "%B %d, %Y")


def a_text(headline: str, text: str, day: str, form: str) -> Text:
    when = datetime.strptime(day, form).replace(tzinfo=UTC)
    return Text(" ".join(headline.split()), when, split(paragraphs(readable(text)), near=when.date()))


def known_by(name: str, signature: Signature, when: datetime, *, dated: bool = True) -> Known:
    return Known(name, signature.digest, signature.words, signature.minhash, when, dated)


def candidates(items: Iterable[Known]) -> Iterator[tuple[Known, Known]]:
    """All pairs that have a bucket in common."""
    buckets = defaultdict(list)
    for one in items:
        for number in one.buckets:
            buckets[number].append(one)
    met = {(one.item_id, other.item_id): (one, other) for inside in buckets.values() for one, other in combinations(inside, 2)}
    return iter(met.values())


def groups(items: Iterable[Known]) -> list[set[str]]:
    """What pick-ups make of `items`: groups of more than one, the largest first."""
    together: dict[str, set[str]] = {}
    for one, other in candidates(items):
        if alike(one, other):
            both = together.get(one.item_id, {one.item_id}) | together.get(other.item_id, {other.item_id})
            together.update(dict.fromkeys(both, both))
    return sorted({id(group): group for group in together.values()}.values(), key=len, reverse=True)


def table(pairs: list[tuple[float, int, bool]]) -> str:
    """Pairs (similarity, words of the shorter, near in time) by similarity and words: all, and the share near in time."""
    lines = [
        "similarity   "
        + "".join(f"{low:>8} to {'' if high > 9999 else high - 1:<5}" for low, high in PARTS)
        + "  words of the shorter"
    ]
    for low, high in pairwise(STEPS):
        cells = ""
        for least, most in PARTS:
            near = [is_near for share, size, is_near in pairs if low <= share < high and least <= size < most]
            cells += f"{len(near):>8} {f'{sum(near) / len(near):.0%}' if near else '':<8}"
        lines.append(f"{low:.2f} to {min(high, 1):.2f} {cells}")
    return "\n".join(lines)


def cut(texts: list[Text]) -> str:
    """How many stories are found again when only their beginning was run."""
    line = []
    for share in CUTS:
        found = 0
        for text in texts:
            body = text.story.body[text.story.dateline.end if text.story.dateline and text.story.dateline.end else 0 :].split()
            left = sign(" ".join(body[: round(len(body) * share)]))
            whole = text.signature
            if left and whole:
                one, other = known_by("whole", whole, text.when), known_by("cut", left, text.when)
                found += bool(one.buckets & other.buckets) and alike(one, other)
        line.append(f"{share:.0%}: {found / len(texts):.1%}")
    return f"{len(texts)} stories of 2017 cut to their first words, found: " + "  ".join(line)


def extractions() -> str:
    """Pages of newspapers whose text we extract, and fundus' parser for the paper does."""
    ours: list[Known] = []
    theirs: dict[str, Known] = {}
    for answers in sorted((FEEDS / "fundus-html").rglob("*.json")):
        gold = [part for part in json.loads(answers.read_text()).values() if part.get("title")]
        for page in sorted(answers.parent.glob(f"{answers.stem}_*.html.gz")):
            made = parsed(raw(page))[0]
            if isinstance(made, Rejected) or made.signature is None:
                continue
            told = Counter(words(made.body))
            best = max(gold, key=lambda part: (told & Counter(gold_words(part))).total())
            signature = sign(" ".join(gold_words(best)), headline=best["title"])
            if signature:
                ours.append(known_by(page.name, made.signature, made.published))
                theirs[page.name] = known_by(page.name, signature, made.published)
    meet = [page for page in ours if page.buckets & theirs[page.item_id].buckets and alike(page, theirs[page.item_id])]
    wrong = sum(alike(page, other) for page in ours for name, other in theirs.items() if name != page.item_id)
    return f"{len(ours)} pages extracted twice: {len(meet)} land together, {wrong} with another page's text"


def feeds() -> tuple[str, list[list[str]]]:
    """The groups among all samples of the feeds; an item that comes twice counts once."""
    articles: dict[str, ParsedArticle] = {}
    for folder in sorted(path for path in FEEDS.iterdir() if path.is_dir()):
        for path in samples(folder):
            articles.update((made.item_id, made) for made in parsed(raw(path)) if isinstance(made, ParsedArticle))
    items = [
        known_by(one.item_id, one.signature, one.published, dated=one.published_from is not Dated.RECEIVED)
        for one in articles.values()
        if one.signature
    ]
    found = groups(items)
    said = [[f"{articles[id].provider} {articles[id].headline}" for id in sorted(group)] for group in found]
    return f"{len(articles)} items of the feeds' samples: {sum(map(len, found))} of them in {len(found)} groups", said


def main() -> None:
    """Prints the evidence."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--pairs", type=int, default=0, help="so many headlines of pairs on each side of each threshold")
    wanted = arguments.parse_args().pairs
    if not CORPORA.is_dir() or not FEEDS.is_dir():
        raise SystemExit(f"absent: {CORPORA} or {FEEDS}; CORPORA and FEEDS may name them")
    texts = list(corpus())
    began = time.process_time()
    signatures = [text.signature for text in texts]
    took = (time.process_time() - began) / len(texts) * 1e6
    size = sum(one.words for one in signatures if one) / len(texts)
    print(f"a signature: {took:.0f} µs of CPU a text ({len(texts)} texts, {size:.0f} words on average)")
    items = [known_by(str(nth), one, texts[nth].when) for nth, one in enumerate(signatures) if one]
    by_minima = [one for one in items if one.minhash]
    met = [(similarity(one, other), one, other) for one, other in candidates(by_minima)]
    pairs = [(share, min(one.words, other.words), abs(one.published - other.published) <= DAYS) for share, one, other in met]
    print(f"pairs with a bucket in common, and how many of them were published within {DAYS.days} days:")
    print(table(pairs))
    found = groups(items)
    print(f"{len(items)} texts: {sum(map(len, found))} in {len(found)} groups; the largest {[len(group) for group in found[:8]]}")
    chance = random.Random(1)
    for _, threshold in SHARES:
        for name, low, high in (("below", threshold - 0.1, threshold), ("above", threshold, threshold + 0.1)):
            near = [
                (share, one, other)
                for share, one, other in met
                if low <= share < high
                and needed(min(one.words, other.words)) == threshold
                and abs(one.published - other.published) <= DAYS
            ]
            for share, one, other in sorted(chance.sample(near, min(wanted, len(near))), key=lambda pair: pair[0]):
                told = [texts[int(each.item_id)].headline[:58] for each in (one, other)]
                print(f"  {name} {threshold}: {share:.2f}  {one.words:>4} {other.words:>4} words  {told[0]:<58} | {told[1]}")
    print(cut([text for text in texts if text.when.year == 2017 and text.signature and text.signature.words >= 200]))
    print(extractions())
    line, said = feeds()
    print(line)
    for group in said[:wanted]:
        print("  " + " | ".join(headline[:60] for headline in group[:6]))


if __name__ == "__main__":
    main()
