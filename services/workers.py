"""Shares a stage's records among hands: together what waits together, alone what went wrong together."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from services.errors import Unavailable
from services.hands import Crashed, Failed, Hand, Process, Thread, TooSlow
from services.settings import Settings
from services.stage import Outcome, Record, Stage
from services.worker import named

#: So often a message may be what a process was working on, alone, when it ended. Once may be the machine's fault.
DEATHS = 2


class Forsaken(Exception):
    """Nobody waits for the work any more."""


def processes(stage: str, settings: Settings, *, count: int | None = None, warm: str | None = None) -> Workers:
    """Workers in `count` processes (the settings' number), or in a thread for 0. `stage` and `warm` are `module:name`."""
    count = settings.processes if count is None else count
    hands: list[Hand] = [Process(stage, warm=warm, seconds=settings.work_seconds) for _ in range(count)]
    return Workers(named(stage), hands or [Thread(named(stage), warm=warm)], batch=settings.batch)


@dataclass(eq=False)
class Job:
    """A record that waits for its outcome; `alone` after it was among those that had none."""

    record: Record
    outcome: asyncio.Future[Outcome] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    alone: bool = False
    deaths: int = 0


class Workers:
    """Shares records among hands. A hand that is free takes at once what waits, at most `batch`: nobody waits for company.

    When a hand has no outcome for its records (its process died, was killed for slowness, or the stage raised), each is tried
    again alone, so that only the guilty one is refused: as `crashed` after it ended two processes, `too-slow`, or `bug`.
    """

    def __init__(self, stage: Stage[Any, Any], hands: Sequence[Hand], *, batch: int) -> None:
        self._stage = stage
        self._hands = hands
        self._batch = batch
        self._waiting: deque[Job] = deque()
        self._arrived = asyncio.Condition()
        self._tasks: list[asyncio.Task[None]] = []
        #: Every hand has loaded what it needs.
        self.ready = False

    async def start(self) -> None:
        """Loads models. Returns when every hand can work; raises what kept one from it."""
        await asyncio.gather(*(hand.start() for hand in self._hands))
        self._tasks = [asyncio.create_task(self._serve(hand)) for hand in self._hands]
        self.ready = True

    async def stop(self) -> None:
        """Lets go of what is in work, and of the hands."""
        self.ready = False
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(hand.stop() for hand in self._hands))

    @asynccontextmanager
    async def working(self) -> AsyncIterator[Workers]:
        """Started and ready inside, stopped after."""
        try:
            await self.start()
            yield self
        finally:
            await self.stop()

    async def handle(self, record: Record) -> Outcome:
        """What becomes of `record`. Raises Unavailable when something it needs is away; then it can be handled again."""
        job = Job(record)
        self._waiting.append(job)
        async with self._arrived:
            self._arrived.notify()
        return await job.outcome

    async def _serve(self, hand: Hand) -> None:
        while True:
            jobs = await self._next()
            try:
                for job, outcome in zip(jobs, await _worked_on(hand, jobs), strict=True):
                    _settle(job, outcome)
            except Forsaken:
                continue
            except Unavailable as error:
                for job in jobs:
                    _settle(job, error)
            except (Crashed, TooSlow, Failed) as error:
                await self._again(jobs, error)
            except Exception as error:  # ours: whoever waits must hear of it, or waits for ever
                for job in jobs:
                    _settle(job, error)

    async def _next(self) -> list[Job]:
        async with self._arrived:
            await self._arrived.wait_for(lambda: self._waiting)
        jobs = [self._waiting.popleft()]
        while self._waiting and len(jobs) < self._batch and not (jobs[0].alone or self._waiting[0].alone):
            jobs.append(self._waiting.popleft())
        return [job for job in jobs if not job.outcome.done()] or await self._next()

    async def _again(self, jobs: list[Job], error: Exception) -> None:
        """Each alone, before those that came later; or, of one that was alone already, the refusal."""
        if len(jobs) == 1:
            [job] = jobs
            job.deaths += 1
            if (refusal := self._refusal(job, error)) is not None:
                _settle(job, refusal)
                return
        for job in reversed(jobs):
            job.alone = True
            self._waiting.appendleft(job)
        async with self._arrived:
            self._arrived.notify(len(jobs))

    def _refusal(self, job: Job, error: Exception) -> Outcome | None:
        if isinstance(error, Failed):
            trace = str(error)
            return self._stage.refused(job.record, "bug", trace.strip().splitlines()[-1], trace=trace)
        if isinstance(error, TooSlow):
            return self._stage.refused(job.record, "too-slow", f"{job.record.where()}: the work did not end in its time")
        if job.deaths < DEATHS:
            return None
        return self._stage.refused(job.record, "crashed", f"{job.record.where()}: the work ended its process, {DEATHS} times")


async def _worked_on(hand: Hand, jobs: list[Job]) -> list[Outcome]:
    """What becomes of each job's record. When nobody waits for any of them any more (their partitions went to another), the
    hand is free at once: a process that hangs would hold up what comes next for as long as it may hang."""
    work = asyncio.ensure_future(hand.work([job.record for job in jobs]))

    def let_go_of(_: object) -> None:
        if all(job.outcome.done() for job in jobs):
            work.cancel()

    for job in jobs:
        job.outcome.add_done_callback(let_go_of)
    try:
        await asyncio.wait({work})
    finally:
        work.cancel()
    if work.cancelled():
        raise Forsaken
    return work.result()


def _settle(job: Job, what: Outcome | Exception) -> None:
    if job.outcome.done():
        return  # nobody waits any more
    if isinstance(what, Outcome):
        job.outcome.set_result(what)
    else:
        job.outcome.set_exception(what)
