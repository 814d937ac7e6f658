"""What the sink and the readers ask of a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from schemas import Claim, ClaimArticle, ClaimsChanged, Status

Saved = Literal["new", "newer", "older", "known"]


@dataclass(frozen=True)
class StoredClaim:
    """A claim as readers see it: with the article version that carries it."""

    item_id: str
    version_key: str
    provider: str
    headline: str | None
    published: datetime
    status: Status
    claim: Claim


class Store(Protocol):
    """Everything asked of a database. Any order of `save`s, with any repetition, ends in the same state."""

    def save(self, article: ClaimArticle) -> Saved:
        """Keep this version with its entities, mentions, claims and change event, in one transaction.

        Saving the same version again changes nothing ("known"); an older version than the newest is kept in history
        ("older") and changes nothing that readers see; a kill withdraws the item's claims and keeps them in history.
        Raises Unavailable when the database is away.
        """

    def article(self, item_id: str) -> ClaimArticle | None:
        """The newest version of an item whatever its status; None when it never came."""

    def history(self, item_id: str) -> list[ClaimArticle]:
        """Every version of an item that came, oldest first."""

    def claims(
        self, *, speaker: str | None = None, since: datetime | None = None, at: datetime | None = None, limit: int = 1000
    ) -> list[StoredClaim]:
        """The claims that readers may see at `at` (now): of each item's newest version, if it is neither killed nor withheld
        nor under embargo; newest article first, in the order of the text. `speaker` is matched without case, as a whole name
        or a last name, against the speaker's name and the aliases of its entity."""

    def unsent(self, *, at: datetime | None = None, limit: int = 100) -> list[tuple[int, ClaimsChanged]]:
        """Change events not yet published, in order, those under embargo left out until their time."""

    def sent(self, numbers: Sequence[int]) -> None:
        """These change events are published."""

    def counts(self) -> dict[str, int]:
        """Rows a table, for operators and tests."""

    def close(self) -> None: ...
