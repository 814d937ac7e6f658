"""From a cue to its content: one function for each way in which a word takes what was said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from services.claims import cues
from services.claims.cues import Frame
from services.claims.draft import (
    Draft,
    bare,
    cue_of,
    draft_of,
    has_that,
    infinitive,
    is_circumstance,
    is_infinitive,
    speaks,
    to_of,
    without,
)
from services.claims.syntax import (
    SUBJECTS,
    Range,
    agent,
    antecedent,
    child,
    is_passive,
    is_verb,
    own_subject,
    passive_subject,
    phrase,
    quoted_by,
    subject,
)
from services.claims.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token


def _told(verb: Token, frame: Frame) -> Draft | None:
    """'urged X to …': the content begins at 'to'."""
    inner = infinitive(verb)
    if inner is None:
        return None
    hearer = child(verb, "dobj", "dative") or child(inner, "nsubj") or child(verb, "nsubjpass")
    if hearer is None:
        return None
    return draft_of(verb, ((to_of(inner), phrase(inner)[1]),), "told")


def _own(verb: Token, frame: Frame) -> Draft | None:
    """'promised to …'."""
    inner = infinitive(verb)
    if inner is None or child(inner, *SUBJECTS) is not None or is_passive(verb):
        return None
    return draft_of(verb, ((to_of(inner), phrase(inner)[1]),), "own")


def _wanted(verb: Token, frame: Frame) -> Draft | None:
    """'wants X to …'."""
    inner = infinitive(verb)
    if inner is None or child(inner, *SUBJECTS) is None:
        return None
    return draft_of(verb, (phrase(inner),), "wanted")


def _of(verb: Token, frame: Frame) -> Draft | None:
    """'accused X of …', 'described X as …'; in the passive X is a first part of the content."""
    passive = is_passive(verb)
    object_ = child(verb, "nsubjpass") if passive else child(verb, "dobj")
    if object_ is None:
        return None
    object_ = antecedent(object_, verb)
    days = [day for kid in verb.rights if is_circumstance(kid) for day in kid.children if day.dep_ == "pobj"]
    preposition = next((kid for holder in (verb, object_, *days) for kid in holder.children if kid.lower_ == frame.word), None)
    if preposition is None or preposition.i < verb.i:
        return None
    if not passive:
        return draft_of(verb, (phrase(object_), phrase(preposition)), "of")
    by = _accuser(preposition) if agent(verb) is None else None
    start, end = phrase(preposition)
    draft = draft_of(verb, (bare(object_, verb), (start, by.i if by is not None else end)), "of")
    return replace(draft, source=child(by, "pobj")) if draft is not None and by is not None else draft


def _accuser(preposition: Token) -> Token | None:
    """'by' of 'was accused of theft by the mayor', where the parser hung it on 'theft'."""
    what = child(preposition, "pobj", "pcomp")
    by = next((kid for kid in what.children if kid.lower_ == "by"), None) if what is not None else None
    return by if by is not None and what is not None and what.tag_.startswith("NN") and child(by, "pobj") is not None else None


def _named(verb: Token, frame: Frame) -> Draft | None:
    """'called X a liar'; of 'what he called a lie' only the name."""
    clause = _small_clause(verb)
    if clause is not None:
        who, (start, end) = own_subject(clause), phrase(clause)
        skip = who is not None and who.tag_ == "WP" and who.i == start
        return draft_of(verb, ((start + skip, end),), "named")
    what = child(verb, "oprd")
    object_ = child(verb, "nsubjpass") if is_passive(verb) else child(verb, "dobj")
    if what is None or object_ is None or what.i < verb.i:
        return None
    named = phrase(what)
    return draft_of(verb, (named,) if object_.tag_ == "WP" else (bare(object_, verb), named), "named")


def _small_clause(verb: Token) -> Token | None:
    """'the plan a mistake' of 'called the plan a mistake': a clause with a subject and no verb of its own."""
    clauses = (kid for kid in verb.rights if kid.dep_ in {"ccomp", "xcomp"} and own_subject(kid) is not None)
    clause = next(clauses, None)
    return clause if clause is not None and child(clause, "mark", "aux") is None else None


def _for(verb: Token, frame: Frame) -> Draft | None:
    """'called for X', 'called on X to …': the preposition belongs to the cue."""
    link = next((kid for kid in verb.children if kid.lower_ == frame.word and kid.i > verb.i), None)
    cue = None
    content: Range | None = None
    if link is not None and link.dep_ in {"prep", "dative", "prt"}:
        cue, content = (verb.i, link.i + 1), (link.i + 1, phrase(link)[1])
        if frame.word in {"on", "to"}:
            content = _request(verb, link)
        elif child(verb, "dobj") is not None:
            cue = cue_of(verb)
    else:
        clause = next(
            (kid for kid in verb.children if any(k.dep_ == "mark" and k.lower_ == frame.word for k in kid.children)), None
        )
        if clause is not None and clause.i > verb.i:
            cue, content = (verb.i, phrase(clause)[0] + 1), (phrase(clause)[0] + 1, phrase(clause)[1])
    if cue is None or content is None or content[0] >= content[1] or not 0 < cue[1] - cue[0] <= 3:
        return None
    return draft_of(verb, (content,), "for", cue=cue)


def _request(verb: Token, link: Token) -> Range | None:
    """What X is to do in 'called on X to …'."""
    whom = child(link, "pobj")
    holders = [holder for holder in (verb, whom) if holder is not None]
    inner = next((kid for holder in holders for kid in holder.children if kid.i > link.i and is_infinitive(kid)), None)
    return (to_of(inner), phrase(inner)[1]) if inner is not None else None


def _about(verb: Token, frame: Frame) -> Draft | None:
    """'warned of …': without the preposition."""
    link = next((kid for kid in verb.children if kid.lower_ == frame.word and kid.dep_ == "prep" and kid.i > verb.i), None)
    if link is None or phrase(link)[1] <= link.i + 1:
        return None
    return draft_of(verb, ((link.i + 1, phrase(link)[1]),), "about")


def _clause(verb: Token, frame: Frame) -> Draft | None:
    """'said that …', in whatever order."""
    colon = next((kid for kid in verb.rights if kid.text == ":"), None)
    if colon is not None:
        return draft_of(verb, ((colon.i + 1, verb.sent.end),), "clause")
    quoting = quoted_by(verb)
    clause = _complement(verb) or (_complement(quoting) if quoting is not None else None)
    if clause is not None:
        said = _relative(verb, without(_from_that(verb, clause), verb))
        return draft_of(verb, (*said, *_going_on(verb, clause), *_spliced(verb, clause)), "clause")
    if verb.dep_ == "parataxis" or (verb.dep_ == "advcl" and _put_as(verb)):
        return draft_of(verb, without(phrase(verb.head), verb), "inserted")
    return _fronted(verb) or _raised(verb) or _unparsed(verb)


def _from_that(verb: Token, clause: Token) -> Range:
    """The clause from its 'that' on: what the parser hangs on it before belongs to the cue, 'reported, citing a memo, that …'.

    A finite verb without a subject has lost it to the cue: 'confirmed [the bank was sold]'.
    """
    start, end = phrase(clause)
    that = next((kid.i for kid in clause.lefts if kid.dep_ == "mark" and kid.lower_ == "that" and kid.i > verb.i), None)
    if that is not None:
        return that, end
    taken = child(verb, "dobj")
    torn = clause.tag_ in {"VBD", "VBZ", "VBP"} and child(clause, *SUBJECTS, "nsubjpass", "expl") is None
    return (phrase(taken)[0] if torn and taken is not None and verb.i < taken.i < start else start), end


def _spliced(verb: Token, clause: Token) -> tuple[Range, ...]:
    """Q of 'they said that P, they failed', as people speak: Q says P again, with a comma and no word between."""
    after, end = verb.head, phrase(clause)[1]
    who = own_subject(after)
    if verb.dep_ != "ccomp" or clause.i < verb.i or who is None or who.tag_ != "PRP" or who.i != end + 1 or speaks(after):
        return ()
    return ((end, phrase(after)[1]),) if verb.doc[end].text == "," else ()


def _relative(verb: Token, content: tuple[Range, ...]) -> tuple[Range, ...]:
    """The content of 'a plan, which he said is sound': 'which' is what it stands for."""
    first = verb.doc[content[0][0]] if content else verb
    if content[1:] and content[0][1] - content[0][0] == 1 and first.tag_ in {"WDT", "WP"} and verb.dep_ == "relcl":
        return (bare(verb.head, verb), *content[1:])
    return content


def _going_on(verb: Token, clause: Token) -> tuple[Range, ...]:
    """Q of 'P, the report said, and Q', when Q is no report of its own."""
    if clause.i > verb.i:
        return ()
    after = (kid for kid in verb.rights if (kid.dep_ == "conj" and own_subject(kid) is not None) or child(kid, "nsubjpass"))
    return tuple(phrase(kid) for kid in after if kid.dep_ == "conj" and not cues.verbs(kid.lower_))


def _unparsed(verb: Token) -> Draft | None:
    """'said the plan "angered" lenders', where the parser took the verb for an adjective: all that follows."""
    what = child(verb, "dobj")
    if verb.lower_ not in words("plain") or what is None or what.i < verb.i or phrase(what)[1] - verb.i < 4:
        return None
    start = min((phrase(kid)[0] for kid in verb.rights if kid.dep_ in {"nsubj", "dobj"}), default=phrase(what)[0])
    return draft_of(verb, ((start, phrase(what)[1]),), "unparsed")


def _put_as(verb: Token) -> bool:
    """'…, as the minister said'."""
    mark = child(verb, "mark")
    return (
        mark is not None and mark.lower_ == "as" and is_verb(verb.head) and child(verb, "dobj", "ccomp", "xcomp", "prep") is None
    )


def _complement(verb: Token) -> Token | None:
    """The clause that says what was said: one before the cue if there is one, else the longest."""
    clauses = [kid for kid in verb.children if kid.dep_ == "ccomp" or (kid.dep_ == "advcl" and has_that(kid))]
    clauses += [kid for kid in verb.children if kid.dep_ == "xcomp" and is_verb(kid) and child(kid, *SUBJECTS, "nsubjpass")]
    clauses += [kid for medium in _media(verb) for kid in medium.children if has_that(kid)]
    return max(clauses, key=lambda kid: (kid.i < verb.i, kid.right_edge.i - kid.left_edge.i), default=None)


def _media(verb: Token) -> Iterator[Token]:
    """'statement' of 'said in a statement'."""
    for link in verb.rights:
        what = child(link, "pobj") if link.dep_ == "prep" else None
        if what is not None and what.lower_ in words("media"):
            yield what


def _fronted(verb: Token) -> Draft | None:
    """'P, the minister said on Monday.', where the parser saw no complement: everything before the comma."""
    who = subject(verb)
    own = own_subject(verb)
    if who is None or own is None or child(verb, "dobj") is not None:
        return None
    first = min(phrase(own)[0], verb.i)
    start = verb.sent.start
    if first - start < 4 or verb.doc[first - 1].text != ",":
        return None
    return draft_of(verb, ((start, first - 1),), "fronted")


def _raised(verb: Token) -> Draft | None:
    """'X is believed to …': the subject and the infinitive."""
    inner = child(verb, "xcomp")
    who = child(verb, "nsubjpass")
    if inner is None or who is None or verb.lower_ not in words("agentless") or not is_infinitive(inner):
        return None
    return draft_of(verb, (bare(who, verb), phrase(inner)), "raised")


def _object(verb: Token, frame: Frame) -> Draft | None:
    """'denied the report'; not 'a lawyer supporting the report', in passing."""
    if (
        verb.tag_ == "VBG"
        and not any(kid.dep_ == "aux" or kid.text == "," for kid in verb.lefts)
        and verb.doc[verb.i - 1].text != ","
    ):
        return None
    if is_passive(verb):
        what = passive_subject(verb)
        if agent(verb) is None:
            return None
    else:
        what = child(verb, "dobj") or next((kid for kid in verb.rights if kid.dep_ == "xcomp" and kid.tag_ == "VBG"), None)
    if what is None or what.tag_ in {"PRP", "WP", "WDT"}:
        return None
    last = phrase(what)[1]
    for kid in verb.rights:
        if kid.dep_ == "prep" and kid.left_edge.i == last and not is_circumstance(kid) and not is_passive(verb):
            last = phrase(kid)[1]
    return draft_of(verb, without((phrase(what)[0], last), verb), "object")


def _quote(verb: Token, frame: Frame) -> Draft | None:
    """A quotation that the parser took for a complement; the others are found from their marks."""
    clause = _complement(verb)
    return draft_of(verb, without(phrase(clause), verb), "clause") if clause is not None else None


#: Most telling first: 'told X to …' is no 'told (that) …'.
TAKES: dict[str, Callable[[Token, Frame], Draft | None]] = {
    "told": _told,
    "of": _of,
    "named": _named,
    "for": _for,
    "own": _own,
    "clause": _clause,
    "wanted": _wanted,
    "about": _about,
    "object": _object,
    "quote": _quote,
}
