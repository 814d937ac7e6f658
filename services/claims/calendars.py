"""Days, weeks, months and years as seen from the day of the article, written as TIMEX3 values."""

from __future__ import annotations

from datetime import date, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
#: TIMEX3 letters for units, and days where a unit is a number of them.
UNITS = {
    "second": "TS",
    "minute": "TM",
    "hour": "TH",
    "day": "D",
    "week": "W",
    "month": "M",
    "quarter": "Q",
    "year": "Y",
    "decade": "DE",
}
PARTS = {"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI"}

#: The last and first year of Python's calendar are no news.
YEARS = range(1000, 2200)


def weekday(name: str, anchor: date, *, way: str = "") -> date:
    """The latest such day on or before `anchor`; 'last' excludes `anchor`, 'next' looks forward."""
    wanted = WEEKDAYS.index(name.lower())
    back = (anchor.weekday() - wanted) % 7
    if way == "next":
        return anchor + timedelta(days=(wanted - anchor.weekday() - 1) % 7 + 1)
    return anchor - timedelta(days=7 if way == "last" and back == 0 else back)


def month_number(word: str) -> int:
    """1 for 'January', 'Jan' and 'Jan.'."""
    short = word.lower().rstrip(".")[:3]
    return next(number for number, name in enumerate(MONTHS, 1) if name.startswith(short))


def day_of(month: int, day: int, year: int | None, anchor: date) -> date | None:
    """That day; without a year the nearest to `anchor`. None where the calendar has no such day."""
    years = (year,) if year is not None else (anchor.year - 1, anchor.year, anchor.year + 1)
    days = [found for candidate in years if (found := _date(candidate, month, day))]
    return min(days, key=lambda found: abs(found - anchor), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


def month_of(month: int, anchor: date, *, way: str = "") -> str:
    """'2016-11': the latest such month on or before `anchor`'s; 'last' excludes it, 'next' looks forward."""
    year = anchor.year
    if way == "next":
        year += month <= anchor.month
    elif month > anchor.month or (way == "last" and month == anchor.month):
        year -= 1
    return f"{year:04d}-{month:02d}"


def shifted(anchor: date, unit: str, by: int) -> str | None:
    """The day, week, month, quarter or year that is `by` units from `anchor`'s; None outside of the calendar."""
    try:
        return _shifted(anchor, unit, by)
    except (OverflowError, ValueError):
        return None


def _shifted(anchor: date, unit: str, by: int) -> str:
    if unit == "day":
        return (anchor + timedelta(days=by)).isoformat()
    if unit == "week":
        year, week, _ = (anchor + timedelta(weeks=by)).isocalendar()
        return f"{year:04d}-W{week:02d}"
    if unit == "month":
        months = anchor.year * 12 + anchor.month - 1 + by
        return f"{_year(months // 12):04d}-{months % 12 + 1:02d}"
    if unit == "quarter":
        quarters = anchor.year * 4 + (anchor.month - 1) // 3 + by
        return f"{_year(quarters // 4):04d}-Q{quarters % 4 + 1}"
    if unit == "decade":
        return f"{_year(anchor.year + 10 * by) // 10:03d}"
    return f"{_year(anchor.year + by):04d}"


def _year(year: int) -> int:
    if year not in YEARS:
        raise ValueError(f"{year} is no year of news")
    return year


def weekend(anchor: date, by: int = 0) -> str:
    """'2016-W49-WE': the latest weekend that has begun by `anchor`, and `by` weeks on."""
    saturday = weekday("saturday", anchor) + timedelta(weeks=by)
    year, week, _ = saturday.isocalendar()
    return f"{year:04d}-W{week:02d}-WE"
