"""The unnamed source whom the article names later: 'a rebel official' at the top, the official's name two paragraphs on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from schemas import Entity, SaidOn, Speaker, SpeakerKind
from services.claims.sources import is_plural
from services.claims.utterance import Utterance

#: How many claims on the name may come: the lead's source is named in the next paragraphs or not at all.
AHEAD = 6
#: Words of this length say what a claim is about; they are compared by their beginnings, so that 'backtracked' is 'backtracking'.
LONG, STEM = 5, 6
#: Beginnings that both claims must share when the role does not say that it is the same person, and when it does.
SHARED, SHARED_ROLE = 3, 1


def named_later(
    utterances: Sequence[Utterance],
    speakers: Sequence[Speaker | None],
    dates: Sequence[SaidOn | None],
    entities: Mapping[str, Entity],
) -> list[Speaker | None]:
    """`speakers`, with the lead's unnamed person replaced by the one whom the article goes on to name as saying the same."""
    found = list(speakers)
    order = sorted(range(len(utterances)), key=lambda place: utterances[place].start)
    for nth, place in enumerate(order):
        unnamed = speakers[place]
        if unnamed is None or unnamed.kind is not SpeakerKind.UNNAMED or not _is_one_person(utterances[place]):
            continue
        person = _person(place, order[nth + 1 : nth + 1 + AHEAD], utterances, speakers, dates, entities)
        if person is not None:
            found = [person if speaker == unnamed else speaker for speaker in found]
    return found


def _is_one_person(utterance: Utterance) -> bool:
    """'a rebel official', 'the top commander': one, and not yet known by name."""
    source = utterance.source
    return source is not None and source.tag_ == "NN" and not is_plural(source)


def _person(
    place: int,
    later: Sequence[int],
    utterances: Sequence[Utterance],
    speakers: Sequence[Speaker | None],
    dates: Sequence[SaidOn | None],
    entities: Mapping[str, Entity],
) -> Speaker | None:
    source = utterances[place].source
    assert source is not None
    for other in later:
        speaker = speakers[other]
        if speaker is None or speaker.kind is not SpeakerKind.PERSON or speaker.entity is None:
            continue
        if _is_known_before(entities[speaker.entity], utterances[place]):
            continue
        role = (entities[speaker.entity].role or "").lower().split()
        needed = SHARED_ROLE if source.lower_ in role else SHARED
        fits = len(_stems(utterances[place]) & _stems(utterances[other])) >= needed
        return speaker if fits and _may_be_one_day(dates[place], dates[other]) else None
    return None


def _is_known_before(person: Entity, utterance: Utterance) -> bool:
    """Whether the article had named the person already: then 'an official' is somebody else."""
    return any(mention.entity == person.id and mention.start < utterance.start for mention in utterance.article.mentions)


def _stems(utterance: Utterance) -> set[str]:
    return {word[:STEM] for word in utterance.words() if len(word) >= LONG}


def _may_be_one_day(one: SaidOn | None, other: SaidOn | None) -> bool:
    return one is None or other is None or one.date == other.date
