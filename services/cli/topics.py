"""`onrecord topics`."""

from __future__ import annotations

import asyncio

import click


@click.group()
def topics() -> None:
    """The topics on the broker."""


@topics.command()
def create() -> None:
    """Create the topics that are not there yet; an existing one is left as it is, and where it differs is said."""
    from services.admin import create_topics
    from services.cli.running import broker_in_force
    from services.settings import load

    settings = broker_in_force(load())
    made = asyncio.run(create_topics(settings.kafka, settings))
    for name in made.created:
        click.echo(f"created {name}")
    for name in made.existing:
        click.echo(f"there already: {name}")
    for difference in made.differences:
        click.echo(str(difference), err=True)
