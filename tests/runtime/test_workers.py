"""Who works, in what company, and what happens to whoever ends a process. The hands are fakes; the processes are in
tests/faults/test_processes.py."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import pytest

from schemas import DeadLetter
from services.errors import Unavailable
from services.hands import Crashed, Failed, TooSlow
from services.stage import Outcome, Record
from services.workers import Workers
from tests.faults.stages import READER

Happens = Callable[[Sequence[str]], Exception | None]


class FakeHand:
    """Notes which records came together; `happens` says what is raised instead of outcomes."""

    def __init__(self, happens: Happens = lambda names: None) -> None:
        self.calls: list[list[str]] = []
        self.happens = happens
        self.taken = asyncio.Event()
        self.free = asyncio.Event()
        self.free.set()

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def work(self, records: Sequence[Record]) -> list[Outcome]:
        names = [name(record) for record in records]
        self.calls.append(names)
        self.taken.set()
        await self.free.wait()
        if (error := self.happens(names)) is not None:
            raise error
        return [Outcome("parser", "ok", (record,), name(record)) for record in records]


def name(record: Record) -> str:
    return (record.value or b"").decode()


def records(names: str) -> list[Record]:
    return [Record("wire.raw.v1", None, letter.encode(), 0, offset) for offset, letter in enumerate(names)]


async def handled(hand: FakeHand, names: str, *, batch: int = 16) -> list[Outcome]:
    """What becomes of records of which all but the first arrive while the hand is busy with that."""
    async with Workers(READER, [hand], batch=batch).working() as workers:
        hand.free.clear()
        first, *rest = records(names)
        jobs = [asyncio.create_task(workers.handle(first))]
        await hand.taken.wait()
        jobs += [asyncio.create_task(workers.handle(record)) for record in rest]
        await asyncio.sleep(0)
        hand.free.set()
        return await asyncio.gather(*jobs)


def when(*guilty: str, error: Callable[[], Exception]) -> Happens:
    return lambda names: error() if set(guilty) & set(names) else None


async def test_a_lone_message_waits_for_no_company() -> None:
    hand = FakeHand()
    async with Workers(READER, [hand], batch=16).working() as workers:
        await workers.handle(records("a")[0])

    assert hand.calls == [["a"]]


async def test_what_waits_for_a_hand_goes_together() -> None:
    hand = FakeHand()
    outcomes = await handled(hand, "abcd")

    assert hand.calls == [["a"], ["b", "c", "d"]]
    assert [outcome.about for outcome in outcomes] == ["a", "b", "c", "d"]


async def test_no_more_go_together_than_agreed() -> None:
    hand = FakeHand()
    await handled(hand, "abcdefg", batch=3)

    assert hand.calls == [["a"], ["b", "c", "d"], ["e", "f", "g"]]


async def test_after_a_crash_each_is_tried_alone_and_only_the_guilty_one_is_refused() -> None:
    hand = FakeHand(when("c", error=Crashed))
    outcomes = await handled(hand, "abcd")

    assert hand.calls == [["a"], ["b", "c", "d"], ["b"], ["c"], ["c"], ["d"]]
    assert [outcome.reason for outcome in outcomes] == [None, None, "crashed", None]


async def test_a_message_that_ended_a_process_once_may_have_been_unlucky() -> None:
    unlucky = iter([None, Crashed(), None])
    hand = FakeHand(lambda names: next(unlucky))
    outcomes = await handled(hand, "ab")

    assert [outcome.fate for outcome in outcomes] == ["ok", "ok"]


async def test_after_a_timeout_each_is_tried_alone_and_only_the_slow_one_is_refused() -> None:
    hand = FakeHand(when("c", error=TooSlow))
    outcomes = await handled(hand, "abcd")

    assert hand.calls == [["a"], ["b", "c", "d"], ["b"], ["c"], ["d"]]
    assert [outcome.reason for outcome in outcomes] == [None, None, "too-slow", None]


async def test_what_a_stage_may_not_raise_is_a_bug_of_the_one_message() -> None:
    hand = FakeHand(when("c", error=lambda: Failed("Traceback …\nKeyError: 'c'")))
    outcomes = await handled(hand, "abcd")

    [letter] = outcomes[2].records
    assert [outcome.fate for outcome in outcomes] == ["ok", "ok", "bug", "ok"]
    assert DeadLetter.from_bytes(letter.value or b"").traceback == "Traceback …\nKeyError: 'c'"


async def test_when_something_is_away_each_hears_of_it_and_may_come_again() -> None:
    away = iter([Unavailable("the model is away"), None])
    hand = FakeHand(lambda names: next(away))
    async with Workers(READER, [hand], batch=16).working() as workers:
        with pytest.raises(Unavailable, match="the model is away"):
            await workers.handle(records("a")[0])
        outcome = await workers.handle(records("a")[0])

    assert outcome.fate == "ok"


async def test_a_message_that_nobody_waits_for_any_more_is_not_worked_on() -> None:
    hand = FakeHand()
    hand.free.clear()
    async with Workers(READER, [hand], batch=1).working() as workers:
        first, second, third = [asyncio.create_task(workers.handle(record)) for record in records("abc")]
        await hand.taken.wait()
        second.cancel()
        hand.free.set()
        await asyncio.gather(first, third)

    assert hand.calls == [["a"], ["c"]]


async def test_a_hand_is_free_as_soon_as_nobody_waits_for_its_work() -> None:
    hand = FakeHand()
    hand.free.clear()
    async with Workers(READER, [hand], batch=2).working() as workers:
        waiting = [asyncio.create_task(workers.handle(record)) for record in records("ab")]
        await hand.taken.wait()
        for one in waiting:
            one.cancel()
        await asyncio.wait(waiting)
        hand.taken.clear()
        after = asyncio.create_task(workers.handle(records("c")[0]))
        await asyncio.wait_for(hand.taken.wait(), 60)
        hand.free.set()
        outcome = await after

    assert hand.calls == [["a", "b"], ["c"]]
    assert outcome.fate == "ok"


async def test_a_hand_works_on_while_anybody_waits_for_its_work() -> None:
    hand = FakeHand()
    hand.free.clear()
    async with Workers(READER, [hand], batch=2).working() as workers:
        first, second = [asyncio.create_task(workers.handle(record)) for record in records("ab")]
        await hand.taken.wait()
        first.cancel()
        await asyncio.wait({first})
        hand.free.set()
        outcome = await second

    assert hand.calls == [["a", "b"]]
    assert outcome.fate == "ok"


async def test_a_hand_that_breaks_is_no_silence() -> None:
    hand = FakeHand(lambda names: RuntimeError("a worker process did not start"))
    async with Workers(READER, [hand], batch=1).working() as workers:
        with pytest.raises(RuntimeError, match="did not start"):
            await workers.handle(records("a")[0])
