"""From the words that name a source to who it is: an entity of the article, or the description of an unnamed source."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from schemas import Entity, EntityArticle, EntityKind, Mention, SaidOn, Speaker, SpeakerKind
from services.claims.content import source_range
from services.claims.naming import Said, named_later
from services.claims.sources import description, gender, is_plural, kind_of
from services.claims.syntax import agent, child, own_subject
from services.claims.utterance import Utterance
from services.claims.words import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

SINGULAR = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
NEUTER = frozenset({"it", "its", "itself"})
PLURAL = frozenset({"they", "their", "them", "theirs", "both"})
FIRST = frozenset({"i", "we", "my", "our", "us", "me"})
POINTING = frozenset({"the", "this", "that", "these", "those"})

KINDS = {
    EntityKind.PERSON: SpeakerKind.PERSON,
    EntityKind.ORGANIZATION: SpeakerKind.ORGANIZATION,
    EntityKind.GOVERNMENT: SpeakerKind.GOVERNMENT,
    EntityKind.PLACE: SpeakerKind.GOVERNMENT,
    EntityKind.GROUP: SpeakerKind.GROUP,
}
BEFORE_PLACE = re.compile(r",| (?:of|to|in|for|at|with|on|from|who|by) ")
#: Tags of words that have a capital only where a sentence begins.
COMMON = frozenset({"DT", "PDT", "CD", "NN", "NNS", "PRP$"})
#: How many speakers and names back 'he' and 'the official' reach; who was that far back is named again.
BACK = 60
BODIES = frozenset({EntityKind.ORGANIZATION, EntityKind.GOVERNMENT, EntityKind.GROUP})


@dataclass(frozen=True)
class Heard:
    """A speaker and where in the text the article gave these words."""

    start: int
    speaker: Speaker
    head: str
    plural: bool
    medium: str | None = None


class Speakers:
    """Resolves an article's sources in the order of the text, so that each can look back at those before it."""

    def __init__(self, article: EntityArticle, doc: Doc) -> None:
        self.article, self.doc = article, doc
        self.entities = {entity.id: entity for entity in article.entities}
        self.mentions = sorted(article.mentions, key=lambda mention: mention.start)
        self._starts = [mention.start for mention in self.mentions]
        self.heard: list[Heard] = []
        self.nested: set[int] = set()

    def of(
        self, utterances: Sequence[Utterance], dates: Sequence[SaidOn | None], holders: Sequence[int | None]
    ) -> list[Speaker | None]:
        """Who speaks in each; None where the text names nobody and nobody can be meant."""
        found: list[Speaker | None] = [None] * len(utterances)
        self.nested = {utterance.start for utterance, holder in zip(utterances, holders, strict=True) if holder is not None}
        for place in sorted(range(len(utterances)), key=lambda place: utterances[place].start):
            found[place] = self._speaker(utterances[place])
        return named_later([Said(*claim) for claim in zip(utterances, found, dates, strict=True)], self.entities)

    def _speaker(self, utterance: Utterance) -> Speaker | None:
        source = utterance.source
        if source is None:
            return self._continuing(utterance) if utterance.cue is None else None
        speaker = self._by_source(utterance, source)
        if speaker is not None:
            self.heard.append(Heard(utterance.start, speaker, source.lower_, is_plural(source), _medium(utterance)))
        return speaker

    def _continuing(self, utterance: Utterance) -> Speaker | None:
        """Whoever spoke last before a quotation without a cue."""
        return self._last(lambda heard: heard.start not in self.nested)

    def _by_source(self, utterance: Utterance, source: Token) -> Speaker | None:
        word = source.lower_
        if word in SINGULAR:
            return self._person(utterance, source, SINGULAR[word]) or self._described(utterance, source)
        if word in NEUTER:
            return self._body(source) or self._described(utterance, source)
        if word in PLURAL:
            return self._several(source) or self._described(utterance, source)
        if word in FIRST:
            return self._quoted_speaker(utterance)
        together = self._together(source)
        if together is not None:
            return together
        entity = self._named(source) or self._apposed(source)
        if entity is not None:
            return speaker_of(entity)
        return self._meant(source) or self._described(utterance, source)

    # --- names --------------------------------------------------------------------------------------------------------

    def _mention(self, token: Token) -> Mention | None:
        place = bisect.bisect_right(self._starts, token.idx) - 1
        for mention in reversed(self.mentions[max(0, place - 2) : place + 1]):
            if mention.start <= token.idx < mention.end:
                return mention
        return None

    def _named(self, token: Token) -> Entity | None:
        """The entity whose name `token` is the main word of."""
        mention = self._mention(token)
        if mention is None or (
            token.i + 1 < len(self.doc) and self.doc[token.i + 1].idx < mention.end and token.dep_ == "compound"
        ):
            return None
        return self.entities.get(mention.entity)

    def _apposed(self, source: Token) -> Entity | None:
        """Whose name stands beside the words: 'a spokesman, Oskar Lind, said'."""
        beside = child(source, "appos")
        found = self._named(beside) if beside is not None else None
        return found if found is not None and found.kind is not EntityKind.PLACE else None

    def _together(self, source: Token) -> Speaker | None:
        """'Ilse Varga and Oskar Lind said': both, as one speaker."""
        names = [self._named(token) for token in (source, *_joined(source))]
        named = [entity for entity in names if entity is not None]
        if len(names) < 2 or len(named) < len(names):
            return None
        *first, last = [entity.name for entity in named]
        return Speaker(name=f"{', '.join(first)} and {last}", kind=SpeakerKind.GROUP)

    # --- looking back -------------------------------------------------------------------------------------------------

    def _before(self, token: Token) -> Iterator[tuple[int, Entity]]:
        """The entities named before `token` and where, the nearest first."""
        place = bisect.bisect_left(self._starts, token.idx)
        for mention in reversed(self.mentions[max(0, place - BACK) : place]):
            entity = self.entities.get(mention.entity)
            if entity is not None:
                yield mention.start, entity

    def _person(self, utterance: Utterance, token: Token, wanted: str) -> Speaker | None:
        """Who 'he' or 'she' is: who spoke in the sentence before, else the nearest person before; an unnamed one when he
        spoke later than that; never one who is named in what is said."""
        within = utterance.start in self.nested
        spoke = [h for h in islice(reversed(self.heard), BACK) if not h.plural and (within or h.start not in self.nested)]
        named = (
            (start, entity)
            for start, entity in self._before(token)
            if _can_be(entity, wanted) and not utterance.says(start, start + 1)
        )
        person = next(named, None)
        if spoke and self._just_before(spoke[0], token) and self._is_person(spoke[0], wanted, utterance):
            return spoke[0].speaker
        unnamed = next((heard for heard in spoke if heard.speaker.kind is SpeakerKind.UNNAMED), None)
        if unnamed is not None and (person is None or unnamed.start > person[0]):
            return unnamed.speaker
        return speaker_of(person[1]) if person is not None else None

    def _just_before(self, heard: Heard, token: Token) -> bool:
        """Whether `heard` spoke in the sentence before that of `token`."""
        start = token.sent.start
        return start > 0 and heard.start >= self.doc[max(0, start - 2)].sent.start_char

    def _is_person(self, heard: Heard, wanted: str, utterance: Utterance) -> bool:
        """Whether the one who spoke is a named person who can be meant, and is not named in what is said."""
        entity = self.entities.get(heard.speaker.entity or "")
        if entity is None or not _can_be(entity, wanted):
            return False
        near = islice(self._before(utterance.source), BACK) if utterance.source is not None else ()
        return not any(other == entity and utterance.says(start, start + 1) for start, other in near)

    def _body(self, token: Token) -> Speaker | None:
        """'it said': what the sentence before is about, else the last body that spoke, else the nearest that was named."""
        about = self._topic(token, plural=False)
        if about is not None:
            return about
        spoke = self._last(lambda heard: not heard.plural and heard.speaker.kind is not SpeakerKind.PERSON)
        if spoke is not None:
            return spoke
        named = next((entity for _, entity in self._before(token) if entity.kind in BODIES), None)
        return speaker_of(named) if named is not None else None

    def _several(self, token: Token) -> Speaker | None:
        """'they said': the last several who spoke, else those whom the sentence before is about."""
        return self._last(lambda heard: heard.plural) or self._topic(token, plural=True)

    def _topic(self, token: Token, *, plural: bool) -> Speaker | None:
        """The subject of the sentence before, when it can speak: an office, a company, a document; with `plural`, people."""
        start = token.sent.start
        while start > 0 and self.doc[start - 1].is_space:
            start -= 1
        if start == 0:
            return None
        subject = own_subject(self.doc[start - 1].sent.root)
        if subject is None or subject.tag_ == "PRP" or is_plural(subject) is not plural:
            return None
        entity = self._named(subject) or self._apposed(subject)
        if entity is not None:
            return speaker_of(entity) if entity.kind in BODIES else None
        kind = kind_of(subject)
        if kind is SpeakerKind.UNNAMED and not plural:
            return None
        first, last = source_range(self.doc, subject, subject.i)
        span = self.doc[first:last]
        return self._meant(subject) or Speaker(name=self._words(span.start_char, span.end_char), kind=kind)

    def _last(self, fits: Callable[[Heard], bool]) -> Speaker | None:
        return next((heard.speaker for heard in islice(reversed(self.heard), BACK) if fits(heard)), None)

    def _quoted_speaker(self, utterance: Utterance) -> Speaker | None:
        """'I' in a quotation is whoever is quoted."""
        return self._continuing(utterance)

    def _meant(self, source: Token) -> Speaker | None:
        """'the official', 'the ministry': somebody the article has spoken of in these words."""
        determiner = child(source, "det")
        if determiner is None or determiner.lower_ not in POINTING:
            return None
        word = source.lower_
        again = self._last(lambda heard: heard.head == word) or self._issued(word)
        if again is not None:
            return again
        for _, entity in self._before(source):
            if _is_called(entity, word):
                return speaker_of(entity)
        return None

    def _issued(self, word: str) -> Speaker | None:
        """'the report', after 'the office said in a report': the office, as the document it issued."""
        found = self._last(lambda heard: heard.medium == word)
        return replace_kind(found, SpeakerKind.DOCUMENT) if found is not None and word in words("documents") else None

    def _described(self, utterance: Utterance, source: Token) -> Speaker:
        span = utterance.attribution.source
        assert span is not None
        issuer = self._issuer(source)
        kind = kind_of(source)
        if kind is SpeakerKind.DOCUMENT and issuer is not None:
            return replace_kind(speaker_of(issuer), kind)
        return Speaker(name=self._words(span.start, span.end), kind=kind)

    def _words(self, start: int, end: int) -> str:
        """A description as it would stand inside a sentence: the capital of a sentence's first word is no part of it."""
        found = self.doc.char_span(start, end, alignment_mode="expand")
        capital = found is None or found[0].tag_ not in COMMON
        return description(self.article.body[start:end], capital=capital)

    def _issuer(self, source: Token) -> Entity | None:
        """Whose statement it is: 'the ministry's statement', 'a report by the union'."""
        links = [kid for kid in source.children if kid.lower_ in {"by", "from", "of"}]
        owners = [child(source, "poss"), *(child(link, "pobj") for link in links)]
        owners += [agent(kid) for kid in source.children if kid.dep_ == "acl"]
        named = (self._named(owner) for owner in owners if owner is not None)
        return next((entity for entity in named if entity is not None and entity.kind is not EntityKind.PLACE), None)


