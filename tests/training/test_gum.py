"""A tree file and its relations become a text and its attributions."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.claims.model.tagger import GUM
from training import gum

#: Two paragraphs; a contraction ("don't"), and marks that stand close.
TREES = """# newpar
# text = Varga said the port was shut.
1	Varga	_	PROPN	_	_	2	nsubj	_	_
2	said	_	VERB	_	_	0	root	_	_
3	the	_	DET	_	_	4	det	_	_
4	port	_	NOUN	_	_	5	nsubj	_	_
5	was	_	AUX	_	_	2	ccomp	_	_
6	shut	_	ADJ	_	_	5	xcomp	_	SpaceAfter=No
7	.	_	PUNCT	_	_	2	punct	_	_

# newpar
1	Ferries	_	NOUN	_	_	4	nsubj	_	_
2-3	don't	_	_	_	_	_	_	_	_
2	do	_	AUX	_	_	4	aux	_	_
3	n't	_	PART	_	_	4	advmod	_	_
4	sail	_	VERB	_	_	0	root	_	SpaceAfter=No
5	.	_	PUNCT	_	_	4	punct	_	_
"""
TEXT = "Varga said the port was shut.\nFerries don't sail. "
#: What is said hangs together of two units; the second paragraph elaborates on it.
RELATIONS = """<rst><body>
<segment id="1" parent="5" relname="attribution-positive">Varga said</segment>
<segment id="2" parent="5" relname="span">the port</segment>
<segment id="3" parent="2" relname="elaboration-additional">was shut .</segment>
<segment id="4" parent="6" relname="span">Ferries do n't sail .</segment>
<group id="5" type="span" parent="6" relname="span"/>
<group id="6" type="multinuc"/>
</body><signals>
<signal source="1" type="lexical" subtype="indicative_word" tokens="2"/>
<signal source="1" type="semantic" subtype="attribution_source" tokens="1"/>
</signals></rst>
"""


@pytest.fixture
def corpora(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(gum, "CORPORA", tmp_path)
    for folder in ("dep", "rst/rstweb"):
        (tmp_path / "gum" / folder).mkdir(parents=True)
    return tmp_path / "gum"


def write(corpora: Path, name: str, *, relations: str | None = RELATIONS) -> None:
    (corpora / "dep" / f"{name}.conllu").write_text(TREES)
    if relations is not None:
        (corpora / "rst" / "rstweb" / f"{name}.rs4").write_text(relations)


def test_an_attribution_relation_is_one_with_its_nucleus_as_the_content(corpora: Path):
    write(corpora, "GUM_news_tarn")

    [document] = gum.documents("news")

    assert (document.name, document.text, document.scheme) == ("GUM_news_tarn", TEXT, GUM)
    [example] = document.examples
    said = {part: [TEXT[slice(*span)] for span in getattr(example, part)] for part in ("content", "source", "cue")}
    assert said == {"content": ["the", "port", "was", "shut", "."], "source": ["Varga"], "cue": ["said"]}


def test_the_words_of_a_contraction_share_its_place(corpora: Path):
    write(corpora, "GUM_news_tarn")
    _, tokens = gum._text(corpora / "dep" / "GUM_news_tarn.conllu")

    assert [TEXT[slice(*token)] for token in tokens][7:] == ["Ferries", "don't", "don't", "sail", "."]


def test_other_genres_and_trees_without_relations_are_left_out(corpora: Path):
    write(corpora, "GUM_interview_tarn")
    write(corpora, "GUM_news_alone", relations=None)

    assert gum.documents("news") == []


def test_relations_of_another_text_are_refused(corpora: Path):
    write(corpora, "GUM_news_tarn", relations=RELATIONS.replace("the port<", "the old port<"))

    with pytest.raises(ValueError, match="the relations have 13 tokens and the trees 12"):
        gum.documents("news")
