"""Which stretches of a body are names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas import Label, ParsedArticle

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True)
class Name:
    """A name where it stands, before anybody knows whose it is: `body[start:end] == text`."""

    start: int
    end: int
    text: str
    label: Label


def recognise(article: ParsedArticle, doc: Doc) -> list[Name]:
    """The names in `doc`, sorted, none over another."""
    return [
        Name(ent.start_char, ent.end_char, ent.text, Label(ent.label_)) for ent in doc.ents if ent.label_ in Label.__members__
    ]
