"""Fixtures that every folder of tests may ask for; none starts anything unless it is asked for."""

import pytest

from tests.golden_files import golden
from tests.servers.fixtures import database, kafka, postgres, topics

__all__ = ["database", "golden", "kafka", "postgres", "topics"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write tests/golden anew; then read the diff")
