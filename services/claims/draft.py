"""An attribution in the making, and the pieces that every rule puts one together from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from schemas import Act
from services.claims import cues
from services.claims.cues import Cue
from services.claims.syntax import Range, child, is_passive, is_verb, own_subject, phrase, subject
from services.claims.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(frozen=True)
class Draft:
    """An attribution in tokens. `at` is the cue's main token, `source` the head of the phrase that names the source."""

    at: int
    cue: Range | None
    source: Token | None
    content: tuple[Range, ...]
    rule: str
    act: Act = Act.ASSERT
    outer: int | None = None


def with_content(draft: Draft, content: tuple[Range, ...]) -> Draft:
    return replace(draft, content=content)


def in_order(drafts: Iterable[Draft]) -> list[Draft]:
    """`drafts` as their contents stand in the text, the outer before the inner."""
    return sorted(drafts, key=lambda draft: (draft.content[0][0], -draft.content[-1][1], draft.at))


def draft_of(verb: Token, content: tuple[Range, ...], rule: str, *, cue: Range | None = None) -> Draft | None:
    """A draft of `verb`, whoever its source is; None when nobody is, and the words are not of those that need nobody."""
    source = subject(verb)
    if source is None and not (is_passive(verb) and verb.lower_ in words("agentless")):
        return None
    content = tuple(part for part in content if part[0] < part[1])
    return Draft(verb.i, cue or cue_of(verb), source, content, rule) if content else None


def cue_of(verb: Token) -> Range:
    particle = next((kid for kid in verb.children if kid.dep_ == "prt" and kid.i == verb.i + 1), None)
    return verb.i, verb.i + 1 + (particle is not None)


def infinitive(verb: Token) -> Token | None:
    return next((kid for kid in verb.rights if kid.dep_ in {"xcomp", "ccomp", "advcl"} and is_infinitive(kid)), None)


def is_infinitive(token: Token) -> bool:
    return any(kid.tag_ == "TO" and kid.dep_ == "aux" for kid in token.children)


def to_of(infinitive: Token) -> int:
    """Where 'to …' or 'not to …' begins."""
    return min((kid.i for kid in infinitive.lefts if kid.tag_ == "TO" or kid.dep_ == "neg"), default=infinitive.i)


def bare(object_: Token, verb: Token) -> Range:
    """The phrase of `object_` as far as it does not hold the clause of `verb`."""
    start, end = phrase(object_)
    if not object_.i < verb.i < end:
        return start, end
    return start, max(object_.i + 1, clause_in(object_, verb).left_edge.i)


def clause_in(above: Token, token: Token) -> Token:
    """The one right below `above` on the way from `token`, as far up as the way goes."""
    while token.head != token and token.head != above:
        token = token.head
    return token


def without(content: Range, verb: Token) -> tuple[Range, ...]:
    """`content` without the words of the attribution that interrupt it."""
    if not content[0] <= verb.i < content[1]:
        who = own_subject(verb)
        own = [phrase(who)] if who is not None else []
        inside = [span for span in own if content[0] < span[0] and span[1] < content[1]]
        return ((content[0], inside[0][0]), (inside[0][1], content[1])) if inside else (content,)
    who = own_subject(verb)
    spans = [phrase(kid) for kid in verb.children if kid == who or is_circumstance(kid) or kid.dep_ in {"dobj", "dative"}]
    spans = [span for span in spans if span[1] - span[0] < content[1] - content[0] and content[0] < span[0]]
    first, last = min([verb.i, *(a for a, _ in spans)]), max([verb.i + 1, *(b for _, b in spans)])
    return tuple(part for part in ((content[0], first), (last, content[1])) if part[0] < part[1])


def is_circumstance(token: Token) -> bool:
    """Whether this says when, where or how it was said: 'on Monday', 'in a statement', 'from Turkey'."""
    if token.dep_ in {"npadvmod", "advmod"}:
        return True
    if token.dep_ != "prep":
        return False
    what = child(token, "pobj")
    return what is not None and (what.lower_ in words("times") or what.lower_ in words("media"))


def has_that(clause: Token) -> bool:
    return any(kid.dep_ == "mark" and kid.lower_ == "that" for kid in clause.children)


def speaks(token: Token) -> Cue | None:
    """The cue that `token` is, when it can introduce a quotation."""
    if not is_verb(token) or token.dep_ in {"amod", "compound"}:
        return None
    return next(
        (cue for cue in cues.verbs(token.lower_) if has_particle(token, cue) and (cue.frame("clause") or cue.frame("quote"))),
        None,
    )


def has_particle(verb: Token, cue: Cue) -> bool:
    return not cue.particle or any(kid.lower_ == cue.particle for kid in verb.children)
