"""Which names are one real thing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from schemas import NAMESPACE, Entity, EntityKind, Label, Mention, ParsedArticle
from services.entities.recognise import Name

if TYPE_CHECKING:
    from spacy.tokens import Doc

KINDS = {
    Label.PERSON: EntityKind.PERSON,
    Label.ORG: EntityKind.ORGANIZATION,
    Label.GPE: EntityKind.PLACE,
    Label.LOC: EntityKind.PLACE,
    Label.FAC: EntityKind.PLACE,
    Label.NORP: EntityKind.GROUP,
}


def entity_id(kind: EntityKind, name: str) -> str:
    """The id of what is called `name`, the same in every article."""
    return str(uuid.uuid5(NAMESPACE, f"entity\n{kind}\n{' '.join(name.casefold().split())}"))


def resolve(names: Sequence[Name], article: ParsedArticle, doc: Doc) -> tuple[tuple[Mention, ...], tuple[Entity, ...]]:
    """`names` as mentions of entities, and the entities in order of their first mention."""
    persons = [name.text for name in names if name.label is Label.PERSON and " " in name.text]
    mentions: list[Mention] = []
    forms: dict[str, list[str]] = {}
    kinds: dict[str, EntityKind] = {}
    for name in names:
        full = name.text
        if name.label is Label.PERSON:
            full = next((person for person in persons if person.split()[-1] == name.text), full)
        kind = KINDS[name.label]
        of = entity_id(kind, full.removeprefix("the ").removeprefix("The "))
        mentions.append(Mention(start=name.start, end=name.end, text=name.text, label=name.label, entity=of))
        kinds[of] = kind
        for form in (full, name.text):
            if form not in forms.setdefault(of, []):
                forms[of].append(form)
    entities = (Entity(id=of, kind=kinds[of], name=found[0], aliases=tuple(found[1:])) for of, found in forms.items())
    return tuple(mentions), tuple(entities)
