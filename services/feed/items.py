"""Files, folders and standard input as raw items, in a fixed order, one at a time."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from schemas import RawItem

STDIN = "-"


@dataclass(frozen=True)
class Hints:
    """What the caller says about items that do not say it themselves."""

    provider: str = "unknown"
    feed: str | None = None
    published: datetime | None = None
    media_type: str | None = None


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
    """The items at `paths`, in their order: one a file, its bytes untouched, its path as its source."""
    for name in files(paths):
        try:
            body = sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
        except OSError as error:
            yield Unread(name, error.strerror or str(error))
            continue
        yield RawItem(
            body=body,
            media_type=hints.media_type,
            provider=hints.provider,
            feed=hints.feed,
            received_at=datetime.now(UTC),
            source=None if name == STDIN else name,
            published=hints.published,
        )


def key(item: RawItem) -> bytes:
    """The key on `wire.raw`: the same bytes of the same provider are one key, so that a re-read stays in order with itself.

    Versions of one item come together at the parser, which knows its guid: from there on the key is the item's id.
    """
    return f"{item.provider}/{hashlib.sha256(item.body).hexdigest()}".encode()
