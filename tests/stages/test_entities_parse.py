"""The packed parse: what was read comes back, whatever the text."""

from __future__ import annotations

import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from services.entities import parse
from services.entities.enrich import enrich
from services.entities.model import awake, read
from services.entities.parse import pack, unpack
from tests.builders import a_parsed_article

PIECES = [
    "Varga said",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\t",
    "\u00a0",
    "\u2028",
    "🙂",
    "👩‍👩‍👧",
    "“Tarn”",
    '"No," he said.',
    "U.S.-backed",
    "é",
    "…",
    "--",
    "1,5",
]
ODD = ["", " ", "\n", "Tarn", "  Tarn", "Tarn  \n\n ", "🙂🙂", "a" * 70_000, "\n" * 500, 'He said: "No."\n\n"Yes."']


def seen(doc):
    return [(token.text, token.idx, token.whitespace_, token.tag_, token.pos_, token.dep_, token.head.i) for token in doc]


def bounds(doc):
    return [(sent.start, sent.end, sent.root.i) for sent in doc.sents]


def assert_comes_back(body):
    with awake() as nlp:
        [doc] = read(nlp, [a_parsed_article(body)])
        rebuilt = unpack(pack(doc), body)

        assert rebuilt.text == body
        assert seen(rebuilt) == seen(doc)
        assert bounds(rebuilt) == bounds(doc)


@pytest.mark.parametrize("body", ODD, ids=lambda body: repr(body[:20]))
def test_a_parse_comes_back_from_odd_text(body):
    assert_comes_back(body)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=25).map("".join))
def test_a_parse_comes_back_from_any_text(body):
    assert_comes_back(body)


def test_words_are_kept_up_to_a_limit(monkeypatch):
    monkeypatch.setattr(parse, "MOST_WORDS", 2000)
    bodies = [" ".join(f"word{article}x{n}" for n in range(150)) for article in range(40)]
    rebuilt = [rebuilt_of(body) for body in bodies]

    assert [doc.text for doc in rebuilt] == bodies
    assert all(len(doc.vocab) < 2200 for doc in rebuilt)
    assert rebuilt[0].vocab is rebuilt[1].vocab
    assert rebuilt[0].vocab is not rebuilt[-1].vocab


def test_what_is_too_long_for_a_word_is_not_kept():
    rebuilt = rebuilt_of("a" * 5000 + " said no")

    assert [token.lower_ for token in rebuilt[1:]] == ["said", "no"]
    assert rebuilt.vocab is not parse.vocabulary()
    assert "a" * 5000 not in parse.vocabulary().strings


def rebuilt_of(body):
    """`body`, parted at its blanks, packed and rebuilt."""
    words = body.split(" ")
    return unpack(pack(Doc(Vocab(), words=words, spaces=[True] * (len(words) - 1) + [False])), body)


def test_a_parse_of_another_body_is_refused():
    article = enrich(a_parsed_article("Varga said no."))

    with pytest.raises(ValueError, match="another body"):
        unpack(article.parse, "Varga said nothing.")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"packed": b"nothing packed"}, "no zlib data"),
        ({"tokens": 3}, "of 3 tokens has"),
        ({"strings": ("NN",)}, "more than its 1 strings"),
    ],
)
def test_a_broken_parse_is_refused(changed, why):
    article = enrich(a_parsed_article("Varga said no."))

    with pytest.raises(ValueError, match=why):
        unpack(article.parse.model_copy(update=changed), article.body)


@pytest.mark.parametrize(("heads", "why"), [([1, 1, -2, 0], "ring"), ([0, 9, 0, 0], "outside"), ([-1, 0, 0, 0], "outside")])
def test_a_parse_that_is_no_tree_is_refused(heads, why):
    parse = enrich(a_parsed_article("Varga said no.")).parse
    arrays = bytearray(zlib.decompress(parse.packed))
    at = parse.tokens * 5
    arrays[at : at + 16] = np.array(heads, dtype="<i4").tobytes()

    with pytest.raises(ValueError, match=why):
        unpack(parse.model_copy(update={"packed": zlib.compress(bytes(arrays))}), "Varga said no.")


def test_an_articles_parse_is_small():
    article = enrich(a_parsed_article("\n\n".join(["Ilse Varga said the harbour of Tarn would reopen on Monday."] * 45)))

    assert len(article.parse.packed) < 10_000
