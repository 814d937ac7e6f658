"""The entities of an article by how and where its text names them."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from schemas import Entity, EntityArticle, EntityKind, Label, Mention, Span, Speaker, SpeakerKind
from services.claims.syntax import child
from services.claims.utterance import tokens
from services.claims.words import words
from services.entities.known import country_names

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

KINDS = {
    EntityKind.PERSON: SpeakerKind.PERSON,
    EntityKind.ORGANIZATION: SpeakerKind.ORGANIZATION,
    EntityKind.GOVERNMENT: SpeakerKind.GOVERNMENT,
    EntityKind.PLACE: SpeakerKind.GOVERNMENT,
    EntityKind.GROUP: SpeakerKind.GROUP,
}
BODIES = frozenset({EntityKind.ORGANIZATION, EntityKind.GOVERNMENT, EntityKind.GROUP})
#: What agency copy puts before the names of bodies of one country, and of no other.
COUNTRY = "U.S."
#: Words that hang a name on another thing: 'an aide to Lind' is not Lind.
LINKS = frozenset({"to", "of", "for", "by", "with", "from", "in", "at", "on", "against", "and", "or", "named", "under", "than"})
TITLES = frozenset({"mr", "mr.", "mrs", "mrs.", "ms", "ms.", "dr", "dr.", "sen.", "rep.", "gov.", "gen.", "col.", "sir"})
#: A capital inside a word, as accounts on the web have.
ACCOUNT = re.compile(r"[a-z][A-Z]")
#: Labels of names after which a person's may follow without a comma.
PLACED = frozenset({Label.GPE, Label.LOC, Label.ORG})
RELATIVE = re.compile(r", (?:who|which|whose) ")
#: What may stand before the name that a source begins with, and behind it.
BESIDE_NAME = re.compile(r",| \(| (?:who|which|whose|a|an|the) ")
GIVEN = re.compile(r"(?:[A-Z]\.){1,2}")
#: What stands before, between and behind the names of two who speak together: 'Senator A of Norland, a pilot, and captain B'.
TITLES_BEFORE = re.compile(r"(?:[Tt]he |[Bb]oth )?(?:[A-Z][\w.’']* ){0,8}")
#: What stands between two who are named together, the second with a title or two.
AND = re.compile(r" and (?:[\w.’'-]+ ){0,3}")
BETWEEN_TWO = re.compile(r"(?: of(?: [A-Z][\w.]*)+)?(?:, [^,]+,)? and ((?:[\w.’'-]+ ){0,8})")
AFTER_TWO = re.compile(r"(?: of(?: [A-Z][\w.]*)+)?(?:,.*)?", re.DOTALL)
#: How many names back a pronoun or a description reaches; who was that far back is named again.
BACK = 60


class Names:
    """Which entity a word, a phrase or a stretch of the text names."""

    def __init__(self, article: EntityArticle, doc: Doc) -> None:
        self.article, self.doc = article, doc
        self.entities = {entity.id: entity for entity in article.entities}
        self.mentions = sorted(article.mentions, key=lambda mention: mention.start)
        self._starts = [mention.start for mention in self.mentions]
        persons = [entity for entity in article.entities if entity.kind is EntityKind.PERSON]
        self._in_full = {person.id: full for person in persons if (full := self._full_name(person))}
        self._bodies = [entity for entity in article.entities if entity.kind in BODIES]
        self._by_last_names = {last: person for person in reversed(persons) for last in _last_names(person.name)}
        self._accounts = [("".join(person.name.split()).lower(), person) for person in persons if " " in person.name]

    def of(self, token: Token) -> Entity | None:
        """The entity whose name `token` is the main word of."""
        mention = self._mention(token)
        if mention is None or (
            token.i + 1 < len(self.doc) and self.doc[token.i + 1].idx < mention.end and token.dep_ == "compound"
        ):
            return None
        return self._entity(token, mention)

    def around(self, token: Token) -> Entity | None:
        """The entity in whose name `token` stands."""
        mention = self._mention(token)
        return self._entity(token, mention) if mention is not None else None

    def _entity(self, token: Token, mention: Mention) -> Entity | None:
        """'the Observatory' is no person, but the one body that has this word in its name."""
        entity = self.entities.get(mention.entity)
        if entity is None or entity.kind is not EntityKind.PERSON or " " in entity.name or child(token, "det") is None:
            return entity
        bodies = [body for body in self._bodies if entity.name in body.name.split()]
        return bodies[0] if len(bodies) == 1 else entity

    def apposed(self, source: Token) -> Entity | None:
        """Whose name stands beside the words: 'a spokesman, Oskar Lind, said', 'a woman named Ilse Varga'; not beside several."""
        if source.tag_ in {"NNS", "NNPS"}:
            return None
        beside = child(source, "appos") or _called(source)
        found = self.of(beside) if beside is not None else None
        return found if found is not None and found.kind is not EntityKind.PLACE else None

    def before_its_kind(self, source: Token) -> Entity | None:
        """Whose name stands before a word for what it is: 'the Harbour Post newspaper', 'the Tarn Chamber of Trade lobby'."""
        if source.lower_ not in words("kinds of bodies"):
            return None
        before = (kid for kid in reversed([*source.lefts]) if kid.dep_ in {"compound", "nmod"})
        named = next((mention for kid in before if (mention := self._mention(kid))), None)
        return self.entities.get(named.entity) if named is not None and named.label is Label.ORG else None

    def at_the_start(self, span: Span) -> Entity | None:
        """Whose name the words begin with, where no more than what is said of it follows: 'Ilse Varga, chief of the port'."""
        first = next((m for m in self.within(span) if m.label in {Label.PERSON, Label.ORG}), None)
        if first is None or not TITLES_BEFORE.fullmatch(self.article.body, span.start, first.start):
            return None
        return self.entities.get(first.entity) if BESIDE_NAME.match(self.article.body, first.end, span.end) else None

    def at_the_end(self, span: Span, source: Token) -> Entity | None:
        """Whose name ends the words: 'the local pilot Oskar Lind', 'the news site Harbour Post', 'the top official on the
        board, Captain Ilse Varga'; not 'an aide to Lind'."""
        beside = RELATIVE.search(self.article.body, span.start, span.end)
        end = beside.start() if beside is not None else span.end
        named = [m for m in self.within(span) if m.label in {Label.PERSON, Label.ORG} and m.end <= end]
        last = named[-1] if named else None
        if last is None or last.end < end - 1 or last.start == span.start or source.tag_ not in {"NN", "NNP", "CD"}:
            return None
        name = tokens(self.doc, last)
        before = self.doc[name.start - 1]
        link = self.doc[name.start - 2] if before.tag_ == "DT" and name.start > 1 else before
        if link.lower_ in LINKS or before.tag_ == "POS":
            return None
        if name.root.dep_ == "pobj" and not self._is_beside(before, last):
            return None
        return self.entities.get(last.entity)

    def _is_beside(self, before: Token, name: Mention) -> bool:
        """Whether the name stands right behind another that it is no part of: 'a congressman from Norland Oskar Lind'."""
        other = self._mention(before)
        return name.label is Label.PERSON and other is not None and other.end <= name.start and other.label in PLACED

    def two(self, span: Span) -> list[Token]:
        """A and B of 'A, who was mayor, and the pilot B': two persons whom the words name, however the parser joins them."""
        persons = [m for m in self.within(span) if m.label is Label.PERSON]
        if len(persons) < 2 or persons[0].entity == persons[-1].entity:
            return []
        first, last = persons[0], persons[-1]
        body = self.article.body
        if not TITLES_BEFORE.fullmatch(body, span.start, first.start) or not AFTER_TWO.fullmatch(body, last.end, span.end):
            return []
        between = BETWEEN_TWO.fullmatch(body, first.end, last.start)
        if between is None or LINKS & set(between[1].lower().split()):
            return []
        return [tokens(self.doc, mention).root for mention in (first, last)]

    def by_surname(self, span: Span) -> Entity | None:
        """The person whose last name the words are, where the name was not seen to be one: 'Page said'; or his account's."""
        text = self.article.body[span.start : span.end].split(",")[0].removesuffix(" himself").removesuffix(" herself")
        name = " ".join(word for word in text.split() if word.lower() not in TITLES)
        if " " not in name and name.islower():
            return None
        if name in self._by_last_names:
            return self._by_last_names[name]
        account = name.lower() if ACCOUNT.search(name) else ""
        return next((person for written, person in self._accounts if written in account), None)

    def within(self, span: Span) -> list[Mention]:
        first = bisect.bisect_left(self._starts, span.start)
        return [m for m in self.mentions[first : bisect.bisect_left(self._starts, span.end)] if m.end <= span.end]

    def before(self, token: Token) -> Iterator[tuple[int, Entity]]:
        """The entities named before `token` and where, the nearest first."""
        place = bisect.bisect_left(self._starts, token.idx)
        for mention in reversed(self.mentions[max(0, place - BACK) : place]):
            entity = self.entities.get(mention.entity)
            if entity is not None:
                yield mention.start, entity

    def joined_before(self, token: Token) -> tuple[Entity, Entity] | None:
        """The two persons last named together before `token`: 'Ilse Varga and the pilot Oskar Lind'."""
        place = bisect.bisect_left(self._starts, token.idx)
        persons = [mention for mention in self.mentions[max(0, place - BACK) : place] if mention.label is Label.PERSON]
        for first, last in reversed([*pairwise(persons)]):
            if AND.fullmatch(self.article.body, first.end, last.start):
                return self.entities[first.entity], self.entities[last.entity]
        return None

    def speaker(self, entity: Entity, source: Token | None = None) -> Speaker:
        """The entity as a speaker: by its fullest name, of a body the fullest in the article; a people as they are called."""
        name = entity.name
        if entity.kind is EntityKind.PERSON:
            name = self._in_full.get(entity.id, name)
        elif entity.kind is EntityKind.GROUP and source is not None and source.tag_ in {"NNS", "NNPS"}:
            name = source.text
        elif entity.kind in BODIES and name not in country_names():
            name = self._of_body(entity)
        return Speaker(entity=entity.id, name=name, kind=KINDS[entity.kind])

    def _full_name(self, person: Entity) -> str | None:
        """'Ilse Varga' for 'Varga', which is all that was seen to be a name; None where no given name stands before it."""
        if " " in person.name or not person.name[:1].isupper():
            return None
        for mention in self.mentions:
            if mention.entity != person.id:
                continue
            last = tokens(self.doc, mention)[0]
            given = self.doc[last.i - 1] if last.i else last
            if given.tag_ == "NNP" and given.head == last and _is_given(given) and self._mention(given) is None:
                return f"{given.text} {person.name}"
        return None

    def _of_body(self, body: Entity) -> str:
        """The fullest name that the article gives it, with the country's where it stands before it."""
        name = body.name
        if body.aliases and name not in self.article.body:
            name = max(body.aliases, key=len)
        with_country = f"{COUNTRY} {name}"
        return with_country if with_country in self.article.body else name

    def _mention(self, token: Token) -> Mention | None:
        place = bisect.bisect_right(self._starts, token.idx) - 1
        for mention in reversed(self.mentions[max(0, place - 2) : place + 1]):
            if mention.start <= token.idx < mention.end:
                return mention
        return None


def is_all_of(group: Entity, words: str) -> bool:
    """Whether the words mean all of the group: 'Republicans', not 'some Republicans', 'the Texas Republican'."""
    listed = words.split()
    if len(listed) > 1 and listed[0].lower() == "the":
        listed = listed[1:]
    return len(listed) == len(group.name.split()) or " ".join(listed) in group.aliases


def _is_given(token: Token) -> bool:
    """Whether the word may be a given name, or initials."""
    return (token.is_title and token.lower_ not in words("titles")) or GIVEN.fullmatch(token.text) is not None


def _called(source: Token) -> Token | None:
    """X of 'a woman named X'."""
    by = next((kid for kid in source.children if kid.dep_ == "acl" and kid.lower_ in {"named", "called"}), None)
    return child(by, "oprd", "dobj", "attr") if by is not None else None


def _last_names(name: str) -> Iterator[str]:
    """'Varga Ruiz' and 'Ruiz' of 'Ilse Varga Ruiz'; 'Varga' of 'Varga'."""
    parts = name.split()
    return (" ".join(parts[at:]) for at in range(min(1, len(parts) - 1), len(parts)))
