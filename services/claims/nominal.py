"""Cues that are no verbs: 'according to', 'his denial that …'."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from services.claims import cues
from services.claims.draft import (
    Draft,
    has_that,
    is_infinitive,
    to_of,
)
from services.claims.syntax import Range, child, is_verb, phrase, subject
from services.claims.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token


def according(token: Token) -> Iterator[Draft]:
    link = token.nbor(1) if token.i + 1 < len(token.doc) and token.nbor(1).lower_ == "to" else None
    source = child(link, "pobj") if link is not None else None
    if link is None or source is None:
        return
    end = phrase(source)[1]
    sentence = token.sent
    before, after = (sentence.start, token.i), (end, sentence.end)
    content = (after,) if token.i - sentence.start < 2 else _around(token, before, after)
    if content:
        yield Draft(token.i, (token.i, link.i + 1), source, content, "according")


def _around(token: Token, before: Range, after: Range) -> tuple[Range, ...]:
    """The clause that 'according to' stands in, or at whose end it stands."""
    doc = token.doc
    rest = [word for word in doc[after[0] : after[1]] if word.is_alpha]
    return (before,) if not rest or doc[after[0]].text != "," else (before, after)


def noun_of_saying(noun: Token) -> Iterator[Draft]:
    """'his denial that …', 'the ministry's threat to …'."""
    if not cues.nouns(noun.lower_) or _is_medium(noun):
        return
    owner = _owner(noun)
    that = next((kid for kid in noun.children if kid.dep_ in {"acl", "ccomp", "relcl"} and has_that(kid)), None)
    if that is not None:
        yield Draft(noun.i, (noun.i, noun.i + 1), owner, (phrase(that),), "noun")
        return
    inner = next((kid for kid in noun.children if kid.dep_ in {"acl", "relcl"} and is_infinitive(kid)), None)
    possessor = child(noun, "poss")
    if inner is not None and possessor is not None:
        yield Draft(noun.i, (noun.i, noun.i + 1), possessor, ((to_of(inner), phrase(inner)[1]),), "noun")


def _is_medium(noun: Token) -> bool:
    """Whether the noun is how a verb says it: 'said in a statement that …'."""
    verb = noun.head.head
    return noun.dep_ == "pobj" and noun.lower_ in words("media") and is_verb(verb) and bool(cues.verbs(verb.lower_))


def _owner(noun: Token) -> Token | None:
    """Whose claim it is: possessor, 'by X', 'from X', or who makes it."""
    possessor = child(noun, "poss")
    if possessor is not None:
        return possessor
    link = next((kid for kid in noun.children if kid.lower_ in {"by", "from"}), None)
    if link is not None:
        return child(link, "pobj")
    return subject(noun.head) if noun.dep_ == "dobj" and noun.head.lower_ in words("making") else None
