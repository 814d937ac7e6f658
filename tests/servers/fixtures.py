"""The servers as fixtures: one Kafka and one PostgreSQL a session, emptied for each test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from services.admin import create_topics, missing_topics
from services.settings import Settings
from services.topics import TOPICS
from tests.servers.kafka import KafkaServer
from tests.servers.postgres import PostgresServer


@pytest.fixture(scope="session")
def kafka() -> Iterator[KafkaServer]:
    """A running Apache Kafka with whatever earlier tests left on it. Fails with a sentence where it can't run."""
    with KafkaServer() as server:
        yield server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A running PostgreSQL."""
    with PostgresServer() as server:
        yield server


@pytest.fixture
def database(postgres: PostgresServer) -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    with postgres.database() as url:
        yield url


@pytest.fixture
async def topics(kafka: KafkaServer) -> AsyncIterator[str]:
    """The bootstrap address of Apache Kafka with all topics, empty, and no consumer group's offset on them."""
    await empty_topics(kafka.bootstrap)
    yield kafka.bootstrap


async def empty_topics(bootstrap: str, *, partitions: int = 6) -> None:
    """All of our topics anew. Kafka forgets the groups' offsets of a topic with it."""
    await remove_topics(bootstrap)
    await create_topics(bootstrap, Settings(topic_partitions=partitions))


async def remove_topics(bootstrap: str) -> None:
    """None of our topics is left when this returns."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.delete_topics([topic.name for topic in TOPICS])
    finally:
        await admin.close()
    async with asyncio.timeout(90):
        gone = await missing_topics(bootstrap)
        while len(gone) < len(TOPICS):
            await asyncio.sleep(0.05)
            gone = await missing_topics(bootstrap)
