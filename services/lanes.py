"""Keyed lanes: messages of one key one after the other, of different keys side by side, so many in hand and no more."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

M = TypeVar("M")


class Lanes(Generic[M]):
    """Works on messages, at most `width` in hand at a time.

    A message begins when the one before it with the same key has ended. `work` may wait as long as it likes (that is what
    holds the offset); if it raises, that is a bug of ours: no lane goes on, and `put` and `idle` raise it.
    """

    def __init__(self, work: Callable[[M], Awaitable[None]], *, width: int) -> None:
        self._work = work
        self._room = asyncio.Semaphore(width)
        self._lanes: dict[Hashable, deque[M]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._idle = asyncio.Event()
        self._idle.set()
        self._failed = asyncio.Event()
        self._error: BaseException | None = None

    async def put(self, key: Hashable | None, message: M) -> None:
        """Takes `message` when there is room. Messages without a key (None) have no order among them."""
        self._raise()
        await self._room.acquire()
        self._raise()
        self._idle.clear()
        lane = self._lanes.get(key) if key is not None else None
        if lane is not None:
            lane.append(message)
        else:
            self._open(key if key is not None else object(), message)

    async def idle(self) -> None:
        """Returns when nothing is in hand."""
        await self._idle.wait()
        self._raise()

    async def broken(self) -> None:
        """Raises what `work` raised, as soon as it does."""
        await self._failed.wait()
        self._raise()

    async def end(self, *, within: float) -> None:
        """What is in hand may end, `within` seconds; what doesn't is let go of, undone. New messages may come after."""
        if self._tasks:
            await asyncio.wait({asyncio.ensure_future(self._idle.wait())}, timeout=within)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for _ in range(sum(map(len, self._lanes.values()))):
            self._room.release()
        self._lanes.clear()
        self._idle.set()

    def _open(self, key: Hashable, message: M) -> None:
        self._lanes[key] = deque([message])
        task = asyncio.create_task(self._run(key))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def _run(self, key: Hashable) -> None:
        lane = self._lanes[key]
        while lane:
            await self._work(lane[0])
            lane.popleft()
            self._room.release()
        del self._lanes[key]
        if not self._lanes:
            self._idle.set()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None and self._error is None:
            self._error = task.exception()
            self._failed.set()
            self._room.release()  # wakes a waiting `put`, which raises
            self._idle.set()
            for other in self._tasks:
                other.cancel()

    def _raise(self) -> None:
        if self._error is not None:
            raise self._error
