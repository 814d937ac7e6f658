"""Waiting for what is away: longer each time, never all at once, said once when it goes and once when it is back."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

from services.errors import Unavailable

R = TypeVar("R")

log = logging.getLogger("onrecord")

#: The first wait is short: most absences are a restart or a lost connection.
FIRST_SECONDS = 0.2
#: Nobody waits longer: what is back is noticed within half a minute.
LONGEST_SECONDS = 30.0


def delays(*, first: float = FIRST_SECONDS, longest: float = LONGEST_SECONDS) -> Iterator[float]:
    """Seconds to wait before each new try: doubled each time up to `longest`, and each somewhere in its upper half, so that
    many who lost the same database do not all come back to it in the same moment."""
    delay = first
    while True:
        yield delay * (0.5 + random.random() / 2)  # noqa: S311 - jitter, no secret
        delay = min(longest, delay * 2)


class Weather:
    """Whether one thing that we need is there, for the log (a line per change) and for /readyz."""

    def __init__(self, service: str, what: str) -> None:
        """`what` in a word: 'broker', 'database'."""
        self._service = service
        self._what = what
        #: Why it is away; None while all is well.
        self.away: str | None = None

    def gone(self, why: str) -> None:
        """It was asked for and is away."""
        if self.away is None:
            log.warning("%s waits for the %s: %s", self._service, self._what, why)
        self.away = why

    def back(self) -> None:
        """It was asked for and answered."""
        if self.away is not None:
            log.warning("%s goes on: the %s is back", self._service, self._what)
        self.away = None


#: How to pass the time between tries; tests pass their own.
Pause = Callable[[float], Awaitable[object]]
sleep: Pause = asyncio.sleep


async def patiently(ask: Callable[[], Awaitable[R]], needed: Weather, *, pause: Pause = sleep) -> R:
    """What `ask` answers, asked again for as long as it raises Unavailable."""
    for delay in delays():
        try:
            answer = await ask()
        except Unavailable as error:
            needed.gone(str(error))
            await pause(delay)
        else:
            needed.back()
            return answer
    raise AssertionError("delays never end")
