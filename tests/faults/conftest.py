"""Both brokers: every fault test runs on the embedded one, and, with the servers, on Apache Kafka."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.admin import create_topics
from services.embedded import EmbeddedBroker
from services.settings import Settings
from tests.faults.scene import Broker
from tests.servers.fixtures import empty_topics


@pytest.fixture(params=["embedded", pytest.param("kafka", marks=pytest.mark.servers)])
async def broker(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Broker]:
    """A broker with all topics, empty, of three partitions each."""
    if request.param == "embedded":
        with EmbeddedBroker(tmp_path / "broker") as embedded:
            await create_topics(embedded.bootstrap, Settings(topic_partitions=3))
            yield Broker(embedded.bootstrap, idempotent=False, session_seconds=6)
    else:
        server = request.getfixturevalue("kafka")
        await empty_topics(server.bootstrap, partitions=3)
        yield Broker(server.bootstrap, idempotent=True, session_seconds=6)
