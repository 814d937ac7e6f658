"""PostgreSQL: the newsroom's database, for several sinks at once."""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import psycopg
from sqlalchemy import URL, Connection, Table, bindparam, create_engine, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY, Insert, insert
from sqlalchemy.exc import DBAPIError

from services.storage.database import Database, T, Trouble

#: What every session is told. A statement of ours takes milliseconds; a lock is held for one article's transaction.
SESSION = {
    "statement_timeout": "60s",
    "lock_timeout": "20s",
    "idle_in_transaction_session_timeout": "60s",
    "timezone": "UTC",
}
#: How long a silent network is believed in: to connect, and until unacknowledged bytes end a connection.
NETWORK = {"connect_timeout": "5", "keepalives_idle": "15", "keepalives_interval": "5", "tcp_user_timeout": "20000"}
#: A conflict is over in milliseconds; who loses four times in a row waits in the service's loop instead.
ATTEMPTS = 4
#: Lost to another transaction: a serialization failure, a deadlock.
_CONFLICT = {"40001", "40P01"}
#: Classes of SQLSTATE that are the server's or the operator's matter: connections, logins, resources, intervention, system
#: errors, damage; and single states: a lock not to be had, a standby, a database or a permission that is missing.
_AWAY_CLASSES = {"08", "28", "53", "57", "58", "XX"}
_AWAY = {"55P03", "25006", "25P03", "3D000", "42501"}


class PostgreSQL(Database):
    """A pool of connections, each tried before it is used, since a restart of the server leaves dead ones behind.

    Durability is the server's `synchronous_commit`, which is on by default: a commit that returned is on its disk.
    """

    hint = "Does it run, and are host, database, user and password right?"

    def __init__(self, url: URL) -> None:
        super().__init__(
            create_engine(
                url.set(drivername="postgresql+psycopg"),
                hide_parameters=True,
                isolation_level="READ COMMITTED",
                pool_pre_ping=True,
                pool_size=8,
                max_overflow=24,
                pool_timeout=15,
                connect_args=_connect_args(url.query),
            ),
            f"{url.database} at {url.host or 'localhost'}:{url.port or 5432}",
        )

    def read(self, work: Callable[[Connection], T]) -> T:
        snapshot = {"isolation_level": "REPEATABLE READ"}
        with self.reached(), self.engine.connect() as connection, connection.execution_options(**snapshot).begin():
            return work(connection)

    def write(self, work: Callable[[Connection], T]) -> T:
        with self.reached():
            for _ in range(ATTEMPTS - 1):
                try:
                    with self.engine.begin() as connection:
                        return work(connection)
                except DBAPIError as error:
                    if self.trouble(error) != "conflict":
                        raise
                time.sleep(random.uniform(0.005, 0.05))  # noqa: S311
            with self.engine.begin() as connection:
                return work(connection)

    def unfit(self, connection: Connection) -> str | None:
        encoding = connection.scalar(text("SHOW server_encoding"))
        return None if encoding == "UTF8" else f"{self.where} is in {encoding}, and articles need UTF8"

    def insert_new(self, table: Table) -> Insert:
        return insert(table).on_conflict_do_nothing()

    def insert_many(self, connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
        # One statement with an array a column: psycopg sends a message a row otherwise (32 rows: 80 µs of CPU and not 430).
        connection.execute(_from_arrays(table), {column.name: [row[column.name] for row in rows] for column in table.columns})

    def lock_for_migrations(self, connection: Connection) -> None:
        # Who waits here waits for another's whole migration.
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(select(func.pg_advisory_xact_lock(lock_number("migrations"))))

    @contextmanager
    def publishing(self) -> Iterator[bool]:
        # A lock of the session, on a connection of its own outside any transaction: gone with the process that held it.
        with self.reached(), self.engine.connect() as connection:
            outside = connection.execution_options(isolation_level="AUTOCOMMIT")
            mine = bool(outside.scalar(select(func.pg_try_advisory_lock(lock_number("publishing")))))
            try:
                yield mine
            finally:
                if mine:
                    outside.execute(select(func.pg_advisory_unlock(lock_number("publishing"))))

    def trouble(self, error: DBAPIError) -> Trouble | None:
        state = getattr(error.orig, "sqlstate", None)
        if state in _CONFLICT:
            return "conflict"
        lost = state is None and isinstance(error.orig, psycopg.OperationalError | psycopg.InterfaceError)
        if lost or error.connection_invalidated or state in _AWAY or (state or "")[:2] in _AWAY_CLASSES:
            return "away"
        return None


def lock_number(purpose: str) -> int:
    """The advisory lock of ours for `purpose`: 64 bits that other programs on this database will hardly use."""
    return int.from_bytes(hashlib.sha256(f"onrecord {purpose}".encode()).digest()[:8], signed=True)


@cache
def _from_arrays(table: Table) -> Insert:
    """An INSERT of rows that come as one array for each column."""
    columns = [func.unnest(bindparam(column.name, type_=ARRAY(column.type))) for column in table.columns]
    return insert(table).from_select([column.name for column in table.columns], select(*columns))


def _connect_args(query: Mapping[str, object]) -> dict[str, str]:
    """What we ask of libpq, where the URL does not ask for something else."""
    session = " ".join(f"-c {name}={value}" for name, value in SESSION.items())
    ours = {name: value for name, value in NETWORK.items() if name not in query}
    return ours | {"options": f"{session} {query.get('options', '')}".strip()}
