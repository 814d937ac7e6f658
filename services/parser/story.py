"""A story's paragraphs taken apart the same way for every format: bylines, notices and dateline from the text itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from schemas import Dateline, Notice, Span
from services.parser.bylines import split_byline
from services.parser.dateline import find_dateline
from services.parser.notices import kind_of, split_leading, split_trailing

#: Between two paragraphs of a body.
BREAK = "\n\n"


@dataclass(frozen=True)
class Story:
    """What a story's paragraphs hold. `notices` are in the order they had."""

    paragraphs: tuple[str, ...]
    bylines: tuple[str, ...]
    notices: tuple[Notice, ...]
    dateline: Dateline | None

    @property
    def body(self) -> str:
        return BREAK.join(self.paragraphs)

    def spans(self) -> tuple[Span, ...]:
        """Where each paragraph stands in the body."""
        spans, start = [], 0
        for paragraph in self.paragraphs:
            spans.append(Span(start=start, end=start + len(paragraph)))
            start += len(paragraph) + len(BREAK)
        return tuple(spans)


def split(paragraphs: Sequence[str], *, near: date) -> Story:
    """`paragraphs` with what is no story set apart. Every word stays, in the body, a byline or a notice."""
    bylines: list[str] = []
    notices: list[Notice] = []
    text: list[str] = []
    for paragraph in paragraphs:
        rest = paragraph
        if not text:
            rest = _leading(paragraph, bylines, notices, near)
        if rest and (kind := kind_of(rest)):
            notices.append(Notice(kind=kind, text=rest))
        elif rest:
            story, trailers = split_trailing(rest)
            text += [story] if story else []
            notices += trailers
    dateline = find_dateline(text[0], near=near) if text else None
    return Story(tuple(text), tuple(bylines), tuple(notices), dateline)


def _leading(paragraph: str, bylines: list[str], notices: list[Notice], near: date) -> str:
    """What is left of a first paragraph when the notices and bylines before its dateline are set apart."""
    rest = paragraph
    while rest:
        notice, after = split_leading(rest)
        if notice:
            notices.append(notice)
        byline, after = split_byline(after, near=near)
        if byline:
            bylines.append(byline)
        if after == rest:
            break
        rest = after
    return rest


def starts_story(paragraph: str) -> bool:
    """Whether `paragraph` begins as a story does, with a byline, a notice or a dateline, and so is no headline."""
    near = date(2000, 1, 1)
    return bool(split_leading(paragraph)[0] or split_byline(paragraph, near=near)[0] or find_dateline(paragraph, near=near))
