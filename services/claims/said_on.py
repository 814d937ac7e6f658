"""When a claim was made: the time in its own sentence that hangs on its cue, never one of its content."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

from schemas import SaidOn, TimeExpression
from services.claims.syntax import is_verb, own_subject
from services.claims.utterance import Utterance, tokens
from services.claims.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Values that are a day, a month or a year; 'last week' is none of these and dates no claim.
DATED = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?(?![\d-]|-?[WQ])")
#: Words before a time that belong to it.
LEADS = re.compile(
    r"(?:(?:late|early|earlier|later|again)\s+)?(?:on|in|at)\s+(?:late\s+|early\s+)?$|(?:late|early|earlier|later)\s+(?:on\s+)?$",
    re.IGNORECASE,
)
#: 'since Friday', 'by Monday' and 'until June' say when something else is.
OTHER = re.compile(r"(?:since|by|until|till|before|after|from|for|of|ahead of|between|than)\s+(?:the\s+)?$", re.IGNORECASE)
RIGHT_AFTER = re.compile(r"\s*(?:(?:late|early|again|earlier)\s*)?(?:on\s+)?")
#: Words between a time and the verb it hangs on; more are in no sentence that a person has written.
CLIMB = 8


def said_on(utterance: Utterance, times: Sequence[TimeExpression]) -> SaidOn | None:
    """The day, month or year on which it was said, with the words that say so; None when its sentence does not."""
    cue = utterance.cue
    if cue is None or not (is_verb(cue) or cue.lower_ == "according"):
        return None
    sentence = cue.sent
    first, last = sentence.start_char, sentence.end_char
    for time in times[bisect.bisect_left(times, first, key=attrgetter("start")) :]:
        if time.start >= last:
            break
        inside = utterance.says(time.start, time.end) or _is_quoted(utterance, time, cue)
        if not inside and _hangs_on(utterance, time, cue):
            return _worded(utterance, time)
    return None


def _is_quoted(utterance: Utterance, time: TimeExpression, cue: Token) -> bool:
    """Whether the time stands in a quotation in which the cue does not."""
    around = utterance.marks.around(time.start)
    return around is not None and around != utterance.marks.around(cue.idx)


def _hangs_on(utterance: Utterance, time: TimeExpression, cue: Token) -> bool:
    """Whether the first verb above the time is the cue, or the time stands right beside cue or source."""
    body = utterance.article.body
    if time.type == "DURATION" or OTHER.search(body[max(0, time.start - 14) : time.start]):
        return False
    attribution = utterance.attribution
    if attribution.source is not None and attribution.source.start <= time.start < attribution.source.end:
        return _dates_source(utterance, time)
    hosts = _hosts(cue)
    token = tokens(utterance.doc, time).root
    for _ in range(CLIMB):
        if token in hosts or token == utterance.source:
            return True
        if token.head == token or is_verb(token):
            break
        token = token.head
    assert attribution.cue is not None
    gap = body[attribution.cue.end : time.start]
    return attribution.cue.end <= time.start and len(gap) < 25 and RIGHT_AFTER.fullmatch(gap) is not None


def _dates_source(utterance: Utterance, time: TimeExpression) -> bool:
    """'a report released on Friday' spoke on Friday; 'the minister on Friday' too, 'a man who left on Friday' did not."""
    source, token = utterance.source, tokens(utterance.doc, time).root
    assert source is not None
    is_document = source.lower_ in words("documents")
    while token != source and token.head != token and (not is_verb(token) or (is_document and token.dep_ == "acl")):
        token = token.head
    return token == source


def _hosts(cue: Token) -> list[Token]:
    """The cue, and the verbs whose time is also its own: 'condemned it on Friday, saying', 'asked on Friday, he said'."""
    hosts = [cue, *(kid for kid in cue.lefts if kid.dep_ == "advcl" and kid.tag_ in {"VBN", "VBG"})]
    verb = cue
    while (
        verb.dep_ in {"advcl", "conj", "pcomp", "prep"} and own_subject(verb) is None and verb.head != verb and len(hosts) < CLIMB
    ):
        verb = verb.head
        if is_verb(verb):
            hosts.append(verb)
    return hosts


def _worded(utterance: Utterance, time: TimeExpression) -> SaidOn | None:
    dated = DATED.match(time.value or "")
    if dated is None:
        return None
    body = utterance.article.body
    lead = LEADS.search(body, max(0, time.start - 20), time.start)
    start = lead.start() if lead else time.start
    while start < time.start and not body[start].isalpha():
        start += 1
    return SaidOn(date=dated[0], start=start, end=time.end, text=body[start : time.end])
