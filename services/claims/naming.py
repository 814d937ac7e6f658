"""The unnamed source whom the article names later: 'a rebel official' at the top, the official's name two paragraphs on; 'a
monitoring group', 'two senators' likewise."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, TypeGuard

from schemas import Entity, EntityKind, SaidOn, Speaker, SpeakerKind
from services.claims.sources import is_personal, is_plural
from services.claims.syntax import child
from services.claims.utterance import WORD, Utterance
from services.claims.words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

    from services.claims.named import Names

#: Kinds of bodies, and of all who may be named later; how many several are.
BODIES = frozenset({SpeakerKind.ORGANIZATION, SpeakerKind.GOVERNMENT})
UNNAMED = BODIES | {SpeakerKind.UNNAMED, SpeakerKind.GROUP}
NUMBERS = {"two": 2, "three": 3}

#: How many claims on the name may come: the lead's source is named in the next paragraphs or not at all.
AHEAD = 6
#: Names back to which the article may have named him: the lead is at the top.
BACK = 200
#: Words of this length say what a claim is about; they are compared by their beginnings, so that 'backtracked' is 'backtracking'.
LONG, STEM = 5, 6
#: Beginnings that both must share, in what is said and between the description and what is known of the one named: role, names,
#: the words of the source. Where the description's main word is among these, one more is enough: 'an army commander' and 'the
#: commander of the army's brigade'.
SHARED, SHARED_ROLE = 2, 1


@dataclass(frozen=True)
class Said:
    """A claim with its speaker and its day, as far as they are known."""

    utterance: Utterance
    speaker: Speaker | None
    date: SaidOn | None


def named_later(claims: Sequence[Said], names: Names) -> list[Speaker | None]:
    """The claims' speakers, with the lead's unnamed person replaced by the one whom the article goes on to name."""
    named: dict[str, Speaker] = {}
    in_order = sorted(claims, key=lambda claim: claim.utterance.start)
    for nth, claim in enumerate(in_order):
        if not _is_one_unnamed(claim) or claim.speaker is None or claim.speaker.name in named:
            continue
        person = _named(claim, in_order[nth + 1 : nth + 1 + AHEAD], names)
        if person is not None:
            named[claim.speaker.name] = person
    return [named.get(speaker.name, speaker) if _is_unnamed(speaker) else speaker for speaker in (c.speaker for c in claims)]


def _is_one_unnamed(claim: Said) -> bool:
    """'a rebel official', 'the top commander', 'a monitoring group', 'two lawmakers': not yet known by name."""
    source, speaker = claim.utterance.source, claim.speaker
    if source is None or speaker is None or not _is_unnamed(speaker):
        return False
    if is_plural(source):
        return _number(source) is not None
    determiner = child(source, "det")
    is_body = speaker.kind in BODIES and determiner is not None and determiner.lower_ in {"a", "an"}
    return source.tag_ in {"NN", "NNP"} and (is_body or (speaker.kind is SpeakerKind.UNNAMED and is_personal(source.lower_)))


def _is_unnamed(speaker: Speaker | None) -> TypeGuard[Speaker]:
    return speaker is not None and speaker.entity is None and speaker.kind in UNNAMED


def _number(source: Token) -> int | None:
    """2 of 'two lawmakers'."""
    return next((NUMBERS[kid.lower_] for kid in source.lefts if kid.lower_ in NUMBERS), None)


def _named(claim: Said, later: Sequence[Said], names: Names) -> Speaker | None:
    """The first who is named after `claim` and speaks, of the kind that is meant, if he says the same."""
    for other in later:
        who = _who(claim, other, names)
        if not who or other.speaker is None:
            continue
        if any(_is_known_before(entity, claim.utterance) for entity in who):
            continue
        same_day = claim.date is None or other.date is None or claim.date.date == other.date.date
        is_his = bool(_persons(claim.utterance, names))
        return other.speaker if same_day and _say_the_same(claim.utterance, other.utterance, who, is_his=is_his) else None
    return None


def _who(claim: Said, other: Said, names: Names) -> list[Entity]:
    """Who speaks in `other`, if they are as many and of the kind as `claim` means: one person, one body, two persons."""
    source, speaker = claim.utterance.source, other.speaker
    assert source is not None and claim.speaker is not None, "an unnamed speaker has words that describe him"
    if speaker is None or other.utterance.source is None:
        return []
    number = _number(source)
    if number is not None:
        persons = _persons(other.utterance, names) if speaker.kind is SpeakerKind.GROUP else []
        return persons if len(persons) == number else []
    kinds = BODIES if claim.speaker.kind in BODIES else {SpeakerKind.PERSON}
    return [names.entities[speaker.entity]] if speaker.entity is not None and speaker.kind in kinds else []


def _persons(utterance: Utterance, names: Names) -> list[Entity]:
    """The persons whom its source names."""
    span = utterance.attribution.source
    named = (names.entities[mention.entity] for mention in (names.within(span) if span is not None else ()))
    return list({entity.id: entity for entity in named if entity.kind is EntityKind.PERSON}.values())


def _is_known_before(entity: Entity, utterance: Utterance) -> bool:
    """Whether the article had named it already: then 'an official' is somebody else."""
    mentions = utterance.article.mentions
    before = bisect.bisect_left(mentions, utterance.start, key=attrgetter("start"))
    return any(mention.entity == entity.id for mention in mentions[max(0, before - BACK) : before])


def _say_the_same(unnamed: Utterance, named: Utterance, who: Sequence[Entity], *, is_his: bool) -> bool:
    """`is_his`: the one unnamed is described by another person, as 'Lind's lawyer' is, who may say what Lind says."""
    source = unnamed.source
    assert source is not None, "an unnamed speaker has words that describe him"
    shared = len(_stems(unnamed.words()) & _stems(named.words()))
    described = " ".join(f"{entity.name} {entity.role or ''} {' '.join(entity.aliases)}" for entity in who)
    known = {word[:STEM] for word in WORD.findall(f"{described} {_words(named)}".lower())}
    further = {word[:STEM] for word in WORD.findall(_words(unnamed).lower()) if len(word) > 3} - {source.lower_[:STEM]}
    shared += len(further & known)
    if source.lower_[:STEM] in known:
        return shared >= SHARED_ROLE
    return shared >= SHARED and not is_his and source.lower_ not in words("anonymous")


def _words(utterance: Utterance) -> str:
    """Its source's words."""
    span = utterance.attribution.source
    return utterance.article.body[span.start : span.end] if span is not None else ""


def _stems(said: Iterable[str]) -> set[str]:
    return {word[:STEM] for word in said if len(word) >= LONG}
