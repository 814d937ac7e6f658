"""Small questions to a parsed sentence: who is the subject, where does a phrase begin and end."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

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


def source_range(doc: Doc, source: Token, at: int) -> Range:
    """The phrase of `source` as it stands, up to the clause in which it does what token `at` says."""
    start, end = phrase(source)
    if start <= at < end and at > source.i:
        end = max(source.i + 1, min(_clause_in(source, doc[at]).left_edge.i, at))
    while start < source.i and (doc[start].is_punct or doc[start].is_space):
        start += 1
    while end - 1 > source.i and (doc[end - 1].is_punct or doc[end - 1].is_space) and doc[end - 1].text != ")":
        end -= 1
    if end - 1 > source.i and doc[end - 1].tag_ == "POS":
        end -= 1
    return start, end


def _clause_in(above: Token, token: Token) -> Token:
    """The one right below `above` on the way from `token`, as far up as the way goes."""
    while token.head != token and token.head != above:
        token = token.head
    return token
