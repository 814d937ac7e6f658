"""What one does by saying it, whether it says that something is not so, and how much of it is quoted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemas import Act, Quote
from services.claims import cues
from services.claims.cues import Cue
from services.claims.syntax import NEGATIONS, SUBJECTS, child, is_negated, is_verb
from services.claims.utterance import WORD, Utterance
from services.claims.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

NOTHING = frozenset({"no", "nobody", "none", "nothing", "neither", "never"})
FUTURE = frozenset({"will", "would", "'ll", "’ll", "wo", "shall"})
ONESELF = frozenset({"i", "we", "he", "she", "it", "they"})
PLEADING = frozenset({"plead", "pleads", "pleaded", "pled", "pleading"})
PLEA = re.compile(r"(not )?guilty\b", re.IGNORECASE)
#: How much likelier than an assertion the model must find an act that the cue's entry does not name.
SURER = 0.5


def act_of(utterance: Utterance) -> Act:
    """What the source does: what its cue's entry says; where that is no more than to assert, what the model is sure of."""
    known, tagged = _known(utterance), utterance.attribution.tagged
    if tagged is None or known is not Act.ASSERT:
        return known
    return max(Act, key=lambda act: tagged.acts[act.value] + (SURER if act is Act.ASSERT else 0.0))


def _known(utterance: Utterance) -> Act:
    """What its cue says in this frame; its own future deed is a commitment."""
    cue = utterance.cue
    if cue is None:
        return Act.ASK if _asks(utterance) else Act.ASSERT
    if cue.lower_ in words("declining") or (is_verb(cue) and cue.lower_ in words("answering") and is_negated(cue)):
        return Act.DECLINE
    plea = PLEA.match(utterance.article.body, utterance.attribution.content[0].start) if cue.lower_ in PLEADING else None
    if plea is not None:
        return Act.DENY if plea[1] else Act.ASSERT
    act = _by_cue(utterance, cue)
    if act is Act.ASSERT and _asks(utterance):
        return Act.ASK
    if act is Act.ASSERT and _own_future(utterance, cue):
        return Act.DECLINE if _withheld(utterance) else Act.COMMIT
    return act


def _by_cue(utterance: Utterance, token: Token) -> Act:
    known = cues.verbs(token.lower_) if is_verb(token) else cues.nouns(token.lower_)
    cue = next((cue for cue in known if not cue.particle or any(kid.lower_ == cue.particle for kid in token.children)), None)
    if cue is None:
        return Act.ASSERT
    return _in_frame(utterance, token, cue)


def _in_frame(utterance: Utterance, token: Token, cue: Cue) -> Act:
    first = utterance.content[0][0]
    assert utterance.attribution.cue is not None, "a frame is a cue's"
    span = utterance.attribution.cue
    links = {*utterance.article.body[span.start : span.end].lower().split()[1:], utterance.doc[first.i - 1].lower_}
    named = next((frame for frame in cue.frames if frame.word in links and first.i > token.i), None)
    if named is not None:
        return cue.act_in(named)
    kind = "own" if cue.frame("own") else "told"
    frame = cue.frame(kind if first.tag_ == "TO" else "clause")
    return cue.act_in(frame) if frame else cue.act


def _asks(utterance: Utterance) -> bool:
    return utterance.article.body[: utterance.attribution.content[0].end].rstrip("\"'”’ ").endswith("?")


def _withheld(utterance: Utterance) -> bool:
    """'"I will not discuss this," she said'."""
    root = _main_verb(utterance)
    return is_negated(root) and root.lower_ in words("withheld")


def _own_future(utterance: Utterance, cue: Token) -> bool:
    """'said it would continue …': the subject is the speaker, and the verb a deed to come."""
    root = _main_verb(utterance)
    who = child(root, *SUBJECTS)
    source = utterance.source
    if who is None or source is None or not any(kid.lower_ in FUTURE and kid.dep_ == "aux" for kid in root.children):
        return False
    if root.lower_ in words("states"):
        return False
    return who.lower_ in ONESELF or who.lower_ == source.lower_


def is_denial(utterance: Utterance, act: Act) -> bool:
    """Whether the content denies, or its main predication is negated."""
    if act is Act.DENY:
        return True
    if act is Act.DECLINE:
        return False
    if act is Act.ATTITUDE and _nobody(utterance):
        return True
    return _negated(_main_verb(utterance))


def _nobody(utterance: Utterance) -> bool:
    """'does not want', 'neither side wants': the attitude itself is denied."""
    cue, source = utterance.cue, utterance.source
    words_before = [source, *source.lefts] if source is not None else []
    return (cue is not None and is_negated(cue)) or any(word.lower_ in NOTHING for word in words_before)


def _main_verb(utterance: Utterance) -> Token:
    """The main word of the content's first sentence."""
    part = utterance.content[0]
    first = next(token for token in part if token.text[0].isalnum() or token.i == part.end - 1)
    return part.doc[first.i : max(first.i + 1, min(part.end, first.sent.end))].root


def _negated(root: Token) -> bool:
    if any(kid.dep_ == "neg" or kid.lower_ in NEGATIONS | {"never"} for kid in root.children if not is_verb(kid)):
        return True
    kids = [kid for kid in root.children if kid.dep_ in {*SUBJECTS, "nsubjpass", "attr", "dobj"}]
    return any(word.lower_ in NOTHING or _has_no(word) for word in kids) or _has_no(root)


def _has_no(noun: Token) -> bool:
    """'no ship'."""
    return any(kid.dep_ == "det" and kid.lower_ == "no" for kid in noun.children)


def quote_of(utterance: Utterance) -> Quote:
    """How the content is given: all of its words in double quotation marks, none, or some. A post is given as it is."""
    if utterance.attribution.posted is not None:
        return Quote.DIRECT
    body, parts = utterance.article.body, utterance.attribution.content
    starts = [match.start() for part in parts for match in WORD.finditer(body, part.start, part.end)]
    inside = sum(utterance.marks.around(start, double=True) is not None for start in starts)
    if inside == 0:
        return Quote.INDIRECT
    return Quote.DIRECT if inside == len(starts) else Quote.MIXED
