"""SIGTERM while a message is in work: finished, or left to be delivered again; never lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.children import Child
from tests.faults.scene import Broker, ended, exists, running

#: A service waits so long for what it has in hand: more than any busy machine needs, less than it gives itself to stop.
PATIENT = {"TEST_PATIENCE_SECONDS": "15"}


async def stopped_in_mid_message(broker: Broker, worker: Child, folder: Path) -> None:
    """Asks the worker to stop when it has begun the message that hangs."""
    await broker.publish([f"slow begin {folder / 'begun'} hang until {folder / 'go'}"], partition=0)
    await exists(folder / "begun")
    worker.ask_to_stop()


async def test_a_message_in_work_is_finished_before_a_service_stops(broker: Broker, tmp_path: Path) -> None:
    async with running("tests.faults.victim", broker, tmp_path / "log", **PATIENT) as worker:
        await stopped_in_mid_message(broker, worker, tmp_path)
        (tmp_path / "go").touch()
        status = await ended(worker)
    committed = await broker.committed()
    read = await broker.until_read(["slow"])

    assert status == 0
    assert committed[0] == 1
    assert read == ["slow"]


async def test_a_message_that_takes_too_long_for_the_stop_is_delivered_again(broker: Broker, tmp_path: Path) -> None:
    async with running("tests.faults.victim", broker, tmp_path / "1.log") as worker:
        await stopped_in_mid_message(broker, worker, tmp_path)
        status = await ended(worker)
    committed = await broker.committed()
    (tmp_path / "go").touch()
    async with running("tests.faults.victim", broker, tmp_path / "2.log"):
        read = await broker.until_read(["slow"])

    assert status == 0
    assert committed.get(0, 0) == 0
    assert read == ["slow"]


async def test_bugs_in_a_row_stop_the_service_with_their_dead_letters_published(broker: Broker, tmp_path: Path) -> None:
    await broker.publish([f"b{n} raise" for n in range(3)], partition=0)
    async with running("tests.faults.victim", broker, tmp_path / "log", ONRECORD_BUGS_IN_A_ROW="3") as worker:
        status = await ended(worker)
    letters = await broker.letters(3)
    committed = await broker.committed()

    assert status == 1
    assert {letter.reason for letter in letters} == {"bug"}
    assert committed[0] == 3


@pytest.mark.parametrize("broker", ["embedded"], indirect=True)
async def test_ctrl_c_in_a_terminal_is_a_clean_stop_too(broker: Broker, tmp_path: Path) -> None:
    """The terminal signals the worker processes as well; they leave it to the service."""
    import os
    import signal

    async with running("tests.faults.victim", broker, tmp_path / "log", **PATIENT) as worker:
        await broker.publish([f"slow begin {tmp_path / 'begun'} hang until {tmp_path / 'go'}"], partition=0)
        await exists(tmp_path / "begun")
        os.killpg(worker.pid, signal.SIGINT)
        (tmp_path / "go").touch()
        status = await ended(worker)
    read = await broker.until_read(["slow"])

    assert status == 0
    assert read == ["slow"]
