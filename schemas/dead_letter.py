"""A message that could not go on, kept with the reason."""

from __future__ import annotations

from pydantic import Field

from schemas.contract import AwareDatetime, Contract, Part


class Origin(Part):
    """Where a message stood when it was refused: a place in a topic. All None for what never reached one."""

    topic: str | None = None
    partition: int | None = None
    offset: int | None = None
    key: bytes | None = Field(default=None, description="The message's key (base64 in JSON).")


class DeadLetter(Contract):
    """A refused message: its bytes, where it was, who refused it and why. `onrecord dead-letters replay` sends it again."""

    stage: str = Field(description="Who refused it: 'feed', 'parser', 'entities', 'claims', 'sink'.")
    reason: str = Field(pattern=r"^[a-z][a-z0-9-]*$", description="A fixed slug; it labels a metric.")
    detail: str = Field(description="A sentence for the person who opens it.")
    origin: Origin
    source: str | None = Field(default=None, description="The path or address the item came from, if known.")
    original: bytes | None = Field(description="The message's bytes (base64 in JSON); None for a tombstone.")
    truncated: bool = Field(
        default=False, description="`original` holds only the beginning: the whole exceeds the topic's limit."
    )
    size: int = Field(default=0, ge=0, description="Bytes of the whole original.")
    sha256: str | None = Field(default=None, description="Of the whole original.")
    refused_at: AwareDatetime
    attempts: int = Field(default=1, ge=1, description="How often it was tried, replays included.")
    traceback: str | None = Field(default=None, description="For reason 'bug'.")
