"""News agencies by the names that datelines and credits give them."""

from __future__ import annotations

import re

from services.parser.lists import word_list

#: A bracket that names one of these in the midst of other words: `(Reuters on Friday)`, `(Norland News Agency)`.
_CORE = re.compile(
    r"\b(?:Reuters?|AFP|dpa|Xinhua|Kyodo|TASS|Interfax|Bloomberg|News Agency|Newswire|News Service|Press|Wire|News)\b"
)
#: What a bracket after a place may hold beyond known names: up to four words that begin with a capital, or a short small one.
_NAME = re.compile(r"[A-Z][\w&.'-]*(?:[ /][A-Z][\w&.'-]*){0,3}|[a-z]{2,4}")
#: Brackets that are no credit: a party and a state, a ticker, a stock exchange, a name, a number.
_OTHER = re.compile(r"[RDI]-|[A-Z0-9]{1,6}\.[A-Z]{1,3}$|.*(?:\d|:|\breal name\b|\bformerly\b)")


def is_listed(name: str) -> bool:
    """Whether `name` is, word for word, an agency that we know, or several with a slash or a comma between them."""
    listed = word_list("agencies")
    parts = re.split(r" ?[/,] ?", name.strip())
    return all(part.casefold() in listed or all(half.casefold() in listed for half in part.split("-")) for part in parts)


def is_agency(name: str) -> bool:
    """Whether `name`, from a bracket, is certainly an agency's: one that we know, or words that only agencies have."""
    parts = re.split(r" ?[/,] ?", name.strip())
    return any(part.casefold() in word_list("agencies") for part in parts) or bool(_CORE.search(name))


def ends_with_agency(line: str) -> bool:
    """Whether the last words of `line` are an agency's: `Special to Norland News`."""
    words = line.split()
    tails = (" ".join(words[place:]) for place in range(len(words)))
    return any(is_listed(tail) or bool(_CORE.fullmatch(tail)) for tail in tails)


def may_be_agency(name: str) -> bool:
    """Whether `name` has the form of an agency's, where a place in capitals and a dash stand around it."""
    return is_agency(name) or bool(_NAME.fullmatch(name.strip()) and not _OTHER.match(name.strip()))
