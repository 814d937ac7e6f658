"""Plain text as agencies' text feeds, mail and crawls leave it.

| field | where it comes from |
| --- | --- |
| guid, version, status, times, … | the header block, if there is one (`headers.py` has the table) |
| headline | else the first paragraph, where it is short, has no full stop and is not the dateline's |
| stamps | `date 2016-12-12` before the first word (a crawler's), a line of its own that is a date |
| paragraphs | everything else |
"""

from __future__ import annotations

import re
from datetime import date

from schemas import Dated, Notice
from services.errors import Rejected
from services.parser.draft import Draft
from services.parser.formats.format import Format
from services.parser.formats.headers import split_headers
from services.parser.formats.markup import looks_like
from services.parser.formats.source import Source
from services.parser.headline import looks_like_headline
from services.parser.lines import paragraphs
from services.parser.story import starts_story

#: Two hundred pages' worth; the longest article in the corpora has 25,000 characters, a special report some 60,000.
MOST_CHARACTERS = 200_000

#: What a crawler put before the text, with the day on which the page says it was published.
CRAWL = re.compile(
    r"\s*(?P<text>(?:date|published|crawled|fetched)[ \t:]{1,3}(?P<day>(?:19|20)\d\d-\d\d-\d\d)(?:[T ]\d\d:\d\d(?::\d\d)?Z?)?)"
    r"(?=\s)\s*",
    re.IGNORECASE,
)


def recognises(source: Source) -> bool:
    """Whether this is text that a person can read as it is: what is left when it is nothing for machines."""
    return looks_like(source.text) is None


def read(source: Source) -> Draft:
    """The item that `source` holds as plain text."""
    text = source.text.strip()
    if len(text) > MOST_CHARACTERS:
        raise Rejected("too-long", f"{len(text):,} characters; an article has {MOST_CHARACTERS:,} at most")
    if not text:
        raise Rejected("empty", f"{len(source.raw.body):,} bytes and nothing to be seen in them")
    headers, text = split_headers(text)
    notices, stamps, text = _split_crawl(text)
    blocks = paragraphs(text)
    headline, blocks = (headers.headline, blocks) if headers.headline else _split_headline(blocks)
    return Draft(
        wire_format="text",
        paragraphs=tuple(blocks),
        headline=headline,
        notices=notices,
        stamps=stamps,
        **headers.fields(),
    )


def _split_crawl(text: str) -> tuple[tuple[Notice, ...], tuple[tuple[Dated, date], ...], str]:
    """The crawler's prefix as a notice, the day it names, and the text without it."""
    found = CRAWL.match(text)
    day = _day(found["day"]) if found else None
    if not found or day is None:
        return (), (), text
    return (Notice(kind="crawl", text=found["text"]),), ((Dated.CRAWL, day),), text[found.end() :]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _split_headline(blocks: list[str]) -> tuple[str | None, list[str]]:
    """The headline, if the first paragraph is one, and the others."""
    if not blocks or starts_story(blocks[0]) or not looks_like_headline(blocks[0]):
        return None, blocks
    return blocks[0], blocks[1:]


FORMAT = Format("text", recognises, read)
