"""The tests' own PostgreSQL does what fault tests ask of it."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from tests.servers.postgres import PostgresServer


@pytest.fixture(scope="module")
def own() -> Iterator[PostgresServer]:
    with PostgresServer() as server:
        yield server


def test_it_is_postgresql_18(own: PostgresServer):
    with psycopg.connect(own.url) as connection:
        assert connection.info.server_version // 10000 == 18


def test_each_test_has_an_empty_database_of_its_own(own: PostgresServer):
    with own.database() as one, psycopg.connect(one, autocommit=True) as connection:
        connection.execute("CREATE TABLE claims (id int)")
        with own.database() as other, psycopg.connect(other) as connection:
            assert one != other
            assert connection.execute("SELECT count(*) FROM pg_tables WHERE tablename = 'claims'").fetchone() == (0,)


def test_upper_and_lower_case_are_those_of_all_alphabets(own: PostgresServer):
    with psycopg.connect(own.url) as connection:
        assert connection.execute("SELECT lower('ŻÓŁĆ ÅNGSTRÖM')").fetchone() == ("żółć ångström",)


def test_what_was_committed_survives_a_stop_and_a_kill(own: PostgresServer):
    with own.database() as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept (n int)")
            connection.execute("INSERT INTO kept VALUES (1)")
        own.stop()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url, connect_timeout=2)
        own.start()
        with psycopg.connect(url) as connection:
            connection.execute("INSERT INTO kept VALUES (2)")
        own.kill9()
        own.start()

        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (2,)
