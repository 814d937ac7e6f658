"""GUM's news as attributions: each eRST attribution relation is one, its nucleus the content.

The signals of a relation name its source (`attribution_source`) and its cue (`indicative_word`) where the annotators saw
them. Texts are put together from the trees' tokens, with the paragraphs that the trees mark.
"""

from __future__ import annotations

import collections
import re
import xml.etree.ElementTree as ET
from pathlib import Path

from services.claims.model.tagger import GUM
from training.data import CORPORA, Document, Example, Span

_TOKEN = re.compile(r"(\d+)(?:-(\d+))?\t([^\t]*)\t(?:[^\t]*\t){7}([^\t\n]*)")


def documents(genre: str) -> list[Document]:
    """The documents of a genre ("news", "interview") that have both trees and relations."""
    root = CORPORA / "gum"
    trees = sorted((root / "dep").glob(f"GUM_{genre}_*.conllu"))
    pairs = [(tree, root / "rst" / "rstweb" / f"{tree.stem}.rs4") for tree in trees]
    return [_document(tree, rst) for tree, rst in pairs if rst.exists()]


def _document(tree: Path, rst: Path) -> Document:
    text, tokens = _text(tree)
    return Document(tree.stem, text, GUM, _attributions(ET.parse(rst).getroot(), tokens))


def _text(tree: Path) -> tuple[str, list[Span]]:
    """(the text, where each syntactic word stands in it); the words of a contraction share its place."""
    text, spans, until = "", [], 0
    for line in tree.read_text(encoding="utf8").split("\n"):
        if line.startswith("# newpar") and text:
            text = text.rstrip() + "\n"
        found = _TOKEN.match(line)
        if not found:
            until = 0 if not line.strip() else until
            continue
        first, last, form, misc = found.groups()
        if last:
            start, until = len(text), int(last)
            spans += [(start, start + len(form))] * (until - int(first) + 1)
        elif int(first) > until:
            spans.append((len(text), len(text) + len(form)))
        else:
            continue
        text += form + ("" if "SpaceAfter=No" in misc else " ")
    return text, spans


def _attributions(root: ET.Element, tokens: list[Span]) -> list[Example]:
    nodes = {n.get("id"): n for n in root.iter() if n.tag in ("segment", "group")}
    children = collections.defaultdict(list)
    for key, node in nodes.items():
        children[node.get("parent")].append(key)
    units, at = {}, 0
    for segment in root.iter("segment"):
        count = len((segment.text or "").split())
        units[segment.get("id")] = list(range(at, at + count))
        at += count
    if at != len(tokens):
        raise ValueError(f"the relations have {at} tokens and the trees {len(tokens)}")

    def below(key: str | None) -> list[int]:
        """Tokens of a unit: its own, or for a group those of all that is in it."""
        if key in units:
            return units[key]
        return sorted({t for child in children[key] for t in below_with(child)})

    def below_with(key: str) -> list[int]:
        """The tokens of a unit within a group, and of what hangs on it."""
        return below(key) + [t for child in children[key] if key in units for t in below_with(child)]

    signals = collections.defaultdict(lambda: collections.defaultdict(list))
    for signal in root.iter("signal"):
        places = [int(t) - 1 for t in (signal.get("tokens") or "").split(",") if t]
        signals[signal.get("source")][signal.get("subtype")] += places
    made = []
    for key, node in nodes.items():
        if not (node.get("relname") or "").startswith("attribution"):
            continue
        content = set(below(node.get("parent"))) - set(below(key))
        said = signals[key]
        if content:
            made.append(
                Example(
                    _spans(sorted(content), tokens),
                    _spans(said["attribution_source"], tokens),
                    _spans(said["indicative_word"], tokens),
                )
            )
    return made


def _spans(found: list[int], tokens: list[Span]) -> list[Span]:
    return [tokens[t] for t in sorted(found)]
