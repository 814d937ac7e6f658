"""What SQLite and PostgreSQL do differently, behind one interface; `sqlite.py` and `postgresql.py` fill it in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Literal, TypeVar

from sqlalchemy import Connection, Engine, Table, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

from services.errors import Unavailable

T = TypeVar("T")
Insert = postgresql.Insert | sqlite.Insert
#: 'conflict': two transactions were in each other's way, and doing it again helps. 'away': waiting helps. None: our fault.
Trouble = Literal["conflict", "away"]


class Database(ABC):
    """An open database. Every use of it goes through `read` and `write`, which turn its absence into Unavailable."""

    #: What to look at when it can't be opened.
    hint: str

    def __init__(self, engine: Engine, where: str) -> None:
        self.engine = engine
        self.where = where

    def read(self, work: Callable[[Connection], T]) -> T:
        """`work` in one transaction, which sees the database as it is at one moment."""
        with self.reached(), self.engine.begin() as connection:
            return work(connection)

    @abstractmethod
    def write(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns, once what it wrote is on the disk: all of it or, on any exception, nothing. May run it again."""

    def close(self) -> None:
        self.engine.dispose()

    @abstractmethod
    def unfit(self, connection: Connection) -> str | None:
        """Why this database can't hold articles, if it can't."""

    @abstractmethod
    def insert_new(self, table: Table) -> Insert:
        """An INSERT that leaves rows alone whose primary key is there."""

    def insert_many(self, connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
        """Inserts many small rows."""
        connection.execute(insert(table), rows)

    @abstractmethod
    def lock_for_migrations(self, connection: Connection) -> None:
        """Others who migrate wait until this transaction ends."""

    @abstractmethod
    def publishing(self) -> AbstractContextManager[bool]:
        """See Store.publishing."""

    @abstractmethod
    def trouble(self, error: DBAPIError) -> Trouble | None:
        """What `error` means for who asked."""

    @contextmanager
    def reached(self) -> Iterator[None]:
        """Raises Unavailable for what the database does when it is away, and lets our own faults through."""
        try:
            yield
        except DBAPIError as error:
            if self.trouble(error) is None:
                raise
            raise Unavailable(f"the database {self.where} is away: {first_line(error)}") from error
        except NoConnectionLeft as error:
            raise Unavailable(f"the database {self.where} has no connection left for us") from error


def first_line(error: DBAPIError) -> str:
    """What the driver said, on one line, without our SQL."""
    said = str(error.orig).strip() or type(error.orig).__name__
    return " ".join(said.split("\n")[0].split())
