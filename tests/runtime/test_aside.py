"""Blocking calls beside the event loop."""

from __future__ import annotations

import asyncio
import threading

import pytest

from services.aside import Aside


async def test_a_call_gives_back_what_it_returns_and_raises() -> None:
    aside = Aside("test")
    answer = await aside(divmod, 7, 2)

    assert answer == (3, 1)
    with pytest.raises(ZeroDivisionError):
        await aside(divmod, 7, 0)


async def test_calls_are_made_one_after_the_other_in_one_thread() -> None:
    aside = Aside("test")
    threads = await asyncio.gather(*(aside(threading.get_ident) for _ in range(5)))

    assert len(set(threads)) == 1
    assert threads[0] != threading.get_ident()


async def test_the_event_loop_turns_while_a_call_blocks() -> None:
    aside, gate = Aside("test"), threading.Event()
    blocked = asyncio.create_task(aside(gate.wait))
    await asyncio.sleep(0)
    gate.set()

    assert await asyncio.wait_for(blocked, 60)


async def test_a_call_that_hangs_keeps_no_process_from_ending() -> None:
    aside, gate = Aside("test"), threading.Event()
    hanging = asyncio.create_task(aside(gate.wait))
    await asyncio.sleep(0.01)
    hanging.cancel()

    [thread] = [thread for thread in threading.enumerate() if thread.name == "test" and thread.is_alive()][-1:]
    assert thread.daemon
    gate.set()
