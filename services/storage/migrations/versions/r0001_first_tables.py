"""The first tables: items, versions, entities, mentions, claims, speakers' names, the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Makes the tables in an empty database."""
    instant = sa.DateTime(timezone=op.get_bind().dialect.name == "postgresql")
    items(instant)
    entities()
    claims()
    outbox(instant)


def words(*names: str, nullable: bool = True) -> list["sa.Column[str]"]:
    """A text column for each name."""
    return [sa.Column(name, WORDS, nullable=nullable) for name in names]


def key(*names: str) -> list["sa.Column[str]"]:
    """Text columns that are the primary key."""
    return [sa.Column(name, WORDS, primary_key=True) for name in names]


def of_version() -> sa.ForeignKeyConstraint:
    """The row goes with its version."""
    return sa.ForeignKeyConstraint(["version_id"], ["article_version.version_id"], ondelete="CASCADE")


def items(instant: sa.DateTime) -> None:
    """item and article_version."""
    op.create_table(
        "item",
        *key("item_id"),
        *words("provider", "guid", nullable=False),
        *words("version_id", "version_key", "status"),
        sa.Column("embargo_until", instant),
        sa.Column("announced", sa.Boolean, nullable=False),
    )
    op.create_table(
        "article_version",
        *key("version_id"),
        sa.Column("item_id", WORDS, sa.ForeignKey("item.item_id"), nullable=False),
        *words("version_key", nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("version_created", instant),
        *words("status", nullable=False),
        sa.Column("embargo_until", instant),
        *words("provider", nullable=False),
        *words("headline"),
        sa.Column("published", instant, nullable=False),
        sa.Column("received_at", instant, nullable=False),
        *words("source", "language"),
        *words("wire_format", "digest", "article", nullable=False),
    )
    op.create_index("article_version_of_item", "article_version", ["item_id", "version_key"], unique=True)
    op.create_index("article_version_published", "article_version", ["published", "item_id"])


def entities() -> None:
    """entity, article_entity and mention."""
    op.create_table("entity", *key("entity_id"), *words("kind", "name", nullable=False))
    op.create_table(
        "article_entity",
        *key("version_id"),
        sa.Column("entity_id", WORDS, sa.ForeignKey("entity.entity_id"), primary_key=True),
        sa.Column("nth", sa.Integer, nullable=False),
        *words("name", "aliases", nullable=False),
        *words("role", "affiliation", "country"),
        of_version(),
        sqlite_with_rowid=False,
    )
    op.create_index("article_entity_of_entity", "article_entity", ["entity_id"])
    op.create_table(
        "mention",
        *key("version_id"),
        sa.Column("nth", sa.Integer, primary_key=True),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        *words("text", "label", "entity_id", nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id", "entity_id"], ["article_entity.version_id", "article_entity.entity_id"], ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )


def claims() -> None:
    """claim and speaker_name."""
    op.create_table(
        "claim",
        *key("version_id"),
        sa.Column("nth", sa.Integer, primary_key=True),
        *words("claim_id", nullable=False),
        sa.Column("stands", sa.Boolean, nullable=False),
        *words("speaker"),
        sa.Column("speaker_entity", WORDS, sa.ForeignKey("entity.entity_id")),
        *words("speaker_name", "speaker_kind"),
        *words("content", nullable=False),
        *words("cue", "source"),
        *words("quote", "act", nullable=False),
        sa.Column("negated", sa.Boolean, nullable=False),
        *words("said_on", "addressee", "medium", "place", "nested_in"),
        sa.Column("confidence", sa.Float, nullable=False),
        *words("claim", nullable=False),
        of_version(),
    )
    op.create_index("claim_of_entity", "claim", ["speaker_entity"])
    op.create_table("speaker_name", *key("name", "version_id", "speaker"), of_version(), sqlite_with_rowid=False)
    op.create_index("speaker_name_of_version", "speaker_name", ["version_id"])


def outbox(instant: sa.DateTime) -> None:
    """outbox."""
    op.create_table(
        "outbox",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        *words("event_id", nullable=False),
        sa.Column("item_id", WORDS, sa.ForeignKey("item.item_id"), nullable=False),
        *words("version_key", "change", "state", nullable=False),
        sa.Column("release_at", instant),
        sa.Column("sent_at", instant),
        *words("event"),
        sqlite_autoincrement=True,
    )
    op.create_index("outbox_state", "outbox", ["state", "number"])
    op.create_index("outbox_of_item", "outbox", ["item_id", "number"])
