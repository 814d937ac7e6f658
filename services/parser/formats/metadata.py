"""What the structured formats say in words of their own, in ours: status, versions, datelines, family."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from schemas import Dateline, Notice, Status
from services.parser.advisories import note_corrects
from services.parser.dateline import find_dateline
from services.parser.times import a_time

#: What providers write into pubStatus, management-status and Status/@FormalName; 'usable' says nothing against a correction.
STATUSES = {
    "usable": None,
    "canceled": Status.CANCELLED,
    "cancelled": Status.CANCELLED,
    "killed": Status.CANCELLED,
    "kill": Status.CANCELLED,
    "deleted": Status.CANCELLED,
    "withdrawn": Status.CANCELLED,
    "retracted": Status.CANCELLED,
    "recalled": Status.CANCELLED,
    "spiked": Status.CANCELLED,
    "unpublished": Status.CANCELLED,
    "takedown": Status.CANCELLED,
    "withheld": Status.WITHHELD,
    "withhold": Status.WITHHELD,
    "hold": Status.WITHHELD,
    "onhold": Status.WITHHELD,
    "embargoed": Status.EMBARGOED,
    "corrected": Status.CORRECTED,
}
#: What signals, instructions and message types say about the version that carries them.
SIGNALS = {
    "correction": Status.CORRECTED,
    "corrected": Status.CORRECTED,
    "rectification": Status.CORRECTED,
    "correct": Status.CORRECTED,
    "rectify": Status.CORRECTED,
    "kill": Status.CANCELLED,
    "mandatorykill": Status.CANCELLED,
    "retraction": Status.CANCELLED,
    "withdrawal": Status.CANCELLED,
    "withdraw": Status.CANCELLED,
    "cancel": Status.CANCELLED,
    "delete": Status.CANCELLED,
    "recall": Status.CANCELLED,
    "takedown": Status.CANCELLED,
    "withhold": Status.WITHHELD,
    "hold": Status.WITHHELD,
}
#: The order in which what an item says of itself counts.
STRONGER = (Status.CANCELLED, Status.WITHHELD, Status.EMBARGOED, Status.CORRECTED)

#: What AP puts behind a slug after a comma: `BC-US--Tarn-Harbour, 2nd Ld-Writethru`, `…, Correction`.
SLUG_TAG = re.compile(
    r"\d{1,2}(?:st|nd|rd|th)[ -]?(?:ld|lead|add|take|sub|insert|writethru)[\w -]{0,20}"
    r"|correction|corrective|clarification|kill|elimination|withdrawal|withhold",
    re.IGNORECASE,
)
#: A dateline that is only a time, as some feeds have it: `2014-07-16 15:53:10 GMT+00:00`.
STAMP = re.compile(r"[\d\s:./+TZGMUC-]+")
#: What some put before an offset, or instead of it.
OFFSET = re.compile(r"\s{0,9}(?:GMT|UTC)?(?=[+-]\d\d:?\d\d$)|\s{0,9}(?:GMT|UTC)$")
#: A place in a field of its own has no more words: `San Antonio de los Baños`.
MOST_PLACE_WORDS = 6
#: What a field for the end of an embargo says where there is none: a word, or the form of a time (`YYYYMMDD…`) unfilled.
NO_EMBARGO = re.compile(r"false|no|none|null|[ymdhstz0\s:.+±-]*|0001-?01-?01.*", re.IGNORECASE)
#: The digits of a version; longer ones are no counter (identifiers, hashes).
VERSION = re.compile(r"0*(\d{1,18})(?:\.0+)?")


def code(value: str | None) -> str:
    """The last part of a code or address, folded: `stat:usable` and `http://…/pubstatusg2/usable` are "usable"."""
    return re.split(r"[:/#]", (value or "").strip())[-1].casefold()


def status(
    stated: str | None, *, signals: Iterable[str] = (), embargo: datetime | None = None, held: bool = False
) -> Status | None:
    """What an item says of itself; None where it says nothing against an ordinary, usable story.

    The strongest word counts: what may have been killed or held back is shown to nobody. An item that is withheld until a
    stated time is embargoed; one that is embargoed and does not say until when, or not so that we can read it (`held`), is
    withheld.
    """
    said = {STATUSES.get(_letters(stated)), *(SIGNALS.get(_letters(signal)) for signal in signals)}
    if embargo is not None:
        said = (said - {Status.WITHHELD}) | {Status.EMBARGOED}
    elif held or Status.EMBARGOED in said:
        said |= {Status.WITHHELD}
    return next((strong for strong in STRONGER if strong in said), None)


def _letters(value: str | None) -> str:
    """A code without what some write between its words: `on-hold`, `Mandatory Kill`."""
    return re.sub(r"[-_ ]", "", code(value))


def version(value: str | None) -> int:
    """The version number that `value` is; 0 when it is none."""
    found = VERSION.fullmatch((value or "").strip())
    return int(found[1]) if found else 0


def slug_tags(slug: str | None) -> tuple[str, ...]:
    """The tags that a slug ends with, as AP has them."""
    parts = (part.strip() for part in (slug or "").split(",")[1:])
    return tuple(part.upper() for part in parts if SLUG_TAG.fullmatch(part))


def time(value: str | None) -> datetime | None:
    """The time that `value` names, aware; None when there is none or it is no time.

    Feeds that mean ISO 8601 put a blank or the name of the zone before its offset: `2031-03-03 09:00:00 GMT+01:00`.
    """
    if not value or not value.strip():
        return None
    return a_time(value) or a_time(OFFSET.sub("", value.strip()))


def holds(value: str | None) -> bool:
    """Whether a field for the end of an embargo says that there is one, be it that its time can't be read."""
    return not NO_EMBARGO.fullmatch((value or "").strip())


