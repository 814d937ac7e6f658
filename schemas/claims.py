"""An article with the claims in it: who said what, to whom, when and where."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from schemas.contract import Contract, Part
from schemas.entities import NamedArticle
from schemas.parsed import Status, Text


class Quote(StrEnum):
    """How the content is given: all in quotation marks, none of it, or some."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class Act(StrEnum):
    """What the source does by saying it."""

    ASSERT = "assert"
    DENY = "deny"
    ACCUSE = "accuse"
    DIRECT = "direct"
    COMMIT = "commit"
    ASK = "ask"
    DECLINE = "decline"
    ATTITUDE = "attitude"


class SpeakerKind(StrEnum):
    """Who speaks; 'unnamed' is an anonymous source described by the article."""

    PERSON = "person"
    ORGANIZATION = "organization"
    GOVERNMENT = "government"
    GROUP = "group"
    DOCUMENT = "document"
    UNNAMED = "unnamed"


class Speaker(Part):
    """Who said it: an entity of the article, or the words that describe an unnamed source."""

    entity: str | None = Field(default=None, description="The `id` of an entity of the article; None for unnamed sources.")
    name: str = Field(description="The entity's fullest name, or the fullest description of an unnamed source.")
    kind: SpeakerKind


class SaidOn(Text):
    """When it was said, and the words that say so."""

    date: str = Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", description="ISO 8601: a day, a month or a year.")


class TimeExpression(Text):
    """A time in the text and its value, as TIMEX3 (type DATE, TIME, DURATION or SET; value ISO 8601)."""

    type: str
    value: str | None = None


class Claim(Part):
    """One attribution: a source communicates a content. Offsets are characters of the body."""

    id: str = Field(description="UUIDv5 of item and wording: a claim that a later version repeats keeps its id.")
    content: tuple[Text, ...] = Field(min_length=1, description="What was said, in the order of the text.")
    cue: Text | None = Field(
        default=None, description="The word that attributes it: 'said'; None for a quotation that stands alone."
    )
    source: Text | None = Field(default=None, description="The words that name the source; None when the text has none.")
    speaker: Speaker | None = None
    quote: Quote
    act: Act = Act.ASSERT
    negated: bool = Field(default=False, description="The content says that something is not so.")
    said_on: SaidOn | None = None
    addressee: Text | None = None
    medium: Text | None = None
    place: Text | None = None
    nested_in: str | None = Field(default=None, description="The `id` of the claim whose content holds this one.")
    confidence: float = Field(default=1.0, ge=0, le=1)


class ClaimArticle(NamedArticle):
    """What the pipeline ends with. Every `speaker.entity` is in `entities`, every `nested_in` in `claims`."""

    times: tuple[TimeExpression, ...] = ()
    claims: tuple[Claim, ...] = ()
    extraction: int = Field(
        default=0, ge=0, description="The number of the extraction that found the claims; of one version the highest counts."
    )


class Change(StrEnum):
    """What an article's arrival did to what readers see."""

    ADDED = "added"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class ClaimsChanged(Contract):
    """An article's arrival changed its claims. One event an arrival that changed something, in order for each item."""

    event_id: str = Field(description="UUIDv5 of item, version and change: the same event twice has the same id.")
    item_id: str
    version_key: str
    status: Status
    change: Change
    added: tuple[Claim, ...] = Field(
        default=(), description="Claims that stand now and did not, or not like this: put each in the place of its `id`."
    )
    withdrawn: tuple[str, ...] = Field(default=(), description="`id`s of claims that no longer stand.")
