"""From the words that name a source to who it is: an entity of the article, or the description of an unnamed source."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from schemas import Entity, EntityArticle, EntityKind, SaidOn, Span, Speaker, SpeakerKind
from services.claims.definite import Definites
from services.claims.described import OWN, Descriptions, of_kind
from services.claims.heard import Heard, Record
from services.claims.issued import Issuers
from services.claims.labelled import labelled
from services.claims.named import Names, is_all_of
from services.claims.naming import Said, named_later
from services.claims.pronouns import FIRST, NEUTER, PLURAL, SINGULAR, Pronouns
from services.claims.sources import is_personal, is_plural, modifiers
from services.claims.syntax import child
from services.claims.utterance import Utterance
from services.claims.words import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

#: Who speaks for a person: 'his spokesman' is the spokesman of whoever he is.
SPOKESPEOPLE = frozenset({"spokesman", "spokesperson", "spokeswoman"})
#: Kinds that words without a name are given for want of better; those that the model may give them, and how sure it must be
#: (any from .35 to .6 is within .002 of the kinds of ours).
VAGUE = frozenset({SpeakerKind.UNNAMED, SpeakerKind.GROUP})
DESCRIBED = VAGUE | {SpeakerKind.GOVERNMENT, SpeakerKind.ORGANIZATION, SpeakerKind.DOCUMENT}
SURE = 0.45
#: More speak together in no source that a person has written.
MANY = 9


class Speakers:
    """Resolves an article's sources in the order of the text, so that each can look back at those before it."""

    def __init__(self, article: EntityArticle, doc: Doc) -> None:
        self._names, self._record = Names(article, doc), Record()
        self._descriptions = Descriptions(self._names)
        self._definites = Definites(self._names, self._record)
        self._issuers = Issuers(self._names, self._record, self._descriptions)
        self._pronouns = Pronouns(self._names, self._record, self._definites, self._descriptions)
        self._labelled = list(labelled(article))

    def of(
        self, utterances: Sequence[Utterance], dates: Sequence[SaidOn | None], holders: Sequence[int | None]
    ) -> list[Speaker | None]:
        """Who speaks in each; None where the text names nobody and nobody can be meant."""
        found: list[Speaker | None] = [None] * len(utterances)
        around = {utterances[place].start: utterances[holder] for place, holder in enumerate(holders) if holder is not None}
        for place in sorted(range(len(utterances)), key=lambda place: utterances[place].start):
            found[place] = self._speaker(utterances[place], around.get(utterances[place].start))
        found = [found[_whose_words(place, utterances, holders)] for place in range(len(utterances))]
        found = self._issuers.named(utterances, found)
        found = named_later([Said(*claim) for claim in zip(utterances, found, dates, strict=True)], self._names)
        return [as_marked(*claim) for claim in zip(found, utterances, strict=True)]

    def _speaker(self, utterance: Utterance, holder: Utterance | None) -> Speaker | None:
        source, span, nested = utterance.source, utterance.attribution.source, holder is not None
        labelled = self._by_label(utterance) if not nested else None
        if labelled is not None:
            self._record.add(Heard(utterance.start, labelled, labelled.name.split()[-1].lower(), plural=False, nested=False))
            return labelled
        if source is None or span is None:
            return self._pronouns.quoted() if utterance.cue is None else None
        speaker = self._by_source(utterance, source, span, holder)
        if speaker is not None:
            plural = is_plural(source) and speaker.kind is not SpeakerKind.PERSON
            heard = Heard(utterance.start, speaker, source.lower_, plural, nested, _medium(utterance), modifiers(source))
            self._record.add(heard)
        return speaker

    def _by_label(self, utterance: Utterance) -> Speaker | None:
        """Whom the line above a quotation names, where nobody else is named for it: no source, 'he', or that line."""
        source, start = utterance.attribution.source, utterance.attribution.content[0].start
        place = bisect.bisect_right(self._labelled, start, key=attrgetter("start")) - 1
        if place < 0 or start >= self._labelled[place].end:
            return None
        under = self._labelled[place]
        is_he = (
            utterance.source is not None
            and utterance.source.lower_ in SINGULAR
            and source is not None
            and not utterance.says(source.start, source.end)
        )
        is_line = source is not None and under.line.start <= source.start < under.line.end
        nobody = source is None and utterance.cue is None
        entity = self._names.entities.get(under.entity) if nobody or is_he or is_line else None
        return self._names.speaker(entity) if entity is not None else None

    def _by_source(self, utterance: Utterance, source: Token, span: Span, holder: Utterance | None) -> Speaker | None:
        word = source.lower_
        if word in FIRST:
            return self._pronouns.quoted()
        if word in SINGULAR:
            quoting = self._quoting(utterance, source, holder)
            meant = self._pronouns.person(utterance, source, nested=holder is not None, quoting=quoting)
        elif word in NEUTER:
            meant = self._pronouns.body(source)
        elif word in PLURAL:
            meant = self._pronouns.several(source)
        else:
            return self._by_words(utterance, source, span, holder)
        return meant or self._descriptions.speaker(span, source)

    def _quoting(self, utterance: Utterance, pronoun: Token, holder: Utterance | None) -> Entity | None:
        """The person in whose quotation `pronoun` stands, where `holder` is his."""
        if holder is None or holder.source is None or holder.attribution.source is None:
            return None
        if utterance.marks.around(pronoun.idx, double=True) is None:
            return None
        speaker = self._by_source(holder, holder.source, holder.attribution.source, None)
        return self._names.entities.get(speaker.entity or "") if speaker is not None else None

    def _by_words(self, utterance: Utterance, source: Token, span: Span, holder: Utterance | None) -> Speaker | None:
        """By a name, else by whom the article has spoken of so, else by the words themselves."""
        joined = self._names.two(span) or [source, *self._joined(source)]
        if len(joined) > 1 and span.start <= joined[-1].idx < span.end:
            together = self._descriptions.together(joined)
            if together is not None:
                return together
        names = self._names
        entity = names.of(source)
        if entity is None or (entity.kind is EntityKind.GROUP and not is_plural(source)):
            entity = self._named_beside(source, span) or entity
        some_of = None
        if entity is not None and entity.kind is EntityKind.GROUP:
            some_of = None if is_all_of(entity, names.article.body[span.start : span.end]) else entity
        if entity is not None and some_of is None:
            return names.speaker(entity, source)
        owner = child(source, "poss") if source.lower_ in {*OWN, *SPOKESPEOPLE} | words("documents") else None
        nested, his = holder is not None, None
        if owner is not None and owner.lower_ in SINGULAR:
            his = self._pronouns.owner(utterance, owner, nested=nested, quoting=self._quoting(utterance, owner, holder))
        return self._definites.meant(source, nested=nested) or self._descriptions.speaker(
            span, source, some_of=some_of, owner=his
        )

    def _named_beside(self, source: Token, span: Span) -> Entity | None:
        """Whose name stands beside the word that the source is about."""
        names = self._names
        return (
            names.apposed(source)
            or names.before_its_kind(source)
            or names.at_the_start(span)
            or names.at_the_end(span, source)
            or names.by_surname(span)
        )

    def _joined(self, source: Token) -> list[Token]:
        """B and C of 'A, B and C'; and of 'A, the mayor, B and C'."""
        found: list[Token] = []
        last = source
        while len(found) < MANY and (following := child(last, "conj") or self._beside(last)) is not None:
            found.append(following)
            last = following
        return found

    def _beside(self, token: Token) -> Token | None:
        """B of 'A, the mayor, and B', which the parser joins to the mayor."""
        apposed = child(token, "appos")
        joined = child(apposed, "conj") if apposed is not None else None
        return joined if joined is not None and self._names.of(joined) is not None else None


