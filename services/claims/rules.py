"""What a word attributes: the rules, tried in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from schemas import Act
from services.claims import cues
from services.claims.cues import Cue
from services.claims.draft import (
    Draft,
    draft_of,
    has_particle,
    infinitive,
    is_circumstance,
    to_of,
)
from services.claims.frames import TAKES
from services.claims.nominal import according, noun_of_saying
from services.claims.syntax import is_negated, is_verb, phrase, quoted_by
from services.claims.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token


def drafts_at(token: Token) -> Iterator[Draft]:
    """What `token` attributes, if it is a cue."""
    if token.lower_ == "according":
        yield from according(token)
    elif is_verb(token) and token.dep_ not in {"amod", "compound", "aux", "auxpass"}:
        yield from _verb(token)
    elif token.tag_ in {"NN", "NNS"}:
        yield from noun_of_saying(token)


def _verb(verb: Token) -> Iterator[Draft]:
    withheld = declined(verb)
    if withheld is not None:
        yield replace(withheld, act=Act.DECLINE)
        return
    for cue in cues.verbs(verb.lower_):
        if not has_particle(verb, cue) or _unreal(verb, cue) or _quotes_another(verb):
            continue
        for kind, take in TAKES.items():
            if is_negated(verb) and (cue.act is Act.ACCUSE or (kind == "object" and cue.act is Act.ASSERT)):
                continue
            frames = [frame for frame in cue.frames if frame.kind == kind]
            draft = next((found for frame in frames if (found := take(verb, frame))), None)
            if draft is not None and not (draft.rule == "inserted" and cue.act is Act.ATTITUDE):
                yield replace(draft, act=cue.act)
                return


def _quotes_another(verb: Token) -> bool:
    """'quoted the minister as saying …': the words are the minister's, and 'saying' is the cue."""
    return any(quoted_by(kid) == verb for link in verb.children if link.lower_ == "as" for kid in link.children)


def _unreal(verb: Token, cue: Cue) -> bool:
    """Whether nobody has said it: 'may say', 'if he says', 'to say' unless 'went on to say'."""
    if any(kid.lower_ in words("unreal") and kid.dep_ == "aux" for kid in verb.children):
        return True
    if verb.tag_ == "VB" and any(kid.tag_ == "TO" for kid in verb.children):
        return verb.head.lower_ not in words("going on")
    if cue.act is Act.ATTITUDE:
        return verb.dep_ == "relcl" and verb.head.lower_ in words("anyone")
    return any(kid.lower_ in {"would", "'d"} and kid.dep_ == "aux" for kid in verb.children)


def declined(verb: Token) -> Draft | None:
    """'declined to comment', 'did not respond to a request', 'would not say whether …'."""
    if verb.lower_ in words("declining"):
        inner = infinitive(verb)
        if inner is None or inner.lower_ not in words("withheld"):
            return None
        return draft_of(verb, ((to_of(inner), phrase(inner)[1]),), "declined")
    if verb.lower_ not in words("answering") or not is_negated(verb):
        return None
    first = min((kid.i for kid in verb.lefts if kid.dep_ in {"aux", "neg"}), default=verb.i)
    said = [kid for kid in verb.rights if kid.dep_ in {"ccomp", "dobj", "prep", "advcl"} and not is_circumstance(kid)]
    if not said:
        return None
    return draft_of(verb, ((phrase(said[0])[0], phrase(said[-1])[1]),), "declined", cue=(first, verb.i + 1))
