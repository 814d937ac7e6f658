"""The tables made or brought up to date, by whoever opens the database first.

With Alembic rather than a list of statements of our own: it comes from SQLAlchemy's authors, keeps the number of the last
migration in the database (`alembic_version`), changes tables on SQLite too, which can't by itself, and compares a database with
`tables.py`, so that a test can say that no migration was forgotten. Ours are numbered; there is one line of them.
"""

from __future__ import annotations

import threading
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from services.storage.database import Database

SCRIPTS = Path(__file__).parent / "migrations"
#: Alembic keeps what it works on in globals: one thread at a time.
_ALEMBIC = threading.Lock()


class FromTheFuture(Exception):
    """The database was migrated by a later OnRecord than this one."""


def migrate(database: Database) -> None:
    """All migrations that `database` lacks, in one transaction that others who open it wait for.

    Raises FromTheFuture when it has one that this code does not know.
    """
    with _ALEMBIC:
        if not database.read(is_current):
            database.write(lambda connection: _upgrade(database, connection))


def is_current(connection: Connection) -> bool:
    """The last migration that this code has is the database's last. Raises FromTheFuture."""
    scripts = ScriptDirectory(str(SCRIPTS))
    known = {script.revision for script in scripts.walk_revisions()}
    done = set(MigrationContext.configure(connection).get_current_heads())
    if done - known:
        raise FromTheFuture(f"the database has migration {max(done)}, and this OnRecord knows them up to {max(known)}")
    return done == set(scripts.get_heads())


def _upgrade(database: Database, connection: Connection) -> None:
    database.lock_for_migrations(connection)
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    # Another process may have migrated, even to later than we know, while we waited for the lock.
    if not is_current(connection):
        command.upgrade(config, "head")
