"""From a cue to its content: one function for each way in which a word takes what was said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from schemas import Act
from services.claims import cues
from services.claims.cues import Cue, Frame
from services.claims.syntax import (
    SUBJECTS,
    Range,
    agent,
    antecedent,
    child,
    is_negated,
    is_passive,
    is_verb,
    own_subject,
    passive_subject,
    phrase,
    subject,
)
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


def drafts_at(token: Token) -> Iterator[Draft]:
    """What `token` attributes, if it is a cue."""
    if token.lower_ == "according":
        yield from _according(token)
    elif is_verb(token) and token.dep_ not in {"amod", "compound", "aux", "auxpass"}:
        yield from _verb(token)
    elif token.tag_ in {"NN", "NNS"}:
        yield from _noun(token)


def speaks(token: Token) -> Cue | None:
    """The cue that `token` is, when it can introduce a quotation."""
    if not is_verb(token) or token.dep_ in {"amod", "compound"}:
        return None
    return next(
        (cue for cue in cues.verbs(token.lower_) if _has_particle(token, cue) and (cue.frame("clause") or cue.frame("quote"))),
        None,
    )


def _verb(verb: Token) -> Iterator[Draft]:
    declined = _declined(verb)
    if declined is not None:
        yield replace(declined, act=Act.DECLINE)
        return
    for cue in cues.verbs(verb.lower_):
        if not _has_particle(verb, cue) or _unreal(verb, cue):
            continue
        for kind, take in TAKES.items():
            if kind == "object" and cue.act is Act.ASSERT and is_negated(verb):
                continue
            frames = [frame for frame in cue.frames if frame.kind == kind]
            draft = next((found for frame in frames if (found := take(verb, frame))), None)
            if draft is not None:
                yield replace(draft, act=cue.act)
                return


def _has_particle(verb: Token, cue: Cue) -> bool:
    return not cue.particle or any(kid.lower_ == cue.particle for kid in verb.children)


def _unreal(verb: Token, cue: Cue) -> bool:
    """Whether nobody has said it: 'may say', 'if he says', 'to say' unless 'went on to say'."""
    if any(kid.lower_ in words("unreal") and kid.dep_ == "aux" for kid in verb.children):
        return True
    if verb.tag_ == "VB" and any(kid.tag_ == "TO" for kid in verb.children):
        return verb.head.lower_ not in words("going on")
    if cue.act is Act.ATTITUDE:
        return verb.dep_ == "relcl" and verb.head.lower_ in words("anyone")
    return any(kid.lower_ in {"would", "'d"} and kid.dep_ == "aux" for kid in verb.children)


# --- frames -----------------------------------------------------------------------------------------------------------


def _told(verb: Token, frame: Frame) -> Draft | None:
    """'urged X to …': the content begins at 'to'."""
    inner = _infinitive(verb)
    if inner is None:
        return None
    hearer = child(verb, "dobj", "dative") or child(inner, "nsubj") or child(verb, "nsubjpass")
    if hearer is None:
        return None
    return _draft(verb, ((_to(inner), phrase(inner)[1]),), "told")


def _own(verb: Token, frame: Frame) -> Draft | None:
    """'promised to …'."""
    inner = _infinitive(verb)
    if inner is None or child(inner, *SUBJECTS) is not None or is_passive(verb):
        return None
    return _draft(verb, ((_to(inner), phrase(inner)[1]),), "own")


def _wanted(verb: Token, frame: Frame) -> Draft | None:
    """'wants X to …'."""
    inner = _infinitive(verb)
    if inner is None or child(inner, *SUBJECTS) is None:
        return None
    return _draft(verb, (phrase(inner),), "wanted")


def _of(verb: Token, frame: Frame) -> Draft | None:
    """'accused X of …', 'described X as …'; in the passive X is a first part of the content."""
    passive = is_passive(verb)
    object_ = child(verb, "nsubjpass") if passive else child(verb, "dobj")
    if object_ is None:
        return None
    object_ = antecedent(object_, verb)
    preposition = next((kid for holder in (verb, object_) for kid in holder.children if kid.lower_ == frame.word), None)
    if preposition is None or preposition.i < verb.i:
        return None
    said = _bare(object_, verb) if passive else phrase(object_)
    return _draft(verb, (said, phrase(preposition)), "of")


def _named(verb: Token, frame: Frame) -> Draft | None:
    """'called X a liar'."""
    clause = next(
        (kid for kid in verb.children if kid.dep_ in {"ccomp", "xcomp"} and kid.i > verb.i and child(kid, *SUBJECTS)), None
    )
    if clause is not None and child(clause, "mark") is None and not any(k.dep_ == "aux" for k in clause.children):
        return _draft(verb, (phrase(clause),), "named")
    what = child(verb, "oprd")
    object_ = child(verb, "nsubjpass") if is_passive(verb) else child(verb, "dobj")
    if what is None or object_ is None or what.i < verb.i:
        return None
    return _draft(verb, (_bare(object_, verb), phrase(what)), "named")


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
            cue = _cue(verb)
    else:
        clause = next(
            (kid for kid in verb.children if any(k.dep_ == "mark" and k.lower_ == frame.word for k in kid.children)), None
        )
        if clause is not None and clause.i > verb.i:
            cue, content = (verb.i, phrase(clause)[0] + 1), (phrase(clause)[0] + 1, phrase(clause)[1])
    if cue is None or content is None or content[0] >= content[1] or cue[1] - cue[0] > 3:
        return None
    return _draft(verb, (content,), "for", cue=cue)


def _request(verb: Token, link: Token) -> Range | None:
    """What X is to do in 'called on X to …'."""
    whom = child(link, "pobj")
    holders = [holder for holder in (verb, whom) if holder is not None]
    inner = next((kid for holder in holders for kid in holder.children if kid.i > link.i and _is_infinitive(kid)), None)
    return (_to(inner), phrase(inner)[1]) if inner is not None else None


def _about(verb: Token, frame: Frame) -> Draft | None:
    """'warned of …': without the preposition."""
    link = next((kid for kid in verb.children if kid.lower_ == frame.word and kid.dep_ == "prep" and kid.i > verb.i), None)
    if link is None or phrase(link)[1] <= link.i + 1:
        return None
    return _draft(verb, ((link.i + 1, phrase(link)[1]),), "about")


def _clause(verb: Token, frame: Frame) -> Draft | None:
    """'said that …', in whatever order."""
    colon = next((kid for kid in verb.rights if kid.text == ":"), None)
    if colon is not None:
        return _draft(verb, ((colon.i + 1, verb.sent.end),), "clause")
    clause = _complement(verb)
    if clause is not None:
        said = _relative(verb, _without(_from_that(verb, clause), verb))
        return _draft(verb, (*said, *_going_on(verb, clause), *_spliced(verb, clause)), "clause")
    if verb.dep_ == "parataxis" or (verb.dep_ == "advcl" and _put_as(verb)):
        return _draft(verb, _without(phrase(verb.head), verb), "inserted")
    return _fronted(verb) or _raised(verb) or _unparsed(verb)


def _from_that(verb: Token, clause: Token) -> Range:
    """The clause from its 'that' on: what the parser hangs on it before belongs to the cue, 'reported, citing a memo, that …'."""
    start, end = phrase(clause)
    that = next((kid.i for kid in clause.lefts if kid.dep_ == "mark" and kid.lower_ == "that" and kid.i > verb.i), None)
    return (that if that is not None else start, end)


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
        return (_bare(verb.head, verb), *content[1:])
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
    return _draft(verb, ((start, phrase(what)[1]),), "unparsed")


def _put_as(verb: Token) -> bool:
    """'…, as the minister said'."""
    mark = child(verb, "mark")
    return (
        mark is not None and mark.lower_ == "as" and is_verb(verb.head) and child(verb, "dobj", "ccomp", "xcomp", "prep") is None
    )


def _complement(verb: Token) -> Token | None:
    clauses = [kid for kid in verb.children if kid.dep_ == "ccomp" or (kid.dep_ == "advcl" and _has_that(kid))]
    clauses += [kid for kid in verb.children if kid.dep_ == "xcomp" and is_verb(kid) and child(kid, *SUBJECTS, "nsubjpass")]
    clauses += [kid for medium in _media(verb) for kid in medium.children if _has_that(kid)]
    return max(clauses, key=lambda kid: kid.right_edge.i - kid.left_edge.i, default=None)


def _media(verb: Token) -> Iterator[Token]:
    """'statement' of 'said in a statement'."""
    for link in verb.rights:
        what = child(link, "pobj") if link.dep_ == "prep" else None
        if what is not None and what.lower_ in words("media"):
            yield what


def _fronted(verb: Token) -> Draft | None:
    """'P, the minister said on Monday.', where the parser saw no complement: everything before the comma."""
    who = subject(verb)
    own = child(verb, *SUBJECTS)
    if who is None or own is None or child(verb, "dobj") is not None:
        return None
    first = min(phrase(own)[0], verb.i)
    start = verb.sent.start
    if first - start < 4 or verb.doc[first - 1].text != ",":
        return None
    return _draft(verb, ((start, first - 1),), "fronted")


def _raised(verb: Token) -> Draft | None:
    """'X is believed to …': the subject and the infinitive."""
    inner = child(verb, "xcomp")
    who = child(verb, "nsubjpass")
    if inner is None or who is None or verb.lower_ not in words("agentless") or not _is_infinitive(inner):
        return None
    return _draft(verb, (_bare(who, verb), phrase(inner)), "raised")


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
    return _draft(verb, _without((phrase(what)[0], last), verb), "object")


def _quote(verb: Token, frame: Frame) -> Draft | None:
    """A quotation that the parser took for a complement; the others are found from their marks."""
    clause = _complement(verb)
    return _draft(verb, _without(phrase(clause), verb), "clause") if clause is not None else None


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


# --- other cues -------------------------------------------------------------------------------------------------------


def _according(token: Token) -> Iterator[Draft]:
    link = child(token, "prep") or (token.nbor(1) if token.i + 1 < len(token.doc) and token.nbor(1).lower_ == "to" else None)
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


def _noun(noun: Token) -> Iterator[Draft]:
    """'his denial that …', 'the ministry's threat to …'."""
    if not cues.nouns(noun.lower_) or _is_medium(noun):
        return
    owner = _owner(noun)
    that = next((kid for kid in noun.children if kid.dep_ in {"acl", "ccomp", "relcl"} and _has_that(kid)), None)
    if that is not None:
        yield Draft(noun.i, (noun.i, noun.i + 1), owner, (phrase(that),), "noun")
        return
    inner = next((kid for kid in noun.children if kid.dep_ in {"acl", "relcl"} and _is_infinitive(kid)), None)
    possessor = child(noun, "poss")
    if inner is not None and possessor is not None:
        yield Draft(noun.i, (noun.i, noun.i + 1), possessor, ((_to(inner), phrase(inner)[1]),), "noun")


