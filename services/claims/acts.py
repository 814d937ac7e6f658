"""What one does by saying it, whether it says that something is not so, and how much of it is quoted."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from schemas import Act, Label, Quote
from services.claims import cues
from services.claims.cues import Cue
from services.claims.syntax import NEGATIONS, SUBJECTS, child, is_negated, is_verb
from services.claims.utterance import WORD, Utterance, tokens
from services.claims.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

NOTHING = frozenset({"no", "nobody", "none", "nothing", "neither", "never"})
FUTURE = frozenset({"will", "would", "'ll", "’ll", "wo", "shall"})
ONE = frozenset({"he", "she"})
PLEADING = frozenset({"plead", "pleads", "pleaded", "pled", "pleading"})
PLEA = re.compile(r"(not )?guilty\b", re.IGNORECASE)
#: What the cue's entry, or the content's form, adds to the log-probability that the model gives to its act; and what is added to
#: an assertion where there is neither, unless a body's deed is told, on which the model decides alone. Tuned on our held-out
#: articles: any from 2 to 5, and from 0.5 to 2, are as good.
KNOWN, UNKNOWN = 4.0, 1.0
#: What is taken from a denial that neither of them tells: by the guidelines a denial is a denial cue's, or an explicit rejection.
#: Tuned on the same articles: any from 1 to 3 is as good, and better than none.
UNTOLD = 1.0
#: The model's probabilities are rounded to three places.
LEAST = 0.0005


def act_of(utterance: Utterance) -> Act:
    """What the source does: what the cue and the content tell, unless the model is much surer of something else. To ask and to
    decline are told by the words alone."""
    known, tagged = _known(utterance), utterance.attribution.tagged
    if tagged is None or known in {Act.ASK, Act.DECLINE}:
        return known
    bonus = KNOWN if known is not Act.ASSERT else 0.0 if _is_deed_of_a_body(utterance) else UNKNOWN
    more: dict[Act, float] = {Act.DENY: -UNTOLD, known: bonus}
    return max(Act, key=lambda act: math.log(max(tagged.acts[act.value], LEAST)) + more.get(act, 0.0))


def _is_deed_of_a_body(utterance: Utterance) -> bool:
    """'The government will not restrict exports, the minister said': whether the source speaks for it, no word tells."""
    root = _main_verb(utterance)
    who = child(root, *SUBJECTS)
    return who is not None and who.lower_ in words("offices") | words("companies") and _is_deed_to_come(root)


def _known(utterance: Utterance) -> Act:
    """What its cue says in this frame; where that is no more than to assert, what the content is: a question, an order, what
    one will do oneself or will not say."""
    cue = utterance.cue
    if cue is not None:
        if _withholds(cue):
            return Act.DECLINE
        plea = PLEA.match(utterance.article.body, utterance.attribution.content[0].start) if cue.lower_ in PLEADING else None
        if plea is not None:
            return Act.DENY if plea[1] else Act.ASSERT
        act = _by_cue(utterance, cue)
        if act is Act.DENY and is_negated(cue):
            return Act.ASSERT
        if act is not Act.ASSERT:
            return act
    return _by_content(utterance)


def _withholds(cue: Token) -> bool:
    """'did not comment', 'gave no details', 'without saying', 'failed to address', 'stopped short of saying'."""
    verb = cue.head if cue.dep_ in {"aux", "neg"} else child(cue, "pcomp") or cue
    if verb.lower_ in words("failing"):
        below = [kid for link in (verb, *verb.rights) for kid in link.children if kid.dep_ in {"xcomp", "pcomp"}]
        return any(kid.lower_ in words("answering") for kid in below)
    what = child(verb, "dobj")
    if verb.lower_ in words("giving") and what is not None and _has_no(what):
        return True
    return is_verb(verb) and verb.lower_ in words("answering") and (is_negated(verb) or verb.head.lower_ == "without")


def _by_cue(utterance: Utterance, cue: Token) -> Act:
    """What the entry of the cue's main word says, else that of another of its words: 'was eager', 'signed on to support'."""
    entry = _entry(cue)
    if entry is not None:
        return _in_frame(utterance, cue, entry)
    assert utterance.attribution.cue is not None, "it is the cue's token"
    others = (_entry(token) for token in tokens(utterance.doc, utterance.attribution.cue) if token != cue)
    return next((entry.act for entry in others if entry is not None), Act.ASSERT)


