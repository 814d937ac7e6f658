"""One article into the tables, in one transaction that its caller holds."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, func, or_, select, update

from schemas import Claim, ClaimArticle, ClaimsChanged, Status
from services.storage.changes import changed
from services.storage.database import Database
from services.storage.rows import Row, Rows
from services.storage.standing import Standing
from services.storage.store import Saved
from services.storage.tables import article_entity, article_version, claim, entity, item, mention, outbox, speaker_name


def save(connection: Connection, database: Database, article: ClaimArticle, rows: Rows, *, now: datetime) -> Saved:
    """See Store.save. Holds the item's row from the first statement on, so that two versions of it never pass each other."""
    before, announced = _hold(connection, database, rows.item)
    copy = _copy(connection, rows.version["version_id"])
    if copy is not None and copy.digest == rows.version["digest"]:
        return "known"
    after = before.with_version(article)
    newest = after.version_id == rows.version["version_id"]
    kept = copy is None or _goes_before(rows.version, copy)
    told = _claims(connection, before.version_id) if announced else []
    _name_entities(connection, database, rows.entities)
    if kept:
        _replace(connection, rows, stands=newest and after.stands)
    if after != before or (kept and newest):
        _settle(connection, article.item_id, before, after, told, now)
    if copy is not None:
        return "known"
    if before.version_id is None:
        return "new"
    return "newer" if newest else "older"


def _hold(connection: Connection, database: Database, row: Row) -> tuple[Standing, bool]:
    """How the item stands, its row made if there is none and locked; and whether change events tell its newest version."""
    connection.execute(database.insert_new(item), [row])
    found = connection.execute(select(item).where(item.c.item_id == row["item_id"]).with_for_update()).one()
    if found.version_id is None:
        return Standing(), False
    return Standing(found.version_id, found.version_key, Status(found.status), found.embargo_until), found.announced


def _copy(connection: Connection, version_id: str) -> Any:
    """What is stored of this very version, if anything."""
    columns = article_version.c.received_at, article_version.c.digest
    return connection.execute(select(*columns).where(article_version.c.version_id == version_id)).one_or_none()


def _goes_before(version: Row, copy: Any) -> bool:
    """Of two different messages about one version (a folder read again, a newer model) the one received first is kept,
    then the one with the smaller digest: something that does not depend on which was stored first."""
    return bool((version["received_at"], version["digest"]) < (copy.received_at, copy.digest))


def _name_entities(connection: Connection, database: Database, entities: list[Row]) -> None:
    """Keeps the longest name (of equals the first) that any article gives to each. Rows of known entities are not locked."""
    if not entities:
        return
    connection.execute(database.insert_new(entity), entities)
    known = select(entity.c.entity_id, entity.c.name).where(entity.c.entity_id.in_([row["entity_id"] for row in entities]))
    names = {found.entity_id: found.name for found in connection.execute(known)}
    for row in entities:
        name = row["name"]
        if (-len(name), name) < (-len(names[row["entity_id"]]), names[row["entity_id"]]):
            length = func.length(entity.c.name)
            worse = or_(length < len(name), and_(length == len(name), entity.c.name > name))
            connection.execute(update(entity).where(entity.c.entity_id == row["entity_id"], worse).values(name=name))


def _replace(connection: Connection, rows: Rows, *, stands: bool) -> None:
    """The version's rows in place of any others it has."""
    connection.execute(delete(article_version).where(article_version.c.version_id == rows.version["version_id"]))
    _insert(connection, article_version, [rows.version])
    _insert(connection, article_entity, rows.article_entities)
    _insert(connection, mention, rows.mentions)
    _insert(connection, claim, [row | {"stands": stands} for row in rows.claims])
    _insert(connection, speaker_name, rows.speaker_names)


def _insert(connection: Connection, table: Table, rows: list[Row]) -> None:
    if rows:
        connection.execute(table.insert(), rows)


def _settle(connection: Connection, item_id: str, before: Standing, after: Standing, told: list[Claim], now: datetime) -> None:
    """The item stands as `after` from now on, where change events have told `told`: marks, events, the item itself.

    An event that still waits for the end of an embargo was seen by nobody, and a new one takes its place.
    """
    if before.version_id not in (None, after.version_id):
        _mark(connection, before.version_id, stands=False)
    elif before.stands != after.stands:
        _mark(connection, after.version_id, stands=after.stands)
    connection.execute(delete(outbox).where(outbox.c.item_id == item_id, outbox.c.state == "held"))
    shows = after.shows(now)
    claims = _claims(connection, after.version_id) if after.stands else []
    _post(connection, item_id, after, told, claims if shows else [], until=None)
    if claims and not shows:
        _post(connection, item_id, after, [], claims, until=after.embargo_until)
    connection.execute(update(item).where(item.c.item_id == item_id).values(**asdict(after), announced=shows))


def _mark(connection: Connection, version_id: str | None, *, stands: bool) -> None:
    connection.execute(update(claim).where(claim.c.version_id == version_id).values(stands=stands))


def _post(
    connection: Connection, item_id: str, standing: Standing, before: list[Claim], after: list[Claim], *, until: datetime | None
) -> None:
    """The event of this change, if it is one, into the outbox."""
    if not before and not after:
        return
    last = select(outbox.c.event_id).where(outbox.c.item_id == item_id).order_by(outbox.c.number.desc()).limit(1)
    event = changed(item_id, standing, before, after, follows=connection.scalar(last) or "")
    if event is not None:
        connection.execute(outbox.insert(), [_row(event, until)])


def _row(event: ClaimsChanged, until: datetime | None) -> Row:
    return {
        "event_id": event.event_id,
        "item_id": event.item_id,
        "version_key": event.version_key,
        "change": event.change,
        "state": "held" if until else "ready",
        "release_at": until,
        "event": event.model_dump_json(),
    }


def _claims(connection: Connection, version_id: str | None) -> list[Claim]:
    """The claims of a version, in the order of the text."""
    texts = select(claim.c.claim).where(claim.c.version_id == version_id).order_by(claim.c.nth)
    return [Claim.model_validate_json(text) for text in connection.scalars(texts)]
