"""Where one attribution ends because another begins: 'said P, adding Q', 'said P, while others said Q'."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from services.claims.draft import Draft, with_content
from services.claims.syntax import own_subject, phrase

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

FINITE = frozenset({"VBD", "VBZ", "VBP"})
LINKS = frozenset({"while", "whereas", "and", "but"})
#: How far before its verb the other speaker's clause may begin.
REACH = 25


def apart(doc: Doc, drafts: Sequence[Draft]) -> list[Draft]:
    """'said P, adding Q' and 'said P and called for Q' are two attributions: the first ends where the second begins."""
    found = {draft.at: draft for draft in drafts}
    places = sorted(found)
    for second in drafts:
        start = _second(doc, second)
        if start is None:
            continue
        near = places[bisect.bisect_left(places, doc[start].sent.start) : bisect.bisect_left(places, start)]
        holders = [found[at] for at in near if any(a < start < b for a, b in found[at].content)]
        if not holders or holders[-1].source is None:
            continue
        for draft in holders:
            found[draft.at] = with_content(draft, tuple((a, min(b, start)) for a, b in draft.content if a < start))
        if own_subject(doc[second.at]) is None:
            found[second.at] = replace(found[second.at], source=holders[-1].source)
    return list(found.values())


def _second(doc: Doc, draft: Draft) -> int | None:
    """Where a further attribution begins: ', adding', 'and called', ', while others say'; None when `draft` is none."""
    verb = doc[draft.at]
    if own_subject(verb) is not None:
        return _other_speaker(doc, verb)
    if any(kid.dep_ in {"nsubjpass", "aux", "mark"} for kid in verb.children):
        return None
    before = min([verb.i, *(kid.i for kid in verb.lefts if kid.dep_ == "advmod" and kid.i == verb.i - 1)]) - 1
    if before <= verb.sent.start:
        return None
    participle = verb.tag_ == "VBG" and verb.dep_ == "advcl" and doc[before].text == ","
    joined = verb.tag_ == "VBD" and verb.dep_ in {"conj", "ccomp"} and doc[before].lower_ in {"and", "but"}
    return before if participle or joined else None


def _other_speaker(doc: Doc, verb: Token) -> int | None:
    """The comma of 'said P, while others said Q': others, so no pronoun that may be the first speaker."""
    who = own_subject(verb)
    if who is None or who.tag_ == "PRP" or verb.tag_ not in FINITE or verb.dep_ not in {"conj", "advcl"} or _in_that(verb):
        return None
    link = phrase(who)[0] - 1
    while link > verb.sent.start and doc[link].lower_ not in LINKS and verb.i - link < REACH:
        link -= 1
    return link - 1 if doc[link].lower_ in LINKS and doc[link - 1].text == "," else None


def _in_that(verb: Token) -> bool:
    """Whether the verb's own clause begins with 'that': 'said that P, and that others said Q' is all the first one's."""
    return any(kid.dep_ == "mark" and kid.lower_ == "that" for kid in verb.children)
