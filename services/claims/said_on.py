"""When a claim was made: the time that the model marks, else the one that hangs on the cue, as a date."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from datetime import date
from operator import attrgetter

from schemas import SaidOn, TimeExpression
from services.claims.calendars import day_of
from services.claims.syntax import is_verb
from services.claims.utterance import Utterance, tokens
from services.claims.words import words

#: Words between a time and the source it hangs on; more are in no sentence that a person has written.
CLIMB = 8

#: Values that are a day, a month or a year; 'last week' is none of these and dates no claim.
DATED = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?(?![\d-]|-?[WQ])")
#: Words before a time that belong to it.
LEADS = re.compile(
    r"(?:(?:late|early|earlier|later|again)\s+)?(?:on|in|at)\s+(?:late\s+|early\s+)?$|(?:late|early|earlier|later)\s+(?:on\s+)?$",
    re.IGNORECASE,
)


def said_on(utterance: Utterance, times: Sequence[TimeExpression]) -> SaidOn | None:
    """The day, month or year on which it was said, with the words that say so; None when the text does not.

    A post has its stamp, which is of the article's day.
    """
    posted = utterance.attribution.posted
    if posted is not None:
        article = utterance.article
        text = article.body[posted.start : posted.end]
        return SaidOn(date=article.published.date().isoformat(), start=posted.start, end=posted.end, text=text)
    tagged = utterance.attribution.tagged
    if tagged is None:
        return None
    if tagged.said_on is None:
        near = [time for time in _in_sentence(utterance, times) if _hangs_on_cue(utterance, time)]
    else:
        start, end = tagged.said_on
        near = [time for time in times if time.start <= end + 1 and start < time.end and _is_of_saying(utterance, time)]
    return next((said for time in near if time.type != "DURATION" and (said := _worded(utterance, time))), None)


def _in_sentence(utterance: Utterance, times: Sequence[TimeExpression]) -> Iterator[TimeExpression]:
    """The times of the cue's sentence that are no part of what is said."""
    if utterance.cue is None:
        return
    sentence = utterance.cue.sent
    for time in times[bisect.bisect_left(times, sentence.start_char, key=attrgetter("start")) :]:
        if time.start >= sentence.end_char:
            return
        if not utterance.says(time.start, time.end):
            yield time


def _hangs_on_cue(utterance: Utterance, time: TimeExpression) -> bool:
    """'said on Monday', 'On Monday, X said'; of a document also 'a report published on Monday said'."""
    token = tokens(utterance.doc, time).root
    above = token.head.head if token.head.lower_ in {"on", "in"} else token.head
    source = utterance.source
    issued = source is not None and source.lower_ in words("documents") and above.dep_ == "acl" and above.head == source
    return token.dep_ in {"pobj", "npadvmod"} and (above == utterance.cue or issued)


def _is_of_saying(utterance: Utterance, time: TimeExpression) -> bool:
    """Not a time of what the source else does: 'the man who left on Friday said'; 'a report released on Friday' spoke then."""
    span, source = utterance.attribution.source, utterance.source
    if span is None or source is None or not span.start <= time.start < span.end:
        return True
    token = tokens(utterance.doc, time).root
    for _ in range(CLIMB):
        if token == source or token.head == token:
            break
        if is_verb(token) and not (source.lower_ in words("documents") and token.dep_ == "acl"):
            return False
        token = token.head
    return True


def _worded(utterance: Utterance, time: TimeExpression) -> SaidOn | None:
    dated = DATED.match(time.value or "")
    if dated is None:
        return None
    body, day = utterance.article.body, _not_to_come(dated[0], time, utterance.article.published.date())
    lead = LEADS.search(body, max(0, time.start - 20), time.start)
    start = lead.start() if lead else time.start
    while start < time.start and not body[start].isalpha():
        start += 1
    return SaidOn(date=day, start=start, end=time.end, text=body[start : time.end])


def _not_to_come(day: str, time: TimeExpression, published: date) -> str:
    """'Feb. 14' of a story of December is that of the story's year: what is yet to be said is not reported."""
    if len(day) < len("2031-02-14") or day[:4] in time.text or not time.text[-1].isdigit() or day <= published.isoformat():
        return day
    past = day_of(int(day[5:7]), int(day[8:]), int(day[:4]) - 1, published)
    return past.isoformat() if past is not None else day
