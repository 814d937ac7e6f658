"""What an item in plain text says about its own life: that it is killed, that it may not be shown yet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from dateutil import parser as dateutil_parser
from dateutil import tz

from schemas import Status
from services.parser.headline import KILLS, split_tags

#: How an advisory to editors begins. In small letters "kill" and "withdrawn" are a story's own words.
TO_EDITORS = re.compile(
    r"\W*(?:(?i:(?:attn|attention|note to|notice to)\W{0,3}(?:all )?(?:editors|clients|subscribers))"
    r"|(?i:editors?(?:['’]?s? note)?)\s*[:,–—-]"
    r"|(?:URGENT )?ADVISORY\b|(?:BULLETIN |MANDATORY )?KILL(?:ED)?\b|(?:STORY |STANDS )?WITHDRAWN\b|WITHDRAWAL\b)"
)
_ITEM = r"(?:story|item|article|report|copy)"
#: What it says when it takes a story back. "Kill" alone is not enough: editors are also told who was killed.
TAKES_BACK = re.compile(
    rf"\b(?:please|must|should|mandatory|bulletin)\s+(?:be\s+)?(?:kill|withdraw|spike|disregard|delete)(?:ed|n)?\b"
    rf"|\bkill\s+(?:the\s+)?{_ITEM}\b"
    rf"|\b{_ITEM}\b.{{0,200}}?\b(?:is|are|was|been|is hereby|stands)\s+(?:withdrawn|killed|spiked)\b"
    rf"|\b(?:withdraw|withdraws|withdrawing|kills|killing)\s+(?:the|its|our|this)\s+{_ITEM}\b"
    r"|\bdo not (?:use|publish|run)\b",
    re.IGNORECASE | re.DOTALL,
)
#: An advisory is short: its first paragraphs say it all.
READ = 600

EMBARGO = re.compile(
    r"\W*(?:(?:strictly|under|sous|bajo|sotto|unter|achtung|eds?|editors?)\W+)?(?:"
    r"(?P<word>embargo(?:ed)?|embargad[ao]|sperrfrist)\b"
    r"(?P<link>(?:\s+|-)(?:until|till|to|for release(?: at| on)?|jusqu[\w’']*|hasta|fino|bis|tot|ate|até))?"
    r"|(?:not|hold) for (?:release|publication|use)(?: before| until)?)"
    r"(?P<colon>\s*:)?\s*(?P<when>[^()\[\]]{0,80}?)\W*",
    re.IGNORECASE,
)
_USE = r"(?:release|publication|distribution|dissemination|circulation|transmission|use)"
#: The law's line above a press release: where the text may not be spread, whenever that is.
RESTRICTED = re.compile(
    rf"\W*(?:strictly\s+)?(?:this (?:(?:news|press|media) release|announcement|document|communication)(?: is)?\s+)?"
    rf"not (?:intended )?for (?:immediate )?{_USE}\b(?P<where>.*)",
    re.IGNORECASE | re.DOTALL,
)
#: Whom or what such a line names: states, jurisdictions, the wires of a state.
JURISDICTION = re.compile(
    r"\b(?:(?:in|into|within|to|from|through|outside)[^\w.;:]+(?:\w+[^\w.;:]+){0,4}?)"
    r"(?:united states|u\.s\b|(?-i:US)\b|usa\b|american|canada|canadian|australia|japan|south africa|new zealand"
    r"|united kingdom|u\.?k\b|eea\b|european (?:union|economic area)|switzerland|hong kong|singapore|jurisdictions?\b"
    r"|news ?wires?\b)",
    re.IGNORECASE,
)
#: A line with one of these may hold the text back until a time; a line with a verb is a sentence of a story.
UNTIL = re.compile(
    r"\b(?:until|till|before|after|prior|ahead|hold|embargo(?:ed)?|a\.?m|p\.?m|noon|midnight|morning|evening|today|tonight|tomorrow"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d+)\b",
    re.IGNORECASE,
)
SENTENCE_VERB = re.compile(r"\b(?:is|are|was|were|has|have|had|will|said|says)\b", re.IGNORECASE)
CLAUSE = re.compile(r"\b(?:where|which|if)\b", re.IGNORECASE)
#: How notes about a correction begin, in the languages of the agencies.
CORRECTING_NOTE = re.compile(
    r"[\W_]*(?:(?:eds?|editors?)\b[\s:.,–—-]*)?(?:this (?:version|story|item) )?"
    r"(?:correct(?:s|ed|ion|ions|ing|ive)|korrig\w+|korrektur\w*|berichtig\w+|corrig\w+|rectif\w+|correcci\w+|rettelse\w*|rättelse\w*"
    r"|rättad|rettet|korjat\w+|korjaus\w*|corregid\w+|correzion\w+|corretto|corre[cç]\w+|errat\w+)\b",
    re.IGNORECASE,
)
#: How a note begins that kills the item it comes with, and what makes it one about another item.
KILLING_NOTE = re.compile(r"\W*(?:(?:BULLETIN|MANDATORY|URGENT)\W+)?(?:KILL(?:ED)?|(?:STORY )?WITHDRAWN|WITHDRAWAL|RETRACTION)\b")
#: How a note takes back "this" item in so many words, in several languages.
THIS_ITEM = re.compile(
    rf"\b(?:kill|disregard|withdraw|spike|do not (?:use|publish|run))\s+this\s+{_ITEM}\b"
    rf"|\bthis\s+{_ITEM}\s+(?:has been|is|was)\s+(?:withdrawn|killed|retracted|recalled)\b"
    r"|\bdiese (?:meldung|nachricht) (?:bitte )?nicht (?:zu )?verwenden\b|\bverwenden sie diese meldung nicht\b"
    r"|\b(?:ne pas utiliser|annuler) cette (?:dépêche|information)\b|\banulen? esta (?:noticia|información)\b"
    r"|\bnon utilizzare questa notizia\b",
    re.IGNORECASE,
)
#: What a note says of the item in the midst of a sentence: `this item is embargoed until …`.
EMBARGOED = re.compile(r"\bembargoed (?:until|till|to|for)\b", re.IGNORECASE)
EARLIER = re.compile(r"\b(?:previous|earlier|prior|first|original|older)\b", re.IGNORECASE)
#: Zones that embargoes name, in hours from UTC. What is not here is not guessed.
ZONES = {"GMT": 0, "UTC": 0, "BST": 1, "CET": 1, "CEST": 2, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "PST": -8, "PDT": -7}
CLOCK = re.compile(r"\b(\d{2})(\d{2})\b(?=\s*(?:GMT|UTC|Z|hrs|hours)\b)", re.IGNORECASE)
#: After every end of an embargo.
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Advice:
    """What an item says of itself: a status, and until when it is not to be shown."""

    status: Status | None = None
    until: datetime | None = None


def is_kill(tags: tuple[str, ...], headline: str | None, paragraphs: list[str]) -> bool:
    """Whether an item takes a story back, by its headline's tags or by what it tells editors.

    Over a story, `KILLED - THREE SOLDIERS IN TARN` is a headline in capitals, and no tag.
    """
    text = "\n".join([*([headline] if headline else []), *paragraphs])[:READ]
    if TO_EDITORS.match(text) and TAKES_BACK.search(text):
        return True
    own, bare = split_tags(headline or "")
    words = set(own) - {"KILL"} if paragraphs and bare.isupper() else set()
    return any(tag.split()[0] in KILLS for tag in tags if tag not in words)


def note_corrects(note: str) -> bool:
    """Whether a note to editors says in its first words what this version puts right."""
    return bool(CORRECTING_NOTE.match(note))


def note_kills(note: str) -> bool:
    """Whether a note to editors takes back the very item that it comes with.

    `Kill this story. The earlier version named the wrong man.` does; what it says of an earlier one comes after.
    """
    read = note[:READ]
    if this := THIS_ITEM.search(read):
        sentence = read[: this.end()] + read[this.end() :].partition(". ")[0]
        if not EARLIER.search(sentence):
            return True
    return bool(KILLING_NOTE.match(read) and TAKES_BACK.search(read) and not EARLIER.search(read))


def note_embargo(note: str) -> Advice | None:
    """What a note to editors says about an embargo, in its first words or a sentence of it; None if it says nothing."""
    if restricts(note):
        return None
    found = EMBARGOED.search(note[:READ])
    texts = (note, note.partition(". ")[0], note[found.start() :].partition(". ")[0] if found else "")
    return next((advice for text in texts if (advice := embargo(text))), None)


def strictest(advices: Iterable[Advice]) -> Advice | None:
    """Of what several lines say about an embargo one without an end, else the latest; None where none says anything."""
    return max(advices, key=lambda advice: advice.until or NEVER, default=None)


def embargo(paragraph: str) -> Advice | None:
    """What an embargo line says; None for any other paragraph.

    A time without a day, a year or a zone, or one that can be read in two ways, is none: then the item is withheld
    until its provider sends it again without the line. Nobody may see it too early because we guessed.
    """
    found = EMBARGO.fullmatch(paragraph) if len(paragraph) <= 120 else None
    if found is None or (found["word"] and not _says_when(found)) or _only_where(paragraph):
        return None
    until = _exact_time(found["when"])
    return Advice(Status.EMBARGOED, until) if until else Advice(Status.WITHHELD)


def restricts(line: str) -> bool:
    """Whether a line says only in which states a text may not be spread: `Not for distribution in the United States`.

    It is the law's, not the editors': the text is out. A line that names any time, too, is left to `embargo`.
    """
    where = _only_where(line)
    return where is not None and not SENTENCE_VERB.search(CLAUSE.split(where, maxsplit=1)[0])


def _only_where(line: str) -> str | None:
    """What stands behind `Not for release`, where it names states and no time."""
    found = RESTRICTED.fullmatch(line) if len(line) <= READ else None
    if found is None or not JURISDICTION.search(found["where"]) or UNTIL.search(found["where"]):
        return None
    return found["where"]


def _says_when(found: re.Match[str]) -> bool:
    """Whether a line that begins with the word is one that holds an item back: `Embargo on grain` is a headline."""
    when = found["when"]
    if found["link"] or found["colon"] or any(map(str.isdigit, when)):
        return True
    return not when and found["word"].casefold() != "embargo"


def _exact_time(text: str) -> datetime | None:
    """The time that `text` names with day, month, year and zone; None when it leaves one of them open."""
    if not re.search(r"(?:19|20)\d\d", text) or re.search(r"\b\d{1,2}/\d{1,2}/", text):
        return None
    zones = {name: tz.tzoffset(name, hours * 3600) for name, hours in ZONES.items()}
    clock = CLOCK.sub(r"\1:\2", text)
    read = [_read(clock, zones, default) for default in (datetime(2000, 1, 1, 0, 1), datetime(2003, 2, 2, 2, 2))]  # noqa: DTZ001
    first, second = read
    return first.astimezone(UTC) if first and first == second and first.tzinfo else None


def _read(text: str, zones: dict[str, tz.tzoffset], default: datetime) -> datetime | None:
    """What dateutil reads; what it fills in for missing parts is `default`'s, so that two defaults tell what is missing."""
    try:
        return dateutil_parser.parse(text, tzinfos=zones, default=default)
    except (ValueError, OverflowError):
        return None
