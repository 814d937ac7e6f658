"""Items that are cheap to read, garbage among them, fed chunk by chunk as an agency's folder is; and what must come of them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from schemas import ClaimArticle, RawItem
from services.feed.items import Hints, items
from services.feed.publish import record
from services.pipeline import run
from services.settings import Settings, named
from services.storage.sql import open_store
from tests.chaos.waiting import until

#: So many items in a folder; a feeder takes some 2 s for one on two busy cores, so that faults happen under load.
CHUNK = 25
#: A feeder that fails (its broker is away) is called again, as by cron, for so long.
FEED_SECONDS = 180.0
#: All folders of a test are fed within this on a machine that does other things: a test of 12 took 300 s in all there.
FED_SECONDS = 600.0

PEOPLE = ("Ilse Varga", "Oskar Lindqvist", "Mira Tolnay", "Janko Berisha")


def an_item(number: int) -> str:
    """One claim, cheap for spaCy, unlike any other item."""
    person = PEOPLE[number % len(PEOPLE)]
    return f"TARN (Norland News) - {person} said on Monday that ferry {number} would leave at noon.\n\nNobody answered.\n"


#: What can't become an article, each of another kind; the number makes each its own.
GARBAGE = (
    lambda number: b"\x00\x01\x02\xff\xfe" + bytes([number % 256, number // 256]) * 40,  # no text
    lambda number: f"Ferry {number} leaves".encode(),  # a headline alone
    lambda number: b"",  # nothing
)


@dataclass
class Load:
    """`count` items, with one piece of garbage a chunk, as folders of files under `folder`."""

    folder: Path
    count: int
    chunks: list[Path] = field(default_factory=list)
    garbage: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for start in range(0, self.count, CHUNK):
            chunk = self.folder / f"{start:05}"
            chunk.mkdir(parents=True)
            for number in range(start, min(start + CHUNK, self.count)):
                (chunk / f"{number}.txt").write_text(an_item(number))
            rubbish = chunk / f"garbage-{start}.txt"
            rubbish.write_bytes(GARBAGE[start // CHUNK % len(GARBAGE)](start))
            self.chunks.append(chunk)
            self.garbage.add(str(rubbish))

    def rows(self) -> dict[str, int]:
        """The rows of each table when every item is stored once: what the same stages make of the same files in this process."""
        raw = [record(item) for item in items(map(str, self.chunks), Hints()) if isinstance(item, RawItem)]
        made = [found for of_record in run(raw) for outcome in of_record if outcome.fate == "ok" for found in outcome.records]
        store = open_store(f"sqlite:///{self.folder}/reference.db")
        try:
            for one in made:
                store.save(ClaimArticle.from_bytes(one.value or b""))
            return store.counts()
        finally:
            store.close()


class Feeder(threading.Thread):
    """`onrecord feed`, folder after folder, each again until it succeeds; `fed` says how many are done."""

    def __init__(self, chunks: Sequence[Path], settings: Settings) -> None:
        """Starts at once."""
        super().__init__(daemon=True)
        self._chunks = chunks
        self._settings = settings
        self.fed = 0
        self.failure: str | None = None
        self.start()

    def run(self) -> None:
        for chunk in self._chunks:
            if not self._feed(chunk):
                return
            self.fed += 1

    def until_fed(self, chunks: int) -> None:
        """Returns when so many chunks are published; fails when the feeder gave up."""
        until(lambda: self.fed >= chunks or self.failure, within=FED_SECONDS, what=f"{chunks} chunks are fed")
        assert self.failure is None, self.failure

    def until_done(self) -> None:
        self.until_fed(len(self._chunks))

    def _feed(self, chunk: Path) -> bool:
        command = [sys.executable, "-m", "services", "feed", str(chunk)]
        env = {**os.environ, named("kafka"): self._settings.kafka}
        last = time.monotonic() + FEED_SECONDS
        while True:
            done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
            if done.returncode == 0:
                return True
            if time.monotonic() > last:
                self.failure = f"{chunk} can't be fed: {done.stdout}{done.stderr}"
                return False
            time.sleep(1)
