"""Bylines: `By Jane Roe`, alone in a paragraph or run into the dateline by a crawler."""

from __future__ import annotations

import re
from datetime import date

from services.parser.agencies import ends_with_agency, is_agency
from services.parser.dateline import find_dateline
from services.parser.lists import word_list

#: A paragraph of its own: By, names and perhaps the agency or a job, no stop at the end.
ALONE = re.compile(r"(?:By|BY|by)\s+[^\W\d_][^.!?:]*(?:\.[^.!?:]+){0,4}")
#: Names, titles and an agency take no more words than this: four reporters, two of them with a middle initial.
MOST_WORDS = 16
MOST_JOB_WORDS = 5
#: What a job ends with, behind the agency: `Norland News Sports Writer`.
JOBS = frozenset(
    """
    writer writers reporter reporters correspondent correspondents editor editors staff bureau chief columnist analyst critic
    contributor photographer producer journalist freelance freelancer korrespondent korrespondentin redakteur redakteurin
    """.split()  # noqa: SIM905
)
NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][\w.'’-]*,?|and|AND|&|de|da|di|van|von|der|den|bin|al|el|la")
#: How bylines begin in other languages, and what stands in them besides names. Only such a paragraph is one.
OTHERS = frozenset(("von", "par", "por", "da", "di", "av", "af", "door", "przez", "autor", "text:", "von:", "par:", "por:"))
SMALL = frozenset(("und", "et", "y", "e", "og", "och", "en", "i", "dpa", "afp", "ap", "sda", "in", "à", "em"))


def split_byline(paragraph: str, *, near: date) -> tuple[str | None, str]:
    """(the byline, what follows it in the paragraph); (None, the paragraph) when it begins with none."""
    words = paragraph.split(" ", MOST_WORDS + 1)
    if words[0].casefold() in OTHERS and _is_foreign(words):
        return paragraph, ""
    if words[0].casefold() != "by" or len(words) < 2:
        return None, paragraph
    for count in range(2, min(len(words), MOST_WORDS) + 1):
        rest = paragraph[sum(len(word) + 1 for word in words[:count]) :]
        if not NAME.fullmatch(words[count - 1]):
            break
        if _starts_dateline(rest) and find_dateline(rest, near=near):
            return " ".join(words[:count]).rstrip(","), rest
    if len(words) <= MOST_WORDS and ALONE.fullmatch(paragraph) and _named(words):
        return paragraph, ""
    return None, paragraph


def is_job(line: str) -> bool:
    """Whether a line under a byline is a job or an agency: `Norland News Writer`, a few words, each with a capital.

    It ends with the job or with the agency: `News Service Cuts Jobs` is a title.
    """
    words = line.split()
    if len(words) > MOST_JOB_WORDS or "(" in line or not (is_agency(line) and all(word[0].isupper() for word in words)):
        return False
    return words[-1].casefold().rstrip(".,") in JOBS or ends_with_agency(line)


def _is_foreign(words: list[str]) -> bool:
    """`Von Ilse Varga, dpa`: two names at least, and nothing but names, an agency and small words.

    `Da Nang Delta` names a city.
    """
    names = [word.rstrip(",") for word in words[1:]]
    if " ".join(words[:2]).casefold() in word_list("dateline-cities"):
        return False
    full = 2 <= len(names) < MOST_WORDS and all(NAME.fullmatch(name) and name[0].isupper() for name in names[:2])
    return full and all(NAME.fullmatch(name) or name.casefold() in SMALL for name in names) and not names[-1].endswith(".")


def _starts_dateline(rest: str) -> bool:
    """Only a word in capitals or a bracket begins a dateline here: another reporter's name is no place."""
    first = rest.split(" ", 1)[0]
    return first.startswith("(") or (len(first) > 2 and first.isupper())


def _named(words: list[str]) -> bool:
    """Whether what follows "By" begins with a name: `By Jane Roe`, not `By then the ship …`."""
    return (len(words) >= 3 and all(word[0].isupper() or word in ("and", "&") for word in words[1:3])) or (
        len(words) == 2 and words[1].istitle()
    )
