"""Quotations under a line that says who speaks, as collected comments have them: a name, who that is, and the words below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schemas import EntityArticle, Label, Mention, Span
from services.entities.recognise import LABEL, is_loud

MARKS = frozenset('"“”')
LINE = re.compile(r"[^\n]+")
OPENS = re.compile(r"\s*[\"“]")
#: Quotations side by side, or with no more than 'he said' between.
RUN = re.compile(r"(?:[“\"][^“”\"]*(?:[”\"]|(?=“))\s*(?:(?:he|she) (?:said|added)\.\s*)?)+")


@dataclass(frozen=True)
class Labelled:
    """Quotations, from `start` to `end`, the line above or before them, and the entity that it names."""

    line: Span
    start: int
    end: int
    entity: str


def labelled(article: EntityArticle) -> Iterator[Labelled]:
    """The quotations of `article` under a line that begins with a person's name and is in capitals or ends in a colon.

    Where lines are lost: those behind such words in capitals. In the order of the text.
    """
    persons = {mention.start: mention for mention in article.mentions if mention.label is Label.PERSON}
    inline = [match for match in LABEL.finditer(article.body) if "\n" not in match[0] and match.start("name") in persons]
    found = [*_under_lines(article.body, persons), *(_behind(article.body, match, persons) for match in inline)]
    yield from sorted(found, key=lambda label: label.start)


def _behind(body: str, label: re.Match[str], persons: dict[int, Mention]) -> Labelled:
    run = RUN.match(body, label.end())
    line = Span(start=label.start("name"), end=label.end())
    return Labelled(line, label.end(), run.end() if run is not None else label.end(), persons[line.start].entity)


def _under_lines(body: str, persons: dict[int, Mention]) -> Iterator[Labelled]:
    line: Span | None = None
    for match in LINE.finditer(body):
        start, end = match.span()
        if line is not None and OPENS.match(match[0]):
            yield Labelled(line, start, end, persons[line.start].entity)
            continue
        name = persons.get(start)
        line = Span(start=start, end=end) if name is not None and _is_label(match[0], match[0][name.end - start :]) else None


def _is_label(line: str, rest: str) -> bool:
    """Whether `line` is a name and, in the `rest` of it, who the person is: in capitals, or with a colon, and nothing quoted."""
    told = rest.strip()
    return told[:1] in {"", ",", ":"} and MARKS.isdisjoint(told) and (told.endswith(":") or is_loud(line))
