"""Programs that we start: each in a process group of its own, writing to a log file, gone when we are gone."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

#: Reads the child's pid, then waits: `read` ends when the pipe does, and the pipe ends when we do, also by kill -9. PDEATHSIG
#: would need Linux, a fork hook in a process with threads, and would fire when the starting *thread* ends.
WATCHER = 'read -r pid; read -r _; kill -s KILL -- "-$pid"'


class Child:
    """A running program. Its whole process group is killed when this process ends, however it ends; Linux and macOS.

    Of its own group, so that Ctrl-C in a terminal reaches us alone and we decide in which order things stop.
    """

    def __init__(
        self, command: Sequence[str], *, log: Path, env: Mapping[str, str] | None = None, user: int | None = None
    ) -> None:
        """Starts `command`, as `user` (a number) when we are root; both its outputs are appended to `log`.

        Raises OSError when it can't be started.
        """
        self.command = tuple(command)
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        self._watcher = subprocess.Popen(
            ["/bin/sh", "-c", WATCHER], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            with log.open("ab") as out:
                self._process = subprocess.Popen(
                    self.command,
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=subprocess.STDOUT,
                    env=dict(env) if env is not None else None,
                    start_new_session=True,
                    user=user,
                )
        except OSError:
            self._dismiss()
            raise
        assert self._watcher.stdin is not None, "it was opened as a pipe"
        self._watcher.stdin.write(f"{self.pid}\n".encode())
        self._watcher.stdin.flush()

    @property
    def pid(self) -> int:
        return self._process.pid

    def poll(self) -> int | None:
        """Its exit status, negative for a signal; None while it runs."""
        status = self._process.poll()
        if status is not None:
            self._dismiss()
        return status

    def ask_to_stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        self._process.send_signal(how)

    def wait(self, timeout: float) -> bool:
        """Whether it has ended within `timeout` seconds."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout)
        return self.poll() is not None

    def kill(self) -> None:
        """kill -9 to it and its own children; returns when it is gone."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        self._dismiss()

    def stop(self, how: signal.Signals = signal.SIGTERM, *, deadline: float = 10.0) -> int:
        """Asks it to stop, waits `deadline` seconds, kills what is left of its group. Its exit status."""
        self.ask_to_stop(how)
        self.wait(deadline)
        self.kill()
        return self._process.returncode

    def last_lines(self, count: int = 20) -> list[str]:
        """The end of its log, for the person who asks why."""
        with self.log.open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - 64 * 1024))
            return log.read().decode(errors="replace").splitlines()[-count:]

    def keep_log_small(self, limit: int = 16 * 1024 * 1024) -> None:
        """Moves a log over `limit` bytes to `<log>.1`. The child appends, so it goes on at 0; a line in between may be lost."""
        if self.log.stat().st_size > limit:
            shutil.copyfile(self.log, f"{self.log}.1")
            os.truncate(self.log, 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def _dismiss(self) -> None:
        """Lets the watcher go before its pipe ends: the child's number may belong to another process soon."""
        self._watcher.kill()
        self._watcher.wait()
        if self._watcher.stdin is not None:
            self._watcher.stdin.close()
