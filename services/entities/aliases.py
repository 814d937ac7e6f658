"""Which names are one real thing: mentions of entities out of names."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from schemas import NAMESPACE, Entity, EntityKind, Label, Mention
from services.entities.governments import acts
from services.entities.known import Form
from services.entities.name import Name
from services.entities.organizations import kind_of, organizations
from services.entities.persons import folded, persons
from services.entities.reading import Reading
from services.entities.roles import Role, role_of
from services.entities.words import wordset

#: What a group's name is often called with: 'the Fastaqim rebel group'.
WITH_NOUN = re.compile(r"(?: [a-z][a-z-]+){0,2} (?:group|movement|militia|alliance|faction|party|coalition|brigade)\b")
#: Forms of one people's or party's name.
PEOPLES = {
    "democratic": "democrat",
    "kurdish": "kurd",
    "jewish": "jew",
    "shi'ite": "shiite",
    "shia": "shiite",
    "muslim": "moslem",
}
SMALL = wordset("of the and de del la le les du da do al el der den am an sur on upon in")


@dataclass
class Thing:
    """One real thing while its names are being gathered. `key` makes its id, `called` its name where it has a canonical one."""

    key: str
    kind: EntityKind
    names: list[Name] = field(default_factory=list)
    called: str | None = None
    country: str | None = None


def entity_id(key: str) -> str:
    """The id of a thing, the same in every article and on every machine: UUIDv5 of its key under NAMESPACE.

    The key is `country` and the ISO code for countries, their peoples and governments; else `person`, `organization` (also for
    groups and authorities) or `place` and the folded canonical name. It does not depend on the kind that an article shows.
    """
    return str(uuid.uuid5(NAMESPACE, f"entity\n{key}"))


def resolve(names: Sequence[Name], reading: Reading) -> tuple[tuple[Mention, ...], tuple[Entity, ...]]:
    """`names` as mentions of entities, and the entities in order of their first mention."""
    things = sorted(things_of(names, reading), key=lambda thing: thing.names[0].start)
    ids = {name: entity_id(thing.key) for thing in things for name in thing.names}
    mentions = tuple(
        Mention(start=name.start, end=name.end, text=name.text, label=name.label, entity=ids[name]) for name in names
    )
    return mentions, tuple(_entity(thing, mentions, things, reading) for thing in _once(things))


def things_of(names: Sequence[Name], reading: Reading) -> Iterator[Thing]:
    """What `names` are names of."""
    countries = [name for name in names if name.known is not None and name.known.area is not None]
    people = [name for name in names if name.label is Label.PERSON]
    bodies = [name for name in names if name.label is Label.ORG]
    yield from _countries(countries, reading)
    for person in persons(people, reading.body):
        yield Thing("person\n" + folded(_fullest(person.names)), EntityKind.PERSON, person.names)
    for body in organizations(bodies):
        called = body.known.name if body.known else None
        key = "organization\n" + folded(called or _fullest(body.names))
        yield Thing(key, kind_of(body), body.names, called, body.known.country if body.known else None)
    rest = [name for name in names if name not in {*countries, *people, *bodies}]
    yield from _by_form((name for name in rest if name.label is not Label.NORP), "place", EntityKind.PLACE)
    yield from _by_form((name for name in rest if name.label is Label.NORP), "organization", EntityKind.GROUP)


def _countries(names: Iterable[Name], reading: Reading) -> Iterator[Thing]:
    """Countries with their peoples and governments: a government where it acts, says something or is called by its capital."""
    things: dict[str, Thing] = {}
    for name in names:
        known = name.known
        assert known is not None and known.area is not None
        thing = things.setdefault(
            known.area, Thing(f"country\n{known.area}", EntityKind.PLACE, called=known.name, country=known.country)
        )
        thing.names.append(name)
        if known.form is Form.CAPITAL or acts(reading.span(name.start, name.end)):
            thing.kind = EntityKind.GOVERNMENT
    yield from things.values()


def _by_form(names: Iterable[Name], key: str, kind: EntityKind) -> Iterator[Thing]:
    things: dict[str, Thing] = {}
    for name in names:
        form = folded(name.text)
        if name.label is Label.NORP:
            form = form.removesuffix("s")
            form = PEOPLES.get(form, form)
        things.setdefault(form, Thing(f"{key}\n{form}", kind)).names.append(name)
    yield from things.values()


def _once(things: Sequence[Thing]) -> list[Thing]:
    """`things` with those of one key as one: an acronym may have led two names to the same canonical one."""
    once: dict[str, Thing] = {}
    for thing in things:
        if thing.key in once:
            kept = once[thing.key]
            once[thing.key] = replace(kept, names=sorted([*kept.names, *thing.names], key=lambda name: name.start))
        else:
            once[thing.key] = thing
    return list(once.values())


def _entity(thing: Thing, mentions: Sequence[Mention], things: Sequence[Thing], reading: Reading) -> Entity:
    called = thing.called or _written(_fullest(thing.names), thing)
    role = next(filter(None, (role_of(name, reading) for name in thing.names)), None) if _has_role(thing) else None
    return Entity(
        id=entity_id(thing.key),
        kind=thing.kind,
        name=called,
        aliases=tuple(form for form in dict.fromkeys(_forms(thing, reading.body)) if form != called),
        role=role.text if role else None,
        affiliation=_affiliation(role, entity_id(thing.key), mentions, things) if role else None,
        country=thing.country,
    )


def _has_role(thing: Thing) -> bool:
    return thing.kind is EntityKind.PERSON


def _forms(thing: Thing, body: str) -> Iterator[str]:
    """How the text calls it; a group also with the noun that follows its name."""
    for name in thing.names:
        yield name.text
        noun = WITH_NOUN.match(body, name.end) if name.label is Label.ORG and name.known is None else None
        if noun:
            yield name.text + noun[0]


def _fullest(names: Sequence[Name]) -> str:
    """The name with most words, then in running text rather than capitals, then the longest, then the first."""
    texts = list(dict.fromkeys(name.text for name in names))
    return max(texts, key=lambda text: (len(text.split()), not text.isupper(), len(text)))


def _written(text: str, thing: Thing) -> str:
    """`BEIRUT`, which only a dateline has, as `Beirut`."""
    if thing.kind is EntityKind.PLACE and text.isupper() and len(text) > 3:
        words = [word if word in SMALL else word.title() for word in text.lower().split()]
        return " ".join(words)[0].upper() + " ".join(words)[1:]
    return text


def _affiliation(role: Role, self: str, mentions: Sequence[Mention], things: Sequence[Thing]) -> str | None:
    """Whom a role is with: the organization in its words, else the country."""
    kinds = {entity_id(thing.key): thing for thing in things}
    inside = [mention for mention in mentions if role.start <= mention.start and mention.end <= role.end]
    for wanted in ((Label.ORG,), (Label.NORP, Label.GPE)):
        for mention in inside:
            thing = kinds[mention.entity]
            if (
                mention.label in wanted
                and mention.entity != self
                and (mention.label is Label.ORG or thing.country or thing.kind is EntityKind.GROUP)
            ):
                return mention.entity
    return None
