"""What the services log, and what the machinery below them says how often."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from services.settings import Settings

#: Faust, its service library (our own subclasses of Faust's services log by it too), and the Kafka client: they say the same
#: thing ten times a second while a broker is away.
MACHINERY = ("faust", "mode", "aiokafka", "services.kafka")
#: Lists its own parts at INFO whenever a store is opened; which migration runs is worth a line, and another logger's.
TALKATIVE = ("alembic.runtime.plugins",)
#: So often one of their sentences is heard.
SELDOM_SECONDS = 30.0


class Seldom(logging.Filter):
    """Lets a sentence of the machinery pass once in SELDOM_SECONDS, whatever its details; everything else always."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._said: dict[tuple[str, object], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.name.startswith(MACHINERY):
            return True
        now, sentence = self._clock(), (record.name, record.msg)
        if now - self._said.get(sentence, -SELDOM_SECONDS) < SELDOM_SECONDS:
            return False
        self._said[sentence] = now
        return True


def log_to_stderr(settings: Settings) -> None:
    """A line a message of ours; warnings of the machinery, each seldom. With DEBUG everything."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=settings.log_level, handlers=[handler])
    if settings.log_level == "DEBUG":
        return
    handler.addFilter(Seldom())
    for name in (*MACHINERY, *TALKATIVE):
        logging.getLogger(name).setLevel(logging.WARNING)
