"""How well the attribution model finds who said what, and how fast: python -m training.benchmark [--model FOLDER]

PolNeAR dev, its wire stories, and the thirds of GUM's news and of our own articles that are never trained on. The metric is
that of score_polnear.py, on word tokens, one annotated attribution one item however many parts it has. A source is right when
its head, the last capitalised word before a comma, lies in the annotated one.
"""

from __future__ import annotations

import argparse
import collections
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from services.claims.model.decode import Decoding
from services.claims.model.tagger import ACTS, GUM, KINDS, MODEL, OURS, POLNEAR, Tagged, Tagger
from training import data, gum
from training.words import WORD, Tokens, Words, matches, quote_kind


@dataclass(frozen=True)
class Item:
    """An attribution as sets of word tokens."""

    content: Tokens
    source: Tokens
    cue: Tokens
    head: Tokens
    made: Tagged | data.Example


def found_items(words: Words, found: Sequence[Tagged]) -> list[Item]:
    part = lambda s: words.at([s] if s else [])  # noqa: E731
    made = [Item(words.at(a.content), part(a.source), part(a.cue), _head(words, a.source), a) for a in found]
    return [item for item in made if item.content]


def _head(words: Words, source: tuple[int, int] | None) -> Tokens:
    """The main word of a source: the last capitalised one before a comma, or else the last."""
    if source is None:
        return frozenset()
    phrase = words.text[slice(*source)].split(",")[0]
    each = [(m.group(), m.start() + source[0]) for m in WORD.finditer(phrase)]
    named = [word for word in each if word[0][0].isupper()]
    at = (named or each or [("", source[0])])[-1][1]
    return words.at([(at, at + 1)])


def gold_items(words: Words, doc: data.Document) -> list[Item]:
    made = [Item(words.at(e.content), words.at(e.source), words.at(e.cue), frozenset(), e) for e in doc.examples]
    return [i for i in made if i.content]


def paired(found: Sequence[Item], gold: Sequence[Item], least: float) -> list[tuple[Item, Item]]:
    """Those that match, one to one, best first."""
    pairs = matches([item.content for item in found], [item.content for item in gold], least=least)
    return [(found[place], gold[other]) for place, other in pairs]


def right_speaker(found: Item, gold: Item) -> bool:
    return (bool(found.head) and found.head <= gold.source) or not (found.head or gold.source)


class Score:
    """Counts over documents."""

    def __init__(self) -> None:
        self.n: collections.Counter[tuple[str, ...]] = collections.Counter()

    def add(self, words: Words, found: list[Item], gold: list[Item]) -> None:
        n, quoted = self.n, words.quoted()
        quotes = {id(g): quote_kind(g.content, quoted) for g in gold}
        n["found",] += len(found)
        n["gold",] += len(gold)
        n["exact",] += len(paired(found, gold, 1.0))
        for part in ("source", "cue", "content"):
            f, g = ({getattr(i, part) for i in items} - {frozenset()} for items in (found, gold))
            n[part, "found"] += len(f)
            n[part, "gold"] += len(g)
            n[part, "hit"] += len(f & g)
        for g in gold:
            n["gold", quotes[id(g)]] += 1
        for f, g in paired(found, gold, 0.8):
            n["hit",] += 1
            n["hit", quotes[id(g)]] += 1
            n["speaker",] += right_speaker(f, g)
            n["quote",] += quote_kind(f.content, quoted) == quotes[id(g)]
            self._labels(f.made, g.made)

    def _labels(self, found: Tagged, gold: data.Example) -> None:
        if gold.extras is None:
            return
        n = self.n
        n["labelled",] += 1
        n["act",] += max(found.acts, key=found.acts.__getitem__) == ACTS[gold.act]
        n["negated",] += (found.negated >= 0.5) == bool(gold.negated)
        n["kind",] += max(found.kinds, key=found.kinds.__getitem__) == KINDS[gold.kind]
        for name, key in (("addressee", "addressee"), ("medium", "medium"), ("place", "place"), ("said_on", "said_on_text")):
            f, g = getattr(found, name), gold.extras.get(key)
            n[name, "found"] += f is not None
            n[name, "gold"] += g is not None
            n[name, "hit"] += bool(f and g and f[0] < g[1] and g[0] < f[1])

    def f1(self, hit: str) -> float:
        return f1(self.n[hit,], self.n["found",], self.n["gold",])[2]

    def lines(self) -> list[str]:
        n = self.n
        names = (("J>=.8", "hit"), ("exact", "exact"), ("with speaker", "speaker"))
        whole = {name: f1(n[key,], n["found",], n["gold",]) for name, key in names}
        out = [f"  {n['gold',]} attributions, {n['found',]} found"]
        out += [f"  content {name:13} P {p:.3f}  R {r:.3f}  F1 {f:.3f}" for name, (p, r, f) in whole.items()]
        out.append("  exact F1 by part      " + self._part_f1("source", "cue", "content"))
        kinds = ("direct", "mixed", "indirect")
        recalls = (f"{k} {n['hit', k] / max(1, n['gold', k]):.3f} of {n['gold', k]}" for k in kinds)
        out.append("  recall at J>=.8       " + "  ".join(recalls))
        if n["labelled",]:
            right = "  ".join(f"{k} {n[k,] / n['labelled',]:.3f}" for k in ("act", "negated", "kind"))
            out.append(f"  right of matched      {right}  quote {n['quote',] / n['hit',]:.3f}")
            out.append("  F1 on matched         " + self._part_f1("addressee", "medium", "place", "said_on"))
        return out

    def _part_f1(self, *parts: str) -> str:
        return "  ".join(f"{p} {f1(self.n[p, 'hit'], self.n[p, 'found'], self.n[p, 'gold'])[2]:.3f}" for p in parts)


