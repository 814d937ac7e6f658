"""The entities of an article by how and where its text names them."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from schemas import Entity, EntityArticle, EntityKind, Label, Mention, Span, Speaker, SpeakerKind
from services.claims.syntax import child
from services.claims.utterance import tokens
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
        self._by_last_names = {last: person for person in reversed(persons) for last in _last_names(person.name)}
        self._accounts = [("".join(person.name.split()).lower(), person) for person in persons if " " in person.name]

    def of(self, token: Token) -> Entity | None:
        """The entity whose name `token` is the main word of."""
        mention = self._mention(token)
        if mention is None or (
            token.i + 1 < len(self.doc) and self.doc[token.i + 1].idx < mention.end and token.dep_ == "compound"
        ):
            return None
        return self.entities.get(mention.entity)

    def around(self, token: Token) -> Entity | None:
        """The entity in whose name `token` stands."""
        mention = self._mention(token)
        return self.entities.get(mention.entity) if mention is not None else None

    def apposed(self, source: Token) -> Entity | None:
        """Whose name stands beside the words: 'a spokesman, Oskar Lind, said', 'a woman named Ilse Varga'; not beside several."""
        if source.tag_ in {"NNS", "NNPS"}:
            return None
        beside = child(source, "appos") or _called(source)
        found = self.of(beside) if beside is not None else None
        return found if found is not None and found.kind is not EntityKind.PLACE else None

    def at_the_end(self, span: Span, source: Token) -> Entity | None:
        """Whose name ends the words: 'the local pilot Oskar Lind', 'the news site Harbour Post'; not 'an aide to Lind'."""
        last = next((m for m in reversed(self.within(span)) if m.label in {Label.PERSON, Label.ORG}), None)
        if last is None or last.end < span.end - 1 or last.start == span.start or source.tag_ not in {"NN", "NNP"}:
            return None
        name = tokens(self.doc, last)
        before = self.doc[name.start - 1]
        if before.lower_ in LINKS or before.tag_ == "POS" or name.root.dep_ == "pobj":
            return None
        return self.entities.get(last.entity)

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

    def speaker(self, entity: Entity, source: Token | None = None) -> Speaker:
        """The entity as a speaker: by its fullest name, of a body the fullest in the article; a people as they are called."""
        name = entity.name
        if entity.kind is EntityKind.GROUP and source is not None and source.tag_ in {"NNS", "NNPS"}:
            name = source.text
        elif entity.kind in BODIES and name not in country_names():
            name = self._of_body(entity)
        return Speaker(entity=entity.id, name=name, kind=KINDS[entity.kind])

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


def _called(source: Token) -> Token | None:
    """X of 'a woman named X'."""
    by = next((kid for kid in source.children if kid.dep_ == "acl" and kid.lower_ in {"named", "called"}), None)
    return child(by, "oprd", "dobj", "attr") if by is not None else None


def _last_names(name: str) -> Iterator[str]:
    """'Varga Ruiz' and 'Ruiz' of 'Ilse Varga Ruiz'."""
    words = name.split()
    return (" ".join(words[at:]) for at in range(1, len(words)))
