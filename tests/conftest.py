"""Fixtures that every folder of tests may ask for; none starts anything unless it is asked for."""

from tests.servers.fixtures import database, kafka, postgres, topics

__all__ = ["database", "kafka", "postgres", "topics"]
