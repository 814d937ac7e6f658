"""What text wires have in common: messages between control bytes, and times as telex operators write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from services.errors import Rejected
from services.parser.advisories import ZONES
from services.parser.days import MONTHS
from services.parser.decode import decode, readable

SOH, STX, ETX, EOT = b"\x01", b"\x02", b"\x03", b"\x04"
#: What a line sends between messages: SYN, NUL, DEL, blanks, form feeds.
IDLE = b"\x00\x16\x7f\x0c \t\r\n"
#: A day's feed in one file is some 2 MB.
MOST_BYTES = 8 * 1024 * 1024
#: As for plain text.
MOST_CHARACTERS = 200_000
#: Every control byte but tab and line ends.
CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r")) + b"\x7f"

#: Zones that agencies name, in hours from UTC: those of embargoes and the German ones.
ZONE_HOURS = ZONES | {"Z": 0, "MEZ": 1, "MESZ": 2}
#: `131137 GMT Nov 13`: day, hour, minute; month, year.
DAY_FIRST = re.compile(r"\s{0,9}(\d{2})(\d{2})(\d{2})\s{0,3}([A-Z]{1,4})?\s{1,3}([^\W\d_]{3,9})\.?\s{1,3}((?:20|19)?\d{2})\b")
#: `11-13-13 1509GMT`: month, day, year; hour, minute.
MONTH_FIRST = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{2,4})\s{1,3}(\d{2})(\d{2})\s?([A-Z]{1,4})?")


def messages(body: bytes) -> list[bytes]:
    """The messages in `body`, each from after its SOH. Raises Rejected('too-long')."""
    if len(body) > MOST_BYTES:
        raise Rejected("too-long", f"{len(body):,} bytes of text messages; {MOST_BYTES:,} at most")
    return [piece for piece in body.split(SOH) if piece.strip(IDLE + EOT)]


def parts(message: bytes) -> tuple[bytes, bytes, bytes]:
    """A message's header, text and trailer; without STX its first line is the header."""
    header, _, rest = message.partition(STX if STX in message else b"\n")
    text, _, trailer = rest.partition(ETX)
    return header, text, trailer.partition(EOT)[0]


def characters(piece: bytes) -> str:
    """Bytes of a message as text without its control bytes; empty when there is none. Raises Rejected('too-long')."""
    plain = piece.translate(None, CONTROLS)
    text = readable(decode(plain)) if plain.strip() else ""
    if len(text) > MOST_CHARACTERS:
        raise Rejected("too-long", f"{len(text):,} characters; an article has {MOST_CHARACTERS:,} at most")
    return text


def day_first(text: str) -> datetime | None:
    """The time of `131137 GMT Nov 13`, UTC, as which a time without a zone is read; None when it is none."""
    found = DAY_FIRST.match(text)
    if not found:
        return None
    day, hour, minute, zone, month, year = found.groups()
    return _time(int(year), MONTHS.get(month.casefold(), 0), int(day), int(hour), int(minute), zone)


def month_first(text: str) -> datetime | None:
    """The time of `11-13-13 1509GMT` in `text`, UTC, as which a time without a zone is read; None when there is none."""
    found = MONTH_FIRST.search(text)
    if not found:
        return None
    month, day, year, hour, minute = map(int, found.groups()[:5])
    return _time(year, month, day, hour, minute, found[6])


def _time(year: int, month: int, day: int, hour: int, minute: int, zone: str | None) -> datetime | None:
    """None for what no calendar has and for a zone that is not known: it is not guessed."""
    hours = ZONE_HOURS.get(zone or "UTC")
    full = year if year > 99 else year + (1900 if year >= 70 else 2000)
    if hours is None:
        return None
    try:
        return datetime(full, month, day, hour, minute, tzinfo=timezone(timedelta(hours=hours))).astimezone(UTC)
    except ValueError:
        return None
