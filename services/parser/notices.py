"""Text that comes with a story and is not the story: credits, corrections, standards lines, contacts, end marks."""

from __future__ import annotations

import re

from schemas import Notice
from services.parser.advisories import restricts
from services.parser.agencies import is_listed

#: Who did what for a story: `Additional reporting by`, `Writing and editing by`, `Reporting in Tarn by`.
_DEED = r"(?:report|writ|edit|compil|translat|produc|research|graphic)(?:ing|ten|ed|ation|tion|s)?"
DEEDS = re.compile(
    rf"\b(?:(?:with\s+)?(?:(?:additional|further)\s+)?{_DEED}(?:(?:,|,?\s+and|\s+&)\s+(?:additional\s+)?{_DEED})*"
    r"(?:\s+(?:in|from)\s+[A-Z][\w-]+)?\s+by\b(?::)?"
    r"|(?:with(?:\s+(?:additional|further))?|additional|further)\s+(?:files|reporting|material|inputs?)\s+from\b(?::)?)",
    re.IGNORECASE,
)
#: The other way round, a sentence that is nothing else: `Ilse Varga in Tarn contributed to this report.`
CONTRIBUTED = re.compile(
    r"[\s(\[*—–-]*[A-ZÀ-Þ][^.!?\n]{2,200} contributed (?:reporting )?to this (?:report|story|article)[.\s)\]]*"
)
#: Small words among the names of a credit, and what else stands there: telephone numbers and addresses.
CREDIT_WORDS = frozenset("and in for from at with of the by to de da di du van von der den bin al el la y e und".split())  # noqa: SIM905
CREDIT_WORDS |= {"writer", "writers", "reporter", "reporters", "correspondent", "correspondents", "staff"}
CREDIT_TOKEN = re.compile(r"[\w@.'’+-]+")
COPYRIGHT = re.compile(r"[\s(\[]*(?:©|\(c\)\s*(?:copyright|\d{4})|copyright\s+(?:©|\(c\)|\d{4}|by\b))", re.IGNORECASE)
#: Initials of writer and editors, under a story: `bur-kl/mn`.
INITIALS = re.compile(r"[a-z]{2,4}(?:-[a-z]{2,4})?(?:/[a-z]{2,4}){1,4}")

_CORRECTS = r"(?:corrects|corrected|clarifies|clarified|amends|amended|refiled|refiles|fixes)"
_STORY = r"(?:story|item|article|report|headline)"
#: `CORRECTION: …`, `Corrections and clarifications: …`, `Correction (March 3): …`, `Clarification, March 3: …`
_LABEL = r"(?:correction|clarification)s?(?: and (?:correction|clarification)s?)?(?:\s\([^()]{1,40}\)|,\s[^:.]{1,40})?\s*[:—–]"
CORRECTION = re.compile(
    rf"[\s(\[*•]*(?:this (?:version|{_STORY})\b.{{0,80}}?\b{_CORRECTS}\b"
    rf"|(?:in|the|this)\s.{{0,80}}?\b{_STORY}\b,?.{{0,60}}?\b{_CORRECTS}\b"
    rf"|(?:{_CORRECTS}|corrected to|correcting)\s"
    rf"|{_LABEL}"
    rf"|an earlier version of this {_STORY}\b)",
    re.IGNORECASE,
)
#: Corrections that need no brackets to be told from a story's own words.
PLAIN_CORRECTION = re.compile(
    rf"[\s*•]*(?:{_LABEL}|this version\b|an earlier version\b|this {_STORY} (?:has|was|is)\b)", re.IGNORECASE
)
#: What editors say to whoever reads or prints the story.
EDITOR = re.compile(r"[\s(\[*•]*(?:editor['’]?s?['’]? notes?|notes? to editors?)\s*[:—–]", re.IGNORECASE)
#: Reuters says in brackets before a story what is new in it.
UPDATED = re.compile(
    r"[\s(\[]*(?:adds|updates|recasts|rewrites|writes through|repeats|removes|new throughout|inserts|releads|changes)\b", re.I
)
STANDARDS = re.compile(r"[\s(\[]*our standards\s*:", re.IGNORECASE)
CONTACT = re.compile(
    r"\(\(|[\s(\[*•]*(?:(?:e-?mail|tel|telephone|phone|follow)\s*:|follow @|reuters messaging|for (?:more|further) information\b"
    r".{0,200}(?:@|https?:|www\.|\d{3}))",
    re.IGNORECASE,
)
#: How a story ends where no agency signs it, in the languages of the agencies.
END_WORDS = frozenset(
    """
    0 30 end ends endit endall more xxx nnnn reuter fin fine fim ende schluss mehr slut slutt loppu koniec konec vége конец
    """.split()  # noqa: SIM905
)
#: What stands around those and around an agency's name, and alone if there is enough of it.
RULE = " ([*_=-).]/+"
RULES = ("##", "###", "####", "#####", "___", "---", "===", "***", "+++")
#: `(Schluss) iv/ol`: that it ends, or goes on elsewhere, and the initials of who made it.
CLOSED = re.compile(r"\((?:Schluss|Ende|Forts\.?|Fortsetzung(?: folgt)?|Fin|Fine|Fim)\)(?: [\w/*+ -]{1,40})?")
#: That, or `AP-WF-03-03-31 0900GMT`: who sent it, and when.
SIGNED = re.compile(rf"{CLOSED.pattern}|[A-Z]{{2,5}}-[A-Z]{{2,3}}-\d\d-\d\d-\d\d \d{{4}}[A-Z]{{3,4}}")
#: `(c) Norland News`
OWNER = re.compile(r"\([cC]\)(?: [A-Z][\w.&-]*){1,4}")

