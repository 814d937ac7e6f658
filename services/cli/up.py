"""`onrecord up` and `onrecord demo`: the whole pipeline on this machine."""

from __future__ import annotations

import logging
import signal
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from schemas import ClaimArticle, DeadLetter

SEEDS = Path(__file__).parent.parent.parent / "seeds"
#: The article that OnRecord was started for; its claims are what the demo shows.
SEED = "000_efdd37a112f9b61e.txt"


@click.command()
def up() -> None:
    """Run the whole pipeline until SIGTERM or SIGINT: every service, and a broker where ONRECORD_KAFKA names none.

    The services' logs are in ONRECORD_DATA_DIR. `onrecord feed` and the other commands, run beside it, find its broker.
    """
    from services.local import running
    from services.settings import load

    logging.basicConfig(level=logging.INFO, format="%(message)s")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        settings = load()
        own_broker = "kafka" not in settings.model_fields_set
        with running(settings, own_broker=own_broker) as local:
            where = "the embedded broker" if own_broker else "Kafka"
            click.echo(f"running on {where} at {local.settings.kafka}; logs in {settings.data_dir}/", err=True)
            if own_broker:
                click.echo("what this broker holds is gone when it stops: feed again after a restart, nothing doubles", err=True)
            click.echo("feed it: onrecord feed PATH…    read it: onrecord claims    stop it: Ctrl-C", err=True)
            status = local.supervisor.run()
    except KeyboardInterrupt:
        status = 0
    sys.exit(status)


@click.command()
@click.option("--seeds", type=click.Path(exists=True, file_okay=False), default=str(SEEDS), help="A folder to feed instead.")
def demo(seeds: str) -> None:
    """Feed the seeds through the whole pipeline on the embedded broker and SQLite, print what came out, leave nothing."""
    from rich.console import Console

    from services.errors import Misconfigured
    from services.supervise import GaveUp

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    console = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else 140)
    with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
        try:
            articles, refused = _through_the_pipeline(seeds, Path(folder))
        except GaveUp as reason:
            raise Misconfigured("the demo", tried=str(reason), do="Is there memory left? It needs some 1.5 GB") from None
    show(console, articles, refused)


def _through_the_pipeline(seeds: str, folder: Path) -> tuple[list[ClaimArticle], list[DeadLetter]]:
    """What is stored and what is refused of a folder of items, by a pipeline that runs for them alone in `folder`."""
    import asyncio

    from rich.console import Console

    from services.feed.items import Hints, items
    from services.feed.publish import publish
    from services.local import running, wait_until_done
    from services.settings import Settings
    from services.storage.sql import open_store

    settings = Settings(data_dir=folder, database=f"sqlite:///{folder}/onrecord.db", topic_partitions=1)
    store = open_store(settings.database)
    try:
        with (
            Console(stderr=True).status("a broker and four services are starting …") as status,
            running(settings, own_broker=True) as local,
        ):
            report = asyncio.run(publish(items([seeds], Hints(provider="seeds")), local.settings))
            refused = wait_until_done(
                local, store, report.published, tell=lambda done: status.update(f"{done} of {report.published} items done")
            )
        return store.latest(limit=report.published), refused
    finally:
        store.close()


def show(console: Console, articles: Sequence[ClaimArticle], refused: Sequence[DeadLetter]) -> None:
    """The seed's claims in full, then a line for everything else that was fed."""
    from services.cli.claims import table

    for article in articles:
        if Path(article.source or "").name == SEED:
            dateline = article.dateline
            where = f"{', '.join(dateline.places)} ({dateline.agency}), " if dateline else ""
            console.print(f"\n{where}{article.published:%A %Y-%m-%d}: {len(article.claims)} claims\n")
            console.print(table(article.claims))
    console.print()
    for article in sorted(articles, key=lambda article: article.source or ""):
        names, claims = len(article.entities), len(article.claims)
        line = f"{Path(article.source or '').stem:<24}{names:>3} names {claims:>3} claims  {called(article)}"
        console.print(line, overflow="ellipsis", no_wrap=True)
    for letter in refused:
        console.print(f"{Path(letter.source or '').stem:<24}refused: {letter.reason}", overflow="ellipsis", no_wrap=True)


def called(article: ClaimArticle) -> str:
    """An article for a list: its headline or first words, and its status where that is news; of what is killed, withheld or
    under embargo the status alone."""
    from datetime import UTC, datetime

    until = article.embargo_until
    if article.status in ("cancelled", "withheld") or (until is not None and until > datetime.now(UTC)):
        return f"({article.status})"
    name = article.headline or " ".join(article.body.split()[:12])
    return f"({article.status}) {name}" if article.status == "corrected" else name
