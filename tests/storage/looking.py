"""What tests see of a database from outside: all rows, and what somebody has who follows the change events."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, create_engine, make_url, select

from schemas import Claim, ClaimsChanged
from services.storage.store import StoredClaim
from services.storage.tables import METADATA, outbox

Row = tuple[Any, ...]
#: item → claim id → what it says
Seen = dict[str, dict[str, Row]]


def dump(url: str) -> dict[str, list[Row]]:
    """Every row of every table but the outbox, sorted."""
    tables = [table for table in METADATA.sorted_tables if table is not outbox]
    engine = engine_of(url)
    with engine.begin() as connection:
        found = {table.name: sorted(map(tuple, connection.execute(select(table))), key=repr) for table in tables}
    engine.dispose()
    return found


def empty(url: str) -> None:
    """No rows anywhere."""
    engine = engine_of(url)
    with engine.begin() as connection:
        for table in reversed(METADATA.sorted_tables):
            connection.execute(table.delete())
    engine.dispose()


def execute(url: str, statement: str) -> None:
    """One statement from somebody else."""
    engine = engine_of(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def until(true: Callable[[], bool]) -> None:
    """Returns when it is true; fails after two minutes."""
    end = time.monotonic() + 120
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.001)


def says(claim: Claim) -> Row:
    """A claim without the places of its words."""
    speaker = claim.speaker.name if claim.speaker else None
    return tuple(part.text for part in claim.content), speaker, claim.act, claim.negated


def seen(found: list[StoredClaim]) -> Seen:
    """What a reader has who asks the store."""
    items: Seen = {}
    for one in found:
        items.setdefault(one.item_id, {})[one.claim.id] = says(one.claim)
    return items


class Follower:
    """Somebody who knows only the change events, and has applied them in order."""

    def __init__(self) -> None:
        self.items: Seen = {}

    def apply(self, event: ClaimsChanged) -> None:
        has = self.items.setdefault(event.item_id, {})
        for id in event.withdrawn:
            del has[id]
        has.update({claim.id: says(claim) for claim in event.added})
        if not has:
            del self.items[event.item_id]


def engine_of(url: str) -> Engine:
    """A way to the database that is not the store's."""
    parsed = make_url(url)
    return create_engine(parsed.set(drivername="postgresql+psycopg") if parsed.drivername == "postgresql" else parsed)
