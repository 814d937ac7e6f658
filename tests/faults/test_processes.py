"""Worker processes that die, hang, or lose their parent. No broker: the work alone."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from schemas import DeadLetter
from services.hands import Process
from services.settings import Settings
from services.stage import Outcome, Record
from services.topics import RAW
from services.workers import Workers, processes
from tests.builders import a_raw_item
from tests.faults.scene import PATIENCE_SECONDS, until

STAGE = "tests.faults.stages:READER"


def a_record(text: str, offset: int = 0) -> Record:
    return Record(RAW.name, None, a_raw_item(text).to_bytes(), 0, offset)


async def outcomes_of(texts: list[str], workers: Workers) -> list[Outcome]:
    """What becomes of messages that arrive together."""
    async with workers.working():
        return await asyncio.gather(*(workers.handle(a_record(text, offset)) for offset, text in enumerate(texts)))


def fates(outcomes: list[Outcome]) -> list[str]:
    return [outcome.reason or outcome.fate for outcome in outcomes]


async def test_a_message_that_ends_its_process_twice_is_refused_and_its_neighbours_pass() -> None:
    outcomes = await outcomes_of(["one", "two die", "three"], processes(STAGE, Settings()))

    [letter] = outcomes[1].records
    assert fates(outcomes) == ["ok", "crashed", "ok"]
    assert DeadLetter.from_bytes(letter.value or b"").original == a_raw_item("two die").to_bytes()


async def test_a_process_that_dies_once_costs_no_message(tmp_path: Path) -> None:
    outcomes = await outcomes_of(["one", f"two die unless {tmp_path / 'dead'}", "three"], processes(STAGE, Settings()))

    assert (tmp_path / "dead").exists()
    assert fates(outcomes) == ["ok", "ok", "ok"]


async def test_a_message_that_takes_too_long_is_refused_and_its_neighbours_pass() -> None:
    outcomes = await outcomes_of(["one", "two hang until never", "three"], processes(STAGE, Settings(work_seconds=2)))

    assert fates(outcomes) == ["ok", "too-slow", "ok"]


async def test_what_a_stage_prints_does_not_get_between_the_outcomes() -> None:
    outcomes = await outcomes_of(["one print hello"], processes(STAGE, Settings()))

    assert fates(outcomes) == ["ok"]


async def test_a_process_has_loaded_its_model_before_it_is_ready(tmp_path: Path) -> None:
    os.environ["WARMED"] = str(tmp_path / "warm")
    try:
        async with processes(STAGE, Settings(), warm="tests.faults.stages:warm").working() as workers:
            ready, warm = workers.ready, (tmp_path / "warm").exists()
    finally:
        del os.environ["WARMED"]

    assert ready and warm


async def test_a_model_that_does_not_load_is_an_error_at_the_start_and_not_a_silence() -> None:
    workers = processes(STAGE, Settings(), warm="tests.faults.stages:no_such_model")
    try:
        await workers.start()
        error = None
    except RuntimeError as raised:
        error = raised
    finally:
        await workers.stop()

    assert "did not start" in str(error)


async def test_two_processes_work_at_the_same_time(tmp_path: Path) -> None:
    """The first waits for the second's file: one after the other they would never end."""
    texts = [f"one hang until {tmp_path / 'two'}", f"two begin {tmp_path / 'two'} pass"]
    outcomes = await asyncio.wait_for(outcomes_of(texts, processes(STAGE, Settings(batch=1), count=2)), PATIENCE_SECONDS)

    assert fates(outcomes) == ["ok", "ok"]


async def test_a_stopped_pool_leaves_no_process() -> None:
    hand = Process(STAGE, seconds=10)
    await hand.start()
    pid = hand.pid
    await hand.stop()

    assert pid is not None
    assert not Path(f"/proc/{pid}").exists()


PARENT = f"""
import asyncio
from services.hands import Process
from tests.faults.test_processes import a_record

async def main():
    hand = Process({STAGE!r}, seconds=1000)
    await hand.start()
    print(hand.pid, flush=True)
    await hand.work([a_record("one hang until never")])

asyncio.run(main())
"""


async def test_a_worker_does_not_outlive_a_parent_that_is_killed() -> None:
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", PARENT, stdout=asyncio.subprocess.PIPE)
    assert parent.stdout is not None
    worker = int(await parent.stdout.readline())
    os.kill(worker, 0)  # it lives
    parent.send_signal(signal.SIGKILL)
    await parent.wait()

    await until(lambda: not _lives(worker))


def _lives(pid: int) -> bool:
    """Not a zombie either: who reaps an orphan, and when, is not our business."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
