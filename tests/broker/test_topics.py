"""Topics are made once, as `services.topics` says, and never changed behind anybody's back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.admin import create_topics, missing_topics, topic_settings
from services.embedded import EmbeddedBroker, free_port
from services.errors import Misconfigured
from services.settings import Settings
from services.topics import DEAD_LETTERS, RAW, TOPICS

NAMES = tuple(topic.name for topic in TOPICS)


@pytest.fixture
def bootstrap(tmp_path: Path) -> Iterator[str]:
    with EmbeddedBroker(tmp_path) as broker:
        yield broker.bootstrap


async def test_all_topics_are_made(bootstrap: str):
    assert await missing_topics(bootstrap) == NAMES

    made = await create_topics(bootstrap, Settings(topic_partitions=3))

    assert made.created == NAMES
    assert await missing_topics(bootstrap) == ()


async def test_asking_which_are_missing_makes_none(bootstrap: str):
    await missing_topics(bootstrap)

    assert await missing_topics(bootstrap) == NAMES


async def test_a_second_time_changes_nothing(bootstrap: str):
    await create_topics(bootstrap, Settings())

    again = await create_topics(bootstrap, Settings())

    assert again.created == ()
    assert again.existing == NAMES
    assert again.differences == ()


async def test_a_topic_made_otherwise_is_left_and_said(bootstrap: str):
    await create_topics(bootstrap, Settings(topic_partitions=3))

    again = await create_topics(bootstrap, Settings(topic_partitions=6))

    assert again.created == ()
    assert f"{RAW.name}: partitions is 3, `topics create` would say 6" in [str(difference) for difference in again.differences]


def test_no_broker_is_one_line_that_names_the_setting():
    script = (
        "import asyncio, sys; from services import admin; from services.errors import Misconfigured\n"
        "admin.PATIENCE_SECONDS = 1.0\n"
        "try: asyncio.run(admin.missing_topics(sys.argv[1]))\n"
        "except Misconfigured as error: print(error)\n"
    )
    nobody = f"127.0.0.1:{free_port()}"

    said = subprocess.run([sys.executable, "-c", script, nobody], capture_output=True, text=True, check=True, timeout=120)

    [line] = said.stdout.splitlines()
    assert line.startswith(f"ONRECORD_KAFKA: no broker answers at {nobody} in 1 s")
    assert said.stderr == ""


async def test_an_address_that_is_none_is_one_sentence():
    with pytest.raises(Misconfigured, match="ONRECORD_KAFKA"):
        await missing_topics("localhost:port")


@pytest.mark.parametrize(("replicas", "in_sync"), [(1, "1"), (2, "1"), (3, "2"), (5, "3")])
def test_one_broker_of_the_replicas_may_be_away(replicas: int, in_sync: str):
    assert topic_settings(RAW, replicas=replicas)["min.insync.replicas"] == in_sync


def test_a_value_of_the_largest_size_fits_with_its_envelope():
    assert int(topic_settings(DEAD_LETTERS, replicas=1)["max.message.bytes"]) > DEAD_LETTERS.max_message_bytes
