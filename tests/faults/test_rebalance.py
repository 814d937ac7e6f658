"""Workers come and go: partitions move with messages in work, and come back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.scene import Broker, ended, exists, running

#: On Apache Kafka alone: the embedded broker takes 5 s for each change of a group, and is for one machine.
KAFKA = [pytest.mark.servers, pytest.mark.parametrize("broker", ["kafka"], indirect=True)]
pytestmark = KAFKA

#: So that a message that hangs holds nobody else up.
ALONE = {"ONRECORD_PROCESSES": "4", "ONRECORD_BATCH": "1"}


async def test_partitions_move_with_messages_in_work_and_come_back_and_nothing_is_lost(broker: Broker, tmp_path: Path) -> None:
    go = tmp_path / "go"
    hanging = [f"p{partition}-0 begin {tmp_path / str(partition)} hang until {go}" for partition in range(3)]
    for partition, text in enumerate(hanging):
        await broker.publish([text, f"p{partition}-1"], partition=partition)
    async with running("tests.faults.victim", broker, tmp_path / "1.log", **ALONE) as stays:
        for partition in range(3):
            await exists(tmp_path / str(partition))
            (tmp_path / str(partition)).unlink()
        async with running("tests.faults.victim", broker, tmp_path / "2.log", **ALONE) as comes:
            for partition in range(3):
                await exists(tmp_path / str(partition))  # begun again, by whoever has its partition now
            during = await broker.committed()
            go.touch()
            await broker.until_read([f"p{partition}-{n}" for partition in range(3) for n in range(2)])
            comes.ask_to_stop()
            status = await ended(comes)
        for partition in range(3):
            await broker.publish([f"p{partition}-2"], partition=partition)
        committed = [(await broker.until_committed(partition, 3))[partition] for partition in range(3)]
        alive = stays.poll() is None
    read = await broker.until_read([f"p{partition}-{n}" for partition in range(3) for n in range(3)])

    assert all(offset == 0 for offset in during.values())
    assert committed == [3, 3, 3]
    assert (status, alive) == (0, True)
    assert len(set(read)) == 9
