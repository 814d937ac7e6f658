"""Every topic, once: its name, the contract it carries, how large a message may be, how it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from schemas import ClaimArticle, ClaimsChanged, Contract, DeadLetter, EntityArticle, ParsedArticle, RawItem

C = TypeVar("C", bound=Contract, covariant=True)

MIB = 1024 * 1024
DAY_MS = 24 * 3600 * 1000
#: What a record's batch adds around its value: key, headers, the batch's own 61 bytes. Topics and clients have this much room
#: over `max_message_bytes`, so that a value of exactly that size, which a stage lets through, is refused by nobody.
ENVELOPE_BYTES = 64 * 1024


@dataclass(frozen=True)
class Topic(Generic[C]):
    """A topic and the promise about what is on it. The version in the name changes when the contract breaks."""

    name: str
    contract: type[C]
    says: str
    key: str
    max_message_bytes: int = 8 * MIB
    retention_ms: int = 7 * DAY_MS


RAW = Topic("wire.raw.v1", RawItem, "Items as received, byte for byte.", key="provider and sha256 of the body")
PARSED = Topic("articles.parsed.v1", ParsedArticle, "One version of one article each.", key="item_id")
ENTITIES = Topic("articles.entities.v1", EntityArticle, "The articles and the names in them.", key="item_id")
CLAIMS = Topic("articles.claims.v1", ClaimArticle, "The articles and who said what in them.", key="item_id")
CHANGES = Topic("claims.changes.v1", ClaimsChanged, "What readers see has changed: claims added or withdrawn.", key="item_id")
#: Twice the others' limit: a dead letter holds a whole message in base64 (4/3) and says why.
DEAD_LETTERS = Topic(
    "dead-letters.v1",
    DeadLetter,
    "Messages that could not go on, with their bytes and the reason.",
    key="the refused message's key",
    max_message_bytes=16 * MIB,
    retention_ms=30 * DAY_MS,
)

TOPICS: tuple[Topic[Contract], ...] = (RAW, PARSED, ENTITIES, CLAIMS, CHANGES, DEAD_LETTERS)
