"""Points in time as feeds write them: ISO 8601, RFC 2822, compact wire stamps. What is ambiguous is not guessed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime

from dateutil.parser import isoparse

#: `12/11/2016` is the twelfth of November or the eleventh of December: nobody can know, so it is no time.
AMBIGUOUS = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")


def a_time(text: str) -> datetime | None:
    """The time that `text` names, aware; without a zone it is read as UTC. None when it names none for certain."""
    text = text.strip()
    try:
        found = isoparse(text)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        try:
            found = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def midnight(day: date) -> datetime:
    """The beginning of `day`, UTC: all that is known of a time when only its day is."""
    return datetime.combine(day, time(), tzinfo=UTC)
