"""News agencies by the names that datelines and credits give them."""

from __future__ import annotations

import re

from services.parser.lists import word_list

#: A bracket that names one of these in the midst of other words: `(Reuters on Friday)`, `(Norland News Agency)`.
_CORE = re.compile(
    r"\b(?:Reuters?|AFP|dpa|Xinhua|Kyodo|TASS|Interfax|Bloomberg|News Agency|Newswire|News Service|Press|Wire|News)\b"
)
#: What a bracket after a place may hold beyond known names: up to four words that begin with a capital.
_NAME = re.compile(r"[A-Z][\w&.'-]*(?:[ /][A-Z][\w&.'-]*){0,3}")
#: Brackets that are no credit: a party and a state, a ticker, a stock exchange, a name, a number, a country code.
_OTHER = re.compile(r"(?:[RDI]-|[A-Z0-9]{1,6}\.[A-Z]{1,3}$|.*(?:\d|:|\breal name\b|\bformerly\b))")


def is_agency(name: str) -> bool:
    """Whether `name`, from a bracket, is certainly an agency's.

    New agencies need not be listed to be found: for a place in capitals and a dash `may_be_agency` suffices.
    """
    known = word_list("agencies")
    folded = name.strip().casefold()
    return folded in known or any(part in known for part in re.split(r"[/,] ?", folded)) or bool(_CORE.search(name))


def may_be_agency(name: str) -> bool:
    """Whether `name` has the form of an agency's, where a place in capitals and a dash stand around it."""
    return is_agency(name) or bool(_NAME.fullmatch(name.strip()) and not _OTHER.match(name.strip()))
