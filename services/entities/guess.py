"""The model's guesses at names, cut to what is the name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from schemas import Label
from services.entities.name import Name
from services.entities.reading import Reading
from services.entities.words import wordset

if TYPE_CHECKING:
    from spacy.tokens import Span

#: What stands before a person's name and is not part of it.
TITLES = wordset(
    """
    mr mrs ms miss dr prof professor sir dame lord lady rev reverend fr father sister brother hon president vice
    premier prime minister chancellor secretary senator sen representative rep congressman congresswoman governor gov
    mayor general gen lieutenant lt colonel col major maj captain capt sergeant sgt corporal admiral adm marshal
    commander cmdr judge justice attorney ambassador envoy king queen prince princess emperor sheikh sheik shaikh pope
    cardinal archbishop bishop imam mullah ayatollah rabbi chairman chairwoman chief director detective inspector
    officer spokesman spokeswoman spokesperson leader candidate analyst defendant crown
    """
)
ARTICLES = re.compile(r"(?:the|a|an)\s+(?=\S)", re.IGNORECASE)
#: 's, a closing bracket or mark, what is left of a compound: `Aleppo-based`.
TAIL = re.compile(r"(?:['’]s?|[-–](?:[a-z]+ed|led|held|run|born|made|style|wide|era|bound|only)|[\s,;:!?)\]”\"*/–—-]+)$")
#: Characters of a name, at most; what the model takes for a longer one is a list or a table.
LONGEST = 150
#: Handles and addresses, which name nobody by themselves.
ADDRESS = re.compile(r"@|://|www\.")
#: 'anti-Russian', but 'al-Qaeda'.
PREFIX = re.compile(r"(?:anti|pro|non|ex|post|pre|mid|cross|inter|pan|neo)[-‐–](?=[A-Z])")
HEAD = re.compile(r"^[\s,;:(\[“”\"'‘’*/–—-]+")


def guessed_names(reading: Reading) -> Iterator[Name]:
    """What the model takes for names of our kinds: without article, title, possessive, marks around it."""
    parts = {token.lower_ for ent in reading.doc.ents if len(ent) > 1 for token in ent}
    for ent in reading.doc.ents:
        if ent.label_ in Label.__members__ and (ent.root.lower_ in parts or not _is_common(ent)):
            yield from trimmed(reading.body, ent.start_char, _end_of_person(ent), Label(ent.label_))


def _end_of_person(ent: Span) -> int:
    """Where a person's name ends that the model broke off: 'Prime Minister Theresa [May]', 'Erin Maye [Quade]'."""
    last, head = ent[-1], ent[-1].head
    before = ent.doc[ent.start - 1].lower_.rstrip(".") if ent.start else ""
    if ent.label_ != Label.PERSON or last.dep_ != "compound" or head.i <= last.i or (len(ent) < 2 and before not in TITLES):
        return ent.end_char
    rest = ent.doc[ent.end : head.i + 1]
    whole = len(rest) < 4 and all(token.tag_ == "NNP" and token.ent_type_ in ("", "DATE") for token in rest)
    return rest.end_char if whole else ent.end_char


def _is_common(ent: Span) -> bool:
    """Whether the tagger takes the one word for a common one: 'Photographs showed …'; or it is a minister's office."""
    if len(ent) > 1 or ent.label_ == Label.NORP:
        return False
    after = ent.doc[ent.end].lower_ if ent.end < len(ent.doc) else ""
    return ent.root.tag_ in ("NN", "NNS") or (
        after in ("minister", "ministers") and not ent.text.isupper() and ent.label_ == Label.ORG
    )


def trimmed(body: str, start: int, end: int, label: Label) -> Iterator[Name]:
    """The name in `body[start:end]`, if there is one. A name has a capital or a figure, and ends with its line."""
    text = body[start : min(end, start + 2 * LONGEST)]
    start += len(text) - len(text.lstrip())
    text = text.lstrip().split("\n", 1)[0].split("\t", 1)[0]
    while True:
        cut = _head(text, label)
        text, start = text[cut:], start + cut
        shorter = TAIL.sub("", text) if not _balanced(text) else text
        if shorter == text and not cut:
            break
        text = shorter
    if ADDRESS.search(text) or len(text) > LONGEST:
        return
    if label is not Label.PERSON and all(word.casefold() in TITLES for word in text.split()):
        return
    if any(char.isupper() or char.isdigit() for char in text) and any(char.isalpha() for char in text):
        yield Name(start, start + len(text), text, label)


def _balanced(text: str) -> bool:
    """Whether the closing bracket at the end belongs to the name: `Cocos (Keeling)`."""
    return text.endswith(")") and "(" in text


def _head(text: str, label: Label) -> int:
    """How much before the name is not the name."""
    found = HEAD.match(text) or ARTICLES.match(text) or PREFIX.match(text)
    if found:
        return found.end()
    first, blank, _ = text.partition(" ")
    if label is Label.PERSON and blank and first.rstrip(".").casefold() in TITLES:
        return len(first) + 1
    return 0
