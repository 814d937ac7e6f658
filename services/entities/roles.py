"""What an article says that a person is: 'an official in the … group', 'Syrian President'."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from schemas import Label
from services.entities.name import Name
from services.entities.reading import Reading
from services.entities.things import Thing
from services.entities.words import wordset

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

#: Longer than this an apposition is the parser's mistake.
LONGEST = 160
#: An apposition of these is a neighbour in a list, not a role.
NAMED = wordset("PERSON GPE NORP LOC FAC DATE")
RELATIVE = re.compile(r",? (?:who|whose|which|where)\b")
MODIFIERS = wordset("compound amod nmod poss npadvmod appos")


@dataclass(frozen=True)
class Role:
    """The words of a role: `body[start:end] == text`."""

    start: int
    end: int
    text: str


def role_of(name: Name, reading: Reading) -> Role | None:
    """What stands beside `name` as its role: after it, right before it as a title, or before it with a comma."""
    span = reading.span(name.start, name.end)
    root = span.root
    for start, end in (_after(root), _title(span), _before(root)):
        text = reading.body[start:end]
        kept = _bare(text)
        if 2 < len(kept) <= LONGEST and "\n" not in kept:
            at = start + text.index(kept)
            return Role(at, at + len(kept), kept)
    return None


def _bare(text: str) -> str:
    """`text` without the marks around it, an unfinished bracket, and what a relative clause adds."""
    kept = RELATIVE.split(text, maxsplit=1)[0].strip(" ,;:-–—\u00a0\n")
    return kept if kept.count("(") == kept.count(")") else kept.split("(", 1)[0].strip()


def _after(root: Token) -> tuple[int, int]:
    """'Zakaria Malahifji, an official in …'."""
    for child in root.children:
        if child.dep_ == "appos" and child.i > root.i and child.ent_type_ not in NAMED and child.pos_ in ("NOUN", "PROPN"):
            last = child.right_edge
            return child.left_edge.idx, last.idx + len(last)
    return 0, 0


def _before(root: Token) -> tuple[int, int]:
    """'The group's leader, Zakaria Malahifji, …'."""
    head = root.head
    if root.dep_ == "appos" and head.i < root.i and head.pos_ == "NOUN":
        return head.left_edge.idx, root.left_edge.idx
    return 0, 0


def _title(span: Span) -> tuple[int, int]:
    """'Syrian President Bashar al-Assad'."""
    first = span.start
    while first > span.sent.start and span.doc[first - 1].dep_ in MODIFIERS | {"punct"} and _within(span.doc[first - 1], span):
        first -= 1
    while first < span.start and _is_no_title(span.doc[first]):
        first += 1
    return span.doc[first].idx, span.doc[span.start].idx


def _is_no_title(token: Token) -> bool:
    return token.dep_ in ("punct", "det") or token.tag_ in ("VB", "VBD", "VBP", "VBZ") or token.is_punct


def _within(token: Token, span: Span) -> bool:
    return any(ancestor.i in range(span.start, span.end) for ancestor in token.ancestors)


def affiliation(role: Role, mentioned: Sequence[tuple[Name, Thing]]) -> Thing | None:
    """Whom a role is with: the first organization in its words, else the first country, people or party.

    `mentioned` are all names with their things, in the order of the text.
    """
    first = bisect_left(mentioned, role.start, key=lambda each: each[0].start)
    inside = list(takewhile(lambda each: each[0].end <= role.end, mentioned[first:]))
    bodies = [thing for name, thing in inside if name.label is Label.ORG]
    others = [thing for name, thing in inside if thing.country or name.label is Label.NORP]
    return next(iter([*bodies, *others]), None)
