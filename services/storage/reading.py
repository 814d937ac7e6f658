"""What readers and operators ask."""

from __future__ import annotations

from datetime import datetime

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
    found = _visible(at).limit(limit)
    if speaker is not None:
        found = found.join(speaker_name, _is_of(speaker))
    if since is not None:
        found = found.where(article_version.c.published >= since)
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
        for row in connection.execute(found)
    ]


def counts(connection: Connection) -> dict[str, int]:
    """See Store.counts."""
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in METADATA.sorted_tables}


def _visible(at: datetime) -> Select[tuple[object, ...]]:
    """Claims that stand and that no embargo holds at `at`, newest article first."""
    version = article_version.c
    shown = (version.item_id, version.version_key, version.provider, version.headline, version.published, version.status)
    return (
        select(*shown, claim.c.claim)
        .join_from(claim, article_version, version.version_id == claim.c.version_id)
        .join(item, item.c.item_id == version.item_id)
        .where(claim.c.stands, or_(item.c.embargo_until.is_(None), item.c.embargo_until <= at))
        .order_by(version.published.desc(), version.item_id.desc(), claim.c.nth)
    )


def _is_of(speaker: str) -> ColumnElement[bool]:
    """The claim's speaker has this name, or last name, or alias, folded: one row of `speaker_name` a claim, at most."""
    return and_(
        speaker_name.c.name == fold(speaker),
        speaker_name.c.version_id == claim.c.version_id,
        speaker_name.c.speaker == claim.c.speaker,
    )
