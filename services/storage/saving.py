"""One article into the tables, in one transaction that its caller holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, delete, func, or_, select, update

from schemas import Claim, ClaimArticle, ClaimsChanged, Status
from services.storage import pickups
from services.storage.changes import changed
from services.storage.database import Database
from services.storage.rows import Row, Rows
from services.storage.standing import Standing
from services.storage.store import Saved
from services.storage.tables import article_entity, article_version, claim, entity, item, mention, outbox, speaker_name

# Written once: to put a statement together takes SQLAlchemy longer than SQLite takes to run it.
_THE_ITEM = select(item).where(item.c.item_id == bindparam("id")).with_for_update()
_THE_COPY = select(article_version.c.received_at, article_version.c.digest).where(article_version.c.version_id == bindparam("id"))
_THE_ARTICLE = select(article_version.c.article).where(article_version.c.version_id == bindparam("id"))
_THE_CLAIMS = select(claim.c.claim).where(claim.c.version_id == bindparam("id")).order_by(claim.c.nth)
_NAMES = select(entity.c.entity_id, entity.c.name).where(entity.c.entity_id.in_(bindparam("ids", expanding=True)))
_LAST_EVENT = select(outbox.c.event_id).where(outbox.c.item_id == bindparam("id")).order_by(outbox.c.number.desc()).limit(1)
_DROP_HELD = delete(outbox).where(outbox.c.item_id == bindparam("id"), outbox.c.state == "held")
_DROP_COPY = delete(article_version).where(article_version.c.version_id == bindparam("id"))
_MARK = update(claim).where(claim.c.version_id == bindparam("id"))
_STANDS = update(item).where(item.c.item_id == bindparam("id"))


def save(connection: Connection, database: Database, article: ClaimArticle, rows: Rows, *, now: datetime) -> Saved:
    """See Store.save. Holds the item's row from the first statement on, so that two versions of it never pass each other."""
    before, announced = _hold(connection, database, rows.item)
    copy = _one(connection, _THE_COPY, rows.version["version_id"]) if before.version_id else None
    if copy is not None and copy.digest == rows.version["digest"]:
        return "known"
    after = before.with_version(article, _article(connection, before.version_id) if before.ties(article) else None)
    newest = after.version_id == rows.version["version_id"]
    told = _claims(connection, before.version_id) if announced else ()
    kept = copy is None or _goes_before(connection, article, rows.version, copy)
    _name_entities(connection, database, rows.entities)
    if kept:
        _keep(connection, rows, stands=newest and after.stands, instead=copy is not None)
    if kept and newest:
        pickups.keep(connection, database, article.item_id, rows.known, first=before.version_id is None)
    if after != before or (kept and newest):
        says = article.claims if kept and newest else _claims(connection, after.version_id)
        _settle(connection, article.item_id, (before, after), told, says, now)
    if copy is not None:
        return "known"
    if before.version_id is None:
        return "new"
    return "newer" if newest else "older"


def _hold(connection: Connection, database: Database, row: Row) -> tuple[Standing, bool]:
    """How the item stands, its row made if there is none and locked; and whether change events tell its newest version."""
    connection.execute(database.insert_new(item), [row])
    found = _one(connection, _THE_ITEM, row["item_id"])
    if found.version_id is None:
        return Standing(), False
    return Standing(found.version_id, found.version_key, Status(found.status), found.embargo_until), found.announced


def _goes_before(connection: Connection, article: ClaimArticle, version: Row, copy: Any) -> bool:
    """Of two different messages about one version the one of the higher extraction is kept (a replay through a better model),
    then the one received first (a folder read again), then the one with the smaller digest: nothing depends on which was
    stored first."""
    kept = _article(connection, version["version_id"])
    ours = -article.extraction, version["received_at"], version["digest"]
    return bool(ours < (-kept.extraction, copy.received_at, copy.digest))


def _name_entities(connection: Connection, database: Database, entities: list[Row]) -> None:
    """Keeps the longest name (of equals the first) that any article gives to each. Rows of known entities are not locked."""
    if not entities:
        return
    connection.execute(database.insert_new(entity), entities)
    known = connection.execute(_NAMES, {"ids": [row["entity_id"] for row in entities]})
    names = {found.entity_id: found.name for found in known}
    for row in entities:
        name = row["name"]
        if (-len(name), name) < (-len(names[row["entity_id"]]), names[row["entity_id"]]):
            length = func.length(entity.c.name)
            worse = or_(length < len(name), and_(length == len(name), entity.c.name > name))
            connection.execute(update(entity).where(entity.c.entity_id == row["entity_id"], worse).values(name=name))


def _keep(connection: Connection, rows: Rows, *, stands: bool, instead: bool) -> None:
    """The version's rows, `instead` of those that it has."""
    if instead:
        connection.execute(_DROP_COPY, {"id": rows.version["version_id"]})
    _insert(connection, article_version, [rows.version])
    _insert(connection, article_entity, rows.article_entities)
    _insert(connection, mention, rows.mentions)
    _insert(connection, claim, [row | {"stands": stands} for row in rows.claims])
    _insert(connection, speaker_name, rows.speaker_names)


def _insert(connection: Connection, table: Table, rows: list[Row]) -> None:
    if rows:
        connection.execute(table.insert(), rows)


def _settle(
    connection: Connection,
    item_id: str,
    change: tuple[Standing, Standing],
    told: Sequence[Claim],
    says: Sequence[Claim],
    now: datetime,
) -> None:
    """The item stands otherwise from now on and says `says`, where change events have told `told`.

    An event that still waits for the end of an embargo was seen by nobody; a new one takes its place.
    """
    before, after = change
    shows = after.shows(now)
    last = ""
    if before.version_id is not None:
        _mark_claims(connection, before, after)
        connection.execute(_DROP_HELD, {"id": item_id})
        last = connection.scalar(_LAST_EVENT, {"id": item_id}) or ""
    event = changed(item_id, after, told, says if shows else (), follows=last)
    if event is not None:
        _post(connection, event)
    if after.stands and not shows:
        later = changed(item_id, after, (), says, follows=event.event_id if event else last)
        if later is not None:
            _post(connection, later, hold_until=after.embargo_until)
    connection.execute(_STANDS, {"id": item_id, **asdict(after), "announced": shows})


def _mark_claims(connection: Connection, before: Standing, after: Standing) -> None:
    """The claims that stood stand no more, or the other way round; those of a version that just came are marked already."""
    same = before.version_id == after.version_id
    stands = same and after.stands
    if before.stands != stands:
        connection.execute(_MARK, {"id": before.version_id, "stands": stands})


def _post(connection: Connection, event: ClaimsChanged, *, hold_until: datetime | None = None) -> None:
    """`event` into the outbox."""
    row = {
        "event_id": event.event_id,
        "item_id": event.item_id,
        "version_key": event.version_key,
        "change": event.change,
        "state": "held" if hold_until else "ready",
        "release_at": hold_until,
        "event": event.model_dump_json(),
    }
    connection.execute(outbox.insert(), [row])


def _article(connection: Connection, version_id: str | None) -> ClaimArticle:
    """A version that is here, as it is kept."""
    return ClaimArticle.from_bytes(connection.execute(_THE_ARTICLE, {"id": version_id}).scalar_one().encode())


def _claims(connection: Connection, version_id: str | None) -> list[Claim]:
    """The claims of a version, in the order of the text."""
    return [Claim.model_validate_json(text) for text in connection.scalars(_THE_CLAIMS, {"id": version_id})]


def _one(connection: Connection, query: Any, id: str) -> Any:
    return connection.execute(query, {"id": id}).one_or_none()