def _medium(utterance: Utterance) -> str | None:
    """'report' of 'said in a report'."""
    cue = utterance.cue
    nouns = [child(link, "pobj") for link in cue.children if link.dep_ == "prep"] if cue is not None else []
    return next((noun.lower_ for noun in nouns if noun is not None and noun.lower_ in words("documents")), None)


def _can_be(entity: Entity, wanted: str) -> bool:
    return entity.kind is EntityKind.PERSON and gender(entity) in {wanted, None}


def speaker_of(entity: Entity) -> Speaker:
    return Speaker(entity=entity.id, name=entity.name, kind=KINDS[entity.kind])


def replace_kind(speaker: Speaker, kind: SpeakerKind) -> Speaker:
    return speaker.model_copy(update={"kind": kind})


def _is_called(entity: Entity, word: str) -> bool:
    """Whether `word` is the main word of the entity's role or name: 'official' of 'an official in the … group'."""
    if entity.kind is EntityKind.PERSON:
        return _main_word(entity.role or "") == word
    return entity.name.lower().split()[-1] == word or word in entity.name.lower().split()


def _main_word(role: str) -> str:
    """'adviser' of 'an adviser to the sultan'."""
    before = BEFORE_PLACE.split(role.lower(), maxsplit=1)[0].split()
    return before[-1] if before else ""


def _joined(source: Token) -> list[Token]:
    """B and C of 'A, B and C'."""
    found: list[Token] = []
    last = source
    while len(found) < 8 and (following := child(last, "conj")) is not None:
        found.append(following)
        last = following
    return found
