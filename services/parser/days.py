"""Days as datelines and stamps write them: `Dec 12`, `12 décembre 2016`, `2016-12-12`."""

from __future__ import annotations

import difflib
import re
from datetime import date

#: Month names and their short forms in the languages of the agencies, as dates have them, folded.
_MONTHS = """
    january jan janvier januar enero gennaio janeiro januari jänner ene gen stycznia ledna januára január tammikuuta siječnja
    ianuarie ocak января januarja sausio janvārī jaanuar gener янв січня януари ιανουαρίου يناير

    february feb février fevrier februar febrero febbraio fevereiro februari fév fev févr lutego února februára február
    helmikuuta veljače februarie şubat февраля februarja vasario februārī veebruar febrer фев лютого февруари φεβρουαρίου
    فبراير

    march mar mars märz marzo março maart mär mrz marts marca března március maaliskuuta ožujka martie mart марта marta kovo
    martā märts maret mac març мар березня март μαρτίου مارس

    april apr avril abril aprile avr abr kwietnia dubna apríla április huhtikuuta travnja aprilie nisan апреля aprila
    balandžio aprīlī aprill апр квітня април απριλίου أبريل ابريل

    may mai mayo maggio maio mei mag maj maja května mája május toukokuuta svibnja mayıs мая gegužės maijā mayis maig май
    травня маја μαΐου مايو

    june jun juin juni junio giugno junho giu czerwca června júna június kesäkuuta lipnja iunie haziran июня junija birželio
    jūnijā juuni juny июн червня юни јуна ιουνίου يونيو

    july jul juillet juli julio luglio julho lug juil lipca července júla július heinäkuuta srpnja iulie temmuz июля julija
    liepos jūlijā juuli juliol julai июл липня юли јула ιουλίου يوليو

    august aug août aout agosto augustus ago augusti sierpnia srpna augusta augusztus elokuuta kolovoza ağustos августа
    avgusta rugpjūčio augustā agost ogos авг серпня август αυγούστου أغسطس

    september sep sept septembre septiembre settembre setembro set września září septembra szeptember syyskuuta rujna
    septembrie eylül сентября rugsėjo septembrī setembre сен сент вересня септември σεπτεμβρίου سبتمبر

    october oct octobre oktober octubre ottobre outubro okt ott out października října októbra október lokakuuta octombrie
    ekim октября oktobra spalio oktobrī oktoober окт жовтня октомври οκτωβρίου أكتوبر

    november nov novembre noviembre novembro listopada listopadu novembra marraskuuta studenoga noiembrie kasım ноября
    studenog lapkričio novembrī kasim ноя нояб листопада ноември νοεμβρίου نوفمبر

    december dec décembre decembre dezember diciembre dicembre dezembro déc dez dic desember grudnia prosince decembra
    joulukuuta prosinca decembrie aralık декабря gruodžio decembrī detsember aralik desembre дек грудня декември δεκεμβρίου
    ديسمبر
"""
MONTHS = {name: number for number, names in enumerate(_MONTHS.strip().split("\n\n"), 1) for name in names.split()}

#: Short forms that are English words, and months only behind the day: `ROMA, 3 set`, but not `WINS SET 3 - `.
BEHIND = frozenset(("out", "set"))

#: Those that are known when misspelt too: the English ones and their short forms.
SPELT = [name for names in _MONTHS.strip().split("\n\n") for name in names.split()[:2]]

