"""To whom, through what and where it was said: 'Reuters', 'in a statement', 'from Turkey'.

As the parse has it, in the frame of the cue; else the words that the model marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from schemas import Label, SaidOn, Span, Text
from services.claims import cues
from services.claims.syntax import agent, child, is_verb, own_subject, phrase
from services.claims.times import WEEKDAY
from services.claims.utterance import Utterance
from services.claims.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

THROUGH = frozenset({"in", "on", "by", "via", "through", "during", "at", "over", "before"})
WHERE = frozenset({"in", "at", "from", "outside", "near", "during", "inside", "on", "aboard"})
#: What may follow the noun and belong to it: 'in an interview with a paper', 'on the steps of the town hall'; 'in a letter' does
#: without to whom it went, and when.
OF_MEDIUM = frozenset({"of", "with", "on", "about"})
OF_PLACE = OF_MEDIUM - {"about"} | {"in", "at", "near", "for"}
#: 'urged Hale on Monday to …'.
DAY = re.compile(rf"(?<!\s)\s+(?:on\s+)?{WEEKDAY}\b")
#: A title of which the closing mark is missing, and the rest of it; one behind its broadcaster: "CBS's “Face the Nation.”"
OPEN, CLOSING = re.compile(r"“[^”]*$|^[^\"]*\"[^\"]*$"), re.compile(r"(?:\s?[\w ]{1,40})?[.,]?[”\"]")
TITLE = re.compile(r"['’]?s?\s[“\"][\w ,&'’-]{2,40}[.,]?[”\"]")
LOOSE_END = re.compile(r"(?<!\s)\s+(?:in|on|to|with|for|of|at|from|by|sent|published|posted|released|issued)$")
#: What a medium begins with where no preposition leads to it: 'sent [a note]'.
DETERMINERS = frozenset({"a", "an", "the", "his", "her", "its", "their", "another", "this"})
WORD_OF = re.compile(r"[^\s\"“”‘,]+")
NAMES = frozenset({Label.GPE, Label.LOC, Label.FAC})


def addressee(utterance: Utterance) -> Text | None:
    """Who is spoken to, when the text says."""
    return _apart(_hearer(utterance) or _tagged(utterance, "addressee"), utterance.attribution.source)


def _hearer(utterance: Utterance) -> Text | None:
    cue = utterance.cue
    if cue is None or not is_verb(cue):
        return None
    for token in _hearers(cue):
        found = _outside(utterance, token, until=_elsewhere(token))
        if found is not None:
            return found
    return _before_to(utterance, cue)


def _hearers(cue: Token) -> Iterator[Token]:
    if cue.tag_ == "VBN" and cue.dep_ == "advcl" and agent(cue) is not None:  # 'Asked by reporters whether …, the mayor'
        answers = own_subject(cue.head)
        if answers is not None:
            yield answers
    if _speaks_to(cue):
        yield from (kid for kid in cue.children if kid.dep_ in {"dobj", "dative", "nsubjpass"} and kid.tag_ != "IN")
    for link in cue.children:
        if link.lower_ == "to" and link.dep_ in {"prep", "dative"}:
            yield from (kid for kid in link.children if kid.dep_ == "pobj")


def _elsewhere(hearer: Token) -> int | None:
    """Where 'at a briefing' of 'told reporters at a briefing' begins, which the parser hangs on the reporters; 'voters in the
    north' are a phrase."""
    return next((kid.i for kid in hearer.rights if _is_elsewhere(hearer, kid)), None)


def _is_elsewhere(hearer: Token, kid: Token) -> bool:
    if kid.dep_ != "prep" or kid.lower_ not in THROUGH | WHERE or kid.lower_ == "from":
        return False
    what = child(kid, "pobj")
    by_itself = hearer.tag_ in {"NNP", "PRP"} or hearer.lower_ in words("press")
    return by_itself or (what is not None and what.lower_ in words("media") | words("venues"))


def _speaks_to(cue: Token) -> bool:
    """Whether the cue's object is who is spoken to: 'told', 'urged'."""
    return cue.lower_ in words("spoken to") or any(known.frame("told") for known in cues.verbs(cue.lower_))


def _before_to(utterance: Utterance, cue: Token) -> Text | None:
    """X of 'urged X to …' and 'called on X to …': all that stands between cue and content."""
    attribution = utterance.attribution
    first = utterance.content[0][0]
    if attribution.cue is None or first.tag_ != "TO" or not 0 < first.i - cue.i < 25:
        return None
    between = [token for token in utterance.doc[cue.i + 1 : first.i] if token.idx >= attribution.cue.end and not token.is_space]
    if not between or between[0].tag_ == "IN" or not any(token.tag_.startswith(("NN", "PRP", "WP")) for token in between):
        return None
    start, end = between[0].idx, between[-1].idx + len(between[-1])
    day = DAY.search(utterance.article.body, start, end)
    return _text(utterance, start, day.start() if day else end)


def medium(utterance: Utterance, said: SaidOn | None = None) -> Text | None:
    """The statement, letter, broadcast or call that carried it, without its addressee and the day of it, which is `said`."""
    for link, what in _phrases(utterance):
        if link.lower_ in THROUGH and (what.lower_ in words("media") or (link.lower_ == "on" and _broadcasts(what))):
            found = _titled(utterance, _outside(utterance, link, until=_end(utterance, what, OF_MEDIUM)))
            return _without_day(utterance, found, what, said)
    return _tagged(utterance, "medium")


def _without_day(utterance: Utterance, found: Text | None, what: Token, said: SaidOn | None) -> Text | None:
    """`found` up to the day that stands behind its noun `what`."""
    if found is not None and said is not None and what.idx < said.start < found.end:
        return _text(utterance, found.start, said.start)
    return found


