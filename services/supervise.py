"""Programs kept running: started, restarted when they die, given up when it does not help, stopped together."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from services.children import Child

log = logging.getLogger(__name__)

#: A start that lives no longer than this is a quick death: a service that works has joined its group by then.
QUICK_SECONDS = 10.0
#: So many quick deaths in a row, and restarting is no help: with the pauses below, after some 15 s.
QUICK_DEATHS = 5
#: The pause before the first restart; each further one is twice as long, up to the longest.
PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 30.0
#: A service gives itself 20 s to finish what it has in hand (`services.serve`), then cuts itself off.
STOP_SECONDS = 25.0
#: A program's exit status for a wrong setting (`services.errors.Misconfigured`): the next try will say the same, unless it
#: worked before, when it means that a broker or a database is away.
MISCONFIGURED = 2
#: How often the living are counted; a death is noticed, and a signal heeded, within this.
LOOK_SECONDS = 0.1


@dataclass(frozen=True)
class Program:
    """A command to keep running. `env` is added to our own environment."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)


class GaveUp(Exception):
    """A program that can't be kept running; the sentence says why, and the end of its log follows."""

    def __init__(self, sentence: str, lines: Sequence[str]) -> None:
        super().__init__("\n".join([sentence, *(f"    {line}" for line in lines)]))


@dataclass
class _Kept:
    program: Program
    child: Child
    started: float
    quick_deaths: int = 0
    worked: bool = False  # it has lived longer than a quick death once
    due: float | None = None  # when to start it again; None while it runs


class Supervisor:
    """Runs `programs` while entered; leaving stops them. Each writes to `<name>.log` in `log_dir`.

    They end with this process, also when it is killed. `vital` are programs that somebody else started and without which
    the rest is of no use: when one ends, `check` gives up at once. Call `check` often, or let `run` do it.
    """

    def __init__(
        self,
        programs: Sequence[Program],
        *,
        log_dir: Path,
        vital: Mapping[str, Child] | None = None,
        quick_seconds: float = QUICK_SECONDS,
        quick_deaths: int = QUICK_DEATHS,
        pause_seconds: float = PAUSE_SECONDS,
        stop_seconds: float = STOP_SECONDS,
    ) -> None:
        self._programs = programs
        self._log_dir = log_dir
        self._vital = dict(vital or {})
        self._quick_seconds = quick_seconds
        self._quick_deaths = quick_deaths
        self._pause_seconds = pause_seconds
        self._stop_seconds = stop_seconds
        self._kept: list[_Kept] = []

    def __enter__(self) -> Self:
        try:
            for program in self._programs:
                self._kept.append(_Kept(program, self._start(program), time.monotonic()))
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def pids(self) -> dict[str, int]:
        """The running programs' process numbers."""
        return {kept.program.name: kept.child.pid for kept in self._kept if kept.child.poll() is None}

    def check(self) -> None:
        """Starts again what has died and has waited its pause. Raises GaveUp when that is no help; never waits itself."""
        for name, child in self._vital.items():
            if (status := child.poll()) is not None:
                raise GaveUp(f"{name} ended ({_words(status)}), and nothing goes on without it", child.last_lines())
        for kept in self._kept:
            kept.child.keep_log_small()
            if kept.due is None and (status := kept.child.poll()) is not None:
                self._died(kept, status)
            elif kept.due is not None and time.monotonic() >= kept.due:
                kept.child, kept.started, kept.due = self._start(kept.program), time.monotonic(), None

    def run(self) -> int:
        """Keeps all running until SIGTERM or SIGINT (0), or until it gives up (1, and the reason on stderr). Main thread only.

        A second signal while stopping kills at once.
        """
        asked: list[int] = []

        def ask(number: int, frame: FrameType | None) -> None:
            asked.append(number)
            if len(asked) > 1:
                self._kill()

        before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            while not asked:
                self.check()
                time.sleep(LOOK_SECONDS)
        except GaveUp as reason:
            print(reason, file=sys.stderr)
            return 1
        finally:
            self.stop()
            for number, handler in before.items():
                signal.signal(number, handler)
        return 0

    def stop(self) -> None:
        """Asks all to stop, at once; kills what has not stopped by the deadline."""
        running = [kept for kept in self._kept if kept.child.poll() is None]
        for kept in running:
            kept.child.ask_to_stop()
        until = time.monotonic() + self._stop_seconds
        for kept in running:
            if not kept.child.wait(max(0.0, until - time.monotonic())):
                log.warning("%s did not stop in %.0f s and is killed", kept.program.name, self._stop_seconds)
        self._kill()
        self._kept.clear()

    def _kill(self) -> None:
        for kept in self._kept:
            kept.child.kill()

    def _start(self, program: Program) -> Child:
        return Child(program.command, log=self._log_dir / f"{program.name}.log", env={**os.environ, **program.env})

    def _died(self, kept: _Kept, status: int) -> None:
        """Notes a death, and when to start again. Raises GaveUp at the last quick one, or when it can't start as set up."""
        kept.child.kill()  # of its group, whatever it left behind
        lived = time.monotonic() - kept.started
        kept.worked = kept.worked or lived >= self._quick_seconds
        kept.quick_deaths = kept.quick_deaths + 1 if lived < self._quick_seconds else 0
        name, lines = kept.program.name, kept.child.last_lines()
        if status == MISCONFIGURED and not kept.worked:
            raise GaveUp(f"{name} can't run as it is set up", lines)
        if kept.quick_deaths >= self._quick_deaths:
            raise GaveUp(f"{name} died {kept.quick_deaths} times within {self._quick_seconds:g} s of its start", lines)
        pause = min(LONGEST_PAUSE_SECONDS, self._pause_seconds * 2 ** max(0, kept.quick_deaths - 1))
        kept.due = time.monotonic() + pause
        log.warning("%s ended (%s) after %.0f s; it starts again in %.1f s", name, _words(status), lived, pause)


def _words(status: int) -> str:
    """An exit status for people."""
    return f"status {status}" if status >= 0 else f"killed by {signal.Signals(-status).name}"
