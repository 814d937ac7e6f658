"""Alembic's entry: the migrations in the transaction that `migrate.py` has begun."""

from alembic import context

from services.storage.tables import METADATA

# transactional_ddl: SQLite's tables come and go with the transaction as PostgreSQL's do, once Python's driver leaves it to us.
context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, transactional_ddl=True)
context.run_migrations()