def _titled(utterance: Utterance, found: Text | None) -> Text | None:
    """With the name of the programme in marks, where that stands behind its broadcaster and nobody is said to say it."""
    title = TITLE.match(utterance.article.body, found.end) if found is not None else None
    if found is None or title is None or utterance.says(title.start() + 2, title.end()):
        return found
    return Text(start=found.start, end=title.end(), text=utterance.article.body[found.start : title.end()])


def place(utterance: Utterance, said: SaidOn | None = None, through: Text | None = None) -> Text | None:
    """Where the speaker was, when the text says, without the day of it, which is `said`; not the same words as those for the
    medium that it went `through`."""
    return _apart(_place(utterance, said), through)


def _place(utterance: Utterance, said: SaidOn | None) -> Text | None:
    for link, what in _phrases(utterance):
        if link.lower_ not in WHERE or what.lower_ in words("media"):
            continue
        if what.lower_ in words("venues") or (link.lower_ != "on" and _is_place(utterance, what)):
            return _without_day(utterance, _outside(utterance, link, until=_end(utterance, what, OF_PLACE)), what, said)
    return _tagged(utterance, "place")


def _broadcasts(what: Token) -> bool:
    return any(token.lower_ in words("broadcasters") for token in (what, *what.lefts))


def _end(utterance: Utterance, what: Token, links: frozenset[str]) -> int:
    """Where the phrase of `what` ends: behind it, or what hangs on it by one of these `links`, or the country behind a city."""
    end = what.i + 1
    for kid in what.rights:
        below = utterance.doc[kid.left_edge.i : kid.right_edge.i + 1]
        if kid.is_punct:
            continue
        belongs = kid.lower_ in links if kid.dep_ == "prep" else kid.dep_ in {"appos", "npadvmod"} and _is_place(utterance, kid)
        if not belongs or any(token.dep_ in {"relcl", "acl", "advcl"} for token in below):
            break
        end = kid.right_edge.i + 1
    return end


def _phrases(utterance: Utterance) -> Iterator[tuple[Token, Token]]:
    """The prepositions that hang on the cue, each with its noun."""
    cue = utterance.cue
    if cue is None:
        return
    for holder in (cue, *_hearers(cue)):
        for link in holder.children:
            what = child(link, "pobj") if link.dep_ == "prep" else None
            if what is not None:
                yield link, what


def _is_place(utterance: Utterance, token: Token) -> bool:
    return any(m.label in NAMES and m.start <= token.idx < m.end for m in utterance.article.mentions)


def _outside(utterance: Utterance, token: Token, *, until: int | None = None) -> Text | None:
    """The phrase of `token`, up to where the content begins; None when it is in the content, or is the source."""
    start, end = phrase(token)
    end = until if until is not None and token.i < until < end else end
    first, last = utterance.doc[start].idx, utterance.doc[end - 1].idx + len(utterance.doc[end - 1])
    for part in utterance.attribution.content:
        if part.start <= token.idx < part.end:
            return None
        if first < part.start < last:
            last = part.start
    cue, source = utterance.attribution.cue, utterance.attribution.source
    if cue is not None and first < cue.start < last:
        last = cue.start
    if source is not None and source.start <= token.idx < source.end:
        return None
    if source is not None and first < source.start < last:
        last = source.start
    return _text(utterance, first, last)


def _apart(found: Text | None, other: Span | None) -> Text | None:
    """`found`, unless the two share a word."""
    shared = found is not None and other is not None and found.start < other.end and other.start < found.end
    return None if shared else found


def _tagged(utterance: Utterance, name: str) -> Text | None:
    """The words that the model marks, where they are of the kind: a medium by its noun, a place by its preposition."""
    tagged = utterance.attribution.tagged
    stretch = getattr(tagged, name) if tagged is not None else None
    if stretch is None or utterance.says(*stretch):
        return None
    start, end = stretch
    said = utterance.article.body[start:end].split()
    if name == "addressee" and said[0].lower() in {"to", "from", "with"}:
        start += len(said[0])
    if name == "medium":
        begins = _medium_begins(utterance.article.body, start, end)
        if begins is None:
            return None
        start = begins
    if name == "place" and (len(said) == 1 or said[0].lower() not in WHERE):
        return None
    loose = LOOSE_END.search(utterance.article.body, start, end)
    return _text(utterance, start, loose.start() if loose else end)


def _medium_begins(body: str, start: int, end: int) -> int | None:
    """Where in these words a medium begins: at the preposition that leads to its noun, else at the noun's article, else at the
    first word; None where there is no noun for one."""
    marked = [
        (found.start(), found[0].strip("'’.").removesuffix("’s").removesuffix("'s").lower())
        for found in WORD_OF.finditer(body, start, end)
    ]
    nouns = words("media") | words("broadcasters")
    noun = next((place for place, (_, word) in enumerate(marked) if word in nouns), None)
    if noun is None:
        return None
    leads = (at for links in (THROUGH, DETERMINERS) for at, word in marked[:noun] if word in links)
    return next(leads, start)


def _text(utterance: Utterance, start: int, end: int) -> Text | None:
    """These words without blanks and stops at their ends; a title in marks has both of them."""
    body = utterance.article.body
    start += len(body[start:end]) - len(body[start:end].lstrip())
    kept = body[start:end].rstrip(' ,.:;\n"“”-–—').removesuffix(" that")
    if not kept:
        return None
    end = start + len(kept)
    opened = start - (body[start - 1 : start] == "“")
    closing = CLOSING.match(body, end) if OPEN.search(body, opened, end) else None
    if closing is not None:
        start, end = opened, closing.end()
    return Text(start=start, end=end, text=body[start:end])
