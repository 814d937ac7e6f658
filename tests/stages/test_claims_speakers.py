"""From the words that name a source to who it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schemas import Entity, EntityKind, Label, Mention, Speaker, SpeakerKind
from services.claims.speakers import as_marked
from tests.attributed import Said, speakers, utterance
from tests.builders import an_entity

VARGA, LIND = "Ilse Varga", "Oskar Lind"
#: What is said in most of these texts.
SHUT, OPEN = "the port was shut", "it would open on Friday"


def named(found: list[Speaker | None]) -> list[str | None]:
    return [speaker.name if speaker else None for speaker in found]


def known(text: str, *entities: Entity) -> dict[str, object]:
    """The fields of an article that knows these entities wherever `text` has their names."""
    labels = {EntityKind.PERSON: Label.PERSON, EntityKind.PLACE: Label.GPE, EntityKind.GROUP: Label.NORP}
    mentions = [
        Mention(start=at, end=at + len(e.name), text=e.name, label=labels.get(e.kind, Label.ORG), entity=e.id)
        for e in entities
        for at in range(len(text))
        if text.startswith(e.name, at)
    ]
    return {"entities": entities, "mentions": tuple(sorted(mentions, key=lambda mention: mention.start))}


def body(name: str, kind: EntityKind = EntityKind.ORGANIZATION) -> Entity:
    return an_entity(name, kind=kind, aliases=())


def test_a_name_is_its_entity():
    [speaker] = speakers("Ilse Varga said the port was shut.", (VARGA, "said", SHUT), names=(VARGA,))

    assert speaker == Speaker(entity=an_entity(VARGA).id, name=VARGA, kind=SpeakerKind.PERSON)


NAMED: list[tuple[str, str, list[str]]] = [
    ("The mayor, Ilse Varga, said the port was shut.", "The mayor, Ilse Varga", [VARGA]),
    ("A woman named Ilse Varga said the port was shut.", "A woman named Ilse Varga", [VARGA]),
    ("The harbour pilot Oskar Lind said the port was shut.", "The harbour pilot Oskar Lind", [LIND]),
    ("An aide to Oskar Lind said the port was shut.", "An aide to Oskar Lind", ["an aide to Oskar Lind"]),
    ("Ilse Varga and Oskar Lind said the port was shut.", "Ilse Varga and Oskar Lind", ["Ilse Varga and Oskar Lind"]),
    (
        "Ilse Varga, the mayor, and Oskar Lind said the port was shut.",
        "Ilse Varga, the mayor, and Oskar Lind",
        ["Ilse Varga and Oskar Lind"],
    ),
    (
        "Ilse Varga and a port official said the port was shut.",
        "Ilse Varga and a port official",
        ["Ilse Varga and a port official"],
    ),
    (
        "Oskar Lind of Norland, who was the mayor, and captain Ilse Varga of Tarn said the port was shut.",
        "Oskar Lind of Norland, who was the mayor, and captain Ilse Varga of Tarn",
        ["Oskar Lind and Ilse Varga"],
    ),
    (
        "Ilse Varga, chief of mission at the embassy until she left in 2016, said the port was shut.",
        "Ilse Varga, chief of mission at the embassy until she left in 2016,",
        [VARGA],
    ),
    (
        "The top member of the board, Captain Ilse Varga, who was there, said the port was shut.",
        "The top member of the board, Captain Ilse Varga, who was there,",
        [VARGA],
    ),
    (
        "President Oskar Lind’s administration said the port was shut.",
        "President Oskar Lind’s administration",
        ["Oskar Lind’s administration"],
    ),
]


@pytest.mark.parametrize(("text", "source", "names"), NAMED, ids=[text for text, *_ in NAMED])
def test_a_name_among_the_words_is_whom_they_name(text: str, source: str, names: list[str]):
    assert named(speakers(text, (source, "said", SHUT), names=(VARGA, LIND))) == names


OF_A_KIND = [
    ("the Harbour Union business lobby", "Harbour Union"),
    ("the Harbour Union driver", "the Harbour Union driver"),
]


@pytest.mark.parametrize(("source", "name"), OF_A_KIND, ids=[source for source, _ in OF_A_KIND])
def test_a_word_for_what_a_body_is_may_follow_its_name(source: str, name: str):
    text = f"The Tarn Federation, a small business lobby, said it would open on Friday, and {source} said the port was shut."
    fields = known(text, body("Tarn Federation"), body("Harbour Union"))

    found = speakers(text, ("The Tarn Federation, a small business lobby", "said", OPEN), (source, "said", SHUT), **fields)

    assert named(found) == ["Tarn Federation", name]


def test_a_person_whose_name_looks_like_several_is_one():
    text = "Jan Harbours left. A port official said the port was shut. Harbours said that was the state of things he recalled."
    state = "that was the state of things"

    found = speakers(
        text, ("A port official", "said", SHUT), ("Harbours", "said", state), ("he", "recalled", state), names=("Jan Harbours",)
    )

    assert named(found) == ["a port official", "Jan Harbours", "Jan Harbours"]


def test_he_is_the_person_whom_the_sentence_is_about_before_one_who_is_nearer():
    text = "Oskar Lind did not name Jonas Wik, but he said it would open on Friday."

    assert named(speakers(text, ("he", "said", OPEN), names=(LIND, "Jonas Wik"))) == [LIND]


def test_he_in_a_quotation_is_not_who_is_quoted():
    text = 'Oskar Lind met Ivo Brandt. Lind said the port was shut. "He hopes it would open on Friday," he added.'
    hopes, quoted = ("He", "hopes", OPEN), ("he", "added", '"He hopes it would open on Friday,"')

    found = speakers(text, (LIND.split()[1], "said", SHUT), hopes, quoted, names=(LIND, "Ivo Brandt"))

    assert named(found) == [LIND, "Ivo Brandt", LIND]


def test_his_spokesman_in_a_quotation_is_not_the_spokesman_of_who_is_quoted():
    text = 'Oskar Lind met Ivo Brandt. Lind said the port was shut. "His spokesman said it would open on Friday," he added.'
    his, quoted = ("His spokesman", "said", OPEN), ("he", "added", '"His spokesman said it would open on Friday,"')

    found = speakers(text, (LIND.split()[1], "said", SHUT), his, quoted, names=(LIND, "Ivo Brandt"))

    assert named(found) == [LIND, "Ivo Brandt’s spokesman", LIND]


def test_i_in_a_quotation_is_who_is_quoted_though_named_behind_it():
    text = 'Oskar Lind left. A port official said the port was shut. "I told them it would open on Friday," Lind added.'
    quoted = ("Lind", "added", '"I told them it would open on Friday,"')

    found = speakers(text, ("A port official", "said", SHUT), ("I", "told", OPEN), quoted, names=(LIND,))

    assert named(found) == ["a port official", LIND, LIND]


def test_a_body_has_its_country_before_its_name_where_the_article_has():
    text = "The U.S. Harbour Commission met. The Harbour Commission said the port was shut."
    fields = known(text, body("Harbour Commission", EntityKind.GOVERNMENT))

    assert named(speakers(text, ("The Harbour Commission", "said", SHUT), **fields)) == ["U.S. Harbour Commission"]


def test_a_person_goes_by_the_given_name_that_stands_before_what_was_seen_to_be_the_name():
    text = "Carter Lind left on Monday. Lind said the port was shut. President Brandt said it would open on Friday."
    fields = known(text, an_entity("Lind"), an_entity("Brandt"))

    assert named(speakers(text, ("Lind", "said", SHUT), ("President Brandt", "said", OPEN), **fields)) == [
        "Carter Lind",
        "Brandt",
    ]


def test_a_last_name_that_was_not_seen_to_be_a_name_is_the_person_who_has_it():
    text = "Carter Lind left on Monday. Lind said the port was shut."
    once = known(text, an_entity("Lind"))
    mentions = once["mentions"]
    assert isinstance(mentions, tuple)

    assert named(speakers(text, ("Lind", "said", SHUT), **{**once, "mentions": mentions[:1]})) == ["Carter Lind"]


def test_with_an_article_a_name_is_no_persons_but_that_of_the_body_that_has_it():
    text = "The Norland Observatory was there. The Observatory said the port was shut."
    person, observatory = an_entity("Observatory"), body("Norland Observatory")
    fields = known(text, observatory)
    mentions = fields["mentions"]
    assert isinstance(mentions, tuple)
    at = text.rindex("Observatory")
    alone = Mention(start=at, end=at + 11, text="Observatory", label=Label.PERSON, entity=person.id)

    [speaker] = speakers(text, ("The Observatory", "said", SHUT), entities=(observatory, person), mentions=(*mentions, alone))

    assert speaker is not None and speaker.name == "Norland Observatory"


def test_one_body_whose_name_joins_two_things_is_one_speaker():
    text = "Norland Customs and Border Protection (CBP) said the port was shut."
    name = "Norland Customs and Border Protection"
    fields = known(text, body(name, EntityKind.GOVERNMENT))

    [speaker] = speakers(text, (f"{name} (CBP)", "said", SHUT), **fields)

    assert speaker is not None and (speaker.name, speaker.kind) == (name, SpeakerKind.GOVERNMENT)


def test_in_a_list_a_body_keeps_its_article():
    text = "Ilse Varga and the Harbour Union said the port was shut."
    fields = known(text, an_entity(VARGA), body("Harbour Union"))

    assert named(speakers(text, ("Ilse Varga and the Harbour Union", "said", SHUT), **fields)) == [
        "Ilse Varga and the Harbour Union"
    ]


#: Texts in which two speak, the second by a pronoun or a description: what each is called, and with which roles.
AGAIN: list[tuple[str, list[Said], dict[str, str], list[str]]] = [
    (
        "Ilse Varga met Oskar Lind on Monday. She said the port was shut.",
        [("She", "said", SHUT)],
        {VARGA: "the port's spokeswoman", LIND: "the chairman"},
        [VARGA],
    ),
    (
        "Oskar Lind left on Monday. A port official said the port was shut. He said it would open on Friday.",
        [("A port official", "said", SHUT), ("He", "said", OPEN)],
        {LIND: ""},
        ["a port official", "a port official"],
    ),
    (
        "Ilse Varga said Pia Ekdal had shut the port. “It was late. The crew was cold,” she said.",
        [(VARGA, "said", "Pia Ekdal had shut the port"), ("she", "said", "“It was late. The crew was cold,”")],
        {VARGA: "", "Pia Ekdal": ""},
        [VARGA, VARGA],
    ),
    (
        "Oskar Lind said the port was shut before a dinner with Ivo Brandt. He added that it would open on Friday.",
        [(LIND, "said", SHUT), ("He", "added", OPEN)],
        {LIND: "", "Ivo Brandt": ""},
        [LIND, LIND],
    ),
    (
        "The fisheries board cut the quota. It said the stock had fallen.",
        [("It", "said", "the stock had fallen")],
        {},
        ["the fisheries board"],
    ),
    (
        "Two officials said the port was shut. They said it would open on Friday.",
        [("Two officials", "said", SHUT), ("They", "said", OPEN)],
        {},
        ["two officials", "two officials"],
    ),
    (
        "A port official said the port was shut. The official said it would open on Friday.",
        [("A port official", "said", SHUT), ("The official", "said", OPEN)],
        {},
        ["a port official", "a port official"],
    ),
    (
        "Oskar Lind left on Monday. The commander said the port was shut.",
        [("The commander", "said", SHUT)],
        {LIND: "the commander of the fleet"},
        [LIND],
    ),
    (
        "Ilse Varga met Oskar Lind on Monday. The two men said the port was shut.",
        [("The two men", "said", SHUT)],
        {VARGA: "", LIND: ""},
        ["Ilse Varga and Oskar Lind"],
    ),
    (
        "Ilse Varga met Oskar Lind on Monday. Both said the port was shut.",
        [("Both", "said", SHUT)],
        {VARGA: "", LIND: ""},
        ["Ilse Varga and Oskar Lind"],
    ),
    (
        "Ilse Varga and the pilot Oskar Lind met Ivo Brandt on Monday. The pair said the port was shut.",
        [("The pair", "said", SHUT)],
        {VARGA: "", LIND: "", "Ivo Brandt": ""},
        ["Ilse Varga and Oskar Lind"],
    ),
    (
        "Ilse Varga and Oskar Lind said the port was shut. Ivo Brandt met Pia Ekdal. The two pilots said it would open.",
        [("Ilse Varga and Oskar Lind", "said", SHUT), ("The two pilots", "said", "it would open")],
        {VARGA: "a pilot", LIND: "", "Ivo Brandt": "", "Pia Ekdal": ""},
        ["Ilse Varga and Oskar Lind", "Ilse Varga and Oskar Lind"],
    ),
    (
        "Ilse Varga left on Monday. The pilots said the port was shut.",
        [("The pilots", "said", SHUT)],
        {VARGA: "pilots"},
        ["the pilots"],
    ),
    (
        "Ilse Varga met Oskar Lind on Monday. Both sides said the port was shut.",
        [("Both sides", "said", SHUT)],
        {VARGA: "", LIND: ""},
        ["both sides"],
    ),
    (
        "Oskar Lind left on Monday. His office said the port was shut.",
        [("His office", "said", SHUT)],
        {LIND: ""},
        ["Oskar Lind’s office"],
    ),
    (
        "Oskar Lind left on Monday. His spokesman said the port was shut.",
        [("His spokesman", "said", SHUT)],
        {LIND: ""},
        ["Oskar Lind’s spokesman"],
    ),
    (
        "Ivo Brandt left on Monday. Oskar Lind had shut the port, his spokesman said.",
        [("his spokesman", "said", "Oskar Lind had shut the port")],
        {LIND: "", "Ivo Brandt": ""},
        ["Oskar Lind’s spokesman"],
    ),
    (
        "Oskar Lind said the port was shut. The senator from Tarn said it would open on Friday.",
        [(LIND, "said", SHUT), ("The senator from Tarn", "said", OPEN)],
        {LIND: "Senator"},
        [LIND, "the senator from Tarn"],
    ),
    (
        "Oskar Lind, who grew up in Tarn, said the port was shut. The senator from Tarn said it would open on Friday.",
        [("Oskar Lind, who grew up in Tarn,", "said", SHUT), ("The senator from Tarn", "said", OPEN)],
        {LIND: "Senator"},
        [LIND, LIND],
    ),
    (
        "Ilse Varga met Oskar Lind on Monday. The Norland president said the port was shut.",
        [("The Norland president", "said", SHUT)],
        {VARGA: "Norland President", LIND: "Kharadan President"},
        [VARGA],
    ),
    (
        "A port report said the port was shut. The study said ships had left.",
        [("A port report", "said", SHUT), ("The study", "said", "ships had left")],
        {},
        ["a port report", "a port report"],
    ),
]


@pytest.mark.parametrize(("text", "said", "roles", "names"), AGAIN, ids=[text for text, *_ in AGAIN])
def test_a_pronoun_or_a_description_is_who_was_spoken_of(text: str, said: list[Said], roles: dict[str, str], names: list[str]):
    persons = [an_entity(name, role=role or None) for name, role in roles.items()]

    assert named(speakers(text, *said, **known(text, *persons))) == names


def test_he_is_nobody_who_is_named_in_what_he_says():
    text = "Ilse Varga met Oskar Lind on Monday. Varga, he said, had shut the port."

    assert named(speakers(text, ("he", "said", "Varga … had shut the port"), names=(VARGA, LIND, "Varga"))) == [LIND]


def test_a_last_name_that_is_a_title_says_nothing_of_the_person():
    text = "Ilse Duke left on Monday. She said the port was shut."

    assert named(speakers(text, ("She", "said", SHUT), names=("Ilse Duke",))) == ["Ilse Duke"]


MINES = (
    "A port official accused the navy on Monday of mining the harbour of Tarn.\n\n"
    "Oskar Lind, an official at the port, said on {day} that the navy had laid mines in the harbour."
)


@pytest.mark.parametrize(("day", "first"), [("Monday", LIND), ("Sunday", "a port official")])
def test_an_unnamed_source_is_whom_the_article_names_later_if_he_says_the_same_on_the_same_day(day: str, first: str):
    text = MINES.format(day=day)
    said: list[Said] = [
        ("A port official", "accused", "the navy … of mining the harbour of Tarn"),
        ("Oskar Lind, an official at the port,", "said", "the navy had laid mines in the harbour"),
    ]
    fields = known(text, an_entity(LIND, role="an official at the port"))

    assert named(speakers(text, *said, days=("on Monday", f"on {day}"), **fields)) == [first, LIND]


MINED = "the navy had been mining the harbour of Tarn"
#: A lead's source, who goes on to say the same, and whom the lead's source then is.
LATER: list[tuple[str, str, tuple[Entity, ...], str]] = [
    (
        "A monitoring group",
        "The Tarn Watch, a monitoring group,",
        (body("Tarn Watch"),),
        "Tarn Watch",
    ),
    ("The embassy", "The Tarn Watch, a monitoring group,", (body("Tarn Watch"),), "the embassy"),
    ("Two senators", "Ilse Varga and Oskar Lind", (an_entity(VARGA), an_entity(LIND)), "Ilse Varga and Oskar Lind"),
    ("Three senators", "Ilse Varga and Oskar Lind", (an_entity(VARGA), an_entity(LIND)), "three senators"),
    ("The top Republican on the port board", "Senator Oskar Lind", (an_entity(LIND, role="Senator"),), LIND),
    (
        "A spokesman for the port board",
        "Senator Oskar Lind",
        (an_entity(LIND, role="Senator"),),
        "a spokesman for the port board",
    ),
    ("The fishing industry", "Senator Oskar Lind", (an_entity(LIND, role="Senator"),), "the fishing industry"),
]


@pytest.mark.parametrize(("first", "second", "entities", "name"), LATER, ids=[first for first, *_ in LATER])
def test_the_lead_s_source_is_who_is_named_later_if_of_its_kind_and_number(
    first: str, second: str, entities: tuple[Entity, ...], name: str
):
    text = f"{first} accused the navy of mining the harbour of Tarn.\n\n{second} said that {MINED}."
    said: list[Said] = [(first, "accused", "the navy of mining the harbour of Tarn"), (second, "said", MINED)]

    assert named(speakers(text, *said, **known(text, *entities)))[0] == name


def test_the_same_word_with_other_words_before_it_is_somebody_else():
    text = "A port official said the port was shut. The state official said it would open on Friday."

    assert named(speakers(text, ("A port official", "said", SHUT), ("The state official", "said", OPEN))) == [
        "a port official",
        "the state official",
    ]


def test_he_is_no_spokeswoman():
    text = "Oskar Lind left on Monday. A port spokeswoman said the port was shut. He said it would open on Friday."
    said: list[Said] = [("A port spokeswoman", "said", SHUT), ("He", "said", OPEN)]

    assert named(speakers(text, *said, **known(text, an_entity(LIND)))) == ["a port spokeswoman", LIND]


def test_an_office_is_what_the_article_has_called_it_in_full():
    text = "The Norland foreign ministry was shut. The ministry said the port was shut."

    assert named(speakers(text, ("The ministry", "said", SHUT))) == ["Norland foreign ministry"]


def test_a_lawyer_who_is_called_another_s_is_not_who_says_the_same():
    lead = "Oskar Lind’s lawyer accused the navy of mining the harbour of Tarn."
    text = f"{lead}\n\nIlse Varga said that {MINED}."
    said: list[Said] = [
        ("Oskar Lind’s lawyer", "accused", "the navy of mining the harbour of Tarn"),
        (VARGA, "said", MINED),
    ]

    assert named(speakers(text, *said, **known(text, an_entity(LIND), an_entity(VARGA))))[0] == "Oskar Lind’s lawyer"


def test_what_is_no_person_is_nobody_who_was_named():
    text = "Oskar Lind left on Monday. The fishing industry said the port was shut."

    assert named(speakers(text, ("The fishing industry", "said", SHUT), **known(text, an_entity(LIND)))) == [
        "the fishing industry"
    ]


def test_an_unnamed_source_stays_so_when_nobody_is_named():
    [speaker] = speakers("A port official said the port was shut.", ("A port official", "said", SHUT))

    assert speaker == Speaker(entity=None, name="a port official", kind=SpeakerKind.UNNAMED)


def test_a_report_speaks_for_the_office_that_issued_it():
    text = "The audit office said in a report that the port was empty. The report said ships had left."

    first, second = speakers(text, ("The audit office", "said", "the port was empty"), ("The report", "said", "ships had left"))

    assert first is not None
    assert second == first.model_copy(update={"kind": SpeakerKind.DOCUMENT})


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("A report said the port was empty. Ships had left, the report of the Harbour Union said.", "A report"),
        ("Data showed the port was empty. The Harbour Union data had come late.", "Data"),
        ("The Harbour Union’s memo came on Monday. The memo said the port was empty.", "The memo"),
    ],
)
def test_a_document_speaks_for_who_issued_it_wherever_the_article_says_so(text: str, source: str):
    cue = "showed" if source == "Data" else "said"

    [speaker] = speakers(text, (source, cue, "the port was empty"), **known(text, body("Harbour Union")))

    assert speaker is not None and (speaker.name, speaker.kind) == ("Harbour Union", SpeakerKind.DOCUMENT)


def test_of_two_who_issued_such_documents_neither_speaks():
    text = "A report said the port was empty. The Harbour Union’s report and the Tarn Club’s report had come late."
    fields = known(text, body("Harbour Union"), body("Tarn Club"))

    assert named(speakers(text, ("A report", "said", "the port was empty"), **fields)) == ["a report"]


def test_reports_in_the_press_are_nobodys():
    text = "Media reports said the port was empty. The Harbour Union’s reports had come late."

    assert named(speakers(text, ("Media reports", "said", "the port was empty"), **known(text, body("Harbour Union")))) == [
        "media reports"
    ]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("The report", SpeakerKind.DOCUMENT),
        ("One of the lawsuits", SpeakerKind.DOCUMENT),
        ("The ministry", SpeakerKind.GOVERNMENT),
        ("The intelligence agencies", SpeakerKind.GOVERNMENT),
        ("The army", SpeakerKind.GOVERNMENT),
        ("The newspaper", SpeakerKind.ORGANIZATION),
        ("The state news agency", SpeakerKind.ORGANIZATION),
        ("The rebels", SpeakerKind.GROUP),
        ("A group of teachers", SpeakerKind.GROUP),
        ("Some of the senators", SpeakerKind.GROUP),
        ("The coast guard", SpeakerKind.GOVERNMENT),
        ("The fishing industry", SpeakerKind.GROUP),
        ("Two diplomats", SpeakerKind.UNNAMED),
    ],
)
def test_the_kind_of_a_speaker_is_that_of_its_main_word(source: str, kind: SpeakerKind):
    [speaker] = speakers(f"{source} said the port was shut.", (source, "said", SHUT))

    assert speaker is not None
    assert speaker.kind is kind


@pytest.mark.parametrize(
    ("marked", "sure", "name", "kind"),
    [
        (SpeakerKind.GOVERNMENT, 0.9, None, SpeakerKind.GOVERNMENT),
        (SpeakerKind.GOVERNMENT, 0.4, None, SpeakerKind.UNNAMED),
        (SpeakerKind.PERSON, 0.9, None, SpeakerKind.UNNAMED),
        (SpeakerKind.GOVERNMENT, 0.9, "a name", SpeakerKind.UNNAMED),
    ],
)
def test_where_the_words_say_little_the_kind_is_what_the_model_is_sure_of(
    marked: SpeakerKind, sure: float, name: str | None, kind: SpeakerKind
):
    laid = utterance("Two diplomats said the port was shut.", "Two diplomats", "said", SHUT)
    tagged = laid.attribution.tagged
    assert tagged is not None
    attribution = replace(laid.attribution, tagged=replace(tagged, kinds={marked.value: sure, "none": 1 - sure}))
    speaker = Speaker(entity=name, name="two diplomats", kind=SpeakerKind.UNNAMED)

    found = as_marked(speaker, replace(laid, attribution=attribution))

    assert found is not None and found.kind is kind


def test_one_person_is_no_group_whatever_the_model_is_sure_of():
    laid = utterance("The commander said the port was shut.", "The commander", "said", SHUT)
    assert laid.attribution.tagged is not None
    marked = replace(laid.attribution, tagged=replace(laid.attribution.tagged, kinds={"group": 0.9, "none": 0.1}))
    speaker = Speaker(name="the commander", kind=SpeakerKind.UNNAMED)

    assert as_marked(speaker, replace(laid, attribution=marked)) == speaker


def test_a_place_that_speaks_is_a_government():
    text = "Norland said the port was shut."

    [speaker] = speakers(text, ("Norland", "said", SHUT), **known(text, body("Norland", EntityKind.PLACE)))

    assert speaker is not None
    assert speaker.kind is SpeakerKind.GOVERNMENT


def test_where_the_text_names_nobody_nobody_speaks():
    text = "The bridge is believed to be safe."

    assert speakers(text, (None, "believed", "The bridge … to be safe")) == [None]


def test_a_quotation_without_a_cue_is_of_who_spoke_last():
    text = '"The bridge is safe," Pia Ekdal said.\n\n"It will hold for many years."'
    quoted: Said = (None, None, '"It will hold for many years."')

    first, second = speakers(text, ("Pia Ekdal", "said", '"The bridge is safe,"'), quoted, names=("Pia Ekdal",))

    assert first is not None
    assert second == first


def test_the_source_is_nobody_who_has_a_name():
    text = "Pia Ekdal denied the report. The source said the bridge was safe."

    _, source = speakers(
        text, ("Pia Ekdal", "denied", "the report"), ("The source", "said", "the bridge was safe"), names=("Pia Ekdal",)
    )

    assert source is not None and (source.entity, source.name) == (None, "the source")
