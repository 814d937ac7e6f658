"""What readers and operators ask."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select

from schemas import Claim, ClaimArticle, Status
from services.storage.names import fold
from services.storage.pickups import groups
from services.storage.standing import is_free_at, order, shows_at
from services.storage.store import Pickup, StoredClaim
from services.storage.tables import METADATA, article_version, claim, item, speaker_name

_WORD = re.compile(r"\w+")


def article(connection: Connection, item_id: str) -> ClaimArticle | None:
    """See Store.article."""
    newest = select(article_version.c.article).join(item, item.c.version_id == article_version.c.version_id)
    text = connection.scalar(newest.where(item.c.item_id == item_id))
    return None if text is None else ClaimArticle.from_bytes(text.encode())


def history(connection: Connection, item_id: str) -> list[ClaimArticle]:
    """See Store.history."""
    texts = connection.scalars(select(article_version.c.article).where(article_version.c.item_id == item_id))
    return sorted((ClaimArticle.from_bytes(text.encode()) for text in texts), key=order)


def latest(connection: Connection, *, limit: int) -> list[ClaimArticle]:
    """See Store.latest."""
    newest = select(article_version.c.article).join(item, item.c.version_id == article_version.c.version_id)
    texts = connection.scalars(newest.order_by(article_version.c.published.desc(), item.c.item_id).limit(limit))
    return [ClaimArticle.from_bytes(text.encode()) for text in texts]


@dataclass(frozen=True)
class Asked:
    """Which claims are asked for; see Store.claims."""

    speaker: str | None
    since: datetime | None
    group: str | None
    at: datetime


def claims(connection: Connection, asked: Asked, *, limit: int, after: int = 0) -> list[StoredClaim]:
    """See Store.claims: those behind the first `after`."""
    shown = _shown(asked.at, asked.since)
    one = None if asked.group is None else groups(connection, [asked.group], at=asked.at)[asked.group]
    if one is not None:
        shown = shown.where(item.c.item_id.in_(one.members))
    if asked.speaker is None:
        # The newest articles first, then their claims: each has one at least, so that no more than `limit` are looked at.
        stands = select(claim.c.nth).where(claim.c.stands, claim.c.version_id == article_version.c.version_id).exists()
        newest = shown.where(stands).order_by(*_newest_first(article_version.c)).limit(after + limit).subquery()
        found = select(newest, claim.c.claim).join(claim, claim.c.version_id == newest.c.version_id)
        in_order = _newest_first(newest.c)
    else:
        # From the name on: somebody who spoke once is found without a look at all the others.
        found = shown.add_columns(claim.c.claim).join(claim, claim.c.version_id == article_version.c.version_id)
        found = found.join(speaker_name, _is_of(asked.speaker))
        in_order = _newest_first(article_version.c)
    rows = connection.execute(found.where(claim.c.stands).order_by(*in_order, claim.c.nth).limit(limit).offset(after)).all()
    found_in = {row.item_id: one for row in rows} if one else groups(connection, (row.item_id for row in rows), at=asked.at)
    return [
        StoredClaim(
            item_id=row.item_id,
            version_key=row.version_key,
            provider=row.provider,
            headline=row.headline,
            published=row.published,
            status=Status(row.status),
            claim=Claim.model_validate_json(row.claim),
            group=found_in[row.item_id].id,
            pickups=len(found_in[row.item_id].members),
        )
        for row in rows
    ]


def claims_once(connection: Connection, asked: Asked, *, limit: int) -> list[StoredClaim]:
    """See Store.claims with `once`."""
    carrier: dict[tuple[str, str | None, str], str] = {}
    found: list[StoredClaim] = []
    after = 0
    while len(found) < limit and (page := claims(connection, asked, limit=limit, after=after)):
        found += [one for one in page if carrier.setdefault((one.group, *_says(one.claim)), one.item_id) == one.item_id]
        after += len(page)
    return found[:limit]


def pickups(connection: Connection, item_id: str, *, at: datetime) -> list[Pickup]:
    """See Store.pickups."""
    members = groups(connection, [item_id], at=at)[item_id].members
    version = article_version.c
    columns = (version.item_id, version.version_key, version.provider, version.headline, version.published, version.status)
    newest = select(*columns).join(item, item.c.version_id == version.version_id)
    rows = connection.execute(newest.where(item.c.item_id.in_(members), shows_at(at)))
    found = {
        row.item_id: Pickup(
            item_id=row.item_id,
            version_key=row.version_key,
            provider=row.provider,
            headline=row.headline,
            published=row.published,
            status=Status(row.status),
        )
        for row in rows
    }
    return [found[member] for member in members if member in found] if item_id in found else []


def counts(connection: Connection) -> dict[str, int]:
    """See Store.counts."""
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in METADATA.sorted_tables}


def _shown(at: datetime, since: datetime | None) -> Select[Any]:
    """Versions that no embargo holds at `at`, published since then."""
    version = article_version.c
    columns = (version.version_id, version.item_id, version.version_key, version.provider, version.headline, version.published)
    shown = select(*columns, version.status).join(item, item.c.item_id == version.item_id)
    shown = shown.where(is_free_at(at))
    return shown if since is None else shown.where(version.published >= since)


def _newest_first(version: Any) -> tuple[ColumnElement[Any], ...]:
    return version.published.desc(), version.item_id.desc()


def _is_of(speaker: str) -> ColumnElement[bool]:
    """The claim's speaker has this name, or last name, or alias, folded: one row of `speaker_name` a claim, at most."""
    return and_(
        speaker_name.c.name == fold(speaker),
        speaker_name.c.version_id == claim.c.version_id,
        speaker_name.c.speaker == claim.c.speaker,
    )


def _says(claim: Claim) -> tuple[str | None, str]:
    """Who says it and its words, however they are written."""
    speaker = None if claim.speaker is None else claim.speaker.entity or fold(claim.speaker.name)
    return speaker, " ".join(_WORD.findall(" ".join(part.text for part in claim.content).casefold()))
