"""Plain text as agencies' text feeds, mail and crawls leave it.

| field | where it comes from |
| --- | --- |
| guid, version, status, times, … | the header block, if there is one (`headers.py` has the table) |
| headline | else the first paragraph, where it is short, has no full stop and is not the dateline's |
| stamps | `date 2016-12-12` before the first word (a crawler's), a line of its own that is a date |
| paragraphs | everything else |
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile

from schemas import Dated, Notice, Status
from services.errors import Rejected
from services.parser.advisories import RESTRICTED, Advice, embargo, is_kill, restricts, strictest
from services.parser.agencies import is_agency
from services.parser.decode import readable
from services.parser.draft import Draft
from services.parser.formats import metadata
from services.parser.formats.format import Format
from services.parser.formats.headers import split_headers
from services.parser.formats.markup import looks_like
from services.parser.formats.source import Source
from services.parser.headline import looks_like_headline, split_tags
from services.parser.lines import paragraphs
from services.parser.stamps import stamp
from services.parser.story import starts_story

#: Two hundred pages' worth; the longest article in the corpora has 25,000 characters, a special report some 60,000.
MOST_CHARACTERS = 200_000

#: Lines that name a day or an embargo are looked for in the first paragraphs (below a headline, a deck and a byline) and the
#: last two; in between a day alone is part of the story.
TOP = 4
BOTTOM = 2
#: Entities that no plain text has on purpose.
ENTITY = re.compile(r"&(?:amp|quot|apos|lt|gt|nbsp|[lr][sd]quo|[lr]aquo|[mn]dash|hellip|shy|#\d{2,6}|#[xX][0-9a-fA-F]{2,5});")
BLANK_LINE = re.compile(r"\n[ ]*\n")
#: A row of signs under a headline.
RULE = re.compile(r"\s*[=*_~#-]{3,}\s*")
#: What stands above a headline and says what the text is.
LABEL = re.compile(
    r"\W*(?:for (?:immediate )?release|(?:press|news|media) release|urgent|bulletin|flash|breaking(?: news)?|exclusive"
    r"|eil(?:meldung)?|pressemitteilung|communiqué(?: de presse)?|comunicado(?: de prensa)?|urgente)\W*",
    re.IGNORECASE,
)
MOST_LABEL_WORDS = 5
#: A line of the law above a headline that ends so goes on in the next one.
GOES_ON = re.compile(r"(?:,|\b(?:or|and|in|into|to|of|the|any|other|within|for))$", re.IGNORECASE)
#: A headline is broken into three lines at most, and one more shows that it isn't one.
MOST_TITLE_LINES = 4

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
    text = _without_entities(source.text).strip()
    if len(text) > MOST_CHARACTERS:
        raise Rejected("too-long", f"{len(text):,} characters; an article has {MOST_CHARACTERS:,} at most")
    if not text:
        raise Rejected("empty", f"{len(source.raw.body):,} bytes and nothing to be seen in them")
    headers, text = split_headers(text)
    asides, text = split_top(text)
    headline, blocks = (headers.headline, paragraphs(text)) if headers.headline else split_headline(text)
    more, blocks = _split_asides(blocks)
    asides += more
    known = Draft(
        wire_format="text",
        paragraphs=tuple(blocks),
        headline=headline,
        dateline=metadata.dateline(headers.dateline, near=source.raw.received_at),
        notices=(*headers.notices, *(Notice(kind=aside.kind, text=aside.text) for aside in asides)),
        stamps=(*headers.stamps, *((aside.how, aside.day) for aside in asides if aside.how and aside.day)),
    )
    return _with_life(replace(known, **headers.fields), [aside.advice for aside in asides if aside.advice])


def _without_entities(text: str) -> str:
    """`text` with the characters that a careless export left as HTML entities: `&quot;We sail,&#8221;`."""
    return readable(ENTITY.sub(lambda entity: html.unescape(entity[0]), text)) if "&" in text else text


@dataclass(frozen=True)
class Aside:
    """A line beside the story: its words, and the day or the embargo that it names."""

    kind: str
    text: str
    how: Dated | None = None
    day: date | None = None
    advice: Advice | None = None


def split_top(text: str) -> tuple[list[Aside], str]:
    """What stands above the headline: a crawler's prefix, lines that only name a day or an embargo; and the rest."""
    asides: list[Aside] = []
    found = CRAWL.match(text)
    if found and (day := stamp(found["day"])):
        asides.append(Aside("crawl", found["text"], Dated.CRAWL, day))
        text = text[found.end() :]
    for _ in range(TOP):
        line, rest = _first_line(text)
        following = " ".join(rest.strip("\n").partition("\n")[0].split())
        aside = Aside("other", line) if _is_label(line, following) else _aside(line)
        if aside is None:
            break
        asides.append(aside)
        text = rest.strip("\n")
    return asides, text


