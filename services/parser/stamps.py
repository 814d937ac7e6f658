"""Lines that are a day and nothing else: `Published: Monday, March 3, 2031, 09:15 GMT`."""

from __future__ import annotations

import re
from datetime import date

from services.parser.days import a_day

LABEL = re.compile(
    r"(?:first |last |originally )?(?:published|posted|updated|created|date|filed|issued)(?: (?:on|at))?\s*:?\s+", re.IGNORECASE
)
CLOCK = re.compile(
    r"[,\s|–—-]*(?:at\s+)?\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?\s*(?:\(?[A-Z]{1,4}\)?|[+-]\d{2}:?\d{2})?\s*$",
    re.IGNORECASE,
)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
LONGEST = 80


def stamp(paragraph: str) -> date | None:
    """The day that a whole paragraph names; None for any other paragraph, and for a day without a year."""
    if len(paragraph) > LONGEST or not YEAR.search(paragraph):
        return None
    text = CLOCK.sub("", LABEL.sub("", paragraph, count=1)).strip(" .,|")
    iso = re.fullmatch(r"((?:19|20)\d\d-\d\d-\d\d)(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?", text)
    found = a_day(iso[1] if iso else text, near=date(2000, 1, 1))
    return found[1] if found and found[0] == 0 else None
