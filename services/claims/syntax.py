"""Small questions to a parsed sentence: who is the subject, where does a phrase begin and end."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Token numbers from `start` up to, not including, `end`.
Range = tuple[int, int]

SUBJECTS = frozenset({"nsubj", "csubj"})
NEGATIONS = frozenset({"not", "n't", "n’t", "never", "neither", "nor"})


def phrase(token: Token) -> Range:
    """`token` with all that depends on it."""
    return token.left_edge.i, token.right_edge.i + 1


def child(token: Token, *deps: str) -> Token | None:
    """The first child of `token` with one of these labels."""
    return next((kid for kid in token.children if kid.dep_ in deps), None)


def is_verb(token: Token) -> bool:
    return token.tag_.startswith("VB")


def is_passive(verb: Token) -> bool:
    return child(verb, "auxpass") is not None or (verb.tag_ == "VBN" and child(verb, "agent", "nsubjpass") is not None)


def is_negated(verb: Token) -> bool:
    return any(kid.dep_ == "neg" or kid.lower_ in NEGATIONS for kid in verb.children)


def agent(verb: Token) -> Token | None:
    """Z of 'was accused by Z'."""
    by = child(verb, "agent")
    return child(by, "pobj") if by is not None else None


def own_subject(verb: Token) -> Token | None:
    """The subject that stands at `verb` itself; of two, as 'The hospital, she said, knew' is parsed, the nearer."""
    return min((kid for kid in verb.children if kid.dep_ in SUBJECTS), key=lambda kid: abs(kid.i - verb.i), default=None)


def subject(verb: Token, *, depth: int = 6) -> Token | None:
    """Who does what `verb` says: its own subject, the agent of a passive, or the one it shares with the verb above it.

    'depth' bounds the climb: six verbs share a subject in no sentence that a person has written.
    """
    if is_passive(verb):
        return agent(verb)
    own = own_subject(verb)
    if own is not None:
        return antecedent(own, verb)
    return _shared_subject(verb, depth) if depth else None


def _shared_subject(verb: Token, depth: int) -> Token | None:
    above = verb.head
    if above == verb:
        return None
    if verb.dep_ == "acl":
        return above
    quoting = quoted_by(verb)
    if quoting is not None:
        return passive_subject(quoting) or child(quoting, "dobj")
    if verb.dep_ in {"prep", "pcomp"} and above.dep_ in {"prep", "mark", "agent"}:
        above = above.head
    if not is_verb(above):
        return above if verb.dep_ == "pcomp" and above.tag_.startswith("N") else None
    if verb.dep_ in {"conj", "advcl", "xcomp", "pcomp", "prep", "ccomp", "dep", "parataxis"}:
        return passive_subject(above) or subject(above, depth=depth - 1)
    return None


def quoted_by(verb: Token) -> Token | None:
    """'quoted' of 'the agency quoted the minister as saying …', when `verb` is that 'saying'."""
    link = verb.head
    return link.head if verb.dep_ == "pcomp" and link.lower_ == "as" and is_verb(link.head) else None


def passive_subject(verb: Token) -> Token | None:
    """X of 'X was accused'."""
    found = child(verb, "nsubjpass", "csubjpass")
    return antecedent(found, verb) if found is not None else None


def antecedent(token: Token, verb: Token) -> Token:
    """What 'who', 'which' or 'that' stands for, when `token` is one of these in a relative clause; else `token`."""
    if token.tag_ in {"WP", "WDT"} and verb.dep_ == "relcl":
        return verb.head
    return token
