"""Points in time as feeds write them: ISO 8601, RFC 2822, compact wire stamps. What is ambiguous is not guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime

from dateutil.parser import isoparse

#: No feed writes a time with more characters; a text that long is none.
LONGEST = 200


def a_time(text: str) -> datetime | None:
    """The time that `text` names, aware; without a zone it is read as UTC. None when it names none for certain."""
    text = text.strip()
    if len(text) > LONGEST:
        return None
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
