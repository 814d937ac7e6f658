"""Each seed through the whole pipeline in this process, to what a careful journalist would read in it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas import ClaimArticle, DeadLetter, RawItem
from services.pipeline import run
from services.stage import Outcome, Record
from services.topics import DEAD_LETTERS, RAW
from tests.golden_files import GOLDEN, Check, readable, refusal

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
#: All seeds come in on one day after the last of them was written, whatever day it is.
RECEIVED = datetime(2026, 4, 1, 8, 0, tzinfo=UTC)


def becomes(seed: Path) -> Outcome:
    """What the pipeline makes of `seed`, which holds one item."""
    raw = RawItem(body=seed.read_bytes(), received_at=RECEIVED, source=seed.name)
    [[outcome]] = run([Record(RAW.name, None, raw.to_bytes())])
    return outcome


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
def test_a_seed_gives_what_its_golden_file_holds(seed: Path, golden: Check):
    outcome = becomes(seed)

    [record] = outcome.records
    assert record.value is not None
    if record.topic == DEAD_LETTERS.name:
        golden(seed.stem, refusal(DeadLetter.from_bytes(record.value)))
    else:
        golden(seed.stem, readable(ClaimArticle.from_bytes(record.value)))


def test_every_golden_file_has_its_seed():
    assert {path.stem for path in GOLDEN.glob("*.json")} == {path.stem for path in SEEDS}


@pytest.mark.parametrize("seed", [path for path in SEEDS if path.stem != "headline-only"], ids=lambda path: path.stem)
def test_every_span_of_a_seed_is_the_body_s_own_words(seed: Path):
    [record] = becomes(seed).records
    assert record.value is not None
    article = ClaimArticle.from_bytes(record.value)

    for claim in article.claims:
        spans = [*claim.content, claim.cue, claim.source, claim.said_on, claim.addressee, claim.medium, claim.place]
        assert all(article.body[span.start : span.end] == span.text for span in spans if span)
        assert claim.nested_in in {None, *(other.id for other in article.claims)}
        assert not claim.speaker or claim.speaker.entity in {None, *(entity.id for entity in article.entities)}
