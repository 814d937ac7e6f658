"""The names in a dateline: places and the agency, which the model often misses."""

from __future__ import annotations

from collections.abc import Iterator

from schemas import Label, ParsedArticle
from services.entities.known import Form, known_names
from services.entities.name import Name

#: A dateline's names stand whatever the model says.
RANK = 3


def dateline_names(article: ParsedArticle) -> Iterator[Name]:
    """`BEIRUT` and `Reuters` of `BEIRUT (Reuters) - `; nothing when the dateline came as metadata or is not in the body."""
    dateline = article.dateline
    if dateline is None or dateline.start is None or dateline.end is None:
        return
    stretch = article.body[dateline.start : dateline.end]
    named = [(place, Label.GPE) for place in dateline.places]
    named += [(dateline.region, Label.GPE)] if dateline.region else []
    named += [(dateline.agency, Label.ORG)] if dateline.agency else []
    at = 0
    for text, label in named:
        found = stretch.find(text, at)
        if text and found >= 0:
            at = found + len(text)
            yield _name(dateline.start + found, text, label)


def _name(start: int, text: str, label: Label) -> Name:
    """A dateline's name. Its capitals are places; its agencies and countries are what the tables know them as."""
    known = next((known for begin, end, known in known_names().find(text) if end - begin == len(text)), None)
    if known is not None and known.form is Form.CAPITAL:
        known = known.as_city()
    if known is not None and known.label is not label:
        known = None
    return Name(start, start + len(text), text, label, known, rank=RANK)
