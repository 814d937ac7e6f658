"""Real Kafka, real PostgreSQL, real services, and what can happen to them under load: stored = sent, nothing twice.

At the end of each test every table has exactly the rows that the same stages make of the same files in one process: an item
lost, a version doubled, a claim written twice or a change told twice is a row too few or too many.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from services.dead_letters import filed
from services.errors import Unavailable
from services.settings import Settings
from services.storage.sql import open_store
from services.storage.store import Store
from tests.chaos.fleet import Fleet
from tests.chaos.load import Feeder, Load
from tests.chaos.waiting import until
from tests.servers.fixtures import empty_topics
from tests.servers.kafka import KafkaServer
from tests.servers.postgres import PostgresServer

pytestmark = pytest.mark.servers

#: After the last fault: sessions of killed workers run out (10 s), a killed broker is let in again, the rest is worked off.
SETTLE_SECONDS = 300.0
#: How long Kafka is away, longer than a producer's or consumer's own retries take to notice.
KAFKA_AWAY_SECONDS = 6.0
DATABASE_AWAY_SECONDS = 8.0


@pytest.fixture(scope="module")
def kafka() -> Iterator[KafkaServer]:
    """A broker that these tests may kill."""
    with KafkaServer() as server:
        yield server


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    """A database server that these tests may kill."""
    with PostgresServer() as server:
        yield server


@pytest.fixture
async def settings(kafka: KafkaServer, postgres: PostgresServer) -> AsyncIterator[Settings]:
    """Of an empty Kafka and an empty database."""
    await empty_topics(kafka.bootstrap)
    with postgres.database() as url:
        yield Settings(kafka=kafka.bootstrap, database=url)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    store = open_store(settings.database)
    yield store
    store.close()


@pytest.fixture
def fleet(settings: Settings, tmp_path: Path) -> Iterator[Fleet]:
    with Fleet(settings, tmp_path / "logs") as fleet:
        yield fleet


def begun(store: Store) -> None:
    """Returns when the first item is stored, so that what happens next happens under load."""
    until(lambda: stored(store) > 0, within=180, what="the first item is stored")


def stored(store: Store) -> int:
    return rows(store).get("article_version", 0)


def rows(store: Store) -> dict[str, int]:
    """Rows a table; none while the database is away."""
    try:
        return store.counts()
    except Unavailable:
        return {}


def settled(load: Load, store: Store, fleet: Fleet, settings: Settings) -> None:
    """Everything sent is stored, nothing is doubled, the dead letters are the garbage, and every worker lives."""
    expected = load.rows()
    try:
        until(lambda: rows(store) == expected, within=SETTLE_SECONDS, what="every table has the rows that were sent")
    finally:
        print(f"stored {rows(store)}, expected {expected}")
    until(lambda: refused(settings) == load.garbage, within=90, what="the dead letters are the garbage")
    assert fleet.dead() == []


def refused(settings: Settings) -> set[str]:
    """The sources of all dead letters. A letter may be there twice (at least once is the promise), its source is once."""

    async def sources() -> set[str]:
        return {str(one.letter.source) async for one in filed(settings)}

    return asyncio.run(sources())


def test_workers_killed_at_random_lose_and_double_nothing(fleet: Fleet, store: Store, settings: Settings, tmp_path: Path):
    load, chance = Load(tmp_path / "items", 400), random.Random(7)
    fleet.start_all(entities=2, claims=2, sink=2)
    feeder = Feeder(load.chunks, settings)
    begun(store)

    for _ in range(8):
        time.sleep(chance.uniform(0.5, 2.5))
        print("killed", fleet.kill9_one(chance))
    feeder.until_done()

    settled(load, store, fleet, settings)


def test_one_worker_then_three_then_one_lose_and_double_nothing(fleet: Fleet, store: Store, settings: Settings, tmp_path: Path):
    load = Load(tmp_path / "items", 400)
    scaled = ("entities", "claims", "sink")
    fleet.start_all()
    feeder = Feeder(load.chunks[:8], settings)
    begun(store)

    for stage in scaled:
        fleet.start(stage, 2)
    fleet.until_ready()
    feeder.until_done()
    feeder = Feeder(load.chunks[8:], settings)
    feeder.until_fed(3)
    statuses = [status for stage in scaled for status in fleet.stop(stage, 2)]
    feeder.until_done()

    assert statuses == [0] * 6
    settled(load, store, fleet, settings)


@pytest.mark.parametrize("how", ["stop", "kill9"])
def test_kafka_away_under_load_loses_and_doubles_nothing(
    how: str, kafka: KafkaServer, fleet: Fleet, store: Store, settings: Settings, tmp_path: Path
):
    load = Load(tmp_path / "items", 300)
    fleet.start_all()
    feeder = Feeder(load.chunks, settings)
    begun(store)

    getattr(kafka, how)()
    time.sleep(KAFKA_AWAY_SECONDS)
    kafka.start()
    feeder.until_done()

    settled(load, store, fleet, settings)


@pytest.mark.parametrize("how", ["stop", "kill9"])
def test_the_database_away_under_load_loses_and_doubles_nothing(
    how: str, postgres: PostgresServer, fleet: Fleet, store: Store, settings: Settings, tmp_path: Path
):
    load = Load(tmp_path / "items", 300)
    fleet.start_all(sink=2)
    feeder = Feeder(load.chunks, settings)
    begun(store)

    getattr(postgres, how)()
    time.sleep(DATABASE_AWAY_SECONDS)
    postgres.start()
    feeder.until_done()

    settled(load, store, fleet, settings)


def test_a_folder_fed_twice_is_stored_once(fleet: Fleet, store: Store, settings: Settings, tmp_path: Path):
    load = Load(tmp_path / "items", 100)
    fleet.start_all()

    for _ in range(2):
        Feeder(load.chunks, settings).until_done()

    settled(load, store, fleet, settings)
