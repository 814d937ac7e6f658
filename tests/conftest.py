"""Fixtures that every folder of tests may ask for; none starts anything unless it is asked for."""

import pytest
from hypothesis import HealthCheck, settings

from tests.golden_files import golden
from tests.servers.fixtures import database, kafka, postgres, topics

__all__ = ["database", "golden", "kafka", "postgres", "topics"]

#: Hypothesis's own settings, but for its clock: an example that takes long on a busy machine is no mistake.
settings.register_profile(
    "patient",
    settings.get_profile(settings.get_current_profile_name()),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("patient")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write tests/golden anew; then read the diff")
