"""The tables, as they are after the last migration. A test holds `migrations/` to them.

`article_version.article` is the truth: the whole ClaimArticle as JSON. Everything else is made from it for asking, and is
the same whatever order the versions came in; only `outbox` remembers the order.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator

#: Compared by code point, on both databases alike: version keys are ordered as ASCII, never by a language's rules.
Words = Text().with_variant(Text(collation="C"), "postgresql")


class Instant(TypeDecorator[datetime]):
    """A moment. Aware in and out, UTC in between; what UTC can't write (the year 9999 in the west) is the nearest it can."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> DateTime:
        return DateTime(timezone=dialect.name == "postgresql")

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        when = in_utc(value)
        return when if dialect.name == "postgresql" else when.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def in_utc(when: datetime) -> datetime:
    """`when` in UTC; at the ends of the calendar the nearest moment that UTC can write."""
    try:
        return when.astimezone(UTC)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC) if when.year > 5000 else datetime.min.replace(tzinfo=UTC)


METADATA = MetaData()

#: An item and what stands: its newest version, and the embargo that holds for all of them.
item = Table(
    "item",
    METADATA,
    Column("item_id", Words, primary_key=True),
    Column("provider", Words, nullable=False),
    Column("guid", Words, nullable=False),
    Column("version_id", Words),  # the newest version
    Column("version_key", Words),  # its key
    Column("status", Words),  # its status
    Column("embargo_until", Instant),  # the latest that any version states
    Column("announced", Boolean, nullable=False),  # change events, as far as released, say what the newest version says
)

#: Every version that came, killed and superseded ones too.
article_version = Table(
    "article_version",
    METADATA,
    Column("version_id", Words, primary_key=True),  # UUIDv5 of item_id and version_key
    Column("item_id", Words, ForeignKey("item.item_id"), nullable=False),
    Column("version_key", Words, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("version_created", Instant),
    Column("status", Words, nullable=False),
    Column("embargo_until", Instant),
    Column("provider", Words, nullable=False),
    Column("headline", Words),
    Column("published", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("source", Words),
    Column("language", Words),
    Column("wire_format", Words, nullable=False),
    Column("digest", Words, nullable=False),  # SHA-256 of `article`
    Column("article", Words, nullable=False),  # the ClaimArticle, as JSON
    Index("article_version_of_item", "item_id", "version_key", unique=True),
    Index("article_version_published", "published", "item_id"),
)

#: What articles name, once for all of them. `name` is the longest that any article gives.
entity = Table(
    "entity",
    METADATA,
    Column("entity_id", Words, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("name", Words, nullable=False),
)

article_entity = Table(
    "article_entity",
    METADATA,
    Column("version_id", Words, ForeignKey("article_version.version_id", ondelete="CASCADE"), primary_key=True),
    Column("entity_id", Words, ForeignKey("entity.entity_id"), primary_key=True),
    Column("nth", Integer, nullable=False),
    Column("name", Words, nullable=False),
    Column("aliases", Words, nullable=False),  # a JSON list
    Column("role", Words),
    Column("affiliation", Words),
    Column("country", Words),
    Index("article_entity_of_entity", "entity_id"),
    sqlite_with_rowid=False,
)

mention = Table(
    "mention",
    METADATA,
    Column("version_id", Words, primary_key=True),
    Column("nth", Integer, primary_key=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Words, nullable=False),
    Column("label", Words, nullable=False),
    Column("entity_id", Words, nullable=False),
    ForeignKeyConstraint(
        ["version_id", "entity_id"], ["article_entity.version_id", "article_entity.entity_id"], ondelete="CASCADE"
    ),
    sqlite_with_rowid=False,
)

#: Who said what. `stands`: of its item's newest version, and that is neither killed nor withheld (an embargo may hold it).
claim = Table(
    "claim",
    METADATA,
    Column("version_id", Words, ForeignKey("article_version.version_id", ondelete="CASCADE"), primary_key=True),
    Column("nth", Integer, primary_key=True),
    Column("claim_id", Words, nullable=False),
    Column("stands", Boolean, nullable=False),
    Column("speaker", Words),  # what `speaker_name` calls it: the entity, or an unnamed source's description, folded
    Column("speaker_entity", Words, ForeignKey("entity.entity_id")),
    Column("speaker_name", Words),
    Column("speaker_kind", Words),
    Column("content", Words, nullable=False),  # its parts, with … between them
    Column("cue", Words),
    Column("source", Words),
    Column("quote", Words, nullable=False),
    Column("act", Words, nullable=False),
    Column("negated", Boolean, nullable=False),
    Column("said_on", Words),
    Column("addressee", Words),
    Column("medium", Words),
    Column("place", Words),
    Column("nested_in", Words),
    Column("confidence", Float, nullable=False),
    Column("claim", Words, nullable=False),  # the Claim, as JSON
    Index("claim_of_entity", "speaker_entity"),
)

#: Every folded name that finds a speaker of a version: the whole name, a last name, an alias.
speaker_name = Table(
    "speaker_name",
    METADATA,
    Column("name", Words, primary_key=True),
    Column("version_id", Words, ForeignKey("article_version.version_id", ondelete="CASCADE"), primary_key=True),
    Column("speaker", Words, primary_key=True),
    Index("speaker_name_of_version", "version_id"),
    sqlite_with_rowid=False,
)

#: What the newest version of an item is known by, whatever its status; see `alike.Known`. None for an item without words.
signature = Table(
    "signature",
    METADATA,
    Column("item_id", Words, ForeignKey("item.item_id"), primary_key=True),
    Column("digest", Words, nullable=False),
    Column("words", Integer, nullable=False),
    Column("minhash", LargeBinary),
    Column("published", Instant, nullable=False),
    Column("dated", Boolean, nullable=False),
)

#: Where each signature lies: those of texts that are alike have a bucket in common.
bucket = Table(
    "bucket",
    METADATA,
    Column("bucket", BigInteger, primary_key=True, autoincrement=False),
    Column("item_id", Words, primary_key=True),
    sqlite_with_rowid=False,
)

#: Change events in order. 'held' waits for the end of an embargo, 'ready' to be published, 'sent' has been.
outbox = Table(
    "outbox",
    METADATA,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("event_id", Words, nullable=False),
    Column("item_id", Words, ForeignKey("item.item_id"), nullable=False),
    Column("version_key", Words, nullable=False),
    Column("change", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("release_at", Instant),  # the end of the embargo that holds it
    Column("sent_at", Instant),
    # The ClaimsChanged, as JSON; dropped when it is sent: it is on its topic and can be made again.
    Column("event", Words),
    Index("outbox_state", "state", "number"),
    Index("outbox_of_item", "item_id", "number"),
    sqlite_autoincrement=True,
)