def _is_medium(noun: Token) -> bool:
    """Whether the noun is how a verb says it: 'said in a statement that …'."""
    verb = noun.head.head
    return noun.dep_ == "pobj" and noun.lower_ in words("media") and is_verb(verb) and bool(cues.verbs(verb.lower_))


def _has_that(clause: Token) -> bool:
    return any(kid.dep_ == "mark" and kid.lower_ == "that" for kid in clause.children)


def _owner(noun: Token) -> Token | None:
    """Whose claim it is: possessor, 'by X', 'from X', or who makes it."""
    possessor = child(noun, "poss")
    if possessor is not None:
        return possessor
    link = next((kid for kid in noun.children if kid.lower_ in {"by", "from"}), None)
    if link is not None:
        return child(link, "pobj")
    return subject(noun.head) if noun.dep_ == "dobj" and noun.head.lower_ in words("making") else None


def _declined(verb: Token) -> Draft | None:
    """'declined to comment', 'did not respond to a request', 'would not say whether …'."""
    if verb.lower_ in words("declining"):
        inner = _infinitive(verb)
        if inner is None or inner.lower_ not in words("withheld"):
            return None
        return _draft(verb, ((_to(inner), phrase(inner)[1]),), "declined")
    if verb.lower_ not in words("answering") or not is_negated(verb):
        return None
    first = min((kid.i for kid in verb.lefts if kid.dep_ in {"aux", "neg"}), default=verb.i)
    said = [kid for kid in verb.rights if kid.dep_ in {"ccomp", "dobj", "prep", "advcl"} and not is_circumstance(kid)]
    if not said:
        return None
    return _draft(verb, ((phrase(said[0])[0], phrase(said[-1])[1]),), "declined", cue=(first, verb.i + 1))


