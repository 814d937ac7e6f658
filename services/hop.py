"""One message from its topic to what becomes of it: work, publish, and only then acknowledge."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from faust.types import EventT, Message

from schemas import DeadLetter
from services.errors import Rejected
from services.kafka import arrived
from services.patience import Pause, Weather, patiently, sleep
from services.stage import KEPT_OF_A_GIANT, Outcome, Record, Stage

log = logging.getLogger("onrecord")


class TooManyBugs(Exception):
    """So many messages in a row were refused as bugs that it is this program that is wrong, not they."""


class NotOurs(Exception):
    """The message's partition went to another while we waited: who has it now has the message too."""


class Bugs:
    """Counts outcomes `bug` in a row, across all lanes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._row = 0

    def count(self, outcome: Outcome) -> None:
        """Raises TooManyBugs at the last one that is borne."""
        self._row = self._row + 1 if outcome.fate == "bug" else 0
        if self._row >= self._limit:
            raise TooManyBugs(f"{self._row} messages in a row were refused as bugs, the last: {outcome.detail}")


@dataclass(frozen=True)
class Hop:
    """Carries messages through one stage. Nothing here is lost by being cancelled or killed: the offset stays until `settle`."""

    stage: Stage[Any, Any]
    #: What becomes of a record; raises Unavailable when something is away.
    handle: Callable[[Record], Awaitable[Outcome]]
    #: Returns when the broker has acknowledged all; raises Rejected for a record over its limit.
    publish: Callable[[Iterable[Record]], Awaitable[None]]
    #: The message is done: its offset may be committed.
    settle: Callable[[Message], object]
    #: Whether the message's partition is still ours; what is not is left to its new owner.
    ours: Callable[[Message], bool]
    needs: Weather
    bugs: Bugs
    pause: Pause = sleep

    async def carry(self, event: EventT[Any]) -> None:
        """One of three fates: the outcome is on the next topic or in the store; a dead letter is; or we wait, for ever."""
        record = arrived(event)
        try:
            outcome = await patiently(lambda: self._outcome(record, event.message), self.needs, pause=self.pause)
        except NotOurs:
            return
        outcome = await self._published(record, outcome)
        self.settle(event.message)
        _tell(outcome)
        self.bugs.count(outcome)

    async def _outcome(self, record: Record, message: Message) -> Outcome:
        if not self.ours(message):
            raise NotOurs
        return await self.handle(record)

    async def _published(self, record: Record, outcome: Outcome) -> Outcome:
        """What was published in the end: where the broker takes nothing of that size, a dead letter that says so."""
        try:
            await self.publish(outcome.records)
        except Rejected as error:
            outcome = replace(self.stage.refused(record, error.reason, error.detail), seconds=outcome.seconds)
            await self._buried(outcome)
        return outcome

    async def _buried(self, outcome: Outcome) -> None:
        """A dead letter is published whole, or, where even that is over the broker's limit, with its original cut short."""
        try:
            await self.publish(outcome.records)
        except Rejected:
            await self.publish([_cut_short(record) for record in outcome.records])


def _cut_short(record: Record) -> Record:
    letter = DeadLetter.from_bytes(record.value or b"")
    kept = letter.original[:KEPT_OF_A_GIANT] if letter.original else None
    return replace(record, value=letter.model_copy(update={"original": kept, "truncated": True}).to_bytes())


def _tell(outcome: Outcome) -> None:
    """The one line of a message at this stage; of a bug with its traceback."""
    if outcome.fate != "bug":
        log.info("%s", outcome.line())
        return
    [letter] = outcome.records
    log.error("%s\n%s", outcome.line(), DeadLetter.from_bytes(letter.value or b"").traceback or "")
