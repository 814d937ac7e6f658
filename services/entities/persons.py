"""What people are called: full names, last names, initials."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from services.entities.name import Name
from services.entities.words import wordset

SUFFIXES = wordset("jr sr ii iii iv esq phd md")
#: What a last name may begin with: 'al-Assad', 'de la Cruz', 'van Dijk'.
PARTICLES = wordset(
    """
    al el ul bin ibn bint abu de da do dos das del della di du des la le les van von der den ter ten zu st ben
    """
)
GENDERED = {
    **dict.fromkeys(["mr", "sir", "lord", "king", "prince", "emperor", "brother", "father"], "m"),
    **dict.fromkeys(["mrs", "ms", "miss", "lady", "dame", "queen", "princess", "empress", "sister", "madam"], "f"),
}
ARTICLE = re.compile(r"^(?:al|el|ul|as|ash|an|at|ad)[-‐ ](?=\w)")


@functools.lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """`text` without case, accents, runs of blanks and leading 'the': what two spellings of one name have in common."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'"))
    bare = "".join(char for char in plain if not unicodedata.combining(char)).casefold()
    return " ".join(bare.split()).removeprefix("the ")


def parts(name: str) -> tuple[str, ...]:
    """The folded words of a person's name, without 'Jr.': ('bashar', 'al-assad')."""
    words = [word for word in (word.strip(".,\"'") for word in folded(name).split()) if word]
    while len(words) > 1 and words[-1] in SUFFIXES:
        words.pop()
    return tuple(words) or (folded(name),)


def last_name(name: str) -> str:
    """The last name in a person's name as written, without 'Jr.': 'Varga', 'de Blasio'."""
    words = name.split()
    while len(words) > 1 and words[-1].strip(".,").casefold() in SUFFIXES:
        words.pop()
    first = len(words) - 1
    while first > 1 and words[first - 1] in PARTICLES:
        first -= 1
    return " ".join(words[first:]).rstrip(",")


def same_word(one: str, other: str) -> bool:
    """Whether two folded words may be one: equal, without an article ('al-assad', 'assad'), or an initial."""
    if one == other or ARTICLE.sub("", one) == ARTICLE.sub("", other):
        return True
    short, long = sorted((one, other), key=len)
    return len(short) == 1 and long.startswith(short)


def is_short_for(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether a person called `full` may be called `short`: the last words, the first alone, first and last, initials.

    'Suu Kyi' and 'Kim' (of 'Kim Jong Un') are; 'John Smith' is not short for 'Mary Smith'.
    """
    if not short or len(short) > len(full):
        return False
    if len(short) == 1:
        return len(short[0]) > 1 and (same_word(short[0], full[-1]) or same_word(short[0], full[0]))
    if all(map(same_word, short, full[-len(short) :])):
        return True
    return same_word(short[0], full[0]) and same_word(short[-1], full[-1])


def short_forms(name: str) -> set[str]:
    """What else a person called `name` in full is called, folded: the last words, the first."""
    words = parts(name)
    return {" ".join(words[at:]) for at in range(1, len(words))} | ({words[0]} if len(words) > 1 else set())


@dataclass(eq=False)
class Person:
    """One person: the fullest name, folded, and what tells two of one name apart."""

    words: tuple[str, ...]
    generation: str = ""
    gender: str | None = None
    last_seen: int = -1
    answers_to: set[str] = field(default_factory=set)
    names: list[Name] = field(default_factory=list)


def persons(names: Sequence[Name], body: str) -> list[Person]:
    """Who the persons among `names` are, each with its mentions.

    Full names come first. A last name alone is the person who has it; of two who have it, one whose title agrees ('Mrs.'),
    then whoever was called that before, then the one without 'Jr.', then whoever was met last. A first name alone counts when
    nobody's last name is that.
    """
    people = _People()
    told = [(name, parts(name.text), generation(name.text), _gender(name, body)) for name in names]
    for _, words, gen, gender in sorted(told, key=lambda each: (-len(each[1]), each[0].start)):
        if len(words) > 1 and not people.called(words, gen, None):
            people.add(Person(words, gen, gender))
    for name, words, gen, gender in told:
        person = _likeliest(people.called(words, gen, gender), words) or people.add(Person(words, gen))
        person.names.append(name)
        person.last_seen = name.start
        person.answers_to.update(words if len(words) == 1 else ())
        person.gender = person.gender or gender
    return [person for person in people.all if person.names]


class _People:
    """The persons so far, found by their first and last words."""

    def __init__(self) -> None:
        self.all: list[Person] = []
        self._by_word: dict[str, list[Person]] = {}

    def add(self, person: Person) -> Person:
        self.all.append(person)
        for word in {ARTICLE.sub("", person.words[0]), ARTICLE.sub("", person.words[-1])}:
            self._by_word.setdefault(word, []).append(person)
        return person

    def called(self, words: tuple[str, ...], gen: str, gender: str | None) -> list[Person]:
        """Whoever can go by `words`."""
        near = self._by_word.get(ARTICLE.sub("", words[-1]), ())
        can_be = [person for person in near if is_short_for(words, person.words) and gender in (None, person.gender or gender)]
        if len(words) > 1:
            return [person for person in can_be if person.generation == gen]
        return [person for person in can_be if same_word(words[0], person.words[-1])] or can_be


def _likeliest(can_be: Sequence[Person], words: tuple[str, ...]) -> Person | None:
    so_far = [person for person in can_be if words[0] in person.answers_to] if len(words) == 1 else []
    return max(
        so_far or can_be,
        key=lambda person: (person.words == words, not person.generation, person.last_seen),
        default=None,
    )


def generation(name: str) -> str:
    """'jr' of 'Donald Trump Jr.': no other than his father but for this word."""
    last = folded(name).split()[-1:]
    return last[0].strip(".,") if last and last[0].strip(".,") in SUFFIXES else ""


def _gender(name: Name, body: str) -> str | None:
    """What the title before a name says: 'm', 'f' or nothing."""
    before = body[max(0, name.start - 12) : name.start].split()
    return GENDERED.get(before[-1].rstrip(".").casefold()) if before else None
