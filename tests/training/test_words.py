"""The metric: word tokens, pairs of contents, and what a score counts of them."""

from __future__ import annotations

import pytest

from services.claims.model.tagger import ACTS, KINDS, Tagged
from training.benchmark import Score, found_items, gold_items
from training.data import Document, Example
from training.words import Words, matches, quote_kind

TEXT = "“We sail at dawn,” said Ilse Varga, the captain, who denied she had waited.\n“Nobody answered.\nAll slept."


def span(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def test_a_stretch_has_the_words_that_it_touches_and_marks_are_none():
    words = Words(TEXT)

    assert words.at([span("“We sail")]) == words.at([span("We sail")]) == {0, 1}
    assert words.at([span("ail at daw")]) == {1, 2, 3}
    assert words.at([span(",”")]) == frozenset()


def test_a_quotation_that_is_left_open_ends_with_its_line():
    words = Words(TEXT)

    assert [words.text[slice(*words.spans[at])] for at in sorted(words.quoted())] == [
        "We",
        "sail",
        "at",
        "dawn",
        "Nobody",
        "answered",
    ]


@pytest.mark.parametrize(("content", "kind"), [("We sail", "direct"), ("dawn,” said", "mixed"), ("she had waited", "indirect")])
def test_a_content_is_direct_where_all_its_words_are_inside_marks(content: str, kind: str):
    words = Words(TEXT)

    assert quote_kind(words.at([span(content)]), words.quoted()) == kind


def test_the_words_of_a_body_that_lacks_some_are_found_in_the_text():
    words = Words("TARN - We sail at dawn. Photo: NN. Nobody answered.")

    assert words.of("We sail at dawn.") == [1, 2, 3, 4]
    assert words.of("We sail at dawn. Nobody ever answered.") == [1, 2, 3, 4, 7, -1, 8]


def test_the_best_pairs_are_taken_first_and_each_once():
    whole, most, other = frozenset(range(10)), frozenset(range(9)), frozenset(range(20, 30))

    assert matches([most, whole], [whole, other], least=0.8) == [(1, 0)]
    assert matches([most], [whole], least=0.9) == [(0, 0)]
    assert matches([most], [whole], least=0.91) == []
    assert sorted(matches([whole, most], [most, whole], least=0.8)) == [(0, 1), (1, 0)]


def tagged(content: str, cue: str, source: str | None, act: str = "assert") -> Tagged:
    probabilities = {name: float(name == act) for name in ACTS}
    kinds = {name: float(name == "person") for name in KINDS}
    return Tagged((span(content),), span(cue), span(source) if source else None, 0.9, 0.0, probabilities, kinds)


def test_a_score_counts_contents_speakers_parts_and_labels():
    examples = [
        Example([span("We sail at dawn")], [span("Ilse Varga, the captain")], [span("said")], ACTS.index("assert"), 0, 0, {}),
        Example([span("she had waited")], [span("who")], [span("denied")], ACTS.index("deny"), 0, 0, {}),
        Example([span("All slept")], [], [span("answered")], ACTS.index("assert"), 0, 0, {}),
    ]
    words, document = Words(TEXT), Document("a", TEXT, 1, examples)
    found = [tagged("“We sail at dawn,”", "said", "Ilse Varga"), tagged("she had waited", "denied", "Ilse Varga")]
    score = Score()
    score.add(words, found_items(words, found), gold_items(words, document))

    count = score.n
    assert (count["found",], count["gold",], count["hit",], count["exact",]) == (2, 3, 2, 2)
    assert count["speaker",] == 1
    assert (count["gold", "direct"], count["hit", "direct"], count["hit", "indirect"], count["quote",]) == (1, 1, 1, 2)
    assert (count["source", "hit"], count["cue", "hit"], count["content", "hit"]) == (0, 2, 2)
    assert (count["labelled",], count["act",], count["kind",], count["negated",]) == (2, 1, 2, 2)
    assert score.f1("hit") == pytest.approx(0.8)
