"""The unnamed source whom the article names later: 'a rebel official' at the top, the official's name two paragraphs on."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TypeGuard

from schemas import Entity, SaidOn, Speaker, SpeakerKind
from services.claims.sources import is_plural
from services.claims.utterance import WORD, Utterance

#: How many claims on the name may come: the lead's source is named in the next paragraphs or not at all.
AHEAD = 6
#: Names back to which the article may have named him: the lead is at the top.
BACK = 200
#: Words of this length say what a claim is about; they are compared by their beginnings, so that 'backtracked' is 'backtracking'.
LONG, STEM = 5, 6
#: Beginnings that both claims must share. Where the role has the main word of the description one is enough, and a further
#: word of the description in the role counts too: 'an army commander' and 'the commander of the army's brigade'.
SHARED, SHARED_ROLE = 3, 1


@dataclass(frozen=True)
class Said:
    """A claim with its speaker and its day, as far as they are known."""

    utterance: Utterance
    speaker: Speaker | None
    date: SaidOn | None


def named_later(claims: Sequence[Said], entities: Mapping[str, Entity]) -> list[Speaker | None]:
    """The claims' speakers, with the lead's unnamed person replaced by the one whom the article goes on to name."""
    named: dict[str, Speaker] = {}
    in_order = sorted(claims, key=lambda claim: claim.utterance.start)
    for nth, claim in enumerate(in_order):
        if not _is_one_unnamed(claim) or claim.speaker is None or claim.speaker.name in named:
            continue
        person = _person(claim, in_order[nth + 1 : nth + 1 + AHEAD], entities)
        if person is not None:
            named[claim.speaker.name] = person
    return [named.get(speaker.name, speaker) if _is_unnamed(speaker) else speaker for speaker in (c.speaker for c in claims)]


def _is_one_unnamed(claim: Said) -> bool:
    """'a rebel official', 'the top commander': one, and not yet known by name."""
    source = claim.utterance.source
    return _is_unnamed(claim.speaker) and source is not None and source.tag_ == "NN" and not is_plural(source)


def _is_unnamed(speaker: Speaker | None) -> TypeGuard[Speaker]:
    return speaker is not None and speaker.kind is SpeakerKind.UNNAMED


def _person(claim: Said, later: Sequence[Said], entities: Mapping[str, Entity]) -> Speaker | None:
    """The first person named after `claim` who speaks, if he says the same."""
    for other in later:
        speaker = other.speaker
        if speaker is None or speaker.kind is not SpeakerKind.PERSON or speaker.entity is None:
            continue
        person = entities[speaker.entity]
        if _is_known_before(person, claim.utterance):
            continue
        same_day = claim.date is None or other.date is None or claim.date.date == other.date.date
        return speaker if same_day and _say_the_same(claim.utterance, other.utterance, person.role or "") else None
    return None


def _is_known_before(person: Entity, utterance: Utterance) -> bool:
    """Whether the article had named the person already: then 'an official' is somebody else."""
    mentions = utterance.article.mentions
    before = bisect.bisect_left(mentions, utterance.start, key=attrgetter("start"))
    return any(mention.entity == person.id for mention in mentions[max(0, before - BACK) : before])


def _say_the_same(unnamed: Utterance, named: Utterance, role: str) -> bool:
    source, span = unnamed.source, unnamed.attribution.source
    assert source is not None and span is not None, "an unnamed speaker has words that describe him"
    shared = len(_stems(unnamed.words()) & _stems(named.words()))
    described = set(WORD.findall(role.lower()))
    if source.lower_ not in described:
        return shared >= SHARED
    further = set(WORD.findall(unnamed.article.body[span.start : span.end].lower())) - {source.lower_}
    return shared + sum(len(word) > 3 for word in further & described) >= SHARED_ROLE


def _stems(words: Iterable[str]) -> set[str]:
    return {word[:STEM] for word in words if len(word) >= LONG}
