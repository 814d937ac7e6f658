"""Text that comes with a story and is not the story: credits, corrections, standards lines, contacts, end marks."""

from __future__ import annotations

import re

from schemas import Notice

_DEEDS = (
    r"(?:(?:additional|further|extra)\s+)?(?:reporting|writing|editing|written|edited|reported|compiled|translated|produced|"
    r"translation|production|photography|graphics?|research|text)(?:(?:,| and| &|,\s+and)\s+(?:writing|editing|reporting|"
    r"additional reporting|compiling|compiled|translation|production))*(?:\s+(?:in|from)\s+[A-Z][\w ]{1,30})?\s+by\b"
)
CREDIT = re.compile(
    rf"[\s(\[]*(?:with\s+)?{_DEEDS}|[\s(\[]*(?:©|\(c\)\s|copyright\s)|[\s(\[]*(?:bur|burs)?-?[a-z]{{2,4}}(?:/[a-z]{{2,4}}){{1,4}}$",
    re.IGNORECASE,
)
_CORRECTS = r"(?:corrects|corrected|clarifies|clarified|amends|refiled|refiles|fixes)"
CORRECTION = re.compile(
    rf"[\s(\[]*(?:this (?:version|story|article|item|report|headline)\b.{{0,80}}?\b{_CORRECTS}\b"
    rf"|(?:in|the|this)\s[^.]{{0,15}}\.?[^.]{{0,60}}?\b(?:story|item|article|report)\b,?[^.]{{0,60}}?\b{_CORRECTS}\b"
    rf"|(?:{_CORRECTS}|corrected to|correcting)\s"
    r"|(?:correction|corrections|clarification)\s*:"
    r"|an earlier version of this (?:story|article|report)\b)",
    re.IGNORECASE,
)
STANDARDS = re.compile(r"[\s(\[]*our standards\s*:", re.IGNORECASE)
CONTACT = re.compile(
    r"\(\(|[\s(\[]*(?:for (?:more|further) information\b|(?:e-?mail|tel|telephone|phone|follow)\s*:|follow @|reuters messaging)",
    re.IGNORECASE,
)
#: Reuters says in brackets before a story what is new in it.
UPDATED = re.compile(
    r"\((?:adds|updates|recasts|rewrites|writes through|repeats|removes|new throughout|inserts|releads|changes|edits|refiling)\b",
    re.IGNORECASE,
)
END_MARK = re.compile(
    r"[\s(\[*_=-]*(?:ends?|-?30-?|#{2,5}|reuters?|afp|dpa|more|endall|xxx|_{3,}|-{3,}|={3,}|\*{3,})[\s)\]*_=.-]*$", re.IGNORECASE
)

#: The longest notice in the corpora has 300 characters; a longer paragraph is text that begins like one.
LONGEST = 700
#: Where a credit may hide at the end of a paragraph that a crawler ran together.
TAIL = 1500
IN_TAIL = re.compile(rf"(?<=[.!?\"”’)])\s*(\(+{_DEEDS}|(?<=\s){_DEEDS}\s+[A-Z]|Our Standards:)", re.IGNORECASE)


def kind_of(paragraph: str) -> str | None:
    """Which kind of notice a whole paragraph is; None for the story's own text."""
    if len(paragraph) > LONGEST:
        return None
    if STANDARDS.match(paragraph):
        return "standards"
    if CREDIT.match(paragraph):
        return "credit"
    bracketed = paragraph[0] in "([" and paragraph[-1] in ")]"
    if CORRECTION.match(paragraph) and (bracketed or re.match(r"\w+:|this version|an earlier", paragraph, re.IGNORECASE)):
        return "correction"
    if CONTACT.match(paragraph):
        return "contact"
    if END_MARK.match(paragraph) or (UPDATED.match(paragraph) and bracketed):
        return "other"
    return None


def split_leading(paragraph: str) -> tuple[Notice | None, str]:
    """(the bracketed notice that `paragraph` begins with, the rest); (None, the paragraph) when there is none."""
    if not paragraph.startswith("("):
        return None, paragraph
    end = _closing(paragraph)
    if end is None or not (CORRECTION.match(paragraph) or UPDATED.match(paragraph)):
        return None, paragraph
    kind = "correction" if CORRECTION.match(paragraph) else "other"
    return Notice(kind=kind, text=paragraph[:end]), paragraph[end:].lstrip()


def split_trailing(paragraph: str) -> tuple[str, list[Notice]]:
    """`paragraph` without the credit, standards line or correction at its end, and those."""
    notices: list[Notice] = []
    found = IN_TAIL.search(paragraph, max(0, len(paragraph) - TAIL))
    if not found:
        return paragraph, notices
    story, tail = paragraph[: found.start(1)].rstrip(), paragraph[found.start(1) :]
    standards = tail.find("Our Standards:")
    pieces = [tail] if standards <= 0 else [tail[:standards].rstrip(), tail[standards:]]
    kinds = [kind_of(piece) for piece in pieces]
    if not all(kinds):
        return paragraph, []
    return story, [Notice(kind=kind or "other", text=piece) for kind, piece in zip(kinds, pieces, strict=True)]


def _closing(text: str) -> int | None:
    """Where the bracket that opens `text` is closed, just after it; brackets inside are counted."""
    depth = 0
    for at, char in enumerate(text[:LONGEST]):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return at + 1
    return None
