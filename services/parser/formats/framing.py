"""What text wires have in common: messages between control bytes, and times as telex operators write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

from services.errors import Rejected
from services.parser.days import MONTHS, a_date, nearest_year
from services.parser.decode import decode, readable
from services.parser.formats.format import SPLIT
from services.parser.times import ZONE_HOURS, here

SOH, STX, ETX, EOT = b"\x01", b"\x02", b"\x03", b"\x04"
#: What a line sends between messages: SYN, NUL, DEL, blanks, form feeds.
IDLE = b"\x00\x16\x7f\x0c \t\r\n"
#: A day's feed in one file is some 2 MB.
MOST_BYTES = 8 * 1024 * 1024
#: As for plain text.
MOST_CHARACTERS = 200_000
LINE_END = re.compile(rb"\r{1,9}\n")
#: Every control byte but tab and line ends.
CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r")) + b"\x7f"

#: How telex lines without control bytes begin and end a message.
BEGINS = re.compile(rb"^(?=ZCZC\b)", re.MULTILINE)
ENDS = re.compile(rb"^NNNN[ \t\r]*$", re.MULTILINE)
#: `131137 GMT Nov 13`: day, hour, minute; zone; the day again; month; year.
DAY_FIRST = re.compile(
    r"(?<!\d)(\d{2}) ?(\d{2})(\d{2})\s{0,3}([A-Z]{1,4}(?![^\W_]))?(?:\s{1,3}\d{1,2}(?=\s))?"
    r"\s{1,3}([^\W\d_]{3,9})\.?(?:\s{1,3}((?:20|19)?\d{2})\b|(?!\s*\d))"
)
#: `131137 GMT`: a day of no month.
DAY_ALONE = re.compile(r"\s{0,9}(\d{2})(\d{2})(\d{2})\s{0,3}([A-Z]{1,4})?\s*$")
#: A day without a month is that of the arrival, as wires bring a message within minutes; of an older file nobody can know it.
FRESH = timedelta(days=3)
#: `11-13-13 1509GMT`: month, day, year; hour, minute.
MONTH_FIRST = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{2,4})\s{1,3}(\d{2})(\d{2})\s?([A-Z]{1,4})?")


def messages(body: bytes) -> list[bytes]:
    """The messages in `body`, each from after its SOH. Raises Rejected('too-long')."""
    if len(body) > MOST_BYTES:
        raise Rejected("too-long", f"{len(body):,} bytes of text messages; {MOST_BYTES:,} at most: {SPLIT}")
    pieces = body.split(SOH) if SOH in body else BEGINS.split(body)
    return [piece for piece in pieces if piece.strip(IDLE + EOT)]


def parts(message: bytes) -> tuple[bytes, bytes, bytes]:
    """A message's header, text and trailer; without STX its first line is the header."""
    header, _, rest = message.partition(STX if STX in message else b"\n")
    if ETX not in rest and (end := ENDS.search(rest)):
        rest = rest[: end.start()]
    text, _, trailer = rest.partition(ETX)
    return header, text.partition(EOT)[0], trailer.partition(EOT)[0]


def characters(piece: bytes) -> str:
    """Bytes of a message as text without its control bytes; empty when there is none. Raises Rejected('too-long').

    Printers were given time for their carriage: CR CR LF ends a line.
    """
    plain = LINE_END.sub(b"\n", piece.translate(None, CONTROLS))
    text = readable(decode(plain)) if plain.strip() else ""
    if len(text) > MOST_CHARACTERS:
        raise Rejected("too-long", f"{len(text):,} characters; an article has {MOST_CHARACTERS:,} at most")
    return text


def day_first(text: str, *, near: datetime) -> datetime | None:
    """The first time like `131137 GMT Nov 13` in `text`, UTC; without a zone it is the feed's; None when there is none.

    Without a year it is of the year nearest to `near`, without a month of the last days before `near` (or, as clocks differ,
    of the next).
    """
    if found := DAY_FIRST.search(text):
        day, hour, minute, zone, word, year = found.groups()
        month = MONTHS.get(word.casefold(), 0)
        on = nearest_year(month, int(day), near=near.date()) if not year else a_date(_full(int(year)), month, int(day))
        return _time(on, int(hour), int(minute), zone)
    if found := DAY_ALONE.match(text):
        days = (near.date() + timedelta(days=away) for away in range(-FRESH.days, 2))
        on = next((day for day in days if day.day == int(found[1])), None)
        return _time(on, int(found[2]), int(found[3]), found[4])
    return None


def month_first(text: str) -> datetime | None:
    """The time of `11-13-13 1509GMT` in `text`, UTC; without a zone it is the feed's; None when there is none."""
    found = MONTH_FIRST.search(text)
    if not found:
        return None
    month, day, year, hour, minute = map(int, found.groups()[:5])
    return _time(a_date(_full(year), month, day), hour, minute, found[6])


def _full(year: int) -> int:
    return year if year > 99 else year + (1900 if year >= 70 else 2000)


def _time(day: date | None, hour: int, minute: int, zone: str | None) -> datetime | None:
    """None for what no calendar has and for a zone that is not known: it is not guessed."""
    hours = ZONE_HOURS.get(zone or "UTC")
    if day is None or hours is None or hour > 23 or minute > 59:
        return None
    naive = datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001
    return naive.replace(tzinfo=timezone(timedelta(hours=hours))).astimezone(UTC) if zone else here(naive)
