"""The tests' own Apache Kafka does what fault tests ask of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import UnknownTopicOrPartitionError
from aiokafka.structs import TopicPartition

from services.admin import create_topics, missing_topics
from services.embedded import cluster_at
from services.errors import Misconfigured
from services.settings import Settings
from services.topics import RAW, TOPICS
from tests.needs import missing
from tests.servers.fixtures import empty_topics, remove_topics
from tests.servers.kafka import KafkaServer, jars

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def own() -> Iterator[KafkaServer]:
    with KafkaServer() as server:
        yield server


async def put(bootstrap: str, value: bytes) -> None:
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True) as producer:
        await producer.send_and_wait(RAW.name, value, partition=0)


async def all_there(bootstrap: str) -> list[bytes | None]:
    async with AIOKafkaConsumer(bootstrap_servers=bootstrap) as consumer:
        zero = TopicPartition(RAW.name, 0)
        consumer.assign([zero])
        await consumer.seek_to_beginning(zero)
        end = (await consumer.end_offsets([zero]))[zero]
        values: list[bytes | None] = []
        while len(values) < end:
            values += [message.value for message in (await consumer.getmany(timeout_ms=5000)).get(zero, [])]
        return values


async def test_what_is_acknowledged_survives_a_clean_stop_and_a_kill(own: KafkaServer):
    await create_topics(own.bootstrap, Settings())
    before = own.bootstrap
    await put(own.bootstrap, b"first")
    own.stop()
    assert cluster_at("127.0.0.1", int(before.split(":")[1])) is None
    own.start()
    await put(own.bootstrap, b"second")
    own.kill9()
    own.start()

    assert own.bootstrap == before
    assert await all_there(own.bootstrap) == [b"first", b"second"]


async def test_topics_are_emptied_for_each_test(own: KafkaServer):
    await empty_topics(own.bootstrap)
    await put(own.bootstrap, b"of an earlier test")

    await empty_topics(own.bootstrap)

    assert await all_there(own.bootstrap) == []


async def test_topics_are_made_once_as_we_say(own: KafkaServer):
    await empty_topics(own.bootstrap, partitions=6)

    again = await create_topics(own.bootstrap, Settings(topic_partitions=6))
    other = await create_topics(own.bootstrap, Settings(topic_partitions=7))

    assert again.differences == ()
    assert len(other.differences) == len(TOPICS)
    assert await missing_topics(own.bootstrap) == ()


async def test_more_replicas_than_brokers_is_a_sentence_about_the_setting(own: KafkaServer):
    await remove_topics(own.bootstrap)

    with pytest.raises(Misconfigured, match=r"ONRECORD_TOPIC_REPLICAS: 3 replicas of wire\.raw\.v1"):
        await create_topics(own.bootstrap, Settings(topic_replicas=3))


async def test_a_misspelt_topic_is_an_error_and_not_a_new_topic(own: KafkaServer):
    async with AIOKafkaProducer(bootstrap_servers=own.bootstrap, request_timeout_ms=10_000) as producer:
        with pytest.raises(UnknownTopicOrPartitionError):
            await producer.send_and_wait("wire.rwa.v1", b"x")


def test_without_java_it_fails_with_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(RuntimeError, match=r"java is missing: .* apt-get install"), KafkaServer():
        pass


def test_without_maven_it_fails_with_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    assert missing("java") == []
    (tmp_path / "java").symlink_to("/bin/true")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("ONRECORD_TEST_CACHE", str(tmp_path))

    with pytest.raises(RuntimeError, match=r"mvn is missing: .* apt-get install"):
        jars()
