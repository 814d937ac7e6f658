"""Which texts are the same text, run by several items: a function of two signatures, and of when the items were published."""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import chain
from operator import eq

from schemas import ClaimArticle, Dated

#: Texts are compared when three minima in a row are equal in one of 42 places: 94 % of the pairs that share .4 of their runs of
#: words are, and nearly all that share half; of the 200 million pairs of 20,008 Reuters texts 3,194 are. With four in a row it
#: would be 1,329, but of stories of which a paper ran the first half a fifth would be missed.
ROWS = 3
#: The share that texts must have in common, as estimated from 128 minima (give or take .04), when the shorter has fewer words
#: than that. The shorter a text, the more of it is form: a bank's daily announcement shares .7 with the one before. Of long texts
#: those that share less are mostly other stories with a paragraph or two in common, while half of a story shares half with it.
SHARES = ((80, 0.7), (150, 0.5), (float("inf"), 0.4))
#: Nobody runs a story later than this; a weekly table comes again with a few new numbers.
DAYS = timedelta(days=4)


@dataclass(frozen=True)
class Known:
    """What an item's text is known by. `dated`: `published` is more than the time of its arrival."""

    item_id: str
    digest: str
    words: int
    minhash: bytes | None
    published: datetime
    dated: bool

    @cached_property
    def minima(self) -> array[int]:
        return array("I", self.minhash or b"")

    @cached_property
    def buckets(self) -> frozenset[int]:
        """Numbers of 64 bits: who is alike has one of them in common. A text without minima meets only its equals."""
        if self.minhash is None:
            return frozenset([_number(self.digest.encode())])
        size = ROWS * self.minima.itemsize
        bands = range(0, len(self.minhash) - size + 1, size)
        return frozenset(_number(at.to_bytes(2) + self.minhash[at : at + size]) for at in bands)


def known(article: ClaimArticle) -> Known | None:
    """What `article` is known by; None when it has no words, or comes from a parser that did not sign it."""
    signed = article.signature
    if signed is None:
        return None
    return Known(
        item_id=article.item_id,
        digest=signed.digest,
        words=signed.words,
        minhash=signed.minhash,
        published=article.published,
        dated=article.published_from is not Dated.RECEIVED,
    )


class Neighbours:
    """The items of one bucket, by the time of publication: a table that comes every day for years fills it."""

    def __init__(self, items: Iterable[Known]) -> None:
        self._times: dict[bool, list[datetime]] = {True: [], False: []}
        self._items: dict[bool, list[str]] = {True: [], False: []}
        for one in sorted(items, key=lambda one: one.published):
            self._times[one.dated].append(one.published)
            self._items[one.dated].append(one.item_id)

    def near(self, one: Known) -> Iterable[str]:
        """The ids of those that the times do not keep apart from `one`, itself among them."""
        times, items = self._times[one.dated], self._items[one.dated]
        first, behind = bisect_left(times, one.published - DAYS), bisect_right(times, one.published + DAYS)
        return chain(items[first:behind], self._items[not one.dated])


def alike(one: Known, other: Known) -> bool:
    """They ran the same text, whole or cut or lightly edited, at about the same time.

    Of two of which only one is dated the text alone decides: a page without a date may be fetched years later.
    """
    if one.dated == other.dated and abs(one.published - other.published) > DAYS:
        return False
    if one.minhash is None or other.minhash is None:
        return one.digest == other.digest
    return similarity(one, other) >= needed(min(one.words, other.words))


def needed(words: int) -> float:
    """The share that texts must have in common of which the shorter has so many words."""
    return next(share for below, share in SHARES if words < below)


def similarity(one: Known, other: Known) -> float:
    """The Jaccard similarity of two texts, estimated by the minima that they have in common."""
    common: int = sum(map(eq, one.minima, other.minima))
    return common / max(len(one.minima), len(other.minima), 1)


def _number(of: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(of, digest_size=8).digest(), signed=True)