def f1(hit: int, found: int, gold: int) -> tuple[float, float, float]:
    """(precision, recall, F1)."""
    p, r = hit / max(1, found), hit / max(1, gold)
    return p, r, 2 * p * r / max(1e-9, p + r)


def sets(names: Sequence[str] = ("polnear", "wire", "gum", "ours")) -> dict[str, tuple[list[data.Document], int]]:
    """The documents to score on and the scheme under which each set was annotated."""
    dev, wire = data.polnear("dev"), data.wire_names()
    made = {
        "polnear": (dev, POLNEAR),
        "wire": ([d for d in dev if d.name in wire], POLNEAR),
        "gum": ([d for d in gum.documents("news") if data.kept_for_measuring(d)], GUM),
        "ours": ([d for d in data.ours() if data.kept_for_measuring(d)], OURS),
    }
    return {name: made[name] for name in names}


def evaluate(tagger: Tagger, docs: list[data.Document], scheme: int, decoding: Decoding | None = None) -> Score:
    score = Score()
    for doc in docs:
        words = Words(doc.text)
        found = tagger.attributions(doc.text, scheme=scheme, decoding=decoding)
        score.add(words, found_items(words, found), gold_items(words, doc))
    return score


def speed(tagger: Tagger, docs: list[data.Document], rounds: int = 3) -> tuple[float, float]:
    """(articles of 450 words a second on one core, the same by processor time: a busy machine slows only the first)."""
    words = sum(len(d.text.split()) for d in docs) * rounds
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(rounds):
        for doc in docs:
            tagger.attributions(doc.text)
    return words / 450 / (time.perf_counter() - wall), words / 450 / (time.process_time() - cpu)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--model", type=Path, default=MODEL)
    ask.add_argument("--encoder", default="encoder.onnx", help="encoder.fp32.onnx to see what int8 costs")
    args = ask.parse_args()
    tagger = Tagger(args.model, encoder=args.encoder)
    made = sets()
    for name, (docs, scheme) in made.items():
        print(f"{name}: {len(docs)} documents")
        print("\n".join(evaluate(tagger, docs, scheme).lines()), flush=True)
    dev = made["polnear"][0]
    print("polnear under our own scheme, as the product reads it")
    print("\n".join(evaluate(tagger, dev, OURS).lines()[:4]))
    wall, cpu = speed(tagger, dev[:20])
    print(f"speed: {wall:.1f} articles (450 words) a second on one core, {cpu:.1f} by processor time")
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")


if __name__ == "__main__":
    main()
