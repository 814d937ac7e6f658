"""A story's paragraphs taken apart the same way for every format: bylines, notices and dateline from the text itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from schemas import Dateline, Notice, Span
from services.parser.bylines import is_job, split_byline
from services.parser.dateline import LONGEST, find_dateline
from services.parser.lines import SENTENCE_END
from services.parser.notices import kind_of, split_leading, split_trailing

#: Between two paragraphs of a body.
BREAK = "\n\n"
#: So many paragraphs may stand before the one with the dateline: a deck, a summary in two points.
DECKS = 3


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
    dateline: Dateline | None = None
    for paragraph in _joined_datelines(paragraphs, near):
        looking = dateline is None and len(text) < DECKS
        if looking and bylines and not text and is_job(paragraph):
            bylines[-1] += f", {paragraph}"
            continue
        rest = _leading(paragraph, bylines, notices, near) if looking else paragraph
        if rest and (kind := kind_of(rest)):
            notices.append(Notice(kind=kind, text=rest))
            continue
        story, trailers = split_trailing(rest)
        notices += trailers
        if story and looking:
            dateline = _dateline(story, text, near)
        text += [story] if story else []
    return Story(tuple(text), tuple(bylines), tuple(notices), dateline)


def starts_story(paragraph: str) -> bool:
    """Whether `paragraph` begins as a story does, with a byline, a notice or a dateline, and so is no headline.

    A place alone before a dash may be a headline's first word; then only a full stop at the end makes it a story.
    """
    near = date(2000, 1, 1)
    if split_leading(paragraph)[0] or split_byline(paragraph, near=near)[0]:
        return True
    found = find_dateline(f"{paragraph} And" if len(paragraph) <= LONGEST else paragraph, near=near)
    return bool(found and (found.agency or found.date or SENTENCE_END.search(paragraph)))


def _dateline(paragraph: str, before: list[str], near: date) -> Dateline | None:
    """The dateline that `paragraph` begins with, its offsets those of the body, in which `before` stands before it."""
    found = find_dateline(paragraph, near=near)
    if found is None or (before and not (found.agency or found.date)):
        return None
    shift = sum(len(text) + len(BREAK) for text in before)
    return found.model_copy(update={"start": (found.start or 0) + shift, "end": (found.end or 0) + shift})


def _joined_datelines(paragraphs: Sequence[str], near: date) -> list[str]:
    """`paragraphs`, where a dateline that stands in a paragraph of its own is put before the next one."""
    joined = list(paragraphs)
    for place in range(min(DECKS, len(joined) - 1)):
        alone, following = joined[place : place + 2]
        own = find_dateline(alone, near=near)
        if len(alone) > LONGEST or (own and any(char.isalnum() for char in alone[own.end or 0 :])):
            continue
        found = find_dateline(f"{alone} {following}", near=near)
        if found and found.end == len(alone) + 1:
            return [*joined[:place], f"{alone} {following}", *joined[place + 2 :]]
    return joined


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
