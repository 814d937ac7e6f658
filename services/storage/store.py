"""What the sink and the readers ask of a database."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from schemas import Claim, ClaimArticle, ClaimsChanged, Status

Saved = Literal["new", "newer", "older", "known"]


@dataclass(frozen=True)
class StoredClaim:
    """A claim as readers see it: with the article version that carries it, and the group of items that ran its text.

    `group` is the smallest item_id of those that readers see of it, `pickups` how many those are: 1 when nobody else ran it.
    """

    item_id: str
    version_key: str
    provider: str
    headline: str | None
    published: datetime
    status: Status
    claim: Claim
    group: str
    pickups: int


@dataclass(frozen=True)
class Pickup:
    """An item that ran a text, as readers see it."""

    item_id: str
    version_key: str
    provider: str
    headline: str | None
    published: datetime
    status: Status


class Store(Protocol):
    """Everything asked of a database. Any order of `save`s, with any repetition, ends in the same state.

    Of an item the version with the latest key stands, whenever it came; see `Standing` for versions that their provider gives
    one place. A kill or a withheld version hides the item until a version with a later key is usable again; its claims stay in
    history, marked. An embargo holds for all versions: the latest end that any of them states. Every method raises Unavailable
    while the database is away, and has then done nothing that doing it again would double. May be called from several threads.
    """

    def save(self, article: ClaimArticle) -> Saved:
        """Keep this version with its entities, mentions, claims and change event, in one transaction, durably.

        "new": the item's first version; "newer": its newest by now; "older": kept in history, changes nothing that readers
        see (but a later embargo does); "known": this version was here. Saving a message again changes nothing. Of two
        different messages about one version that of the higher extraction is kept, then the one received first, in
        whatever order they come.
        """

    def article(self, item_id: str) -> ClaimArticle | None:
        """The newest version of an item whatever its status; None when it never came."""

    def history(self, item_id: str) -> list[ClaimArticle]:
        """Every version of an item that came, oldest first."""

    def latest(self, *, limit: int = 20) -> list[ClaimArticle]:
        """The newest version of each item whatever its status, the latest published first: for operators, not for readers."""

    def claims(
        self,
        *,
        speaker: str | None = None,
        since: datetime | None = None,
        group: str | None = None,
        once: bool = False,
        at: datetime | None = None,
        limit: int = 1000,
    ) -> list[StoredClaim]:
        """The claims that readers may see at `at` (now): of each item's newest version, if it is neither killed nor withheld
        nor under embargo; newest article first, in the order of the text. `since` is the earliest time of publication.
        `speaker` is matched without case and accents, as a whole name or (of a person) a last name, against the speaker's
        name and the aliases of its entity. `group` is any item of a pick-up group: the claims of all of its items. With
        `once` a claim that several items of a group carry, the same words by the same speaker, is given once: as the item
        published last has it."""

    def pickups(self, item_id: str, *, at: datetime | None = None) -> list[Pickup]:
        """The items that ran the text of this one, itself among them, that readers may see at `at` (now), the first
        published first; empty when they may not see this one.

        Exact and near copies, cut and lightly edited ones, of whatever provider; and what is a copy of a copy. The versions of
        an item count as one, of which the newest is compared. No item is dropped for being a copy."""

    def unsent(self, *, at: datetime | None = None, limit: int = 100) -> list[tuple[int, ClaimsChanged]]:
        """Change events not yet published, in order; one that an embargo holds is released by the first call at or after
        its end. Who applies an item's events in order (drop `withdrawn`, then keep `added` by id) has what readers see."""

    def sent(self, numbers: Sequence[int]) -> None:
        """These change events are published."""

    def publishing(self) -> AbstractContextManager[bool]:
        """True inside it for one holder at a time, of all processes: hold it from `unsent` to `sent`, and leave it to the
        other when it says False. Two who publish at once could bring an old event of an item after a newer one."""

    def counts(self) -> dict[str, int]:
        """Rows a table, for operators and tests."""

    def close(self) -> None: ...
