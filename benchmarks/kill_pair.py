"""Reuters' L1N14N0FF, a correction and its kill, from wire to storage on both databases: python -m benchmarks.kill_pair

In both orders its claims must be tombstoned: kept in history, shown to nobody, and taken back from whoever was told
them. The two items are others' data: they are read from the samples that `benchmarks.formats` names.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from schemas import ClaimArticle, RawItem, Status
from services.pipeline import run
from services.stage import Record
from services.storage.sql import open_store
from services.storage.store import Store
from services.topics import RAW
from tests.servers.postgres import PostgresServer
from tests.storage.looking import Follower, dump

STEM = "tag_reuters.com_2016_newsml_L1N14N0FF_version_"
VERSIONS = ("978556838", "1542761538")
#: When both came in; and a time after everything.
ARRIVED, FOR_EVER = datetime(2026, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


def told(samples: Path) -> tuple[bool, str]:
    """Whether the pair ends as it must, and a line for each order on each database."""
    correction, kill = (article(samples / "superdesk-core" / f"{STEM}{version}") for version in VERSIONS)
    lines, right = (
        [f"kill of L1N14N0FF: a correction with {len(correction.claims)} claims, a kill with {len(kill.body.split())} words"],
        True,
    )
    for database in ("sqlite", "postgresql"):
        for order, pair in {"correction, kill": (correction, kill), "kill, correction": (kill, correction)}.items():
            with a_database(database) as url:
                wrong = faults(url, pair, correction, kill)
            right = right and not wrong
            lines.append(
                f"  {database:10} {order:16}  {'; '.join(wrong) if wrong else 'tombstoned, kept in history, shown to nobody'}"
            )
    return right, "\n".join(lines)


def article(path: Path) -> ClaimArticle:
    """What the pipeline makes of a file."""
    raw = RawItem(body=path.read_bytes(), received_at=ARRIVED, source=path.name)
    [[outcome]] = run([Record(RAW.name, None, raw.to_bytes())])
    return ClaimArticle.from_bytes(outcome.records[0].value or b"")


def faults(url: str, pair: Sequence[ClaimArticle], correction: ClaimArticle, kill: ClaimArticle) -> list[str]:
    """What is not as it must be after `pair`; empty when all is."""
    store, reader = open_store(url), Follower()
    try:
        for version in pair:
            store.save(version)
            follow(store, reader)
        newest = store.article(correction.item_id)
        checks = {
            "the pair is not one item, correction and kill": correction.item_id == kill.item_id
            and (correction.status, kill.status) == (Status.CORRECTED, Status.CANCELLED),
            "the correction has no claims": bool(correction.claims),
            "the newest version is not the kill": newest == kill,
            "history has lost a version": store.history(correction.item_id) == [correction, kill],
            "history has lost a claim": store.counts()["claim"] == len(correction.claims),
            "a claim stands": not any(row[3] for row in dump(url)["claim"]),
            "a claim is shown": not store.claims() and not store.claims(at=FOR_EVER),
            "a claim was told and not taken back": not reader.items,
        }
        return [fault for fault, fine in checks.items() if not fine]
    finally:
        store.close()


def follow(store: Store, reader: Follower) -> None:
    """The change events so far, applied as a reader applies them."""
    page = store.unsent(at=FOR_EVER)
    for _, event in page:
        reader.apply(event)
    store.sent([number for number, _ in page])


@contextmanager
def a_database(kind: str) -> Iterator[str]:
    """The URL of an empty database."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/pair.db"
    else:
        with PostgresServer() as server, server.database() as url:
            yield url


def main() -> int:
    from benchmarks.formats import FEEDS

    right, lines = told(FEEDS)
    print(lines)
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
