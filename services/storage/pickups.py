"""Pick-up groups: items that ran the same text.

Kept is what each item's newest version is known by, and in which buckets it lies; who is alike is found out when somebody asks.
So a group is a function of what readers may see at that moment. No order of arrivals, no version that replaces or kills another
and no two sinks that write at once can leave a link behind or miss one, because there is no link to keep.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, bindparam, delete, insert, select

from services.storage.alike import Known, Neighbours, alike
from services.storage.database import Database
from services.storage.standing import shows_at
from services.storage.tables import bucket, item, signature

T = TypeVar("T")

_THE_OLD = select(signature).where(signature.c.item_id == bindparam("id"))
_DROP_OLD = delete(signature).where(signature.c.item_id == bindparam("id"))
_LEAVE = delete(bucket).where(bucket.c.item_id == bindparam("id"), bucket.c.bucket.in_(bindparam("buckets", expanding=True)))
_SIGNED = select(signature).join(item, item.c.item_id == signature.c.item_id)
_IN_BUCKETS = select(bucket).where(bucket.c.bucket.in_(bindparam("some", expanding=True)))
#: Databases limit how many values a statement may have.
AT_ONCE = 500


@dataclass(frozen=True)
class Group:
    """The items that ran one text, the first published first; an item that nobody else ran is a group too."""

    members: tuple[str, ...]

    @property
    def id(self) -> str:
        return min(self.members)


def keep(connection: Connection, database: Database, item_id: str, new: Known | None, *, first: bool) -> None:
    """From now on this item is known by `new`; its caller holds the item. `first`: nothing of it can be there yet."""
    found = None if first else connection.execute(_THE_OLD, {"id": item_id}).one_or_none()
    old = None if found is None else Known(**found._mapping)
    if old == new:
        return
    before, after = old.buckets if old else frozenset(), new.buckets if new else frozenset()
    if before - after:
        connection.execute(_LEAVE, {"id": item_id, "buckets": sorted(before - after)})
    if old:
        connection.execute(_DROP_OLD, {"id": item_id})
    if new:
        row = {column.name: getattr(new, column.name) for column in signature.columns}
        connection.execute(insert(signature), [row])
    if after - before:
        database.insert_many(connection, bucket, [{"bucket": number, "item_id": item_id} for number in sorted(after - before)])


def groups(connection: Connection, item_ids: Iterable[str], *, at: datetime) -> dict[str, Group]:
    """The group of each of `item_ids`, made of the items that readers see at `at`."""
    return _Search(connection, at).groups(list(dict.fromkeys(item_ids)))


class _Search:
    """From items to those alike and on to those alike them, each looked at once."""

    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at
        #: None for an item that readers do not see, or that nothing is known of.
        self._known: dict[str, Known | None] = {}
        self._buckets: dict[int, Neighbours] = {}
        self._parents: dict[str, str] = {}

    def groups(self, item_ids: list[str]) -> dict[str, Group]:
        """Follows `item_ids` to all that belongs to them."""
        self._load(item_ids)
        self._parents.update({item_id: item_id for item_id in item_ids})
        following = item_ids
        while following:
            following = self._step(following)
        together = defaultdict(list)
        for item_id in self._parents:
            together[self._root(item_id)].append(item_id)
        made = {root: Group(tuple(sorted(members, key=self._age))) for root, members in together.items()}
        return {item_id: made[self._root(item_id)] for item_id in item_ids}

    def _step(self, item_ids: list[str]) -> list[str]:
        """Joins each of `item_ids` with all that are alike it; those among these that were not found before."""
        members = [one for item_id in item_ids if (one := self._known[item_id]) is not None]
        self._open({number for one in members for number in one.buckets})
        before = len(self._parents)
        for one in members:
            near = set[str]().union(*(self._buckets[number].near(one) for number in one.buckets))
            for item_id in near:
                apart = item_id not in self._parents or self._root(item_id) != self._root(one.item_id)
                other = self._known[item_id]
                if apart and other is not None and alike(one, other):
                    self._parents[self._root(self._parents.setdefault(item_id, item_id))] = self._root(one.item_id)
        return list(self._parents)[before:]

    def _open(self, numbers: set[int]) -> None:
        """Reads who is in these buckets, and what they are known by."""
        closed = sorted(numbers - self._buckets.keys())
        inside: dict[int, list[str]] = {number: [] for number in closed}
        for some in _portions(closed):
            for row in self._connection.execute(_IN_BUCKETS, {"some": some}):
                inside[row.bucket].append(row.item_id)
        self._load([item_id for item_ids in inside.values() for item_id in item_ids])
        for number, item_ids in inside.items():
            self._buckets[number] = Neighbours(one for item_id in item_ids if (one := self._known[item_id]) is not None)

    def _load(self, item_ids: Iterable[str]) -> None:
        """Reads what these items are known by."""
        new = [item_id for item_id in dict.fromkeys(item_ids) if item_id not in self._known]
        self._known.update(dict.fromkeys(new))
        for some in _portions(new):
            for row in self._connection.execute(_SIGNED.where(signature.c.item_id.in_(some), shows_at(self._at))):
                self._known[row.item_id] = Known(**row._mapping)

    def _root(self, item_id: str) -> str:
        while (parent := self._parents[item_id]) != item_id:
            self._parents[item_id] = item_id = self._parents[parent]
        return item_id

    def _age(self, item_id: str) -> tuple[datetime, str]:
        one = self._known[item_id]
        return (one.published if one else self._at), item_id


def _portions(values: Sequence[T]) -> Iterator[Sequence[T]]:
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))
