"""Who works: a process, or a thread. Bytes in, bytes out, a few records at a time."""

from __future__ import annotations

import asyncio
import contextlib
import pickle
import sys
import traceback
from collections.abc import Sequence
from typing import Any, Protocol

from services.aside import Aside
from services.errors import Unavailable
from services.stage import Outcome, Record, Stage
from services.worker import LENGTH, Answer, frame, named

#: A model from disk on a busy machine takes some 10 s; longer and something is wrong with it.
START_SECONDS = 120.0


class Crashed(Exception):
    """The work ended the process that did it."""


class TooSlow(Exception):
    """The work took longer than it may."""


class Failed(Exception):
    """A stage raised what it may not; holds the traceback."""


class Hand(Protocol):
    """One that works on a few records at a time."""

    async def start(self) -> None:
        """Ready to work when this returns."""

    async def work(self, records: Sequence[Record]) -> list[Outcome]:
        """What becomes of each. Raises Unavailable; Crashed, TooSlow or Failed when it has no outcome for them."""

    async def stop(self) -> None: ...


class Process:
    """A hand that is a process: what goes wrong in it (memory, a loop without end) goes wrong there alone."""

    def __init__(self, stage: str, *, warm: str | None = None, seconds: float) -> None:
        """`stage` and `warm` (called before it is ready) are `module:name`; a call that takes longer than `seconds` is killed."""
        self._command = [sys.executable, "-m", "services.worker", stage, *([warm] if warm else [])]
        self._seconds = seconds
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    async def start(self) -> None:
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(*self._command, stdin=pipe, stdout=pipe)
        try:
            async with asyncio.timeout(START_SECONDS):
                await self._answer()
        except (TimeoutError, asyncio.IncompleteReadError) as error:
            await self.stop()
            raise RuntimeError(f"a worker process did not start ({' '.join(self._command[2:])}): its output says why") from error

    async def work(self, records: Sequence[Record]) -> list[Outcome]:
        if self._process is None:
            await self.start()
        try:
            async with asyncio.timeout(self._seconds):
                kind, what = await self._ask(records)
        except TimeoutError:
            await self.stop()
            raise TooSlow from None
        except (asyncio.IncompleteReadError, ConnectionError):
            await self.stop()
            raise Crashed from None
        except BaseException:
            await self.stop()  # half an answer may be in its pipe
            raise
        if kind == "away":
            raise Unavailable(what)
        if kind == "failed":
            raise Failed(what)
        return list(what)

    async def stop(self) -> None:
        """Kills it: there is nothing in it that is not elsewhere."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _ask(self, records: Sequence[Record]) -> Answer:
        assert self._process is not None and self._process.stdin is not None, "started, with pipes"
        self._process.stdin.write(frame(list(records)))
        await self._process.stdin.drain()
        return await self._answer()

    async def _answer(self) -> Answer:
        assert self._process is not None and self._process.stdout is not None, "started, with pipes"
        length = int.from_bytes(await self._process.stdout.readexactly(LENGTH))
        answer: Answer = pickle.loads(await self._process.stdout.readexactly(length))  # noqa: S301 - from our own child
        return answer


class Thread:
    """A hand that is a thread: for work that waits (SQL), and for machines that can't afford a process. Nothing kills it."""

    def __init__(self, stage: Stage[Any, Any], *, warm: str | None = None) -> None:
        self._stage = stage
        self._warm = warm
        self._aside = Aside(f"onrecord-{stage.name}")

    async def start(self) -> None:
        if self._warm is not None:
            await self._aside(named(self._warm))

    async def work(self, records: Sequence[Record]) -> list[Outcome]:
        try:
            return await self._aside(self._stage.handle_many, records)
        except Unavailable:
            raise
        except Exception:
            raise Failed(traceback.format_exc()) from None

    async def stop(self) -> None:
        self._aside.close()
