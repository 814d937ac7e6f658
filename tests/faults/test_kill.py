"""kill -9 while messages hang: the rule that this project exists for, and upstream Faust breaking it."""

from __future__ import annotations

from pathlib import Path

from tests.faults.scene import Broker, running

#: Which message hangs: the first of partition 0, and one in the middle of partition 1.
FIRST, MIDDLE = 0, 7


async def test_nothing_is_lost_when_a_message_hangs_and_the_worker_is_killed(broker: Broker, tmp_path: Path) -> None:
    texts = await hanging_messages(broker, tmp_path / "go")
    async with running("tests.faults.victim", broker, tmp_path / "1.log", **ALONE) as worker:
        await broker.until_read(passing(texts))
        await broker.publish(["last"], partition=2)
        await broker.until_committed(1, MIDDLE)
        committed = await broker.until_committed(2, 4)
        worker.kill()
    (tmp_path / "go").touch()
    async with running("tests.faults.victim", broker, tmp_path / "2.log", **ALONE):
        read = await broker.until_read([*names(texts), "last"])

    assert committed.get(0, 0) == FIRST
    assert committed[1] == MIDDLE
    assert set(read) == {*names(texts), "last"}


async def test_upstream_faust_loses_the_messages_that_hang(broker: Broker, tmp_path: Path) -> None:
    texts = await hanging_messages(broker, tmp_path / "go")
    async with running("tests.faults.upstream", broker, tmp_path / "1.log") as worker:
        await broker.until_read(passing(texts))
        await broker.until_committed(0, 12)
        await broker.until_committed(1, 12)
        worker.kill()
    (tmp_path / "go").touch()
    await broker.publish(["later"], partition=0)
    await broker.publish(["latest"], partition=1)
    async with running("tests.faults.upstream", broker, tmp_path / "2.log"):
        read = await broker.until_read([*passing(texts), "later", "latest"])

    assert set(names(texts)) - set(read) == {f"p0-{FIRST}", f"p1-{MIDDLE}"}


#: A process for each message that hangs, and two for the rest, one message at a time.
ALONE = {"ONRECORD_PROCESSES": "4", "ONRECORD_BATCH": "1"}


async def hanging_messages(broker: Broker, go: Path) -> list[str]:
    """Published: twelve messages on partitions 0 and 1, of which one each hangs until there is a file, and three on 2."""
    zero, one = ([f"p{partition}-{n}" for n in range(12)] for partition in (0, 1))
    zero[FIRST] += f" hang until {go}"
    one[MIDDLE] += f" hang until {go}"
    two = [f"p2-{n}" for n in range(3)]
    for partition, texts in enumerate((zero, one, two)):
        await broker.publish(texts, partition=partition)
    return [*zero, *one, *two]


def names(texts: list[str]) -> list[str]:
    return [text.partition(" ")[0] for text in texts]


def passing(texts: list[str]) -> list[str]:
    return [text for text in texts if " " not in text]
