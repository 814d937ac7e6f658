"""Who 'he', 'she', 'it' and 'they' are, by who has spoken, who was named, and what the sentence before is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas import Entity, EntityKind, Span, Speaker, SpeakerKind
from services.claims.definite import Definites
from services.claims.described import Descriptions
from services.claims.heard import Heard, Record
from services.claims.named import BODIES, Names
from services.claims.sources import SOME, gender, is_plural, kind_of
from services.claims.syntax import own_subject, source_range
from services.claims.utterance import Utterance
from services.claims.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

SINGULAR = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
NEUTER = frozenset({"it", "its", "itself"})
PLURAL = frozenset({"they", "their", "them", "theirs", "both"})
FIRST = frozenset({"i", "we", "my", "our", "us", "me"})


class Pronouns:
    """Whom the pronouns of an article mean."""

    def __init__(self, names: Names, record: Record, definites: Definites, descriptions: Descriptions) -> None:
        self._names, self._record = names, record
        self._definites, self._descriptions = definites, descriptions

    def person(self, utterance: Utterance, token: Token, *, nested: bool, quoting: Entity | None) -> Speaker | None:
        """Who 'he' or 'she' is: who spoke in the sentence before, else whom the sentence is about, else the nearest person
        before; an unnamed one when he spoke later than that; never one who is named in what is said, nor who is `quoting`: in
        a quotation 'he' is somebody else."""
        wanted = SINGULAR[token.lower_]
        spoke = [
            heard
            for heard in self._record.backwards()
            if not heard.plural and (nested or not heard.nested) and (quoting is None or heard.speaker.entity != quoting.id)
        ]
        named = (
            (start, entity)
            for start, entity in self._names.before(token)
            if _can_be(entity, wanted) and entity != quoting and not utterance.says(start, start + 1)
        )
        person = next(named, None)
        if spoke and self._just_before(spoke[0], token, utterance) and self._is_person(spoke[0], token, utterance):
            return spoke[0].speaker
        subject = own_subject(token.sent.root)
        if subject is not None and subject.i < token.i and not utterance.says(subject.idx, subject.idx + 1):
            above = self._names.of(subject)
            if above is not None and above != quoting and _can_be(above, wanted):
                return self._names.speaker(above)
        strangers = (heard for heard in spoke if heard.speaker.kind is SpeakerKind.UNNAMED)
        unnamed = next((heard for heard in strangers if _may_be(heard.head, wanted)), None)
        if unnamed is not None and (person is None or unnamed.start > person[0]):
            return unnamed.speaker
        return self._names.speaker(person[1]) if person is not None else None

    def owner(self, utterance: Utterance, token: Token, *, nested: bool, quoting: Entity | None) -> Speaker | None:
        """Who 'his' of 'his lawyer' is: whom the words are about that stand before it in its sentence, else as 'he'."""
        first, wanted = token.sent.start_char, SINGULAR[token.lower_]
        about = [
            entity
            for start, entity in self._names.before(token)
            if start >= first and utterance.says(start, start + 1) and entity != quoting and _can_be(entity, wanted)
        ]
        return self._names.speaker(about[-1]) if about else self.person(utterance, token, nested=nested, quoting=quoting)

    def body(self, token: Token) -> Speaker | None:
        """'it said': what the sentence before is about, else the last body that spoke, else the nearest that was named."""
        about = self._topic(token, plural=False)
        if about is not None:
            return about
        spoke = self._record.last(lambda heard: not heard.plural and heard.speaker.kind is not SpeakerKind.PERSON)
        if spoke is not None:
            return spoke
        named = next((entity for _, entity in self._names.before(token) if entity.kind in BODIES), None)
        return self._names.speaker(named) if named is not None else None

    def several(self, token: Token) -> Speaker | None:
        """'they said': the last several who spoke, else those whom the sentence before is about; 'both': the two last named."""
        return self._record.last(lambda heard: heard.plural) or self._topic(token, plural=True) or self._definites.meant(token)

    def quoted(self) -> Speaker | None:
        """'I' in a quotation is whoever is quoted; and who spoke last goes on in a quotation without a cue."""
        return self._record.last(lambda heard: not heard.nested)

    def _just_before(self, heard: Heard, token: Token, utterance: Utterance) -> bool:
        """Whether `heard` spoke in the sentence before: before that of `token`, and before the words that are said."""
        start = min(token.sent.start, utterance.content[0].sent.start)
        return start > 0 and heard.start >= self._names.doc[max(0, start - 2)].sent.start_char

    def _is_person(self, heard: Heard, token: Token, utterance: Utterance) -> bool:
        """Whether the one who spoke is a named person who can be meant, and is not named in what is said."""
        entity = self._names.entities.get(heard.speaker.entity or "")
        if entity is None or not _can_be(entity, SINGULAR[token.lower_]):
            return False
        return not any(other == entity and utterance.says(start, start + 1) for start, other in self._names.before(token))

    def _topic(self, token: Token, *, plural: bool) -> Speaker | None:
        """The subject of the sentence before, when it can speak: an office, a company, a document; with `plural`, people."""
        doc, start = self._names.doc, token.sent.start
        while start > 0 and doc[start - 1].is_space:
            start -= 1
        if start == 0:
            return None
        subject = own_subject(doc[start - 1].sent.root)
        if subject is None or subject.tag_ == "PRP" or is_plural(subject) is not plural:
            return None
        entity = self._names.of(subject) or self._names.apposed(subject)
        if entity is not None:
            return self._names.speaker(entity) if entity.kind in BODIES else None
        kind = kind_of(subject)
        if kind is SpeakerKind.UNNAMED and not plural:
            return None
        called = doc[slice(*source_range(doc, subject, subject.i))]
        span = Span(start=called.start_char, end=called.end_char)
        return self._definites.meant(subject) or Speaker(name=self._descriptions.words(span.start, span.end), kind=kind)


def _may_be(word: str, wanted: str) -> bool:
    """Whether whom the word describes may be 'he' ('m') or 'she': a spokeswoman is not he, and 'some' are neither."""
    other = words("women") if wanted == "m" else words("men")
    return word == "one" or word not in other | SOME


def _can_be(entity: Entity, wanted: str) -> bool:
    return entity.kind is EntityKind.PERSON and gender(entity) in {wanted, None}
