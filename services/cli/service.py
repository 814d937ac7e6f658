"""`onrecord parser`, `entities`, `sink` (and `claims --serve`): one service each."""

from __future__ import annotations

import sys

import click


@click.command()
def parser() -> None:
    """Run the parser: wire.raw to articles.parsed, until SIGTERM or SIGINT."""
    serve("parser")


@click.command()
def entities() -> None:
    """Run the entities service: articles.parsed to articles.entities, until SIGTERM or SIGINT."""
    serve("entities")


@click.command()
def sink() -> None:
    """Run the sink: articles.claims to the database, and its changes to claims.changes, until SIGTERM or SIGINT."""
    serve("sink")


def serve(name: str) -> None:
    """Run one stage against the broker and the database that the settings name; exits with the service's status."""
    from services.cli.running import broker_in_force
    from services.serve import run_service
    from services.settings import load

    sys.exit(run_service(name, broker_in_force(load())))
