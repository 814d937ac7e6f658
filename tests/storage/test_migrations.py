"""Whoever opens a database brings its tables up to date, once, and never meets one from the future."""

from __future__ import annotations

import multiprocessing
from multiprocessing.synchronize import Barrier as BarrierType

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from services.errors import Misconfigured
from services.storage.sql import open_store
from services.storage.tables import METADATA
from tests.builders import a_claim_article
from tests.storage.looking import engine_of, execute

FORK = multiprocessing.get_context("fork")


def test_a_new_database_gets_the_tables_that_the_code_has(url: str):
    open_store(url).close()

    engine = engine_of(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, METADATA)
        keys = {table: inspect(connection).get_foreign_keys(table) for table in METADATA.tables}
    engine.dispose()
    assert differences == []
    assert {table: len(found) for table, found in keys.items()} == {
        table.name: len(table.foreign_key_constraints) for table in METADATA.sorted_tables
    }


def test_a_database_that_is_opened_again_is_left_alone(url: str):
    store = open_store(url)
    store.save(a_claim_article())
    store.close()

    again = open_store(url)

    assert again.counts()["claim"] == 2
    assert again.save(a_claim_article()) == "known"
    again.close()


def test_a_database_of_before_pickup_groups_keeps_what_it_has(url: str):
    store = open_store(url)
    store.save(a_claim_article())
    store.close()
    for statement in ("DROP TABLE bucket", "DROP TABLE signature", "UPDATE alembic_version SET version_num = '0001'"):
        execute(url, statement)

    again = open_store(url)

    assert [(one.group, one.pickups) for one in again.claims()] == [(a_claim_article().item_id, 1)] * 2
    assert again.save(a_claim_article(version=2)) == "newer"
    assert again.counts()["signature"] == 1
    again.close()


def test_several_sinks_that_start_at_once_make_the_tables_once(url: str):
    at_once = FORK.Barrier(5)

    children = [FORK.Process(target=open_and_save, args=(url, n, at_once)) for n in range(5)]
    for child in children:
        child.start()
    for child in children:
        child.join()

    assert [child.exitcode for child in children] == [0] * 5
    store = open_store(url)
    assert store.counts()["item"] == 5
    store.close()


def test_a_database_from_the_future_is_refused_and_left_alone(url: str):
    store = open_store(url)
    store.save(a_claim_article())
    store.close()
    execute(url, "UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(Misconfigured, match=r"ONRECORD_DATABASE: .*9999.*later"):
        open_store(url)

    execute(url, "UPDATE alembic_version SET version_num = '0002'")
    assert open_store(url).counts()["item"] == 1


def test_a_migration_that_fails_leaves_nothing_behind(url: str):
    execute(url, "CREATE TABLE speaker_name (mine TEXT)")

    with pytest.raises(Misconfigured, match="already exists"):
        open_store(url)

    engine = engine_of(url)
    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
    engine.dispose()
    assert tables == ["speaker_name"]


def open_and_save(url: str, n: int, at_once: BarrierType) -> None:
    at_once.wait()
    store = open_store(url)
    store.save(a_claim_article(guid=str(n)))
    store.close()
