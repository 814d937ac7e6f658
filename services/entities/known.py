"""Names that mean the same everywhere: countries, their peoples, capitals and governments, world-wide organizations."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib import resources

from schemas import EntityKind, Label
from services.entities.gazetteer import Gazetteer, with_apostrophes


class Form(StrEnum):
    """How a known name names."""

    COUNTRY = "country"
    PEOPLE = "people"
    CAPITAL = "capital"
    CITY = "city"
    SEAT = "seat"
    ORGANIZATION = "organization"


@dataclass(frozen=True)
class Known:
    """What a known string stands for. `name` is the canonical one: of the country for its peoples and capitals too."""

    form: Form
    name: str
    label: Label
    kind: EntityKind
    country: str | None = None
    area: str | None = None
    city: str | None = None
    sure: bool = True

    @property
    def key(self) -> str:
        """The same for all forms of one thing."""
        return self.area or self.name

    def as_city(self) -> Known:
        """A capital in its other sense: the city, which is no government and stands for no country."""
        return Known(Form.CITY, self.city or self.name, Label.GPE, EntityKind.PLACE)


@functools.cache
def known_names() -> Gazetteer[Known]:
    """Every known name as it stands in running text, in capitals too when it has more than three letters."""
    entries: dict[str, Known] = {}
    for text, known in (*_countries(), *_organizations()):
        for form in with_apostrophes([text]):
            entries.setdefault(form, known)
    for text, known in list(entries.items()):
        if len(text) > 3:
            entries.setdefault(text.upper(), known)
    return Gazetteer(entries)


@functools.cache
def country_names() -> frozenset[str]:
    """The canonical names of countries."""
    return frozenset(known.name for _, known in _countries() if known.form is Form.COUNTRY)


def _countries() -> Iterator[tuple[str, Known]]:
    for code, name, others, peoples, capitals, seats in _rows("countries.tsv", columns=6):
        country = Known(Form.COUNTRY, name.removesuffix("?"), Label.GPE, EntityKind.PLACE, country=code[:2], area=code)
        people = replace(country, form=Form.PEOPLE, label=Label.NORP)
        capital = replace(country, form=Form.CAPITAL)
        yield from _forms("|".join(filter(None, (name, others))), country)
        yield from _forms(peoples, people)
        for spellings in filter(None, capitals.split("|")):
            city = spellings.split("=")[0].removesuffix("?")
            yield from _forms(spellings.replace("=", "|"), replace(capital, city=city))
        for text, _ in _forms(seats, country):
            yield text, Known(Form.SEAT, text, Label.ORG, EntityKind.GOVERNMENT, country=code[:2])


def _organizations() -> Iterator[tuple[str, Known]]:
    for name, others, kind, country in _rows("organizations.tsv", columns=4):
        known = Known(Form.ORGANIZATION, name, Label.ORG, EntityKind(kind or "organization"), country=country or None)
        yield from _forms("|".join(filter(None, (name, others))), known)


def _forms(cell: str, known: Known) -> Iterator[tuple[str, Known]]:
    """The forms in a cell; one with `?` is unsure."""
    for form in filter(None, cell.split("|")):
        yield form.removesuffix("?"), replace(known, sure=not form.endswith("?"))


def _rows(file: str, *, columns: int) -> Iterator[list[str]]:
    table = resources.files("services.entities").joinpath(file).read_text(encoding="utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            cells = line.split("\t")
            yield cells + [""] * (columns - len(cells))