#: How any of these begins: asked first, as most paragraphs are none.
MAY_BE = re.compile(
    r"[\s(\[*•_=#©—–/-]*(?:(?:not|strictly|with|additional|further|report|writ|edit|compil|translat|produc|research|graphic|copyright|this|in|the|an|"
    rf"{_CORRECTS}|correct|clarif|add|updat|recast|rewrit|repeat|remov|new|insert|relead|chang|our|e-?mail|tel|phone|follow|reuter|"
    r"for|end|editor|note|afp|dpa|more|xxx|30)|[a-z]{2,4}[/-]|\(\(|$)|[(\[]?©|[#*_=-]{2}",
    re.IGNORECASE,
)

#: Marks of an end are short, and begin in any way.
SHORT = 40
#: The longest notice in the corpora has 300 characters; a longer paragraph is text that begins like one.
LONGEST = 700
#: Where a credit may hide at the end of a paragraph that a crawler ran together, and how it begins there.
TAIL = 1500
IN_TAIL = re.compile(
    rf"(?<=[.!?\"”’)])\s+(?=\(+(?:{DEEDS.pattern}|this version|correct|refile)|{DEEDS.pattern}\s+[A-Z]|our standards:)",
    re.IGNORECASE,
)
NEXT_IN_TAIL = re.compile(r"\s+(?=Our Standards:|\(\(|\([A-Z])|(?<=\))\s+")


def kind_of(paragraph: str) -> str | None:
    """Which kind of notice a whole paragraph is; None for the story's own text."""
    if not paragraph or len(paragraph) > LONGEST:
        return None
    if paragraph.rstrip(" .)]").endswith(("report", "story", "article")) and CONTRIBUTED.fullmatch(paragraph):
        return "credit"
    if len(paragraph) > SHORT and not MAY_BE.match(paragraph):
        return None
    bracketed = paragraph[0] in "([" and paragraph[-1] in ")]."
    if STANDARDS.match(paragraph):
        return "standards"
    if _is_credit(paragraph, bracketed=bracketed):
        return "credit"
    if CORRECTION.match(paragraph) and (bracketed or PLAIN_CORRECTION.match(paragraph)):
        return "correction"
    if EDITOR.match(paragraph):
        return "editor"
    if CONTACT.match(paragraph):
        return "contact"
    if _ends(paragraph) or (UPDATED.match(paragraph) and bracketed) or restricts(paragraph):
        return "other"
    return None


def split_leading(paragraph: str) -> tuple[Notice | None, str]:
    """(the bracketed notice that `paragraph` begins with, the rest); (None, the paragraph) when there is none."""
    end = _closing(paragraph) if paragraph.startswith("(") else None
    if end is None or not (CORRECTION.match(paragraph) or UPDATED.match(paragraph)):
        return None, paragraph
    kind = "correction" if CORRECTION.match(paragraph) else "other"
    return Notice(kind=kind, text=paragraph[:end]), paragraph[end:].lstrip()


def split_trailing(paragraph: str) -> tuple[str, list[Notice]]:
    """`paragraph` without the credit, correction and standards line at its end, and those, in their order."""
    for found in IN_TAIL.finditer(paragraph, max(0, len(paragraph) - TAIL)):
        notices = _all_notices(paragraph[found.end() :])
        if notices:
            return paragraph[: found.start()], notices
    return paragraph, []


def _all_notices(tail: str) -> list[Notice]:
    """`tail` as notices, when it is nothing else; else none."""
    notices = []
    while tail:
        end = _closing(tail) if tail.startswith("(") else None
        following = None if end else NEXT_IN_TAIL.search(tail)
        piece = tail[: end if end else following.start() if following else len(tail)]
        kind = kind_of(piece)
        if kind is None:
            return []
        notices.append(Notice(kind=kind, text=piece))
        tail = tail[len(piece) :].lstrip()
    return notices


def _ends(paragraph: str) -> bool:
    """Whether a paragraph only says that the story ends: `ENDS`, `-30-`, `(Reuters)`, `***`."""
    mark = paragraph.strip(RULE)
    if len(paragraph) <= SHORT and (mark.casefold() in END_WORDS or is_listed(mark) or SIGNED.fullmatch(paragraph)):
        return True
    return mark in RULES or (not mark and any(rule in paragraph for rule in RULES))


def _is_credit(paragraph: str, *, bracketed: bool) -> bool:
    """Whether a paragraph says who made the story. Without brackets it must say nothing else: `Research by Roe shows …`."""
    if COPYRIGHT.match(paragraph) or INITIALS.fullmatch(paragraph) or OWNER.fullmatch(paragraph):
        return True
    if not DEEDS.match(paragraph.lstrip("([ ")):
        return False
    return bracketed or all(map(_may_be_credited, CREDIT_TOKEN.findall(DEEDS.sub(" ", paragraph))))


def _may_be_credited(word: str) -> bool:
    """Names, the small words between them, telephone numbers and addresses."""
    return word[0].isupper() or word[0] in "+0123456789" or "@" in word or word in CREDIT_WORDS


def _closing(text: str) -> int | None:
    """Where the bracket that opens `text` is closed, just after it; brackets inside are counted."""
    depth = 0
    for at, char in enumerate(text[:LONGEST]):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return at + 1
    return None
