"""What an item is to readers: a function of the versions that came, not of their order."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from schemas import NAMESPACE, ClaimArticle, Status
from services.storage.tables import in_utc

_OPEN = {Status.USABLE, Status.CORRECTED}


@dataclass(frozen=True)
class Standing:
    """An item's newest version and the embargo on all of them.

    The newest version decides, by its key. A kill or a withheld version hides the item until a version with a later key is
    usable again, since that order is the provider's: a usable version that merely arrives after a kill is older, and hidden.
    An embargo holds for all versions, also when a later one omits it or states an earlier end: the latest end counts, so that
    nothing is shown too soon. 'Embargoed' with no end known is hidden.
    """

    version_id: str | None = None
    version_key: str = ""
    status: Status = Status.WITHHELD
    embargo_until: datetime | None = None

    def with_version(self, article: ClaimArticle) -> Standing:
        """This item when `article` has come too."""
        ends = [in_utc(end) for end in (self.embargo_until, article.embargo_until) if end is not None]
        embargo = max(ends, default=None)
        if self.version_id is not None and article.version_key <= self.version_key:
            return replace(self, embargo_until=embargo)
        return Standing(version_id(article), article.version_key, article.status, embargo)

    @property
    def stands(self) -> bool:
        """Readers see it, once no embargo holds it."""
        return self.status in _OPEN or (self.status is Status.EMBARGOED and self.embargo_until is not None)

    def shows(self, at: datetime) -> bool:
        """Readers see it at `at`."""
        return self.stands and (self.embargo_until is None or self.embargo_until <= at)


def version_id(article: ClaimArticle) -> str:
    """One name for item and version, the same on every machine."""
    return str(uuid.uuid5(NAMESPACE, f"{article.item_id}\n{article.version_key}"))
