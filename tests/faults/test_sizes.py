"""Large messages: up to the limits they pass, over them they are dead letters, and the others pass."""

from __future__ import annotations

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from services.admin import broker_limits
from services.topics import PARSED, RAW
from tests.builders import a_raw_item
from tests.faults.here import in_threads, serving
from tests.faults.scene import Broker, until
from tests.faults.stages import READER
from tests.faults.victim import SERVICE


def an_item_of(size: int) -> bytes:
    """A raw item whose message is some `size` bytes: its body is in base64, 4/3."""
    return a_raw_item("large refuse it " + "x" * (size * 3 // 4 - 1_000)).to_bytes()


async def test_the_largest_message_of_a_topic_is_read_and_its_dead_letter_holds_it_whole(broker: Broker) -> None:
    largest = an_item_of(RAW.max_message_bytes)
    garbage = b"\0" * RAW.max_message_bytes
    async with serving(in_threads(SERVICE, READER), broker.settings()):
        await broker.put(RAW.name, [(b"a", garbage), (b"b", largest), (b"c", a_raw_item("small").to_bytes())], partition=0)
        read = await broker.until_read(["small"])
        letters = await broker.letters(2)

    assert RAW.max_message_bytes - 3_000 < len(largest) <= RAW.max_message_bytes
    assert {letter.original for letter in letters} == {garbage, largest}
    assert read == ["small"]


@pytest.mark.servers
@pytest.mark.parametrize("broker", ["kafka"], indirect=True)
async def test_a_message_over_the_brokers_own_limit_is_a_dead_letter(broker: Broker) -> None:
    """Somebody has made the topic with a smaller limit than ours; the embedded broker has none."""
    await limit(broker, PARSED.name, 2_000)
    async with serving(in_threads(SERVICE, READER), broker.settings(compression="none")):
        await broker.publish(["large-" + "x" * 3_000, "small"], partition=0)
        read = await broker.until_read(["small"])
        [letter] = await broker.letters(1)

    assert letter.reason == "too-large"
    assert "articles.parsed.v1" in letter.detail
    assert read == ["small"]


async def limit(broker: Broker, topic: str, size: int) -> None:
    """The topic takes no message larger than `size` bytes from now on."""
    admin = AIOKafkaAdminClient(bootstrap_servers=broker.bootstrap)
    await admin.start()
    try:
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, {"max.message.bytes": str(size)})])
    finally:
        await admin.close()

    async def in_force() -> bool:
        return (await broker_limits(broker.bootstrap))[topic] == size

    await until(in_force)
