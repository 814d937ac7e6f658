"""One service from start to clean stop: what `onrecord parser`, `entities`, `claims --serve` and `sink` run."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from typing import Any, NoReturn

from faust.types import AgentT, EventT

from services.admin import broker_limits, missing_topics
from services.errors import Misconfigured
from services.health import answering
from services.hop import Bugs, Hop, TooManyBugs
from services.kafka import App, faust_app, send
from services.lanes import Lanes
from services.logs import log_to_stderr
from services.patience import Weather
from services.publish import Publisher, Send
from services.settings import Settings
from services.stage import Stage
from services.workers import Workers

log = logging.getLogger("onrecord")

#: What does not stop within this is left as kill -9 would leave it, which loses nothing. Supervisors should wait longer:
#: 5 s for what is in hand, twice 5 s for a broker that is away.
STOP_SECONDS = 20.0

#: Why a service ended.
STOPPED, BROKEN = 0, 1


class NotInTime(Exception):
    """What is left of a service did not end in STOP_SECONDS."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass
class Bench:
    """What a stage's workers may use while the service runs."""

    settings: Settings
    publish: Publisher
    needs: Weather
    #: Further answers to "why not ready": a sentence, or None.
    checks: list[Callable[[], Awaitable[str | None]]] = field(default_factory=list)
    #: Further work of the service, beside the messages; it ends when one of these raises.
    beside: list[Coroutine[Any, Any, None]] = field(default_factory=list)


@dataclass(frozen=True)
class Service:
    """A stage as it runs: its agent's loop, and who works for it. Each `agent.py` has one."""

    stage: Stage[Any, Any]
    #: Binds the loop to an app; what the loop reads goes into the lanes.
    agent: Callable[[App, Lanes[EventT[Any]]], AgentT[Any]]
    #: Opens what the stage needs and starts its workers; yields them ready.
    workers: Callable[[Bench], AbstractAsyncContextManager[Workers]]
    #: What the stage can be waiting for, in a word.
    needs: str = "model"


def run_service(name: str, settings: Settings) -> int:
    """Runs the service of stage `name` until SIGTERM or SIGINT; its exit status: 0 after a clean stop, 1 after a crash.

    Raises Misconfigured when no broker answers at the start, when topics are missing, or when an address is taken.
    """
    service: Service = import_module(f"services.{name}.agent").SERVICE
    return run(service, settings)


def run(service: Service, settings: Settings) -> int:
    """See `run_service`."""
    log_to_stderr(settings)
    status = asyncio.run(_until_signalled(service, settings))
    if any(not thread.daemon for thread in threading.enumerate() if thread is not threading.main_thread()):
        _cut_off(service.stage.name, status)
    return status


def _cut_off(name: str, status: int) -> NoReturn:
    """The end by force: what kill -9 does, which loses nothing."""
    log.warning("%s did not stop in its time and is cut off; what it did not finish is delivered again", name)
    logging.shutdown()
    os._exit(status)


async def _until_signalled(service: Service, settings: Settings) -> int:
    stop = asyncio.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    try:
        return await Running(service, settings).run(stop)
    except NotInTime as late:
        _cut_off(service.stage.name, late.status)  # here: asyncio itself would wait for what doesn't end


class Running:
    """A service that runs, from the first answer of /healthz to the last commit."""

    def __init__(self, service: Service, settings: Settings) -> None:
        name = service.stage.name
        self.service = service
        self.settings = settings
        self.app = faust_app(service.stage, settings)
        self.broker = Weather(name, "broker")
        self.needs = Weather(name, service.needs)
        #: Into the producer's buffer; tests put a broken one here.
        self.send: Send = partial(send, self.app)
        self.limits: dict[str, int] = {}
        self.publish = Publisher(lambda record: self.send(record), limits=self.limits, broker=self.broker)
        self.bench = Bench(settings, self.publish, self.needs)
        self.workers: Workers | None = None
        self.port = 0

    async def run(self, stop: asyncio.Event) -> int:
        """Until `stop`, or until something breaks; then an orderly end of at most STOP_SECONDS."""
        name = self.service.stage.name
        async with answering(name, self.settings, self.reasons) as self.port:
            log.info("%s answers /healthz and /readyz on port %d", name, self.port)
            work, stopping = asyncio.create_task(self._work()), asyncio.create_task(stop.wait())
            await asyncio.wait({work, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            return await self._end(work)

    async def reasons(self) -> list[str]:
        """Why the service can't do its work now."""
        if self.workers is None or not self.workers.ready:
            return [self.needs.away or "its workers are starting"]
        if not self.joined():
            return ["the group is forming: no partitions are assigned yet"]
        broker = None if await self.app.outgoing.answers() else "the broker does not answer"
        said = [broker, self.broker.away, self.needs.away, *[await check() for check in self.bench.checks]]
        return [why for why in said if why]

    def joined(self) -> bool:
        """Whether the service is a member of its group and knows its partitions. A group may have more members than that."""
        return self.app.started and self.app.incoming.joined and self.app.incoming.flow_active

    async def _work(self) -> None:
        """Messages come and go until this is cancelled; raises what broke."""
        await _topics_are_there(self.settings)
        self.limits |= await broker_limits(self.settings.kafka)
        async with self.service.workers(self.bench) as self.workers:
            lanes: Lanes[EventT[Any]] = Lanes(self._hop(self.workers).carry, width=self.settings.lanes)
            self.service.agent(self.app, lanes)
            self.app.lanes = lanes
            try:
                await self.app.start()
                await _first(self._crash(), lanes.broken(), *self.bench.beside)
            finally:
                try:
                    await self.app.stop()
                finally:
                    await lanes.end(within=0)

    def _hop(self, workers: Workers) -> Hop:
        return Hop(
            stage=self.service.stage,
            handle=workers.handle,
            publish=self.publish,
            settle=lambda message: self.app.incoming.settle(message),
            ours=lambda message: message.generation_id == self.app.consumer_generation_id,
            needs=self.needs,
            bugs=Bugs(self.settings.bugs_in_a_row),
        )

    async def _crash(self) -> None:
        """Raises what crashed the app, when something does."""
        await self.app.wait_until_stopped()
        raise self.app.crash_reason or RuntimeError("Faust stopped by itself")

    async def _end(self, work: asyncio.Task[None]) -> int:
        """The exit status. Raises NotInTime when what is left does not end; it is done again by whoever comes next."""
        name = self.service.stage.name
        error = work.exception() if work.done() else None
        if isinstance(error, Misconfigured):
            raise error
        if error is not None:
            log.critical("%s ends: %s", name, error, exc_info=None if isinstance(error, TooManyBugs) else error)
        else:
            log.info("%s stops: what is in hand is finished first", name)
        work.cancel()
        await asyncio.wait({work}, timeout=STOP_SECONDS)
        status = STOPPED if error is None else BROKEN
        if not work.done():
            raise NotInTime(status)
        log.info("%s has stopped", name)
        return status


async def _first(*watched: Coroutine[Any, Any, None]) -> None:
    """Waits for the first of `watched` to raise, and raises that."""
    tasks = {asyncio.create_task(one) for one in watched}
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _topics_are_there(settings: Settings) -> None:
    missing = await missing_topics(settings.kafka)
    if missing:
        raise Misconfigured(
            "ONRECORD_KAFKA", tried=f"{settings.kafka} has no {', '.join(missing)}", do="Run `onrecord topics create`"
        )
