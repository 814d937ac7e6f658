"""Which names are of one real thing."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from schemas import NAMESPACE, EntityKind, Label
from services.entities.governments import acts
from services.entities.known import Form
from services.entities.name import Name
from services.entities.organizations import kind_of, organizations
from services.entities.persons import folded, persons
from services.entities.reading import Reading

#: With these after it a country's name is its government's.
GOVERNMENT = re.compile(r" (?:government|authorities|regime)\b")
#: With these after it an organization's name is that of the people in it: 'Fastaqim rebel group'.
MEMBERS = re.compile(r"(?: [a-z][a-z-]+)? (?:rebels?|militants?|fighters|insurgents?|militia|movement|faction|brigade|party)\b")
#: Names of one people, party or faith that differ in more than a plural's s.
PEOPLES = {
    "democratic": "democrat",
    "kurdish": "kurd",
    "jewish": "jew",
    "shi'ite": "shiite",
    "shia": "shiite",
    "moslem": "muslim",
}


@dataclass(frozen=True)
class Thing:
    """One real thing and its names in the order of the text. `key` makes its id; `called` is its name where a table has it."""

    key: str
    kind: EntityKind
    names: tuple[Name, ...]
    called: str | None = None
    country: str | None = None

    @property
    def id(self) -> str:
        return entity_id(self.key)


def entity_id(key: str) -> str:
    """The id of a thing, the same in every article and on every machine: UUIDv5 of its key under NAMESPACE.

    The key is `country` and the ISO code for countries, their peoples and governments; else `person`, `organization` (also for
    groups and authorities) or `place` and the folded name. It does not depend on the kind that an article shows.
    """
    return str(uuid.uuid5(NAMESPACE, f"entity\n{key}"))


def things_of(names: Sequence[Name], reading: Reading) -> list[Thing]:
    """What `names` are names of, in order of first mention; every name is one thing's."""
    sorts: dict[str, list[Name]] = {"country": [], "person": [], "organization": [], "place": [], "people": []}
    for name in names:
        sorts[_sort_of(name)].append(name)
    found = [
        *_countries(sorts["country"], reading),
        *_persons(sorts["person"], reading),
        *_organizations(sorts["organization"], reading),
        *_by_form(sorts["place"], "place", EntityKind.PLACE),
        *_by_form(sorts["people"], "organization", EntityKind.GROUP),
    ]
    return sorted(_one_a_key(found), key=lambda thing: thing.names[0].start)


def fullest(names: Iterable[Name]) -> str:
    """The name with most words, then in running text rather than capitals, then the longest, then the first."""
    texts = dict.fromkeys(name.text for name in names)
    return max(texts, key=lambda text: (len(text.split()), not text.isupper(), len(text)))


def _sort_of(name: Name) -> str:
    if name.known is not None and name.known.area is not None:
        return "country"
    return {Label.PERSON: "person", Label.ORG: "organization", Label.NORP: "people"}.get(name.label, "place")


def _countries(names: Iterable[Name], reading: Reading) -> Iterator[Thing]:
    """Countries with their peoples and governments: a government where it acts, says something or is called by its capital."""
    areas: dict[str, list[Name]] = {}
    for name in names:
        if name.known is not None and name.known.area is not None:
            areas.setdefault(name.known.area, []).append(name)
    for area, of_it in areas.items():
        known = of_it[0].known
        assert known is not None
        kind = EntityKind.GOVERNMENT if any(_governs(name, reading) for name in of_it) else EntityKind.PLACE
        yield Thing(f"country\n{area}", kind, tuple(of_it), known.name, known.country)


def _governs(name: Name, reading: Reading) -> bool:
    by_capital = name.known is not None and name.known.form is Form.CAPITAL
    return by_capital or bool(GOVERNMENT.match(reading.body, name.end)) or acts(reading.span(name.start, name.end))


def _persons(names: Sequence[Name], reading: Reading) -> Iterator[Thing]:
    for person in persons(names, reading.body):
        yield Thing("person\n" + folded(fullest(person.names)), EntityKind.PERSON, tuple(person.names))


def _organizations(names: Sequence[Name], reading: Reading) -> Iterator[Thing]:
    for body in organizations(names, reading.body):
        called, country = (body.known.name, body.known.country) if body.known else (None, None)
        key = "organization\n" + folded(called or fullest(body.names))
        kind = kind_of(body)
        if kind is EntityKind.ORGANIZATION and any(MEMBERS.match(reading.body, name.end) for name in body.names):
            kind = EntityKind.GROUP
        yield Thing(key, kind, tuple(body.names), called, country)


def _by_form(names: Iterable[Name], key: str, kind: EntityKind) -> Iterator[Thing]:
    forms: dict[str, list[Name]] = {}
    for name in names:
        form = folded(name.known.name if name.known is not None else name.text)
        if name.label is Label.NORP:
            form = form.removesuffix("s")
            form = PEOPLES.get(form, form)
        forms.setdefault(form, []).append(name)
    for form, of_it in forms.items():
        yield Thing(f"{key}\n{form}", kind, tuple(of_it))


def _one_a_key(things: Iterable[Thing]) -> Iterator[Thing]:
    """`things` with those of one key as one, of the first one's kind: 'Islamists' the people and 'Islamist' the organization."""
    keys: dict[str, list[Thing]] = {}
    for thing in things:
        keys.setdefault(thing.key, []).append(thing)
    for key, same in keys.items():
        names = sorted((name for thing in same for name in thing.names), key=lambda name: name.start)
        yield Thing(key, same[0].kind, tuple(names), same[0].called, same[0].country)
