"""`onrecord feed`: items onto `wire.raw`, with an account of them at the end."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime

import click

from services.cli.options import item_options


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@item_options
@click.option("--feed", "feed_name", metavar="NAME", help="Which of the provider's feeds.")
def feed(
    paths: tuple[str, ...],
    provider: str,
    published: datetime | None,
    media_type: str | None,
    zone: str | None,
    feed_name: str | None,
) -> None:
    """Publish files, folders or standard input (-): each file one item, of a WARC archive each record with a text.

    Waits until the broker has acknowledged every item, then says how many were published, which were refused and why, and how to
    see what the stages refuse of them later.
    Feeding the same files again doubles nothing. The exit status is 1 when a path could not be read.
    """
    from services.cli.running import broker_in_force
    from services.feed.items import STDIN, Hints, files, items
    from services.feed.publish import publish
    from services.settings import load

    settings = broker_in_force(load())
    hints = Hints(provider=provider, published=published, media_type=media_type, zone=zone, feed=feed_name)
    if sys.stderr.isatty():
        from rich.progress import Progress

        names = list(paths) if STDIN in paths else list(files(paths))
        with Progress(transient=True) as bar:
            task = bar.add_task(f"to {settings.kafka}", total=len(names))
            report = asyncio.run(publish(items(names, hints), settings, each=lambda: bar.advance(task)))
    else:
        report = asyncio.run(publish(items(paths, hints), settings))
    click.echo(f"published {report.published} of {report.seen}", err=True)
    for reason, count in report.refused.items():
        click.echo(f"refused {count}: {reason} (see `onrecord dead-letters list`)", err=True)
    for unread in report.unread:
        click.echo(f"not read: {unread.source}: {unread.why}", err=True)
    if report.published:
        click.echo("what a stage refuses of them is filed with the reason: `onrecord dead-letters list`", err=True)
    if report.unread:
        sys.exit(1)