def _first_line(text: str) -> tuple[str, str]:
    """(the first line, the rest); a line of the law is one, however it is wrapped."""
    line, _, rest = text.partition("\n")
    line = " ".join(line.split())
    while RESTRICTED.match(line) and GOES_ON.search(line) and rest.partition("\n")[0].strip():
        more, _, rest = rest.partition("\n")
        line = " ".join([line, *more.split()])
    return line, rest


def split_headline(text: str) -> tuple[str | None, list[str]]:
    """The headline and the paragraphs: the first lines are one when they are short, without a full stop, and stand apart."""
    block, *rest = BLANK_LINE.split(text, maxsplit=1)
    lines = [line for line in block.split("\n") if not RULE.fullmatch(line)] or block.split("\n")
    title = [*takewhile(_may_be_title, lines[:MOST_TITLE_LINES])]
    headline = " ".join(" ".join(title).split())
    if (rest or len(title) < len(lines)) and looks_like_headline(headline):
        return headline, paragraphs("\n".join([*lines[len(title) :], "", *rest]))
    blocks = paragraphs(text)
    if blocks and _may_be_title(blocks[0]) and looks_like_headline(blocks[0]):
        return blocks[0], blocks[1:]
    return None, blocks


def _may_be_title(line: str) -> bool:
    return not (starts_story(line.strip()) or _aside(line.strip()))


def _aside(line: str) -> Aside | None:
    """A line that only names a day, an embargo or the states where the text may not be spread."""
    day, advice = stamp(line), embargo(line)
    beside = day or advice or restricts(line)
    return Aside("other", line, Dated.BODY if day else None, day, advice) if beside else None


def _is_label(title: str, following: str) -> bool:
    """Whether a first line says only what the text is, and the headline comes next."""
    if not (LABEL.fullmatch(title) or (title.isupper() and is_agency(title.title()) and len(title.split()) <= MOST_LABEL_WORDS)):
        return False
    return looks_like_headline(following) and _may_be_title(following)


def _split_asides(blocks: list[str]) -> tuple[list[Aside], list[str]]:
    """Lines near the top or the end that only name a day or an embargo, and all other paragraphs."""
    asides, others = [], []
    for place, block in enumerate(blocks):
        outer = place < TOP or place >= len(blocks) - BOTTOM
        if aside := _aside(block) if outer else None:
            asides.append(aside)
        else:
            others.append(block)
    return asides, others


def _with_life(draft: Draft, advices: list[Advice]) -> Draft:
    """`draft` with the status that its text gives it, where its header block gives it none."""
    if draft.status is None and is_kill(split_tags(draft.headline or "")[0], draft.headline, list(draft.paragraphs)):
        if draft.guid is None:
            raise Rejected("not-news", f"it takes a story back whose guid it does not name (`Guid:` would): {_words(draft)}")
        return replace(draft, status=Status.CANCELLED)
    if draft.embargo_until:
        return replace(draft, status=draft.status or Status.EMBARGOED)
    if advice := strictest(advices):
        return replace(draft, status=draft.status or advice.status, embargo_until=advice.until)
    return draft


def _words(draft: Draft) -> str:
    return repr(" ".join([draft.headline or "", *draft.paragraphs])[:160].strip())


FORMAT = Format("text", recognises, read)
