"""What a format's reader hands on: the item's metadata and its paragraphs, before anything is split off them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from schemas import Dated, Dateline, Notice, Relations, Status


@dataclass(frozen=True)
class Draft:
    """An item as its format states it. None and empty mean: the format does not say.

    `paragraphs` hold all the text of the story in order, each without newlines; dateline, bylines and trailers may still
    be in them, and `story.split` takes them out the same way for every format. `dateline` is one that came as a field of its
    own; the text's own goes before it. `headline_tags` are tags that stood apart from the headline.
    """

    wire_format: str
    paragraphs: tuple[str, ...]
    headline: str | None = None
    headline_tags: tuple[str, ...] = ()
    provider: str | None = None
    guid: str | None = None
    version: int = 0
    version_created: datetime | None = None
    relations: Relations = field(default_factory=Relations)
    status: Status | None = None
    embargo_until: datetime | None = None
    slug: str | None = None
    dateline: Dateline | None = None
    bylines: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    language: str | None = None
    subjects: tuple[str, ...] = ()
    published: datetime | None = None
    stamps: tuple[tuple[Dated, date], ...] = ()
