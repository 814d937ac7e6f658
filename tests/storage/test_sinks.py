"""Several sinks on one PostgreSQL are not in each other's way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg

from services.storage.sql import open_store
from tests.builders import MONDAY, a_claim_article
from tests.storage.conftest import Clock
from tests.storage.looking import dump, until

HOUR = timedelta(hours=1)
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def test_what_another_sink_kills_in_the_moment_its_embargo_ends_is_not_told(database: str, clock: Clock):
    store = open_store(database, clock=clock)
    store.save(a_claim_article(embargo_until=MONDAY + HOUR))
    observer = psycopg.connect(database, autocommit=True)

    with psycopg.connect(database) as sink, ThreadPoolExecutor(1) as relay:
        sink.execute("SELECT * FROM item FOR UPDATE")
        sink.execute("DELETE FROM outbox WHERE state = 'held'")
        look = relay.submit(store.unsent, at=MONDAY + HOUR)
        until(lambda: observer.execute(WAITING).fetchone() == (1,))
        sink.commit()

        assert look.result() == []
    [item] = dump(database)["item"]
    assert item[-1] is False
    observer.close()
    store.close()


def test_an_entity_that_another_sink_names_at_this_moment_does_not_stop_this_one(database: str):
    store = open_store(f"{database}?options=-c%20lock_timeout%3D200ms")
    store.save(a_claim_article())

    with psycopg.connect(database) as sink:
        sink.execute("SELECT * FROM entity FOR NO KEY UPDATE")

        assert store.save(a_claim_article(guid="another")) == "new"
    store.close()


def test_sinks_that_bring_the_same_new_names_in_another_order_both_get_through(database: str):
    store, other = open_store(database), open_store(database)
    names = [f"Ilse Varga{chr(ord('a') + n)}" for n in range(20)]

    def save(n: int) -> str:
        order = names if n % 2 else names[::-1]
        said = tuple((f"{name}{n // 2}", "it was late") for name in order)
        return (store, other)[n % 2].save(a_claim_article(*said, guid=str(n)))

    with ThreadPoolExecutor(8) as pool:
        saved = list(pool.map(save, range(40)))

    assert saved == ["new"] * 40
    store.close()
    other.close()
