"""Whose document it is that speaks: 'a report', of which the article says elsewhere that the union wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from schemas import Speaker, SpeakerKind
from services.claims.described import Descriptions, of_kind
from services.claims.heard import Record
from services.claims.named import Names
from services.claims.sources import NEWS
from services.claims.utterance import Utterance

if TYPE_CHECKING:
    from spacy.tokens import Token


class Issuers:
    """Who issued the documents of an article, by the words for them."""

    def __init__(self, names: Names, record: Record, descriptions: Descriptions) -> None:
        self._names, self._record, self._descriptions = names, record, descriptions

    def named(self, utterances: Sequence[Utterance], speakers: Sequence[Speaker | None]) -> list[Speaker | None]:
        """`speakers`, with the one who issued it in the place of a document of which only the words were known."""
        known: dict[str, Speaker | None] = {}
        for utterance, speaker in sorted(zip(utterances, speakers, strict=True), key=lambda pair: pair[0].start):
            if _is_unissued(speaker) and utterance.source is not None and speaker is not None and speaker.name not in known:
                known[speaker.name] = self._issuer(utterance.source)
        return [
            (known.get(speaker.name) or speaker) if speaker is not None and _is_unissued(speaker) else speaker
            for speaker in speakers
        ]

    def _issuer(self, source: Token) -> Speaker | None:
        """The one who issued what the article calls by this word, if it is one."""
        word = source.lower_
        if any(kid.lower_ in {*NEWS, "media"} for kid in source.lefts):
            return None
        found = {heard.speaker.name: heard.speaker for heard in self._record.backwards() if heard.medium == word}
        doc = self._names.doc
        for place in (doc.to_array("LOWER") == source.lower).nonzero()[0].tolist():
            entity = self._descriptions.issuer(doc[place])
            if entity is not None:
                speaker = self._names.speaker(entity)
                found[speaker.name] = speaker
        only = next(iter(found.values())) if len(found) == 1 else None
        return of_kind(only, SpeakerKind.DOCUMENT) if only is not None else None


def _is_unissued(speaker: Speaker | None) -> bool:
    return speaker is not None and speaker.kind is SpeakerKind.DOCUMENT and speaker.entity is None
