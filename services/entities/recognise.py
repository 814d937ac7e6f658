"""Which stretches of a body are names, and of what kind: the model's guesses, put right by what wire copy is like."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from schemas import Label, ParsedArticle
from services.entities.dateline import dateline_names
from services.entities.gazetteer import Gazetteer
from services.entities.governments import is_government
from services.entities.guess import guessed_names
from services.entities.known import Form, Known, known_names
from services.entities.labels import one_label_each
from services.entities.name import Name, without_overlaps
from services.entities.persons import last_name
from services.entities.reading import Reading
from services.entities.words import wordset

#: What is not the person whose name it has.
TEAM = re.compile(r" (?:administration|campaign|government|cabinet)\b")
#: After one of these a country's name is part of another name: 'South America', 'New Jersey', 'African American'.
OTHER_PLACE = wordset(
    """
    New North South East West Central Latin African Native NEW NORTH SOUTH EAST WEST CENTRAL LATIN
    """
)

#: Half of a divided country by itself; not 'the North Sea', 'the South of France'.
HALF = re.compile(r"(?<=\b[Tt]he )(?:North|South)\b(?!-| (?:of|and)\b| [A-Z])")

#: A name in capitals and what the person is, before a quotation; at the start of a line, or where lines are lost of a sentence.
LABEL = re.compile(
    r"(?:^|(?<=[.?!:”\"] ))(?P<name>[A-Z][A-Z.’'-]*(?: [A-Z][A-Z.’'-]*){1,3}),[^\na-z“”\"]{2,199}[^\sa-z“”\"]\s+(?=[\"“])",
    re.MULTILINE,
)

NAME = r"[A-Z][^\W\d_]*(?:[’'-][^\W\d_]+)*"
BETWEEN_NAMES = rf"{NAME}|[A-Z]\.|d[aeiu]|de la|van|von|bin|al|el"
#: Who signs a quotation, behind it and a dash: '“It was a disgrace.” ― Ilse Varga', to the line's end or a comma; or an account.
SIGNATURE = re.compile(
    r"(?<=[.!?…][”\"])\s?(?:--|[-–—―~])\s?"
    rf"(?P<name>{NAME}(?: (?:{BETWEEN_NAMES})){{0,3}} {NAME}|@\w{{1,30}})(?= ?(?:\n|$|[.,(]))",
    re.MULTILINE,
)


def recognise(article: ParsedArticle, reading: Reading) -> list[Name]:
    """The names in `reading`, which is of the body of `article`: sorted, none over another, one label a name.

    The model reads English: of an article that is said to be in another language only what tables and dateline know is named.
    """
    loud = loud_lines(reading.body)
    english = (article.language or "en").casefold().startswith("en")
    guessed = [name for name in guessed_names(reading) if english and not inside(name.start, loud)]
    known = list(_known(reading, loud))
    known += _halves(reading.body, known)
    names = without_overlaps([*dateline_names(article), *known, *guessed, *_labels(reading.body)])
    names = one_label_each(names, guessed, reading)
    names = without_overlaps([*names, *_teams(names, reading.body)])
    return _with_later_mentions(names, reading, loud)


def _known(reading: Reading, loud: Sequence[range]) -> Iterator[Name]:
    """What the tables know. A capital in its place sense is a place like any other."""
    found = list(known_names().find(reading.body))
    certain = _certain_keys([known for _, _, known in found])
    for start, end, known in found:
        sure = known.sure or known.key in certain
        doubtful = (not sure and known.form is not Form.CAPITAL) or (end - start < 4 and inside(start, loud))
        if not doubtful and not _of_another_name(reading.body, start):
            meant = _meant(reading, start, end, known, sure)
            yield Name(start, end, reading.body[start:end], known.label, meant)


def _labels(body: str) -> Iterator[Name]:
    """'ILSE VARGA' of 'ILSE VARGA, CHIEF ECONOMIST, HARLAN BANK' above, or before, a quotation; who signs one."""
    for match in (*LABEL.finditer(body), *(signed for signed in SIGNATURE.finditer(body) if signed["name"][0] != "@")):
        yield Name(match.start("name"), match.end("name"), match["name"], Label.PERSON, rank=2)


def _halves(body: str, names: Sequence[Name]) -> Iterator[Name]:
    """'the North' where the article names North Korea, or its people, and no other country that begins so."""
    countries = {known.name: known for name in names if (known := name.known) is not None and known.area is not None}
    for match in HALF.finditer(body):
        meant = [known for called, known in countries.items() if called.startswith(match[0] + " ")]
        if len(meant) == 1:
            known = replace(meant[0], form=Form.COUNTRY, label=Label.GPE)
            yield Name(match.start(), match.end(), match[0], Label.GPE, known)


def _certain_keys(found: Sequence[Known]) -> set[str]:
    """What the article names beyond doubt, and the bodies of the country that it names most: 'Congress' is the U.S. Congress."""
    home = Counter(known.country for known in found if known.sure and known.area).most_common(1)
    theirs = {known.key for known in found if known.form is Form.ORGANIZATION and home and known.country == home[0][0]}
    return theirs | {known.key for known in found if known.sure}


def _meant(reading: Reading, start: int, end: int, known: Known, sure: bool) -> Known:
    if known.form is not Form.CAPITAL:
        return known
    return known if sure and is_government(reading.span(start, end)) else known.as_city()


def _of_another_name(body: str, start: int) -> bool:
    before = body[max(0, start - 12) : start].split()
    return bool(before) and before[-1] in OTHER_PLACE and body[start - 1 : start] in (" ", "\u00a0")


def _teams(names: Sequence[Name], body: str) -> Iterator[Name]:
    """'Varga administration', 'Varga campaign': what they say is not what Varga says."""
    for name in names:
        noun = TEAM.match(body, name.end) if name.label is Label.PERSON else None
        if noun:
            yield Name(name.start, noun.end(), body[name.start : noun.end()], Label.ORG, rank=2)


def _with_later_mentions(names: Sequence[Name], reading: Reading, loud: Sequence[range]) -> list[Name]:
    """`names` and where else the text has them, persons by their last name too, which the model passed over."""
    again: dict[str, Name] = {}
    for name in names:
        if name.known is None:
            again.setdefault(name.text, name)
            if name.label is Label.PERSON and " " in name.text:
                again.setdefault(last_name(name.text), name)
    shouted = {text.upper(): name for text, name in again.items() if len(text) > 2}
    more = [name for name in _found(reading, again) if _is_noun(reading, name)]
    more += [name for name in _found(reading, shouted) if inside(name.start, loud)]
    return without_overlaps([*names, *more])


def _found(reading: Reading, again: dict[str, Name]) -> Iterator[Name]:
    for start, end, name in Gazetteer(again).find(reading.body):
        yield Name(start, end, reading.body[start:end], name.label, rank=-1)


def _is_noun(reading: Reading, name: Name) -> bool:
    """Whether the model, too, takes the words for a name: not 'May' for the month's verb, nor 'Long' before 'ago'."""
    tags = {token.tag_ for token in reading.span(name.start, name.end)}
    return name.text[:1].isupper() and tags <= {"NNP", "NNPS", "POS", "HYPH"}


def loud_lines(body: str) -> list[range]:
    """The lines of `body` that are all in capitals, as headlines in old copy are."""
    lines, start = [], 0
    for line in body.split("\n"):
        if is_loud(line):
            lines.append(range(start, start + len(line)))
        start += len(line) + 1
    return lines


def is_loud(line: str) -> bool:
    """Whether three words or more are all in capitals and hardly any is not."""
    words = [word for word in line.split() if sum(map(str.isalpha, word)) > 1]
    return len(words) > 2 and sum(word.upper() == word for word in words) > 0.8 * len(words)


def inside(at: int, stretches: Sequence[range]) -> bool:
    """Whether `at` is in one of `stretches`."""
    return any(at in stretch for stretch in stretches)
