"""What a source is by its main word: a person or several, a document, an office, somebody unnamed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas import Entity, SpeakerKind
from services.claims.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token


def kind_of(source: Token) -> SpeakerKind:
    """What kind of speaker this word, which is no name of an entity, stands for; nobody known is 'unnamed'."""
    word = source.lower_
    if word in words("documents"):
        return SpeakerKind.DOCUMENT
    if word in words("offices"):
        return SpeakerKind.GOVERNMENT
    if word in words("groups") or any(kid.dep_ == "conj" for kid in source.children):
        return SpeakerKind.GROUP
    return SpeakerKind.ORGANIZATION if word in words("companies") else SpeakerKind.UNNAMED


def is_plural(source: Token) -> bool:
    return (
        source.tag_ in {"NNS", "NNPS"} or source.lower_ in words("several") or any(kid.dep_ == "conj" for kid in source.children)
    )


def gender(person: Entity) -> str | None:
    """'f' or 'm' where role or title say so."""
    said = {word.strip(",.").lower() for word in (person.role or "").split()}
    said |= {word.lower() for alias in (person.name, *person.aliases) for word in alias.split()[:1]}
    if said & words("women"):
        return "f"
    return "m" if said & words("men") else None


def description(text: str) -> str:
    """An unnamed source's words as they would stand inside a sentence: 'A rebel official' is 'a rebel official'."""
    first, blank, rest = " ".join(text.split()).partition(" ")
    plain = first.lower() in words("openings")
    return f"{first.lower() if plain else first}{blank}{rest}"