def _whose_words(place: int, utterances: Sequence[Utterance], holders: Sequence[int | None]) -> int:
    """The claim whose speaker is the one of this: where 'I' says it, the one that it stands in, which may be named behind it."""
    source, holder = utterances[place].source, holders[place]
    while source is not None and source.lower_ in FIRST and holder is not None:
        place = holder
        source, holder = utterances[place].source, holders[place]
    return place


def as_marked(speaker: Speaker | None, utterance: Utterance) -> Speaker | None:
    """`speaker`, of the kind that the model is sure of where no name says it and the words say no more than some or several."""
    tagged, source = utterance.attribution.tagged, utterance.source
    if speaker is None or speaker.entity is not None or speaker.kind not in VAGUE or tagged is None or not tagged.kinds:
        return speaker
    if source is not None and is_personal(source.lower_):
        return speaker
    kind, probability = max(tagged.kinds.items(), key=itemgetter(1))
    known = probability >= SURE and kind in {each.value for each in DESCRIBED}
    return of_kind(speaker, SpeakerKind(kind)) if known else speaker


def _medium(utterance: Utterance) -> str | None:
    """'report' of 'said in a report'."""
    cue = utterance.cue
    nouns = [child(link, "pobj") for link in cue.children if link.dep_ == "prep"] if cue is not None else []
    return next((noun.lower_ for noun in nouns if noun is not None and noun.lower_ in words("documents")), None)
