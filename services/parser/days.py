"""Days as datelines and stamps write them: `Dec 12`, `12 décembre 2016`, `2016-12-12`."""

from __future__ import annotations

import difflib
import re
from datetime import date

#: Month names and their short forms in the languages of the Western agencies, folded.
_MONTHS = """
    january jan janvier januar enero gennaio janeiro januari jänner ene gen
    february feb février fevrier februar febrero febbraio fevereiro februari fév fev févr
    march mar mars märz marzo março maart mär mrz
    april apr avril abril aprile avr abr
    may mai mayo maggio maio mei mag
    june jun juin juni junio giugno junho giu
    july jul juillet juli julio luglio julho lug juil
    august aug août aout agosto augustus ago
    september sep sept septembre septiembre settembre setembro set
    october oct octobre oktober octubre ottobre outubro okt ott out
    november nov novembre noviembre novembro
    december dec décembre decembre dezember diciembre dicembre dezembro déc dez dic
"""
MONTHS = {name: number for number, line in enumerate(_MONTHS.strip().split("\n"), 1) for name in line.split()}

_WORD = r"[^\W\d_]{3,10}"
_WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?\s+)?"
_YEAR = r"(?:\s*,?\s*(?P<year>(?:19|20)\d\d)\b)?"
#: A day at the end of a string; `month` is any word, so that a misspelt month is seen too, and telex operators' "l" and "O"
#: count as digits.
DAY = re.compile(
    rf"(?:^|(?<=[\s,.(/]))(?:on\s+)?{_WEEKDAY}(?:"
    rf"(?P<month>{_WORD})\.?,?(?:\s+(?P<day>[\dlO]{{1,3}})|\s*(?P<close>\d[\dlO]{{0,2}}))(?:st|nd|rd|th)?"
    rf"|(?P<day2>\d{{1,2}})(?:\.|st|nd|rd|th|er)?\s*(?:de\s+)?(?P<month2>{_WORD})\.?(?:\s+de)?"
    rf"){_YEAR}$",
    re.IGNORECASE,
)
ISO = re.compile(r"(?:^|(?<=[\s,(]))(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)$")

DIGITS = str.maketrans("lLoO", "1100")
#: A month alone after a place, where the day was left out: `CHICAGO, April`.
MONTH_ALONE = re.compile(rf"(?<=,)\s*({_WORD})$")

#: `3/12/2016`, `12.3.2016`.
NUMERIC = re.compile(r"(?:^|(?<=[\s,(]))(?P<first>\d{1,2})(?P<mark>[/.])(?P<second>\d{1,2})(?P=mark)(?P<year>(?:19|20)\d\d)$")

#: How like a month a word must be to be a misspelt one: `Juen`, `Narch`, `Apri` are (.75 and more), `Page` and `Unit` are not.
ALIKE = 0.75
#: Three letters must be more alike: `Jne` is (.86), `Jab` and `Mai` for another month are not.
ALIKE_SHORT = 0.85


def a_day(text: str, *, near: date) -> tuple[int, date | None] | None:
    """Where the day that ends `text` begins, and the day: (start, None) for one that no calendar has, None if there is none.

    A day without a year takes the year in which it is nearest to `near`.
    """
    if found := ISO.search(text):
        return found.start(), _date(int(found["year"]), int(found["month"]), int(found["day"]))
    if found := NUMERIC.search(text):
        return found.start(), _numeric(found)
    if (alone := MONTH_ALONE.search(text)) and alone[1].casefold() in MONTHS:
        return alone.start(), None
    found = DAY.search(text)
    month = a_month(found["month"] or found["month2"]) if found else None
    if found is None or month is None:
        return None
    day = int((found["day"] or found["close"] or found["day2"]).translate(DIGITS))
    if found["year"]:
        return found.start(), _date(int(found["year"]), month, day)
    return found.start(), nearest_year(month, day, near=near)


def a_month(word: str) -> int | None:
    """The number of the month that `word` names, if need be misspelt (`Narch`, `Juen`)."""
    folded = word.casefold()
    if folded in MONTHS:
        return MONTHS[folded]
    alike = difflib.get_close_matches(folded, MONTHS, n=1, cutoff=ALIKE if len(folded) > 3 else ALIKE_SHORT)
    return MONTHS[alike[0]] if alike else None


def nearest_year(month: int, day: int, *, near: date) -> date | None:
    """That day in the year in which it is nearest to `near`; None for a day that no year has."""
    days = [found for year in (near.year - 1, near.year, near.year + 1) if (found := _date(year, month, day))]
    return min(days, key=lambda found: abs((found - near).days), default=None)


def _numeric(found: re.Match[str]) -> date | None:
    """The day of `12.3.2016` (full stops are written where the day comes first); of `3/12/2016` only if it can be but one."""
    first, second, year = int(found["first"]), int(found["second"]), int(found["year"])
    if found["mark"] == ".":
        return _date(year, second, first)
    readings = {_date(year, first, second), _date(year, second, first)} - {None}
    return readings.pop() if len(readings) == 1 else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
