"""The whole pipeline on this machine: a broker, the topics, the four services as processes, and what became of a feed."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from schemas import DeadLetter
from services.admin import create_topics
from services.cli.running import address_file, embedded
from services.dead_letters import filed
from services.embedded import EmbeddedBroker
from services.errors import Misconfigured
from services.pipeline import PIPELINE
from services.settings import Settings, named
from services.storage.store import Store
from services.supervise import Program, Supervisor

#: Nothing stored and nothing refused for this long, with services alive: something is wrong, and the logs say what.
STUCK_SECONDS = 120.0


@dataclass(frozen=True)
class Local:
    """A running pipeline: the settings that reach it, and who keeps it running."""

    settings: Settings
    supervisor: Supervisor


@contextmanager
def running(settings: Settings, *, own_broker: bool) -> Iterator[Local]:
    """The pipeline, on the embedded broker or on the Kafka that `settings` name; stopped at the end.

    Raises Misconfigured when it can't start; `Local.supervisor.check` raises GaveUp when a service can't be kept running.
    """
    data_dir = settings.data_dir.absolute()
    data_dir.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        vital = {}
        if own_broker:
            broker = stack.enter_context(EmbeddedBroker(data_dir))
            vital["the embedded broker"] = broker.child
            settings = embedded(settings, broker.bootstrap)
            stack.enter_context(_told(address_file(settings), broker.bootstrap))
        asyncio.run(create_topics(settings.kafka, settings))
        supervisor = Supervisor(_programs(settings), log_dir=data_dir, vital=vital)
        yield Local(settings, stack.enter_context(supervisor))


@contextmanager
def _told(path: Path, address: str) -> Iterator[None]:
    """The broker's address in a file, for commands that run beside `up`; gone when it stops."""
    path.write_text(address + "\n")
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def _programs(settings: Settings) -> list[Program]:
    """The services as this very Python runs them, each with a free port for its health."""
    env = {
        named("kafka"): settings.kafka,
        named("database"): settings.database,
        named("idempotent_producer"): str(settings.idempotent_producer).lower(),
        named("web_port"): "0",
    }
    serve = {"claims": ["claims", "--serve"]}
    return [
        Program(stage.name, [sys.executable, "-m", "services", *serve.get(stage.name, [stage.name])], env) for stage in PIPELINE
    ]


def wait_until_done(
    local: Local, store: Store, published: int, *, tell: Callable[[int], None] = lambda done: None
) -> list[DeadLetter]:
    """Wait until each of `published` items of a new database is stored or refused; the refused ones.

    Calls `tell` with how many are done. Raises GaveUp when a service can't be kept running, and Misconfigured when nothing
    moves for STUCK_SECONDS.
    """
    done, moved, letters = -1, time.monotonic(), list[DeadLetter]()
    while True:
        local.supervisor.check()
        stored = store.counts()["article_version"]
        if stored + len(letters) < published:
            letters = asyncio.run(_letters(local.settings))
        if stored + len(letters) > done:
            done, moved = stored + len(letters), time.monotonic()
            tell(done)
        if done >= published:
            return letters
        if time.monotonic() - moved > STUCK_SECONDS:
            raise Misconfigured(
                "the pipeline",
                tried=f"{done} of {published} items are done, and none in the last {STUCK_SECONDS:.0f} s",
                do=f"The services' logs are in {local.settings.data_dir}",
            )
        time.sleep(0.2)


async def _letters(settings: Settings) -> list[DeadLetter]:
    return [one.letter async for one in filed(settings)]
