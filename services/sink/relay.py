"""The outbox relay: change events from the store to claims.changes, in order, at least once."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager

from schemas import ClaimsChanged
from services.aside import Aside
from services.errors import Rejected
from services.patience import Pause, Weather, patiently, sleep
from services.stage import Record, dead_letter
from services.storage.store import Store
from services.topics import CHANGES, DEAD_LETTERS

#: An event may come due without anything being saved: when an embargo ends, or another sink's relay died. Looked for so often.
LOOK_SECONDS = 2.0
#: So many events are published again, at most, after one that was killed in between.
PAGE = 32


class Relay:
    """Publishes what the store has unsent, and tells the store when the broker has it.

    One that is killed between the two leaves events that are published again: the same event has the same `event_id`. Of
    several sinks on one database one relays at a time, so that the events of an item keep their order.
    """

    def __init__(
        self,
        store: Store,
        publish: Callable[[Iterable[Record]], Awaitable[None]],
        *,
        database: Weather,
        aside: Aside,
        pause: Pause = sleep,
    ) -> None:
        self._store = store
        self._publish = publish
        self._database = database
        self._aside = aside
        self._pause = pause
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Something was saved: look now."""
        self._woken.set()

    async def run(self) -> None:
        """Relays until cancelled."""
        while True:
            self._woken.clear()
            if not await self.once():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), LOOK_SECONDS)

    async def once(self) -> int:
        """Relays what is unsent now, at most PAGE events; how many those were. 0 also while another sink's relay is at it."""
        return await patiently(self._page, self._database, pause=self._pause)

    async def _page(self) -> int:
        async with self._turn() as ours:
            page = await self._aside(self._store.unsent, limit=PAGE) if ours else []
            for _, event in page:
                await self._send(event)
            await self._aside(self._store.sent, [number for number, _ in page])
            return len(page)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[bool]:
        """Whether it is our turn, of all sinks on this database."""
        turn = self._store.publishing()
        ours = await self._aside(turn.__enter__)
        try:
            yield ours
        finally:
            await self._aside(turn.__exit__, None, None, None)

    async def _send(self, event: ClaimsChanged) -> None:
        record = Record(CHANGES.name, event.item_id.encode(), event.to_bytes())
        try:
            await self._publish([record])
        except Rejected as error:
            letter = dead_letter("sink", record, error.reason, error.detail)
            await self._publish([Record(DEAD_LETTERS.name, record.key, letter.to_bytes())])
