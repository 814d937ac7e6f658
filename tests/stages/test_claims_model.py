"""The attribution model: what its pure parts promise on small arrays, and what the weights find in plain copy."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from tokenizers import Tokenizer

from services.claims.model.decode import best_roles, cue_candidates, survivors
from services.claims.model.pieces import LINE_BREAK, TITLE, UPPER, Pieces, read_pieces, window_size, window_starts
from services.claims.model.spans import content_stretches, stretch
from services.claims.model.surroundings import LEFT, bucket, surroundings
from services.claims.model.tagger import MODEL, Tagger


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(MODEL / "tokenizer.json"))


@pytest.fixture(scope="module")
def model() -> Tagger:
    return Tagger()


def pieces_of(text: str, tokenizer: Tokenizer) -> Pieces:
    return read_pieces(text, tokenizer)


def inside(pieces: Pieces, start: int, end: int) -> np.ndarray:
    return np.flatnonzero((pieces.starts >= start) & (pieces.ends <= end) & (pieces.ends > pieces.starts))


def logs(*shares: tuple[float, float, float]) -> np.ndarray:
    return np.log(np.array([shares], dtype=np.float32))


def test_the_model_is_small():
    assert sum(path.stat().st_size for path in MODEL.glob("*") if path.suffix in {".onnx", ".json"}) <= 30_000_000


NO_EDGES = np.zeros((1, 5, 4), dtype=np.float32)


def test_pieces_are_the_text_they_stand_for(tokenizer):
    text = "Mr Orsk said:\n“Vel was right.” TASS did not reply."

    pieces = pieces_of(text, tokenizer)

    words = [text[a:b] for a, b in zip(pieces.starts, pieces.ends, strict=True)]
    assert "".join(words) == text.replace(" ", "").replace("\n", "")
    assert pieces.looks[words.index("Mr")] == TITLE
    assert UPPER in pieces.looks[pieces.starts >= text.index("TASS")]
    assert list(pieces.looks).count(LINE_BREAK) == 1


def test_pieces_between_marks_are_quoted_and_the_sentence_goes_on_after_an_abbreviation(tokenizer):
    text = 'Gen. Orsk said "we wait" on Monday. He left.'

    pieces = pieces_of(text, tokenizer)

    quoted = {text[a:b] for a, b, q in zip(pieces.starts, pieces.ends, pieces.quoted, strict=True) if q}
    assert {"we", "wait"} <= quoted and not {"said", "on", "Monday"} & quoted
    assert set(pieces.sentence) == {0, 1}
    assert pieces.sentence[pieces.starts == text.index("He left")] == 1


def test_a_quotation_mark_without_its_fellow_does_not_swallow_the_text(tokenizer):
    text = '"' + "The river rose again " * 120

    quoted = pieces_of(text, tokenizer).quoted

    assert quoted[1] == 1
    assert quoted[-1] == 0


@pytest.mark.parametrize("length", [1, 64, 255, 256, 257, 448, 449, 2000, 50_000])
def test_windows_are_as_small_as_the_fewest_that_cover_the_text_can_be(length):
    size = window_size(length, most=256, overlap=64)
    fewest = window_starts(length, size=256, overlap=64)

    assert size <= min(length, 256)
    assert len(window_starts(length, size=size, overlap=64)) == len(fewest)
    assert len(fewest) == 1 or len(window_starts(length, size=size - 1, overlap=64)) > len(fewest)


@pytest.mark.parametrize("length", [1, 255, 256, 257, 448, 449, 2000])
def test_windows_cover_the_text_and_share_at_least_the_overlap(length):
    starts = window_starts(length, size=256, overlap=64)

    assert starts[0] == 0
    assert starts[-1] == max(0, length - 256)
    assert all(b - a <= 256 - 64 for a, b in itertools.pairwise(starts))


def test_distances_before_and_after_the_cue_fall_in_different_buckets():
    buckets = bucket(np.arange(-900, 900))

    assert buckets.min() == 0 and buckets.max() == 63
    assert not set(buckets[:900]) & set(buckets[900:])


def test_the_surroundings_of_a_cue_at_the_beginning_say_which_pieces_are_not_there(tokenizer):
    pieces = pieces_of("He said so. She left.", tokenizer)

    near = surroundings(pieces, np.array([1]))

    assert near.first == 1 - LEFT
    assert near.real.sum() == len(pieces)
    assert near.cue[LEFT] and near.cue.sum() == 1
    assert near.sentence[LEFT + 4] == near.sentence[LEFT] + 1


def test_neighbouring_cue_pieces_are_one_cue_until_another_begins():
    tags = np.array([[0.9, 0.1, 0.0], [0.1, 0.9, 0.0], [0.1, 0.1, 0.8], [0.2, 0.7, 0.1], [1, 0, 0]], dtype=np.float32)

    found = cue_candidates(tags, 0.5)

    assert [f.tolist() for f in found] == [[1, 2], [3]]


def test_a_doubtful_cue_is_found_at_its_own_length():
    tags = np.array([[0.85, 0.1, 0.05], [0.6, 0.4, 0.0], [0.65, 0.05, 0.3], [0.88, 0.02, 0.1]], dtype=np.float32)

    assert [f.tolist() for f in cue_candidates(tags, 0.3)] == [[1, 2]]
    assert cue_candidates(tags, 0.5) == []


def test_without_edges_each_piece_has_its_likeliest_role():
    roles = logs((0.8, 0.1, 0.1), (0.1, 0.8, 0.1), (0.8, 0.1, 0.1), (0.2, 0.2, 0.6), (0.1, 0.2, 0.7))

    assert best_roles(roles, NO_EDGES, 0.0).tolist() == [[0, 1, 0, 2, 2]]


def test_a_hole_in_a_content_closes_when_nothing_says_that_it_ends_there():
    roles = logs((0.1, 0.1, 0.8), (0.1, 0.1, 0.8), (0.55, 0.05, 0.4), (0.1, 0.1, 0.8), (0.1, 0.1, 0.8))
    edges = np.full((1, 5, 4), -3.0, dtype=np.float32)

    assert best_roles(roles, edges, 0.0).tolist() == [[2, 2, 0, 2, 2]]
    assert best_roles(roles, edges, 0.5).tolist() == [[2, 2, 2, 2, 2]]


def test_of_two_contents_that_are_nearly_the_same_the_better_stays():
    contents = [frozenset(range(10)), frozenset(range(1, 10)), frozenset(range(20, 25)), frozenset()]

    assert survivors(contents, [0.5, 0.9, 0.1, 1.0], 0.5) == [1, 2]


def test_contents_lose_stray_punctuation_and_keep_both_marks(tokenizer):
    text = "Orsk said that the dam would hold. “We are ready,” he said."
    pieces = pieces_of(text, tokenizer)
    first = inside(pieces, text.index("the dam"), text.index(" “We"))
    second = inside(pieces, text.index("We are"), text.index(",”"))

    [(a, b)] = content_stretches(text, pieces, first)
    [(c, d)] = content_stretches(text, pieces, second)

    assert text[a:b] == "the dam would hold"
    assert text[c:d] == "“We are ready,”"


def test_a_quotation_in_a_quotation_keeps_both_marks(tokenizer):
    text = "“Orsk told me, ‘We are ready,’ and left,” she said."
    pieces = pieces_of(text, tokenizer)

    [(start, end)] = content_stretches(text, pieces, inside(pieces, text.index("‘We"), text.index(",’")))

    assert text[start:end] == "‘We are ready,’"


def test_a_content_over_two_paragraphs_has_a_part_for_each(tokenizer):
    text = "The dam will hold\nThe town is safe"
    pieces = pieces_of(text, tokenizer)

    parts = content_stretches(text, pieces, np.arange(len(pieces)))

    assert [text[a:b] for a, b in parts] == ["The dam will hold", "The town is safe"]


@pytest.mark.parametrize(
    ("text", "found", "parts"),
    [
        ("Zakharovich spoke", [0, 2], ["Zakharovich"]),
        ('"We wait." Torv left', [1, 2, 4, 5], ['"We wait." Torv']),
    ],
)
def test_parts_of_a_content_never_share_a_word_or_a_mark(tokenizer, text: str, found: list[int], parts: list[str]):
    pieces = pieces_of(text, tokenizer)

    assert [text[a:b] for a, b in content_stretches(text, pieces, np.array(found))] == parts


def test_a_stretch_never_cuts_a_word(tokenizer):
    text = "Zakharovich spoke"
    pieces = pieces_of(text, tokenizer)

    start, end = stretch(text, pieces, np.array([1]))

    assert len(pieces) > 2
    assert text[start:end] == "Zakharovich"


def test_who_said_what_in_plain_copy(model):
    text = "VELM (Wire) - Mayor Ida Torv said on Monday the bridge would stay closed until spring.\n\nShe left by train."

    [found] = model.attributions(text)

    assert text[slice(*found.content[0])] == "the bridge would stay closed until spring"
    assert text[slice(*found.cue)] == "said"
    assert text[slice(*found.source)] == "Mayor Ida Torv"
    assert text[slice(*found.said_on)] == "on Monday"


def test_a_split_quotation_is_one_attribution(model):
    text = "“The bridge is closed,” Torv said. “It will stay closed until spring.”\n\nTraffic was light."

    found = model.attributions(text)

    assert [[text[slice(*part)] for part in a.content] for a in found] == [
        ["“The bridge is closed,”", "“It will stay closed until spring.”"]
    ]
