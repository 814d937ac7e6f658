"""`onrecord dead-letters`."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from services.dead_letters import Filed
    from services.settings import Settings


@click.group("dead-letters")
def dead_letters() -> None:
    """What was refused and why. A letter's name is its place in the topic: partition:offset."""


@dead_letters.command("list")
@click.option("--reason", help="Only those with this reason.")
@click.option("--stage", help="Only those refused by this stage.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON each, whole.")
def list_(reason: str | None, stage: str | None, as_json: bool) -> None:
    """Every dead letter on the broker: name, when, stage, reason, where it came from, the sentence."""
    letters = _letters(_settings(), reason=reason, stage=stage)
    if as_json:
        for one in letters:
            click.echo(one.letter.model_dump_json())
        return
    if not letters:
        click.echo("no dead letters", err=True)
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("name", "refused at", "stage", "reason", "from", "why"):
        table.add_column(heading, no_wrap=heading in ("name", "refused at", "stage", "reason"), overflow="fold")
    for one in letters:
        letter = one.letter
        place = letter.source or f"{letter.origin.topic}[{letter.origin.partition}]@{letter.origin.offset}"
        table.add_row(one.name, f"{letter.refused_at:%Y-%m-%d %H:%M:%S}", letter.stage, letter.reason, place, letter.detail)
    wide = None if sys.stdout.isatty() else 200
    Console(highlight=False, markup=False, width=wide).print(table)


@dead_letters.command()
@click.argument("name")
@click.option("--original", is_flag=True, help="Only the original bytes, as they were.")
def show(name: str, original: bool) -> None:
    """One dead letter, whole; or its original bytes."""
    [one] = _named(_settings(), (name,))
    if original:
        click.echo(one.letter.original or b"", nl=False)
    else:
        click.echo(one.letter.model_dump_json(indent=2))


@dead_letters.command()
@click.argument("names", nargs=-1)
@click.option("--all", "every", is_flag=True, help="All of them.")
@click.option("--reason", help="All with this reason.")
@click.option("--stage", help="All refused by this stage.")
def replay(names: tuple[str, ...], every: bool, reason: str | None, stage: str | None) -> None:
    """Send refused messages to their topics again, e.g. after a fix. Repeating it doubles nothing.

    The exit status is 1 when one of them can't be sent again; the line says why and what to do.
    """
    if not names and not (every or reason or stage):
        raise click.UsageError("say which: their names, --reason, --stage or --all")
    from services.dead_letters import replay as send

    settings = _settings()
    letters = _named(settings, names) if names else _letters(settings, reason=reason, stage=stage)
    outcomes = asyncio.run(send(settings, letters))
    for name, outcome in outcomes.items():
        click.echo(f"{name} {outcome}")
    if not all(outcome.startswith("sent") for outcome in outcomes.values()):
        raise SystemExit(1)


def _settings() -> Settings:
    from services.cli.running import broker_in_force
    from services.settings import load

    return broker_in_force(load())


def _letters(settings: Settings, *, reason: str | None = None, stage: str | None = None) -> list[Filed]:
    from services.dead_letters import filed

    async def read() -> list[Filed]:
        return [one async for one in filed(settings) if reason in (None, one.letter.reason) and stage in (None, one.letter.stage)]

    return sorted(asyncio.run(read()), key=lambda one: (one.letter.refused_at, one.partition, one.offset))


def _named(settings: Settings, names: tuple[str, ...]) -> list[Filed]:
    found = {one.name: one for one in _letters(settings)}
    missing = [name for name in names if name not in found]
    if missing:
        raise click.UsageError(f"no dead letter {', '.join(missing)}: `onrecord dead-letters list` has the names")
    return [found[name] for name in names]
