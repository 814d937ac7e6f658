"""A database that goes away is Unavailable, loses nothing, and is used again when it is back; our own mistakes are not that."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import DBAPIError

from services.errors import Unavailable
from services.storage.postgresql import PostgreSQL
from services.storage.sql import open_store
from services.storage.sqlite import SQLite
from services.storage.store import Store
from tests.builders import a_claim_article
from tests.servers.postgres import PostgresServer
from tests.storage.looking import until


@pytest.fixture(scope="module")
def own() -> Iterator[PostgresServer]:
    """A server that these tests may stop."""
    with PostgresServer() as server:
        yield server


def everything(store: Store) -> None:
    """Every method, each of which has to say that the database is away."""
    asks = (
        lambda: store.save(a_claim_article(guid="another")),
        lambda: store.article("item"),
        lambda: store.history("item"),
        lambda: store.latest(),
        lambda: store.claims(speaker="Varga"),
        lambda: store.unsent(),
        lambda: store.sent([1]),
        lambda: store.counts(),
        lambda: store.publishing().__enter__(),
    )
    for ask in asks:
        with pytest.raises(Unavailable, match="away"):
            ask()


@pytest.mark.parametrize("end", ["stop", "kill9"])
def test_a_server_that_goes_away_is_unavailable_until_it_is_back(own: PostgresServer, end: str):
    with own.database() as url:
        store = open_store(url)
        store.save(a_claim_article())

        getattr(own, end)()
        everything(store)
        own.start()

        assert store.save(a_claim_article()) == "known"
        assert store.save(a_claim_article(guid="another")) == "new"
        store.close()


def test_a_server_that_is_killed_under_load_keeps_what_was_acknowledged(own: PostgresServer):
    with own.database() as url:
        store = open_store(url)
        half = threading.Event()
        kept: list[int] = []

        def save(n: int) -> None:
            if n == 30:
                half.set()
            try:
                store.save(a_claim_article(guid=str(n)))
            except Unavailable:
                return
            kept.append(n)

        with ThreadPoolExecutor(4) as pool:
            saves = [pool.submit(save, n) for n in range(60)]
            half.wait()
            own.kill9()
            for one in saves:
                one.result()
        own.start()

        stored = {int(article.guid) for article in store.latest(limit=100)}
        assert set(kept) <= stored
        for n in range(60):
            store.save(a_claim_article(guid=str(n)))
        assert store.counts()["claim"] == 120
        store.close()


def test_connections_that_an_operator_ends_are_replaced(database: str):
    store = open_store(database)
    store.save(a_claim_article())

    with psycopg.connect(database, autocommit=True) as operator:
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        assert operator.execute(f"SELECT pg_terminate_backend(pid, 60_000) {others}").fetchall()

    assert store.save(a_claim_article()) == "known"
    store.close()


def test_an_item_that_somebody_holds_too_long_is_unavailable(database: str):
    store = open_store(f"{database}?options=-c%20lock_timeout%3D100ms")
    store.save(a_claim_article())

    with psycopg.connect(database) as other:
        other.execute("SELECT * FROM item FOR UPDATE")
        with pytest.raises(Unavailable, match="lock timeout"):
            store.save(a_claim_article(version=2))

    assert store.save(a_claim_article(version=2)) == "newer"
    store.close()


def test_a_server_that_only_reads_is_unavailable(database: str):
    store = open_store(f"{database}?options=-c%20default_transaction_read_only%3Doff")
    store.close()
    standby = open_store(f"{database}?options=-c%20default_transaction_read_only%3Don")

    with pytest.raises(Unavailable, match="read-only"):
        standby.save(a_claim_article())
    standby.close()


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_a_transaction_that_lost_to_another_is_tried_again(database: str, state: str):
    tries = []

    def lose_twice(connection: Connection) -> str:
        tries.append(connection)
        if len(tries) < 3:
            connection.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '{state}'; END $$"))
        return "kept"

    postgresql = PostgreSQL(make_url(database))

    assert postgresql.write(lose_twice) == "kept"
    postgresql.close()


def test_a_transaction_that_always_loses_is_unavailable(database: str):
    def lose(connection: Connection) -> None:
        connection.execute(text("DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '40001'; END $$"))

    postgresql = PostgreSQL(make_url(database))

    with pytest.raises(Unavailable, match="lost"):
        postgresql.write(lose)
    postgresql.close()


@pytest.mark.parametrize("statement", ["SELECT * FROM no_such_table", "SELECT 1/0", "SELECT 'x'::int", "SELEC 1"])
def test_a_mistake_of_ours_is_not_unavailable(database: str, statement: str):
    postgresql = PostgreSQL(make_url(database))

    with pytest.raises(DBAPIError):
        postgresql.write(lambda connection: connection.execute(text(statement)))
    postgresql.close()


def test_a_file_that_another_holds_too_long_is_unavailable(tmp_path: Path):
    store = open_store(f"sqlite:///{tmp_path}/store.db?timeout=0.1")
    other = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(Unavailable, match="locked"):
        store.save(a_claim_article())
    assert store.claims() == []
    other.execute("ROLLBACK")
    other.close()

    assert store.save(a_claim_article()) == "new"
    store.close()


def test_a_file_that_is_moved_away_is_unavailable_until_it_is_back(tmp_path: Path):
    file, aside = tmp_path / "store.db", tmp_path / "aside"
    store = open_store(f"sqlite:///{file}")
    store.save(a_claim_article())
    aside.mkdir()

    for one in list(tmp_path.glob("store.db*")):
        one.rename(aside / one.name)
    with pytest.raises(Unavailable, match="unable to open"):
        store.save(a_claim_article(guid="another"))
    assert list(tmp_path.glob("store.db*")) == []
    for one in list(aside.glob("store.db*")):
        one.rename(tmp_path / one.name)

    assert store.save(a_claim_article()) == "known"
    store.close()


def test_a_full_disk_is_unavailable_for_all_who_share_a_commit(tmp_path: Path):
    sqlite = SQLite(make_url(f"sqlite:///{tmp_path}/small.db"))
    sqlite.write(lambda connection: connection.exec_driver_sql("CREATE TABLE kept (words TEXT)").close())

    def fill(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count=16")
        try:
            connection.exec_driver_sql("INSERT INTO kept VALUES (hex(zeroblob(1000000)))")
        finally:
            connection.exec_driver_sql("PRAGMA max_page_count=1000000")

    def add(connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO kept VALUES ('small')")

    outcomes = together(sqlite, [add, fill, add])

    assert [type(outcome) for outcome in outcomes] == [Unavailable] * 3
    assert sqlite.read(lambda connection: connection.exec_driver_sql("SELECT count(*) FROM kept").scalar()) == 0
    sqlite.close()


def test_work_that_fails_takes_no_other_of_its_commit_with_it(tmp_path: Path):
    sqlite = SQLite(make_url(f"sqlite:///{tmp_path}/small.db"))
    sqlite.write(lambda connection: connection.exec_driver_sql("CREATE TABLE kept (n INT)").close())

    def one(connection: Connection) -> str:
        connection.exec_driver_sql("INSERT INTO kept VALUES (1)")
        return "kept"

    def wrong(connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO kept VALUES (2)")
        raise ZeroDivisionError

    outcomes = together(sqlite, [one, wrong, one])

    assert outcomes[0] == outcomes[2] == "kept"
    assert type(outcomes[1]) is ZeroDivisionError
    assert sqlite.read(lambda of: of.exec_driver_sql("SELECT n FROM kept").scalars().all()) == [1, 1]
    sqlite.close()


def together(sqlite: SQLite, works: list[object]) -> list[object]:
    """What comes of `works` (a result or an error) when all of them queue behind one writer."""
    begun, go_on = threading.Event(), threading.Event()

    def first(_: Connection) -> None:
        begun.set()
        go_on.wait(120)

    def outcome(work: object) -> object:
        try:
            return sqlite.write(work)  # type: ignore[arg-type]
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(works) + 1) as pool:
        ahead = pool.submit(sqlite.write, first)
        assert begun.wait(120)
        queued = []
        for n, work in enumerate(works, start=1):
            queued.append(pool.submit(outcome, work))
            until(lambda n=n: sqlite.queued == n)
        go_on.set()
        ahead.result()
        return [one.result() for one in queued]
