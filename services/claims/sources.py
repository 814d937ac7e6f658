"""What a source is by its main word: a person or several, a document, an office, somebody unnamed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemas import Entity, SpeakerKind
from services.claims.syntax import child
from services.claims.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token


#: Words for a part of what follows: 'one of the lawsuits' is a document, 'half of the senators' a group.
SOME = frozenset("all both dozens each few half hundreds many most none one several some third thousands two three".split())  # noqa: SIM905
#: Endings of words for a person; those that have none of them are titles.
PERSONAL = ("er", "or", "ist", "man", "woman", "ian", "eer", "ant", "ee", "crat", "can")
#: How a word hangs on the one that it tells from others of its name.
MODIFYING = frozenset({"amod", "compound", "nmod", "poss", "nummod"})
NEWS = frozenset({"news", "press"})
#: What a description says besides: when a document came out, why a person is not named.
BESIDE = re.compile(
    r",? (?:(?:released|published|issued) (?!by)|dated |obtained |reviewed ).*"
    r"|,? (?:speaking )?on (?:the )?condition of anonymity.*|, (?:who|which|whose|filed|a copy of which|copies of which) .*"
    r"|['’]s?$"
)


def kind_of(source: Token) -> SpeakerKind:
    """What kind of speaker this word, which is no name of an entity, stands for; nobody known is 'unnamed'."""
    if source.lower_ in SOME:
        whole = _whole(source)
        return kind_of(whole) if whole is not None else SpeakerKind.UNNAMED
    word = source.lower_
    if word == "agency" and any(kid.lower_ in NEWS for kid in source.lefts):
        return SpeakerKind.ORGANIZATION
    if word == "group" and (of := _whole(source)) is not None and is_plural(of):
        return SpeakerKind.GROUP
    if word in words("documents"):
        return SpeakerKind.DOCUMENT
    if word in words("groups") or any(kid.dep_ == "conj" for kid in source.children):
        return SpeakerKind.GROUP
    if word in words("offices"):
        return SpeakerKind.GOVERNMENT
    if word in words("companies"):
        return SpeakerKind.ORGANIZATION
    beside = child(source, "appos")
    return kind_of(beside) if beside is not None else SpeakerKind.UNNAMED


def _whole(source: Token) -> Token | None:
    """X of 'one of X'."""
    of = next((kid for kid in source.rights if kid.lower_ == "of"), None)
    return child(of, "pobj") if of is not None else None


def is_plural(source: Token) -> bool:
    return (
        source.tag_ in {"NNS", "NNPS"} or source.lower_ in words("several") or any(kid.dep_ == "conj" for kid in source.children)
    )


def gender(person: Entity) -> str | None:
    """'f' or 'm' where role, title or a common given name say so; most names of the world say nothing here."""
    said = {word.strip(",.").lower() for word in (person.role or "").split()}
    said |= {alias.split()[0].lower() for alias in (person.name, *person.aliases) if " " in alias.strip()}
    if said & words("women"):
        return "f"
    if said & words("men"):
        return "m"
    given = person.name.split()[0].lower() if person.name.strip() else ""
    if given in words("women's names"):
        return "f"
    return "m" if given in words("men's names") else None


def is_personal(word: str) -> bool:
    """Whether the word, in small letters, is one for a person: 'officer', 'pilot'; not 'industry'."""
    return word in words("titles") or word in words("anonymous") or word.endswith(PERSONAL)


def modifiers(source: Token) -> frozenset[str]:
    """What tells this word from the same of others: 'port' of 'a port official', 'ghent' of 'an official from Ghent'."""
    places = (child(kid, "pobj") for kid in source.rights if kid.lower_ in {"from", "in"})
    behind = (place for place in places if place is not None and place.text[0].isupper())
    before = (kid for kid in source.lefts if kid.dep_ in MODIFYING and kid.lower_ != "same")
    return frozenset(token.lower_ for token in (*before, *behind))


def description(text: str, *, capital: bool) -> str:
    """An unnamed source's words: 'A rebel official, who …' is 'a rebel official'; with `capital` the first letter stays."""
    plain = BESIDE.sub("", " ".join(text.split()))
    return plain if capital else plain[:1].lower() + plain[1:]
