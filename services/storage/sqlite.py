"""SQLite: a file beside the program, for one machine."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Table, create_engine, event
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.exc import DBAPIError

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

    hint = "It is a file in a folder that exists, both ours to write"

    def __init__(self, url: URL) -> None:
        self.path = Path(url.database or "")
        patience = {} if "timeout" in url.query else {"timeout": BUSY_SECONDS}
        super().__init__(create_engine(url, hide_parameters=True, connect_args=patience), f"in {self.path}")
        self._commits = GroupCommit(self._transaction, ends_it=lambda error: self.trouble(error) is not None)
        event.listen(self.engine, "connect", _prepare)
        event.listen(self.engine, "begin", _begin)

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

        with self.path.with_name(self.path.name + "-publishing").open("w") as file:
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


def _prepare(connection: Any, _: object) -> None:
    """A new connection: transactions are ours to begin, references are held, commits are on the disk."""
    connection.isolation_level = None
    _use_log(connection)
    for pragma in ("foreign_keys=ON", "synchronous=FULL", f"wal_autocheckpoint={CHECKPOINT_PAGES}", "cache_size=-32000"):
        connection.execute(f"PRAGMA {pragma}")


def _use_log(connection: Any) -> None:
    """WAL mode. The change does not wait its turn when several processes open a new file at once, so we do."""
    until = time.monotonic() + BUSY_SECONDS
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
