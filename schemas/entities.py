"""An article with the names in it."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from schemas.contract import Part
from schemas.parsed import ParsedArticle, Text


class Label(StrEnum):
    """What a name looks like where it stands (OntoNotes labels)."""

    PERSON = "PERSON"
    ORG = "ORG"
    GPE = "GPE"
    LOC = "LOC"
    NORP = "NORP"
    FAC = "FAC"


class EntityKind(StrEnum):
    """What a name stands for in the article."""

    PERSON = "person"
    ORGANIZATION = "organization"
    GOVERNMENT = "government"
    PLACE = "place"
    GROUP = "group"


class Mention(Text):
    """A name in the text: `body[start:end] == text`, always."""

    label: Label
    entity: str = Field(description="The `id` of the entity it names.")


class Entity(Part):
    """One real thing that the article names, however often and under whatever names."""

    id: str = Field(
        description="UUIDv5 of the name and of whether it is a person, an organization or a place; of a country, of its "
        "ISO code. The same in every article."
    )
    kind: EntityKind
    name: str = Field(description="The fullest name in the article, or the canonical one of a country or government.")
    aliases: tuple[str, ...] = Field(default=(), description="Every other form in the text, in order of appearance.")
    role: str | None = Field(default=None, description="What the article says it is: 'an official in the … group'.")
    affiliation: str | None = Field(default=None, description="The `id` of the entity it belongs to, where stated.")
    country: str | None = Field(default=None, description="ISO 3166-1 alpha-2, of a country, its government, its people.")


class Parse(Part):
    """spaCy's reading of the body, so that nobody parses twice.

    Little-endian arrays with one value a token, in base64 in JSON; `services.entities.parse` packs and unpacks.
    """

    model: str = Field(description="Which pipeline read it: 'en_core_web_md 3.7.1'.")
    tokens: int = Field(ge=0)
    packed: bytes = Field(description="zlib of the arrays; see `services.entities.parse` for the order.")
    strings: tuple[str, ...] = Field(default=(), description="The labels and tags that the arrays number.")


class NamedArticle(ParsedArticle):
    """A parsed article, its names and what they stand for. Every mention's `entity` is in `entities`."""

    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()


class EntityArticle(NamedArticle):
    """What the entities stage sends on: the names and the parse they came from."""

    parse: Parse | None = None
