"""SQLite: a file beside the program, for one machine."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Table, create_engine, event
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from services.errors import Unavailable
from services.storage.database import Database, T, Trouble
from services.storage.group_commit import GroupCommit

#: Another process may hold the file for a migration or a checkpoint; a save takes milliseconds.
BUSY_SECONDS = 10
#: Pages that the log gathers before they go into the file (default 1,000 = 4 MB): fewer, longer writes.
CHECKPOINT_PAGES = 4000
#: Codes that say that the file or the disk is not to be had now; none of them is the fault of an article.
_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_AUTH,
}


class SQLite(Database):
    """A file in WAL mode: readers see the last commit while one writer works.

    synchronous=FULL: the sink acknowledges a message when `save` returns, and Kafka forgets it. With NORMAL a commit survives
    kill -9 (the system has the pages) but not a power cut (the log is not synced), so an acknowledged article could be gone.
    FULL syncs the log at each commit.
    """

    hint = "Its folder must exist, and both must be ours to write"

    def __init__(self, url: URL) -> None:
        if set(url.query) - {"timeout"}:
            raise ValueError("the only option of an SQLite URL is ?timeout=seconds")
        self._patience = float(str(url.query.get("timeout", BUSY_SECONDS)))
        self.path = Path(url.database or "").absolute()
        self._made = False
        engine = create_engine("sqlite://", creator=self._connect, poolclass=QueuePool, pool_timeout=15, hide_parameters=True)
        super().__init__(engine, f"in {self.path}")
        self._commits = GroupCommit(self._transaction, ends_it=lambda error: self.trouble(error) is not None)
        event.listen(engine, "checkout", self._check)
        event.listen(engine, "begin", _begin)

    @property
    def queued(self) -> int:
        """How many threads wait for the one that writes now."""
        return self._commits.queued

    def write(self, work: Callable[[Connection], T]) -> T:
        with self.reached():
            return self._commits.do(work)

    def unfit(self, connection: Connection) -> str | None:
        return None

    def insert_new(self, table: Table) -> Insert:
        return insert(table).on_conflict_do_nothing()

    def lock_for_migrations(self, connection: Connection) -> None:
        """BEGIN IMMEDIATE has done it."""

    @contextmanager
    def publishing(self) -> Iterator[bool]:
        import fcntl

        path = self.path.with_name(f"{self.path.name}-publishing")
        try:
            file = path.open("w")
        except OSError as error:
            raise Unavailable(f"the database {self.where} is away: {error}") from error
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def trouble(self, error: DBAPIError) -> Trouble | None:
        code = getattr(error.orig, "sqlite_errorcode", None)
        return "away" if code is not None and code & 0xFF in _AWAY else None

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self.engine.connect() as connection, connection.execution_options(writes=True).begin():
            yield connection

    def _connect(self) -> sqlite3.Connection:
        """A connection whose transactions are ours to begin. Makes the file once: one that is gone later is not made again."""
        mode = "rw" if self._made else "rwc"
        connection = sqlite3.connect(
            f"{self.path.as_uri()}?mode={mode}", uri=True, timeout=self._patience, isolation_level=None, check_same_thread=False
        )
        _use_log(connection, self._patience)
        for pragma in ("foreign_keys=ON", "synchronous=FULL", f"wal_autocheckpoint={CHECKPOINT_PAGES}", "cache_size=-32000"):
            connection.execute(f"PRAGMA {pragma}")
        self._made = True
        return connection

    def _check(self, _: object, record: ConnectionPoolEntry, __: object) -> None:
        """What is written to a file that somebody deleted or moved is lost without a word: such a connection is not used."""
        file = _identity(self.path)
        if record.info.setdefault("file", file) != file:
            raise DisconnectionError(f"{self.path} is another file than it was")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _use_log(connection: sqlite3.Connection, patience: float) -> None:
    """WAL mode. The change does not wait its turn when several processes open a new file at once, so we do."""
    until = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        time.sleep(0.02)


def _begin(connection: Connection) -> None:
    """Who will write takes the lock first: a reader that turns writer half-way can't wait and fails."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")
