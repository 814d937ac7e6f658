"""Short texts that are made of the shapes in which wire copy attributes, each with its labels: what real copy has too seldom.

A shape is a sentence with marks: `<s1>…</s1>` is the source of the first attribution, `c` its cue, `k` a part of its content, `a`
the addressee, `m` the medium, `t` when it was said, `p` where; `{person}`, `{clause}` … are drawn from lists (shapes.tsv).
"""

from __future__ import annotations

import random
import re
from pathlib import Path

from services.claims.model.tagger import ACTS, KINDS, OURS
from training.data import Document, Example

ROWS = [line.split("\t") for line in Path(__file__).with_suffix(".tsv").read_text("utf-8").splitlines() if line[0] != "#"]
FILLERS = {row[1]: row[2].split("|") for row in ROWS if row[0] == "fill"}
#: Kind of the source, act, whether negated, the shape; '/' parts those of several attributions.
SHAPES = [row[1:] for row in ROWS if row[0] == "shape"]
#: Sentences that attribute nothing, among them some that look as if they did.
NONE = [["", "", "", row[1]] for row in ROWS if row[0] == "none"]
TAG = re.compile(r"<(/?)([a-z])(\d)>")
FURTHER = {"a": "addressee", "m": "medium", "t": "said_on_text", "p": "place"}


def documents(count: int = 240, seed: int = 1) -> list[Document]:
    """`count` texts of six to twelve sentences, a paragraph for one or two of them, or all in one."""
    rng = random.Random(seed)
    return [_document(f"shapes/{number}", rng) for number in range(count)]


def _document(name: str, rng: random.Random) -> Document:
    text, examples = rng.choice(["", "", "KARLSHAVN (Norland News) - ", "TARN, March 3 (NN) - "]), []
    apart = rng.choice(["\n", "\n\n", " "])
    for _ in range(rng.randint(6, 12)):
        kind, act, negated, shape = rng.choice(NONE if rng.random() < 0.25 else SHAPES)
        plain, found = _read(_filled(shape, rng), len(text))
        text += plain + (apart if rng.random() < 0.7 else " ")
        for number, spans in sorted(found.items()):
            examples.append(_example(spans, *(_part(given, number) for given in (kind, act, negated))))
    return Document(name, text.rstrip(), OURS, examples)


def _part(given: str, number: int) -> str:
    parts = given.split("/")
    return parts[min(number, len(parts)) - 1]


def _filled(shape: str, rng: random.Random) -> str:
    filled = re.sub(r"\{(\w+)\}", lambda match: rng.choice(FILLERS[match[1]]), shape)
    start = re.match(r"(?:<[^>]+>|[\"“])*", filled)
    at = start.end() if start else 0
    return filled[:at] + filled[at : at + 1].upper() + filled[at + 1 :]


def _read(marked: str, offset: int) -> tuple[str, dict[int, dict[str, list[tuple[int, int]]]]]:
    """(the sentence without marks, the marked spans of each attribution)."""
    plain, at, opened = "", 0, {}
    found: dict[int, dict[str, list[tuple[int, int]]]] = {}
    for match in TAG.finditer(marked):
        plain, at = plain + marked[at : match.start()], match.end()
        closes, part, number = match.groups()
        if closes:
            kept = plain.rstrip(",")
            end = len(kept) if part == "s" else len(plain)
            found.setdefault(int(number), {}).setdefault(part, []).append((offset + opened[part, number], offset + end))
        else:
            opened[part, number] = len(plain)
    return plain + marked[at:], found


def _example(spans: dict[str, list[tuple[int, int]]], kind: str, act: str, negated: str) -> Example:
    return Example(
        content=sorted(spans["k"]),
        source=spans.get("s", []),
        cue=spans["c"],
        act=ACTS.index(act),
        negated=int(negated == "n"),
        kind=KINDS.index(kind),
        extras={name: spans[part][0] for part, name in FURTHER.items() if part in spans},
    )
