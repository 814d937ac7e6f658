"""Names as mentions of entities: one entity a real thing, under its fullest name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from schemas import Entity, EntityKind, Label, Mention
from services.entities.name import Name
from services.entities.reading import Reading
from services.entities.roles import Role, affiliation, role_of
from services.entities.things import GOVERNMENT, Thing, fullest, things_of
from services.entities.words import wordset

#: What a group's name is often called with: 'the Fastaqim rebel group'.
GROUP = re.compile(r"(?: [a-z][a-z-]+){0,2} (?:group|movement|militia|alliance|faction|party|coalition|brigade)\b")
MC = re.compile(r"\b(Mc)([a-z])")
#: Small words in the names of places.
SMALL = wordset("of the and de del la le les du da do al el der den am an sur on upon in")


def resolve(names: Sequence[Name], reading: Reading) -> tuple[tuple[Mention, ...], tuple[Entity, ...]]:
    """`names` as mentions of entities, and the entities in order of their first mention."""
    things = things_of(names, reading)
    mentioned = sorted(((name, thing) for thing in things for name in thing.names), key=lambda each: each[0].start)
    entities = tuple(_entity(thing, mentioned, reading) for thing in things)
    return tuple(_mention(name, thing) for name, thing in mentioned), entities


def _mention(name: Name, of: Thing) -> Mention:
    return Mention(start=name.start, end=name.end, text=name.text, label=name.label, entity=of.id)


def _entity(thing: Thing, mentioned: Sequence[tuple[Name, Thing]], reading: Reading) -> Entity:
    called = thing.called or _written(fullest(thing.names), thing)
    role = _role(thing, reading)
    with_whom = affiliation(role, mentioned) if role else None
    return Entity(
        id=thing.id,
        kind=thing.kind,
        name=called,
        aliases=tuple(form for form in dict.fromkeys(_forms(thing, reading.body)) if form != called),
        role=role.text if role else None,
        affiliation=with_whom.id if with_whom and with_whom is not thing else None,
        country=thing.country,
    )


def _role(thing: Thing, reading: Reading) -> Role | None:
    """A person's role, from the first mention that has one beside it."""
    if thing.kind is not EntityKind.PERSON:
        return None
    return next(filter(None, (role_of(name, reading) for name in thing.names)), None)


def _forms(thing: Thing, body: str) -> Iterator[str]:
    """How the text calls it: as mentioned, and with the noun that says what it is ('Syrian government')."""
    for name in thing.names:
        yield name.text
        noun = _noun(thing, name).match(body, name.end) if name.label is not Label.PERSON else None
        if noun:
            yield name.text + noun[0]


def _noun(thing: Thing, name: Name) -> re.Pattern[str]:
    return GROUP if name.label is Label.ORG else GOVERNMENT


def _written(text: str, thing: Thing) -> str:
    """`BEIRUT`, which only a dateline has, as `Beirut`; `ILSE MCKAY`, above her comment, as `Ilse McKay`."""
    if not text.isupper() or len(text) < 4:
        return text
    if thing.kind is EntityKind.PERSON and " " in text:
        return MC.sub(lambda found: found[1] + found[2].upper(), text.title())
    if thing.kind is not EntityKind.PLACE:
        return text
    words = [word if word in SMALL else word.title() for word in text.lower().split()]
    return " ".join([words[0].title(), *words[1:]])
