"""'The official', 'the ministry', 'the report': who the article has spoken of before in these words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemas import Entity, EntityKind, Speaker, SpeakerKind
from services.claims.described import of_kind
from services.claims.heard import Record
from services.claims.named import Names
from services.claims.sources import is_personal, is_plural, kind_of, modifiers
from services.claims.syntax import child
from services.claims.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

POINTING = frozenset({"the", "this", "that", "these", "those"})
BEFORE_PLACE = re.compile(r",| (?:of|to|in|for|at|with|on|from|who|by) ")
#: Bodies beside the companies; and how many tokens back 'the budget chief' is meant.
GATHERED = frozenset({"agency", "party"})
NEAR = 60
#: What 'the two …' are, by the kind that their word has.
PAIRED = {
    SpeakerKind.UNNAMED: EntityKind.PERSON,
    SpeakerKind.GROUP: EntityKind.PERSON,
    SpeakerKind.ORGANIZATION: EntityKind.ORGANIZATION,
}
#: Other words for a document of which the article has spoken: 'the study' is the report of before.
PAPERS = frozenset({"article", "document", "filing", "paper", "piece", "study", "survey", "text"})
#: Words for two persons; and what those are called who spoke together.
TWO = frozenset({"duo", "pair", "two"})
TOGETHER = re.compile(r"[A-Z][^,]* and [A-Z][^,]*")
#: Pairs that are no two persons.
SIDES = frozenset({"chambers", "governments", "groups", "parties", "sides", "teams"})


class Definites:
    """Whom definite descriptions mean."""

    def __init__(self, names: Names, record: Record) -> None:
        self._names, self._record = names, record
        agency = names.article.dateline.agency if names.article.dateline else None
        self._agencies = frozenset(filter(None, [agency, "Reuters"]))

    def meant(self, source: Token, *, nested: bool = False) -> Speaker | None:
        """Who is meant; None where the article has spoken of nobody in these words.

        `nested`: in another's words, who calls nobody by a new description of himself.
        """
        determiner = child(source, "det")
        if determiner is None or determiner.lower_ not in POINTING:
            return self._two_before(source) if source.lower_ == "both" or _has(source, "both") else None
        word = source.lower_
        called = modifiers(source)
        again = self._record.last(
            lambda heard: heard.head == word and (called <= heard.modifiers or not called.isdisjoint(heard.modifiers))
        ) or self._issued(word)
        if again is not None:
            return again
        if word in TWO or _has(source, "two"):
            together = self._two_before(source)
            if together is not None:
                return together
        called_so = [
            entity
            for _, entity in self._names.before(source)
            if _is_called(entity, word) and not (entity.kind is EntityKind.PERSON and is_plural(source))
        ]
        by_role = next((entity for entity in called_so if called and called <= _role_words(entity)), None)
        named = by_role or next((entity for entity in called_so if self._may_be(entity, source)), None)
        if named is not None:
            return self._names.speaker(named)
        if word in PAPERS and _is_bare(source):
            return self._record.last(lambda heard: heard.speaker.kind is SpeakerKind.DOCUMENT)
        if determiner.lower_ == "the" and _is_bare(source) and not called:
            in_full = self._in_full(source)
            if in_full is not None:
                return in_full
        if determiner.lower_ == "the" and word in words("companies") | GATHERED:
            return self._body_before(source) if _is_bare(source) else None
        return self._person_before(source) if determiner.lower_ == "the" and _is_one(source) and not nested else None

    def _body_before(self, source: Token) -> Speaker | None:
        """'the newspaper', 'the group': the last organization that spoke, else the nearest that was named."""
        spoke = self._record.last(lambda heard: heard.speaker.kind is SpeakerKind.ORGANIZATION)
        if spoke is not None:
            return spoke
        near = (entity for _, entity in self._names.before(source) if entity.kind is EntityKind.ORGANIZATION)
        return next((self._names.speaker(entity) for entity in near if entity.name not in self._agencies), None)

    def _in_full(self, source: Token) -> Speaker | None:
        """'the administration', which the article has called 'the Lind administration' before."""
        if kind_of(source) is not SpeakerKind.GOVERNMENT:
            return None
        doc = self._names.doc
        for token in reversed(doc[: source.i]):
            if token.lower_ != source.lower_:
                continue
            own = [kid for kid in token.lefts if kid.dep_ in {"amod", "compound", "nmod"}]
            if any(kid.text[0].isupper() for kid in own):
                return Speaker(name=doc[own[0].left_edge.i : token.i + 1].text, kind=SpeakerKind.GOVERNMENT)
        return None

    def _person_before(self, source: Token) -> Speaker | None:
        """'the budget chief', of whom nothing was said in these words: whom the sentences right before are about."""
        doc, start = self._names.doc, source.sent.start
        reach = doc[max(0, start - NEAR)].idx
        spoke = next((heard for heard in self._record.backwards() if heard.speaker.kind is SpeakerKind.PERSON), None)
        if spoke is not None and spoke.start >= reach:
            entity = self._names.entities.get(spoke.speaker.entity or "")
            return spoke.speaker if entity is None or self._may_be(entity, source) else None
        near = [entity for at, entity in self._names.before(doc[start]) if at >= reach and entity.kind is EntityKind.PERSON]
        return self._names.speaker(near[0]) if near and self._may_be(near[0], source) else None

    def _may_be(self, entity: Entity, source: Token) -> bool:
        """Whether a sentence before names the person and Maine, of 'the senator from Maine'; True of other words and of bodies.

        'The senator from Maine' is often not whom the sentence before is about; 'the Texas lawmaker' is.
        """
        place = next((child(kid, "pobj") for kid in source.rights if kid.lower_ == "from"), None)
        if place is None or not place.text[0].isupper() or entity.kind is not EntityKind.PERSON:
            return True
        doc = self._names.doc
        named = (at for at, other in self._names.before(doc[source.sent.start]) if other.id == entity.id)
        spans = (doc.char_span(at, at + 1, alignment_mode="expand") for at in named)
        return any(token.lower_ == place.lower_ for span in spans if span is not None for token in span.sent)

    def _two_before(self, source: Token) -> Speaker | None:
        """'the two men', 'both companies': the two who spoke together, else the last two who were named and are of that kind."""
        if source.lower_ in SIDES:
            return None
        kind = EntityKind.PERSON if source.lower_ in TWO else PAIRED.get(kind_of(source))
        if kind is EntityKind.PERSON:
            spoke = self._record.last(lambda heard: heard.plural and TOGETHER.fullmatch(heard.speaker.name) is not None)
            if spoke is not None:
                return spoke
            joined = self._names.joined_before(source)
            if joined is not None:
                return self._both(*joined)
        reach = self._names.doc[max(0, source.sent.start - 2 * NEAR)].idx
        named: dict[str, Entity] = {}
        for at, entity in self._names.before(source):
            if at < reach or len(named) == 2:
                break
            if entity.kind is kind:
                named[entity.id] = entity
        if len(named) < 2:
            return None
        last, first = named.values()
        return self._both(first, last)

    def _both(self, first: Entity, last: Entity) -> Speaker:
        return Speaker(name=" and ".join(self._names.speaker(entity).name for entity in (first, last)), kind=SpeakerKind.GROUP)

    def _issued(self, word: str) -> Speaker | None:
        """'the report', after 'the office said in a report': the office, as the document it issued."""
        found = self._record.last(lambda heard: heard.medium == word)
        return of_kind(found, SpeakerKind.DOCUMENT) if found is not None and word in words("documents") else None


def _is_called(entity: Entity, word: str) -> bool:
    """Whether `word` is the main word of the entity's role or name: 'official' of 'an official in the … group'."""
    if entity.kind is EntityKind.PERSON:
        return _main_word(entity.role or "") == word
    return word in entity.name.lower().split()


def _role_words(entity: Entity) -> frozenset[str]:
    return frozenset((entity.role or "").lower().split())


def _has(source: Token, word: str) -> bool:
    return any(kid.lower_ == word for kid in source.lefts)


def _is_one(source: Token) -> bool:
    """Whether the words are a person in few words, 'the former pilot', not 'the author of an article that …', and not 'the
    source', who stays unnamed."""
    if source.lower_ in words("anonymous") or not is_personal(source.lower_):
        return False
    return source.tag_ in {"NN", "NNP"} and kind_of(source) is SpeakerKind.UNNAMED and _is_bare(source)


def _is_bare(source: Token) -> bool:
    """Whether nothing that tells it from others stands behind the word."""
    return all(kid.i < source.i or kid.dep_ == "punct" or kid.lower_ == "from" for kid in source.children)


def _main_word(role: str) -> str:
    """'adviser' of 'an adviser to the sultan'."""
    before = BEFORE_PLACE.split(role.lower(), maxsplit=1)[0].split()
    return before[-1] if before else ""
