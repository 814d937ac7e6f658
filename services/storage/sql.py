"""The Store on SQLAlchemy Core, for SQLite and PostgreSQL. `saving.py`, `reading.py` and `outgoing.py` do the work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from schemas import ClaimArticle, ClaimsChanged
from services.errors import Misconfigured, Unavailable
from services.storage import outgoing, reading, saving
from services.storage.database import Database, first_line
from services.storage.migrate import FromTheFuture, migrate
from services.storage.postgresql import PostgreSQL
from services.storage.rows import rows
from services.storage.sqlite import SQLite
from services.storage.store import Pickup, Saved, Store, StoredClaim
from services.storage.tables import in_utc

SETTING = "ONRECORD_DATABASE"
FORMS = "It may be sqlite:///path or postgresql://user:password@host/name"


def open_store(url: str, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Store:
    """The store at `url`, its tables made or brought up to date.

    `sqlite:///path` (a file in an existing folder) or `postgresql://user:password@host/name`. Raises Misconfigured when that
    can't be opened, with what was tried and never the password. `clock` says what time it is, for embargoes.
    """
    database = _database(url)
    try:
        _make_ready(database)
    except Misconfigured:
        database.close()
        raise
    return SqlStore(database, clock)


class SqlStore:
    """See Store. For several threads at once, and beside other processes on the same database."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def save(self, article: ClaimArticle) -> Saved:
        made = rows(article)
        return self._database.write(lambda to: saving.save(to, self._database, article, made, now=self._now()))

    def article(self, item_id: str) -> ClaimArticle | None:
        return self._database.read(lambda of: reading.article(of, item_id))

    def history(self, item_id: str) -> list[ClaimArticle]:
        return self._database.read(lambda of: reading.history(of, item_id))

    def latest(self, *, limit: int = 20) -> list[ClaimArticle]:
        return self._database.read(lambda of: reading.latest(of, limit=limit))

    def claims(
        self,
        *,
        speaker: str | None = None,
        since: datetime | None = None,
        group: str | None = None,
        once: bool = False,
        at: datetime | None = None,
        limit: int = 1000,
    ) -> list[StoredClaim]:
        asked = reading.Asked(speaker=speaker, since=since, group=group, at=at or self._now())
        find = reading.claims_once if once else reading.claims
        return self._database.read(lambda of: find(of, asked, limit=limit))

    def pickups(self, item_id: str, *, at: datetime | None = None) -> list[Pickup]:
        moment = at or self._now()
        return self._database.read(lambda of: reading.pickups(of, item_id, at=moment))

    def unsent(self, *, at: datetime | None = None, limit: int = 100) -> list[tuple[int, ClaimsChanged]]:
        moment = at or self._now()
        if self._database.read(lambda of: outgoing.any_due(of, moment)):
            self._database.write(lambda to: outgoing.release(to, moment))
        return self._database.read(lambda of: outgoing.unsent(of, limit))

    def sent(self, numbers: Sequence[int]) -> None:
        if numbers:
            self._database.write(lambda to: outgoing.sent(to, numbers, self._now()))

    def publishing(self) -> AbstractContextManager[bool]:
        return self._database.publishing()

    def counts(self) -> dict[str, int]:
        return self._database.read(reading.counts)

    def close(self) -> None:
        self._database.close()

    def _now(self) -> datetime:
        return in_utc(self._clock())


def _database(url: str) -> Database:
    """The kind of database that `url` names, not yet reached."""
    try:
        parsed = make_url(url)
        kind = parsed.get_backend_name()
        if kind in ("postgresql", "postgres"):
            return PostgreSQL(parsed)
        if kind == "sqlite" and parsed.database not in (None, "", ":memory:"):
            return SQLite(parsed)
    except (ArgumentError, ValueError):
        # Whatever it is, it may have a password in it: it is not printed, nor the parser's words about it.
        raise Misconfigured(SETTING, tried="it is not a database's URL", do=FORMS) from None
    if kind == "sqlite":
        raise Misconfigured(SETTING, tried="SQLite without a file would forget everything", do=FORMS)
    raise Misconfigured(SETTING, tried=f"it is for {kind}, and there is no storage on that", do=FORMS)


def _make_ready(database: Database) -> None:
    """Reached, fit and migrated. Raises Misconfigured."""
    try:
        unfit = database.read(database.unfit)
        if unfit is None:
            migrate(database)
    except FromTheFuture as error:
        raise Misconfigured(SETTING, tried=str(error), do="Run that OnRecord, or a later one") from error
    except (Unavailable, DBAPIError) as error:
        raise Misconfigured(
            SETTING, tried=f"the database {database.where} can't be opened: {_why(error)}", do=database.hint
        ) from error
    if unfit is not None:
        raise Misconfigured(SETTING, tried=unfit, do=database.hint)


def _why(error: Exception) -> str:
    cause = error if isinstance(error, DBAPIError) else error.__cause__
    return first_line(cause) if isinstance(cause, DBAPIError) else str(error)