# --- pieces -----------------------------------------------------------------------------------------------------------


def _draft(verb: Token, content: tuple[Range, ...], rule: str, *, cue: Range | None = None) -> Draft | None:
    """A draft of `verb`, whoever its source is; None when nobody is, and the words are not of those that need nobody."""
    source = subject(verb)
    if source is None and not (is_passive(verb) and verb.lower_ in words("agentless")):
        return None
    content = tuple(part for part in content if part[0] < part[1])
    return Draft(verb.i, cue or _cue(verb), source, content, rule) if content else None


def _cue(verb: Token) -> Range:
    particle = next((kid for kid in verb.children if kid.dep_ == "prt" and kid.i == verb.i + 1), None)
    return verb.i, verb.i + 1 + (particle is not None)


def _infinitive(verb: Token) -> Token | None:
    return next((kid for kid in verb.rights if kid.dep_ in {"xcomp", "ccomp", "advcl"} and _is_infinitive(kid)), None)


def _is_infinitive(token: Token) -> bool:
    return any(kid.tag_ == "TO" and kid.dep_ == "aux" for kid in token.children)


def _to(infinitive: Token) -> int:
    """Where 'to …' or 'not to …' begins."""
    return min((kid.i for kid in infinitive.lefts if kid.tag_ == "TO" or kid.dep_ == "neg"), default=infinitive.i)


def _bare(object_: Token, verb: Token) -> Range:
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


def _without(content: Range, verb: Token) -> tuple[Range, ...]:
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


def with_content(draft: Draft, content: tuple[Range, ...]) -> Draft:
    return replace(draft, content=content)
