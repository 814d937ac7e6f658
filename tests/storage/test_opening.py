"""A database that can't be used says which setting, what was tried, what to do, and never the password."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from services.errors import Misconfigured
from services.storage.sql import open_store
from tests.builders import a_claim_article
from tests.servers.postgres import PostgresServer

SECRET = "hunter2"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "not a database's URL"),
        (f"somewhere with {SECRET}", "not a database's URL"),
        (f"postgresql://user:{SECRET}@127.0.0.1:port/wire", "not a database's URL"),
        (f"mysql://user:{SECRET}@localhost/wire", "it is for mysql"),
        ("sqlite://", "without a file"),
        ("sqlite:///:memory:", "without a file"),
        ("sqlite:///store.db?timeout=soon", "not a database's URL"),
        (f"postgresql://user:{SECRET}@127.0.0.1:1/wire", "Connection refused"),
        (f"postgres://user:{SECRET}@127.0.0.1:1/wire?connect_timeout=2", "Connection refused"),
        (f"postgresql://user:{SECRET}@no-such-host.invalid/wire", "no-such-host.invalid"),
        (f"postgresql://user:{SECRET}@127.0.0.1:1/wire?colour=red", "colour"),
    ],
)
def test_a_url_that_does_not_work_is_one_line_about_the_setting(url: str, says: str):
    with pytest.raises(Misconfigured) as refused:
        open_store(url)

    line = str(refused.value)
    assert line.startswith("ONRECORD_DATABASE: ")
    assert says in line
    assert SECRET not in line
    assert "\n" not in line


def test_a_folder_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(Misconfigured, match=r"nowhere/store\.db can't be opened.*[Ff]older"):
        open_store(f"sqlite:///{tmp_path}/nowhere/store.db")


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path):
    file = tmp_path / "notes.txt"
    file.write_text("Not a database. " * 100)

    with pytest.raises(Misconfigured, match="not a database"):
        open_store(f"sqlite:///{file}")

    assert file.read_text() == "Not a database. " * 100


def test_a_database_that_the_server_does_not_have_is_named(postgres: PostgresServer):
    with pytest.raises(Misconfigured, match='database "nowhere" does not exist'):
        open_store(postgres.url.rsplit("/", 1)[0] + "/nowhere")


def test_a_database_that_is_not_in_unicode_is_refused(postgres: PostgresServer):
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' LOCALE_PROVIDER libc TEMPLATE template0")
        try:
            with pytest.raises(Misconfigured, match="LATIN1"):
                open_store(postgres.url.rsplit("/", 1)[0] + "/latin")
        finally:
            connection.execute("DROP DATABASE latin WITH (FORCE)")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_postgresql_is_written_as_people_write_it(database: str, scheme: str):
    store = open_store(database.replace("postgresql", scheme, 1))

    assert store.save(a_claim_article()) == "new"
    store.close()


def test_options_in_the_url_are_kept_beside_ours(database: str):
    store = open_store(f"{database}?options=-c%20search_path%3Dpublic&application_name=wire")

    store.save(a_claim_article())

    with psycopg.connect(database) as connection:
        [found] = connection.execute("SELECT DISTINCT application_name FROM pg_stat_activity WHERE application_name = 'wire'")
    assert found == ("wire",)
    store.close()


def test_a_path_with_odd_characters_is_a_file_of_that_name(tmp_path: Path):
    store = open_store(f"sqlite:///{tmp_path}/a b%3F%23é%25.db")
    store.save(a_claim_article())
    store.close()

    assert [file.name for file in tmp_path.iterdir()] == ["a b?#é%.db"]
