"""Files, folders, archives and standard input as raw items, in a fixed order, one at a time."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BufferedReader, FileIO
from pathlib import Path
from typing import cast

from schemas import RawItem
from services.feed.archives import LOOKED_AT, Entry, entries, kind_of, unzipped

STDIN = "-"


@dataclass(frozen=True)
class Hints:
    """What the caller says about items that do not say it themselves."""

    provider: str = "unknown"
    feed: str | None = None
    published: datetime | None = None
    media_type: str | None = None
    zone: str | None = None


@dataclass(frozen=True)
class Unread:
    """A path that could not be read, and why. Nothing is published for it, and the command says so."""

    source: str
    why: str


def files(paths: Iterable[str]) -> Iterator[str]:
    """Every file under `paths`, folders walked in the order of their names, hidden files left out; `-` stays."""
    for name in paths:
        path = Path(name)
        if name == STDIN or not path.is_dir():
            yield name
        else:
            yield from (str(found) for found in _walk(path))


def _walk(folder: Path) -> Iterator[Path]:
    for found in sorted(folder.iterdir()):
        if found.name.startswith("."):
            continue
        if found.is_dir():
            yield from _walk(found)
        elif found.is_file():
            yield found


def items(paths: Iterable[str], hints: Hints) -> Iterator[RawItem | Unread]:
    """The items at `paths`, in their order: one a file, its bytes untouched, its path as its source.

    WARC archives, compressed or not, are known by their bytes: each response, resource and conversion with a text is an item,
    which has its own address, and came in when the archive's crawler fetched it. A gzip file is the file in it.
    """
    for name in files(paths):
        try:
            with _opened(name) as stream:
                yield from _items(name, stream, hints)
        except OSError as error:
            yield Unread(name, error.strerror or str(error))


@contextmanager
def _opened(name: str) -> Iterator[BufferedReader]:
    """A file or standard input, whose beginning can be looked at before it is read."""
    if name != STDIN:
        with Path(name).open("rb") as stream:
            yield stream
        return
    piped: BufferedReader = BufferedReader(cast(FileIO, sys.stdin.buffer), LOOKED_AT)
    try:
        yield piped
    finally:
        piped.detach()


def _items(name: str, stream: BufferedReader, hints: Hints) -> Iterator[RawItem | Unread]:
    kind = kind_of(stream.peek(LOOKED_AT))
    if kind is None:
        yield _item(name, Entry(stream.read()), hints)
        return
    for found in entries(stream) if kind == "archive" else [unzipped(stream)]:
        if isinstance(found, Entry):
            yield _item(name, found, hints)
        else:
            yield Unread(f"{name} ({found.where})" if found.where else name, found.why)


def _item(name: str, entry: Entry, hints: Hints) -> RawItem:
    return RawItem(
        body=entry.body,
        media_type=hints.media_type or entry.media_type,
        provider=hints.provider,
        feed=hints.feed,
        received_at=entry.fetched or datetime.now(UTC),
        source=None if name == STDIN else name,
        address=entry.address,
        published=hints.published,
        zone=hints.zone,
    )


def key(item: RawItem) -> bytes:
    """The key on `wire.raw`: the same bytes of the same provider are one key, so that a re-read stays in order with itself.

    Versions of one item come together at the parser, which knows its guid: from there on the key is the item's id.
    """
    return f"{item.provider}/{hashlib.sha256(item.body).hexdigest()}".encode()
