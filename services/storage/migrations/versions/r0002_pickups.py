"""What items' texts are known by, for pick-up groups. Items that are there already get one with their next version."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Makes signature and bucket."""
    op.create_table(
        "signature",
        sa.Column("item_id", WORDS, sa.ForeignKey("item.item_id"), primary_key=True),
        sa.Column("digest", WORDS, nullable=False),
        sa.Column("words", sa.Integer, nullable=False),
        sa.Column("minhash", sa.LargeBinary),
        sa.Column("published", sa.DateTime(timezone=op.get_bind().dialect.name == "postgresql"), nullable=False),
        sa.Column("dated", sa.Boolean, nullable=False),
    )
    op.create_table(
        "bucket",
        sa.Column("bucket", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("item_id", WORDS, primary_key=True),
        sqlite_with_rowid=False,
    )
