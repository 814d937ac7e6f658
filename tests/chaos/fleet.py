"""The services as processes, any number of each, to be killed, stopped and started while they work."""

from __future__ import annotations

import os
import random
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.request import urlopen

from services.children import Child
from services.pipeline import STAGES
from services.settings import Settings, named
from tests.chaos.waiting import until

PORT = re.compile(r"/readyz on port (\d+)")
#: Of each stage, where a test does not say otherwise.
ONE_EACH = dict.fromkeys(STAGES, 1)


@dataclass(frozen=True)
class Worker:
    """One process of one service."""

    stage: str
    child: Child

    def ready(self) -> bool:
        """Whether it says so itself, at /readyz on the port that it took."""
        said = PORT.search(self.child.log.read_text(errors="replace"))
        try:
            return said is not None and urlopen(f"http://127.0.0.1:{said[1]}/readyz", timeout=5).status == 200
        except OSError:
            return False


class Fleet:
    """Workers on one Kafka and one database. As a context manager: all gone at the end."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings = settings
        self._folder = folder
        self._started = 0
        self.workers: list[Worker] = []

    def start(self, stage: str, count: int = 1) -> None:
        for _ in range(count):
            self._started += 1
            log = self._folder / f"{stage}-{self._started}.log"
            command = [sys.executable, "-m", "services", stage, *(["--serve"] if stage == "claims" else [])]
            self.workers.append(Worker(stage, Child(command, log=log, env={**os.environ, **self._environment()})))

    def start_all(self, **counts: int) -> None:
        """One of each stage, or as many as `counts` says."""
        for stage, count in {**ONE_EACH, **counts}.items():
            self.start(stage, count)

    def of(self, stage: str) -> list[Worker]:
        return [worker for worker in self.workers if worker.stage == stage]

    def until_ready(self) -> None:
        """Returns when every worker says that it is ready."""
        for worker in self.workers:
            until(worker.ready, within=180, what=f"{worker.stage} is ready")

    def kill9_one(self, chance: random.Random) -> str:
        """kill -9 of any one worker, and another one in its place, as a supervisor would; which stage it was."""
        worker = chance.choice(self.workers)
        worker.child.kill()
        self.workers.remove(worker)
        self.start(worker.stage)
        return worker.stage

    def stop(self, stage: str, count: int) -> list[int]:
        """SIGTERM to so many workers of a stage at once; their exit statuses."""
        leaving = self.of(stage)[:count]
        for worker in leaving:
            worker.child.ask_to_stop()
            self.workers.remove(worker)
        for worker in leaving:
            until(lambda worker=worker: worker.child.poll() is not None, within=90, what=f"{stage} stops when asked")
        return [worker.child.stop() for worker in leaving]

    def dead(self) -> list[str]:
        """Workers that ended by themselves, each with the end of its log."""
        return [
            f"{worker.stage} ended with {worker.child.poll()}:\n" + "\n".join(worker.child.last_lines(25))
            for worker in self.workers
            if worker.child.poll() is not None
        ]

    def last_lines(self) -> str:
        """The end of every log, for whoever reads why a test failed."""
        logs = sorted(self._folder.glob("*.log"))
        return "\n\n".join(f"{log.name}:\n" + "\n".join(log.read_text(errors="replace").splitlines()[-12:]) for log in logs)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is not None:
            print(self.last_lines())
        for worker in self.workers:
            worker.child.kill()

    def _environment(self) -> dict[str, str]:
        return {
            named("kafka"): self._settings.kafka,
            named("database"): self._settings.database,
            named("web_port"): "0",
        }
