"""What readers and operators ask."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from schemas import Claim, ClaimArticle, Status
from services.storage.names import fold
from services.storage.store import StoredClaim
from services.storage.tables import METADATA, article_version, claim, item, speaker_name


def article(connection: Connection, item_id: str) -> ClaimArticle | None:
    """See Store.article."""
    newest = select(article_version.c.article).join(item, item.c.version_id == article_version.c.version_id)
    text = connection.scalar(newest.where(item.c.item_id == item_id))
    return None if text is None else ClaimArticle.from_bytes(text.encode())


def history(connection: Connection, item_id: str) -> list[ClaimArticle]:
    """See Store.history."""
    versions = select(article_version.c.article).where(article_version.c.item_id == item_id)
    texts = connection.scalars(versions.order_by(article_version.c.version_key))
    return [ClaimArticle.from_bytes(text.encode()) for text in texts]


def latest(connection: Connection, *, limit: int) -> list[ClaimArticle]:
    """See Store.latest."""
    newest = select(article_version.c.article).join(item, item.c.version_id == article_version.c.version_id)
    texts = connection.scalars(newest.order_by(article_version.c.published.desc(), item.c.item_id).limit(limit))
    return [ClaimArticle.from_bytes(text.encode()) for text in texts]


def claims(connection: Connection, *, speaker: str | None, since: datetime | None, at: datetime, limit: int) -> list[StoredClaim]:
    """See Store.claims."""
    shown = _shown(at, since)
    if speaker is None:
        # The newest articles first, then their claims: each has one at least, so that no more than `limit` are looked at.
        stands = select(claim.c.nth).where(claim.c.stands, claim.c.version_id == article_version.c.version_id).exists()
        newest = shown.where(stands).order_by(*_newest_first(article_version.c)).limit(limit).subquery()
        found = select(newest, claim.c.claim).join(claim, claim.c.version_id == newest.c.version_id)
        order = _newest_first(newest.c)
    else:
        # From the name on: somebody who spoke once is found without a look at all the others.
        found = shown.add_columns(claim.c.claim).join(claim, claim.c.version_id == article_version.c.version_id)
        found = found.join(speaker_name, _is_of(speaker))
        order = _newest_first(article_version.c)
    rows = connection.execute(found.where(claim.c.stands).order_by(*order, claim.c.nth).limit(limit))
    return [
        StoredClaim(
            item_id=row.item_id,
            version_key=row.version_key,
            provider=row.provider,
            headline=row.headline,
            published=row.published,
            status=Status(row.status),
            claim=Claim.model_validate_json(row.claim),
        )
        for row in rows
    ]


def counts(connection: Connection) -> dict[str, int]:
    """See Store.counts."""
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in METADATA.sorted_tables}


def _shown(at: datetime, since: datetime | None) -> Select[Any]:
    """Versions that no embargo holds at `at`, published since then."""
    version = article_version.c
    columns = (version.version_id, version.item_id, version.version_key, version.provider, version.headline, version.published)
    shown = select(*columns, version.status).join(item, item.c.item_id == version.item_id)
    shown = shown.where(or_(item.c.embargo_until.is_(None), item.c.embargo_until <= at))
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
