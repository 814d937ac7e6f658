"""An article as its provider meant it: identity, status, headline, dateline, text."""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, datetime
from datetime import date as Date
from enum import StrEnum

from pydantic import Field

from schemas.contract import AwareDatetime, Contract, Part

#: Every id of ours is a UUIDv5 under this name, so that the same content has the same id on every machine.
NAMESPACE = uuid.UUID("6f2a7a2e-5a35-5d0c-9f0e-0f4c1f6b9d11")


def item_id(provider: str, guid: str) -> str:
    """The id of the item that `provider` calls `guid`, the same for all its versions."""
    return str(uuid.uuid5(NAMESPACE, f"{provider}\n{guid}"))


class Status(StrEnum):
    """What the provider lets us do with an item (after NewsML-G2 pubStatus; 'cancelled' is a kill)."""

    USABLE = "usable"
    CORRECTED = "corrected"
    WITHHELD = "withheld"
    EMBARGOED = "embargoed"
    CANCELLED = "cancelled"


SEVERITY = {Status.USABLE: 0, Status.CORRECTED: 1, Status.EMBARGOED: 2, Status.WITHHELD: 3, Status.CANCELLED: 4}


def version_key(created: datetime | None, version: int, status: Status, content: str) -> str:
    """What orders an item's versions, as ASCII: time of this version, its number, then severity, then content.

    A version without a time comes before any that has one, but a kill without a time after all, and so does a version that is
    withheld and has neither time nor number: nobody sees what may have been killed or held back. For the same reason the
    severer status wins of two versions that claim the same time and number; then the content's hash decides, so that any
    order of arrival ends in the same state.
    """
    if created is not None:
        when = created.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%f")
    else:
        last = status == Status.CANCELLED or (status == Status.WITHHELD and not version)
        when = "99991231T235959.999999" if last else "00000000T000000.000000"
    digest = hashlib.sha256(content.encode()).hexdigest()[:16]
    return f"{when}-{version:020d}-{SEVERITY[status]}-{digest}"


class Span(Part):
    """A stretch of an article's body, in characters: `body[start:end]`."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Text(Span):
    """A stretch of the body with its words: `body[start:end] == text`, always."""

    text: str


class Dateline(Part):
    """Where and when a story was filed, and by which agency: `BEIRUT, Dec 12 (Reuters) - `."""

    text: str = Field(description="The dateline as it stands, without the dash.")
    start: int | None = Field(default=None, ge=0, description="Where it begins in the body; None when it came as metadata.")
    end: int | None = Field(default=None, ge=0, description="Where the story's first word begins; None when it came as metadata.")
    places: tuple[str, ...] = Field(default=(), description="Places as written, in order.")
    region: str | None = Field(default=None, description="What follows the place: a state, a province, a country.")
    date: Date | None = Field(default=None, description="The day it names; a year that it does not name is the nearest one.")
    agency: str | None = None


class Dated(StrEnum):
    """How we know when an item was published, the most trusted first."""

    METADATA = "metadata"
    HINT = "hint"
    DATELINE = "dateline"
    BODY = "body"
    CRAWL = "crawl"
    RECEIVED = "received"


class Notice(Part):
    """Text that came with the story and is not the story: a credit, a correction notice, a trailer, chrome."""

    kind: str = Field(
        description="'credit', 'correction', 'standards', 'contact', 'crawl', 'subhead', 'summary', 'caption', 'editor' (a note "
        "to editors that may be kept) or 'other'."
    )
    text: str


class Quotation(Part):
    """What stands between a pair of quotation marks, marks included; several parts when it runs over paragraphs."""

    parts: tuple[Span, ...]
    closed: bool = Field(default=True, description="False when the closing mark is missing and the paragraph's end was taken.")


class Signature(Part):
    """What a text is known by when another item runs it: made of its words alone, without dateline, case, accents and marks."""

    words: int = Field(ge=1, description="How many words the text has.")
    digest: str = Field(description="SHA-256 of the words; of a text too short for `minhash`, of the headline's and its words.")
    minhash: bytes | None = Field(
        default=None,
        description="128 minima of hashes of all runs of four words, 32 bits each, little-endian (base64 in JSON): two texts "
        "have about as many in common as their Jaccard similarity says. None for a text too short to be known by its words.",
    )


class Relations(Part):
    """How an item hangs together with others of its provider, by guid."""

    previous_version: str | None = None
    evolved_from: str | None = None
    family: str | None = Field(default=None, description="What all items of one running story share.")


class ParsedArticle(Contract):
    """One version of one article, its text whole: words in = words out, paragraphs kept.

    Characters of `body` are the coordinates of everything found later. `version_key` orders an item's versions.
    """

    item_id: str = Field(description="UUIDv5 of provider and guid: the same for all versions of an item.")
    provider: str
    guid: str = Field(description="The provider's name for the item; made from its content where there is none.")
    version: int = Field(default=0, ge=0, description="The provider's version number; 0 when it gives none.")
    version_created: AwareDatetime | None = Field(default=None, description="When the provider made this version.")
    version_key: str = Field(description="Orders an item's versions, compared as ASCII; made by `version_key`.")
    relations: Relations = Relations()
    status: Status = Status.USABLE
    embargo_until: AwareDatetime | None = Field(default=None, description="Shown to nobody before; for all versions of the item.")
    headline: str | None = None
    headline_tags: tuple[str, ...] = Field(default=(), description="What stood before the headline: 'UPDATE 2', 'CORRECTED'.")
    slug: str | None = None
    dateline: Dateline | None = None
    bylines: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    language: str | None = Field(default=None, description="BCP 47, as stated or None.")
    subjects: tuple[str, ...] = ()
    published: AwareDatetime = Field(description="The best that is known; `published_from` says how.")
    published_from: Dated
    received_at: AwareDatetime
    source: str | None = Field(default=None, description="Where the item came from: a path or an address.")
    wire_format: str = Field(default="text", description="How it was written: 'text', 'newsml-g2', …")
    body: str
    paragraphs: tuple[Span, ...] = Field(
        default=(), description="The body's paragraphs, in order, without the breaks between them."
    )
    quotations: tuple[Quotation, ...] = ()
    signature: Signature | None = Field(default=None, description="Of the text; None when it has no words.")
