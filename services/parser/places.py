"""The places of a dateline: how their names are written, what may stand after them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from services.parser.lists import word_list

#: One word of a place: letters with the marks that names have (a brace is a telex operator's slip).
WORD = re.compile(r"['’]?[^\W\d_][\w.'’`}-]*")
#: Small letters that Dutch towns begin with: `'s-HERTOGENBOSCH`.
PREFIX = re.compile(r"['’][a-z]-")
#: Rivers after the slash that tell a German town from its namesakes: `Frankfurt/Main`.
RIVERS = frozenset(("main", "oder", "saale", "donau", "elbe", "neisse", "neiße", "ruhr", "weinstraße", "inn", "spree", "havel"))
SEPARATOR = re.compile(r"\s?[/;]\s?")
AND = re.compile(r"\s(?:and|AND|und|et|y|&)\s")
#: `SOUTH SAN JUAN CAPISTRANO BEACH`; a bare place, with neither date nor agency, is no longer than `SALT LAKE CITY WEST`.
MOST_WORDS = 6
MOST_WORDS_BARE = 4
MOST_WORDS_OF_REGION = 4
#: Small words that begin a sentence rather than a place's name.
SENTENCE_BEGINNINGS = frozenset(("a", "an", "and", "as", "at", "by", "for", "in", "near", "of", "off", "on", "upon"))


@dataclass(frozen=True)
class Strength:
    """What else the dateline has, and so how freely its places may be written.

    `bare`: nothing, the places must be in capitals. `sure`: an agency that we know, or a date after a comma: any names.
    """

    bare: bool
    sure: bool
    dated: bool = False


def read_places(text: str, strength: Strength) -> tuple[tuple[str, ...], str | None] | None:
    """(the places in `text`, the first region after one of them); None when it does not look like places."""
    places: list[str] = []
    regions: list[str] = []
    for group in (group for part in _slashes(text) for group in _ands(part)):
        read = _one_group(group, strength)
        if read is None:
            return None
        places += read[0]
        regions += read[1]
    return tuple(places), regions[0] if regions else None


def _slashes(text: str) -> list[str]:
    """The parts between slashes; a river after a town belongs to it."""
    parts: list[str] = []
    for part in SEPARATOR.split(text):
        if parts and folded(part.split(",")[0]) in RIVERS:
            parts[-1] = f"{parts[-1]}/{part}"
        else:
            parts.append(part)
    return parts


def is_city(text: str) -> bool:
    """Whether `text` is a city that datelines name without a country."""
    return folded(text) in word_list("dateline-cities")


def _one_group(group: str, strength: Strength) -> tuple[list[str], list[str]] | None:
    """The places and regions between two slashes: `WEST PALM BEACH, Fla.`, or cities with commas between them."""
    first, *others = [part.strip(" -–—") for part in group.split(",") if part.strip(" .-–—")] or [""]
    if not _is_place(first, strength, has_region=bool(others) and is_region(others[0])):
        return None
    places, regions = [_without_stop(first)], []
    for other in others:
        if is_region(other) or other.endswith(".") or not other.isupper() or len(other) == len("NL"):
            if not _is_region_here(other, strength):
                return None
            regions.append(other)
        elif _is_place(other, strength) and not strength.bare:
            places.append(other)
        else:
            return None
    return places, regions


def is_region(text: str) -> bool:
    """Whether `text` is a state, a province or a country that we know."""
    return folded(text) in word_list("regions")


def folded(text: str) -> str:
    """For looking up: `N.Y.` is "ny", `W. Va.` is "w va"."""
    return " ".join(text.casefold().replace(".", "").strip(" ,-–—").split())


def _ands(text: str) -> list[str]:
    """The places that an "and" joins, unless it is part of a name."""
    known = folded(text)
    if any(name in known for name in word_list("and-places")):
        return [text]
    return AND.split(text)


def _is_place(text: str, strength: Strength, *, has_region: bool = False) -> bool:
    words = text.split()
    most = MOST_WORDS_BARE if strength.bare else MOST_WORDS
    if not 1 <= len(words) <= most or not all(map(WORD.fullmatch, _without_river(words))) or _is_no_place(words, strength):
        return False
    if is_city(text):
        return not text.islower() or strength.sure
    if all(map(_in_capitals, words)):
        return len(folded(text)) > (2 if strength.bare else 1)
    if not (strength.sure or has_region):
        return False
    named = all(_is_named(word) for word in words)
    return named or (strength.dated and len(words) <= 2)


def _is_named(word: str) -> bool:
    """A capital, a small word of names, an apostrophe after the first letter, or a script without capitals."""
    caseless = not (word.islower() or word.isupper())
    return word[0].isupper() or caseless or word in word_list("place-particles") or word[1:2] in "'’"


def _without_river(words: list[str]) -> list[str]:
    *others, last = words
    return [*others, last.rpartition("/")[0] or last]


def _is_no_place(words: list[str], strength: Strength) -> bool:
    """Words that no place consists of; a place that begins with "on" or "near" has capitals and an agency to prove it."""
    if words[0].casefold() in SENTENCE_BEGINNINGS and (strength.bare or not words[0].isupper()):
        return True
    return all(folded(word) in word_list("not-places") or folded(word) in word_list("place-particles") for word in words)


def _is_region_here(text: str, strength: Strength) -> bool:
    """Whether `text` can be a region after a place: a known one, or a name where the dateline has more to it."""
    words = text.split()
    if len(words) > MOST_WORDS_OF_REGION or not all(WORD.fullmatch(word) for word in words):
        return False
    named = all(word[0].isupper() or word in word_list("place-particles") for word in words)
    return is_region(text) or (named and not strength.bare)


def _in_capitals(word: str) -> bool:
    """Capitals, a small word, or capitals with a slip of the shift key or the small letter that names have: `McLEAN`."""
    word = PREFIX.sub("", word)
    letters = [char for char in word if char.isalpha()]
    slip = len(letters) >= 4 and word[0].isupper() and sum(map(str.isupper, letters)) >= len(letters) - 1
    return word.isupper() or slip or word.casefold() in word_list("place-particles")


def _without_stop(place: str) -> str:
    """`MOSCOW.` is MOSCOW; `U.N.` stays."""
    return place.removesuffix(".") if "." not in place[:-1] else place
