"""Order within a key, company between keys, and never more in hand than agreed."""

from __future__ import annotations

import asyncio
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.lanes import Lanes

Message = tuple[str | None, int]


class Desk:
    """Work that ends when it is told to."""

    def __init__(self) -> None:
        self.begun: list[Message] = []
        self.ended: list[Message] = []
        self.gates: dict[Message, asyncio.Event] = defaultdict(asyncio.Event)

    async def work(self, message: Message) -> None:
        self.begun.append(message)
        await self.gates[message].wait()
        self.ended.append(message)


async def turns() -> None:
    """Everything that can go on has gone on."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_messages_of_one_key_begin_one_after_the_other() -> None:
    desk = Desk()
    lanes = Lanes(desk.work, width=4)
    await lanes.put("a", ("a", 1))
    await lanes.put("a", ("a", 2))
    await turns()
    first = list(desk.begun)
    desk.gates["a", 1].set()
    await turns()

    assert first == [("a", 1)]
    assert desk.begun == [("a", 1), ("a", 2)]
    await lanes.end(within=0)


async def test_messages_of_different_keys_go_side_by_side() -> None:
    desk = Desk()
    lanes = Lanes(desk.work, width=4)
    for key in "abc":
        await lanes.put(key, (key, 1))
    await turns()

    assert desk.begun == [("a", 1), ("b", 1), ("c", 1)]
    await lanes.end(within=0)


async def test_messages_without_a_key_wait_for_nobody() -> None:
    desk = Desk()
    lanes = Lanes(desk.work, width=4)
    await lanes.put(None, (None, 1))
    await lanes.put(None, (None, 2))
    await turns()

    assert desk.begun == [(None, 1), (None, 2)]
    await lanes.end(within=0)


async def test_whoever_brings_one_too_many_waits() -> None:
    desk = Desk()
    lanes = Lanes(desk.work, width=2)
    await lanes.put("a", ("a", 1))
    await lanes.put("b", ("b", 1))
    third = asyncio.create_task(lanes.put("c", ("c", 1)))
    await turns()
    waited = not third.done()
    desk.gates["b", 1].set()
    await third

    assert waited
    await lanes.end(within=0)


async def test_lanes_are_idle_when_the_last_message_has_ended() -> None:
    desk = Desk()
    lanes = Lanes(desk.work, width=2)
    await lanes.idle()
    await lanes.put("a", ("a", 1))
    idle = asyncio.create_task(lanes.idle())
    await turns()
    before = idle.done()
    desk.gates["a", 1].set()
    await idle

    assert not before
    assert desk.ended == [("a", 1)]


async def test_what_ends_in_time_is_waited_for_and_the_rest_is_let_go_of() -> None:
    desk = Desk()
    lanes = Lanes(desk.work, width=3)
    for message in (("a", 1), ("b", 1), ("b", 2)):
        await lanes.put(message[0], message)
    await turns()
    desk.gates["a", 1].set()
    await lanes.end(within=0.05)

    assert desk.ended == [("a", 1)]
    assert desk.begun == [("a", 1), ("b", 1)]


async def test_after_an_end_there_is_room_for_all_again() -> None:
    desk = Desk()
    lanes = Lanes(desk.work, width=2)
    for message in (("a", 1), ("a", 2)):
        await lanes.put("a", message)
    await lanes.end(within=0)
    for message in (("a", 3), ("b", 3)):
        await asyncio.wait_for(lanes.put(message[0], message), 60)
        desk.gates[message].set()
    await asyncio.wait_for(lanes.idle(), 60)

    assert desk.ended == [("a", 3), ("b", 3)]


async def test_a_bug_of_ours_is_heard_of_by_whoever_waits() -> None:
    async def work(message: Message) -> None:
        raise ZeroDivisionError

    lanes = Lanes(work, width=1)
    await lanes.put("a", ("a", 1))

    with pytest.raises(ZeroDivisionError):
        await lanes.broken()
    with pytest.raises(ZeroDivisionError):
        await lanes.put("b", ("b", 1))
    with pytest.raises(ZeroDivisionError):
        await lanes.idle()


@given(keys=st.lists(st.sampled_from("abc"), max_size=30), width=st.integers(1, 8))
def test_whatever_comes_each_key_keeps_its_order_and_the_width_is_kept(keys: list[str], width: int) -> None:
    ended: dict[str, list[int]] = defaultdict(list)
    most = in_hand = 0

    async def work(message: tuple[str, int]) -> None:
        nonlocal most, in_hand
        in_hand += 1
        most = max(most, in_hand)
        for _ in range(message[1] % 4):
            await asyncio.sleep(0)
        ended[message[0]].append(message[1])
        in_hand -= 1

    async def all_of_them() -> None:
        lanes = Lanes(work, width=width)
        for number, key in enumerate(keys):
            await lanes.put(key, (key, number))
        await lanes.idle()

    asyncio.run(all_of_them())

    assert all(numbers == sorted(numbers) for numbers in ended.values())
    assert sum(map(len, ended.values())) == len(keys)
    assert most <= width
