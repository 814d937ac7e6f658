"""What an item is to readers: a function of the versions that came, not of their order."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_

from schemas import NAMESPACE, ClaimArticle, Status
from services.storage.tables import in_utc, item

_OPEN = {Status.USABLE, Status.CORRECTED}


@dataclass(frozen=True)
class Standing:
    """An item's newest version and the embargo on all of them.

    The newest version decides: that with the latest key. Of several to which their provider gives one place (the same time,
    number and severity) with other words, that of the higher extraction is the newest (a replay through a better parser), then
    the longest (an entry that grew, a feed that has only its beginning), then that with the later key.

    A kill or a withheld version hides the item until a version with a later key is usable again, since that order is the
    provider's: a usable version that merely arrives after a kill is older, and hidden.

    An embargo holds for all versions, also when a later one omits it or states an earlier end: the latest end counts, so that
    nothing is shown too soon. 'Embargoed' with no end known is hidden.
    """

    version_id: str | None = None
    version_key: str = ""
    status: Status = Status.WITHHELD
    embargo_until: datetime | None = None

    def ties(self, article: ClaimArticle) -> bool:
        """`article` has other words at the very place of the newest version."""
        same = self.version_id is not None and place(article.version_key) == place(self.version_key)
        return same and article.version_key != self.version_key

    def with_version(self, article: ClaimArticle, newest: ClaimArticle | None = None) -> Standing:
        """This item when `article` has come too; `newest` is its newest version so far, needed where they tie."""
        ends = [in_utc(end) for end in (self.embargo_until, article.embargo_until) if end is not None]
        embargo = max(ends, default=None)
        if self.version_id is not None:
            later = order(article) > order(newest) if newest is not None else article.version_key > self.version_key
            if not later:
                return replace(self, embargo_until=embargo)
        return Standing(version_id(article), article.version_key, article.status, embargo)

    @property
    def stands(self) -> bool:
        """Readers see it, once no embargo holds it."""
        return self.status in _OPEN or (self.status is Status.EMBARGOED and self.embargo_until is not None)

    def shows(self, at: datetime) -> bool:
        """Readers see it at `at`."""
        return self.stands and (self.embargo_until is None or self.embargo_until <= at)


def shows_at(at: datetime) -> ColumnElement[bool]:
    """Readers see the item at `at`: `Standing.shows` of a row of `item`."""
    ends = item.c.embargo_until.is_not(None)
    return and_(or_(item.c.status.in_(sorted(_OPEN)), and_(item.c.status == Status.EMBARGOED, ends)), is_free_at(at))


def is_free_at(at: datetime) -> ColumnElement[bool]:
    """No embargo holds the item at `at`."""
    return or_(item.c.embargo_until.is_(None), item.c.embargo_until <= at)


def place(key: str) -> str:
    """What a provider says of a version's order: its key without the words."""
    return key.rpartition("-")[0]


def order(article: ClaimArticle) -> tuple[str, int, int, str]:
    """What orders the versions of an item: see `Standing`."""
    return place(article.version_key), article.extraction, len(article.body), article.version_key


def version_id(article: ClaimArticle) -> str:
    """One name for item and version, the same on every machine."""
    return str(uuid.uuid5(NAMESPACE, f"{article.item_id}\n{article.version_key}"))