#: Days of the week, folded.
WEEKDAYS = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat sun
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag lundi mardi mercredi jeudi vendredi samedi dimanche
    lunes martes miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì venerdì sabato domenica
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag hétfő kedd szerda csütörtök péntek szombat vasárnap
    """.split()  # noqa: SIM905
)
_WORD = r"[^\W\d_]{3,14}"
_WEEKDAY = rf"(?:(?:{'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})\.?,?\s+)?"
_YEAR = r"(?:\s*,?\s*(?P<year>(?:19|20)\d\d)(?:\s(?:г|года|р))?\b)?"
#: A day at the end of a string; `month` is any word, so that a misspelt month is seen too, and telex operators' "l" and "O"
#: count as digits.
DAY = re.compile(
    rf"(?:^|(?<=[\s,.(/]))(?:on\s+)?{_WEEKDAY}(?:"
    rf"(?P<month>{_WORD})\.?,?(?:\s+(?P<day>[\dlO]{{1,3}})|\s*(?P<close>\d[\dlO]{{0,2}}))(?:st|nd|rd|th|\sd)?"
    rf"|(?P<day2>\d{{1,2}})(?:\.|st|nd|rd|th|er)?\s*(?:de\s+)?(?P<month2>{_WORD})\.?(?:\s+de)?"
    rf"){_YEAR}$",
    re.IGNORECASE,
)
#: A day without a year in figures, or with two: `03/03`, `3.3.`, `3.3.31`. Beside an agency alone it is one.
SHORT = re.compile(r"(?:^|(?<=[\s,(]))(?P<first>\d{1,2})(?P<mark>[/.])(?P<second>\d{1,2})(?:(?P=mark)(?P<year>\d\d)?)?$")
#: A number or a weekday after a comma, where a day is meant: `MADRID, 3 (…)`, `TARN, Monday (…)`.
LOOSE = re.compile(rf"(?<=,)\s*(?:\d{{1,2}}|(?P<word>{_WORD})\.?)$")
ISO = re.compile(r"(?:^|(?<=[\s,(]))(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)$")

DIGITS = str.maketrans("lLoO", "1100")
#: A month alone after a place, where the day was left out: `CHICAGO, April`.
MONTH_ALONE = re.compile(rf"(?<=,)\s*({_WORD})$")

#: `2031. március 3., hétfő`: in Hungarian the year comes first, and the day of the week may follow.
YEAR_FIRST = re.compile(
    rf"(?:^|(?<=[\s,]))(?P<year>(?:19|20)\d\d)\.\s+(?P<month>{_WORD})\s+(?P<day>\d{{1,2}})(?:\.,\s+[^\W\d_]+)?$"
)
#: `03.03.` after a comma: the day and the month, in Central Europe.
SHORT_DAY = re.compile(r"(?<=,)\s*(?P<day>[0-3]\d)\.(?P<month>[01]\d)$")
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
        return found.start(), a_date(int(found["year"]), int(found["month"]), int(found["day"]))
    if found := NUMERIC.search(text):
        return found.start(), _numeric(found)
    if (found := YEAR_FIRST.search(text)) and found["month"].casefold() in MONTHS:
        return found.start(), a_date(int(found["year"]), MONTHS[found["month"].casefold()], int(found["day"]))
    if (found := SHORT_DAY.search(text)) and 1 <= int(found["month"]) <= 12:
        return found.start(), nearest_year(int(found["month"]), int(found["day"]), near=near)
    if (alone := MONTH_ALONE.search(text)) and alone[1].casefold() in MONTHS:
        return alone.start(), None
    found = DAY.search(text)
    month = a_month(found["month"] or found["month2"]) if found else None
    if found is None or month is None or (found["month"] or "").casefold() in BEHIND:
        return None
    day = int((found["day"] or found["close"] or found["day2"]).translate(DIGITS))
    if found["year"]:
        return found.start(), a_date(int(found["year"]), month, day)
    return found.start(), nearest_year(month, day, near=near)


def a_loose_day(text: str, *, near: date) -> tuple[int, date | None] | None:
    """The day that ends `text` where an agency beside it shows that one is meant: `03/03`, `3.3.31`, a number, a weekday."""
    if found := SHORT.search(text):
        first, second = int(found["first"]), int(found["second"])
        if found["mark"] == "/" and first != second and max(first, second) <= MONTHS["december"]:
            return found.start(), None
        month, day = (second, first) if found["mark"] == "." or first > MONTHS["december"] else (first, second)
        year = int(found["year"]) + near.year - near.year % 100 if found["year"] else None
        return found.start(), a_date(year, month, day) if year else nearest_year(month, day, near=near)
    loose = LOOSE.search(text)
    return (loose.start(), None) if loose and (not loose["word"] or loose["word"].casefold() in WEEKDAYS) else None


def a_month(word: str) -> int | None:
    """The number of the month that `word` names, if need be misspelt (`Narch`, `Juen`)."""
    folded = word.casefold()
    if folded in MONTHS:
        return MONTHS[folded]
    alike = difflib.get_close_matches(folded, SPELT, n=1, cutoff=ALIKE if len(folded) > 3 else ALIKE_SHORT)
    return MONTHS[alike[0]] if alike else None


def nearest_year(month: int, day: int, *, near: date) -> date | None:
    """That day in the year in which it is nearest to `near`; None for a day that no year has."""
    days = [found for year in (near.year - 1, near.year, near.year + 1) if (found := a_date(year, month, day))]
    return min(days, key=lambda found: abs((found - near).days), default=None)


def _numeric(found: re.Match[str]) -> date | None:
    """The day of `12.3.2016` (full stops are written where the day comes first); of `3/12/2016` only if it can be but one."""
    first, second, year = int(found["first"]), int(found["second"]), int(found["year"])
    if found["mark"] == ".":
        return a_date(year, second, first)
    readings = {a_date(year, first, second), a_date(year, second, first)} - {None}
    return readings.pop() if len(readings) == 1 else None


def a_date(year: int, month: int, day: int) -> date | None:
    """That day; None for one that no calendar has."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
