"""Quotations under a line that says who speaks, as collected comments have them: a name, what it is, and the words below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schemas import EntityArticle, Label, Span
from services.entities.recognise import is_loud

MARKS = frozenset('"“”')
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
        if name is not None and name.end <= end and _is_label(match[0], article.body[name.end : end]):
            line, entity = Span(start=start, end=end), name.entity


def _is_label(line: str, rest: str) -> bool:
    """Whether `line` is a name and, in the `rest` of it, who the person is: no sentence, and nothing quoted."""
    told = rest.strip()
    return told[:1] in {"", ",", ":"} and MARKS.isdisjoint(told) and (told.endswith(":") or is_loud(line))
