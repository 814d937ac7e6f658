"""Which offsets may be committed: the whole of "nothing is lost", in one class without a broker in sight."""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

P = TypeVar("P", bound=Hashable)


@dataclass
class _Partition:
    """One partition's messages since it was assigned. `open` are delivered and not done; `heap` has them all, lazily."""

    first: int
    next: int
    open: set[int] = field(default_factory=set)
    heap: list[int] = field(default_factory=list)
    committed: int | None = None

    def deliver(self, offset: int) -> None:
        if self.first <= offset < self.next:
            return  # delivered again: still open, or done for good
        self.first, self.next = min(self.first, offset), max(self.next, offset + 1)
        self.open.add(offset)
        heapq.heappush(self.heap, offset)

    def safe(self) -> int:
        while self.heap and self.heap[0] not in self.open:
            heapq.heappop(self.heap)
        return self.heap[0] if self.heap else self.next


class Ledger(Generic[P]):
    """What was delivered from each partition, what is done, and so what may be committed.

    The promise: an offset offered for commit is the smallest one delivered and not done, or, when everything is done, the
    one after the highest delivered. So whatever ends this process, every message that is not done is delivered again.
    Offsets that the broker skips (compaction, transaction markers) are never delivered and hold nothing up.
    """

    def __init__(self) -> None:
        self._partitions: dict[P, _Partition] = {}

    def delivered(self, partition: P, offset: int) -> None:
        """A message has left the broker for us. Again is fine: one that was done stays done, one that is open stays open."""
        self._partitions.setdefault(partition, _Partition(first=offset, next=offset)).deliver(offset)

    def done(self, partition: P, offset: int) -> bool:
        """A message's effect is durable. False when it was not open here: already done, or its partition was revoked."""
        entry = self._partitions.get(partition)
        if entry is None or offset not in entry.open:
            return False
        entry.open.remove(offset)
        return True

    def open(self) -> int:
        """How many messages are delivered and not done."""
        return sum(len(entry.open) for entry in self._partitions.values())

    def committable(self) -> dict[P, int]:
        """The offset to commit for each partition where that is news: the next message to read after a restart."""
        safe = {partition: entry.safe() for partition, entry in self._partitions.items()}
        return {partition: offset for partition, offset in safe.items() if offset != self._partitions[partition].committed}

    def committed(self, offsets: Mapping[P, int]) -> None:
        """These offsets are with the broker. Of a partition that was revoked meanwhile nothing is kept."""
        for partition, offset in offsets.items():
            if partition in self._partitions:
                self._partitions[partition].committed = offset

    def forget(self, partitions: Iterable[P]) -> None:
        """These partitions are no longer ours, or ours anew: whatever was open in them is delivered again, to us or another."""
        for partition in partitions:
            self._partitions.pop(partition, None)
