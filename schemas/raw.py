"""An item as it came in, before anyone has read it."""

from __future__ import annotations

from pydantic import Field

from schemas.contract import AwareDatetime, Contract


class RawItem(Contract):
    """An item's bytes exactly as received. Never altered, so that it can be replayed through a better parser."""

    body: bytes = Field(description="The bytes as received (base64 in JSON).")
    media_type: str | None = Field(default=None, description="What the sender called it; a hint, the bytes decide.")
    provider: str = Field(
        default="unknown", description="Who sends the feed: 'reuters', 'dpa'. With the guid it is an item's identity."
    )
    feed: str | None = Field(default=None, description="Which of the provider's feeds, if it has several.")
    received_at: AwareDatetime = Field(description="When it came in.")
    source: str | None = Field(default=None, description="Where it came from: a path or an address.")
    address: str | None = Field(
        default=None, description="The address it was fetched from, where `source` is the archive that it was found in."
    )
    zone: str | None = Field(
        default=None,
        description="The time zone of times in it that name none, as 'Europe/Vienna'; where nobody says, they are read as UTC.",
    )
    published: AwareDatetime | None = Field(
        default=None, description="When the sender says it was published; used where the item itself does not say."
    )
