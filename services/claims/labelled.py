"""Quotations under a line that says who speaks, as collected comments have them: a name, what it is, and the words below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schemas import EntityArticle, Label, Span
from services.entities.recognise import is_loud

#: What may stand behind the name: who the person is, with no quotation in it, and a colon.
REST = re.compile(r"(?:,[^\"“”]*)?:?\s*")
LINE = re.compile(r"[^\n]+")
OPENS = re.compile(r"\s*[\"“]")


@dataclass(frozen=True)
class Labelled:
    """Paragraphs of quotation, from `start` to `end`, the line above them, and the entity that it names."""

    line: Span
    start: int
    end: int
    entity: str


def labelled(article: EntityArticle) -> Iterator[Labelled]:
    """The quotations of `article` that stand under a line in capitals, or with a colon, that begins with a person's name."""
    persons = {mention.start: mention for mention in article.mentions if mention.label is Label.PERSON}
    line: Span | None = None
    entity = ""
    for match in LINE.finditer(article.body):
        start, end = match.span()
        if line is not None and OPENS.match(match[0]):
            yield Labelled(line, start, end, entity)
            continue
        line, name = None, persons.get(start)
        rest = article.body[name.end : end] if name is not None and name.end <= end else ""
        is_label = name is not None and REST.fullmatch(rest) and (rest.rstrip().endswith(":") or is_loud(match[0]))
        if name is not None and is_label:
            line, entity = Span(start=start, end=end), name.entity
