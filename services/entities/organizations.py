"""What organizations are called: in full, by their first words, by their initials."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from schemas import EntityKind
from services.entities.known import Form, Known
from services.entities.name import Name
from services.entities.persons import folded
from services.entities.words import wordset

#: Of these a company's name can be rid: 'Varga Shipping Inc' is 'Varga Shipping'.
LEGAL = wordset(
    """
    inc incorporated corp corporation co company ltd limited plc llc llp lp ag sa nv spa gmbh ab oyj asa group
    holdings holding
    """
)
AMERICAN = ("u.s", "us")
SMALL = wordset("of the for and on in to de la du des del di a an &")
#: 'Department of Justice' is the 'Justice Department'.
MINISTRY = re.compile(r"\b(department|ministry) (?:of|for) (?:the )?(.+)")
#: A first word that says nothing about which organization is meant.
COMMON = wordset(
    """
    national american british european international united federal general first new royal state central world bank
    house department ministry university college court supreme high council committee commission institute center
    centre association society union party army air force people democratic republican social south north east west
    eastern western northern southern global public press human free islamic arab health senate judiciary
    intelligence budget foreign
    """
)
#: Before the name of a body these only say whose: 'U.S. Senate', 'Syrian Foreign Ministry'.
GOVERNMENT = re.compile(
    r"\b(?:ministry|department|dept|treasury|police|court|senate|congress|parliament|house of representatives|"
    r"assembly|knesset|duma|bundestag|cabinet|embassy|consulate|government|administration|army|navy|air force|coast guard|"
    r"guards|marines?|military|federal \w+|homeland security|customs|"
    r"(?:central|reserve) bank|attorney general|prosecutor\S*|"
    r"(?:house|senate|intelligence|judiciary|budget|armed services|foreign relations|election\w*) committee|"
    r"(?:election|electoral|regulatory|exchange|trade|communications) commission|election board|council of ministers)\b"
)
GROUPS = re.compile(
    r"\b(?:party|front|brigades?|militia|rebels?|movement|army|forces|alliance|coalition|caucus|faction|league)\b"
)


@dataclass
class Organization:
    """One organization: its fullest name so far, and whether a table knows it."""

    text: str
    words: tuple[str, ...]
    known: Known | None = None
    names: list[Name] = field(default_factory=list)


def organizations(names: Sequence[Name], body: str) -> list[Organization]:
    """Which organizations `names` are, each with its mentions. A short name is the one longer name that it can be short for."""
    found: list[Organization] = []
    called: dict[str, Organization] = {}
    for name in sorted(names, key=lambda name: (name.known is None, -len(words_of(name.text)), name.start)):
        form = form_of(name)
        if form not in called:
            called[form] = _called(name, found)
            if called[form] not in found:
                found.append(called[form])
    for long, short in _in_brackets(names, body):
        if short.known is None and called[form_of(short)].text == short.text:
            found.remove(called[form_of(short)])
            called[form_of(short)] = called[form_of(long)]
    for name in names:
        called[form_of(name)].names.append(name)
    return found


def _in_brackets(names: Sequence[Name], body: str) -> Iterator[tuple[Name, Name]]:
    """A name and the acronym in brackets after it: 'Harbour Workers Front (HWF)'."""
    for long, short in pairwise(names):
        if body[long.end : short.start] == " (" and body[short.end : short.end + 1] == ")" and " " not in short.text:
            yield long, short


def form_of(name: Name) -> str:
    """Under what a name is looked up: what a table calls it, or its folded text."""
    return name.known.key if name.known is not None else folded(name.text)


def _called(name: Name, found: Sequence[Organization]) -> Organization:
    words = words_of(name.text)
    if name.known is None:
        for rule in (_is_same, _is_american, _is_acronym, _is_head, _is_beginning, _is_end):
            can_be = [organization for organization in found if rule(words, organization)]
            if len(can_be) == 1:
                return can_be[0]
    return Organization(name.text, words, name.known)


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of an organization's name, without 'Inc.'; 'Ministry of Ports' as 'Ports Ministry'."""
    turned = MINISTRY.sub(r"\2 \1", folded(text))
    words = [word for word in (word.strip(".,'\"()").removesuffix("'s") for word in turned.split()) if word]
    while len(words) > 1 and words[-1] in LEGAL:
        words.pop()
    return tuple(words)


def _is_same(words: tuple[str, ...], other: Organization) -> bool:
    return words == other.words


def _is_american(words: tuple[str, ...], other: Organization) -> bool:
    """'U.S. National Security Agency' is what a table has without 'U.S.'."""
    return words[0] in AMERICAN and words[1:] == other.words


def _is_acronym(words: tuple[str, ...], other: Organization) -> bool:
    letters = words[0].replace(".", "") if len(words) == 1 else ""
    return len(letters) > 1 and len(other.words) > 1 and letters in initials(other.text)


def initials(text: str) -> set[str]:
    """The acronyms of a name, folded, with its small words and without: 'dia' and 'da' of 'Department of …'."""
    words = [word for word in re.split(r"[\s\-/]+", folded(text)) if word[:1].isalnum()]
    return {"".join(word[0] for word in words), "".join(word[0] for word in words if word not in SMALL)}


def _is_head(words: tuple[str, ...], other: Organization) -> bool:
    """'House' of 'House of Representatives'."""
    long = other.words[other.words[0] in AMERICAN :]
    return long[: len(words) + 1] == (*words, "of") and long[-1] != "committee"


def _is_beginning(words: tuple[str, ...], other: Organization) -> bool:
    return len(words) < len(other.words) and words == other.words[: len(words)] and not set(words) <= COMMON


def _is_end(words: tuple[str, ...], other: Organization) -> bool:
    """'State Department' of 'U.S. State Department', 'Senate' of 'U.S. Senate', 'Post' of 'Washington Post'."""
    seat = other.known is not None and other.known.form is Form.SEAT
    return not seat and len(words) < len(other.words) and words == other.words[-len(words) :]


def kind_of(organization: Organization) -> EntityKind:
    """Of the state, of many people who act together, or any other; by the words in the name."""
    if organization.known is not None:
        return organization.known.kind
    text = folded(organization.text)
    if GROUPS.search(text) and not text.endswith("air force"):
        return EntityKind.GROUP
    return EntityKind.GOVERNMENT if GOVERNMENT.search(text) else EntityKind.ORGANIZATION
