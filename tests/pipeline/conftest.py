"""The same pipeline twice: on the embedded broker and SQLite, and on real Apache Kafka and real PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from services.settings import Settings
from tests.pipeline.stack import Stack, a_stack
from tests.servers.fixtures import empty_topics


@pytest.fixture(scope="package", params=["embedded", pytest.param("kafka", marks=pytest.mark.servers)])
def stack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A running pipeline, one for all tests of this folder: as in life, each item meets what others left behind."""
    folder = tmp_path_factory.mktemp(f"pipeline-{request.param}")
    with ExitStack() as opened:
        if request.param == "embedded":
            settings = Settings(data_dir=folder, database=f"sqlite:///{folder}/onrecord.db")
        else:
            kafka, postgres = request.getfixturevalue("kafka"), request.getfixturevalue("postgres")
            asyncio.run(empty_topics(kafka.bootstrap))
            database = opened.enter_context(postgres.database())
            settings = Settings(data_dir=folder, kafka=kafka.bootstrap, database=database)
        yield opened.enter_context(a_stack(settings, own_broker=request.param == "embedded"))
