"""Points in time as feeds write them: ISO 8601, RFC 2822, compact wire stamps. What is ambiguous is not guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from dateutil import tz
from dateutil.parser import isoparse

from services.errors import Rejected
from services.parser.advisories import ZONES

#: No feed writes a time with more characters; a text that long is none.
LONGEST = 200
#: A time that is no longer than `2031-03-03` is a day, and a day begins in UTC wherever it is meant.
LONGEST_DAY = 10
#: Zones that agencies name, in hours from UTC: those of embargoes and others that mean but one thing.
ZONE_HOURS = ZONES | {"Z": 0, "UT": 0, "WET": 0, "WEST": 1, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3}
ZONE_HOURS |= {"HKT": 8, "SGT": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13}
ZONE_NAME = re.compile(r"[A-Z][A-Za-z_]{1,30}(?:/[A-Za-z_+-]{1,30}){0,2}")
NAMED = re.compile(r"(?<=\d) ?\(?([A-Z]{1,4})\)?$")

_zone: ContextVar[tzinfo] = ContextVar("zone", default=UTC)


@contextmanager
def times_in(name: str | None) -> Iterator[None]:
    """Inside, times that name no zone are those of the zone `name`, as `Europe/Vienna`; without a name they are UTC."""
    zone = zone_named(name) if name else UTC
    if zone is None:
        raise Rejected("unreadable", f"its feed's time zone {name!r} is none; write one like Europe/Vienna")
    before = _zone.set(zone)
    try:
        yield
    finally:
        _zone.reset(before)


def zone_named(name: str) -> tzinfo | None:
    """The time zone that is called so; None when none is."""
    return tz.gettz(name) if ZONE_NAME.fullmatch(name) else None


def here(naive: datetime) -> datetime:
    """A time that names no zone, aware."""
    return naive.replace(tzinfo=_zone.get()).astimezone(UTC)


def a_time(text: str) -> datetime | None:
    """The time that `text` names, aware; without a zone it is the feed's (`times_in`). None when it names none for certain.

    The ends of the calendar are none: programs write them where there is no time.
    """
    text = text.strip()
    try:
        found = _zoned(text) if len(text) <= LONGEST else None
        return found if found and found.astimezone(UTC).year > 1 else None
    except OverflowError:
        return None


def _zoned(text: str) -> datetime | None:
    named = NAMED.search(text)
    if named and named[1] in ZONE_HOURS:
        zone = timezone(timedelta(hours=ZONE_HOURS[named[1]]))
        found = _read(text[: named.start()])
        return found.replace(tzinfo=zone) if found and not found.tzinfo else found
    found = _read(text)
    if found is None or found.tzinfo:
        return found
    return found.replace(tzinfo=UTC) if len(text) <= LONGEST_DAY else here(found)


def _read(text: str) -> datetime | None:
    """A time of ISO 8601 or RFC 2822, with its zone if it names one as these do; `-0000` is UTC, told by who knows no zone."""
    try:
        return isoparse(text)
    except (ValueError, OverflowError):
        pass
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found.replace(tzinfo=UTC) if text.endswith("-0000") else found


def midnight(day: date) -> datetime:
    """The beginning of `day`, UTC: all that is known of a time when only its day is."""
    return datetime.combine(day, time(), tzinfo=UTC)