def dateline(text: str | None, *, near: datetime) -> Dateline | None:
    """A dateline that came as a field of its own; None for a blank one and for a mere time.

    Its form may show no place (`Milton Keynes`, `Grosseto, Italy`): the field says that it is one.
    """
    text = " ".join((text or "").split()).rstrip("-–—_ ,")
    if not text or STAMP.fullmatch(text):
        return None
    found = find_dateline(f"{text} - X", near=near.date())
    if found is not None:
        return found.model_copy(update={"text": text, "start": None, "end": None})
    place, _, region = text.partition(",")
    if re.search(r"\d", text) or len(place.split()) > MOST_PLACE_WORDS:
        return Dateline(text=text)
    return Dateline(text=text, places=(place.strip(),), region=region.strip(" ,") or None)


def note_kind(note: str) -> str:
    """The kind of a note to editors: what it begins with says whether it is about a correction."""
    return "correction" if note_corrects(note) else "editor"


def notices(kind: str, *texts: str | None) -> tuple[Notice, ...]:
    """Each text that there is, as a notice of this kind."""
    return tuple(Notice(kind=kind, text=text) for text in texts if text and text.strip())


def once(texts: Iterable[str | None]) -> tuple[str, ...]:
    """The texts that there are, each once, in their order."""
    return tuple(dict.fromkeys(text for text in texts if text and text.strip()))


def distinct(found: Iterable[Notice], *, told: Iterable[str | None] = ()) -> tuple[Notice, ...]:
    """Each notice once by its words, the first of those that say the same, without what is `told` elsewhere."""
    seen = {_words(text) for text in told if text}
    kept: dict[str, Notice] = {}
    for notice in found:
        words = _words(notice.text)
        if words not in seen:
            kept.setdefault(words, notice)
    return tuple(kept.values())


def _words(text: str) -> str:
    return " ".join(text.casefold().split())


def bylines(texts: Iterable[str | None]) -> tuple[str, ...]:
    """Each byline once: `Ilse Varga` and `By Ilse Varga` are one."""
    kept: dict[str, str] = {}
    for text in texts:
        if text and text.strip():
            kept.setdefault(_words(text).removeprefix("by "), text)
    return tuple(kept.values())
