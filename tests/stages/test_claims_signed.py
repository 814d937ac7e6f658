"""Reactions and letters: who speaks stands behind the quotation and a dash."""

from __future__ import annotations

import pytest

from schemas import EntityKind, ParsedArticle, Span
from services.claims.attribute import attribute
from services.claims.signed import signer
from services.entities.enrich import enrich
from services.parser.parse import parse
from tests.builders import a_raw_item

REACTIONS = """TARN (Norland News) - Readers of this paper wrote in on Tuesday after the council voted to shut the ferry.

“The ferry has been the only way to my mother's house for forty years. I could weep.” ― Ilse Varga

“They never asked us. Not once.”— Beck O. Pimental-Rask.

“About time. It burned more money than diesel.” ― Carlos Raúl, 61, of Selvik
"""


def test_a_quotation_is_of_who_signs_it() -> None:
    parsed = parse(a_raw_item(REACTIONS))
    assert isinstance(parsed, ParsedArticle)
    article = attribute(enrich(parsed))
    speakers = {claim.content[0].text[:9]: claim.speaker for claim in article.claims if claim.speaker and claim.cue is None}
    entities = {entity.id: entity for entity in article.entities}

    assert {said: who.name for said, who in speakers.items()} == {
        "“The ferr": "Ilse Varga",
        "“They nev": "Beck O. Pimental-Rask",
        "“About ti": "Carlos Raúl",
    }
    assert all(who.entity in entities and entities[who.entity].kind is EntityKind.PERSON for who in speakers.values())


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ('"Shut it down." -- Ilse Varga', "Ilse Varga"),
        ("“Shut it down!” – @ilsevarga\nMore.", "@ilsevarga"),
        ("“Shut it down.” - Ilse Varga, 31, of Tarn", "Ilse Varga"),
        ("“Shut it down.” ― Ana de la Cruz", "Ana de la Cruz"),
        ("“Shut it down.” ― Ilse Varga said that she had waited", None),  # a sentence goes on
        ("“Shut it down,” ― Ilse Varga", None),
        ("“Shut it down.” ― Readers", None),
        ("He called it “the end of the road.”--Ilse Varga", None),  # who wrote the item
    ],
)
def test_a_signature_is_a_name_that_ends_what_follows_whole_sentences(body: str, name: str | None) -> None:
    opens = next(place for place, char in enumerate(body) if char in '“"')
    closes = max(body.rfind(mark) for mark in '”"') + 1
    found = signer(body, (Span(start=opens, end=closes),))

    assert (body[found.start : found.end] if found else None) == name
