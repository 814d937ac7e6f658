"""Change events on their way out: held until an embargo ends, ready, sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, select, update

from schemas import ClaimsChanged
from services.storage.tables import item, outbox


def any_due(connection: Connection, at: datetime) -> bool:
    """Some event's embargo has ended by `at`, and it is still held."""
    return connection.execute(select(outbox.c.number).where(_due(at)).limit(1)).one_or_none() is not None


def release(connection: Connection, at: datetime) -> None:
    """Events whose embargo has ended by `at` become ready, and from then on count as told.

    Holds their items as `save` does, so that a kill that comes in the same moment either removes the event before anybody
    saw it, or knows that it has to be taken back.
    """
    due = select(outbox.c.item_id).where(_due(at))
    holding = select(item.c.item_id).where(item.c.item_id.in_(due)).order_by(item.c.item_id).with_for_update()
    held = list(connection.scalars(holding))
    still = list(connection.scalars(due.where(outbox.c.item_id.in_(held))))
    connection.execute(update(outbox).where(outbox.c.item_id.in_(still), _due(at)).values(state="ready"))
    connection.execute(update(item).where(item.c.item_id.in_(still)).values(announced=True))


def unsent(connection: Connection, limit: int) -> list[tuple[int, ClaimsChanged]]:
    """Events that are ready, in order."""
    ready = select(outbox.c.number, outbox.c.event).where(outbox.c.state == "ready").order_by(outbox.c.number).limit(limit)
    return [(row.number, ClaimsChanged.from_bytes(row.event.encode())) for row in connection.execute(ready)]


def sent(connection: Connection, numbers: Sequence[int], now: datetime) -> None:
    """See Store.sent."""
    these = and_(outbox.c.number.in_(numbers), outbox.c.state == "ready")
    connection.execute(update(outbox).where(these).values(state="sent", sent_at=now, event=None))


def _due(at: datetime) -> ColumnElement[bool]:
    return and_(outbox.c.state == "held", outbox.c.release_at <= at)
