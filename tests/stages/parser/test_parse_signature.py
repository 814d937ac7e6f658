"""The signature of a text: what is the same text, whoever runs it, and what is not."""

from __future__ import annotations

from typing import Any

import pytest

from schemas import ClaimArticle, Dateline, EntityArticle, ParsedArticle, Signature
from services.claims.attribute import attribute
from services.entities.enrich import enrich
from services.parser.signature import PERMUTATIONS, SHORT, sign
from tests.stages.parser.reading import read

LEAD = "The harbour of Tarn will reopen on Monday after three weeks in which no ship could leave it, the harbour master said."
MORE = [
    "Ilse Varga told reporters that divers had raised the last of two wrecks, a coal barge that sank in the storm of February.",
    "\"We have waited long enough,\" she said, adding that the first ferry to the island of Orsova would sail at dawn.",
    "Fishermen who had protested against the closure welcomed the decision, but said that it came too late for the herring.",
]  # fmt: skip
STORY = "\n\n".join([LEAD, *MORE])


def signed(text: str, **fields: Any) -> Signature:
    made = read(text, **fields).signature
    assert made is not None
    return made


def shared(one: Signature, other: Signature) -> float:
    """The share of their minima that two signatures have in common."""
    assert one.minhash is not None and other.minhash is not None
    pairs = [(one.minhash[at : at + 4], other.minhash[at : at + 4]) for at in range(0, 4 * PERMUTATIONS, 4)]
    return sum(a == b for a, b in pairs) / PERMUTATIONS


def test_the_signature_of_a_text_is_this_one_for_ever():
    made = signed(STORY)

    assert made.words == 86
    assert made.digest == "a2fac562ab1b905c54bedc3f8d9bdfc8eb8440dbd4b765cc3fbe8a400f5bc223"
    assert made.minhash is not None
    assert (made.minhash[:8].hex(), len(made.minhash)) == ("74c18e0903ba9d1c", 512)


@pytest.mark.parametrize(
    "copy",
    [
        f"TARN, March 3 (Norland News) - {STORY}",
        f"By Oskar Lindqvist\n\nTARN (Reuters) – {STORY}",
        f"{STORY}\n\n(Reporting by Oskar Lindqvist; Editing by Marta Sorel)\n\nOur Standards: The Norland Trust Principles.",
        f"{STORY} Reuters",
        STORY.replace('"', "“").replace("-", "–"),
        STORY.upper(),
        STORY.replace("\n\n", "\n"),
        STORY.replace("harbour", "har\u00adbour").replace("Orsova", "Orsóva"),
    ],
    ids=["dateline", "byline", "trailers", "agency", "marks", "case", "paragraphs", "letters"],
)
def test_a_copy_in_another_dress_has_the_same_signature(copy: str):
    assert signed(copy) == signed(STORY)


def test_apostrophes_of_all_kinds_are_one():
    text = f"{STORY}\n\nIt is the town's."

    assert signed(text.replace("'", "’")) == signed(text)


def test_of_what_stands_around_a_dateline_all_is_signed():
    deck, head = "Ferry to sail at dawn", "TARN (Norland News) - "
    dateline = Dateline(text=head[:-3], start=len(deck) + 2, end=len(deck) + 2 + len(head), places=("TARN",))

    assert sign(f"{deck}\n\n{head}{STORY}", dateline=dateline) == sign(f"{deck}\n\n{STORY}")


def test_a_text_with_one_word_changed_is_near_and_not_the_same():
    one, other = signed(STORY), signed(STORY.replace("dawn", "noon"))

    assert one.digest != other.digest
    assert 0.8 < shared(one, other) < 1


def test_a_text_cut_from_the_bottom_shares_what_is_left():
    assert 0.6 < shared(signed(STORY), signed("\n\n".join([LEAD, *MORE[:2]]))) < 0.9


def test_texts_about_one_event_in_other_words_share_next_to_nothing():
    other = (
        "Ships may sail from Tarn again next week. The port, which was shut when a storm sank two vessels in its mouth, is to be "
        "opened on Monday, according to Ilse Varga, who runs it. A ferry will be the first to go."
    )

    assert shared(signed(STORY), signed(other)) < 0.1


def test_a_short_text_is_known_by_its_headline_too():
    dividend = "Quarterly dividend 10 cents against 10 cents. Payable on April 13 to holders of March 13."

    one, other = sign(dividend, headline="Tarn Ferries sets dividend"), sign(dividend, headline="Orsova Coal sets dividend")

    assert one is not None and other is not None
    assert one.words < SHORT
    assert one.minhash is None
    assert one.digest != other.digest
    assert one == sign(dividend.upper(), headline="TARN FERRIES SETS DIVIDEND")


def test_of_a_longer_text_the_headline_is_no_part():
    assert sign(STORY, headline="Harbour of Tarn to reopen") == sign(STORY, headline="Tarn’s harbour opens again")


@pytest.mark.parametrize("body", ["", "\n\n", "…", "* * *", "Reuters"])
def test_what_has_no_words_has_no_signature(body: str):
    assert sign(body, headline="KILL: Harbour of Tarn to reopen") is None


def test_a_text_without_blanks_between_words_is_signed_by_its_characters():
    text = "".join(chr(0x4E00 + n) for n in range(60))

    one, other = sign(text), sign(text[:50] + "了" + text[51:])

    assert one is not None and other is not None
    assert one.words == 60
    assert 0.7 < shared(one, other) < 1


def test_a_megabyte_is_signed():
    made = sign("’" * 500_000 + "x " * 250_000)

    assert made is not None
    assert made.words == 250_000


def test_the_signature_goes_through_all_stages():
    article = read(STORY)

    named = EntityArticle.from_bytes(enrich(article).to_bytes())

    assert ClaimArticle.from_bytes(attribute(named).to_bytes()).signature == article.signature


def test_a_message_of_a_parser_that_signs_nothing_is_read():
    old = read(STORY).model_dump_json(exclude={"signature"}).encode()

    assert ParsedArticle.from_bytes(old).signature is None
