"""`onrecord extract`: the stages in this process, as JSON lines: how people try it, and how quality is measured."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import datetime
from itertools import chain, islice
from typing import TYPE_CHECKING

import click

from services.cli.options import item_options

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

    from schemas import RawItem
    from services.feed.items import Unread

#: Items a call to the pipeline: the entities and claims models read several at once faster than one by one.
BATCH = 16


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--through", type=click.Choice(["parser", "entities", "claims"]), default="claims", help="Stop after this stage.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes; unset: one a core, one for a few files.")
@item_options
def extract(
    paths: tuple[str, ...],
    through: str,
    workers: int | None,
    provider: str,
    published: datetime | None,
    media_type: str | None,
    zone: str | None,
) -> None:
    """Read files, folders, WARC archives or standard input (-) and print one line of JSON an item, in the order of the input.

    A line is the message that the stage sends on (a ClaimArticle), or the DeadLetter of an item that is refused; `source` is
    the path it came from. The exit status is 1 when a path could not be read.
    """
    from services.feed.items import Hints, items

    hints = Hints(provider=provider, published=published, media_type=media_type, zone=zone)
    unread: list[Unread] = []
    for line in lines(_reading(items(paths, hints), unread.append), through=through, workers=workers):
        sys.stdout.buffer.write(line + b"\n")
        sys.stdout.buffer.flush()
    for path in unread:
        click.echo(f"not read: {path.source}: {path.why}", err=True)
    if unread:
        sys.exit(1)


def _reading(found: Iterable[RawItem | Unread], not_read: Callable[[Unread], None]) -> Iterator[RawItem]:
    from schemas import RawItem

    for item in found:
        if isinstance(item, RawItem):
            yield item
        else:
            not_read(item)


def lines(found: Iterable[RawItem], *, through: str, workers: int | None) -> Iterator[bytes]:
    """What the pipeline makes of each item, in order, as JSON; reads no further ahead than the workers can use."""
    from os import cpu_count

    batches = _batches(iter(found))
    ahead = list(islice(batches, 2))
    if workers == 1 or (workers is None and (len(ahead) < 2 or cpu_count() == 1)):
        for batch in chain(ahead, batches):
            yield from extracted(batch, through)
        return
    with ProcessPoolExecutor(workers or cpu_count(), mp_context=_spawn()) as pool:
        waiting: deque[Future[list[bytes]]] = deque()
        for batch in chain(ahead, batches):
            waiting.append(pool.submit(extracted, batch, through))
            if len(waiting) > 2 * (workers or cpu_count() or 1):
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def extracted(batch: list[RawItem], through: str) -> list[bytes]:
    """The messages that stage `through` sends on for these items, dead letters among them, in order."""
    from services.feed.items import key
    from services.pipeline import run
    from services.stage import Record
    from services.topics import RAW

    made = run([Record(RAW.name, key(item), item.to_bytes()) for item in batch], through=through)
    return [sent.value or b"" for of_item in made for outcome in of_item for sent in outcome.records]


def _batches(found: Iterator[RawItem]) -> Iterator[list[RawItem]]:
    while batch := list(islice(found, BATCH)):
        yield batch


def _spawn() -> BaseContext:
    """Fresh processes: a forked one would share locks of the parent's threads."""
    from multiprocessing import get_context

    return get_context("spawn")
