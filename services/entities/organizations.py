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
#: Words that acronyms pass over.
SMALL = wordset("of the for and on in to de la du des del di a an &")
#: 'Department of Justice' is the 'Justice Department'.
MINISTRY = re.compile(r"\b(department|ministry) (?:of|for) (?:the )?(.+)")
#: First words that say nothing about which organization is meant.
COMMON = wordset(
    """
    national american british european international united federal general first new royal state central world bank
    house department ministry university college court supreme high council committee commission institute center
    centre association society union party army air force people democratic republican social south north east west
    eastern western northern southern global public press human free islamic arab health senate judiciary
    intelligence budget foreign
    """
)
#: Words in the names of what belongs to a state.
GOVERNMENT = re.compile(
    r"\b(?:ministry|department|dept|treasury|police|court|senate|congress|parliament|house of representatives|"
    r"assembly|knesset|duma|bundestag|cabinet|embassy|consulate|government|administration|army|navy|air force|coast guard|"
    r"guards|marines?|military|federal \w+|homeland security|customs|"
    r"(?:central|reserve) bank|attorney general|prosecutor\S*|"
    r"(?<!national )(?<!action )(?<!olympic )(?:sub)?committee|bureau|circuit|^house$|"
    r"(?:election|electoral|regulatory|exchange|trade|communications) commission|election board|council of ministers)\b"
)
#: Words in the names of people who act together.
GROUPS = re.compile(
    r"\b(?:party|front|brigades?|militia|rebels?|movement|army|forces|alliance|coalition|caucus|faction|"
    r"jaish|liwaa?|ahrar|harakat|jabhat|faylaq|hizb|ansar|saraya)\b"
)


@dataclass(eq=False)
class Organization:
    """One organization: its fullest name, and what a table says about it."""

    text: str
    known: Known | None = None
    names: list[Name] = field(default_factory=list)


def organizations(names: Sequence[Name], body: str) -> list[Organization]:
    """Which organizations `names` are, each with its mentions. A short name is the one longer name that it can be short for."""
    register = _Register()
    called: dict[str, Organization] = {}
    for name in sorted(names, key=lambda name: (name.known is None, -len(words_of(name.text)), name.start)):
        organization = called.get(form_of(name)) or register.called(name) or Organization(name.text, name.known)
        called[form_of(name)] = organization
        register.add(organization, name)
    for long, short in _in_brackets(names, body):
        if short.known is None:
            called[form_of(short)] = called[form_of(long)]
    for name in names:
        called[form_of(name)].names.append(name)
    return [organization for organization in dict.fromkeys(called.values()) if organization.names]


def form_of(name: Name) -> str:
    """Under what a name is looked up: what a table calls it, or its folded text."""
    return name.known.key if name.known is not None else folded(name.text)


def _in_brackets(names: Sequence[Name], body: str) -> Iterator[tuple[Name, Name]]:
    """A name and the acronym in brackets after it: 'Harbour Workers Front (HWF)'."""
    for long, short in pairwise(names):
        if body[long.end : short.start] == " (" and body[short.end : short.end + 1] == ")" and " " not in short.text:
            yield long, short


class _Register:
    """The organizations so far, found by what they may be called."""

    def __init__(self) -> None:
        self._by_form: dict[tuple[str, tuple[str, ...]], list[Organization]] = {}

    def add(self, organization: Organization, name: Name) -> None:
        """`organization` under what `name` may be shortened to: a seat not to its last words, a dateline's agency to nothing."""
        seat = name.known is not None and name.known.form is Form.SEAT
        for form in set(short_forms(name.text)):
            if form[0] == "same" or not (name.rank > 0 or (seat and form[0] == "end")):
                same = self._by_form.setdefault(form, [])
                if organization not in same:
                    same.append(organization)

    def called(self, name: Name) -> Organization | None:
        """The one organization that `name` is short for, by the first rule that finds just one."""
        if name.known is not None:
            return None
        words = words_of(name.text)
        for rule, form in (("same", words), ("same", _not_american(words)), *((rule, words) for rule in SHORT)):
            found = self._by_form.get((rule, form), ())
            if len(found) == 1 and not (rule == "beginning" and set(words) <= COMMON):
                return found[0]
        return None


#: The ways of being short, the surest first; see `short_forms`.
SHORT = ("acronym", "head", "beginning", "end")


def short_forms(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What an organization called `text` may be called, and by which rule.

    same: 'Varga Shipping' for 'Varga Shipping Inc'; acronym: 'HWF'; head: 'House' of 'House of Representatives'; beginning:
    'Varga'; end: 'State Department' of 'U.S. State Department', 'Post' of 'Tarn Post'.
    """
    for words in {words_of(text), _not_american(words_of(text))}:
        yield "same", words
        if "of" in words[1:] and words[-1] != "committee":
            yield "head", words[: words.index("of", 1)]
        for at in range(1, len(words)):
            yield "beginning", words[:at]
            yield "end", words[at:]
    if len(words_of(text)) > 1:
        for letters in initials(text):
            yield "acronym", (letters,)


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of an organization's name, without 'Inc.'; 'Ministry of Ports' as 'Ports Ministry'."""
    turned = MINISTRY.sub(r"\2 \1", folded(text))
    words = [word for word in (word.strip(".,'\"()").removesuffix("'s") for word in turned.split()) if word]
    while len(words) > 1 and words[-1] in LEGAL:
        words.pop()
    return tuple(word.replace(".", "") for word in words) or (folded(text),)


def _not_american(words: tuple[str, ...]) -> tuple[str, ...]:
    """'U.S. National Security Agency' is what others call 'National Security Agency'."""
    return words[1:] if words[0] == "us" and len(words) > 1 else words


def initials(text: str) -> set[str]:
    """The acronyms of a name, folded, with its small words and without: 'doj' and 'dj' of 'Department of Justice'."""
    words = [word for word in re.split(r"[\s\-/]+", folded(text)) if word[:1].isalnum()]
    all_of_them, large = "".join(word[0] for word in words), "".join(word[0] for word in words if word not in SMALL)
    return {letters for letters in (all_of_them, large) if len(letters) > 1}


def kind_of(organization: Organization) -> EntityKind:
    """Of the state, of many people who act together, or any other; by the words in the name."""
    if organization.known is not None:
        return organization.known.kind
    text = folded(organization.text)
    if GROUPS.search(text) and not text.endswith("air force"):
        return EntityKind.GROUP
    return EntityKind.GOVERNMENT if GOVERNMENT.search(text) else EntityKind.ORGANIZATION
