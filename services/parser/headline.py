"""Headlines: the wire tags before them, and which first line of a text is one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from services.parser.lines import SENTENCE_END
from services.parser.lists import word_list

#: Tags that take a story back.
KILLS = frozenset(
    """
    KILL KILLED WITHDRAWN WITHDRAWAL ELIMINATION
    ANNULATION ANULACIÓN ANULACION ANNULLAMENTO WIDERRUF RÜCKRUF ANNULLERING PERUUTUS ANULOWANIE
    """.split()  # noqa: SIM905
)
#: A slug's tag that holds a story back.
HOLD = "WITHHOLD"
#: Tags that say: this version puts right what an earlier one had wrong.
CORRECTING = frozenset(
    """
    CORRECTED CORRECTION CORRECTIVE CORRECTS BERICHTIGUNG KORREKTUR RETTIFICA RECTIFICATIF CORRECCIÓN CORRECCION CORREÇÃO ERRATUM
    RÄTTELSE RETTELSE KORJAUS OPRAVA
    """.split()  # noqa: SIM905
)
WORD = re.compile(r"\w+")
#: Tags that number the takes of a running story.
TAKES = frozenset(("UPDATE", "WRAPUP", "WRAP", "LEAD", "ROUNDUP", "ZUSAMMENFASSUNG"))


@cache
def _tag() -> re.Pattern[str]:
    """A wire tag: in capitals, perhaps with a number, before a dash, a colon or another tag; or as a word before a colon.

    As a word "Killed: " begins a headline about somebody who was; only in capitals does it take the story back.
    """
    names = sorted(word_list("headline-tags"), key=len, reverse=True)
    upper = "|".join(name.upper() for name in names)
    spoken = "|".join(name.capitalize() for name in names if name.upper() not in KILLS)
    return re.compile(
        rf"\s*(?:(?P<tag>(?:{upper})(?:\s?\(OFFICIAL\))?)(?:\s?(?P<number>\d{{1,3}}))?"
        rf"(?:\s?[-–—]{{1,2}}\s?|:\s|/(?=(?:{upper})\b))|(?P<spoken>{spoken}):\s)(?=\S)"
    )


#: Longer than any headline in 965 Reuters articles of 2017 (the longest has 20 words) with room for tabloids.
MOST_WORDS = 30


def split_tags(headline: str) -> tuple[tuple[str, ...], str]:
    """The wire tags before `headline`, in order, and the headline itself: `CORRECTED-UPDATE 2-Ship sails`."""
    tags: list[str] = []
    at = 0
    while found := _tag().match(headline, at):
        name = (found["tag"] or found["spoken"]).upper()
        tags.append(f"{name} {found['number']}" if found["number"] else name)
        at = found.end()
    return tuple(tags), headline[at:].strip()


def corrects(tags: Sequence[str]) -> bool:
    """Whether a headline's tags say that this version puts something right."""
    return any((word := WORD.search(tag)) and word[0] in CORRECTING for tag in tags)


def take(tags: Sequence[str]) -> int:
    """Which take of a running story its tags say that this is: 2 of `CORRECTED-UPDATE 2`; 0 when they don't."""
    numbered = [tag.rpartition(" ") for tag in tags]
    return next((int(number) for name, _, number in numbered if name in TAKES and number.isdigit()), 0)


def looks_like_headline(paragraph: str) -> bool:
    """Whether a first paragraph is a headline by its form: short, and without a sentence's full stop."""
    words = paragraph.split(None, MOST_WORDS + 1)
    if not 1 <= len(words) <= MOST_WORDS:
        return False
    return bool(_tag().match(paragraph)) or not SENTENCE_END.search(paragraph) or paragraph[-1] in "!?'’"
