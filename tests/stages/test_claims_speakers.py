"""From the words that name a source to who it is."""

from __future__ import annotations

import pytest

from schemas import ClaimArticle, Entity, EntityKind, Label, Mention, SpeakerKind
from tests.builders import an_entity
from tests.trees import read

VARGA, LIND = "Ilse Varga", "Oskar Lind"


def speakers(article: ClaimArticle) -> list[str | None]:
    return [claim.speaker.name if claim.speaker else None for claim in article.claims]


def with_roles(text: str, **roles: str) -> ClaimArticle:
    """`text` read with persons who have these roles: name with underscores = role."""
    persons = [an_entity(name.replace("_", " "), role=role) for name, role in roles.items()]
    return read(text, entities=tuple(persons), mentions=tuple(sorted(_mentions(text, persons), key=lambda m: m.start)))


def _mentions(text: str, entities: list[Entity]) -> list[Mention]:
    return [
        Mention(
            start=text.index(entity.name),
            end=text.index(entity.name) + len(entity.name),
            text=entity.name,
            label=Label.PERSON,
            entity=entity.id,
        )
        for entity in entities
    ]


def test_a_name_is_its_entity():
    [claim] = read("Ilse Varga said the port was shut.", names=(VARGA,)).claims

    assert claim.speaker is not None
    assert (claim.speaker.entity, claim.speaker.name, claim.speaker.kind) == (an_entity(VARGA).id, VARGA, SpeakerKind.PERSON)


def test_a_name_beside_its_description_is_its_entity():
    assert speakers(read("The mayor, Ilse Varga, said the port was shut.", names=(VARGA,))) == [VARGA]


def test_two_names_are_one_speaker_of_both():
    assert speakers(read("Ilse Varga and Oskar Lind said the port was shut.", names=(VARGA, LIND))) == [
        "Ilse Varga and Oskar Lind"
    ]


def test_she_is_the_nearest_woman_before():
    text = "Ilse Varga met Oskar Lind on Monday. She said the port was shut."

    assert speakers(with_roles(text, Ilse_Varga="the port's spokeswoman", Oskar_Lind="the chairman")) == [VARGA]


def test_he_is_nobody_who_is_named_in_what_he_says():
    text = "Ilse Varga met Oskar Lind on Monday. Varga, he said, had shut the port."

    assert speakers(read(text, names=(VARGA, LIND, "Varga")))[-1] == LIND


def test_he_is_the_unnamed_one_who_spoke_last():
    text = "Oskar Lind left on Monday. A port official said the port was shut. He said it would open on Friday."

    assert speakers(read(text, names=(LIND,))) == ["a port official", "a port official"]


def test_he_is_who_spoke_in_the_sentence_before_not_who_was_named_in_passing():
    text = "Oskar Lind said the port was shut before a dinner with Ivo Brandt. He added that it would open on Friday."

    assert speakers(read(text, names=(LIND, "Ivo Brandt"))) == [LIND, LIND]


def test_it_is_the_office_that_the_sentence_before_is_about():
    text = "The fisheries board cut the quota. It said the stock had fallen."

    assert speakers(read(text)) == ["the fisheries board"]


def test_they_are_the_several_who_spoke_last():
    text = "Two officials said the port was shut. They said it would open on Friday."

    assert speakers(read(text)) == ["two officials", "two officials"]


def test_the_official_is_the_official_of_before():
    text = "A port official said the port was shut. The official said it would open on Friday."

    assert speakers(read(text)) == ["a port official", "a port official"]


def test_the_commander_is_the_person_whose_role_it_is():
    text = "Oskar Lind left on Monday. The commander said the port was shut."

    assert speakers(with_roles(text, Oskar_Lind="the commander of the fleet")) == [LIND]


def test_an_unnamed_source_is_the_person_whom_the_article_names_later():
    text = (
        "A port official accused the navy on Monday of mining the harbour of Tarn.\n\n"
        "Oskar Lind, an official at the port, said on Monday that the navy had laid mines in the harbour."
    )

    assert speakers(with_roles(text, Oskar_Lind="an official at the port")) == [LIND, LIND]


def test_an_unnamed_source_of_another_day_is_somebody_else():
    text = (
        "A port official accused the navy on Monday of mining the harbour of Tarn.\n\n"
        "Oskar Lind, an official at the port, said on Sunday that the navy had laid mines in the harbour."
    )

    assert speakers(with_roles(text, Oskar_Lind="an official at the port")) == ["a port official", LIND]


def test_an_unnamed_source_stays_so_when_nobody_is_named():
    [claim] = read("A port official said the port was shut.").claims

    assert claim.speaker is not None
    assert (claim.speaker.entity, claim.speaker.name, claim.speaker.kind) == (None, "a port official", SpeakerKind.UNNAMED)


def test_a_report_speaks_for_the_office_that_issued_it():
    text = "The audit office said in a report that the port was empty. The report said ships had left."

    first, second = read(text).claims

    assert first.speaker is not None
    assert second.speaker is not None
    assert (second.speaker.name, second.speaker.kind) == (first.speaker.name, SpeakerKind.DOCUMENT)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The report said the port was shut.", SpeakerKind.DOCUMENT),
        ("The ministry said the port was shut.", SpeakerKind.GOVERNMENT),
        ("The newspaper said the port was shut.", SpeakerKind.ORGANIZATION),
        ("The rebels said the port was shut.", SpeakerKind.GROUP),
        ("Two diplomats said the port was shut.", SpeakerKind.UNNAMED),
    ],
)
def test_the_kind_of_a_speaker_is_that_of_its_main_word(text: str, kind: SpeakerKind):
    [claim] = read(text).claims

    assert claim.speaker is not None
    assert claim.speaker.kind is kind


def test_a_place_that_speaks_is_a_government():
    place = an_entity("Norland", kind=EntityKind.PLACE)
    mention = Mention(start=0, end=7, text="Norland", label=Label.GPE, entity=place.id)

    [claim] = read("Norland said the port was shut.", entities=(place,), mentions=(mention,)).claims

    assert claim.speaker is not None
    assert claim.speaker.kind is SpeakerKind.GOVERNMENT


def test_where_the_text_names_nobody_nobody_speaks():
    [claim] = read("The bridge is believed to be safe.").claims

    assert claim.source is None
    assert claim.speaker is None
