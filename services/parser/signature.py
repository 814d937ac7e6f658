"""What a text is known by when another item runs it; the same for all parsers, as it is a function of the text alone."""

from __future__ import annotations

import hashlib
import re
import sys
import unicodedata
from array import array

from rensa import RMinHash

from schemas import Dateline, Signature
from services.parser.lists import word_list

#: A run of so many words is one feature of a text. In 20,008 Reuters texts runs of three still tie templates together, and runs
#: of five lose twice as many lightly edited ones.
RUN = 4
PERMUTATIONS = 128
#: Another seed is another signature: all that was ever signed would have to be signed anew.
SEED = 1
#: A shorter text is not known by its words: two firms' dividends differ in the headline only.
SHORT = 25

#: Characters of Chinese and Japanese, which write no words apart: each is one.
_ALONE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_ALONE}]|[^\W_{_ALONE}]+")
#: What stands inside a word and is not always written.
_INSIDE = re.compile("['’‘ʼ\u00ad\u200b-\u200d\u2060\ufeff]")
#: How agencies end a text, beside their names.
_END = frozenset(("end", "ends", "endall", "more", "reuter"))


def sign(body: str, *, headline: str = "", dateline: Dateline | None = None) -> Signature | None:
    """The signature of `body`, of which `dateline` and an agency's name or end mark at its end are no part.

    None when it has no words.
    """
    text = _words(_without(body, dateline))
    while text and _is_sign_off(text[-1]):
        text.pop()
    if not text:
        return None
    short = len(text) < SHORT
    known_by = [*_words(headline), *text] if short else text
    return Signature(
        words=len(text),
        digest=hashlib.sha256(" ".join(known_by).encode()).hexdigest(),
        minhash=None if short else _minhash(text),
    )


def _without(body: str, dateline: Dateline | None) -> str:
    """`body` without the dateline, if that stands in it."""
    if dateline is None or dateline.start is None:
        return body
    return f"{body[: dateline.start]} {body[dateline.end :]}"


def _words(text: str) -> list[str]:
    """The words of `text` in order, without case, accents and marks."""
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in apart if not unicodedata.combining(char))
    return _WORD.findall(_INSIDE.sub("", text).casefold())


def _is_sign_off(word: str) -> bool:
    return word in _END or word in word_list("agencies")


def _minhash(words: list[str]) -> bytes:
    minima = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    minima.update([" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1)])
    packed = array("I", minima.digest())
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()
