"""Headlines: the wire tags before them, and which first line of a text is one."""

from __future__ import annotations

import re
from functools import cache

from services.parser.lines import SENTENCE_END
from services.parser.lists import word_list


@cache
def _tag() -> re.Pattern[str]:
    """A wire tag: in capitals, perhaps with a number, before a dash or a colon; or as a word before a colon."""
    names = sorted(word_list("headline-tags"), key=len, reverse=True)
    upper, spoken = "|".join(name.upper() for name in names), "|".join(name.capitalize() for name in names)
    return re.compile(
        rf"\s*(?:(?P<tag>(?:{upper})(?:\s?\(OFFICIAL\))?)(?:\s(?P<number>\d{{1,3}}))?(?:\s?[-–—]{{1,2}}\s?|:\s)"
        rf"|(?P<spoken>{spoken}):\s)(?=\S)"
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


def looks_like_headline(paragraph: str) -> bool:
    """Whether a first paragraph is a headline by its form: short, and without a sentence's full stop."""
    words = paragraph.split(None, MOST_WORDS + 1)
    if not 1 <= len(words) <= MOST_WORDS:
        return False
    return bool(_tag().match(paragraph)) or not SENTENCE_END.search(paragraph) or paragraph[-1] in "!?'’"