def _entry(token: Token) -> Cue | None:
    """The first of its entries; of two words only if both are there. One that the parser takes for another part of speech has
    the entry of that which it is."""
    form = token.lower_
    known = (
        cues.verbs(form) or cues.adjectives(form)
        if is_verb(token)
        else cues.nouns(form) or cues.adjectives(form) or cues.verbs(form)
    )
    return next((cue for cue in known if not cue.particle or any(kid.lower_ == cue.particle for kid in token.children)), None)


def _in_frame(utterance: Utterance, token: Token, cue: Cue) -> Act:
    first = utterance.content[0][0]
    assert utterance.attribution.cue is not None, "a frame is a cue's"
    span = utterance.attribution.cue
    links = {*utterance.article.body[span.start : span.end].lower().split()[1:], utterance.doc[first.i - 1].lower_}
    named = next((frame for frame in cue.frames if frame.word in links and first.i > token.i), None)
    if named is not None:
        return cue.act_in(named)
    what = child(token, "dobj")
    if cue.frame("object") and what is not None and cues.nouns(what.lower_):
        return cues.nouns(what.lower_)[0].act
    if cue.frame("past") and _is_past(_main_verb(utterance)):
        return Act.ASSERT
    kind = "own" if cue.frame("own") else "told"
    frame = cue.frame(kind if _is_infinitive(first) else "clause")
    return cue.act_in(frame) if frame else cue.act


def _is_past(root: Token) -> bool:
    return root.tag_ == "VBD" or (root.tag_ == "VBN" and any(kid.lower_ in words("having") for kid in root.children))


def _is_infinitive(first: Token) -> bool:
    """'to go', 'not to go'."""
    return first.tag_ == "TO" or (first.lower_ in NEGATIONS and first.i + 1 < len(first.doc) and first.nbor().tag_ == "TO")


def _by_content(utterance: Utterance) -> Act:
    if _asks(utterance):
        return Act.ASK
    root = _main_verb(utterance)
    if _orders(utterance, root):
        return Act.DIRECT
    if not _is_own(utterance, child(root, *SUBJECTS)):
        return Act.ASSERT
    if _is_withheld(root):
        return Act.DECLINE
    return Act.COMMIT if _is_deed_to_come(root) else Act.ASSERT


def _asks(utterance: Utterance) -> bool:
    return utterance.article.body[: utterance.attribution.content[0].end].rstrip("\"'”’ ").endswith("?")


def _orders(utterance: Utterance, root: Token) -> bool:
    """'"Close the bridge," she said'."""
    start = utterance.content[0].start_char
    quoted = utterance.marks.around(root.idx, double=True) is not None
    return quoted and root.tag_ == "VB" and root.idx - start <= 1 and child(root, *SUBJECTS) is None


def _is_withheld(root: Token) -> bool:
    """'I will not discuss this', 'could not comment', 'can neither confirm nor deny'; not 'we did not discuss this'."""
    return is_negated(root) and root.lower_ in words("withheld") and all(kid.lower_ != "did" for kid in root.children)


def _is_deed_to_come(root: Token) -> bool:
    """'would continue', 'plans to continue', 'is going to continue', 'is prepared to continue', 'has no plans to'; not
    'would have continued'."""
    auxiliaries = {kid.lower_ for kid in root.children if kid.dep_ == "aux"}
    if auxiliaries & FUTURE and not auxiliaries & words("having"):
        return root.lower_ not in words("states")
    if any(kid.dep_ == "xcomp" for kid in root.children) and root.lower_ in words("meaning to"):
        return True
    what = child(root, "acomp", "dobj")
    return what is not None and what.lower_ in words("ready")


def _is_own(utterance: Utterance, who: Token | None) -> bool:
    """Whether this subject is the speaker: in marks 'I' and 'we'; outside of them a pronoun that may stand for the source."""
    source = utterance.source
    if who is None:
        return False
    if utterance.marks.around(who.idx, double=True) is not None:
        return who.lower_ in {"i", "we"}
    if source is None:
        return False
    if who.lower_ in {*ONE, "it", "they"}:
        return who.lower_ == source.lower_ or who.lower_ in _pronouns(utterance, source)
    return who.lower_ == source.lower_ or who.lower_ in {"i", "we"}


def _pronouns(utterance: Utterance, source: Token) -> frozenset[str]:
    """What may stand for the source: 'Republicans say it will work' is of something else."""
    if child(source, "conj") is not None or source.lower_ in words("several"):
        return frozenset({"they"})
    if source.lower_ in ONE or any(m.label is Label.PERSON and m.start <= source.idx < m.end for m in utterance.article.mentions):
        return ONE
    return frozenset({"they"}) if source.tag_ in {"NNS", "NNPS"} else ONE | {"it"}


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
