"""What makes two spellings of a name the same to somebody who looks for a speaker."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Latin letters that Unicode does not take apart into a letter and a mark.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "’": "'", "‘": "'"}
)
#: PostgreSQL stores neither; JSON escapes the first.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
#: A key is part of an index, whose entries PostgreSQL limits to 2,704 bytes; longer descriptions are found by their beginning.
KEY_LENGTH = 200


def storable(text: str) -> str:
    """`text` with U+FFFD for what no text column takes: NUL and lone surrogates. The article's JSON keeps them."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


@lru_cache(maxsize=10_000)
def fold(name: str) -> str:
    """`name` without case, accents, a leading "the" and doubled spaces: 'The Łódź  Group' and 'lodz group' fold alike."""
    apart = unicodedata.normalize("NFKD", storable(name)).casefold().translate(_LETTERS)
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", apart) if not unicodedata.combining(letter))
    return " ".join(bare.split()).removeprefix("the ")[:KEY_LENGTH]


def keys(name: str, *, person: bool) -> set[str]:
    """The folded names that find `name`: the whole, and for a person every last part ('von der leyen', 'leyen')."""
    whole = fold(name)
    words = whole.split()
    ends = {" ".join(words[start:]) for start in range(1, len(words))} if person else set()
    return ({whole} | ends) - {""}
