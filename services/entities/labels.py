"""One label a name in an article, where the model gives the same name several."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from schemas import Label
from services.entities.guess import TITLES
from services.entities.name import Name
from services.entities.persons import folded, short_forms
from services.entities.reading import Reading
from services.entities.words import wordset

#: A name after one of these is a place for this often as for each time that the model calls it something.
PLACE_BEFORE = re.compile(
    r"\b(?:in|near|outside|inside|across|river|capital|(?:city|town|village|province|region|district|port|island) of) $"
)
#: … or before one of these.
PLACE_AFTER = re.compile(r" (?:province|region|district|governorate|county|river|bay|valley|island|islands|airport|harbour)\b")
AS_A_PLACE = 2
#: What companies, parties and newspapers have and are.
BUSINESS = wordset(
    """
    share shares stock stocks bond bonds earnings profit profits sales revenue output merger takeover bid privatization unit
    subsidiary plant company group bank airline brand store stores chain agency newspaper newspapers daily weekly magazine radio
    television tv party movement militia rebels fighters workers employees executives customers users futures index line
    figures results contract directors shareholders investors headquarters network channel
    """
)
PLACES = (Label.GPE, Label.LOC, Label.FAC)
#: No place is called that.
BODY = re.compile(r" (?:observatory|council|committee|ministry|agency|association)\b")
#: What is named after somebody.
IN_HONOUR = wordset("administration campaign center centre foundation institute library organization prize university")
#: 'Army', 'Brigade', 'Front' in Arabic, with which many armed groups begin.
MILITIAS = wordset("jaish liwa liwaa ahrar harakat jabhat faylaq hizb ansar saraya")
WORD_BEFORE = re.compile(r"(\w+)\.? $")


def one_label_each(names: Sequence[Name], guessed: Sequence[Name], reading: Reading) -> list[Name]:
    """`names` with one label a name; `guessed` is all that the model said.

    What the tables and the dateline say stands, unless it is the last name of somebody whom the article names in full. Parts
    of a person's name, and names with a title before them, are a person's. All else is what it is most often.
    """
    votes = _votes(names, guessed, reading.body)
    for name in names:
        if name.rank > 0:
            votes[folded(name.text)] = Counter({name.label: len(names)})
    persons = set(_persons(names, votes, reading.body))
    places = {word for name in names if name.label in PLACES for word in folded(name.text).split() if word != folded(name.text)}
    bodies = {folded(name.text) for name in names if _heads_a_noun(name, reading)} | set(_founded(names, votes))
    return [_labelled(name, votes.get(folded(name.text), Counter()), persons, bodies, places) for name in names]


def _votes(names: Sequence[Name], guessed: Sequence[Name], body: str) -> dict[str, Counter[Label]]:
    votes: dict[str, Counter[Label]] = {}
    for name in guessed:
        votes.setdefault(folded(name.text), Counter())[name.label] += 1
    for name in names:
        if name.known is None and _like_a_place(name, body):
            votes.setdefault(folded(name.text), Counter())[Label.GPE] += AS_A_PLACE
    return votes


def _like_a_place(name: Name, body: str) -> bool:
    return bool(PLACE_BEFORE.search(body, max(0, name.start - 16), name.start) or PLACE_AFTER.match(body, name.end))


def _persons(names: Sequence[Name], votes: dict[str, Counter[Label]], body: str) -> Iterator[str]:
    """What persons are called for short: parts of full names, names after a title."""
    for name in names:
        form = folded(name.text)
        if " " in form and form in votes and _most(votes[form]) is Label.PERSON:
            yield from short_forms(name.text)
        before = WORD_BEFORE.search(body, max(0, name.start - 20), name.start)
        if name.label is Label.PERSON and before and before[1].casefold() in TITLES:
            yield form


def _founded(names: Sequence[Name], votes: dict[str, Counter[Label]]) -> Iterator[str]:
    """The first words of companies' names: 'Varga' of 'Varga Shipping', not of 'Varga Foundation', which is named after her."""
    for name in names:
        first, *others = folded(name.text).split()
        form = folded(name.text)
        if others and name.rank <= 0 and others[-1] not in IN_HONOUR and form in votes and _most(votes[form]) is Label.ORG:
            yield first


def _heads_a_noun(name: Name, reading: Reading) -> bool:
    """'Varga shares', 'Interfax agency': a single word before such a noun is a company's name rather than a person's."""
    if name.label is not Label.PERSON or " " in name.text:
        return False
    root = reading.span(name.start, name.end).root
    return root.dep_ in ("compound", "poss", "nmod") and root.head.lower_ in BUSINESS and root.head.i > root.i


def _labelled(name: Name, votes: Counter[Label], persons: set[str], bodies: set[str], places: set[str]) -> Name:
    form = folded(name.text)
    if form in persons and (name.known is None or votes[Label.PERSON]):
        return replace(name, label=Label.PERSON, known=None)
    if name.known is not None or name.rank > 0 or not votes:
        return name
    label = _most(votes)
    if (label is Label.PERSON and form.split()[0] in MILITIAS) or (label in PLACES and BODY.search(form)):
        return replace(name, label=Label.ORG)
    if label is Label.PERSON and form in bodies | places:
        label = Label.ORG if form in bodies else Label.GPE
    return replace(name, label=label)


def _most(votes: Counter[Label]) -> Label:
    return votes.most_common(1)[0][0]
