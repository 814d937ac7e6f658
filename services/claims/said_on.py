"""When a claim was made: the time in its own sentence that hangs on its cue, never one of its content."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from schemas import SaidOn, TimeExpression
from services.claims.syntax import is_verb
from services.claims.utterance import Utterance, tokens

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
CLIMB = 8


def said_on(utterance: Utterance, times: Sequence[TimeExpression]) -> SaidOn | None:
    """The day, month or year on which it was said, with the words that say so; None when its sentence does not."""
    cue = utterance.cue
    if cue is None or not is_verb(cue):
        return None
    sentence = cue.sent
    first, last = sentence.start_char, sentence.end_char
    for time in times:
        if first <= time.start < last and not utterance.says(time.start, time.end) and _hangs_on(utterance, time, cue):
            return _worded(utterance, time)
    return None


def _hangs_on(utterance: Utterance, time: TimeExpression, cue: Token) -> bool:
    """Whether the first verb above the time is the cue, or the time stands right beside cue or source."""
    body = utterance.article.body
    if time.type == "DURATION" or OTHER.search(body[max(0, time.start - 14) : time.start]):
        return False
    token = tokens(utterance.doc, time).root
    source = utterance.source
    for _ in range(CLIMB):
        if token == cue or (source is not None and token == source):
            return True
        if token.head == token or (is_verb(token) and not _shares(token, cue)):
            break
        token = token.head
    attribution = utterance.attribution
    assert attribution.cue is not None
    gap = body[attribution.cue.end : time.start]
    return len(gap) < 25 and re.fullmatch(r"\s*(?:(?:late|early|again|earlier)\s*)?(?:on\s+)?", gap) is not None


def _shares(verb: Token, cue: Token) -> bool:
    """'Asked on Tuesday, the minister said': a participle before the cue carries its time over."""
    return verb.dep_ == "advcl" and verb.tag_ in {"VBN", "VBG"} and verb.head == cue and verb.i < cue.i


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
