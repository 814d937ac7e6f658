"""The dead letters are read to their end, however slowly the broker sends them."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.structs import TopicPartition

from services import dead_letters
from services.errors import Misconfigured
from services.stage import Record, dead_letter
from services.topics import DEAD_LETTERS, RAW

ZERO = TopicPartition(DEAD_LETTERS.name, 0)
LETTER = dead_letter("parser", Record(RAW.name, b"k", b"bytes", 0, 7), "no-text", "a headline alone")


class Reader:
    """A consumer of one partition: `says` is the end that the broker tells, `sends` what comes at each poll."""

    def __init__(self, says: int, *sends: int) -> None:
        self.says = says
        self.sends = list(sends)
        self.sent = 0
        self.has = sum(sends)

    async def end_offsets(self, partitions: list[TopicPartition]) -> dict[TopicPartition, int]:
        return {ZERO: self.says}

    def highwater(self, partition: TopicPartition) -> int | None:
        return self.has if self.sent else None

    async def position(self, partition: TopicPartition) -> int:
        return self.sent

    async def getmany(self, timeout_ms: int) -> dict[TopicPartition, list[Any]]:
        await asyncio.sleep(0.01)
        count = self.sends.pop(0) if self.sends else 0
        self.sent += count
        return {ZERO: [SimpleNamespace(offset=n, value=LETTER.to_bytes()) for n in range(count)]} if count else {}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Quiet is over before the third poll."""
    monkeypatch.setattr(dead_letters, "QUIET_SECONDS", 0.02)


async def read(reader: Reader) -> int:
    return len([one async for one in dead_letters._until_quiet(reader, [ZERO])])  # type: ignore[arg-type]


@pytest.mark.parametrize("says", [1, 3])
async def test_a_slow_broker_is_waited_for_until_it_has_sent_what_it_has(says: int) -> None:
    """Also where the end that it tells is too low, as the embedded one's is."""
    assert await read(Reader(says, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2)) == 3


async def test_a_broker_with_nothing_is_not_waited_for() -> None:
    assert await read(Reader(0)) == 0


async def test_a_broker_that_does_not_send_what_it_has_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dead_letters, "SLOW_SECONDS", 0.1)

    with pytest.raises(Misconfigured, match="has more dead letters"):
        await read(Reader(3, 1))
