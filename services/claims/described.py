"""A speaker without a name of its own: by the words that describe it, or by whose office or document it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemas import Entity, EntityKind, Span, Speaker, SpeakerKind
from services.claims.named import Names, is_all_of
from services.claims.sources import description, is_plural, kind_of
from services.claims.syntax import agent, child
from services.claims.utterance import tokens
from services.claims.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

#: What a person has that speaks for the person, and its kind.
OWN = {
    "office": SpeakerKind.ORGANIZATION,
    "campaign": SpeakerKind.ORGANIZATION,
    "foundation": SpeakerKind.ORGANIZATION,
    "administration": SpeakerKind.GOVERNMENT,
    "government": SpeakerKind.GOVERNMENT,
}
#: Tags of words that have a capital everywhere.
PROPER = frozenset({"NNP", "NNPS"})


class Descriptions:
    """Speakers by their descriptions."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def speaker(self, span: Span, source: Token, *, some_of: Entity | None = None, owner: Speaker | None = None) -> Speaker:
        """Whom the words `span` around `source` describe; `some_of`: a group of which they are some; `owner`: who 'his' is."""
        issuer = self.issuer(source)
        kind = SpeakerKind.GROUP if some_of is not None and is_plural(source) else kind_of(source)
        if issuer is not None and issuer.kind is EntityKind.PERSON and source.lower_ in OWN:
            owner = self._names.speaker(issuer)
        if owner is not None and kind is SpeakerKind.DOCUMENT:
            return of_kind(owner, kind)
        if owner is not None and owner.kind is SpeakerKind.PERSON:
            return Speaker(name=f"{owner.name}’s {source.lower_}", kind=OWN.get(source.lower_, kind))
        if kind is SpeakerKind.DOCUMENT and issuer is not None:
            return of_kind(self._names.speaker(issuer), kind)
        return Speaker(name=self.words(span.start, span.end), kind=kind)

    def words(self, start: int, end: int) -> str:
        """A description as it would stand inside a sentence: the capital of a sentence's first word is no part of it."""
        first = tokens(self._names.doc, Span(start=start, end=end))[0]
        capital = first.tag_ in PROPER or (len(first) > 1 and first.is_upper) or self._names.around(first) is not None
        return description(self._names.article.body[start:end], capital=capital)

    def together(self, joined: list[Token]) -> Speaker | None:
        """'Ilse Varga and Oskar Lind': both, as one speaker; where one has no name, by the words for it. None without names."""
        names = [self._all_of(token) for token in joined]
        if all(entity is None for entity in names):
            return None
        first = names[0]
        if first is not None and all(entity == first for entity in names):
            return self._names.speaker(first, joined[0])
        called = [self._called(token, entity, first=token is joined[0]) for token, entity in zip(joined, names, strict=True)]
        return Speaker(name=f"{', '.join(called[:-1])} and {called[-1]}", kind=SpeakerKind.GROUP)

    def _called(self, token: Token, entity: Entity | None, *, first: bool) -> str:
        """An entity's name, with its article inside a list; else the words around `token` without what is said besides."""
        if entity is not None:
            determiner = child(token, "det")
            article = "the " if not first and determiner is not None and determiner.lower_ == "the" else ""
            return article + self._names.speaker(entity, token).name
        span = self._phrase(token)
        return self.words(span.start, span.end).rstrip(" ,")

    def _all_of(self, token: Token) -> Entity | None:
        """The entity that `token` names, if of a group not only some are meant."""
        entity, span = self._names.of(token), self._phrase(token)
        if entity is None or entity.kind is not EntityKind.GROUP:
            return entity
        return entity if is_all_of(entity, self._names.article.body[span.start : span.end]) else None

    def _phrase(self, token: Token) -> Span:
        """`token` with what belongs to it, without those joined to it and without what is said besides."""
        kids = [kid for kid in token.children if kid.dep_ in {"cc", "conj", "appos"} and kid.i > token.i]
        end = min((kid.left_edge.i for kid in kids), default=token.right_edge.i + 1)
        found = self._names.doc[token.left_edge.i : end]
        return Span(start=found.start_char, end=found.end_char)

    def issuer(self, source: Token) -> Entity | None:
        """Whose statement it is: 'the ministry's statement', 'a report by the union', 'the Harbour Board data'; not who saw it,
        nor who 'the House bill' is named after."""
        links = [kid for kid in source.children if kid.lower_ in {"by", "from", "of"}]
        owners = [child(source, "poss"), *(child(link, "pobj") for link in links)]
        owners += [agent(kid) for kid in source.children if kid.dep_ == "acl" and kid.lower_ not in words("seeing")]
        if source.lower_ in words("issued"):
            owners += [kid for kid in source.children if kid.dep_ in {"compound", "nmod"}]
        named = (self._names.around(owner) for owner in owners if owner is not None)
        found = next((entity for entity in named if entity is not None and entity.kind is not EntityKind.PLACE), None)
        if found is None and owners[0] is not None:
            return self._names.by_surname(Span(start=owners[0].idx, end=owners[0].idx + len(owners[0])))
        return found


def of_kind(speaker: Speaker, kind: SpeakerKind) -> Speaker:
    return speaker.model_copy(update={"kind": kind})
