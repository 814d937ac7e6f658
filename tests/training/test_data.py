"""The annotations become what the network learns from, and what is kept for measuring is not among it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from tokenizers import Tokenizer

from services.claims.model.tagger import ACTS, KINDS, MODEL, OURS, POLNEAR
from training import data
from training.data import Document, Example, Texts, annotated, covered, kept_for_measuring, ours, polnear, with_pieces
from training.held_out import held_out

TEXT = "TARN (Norland News) - Ilse Varga denied on Monday that the port, she added, was shut.\nNobody answered.\n"


def span(words: str, text: str = TEXT) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def brat(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def bound(number: int, role: str, *parts: str) -> str:
    """A line of a brat file: a stretch of the text, in one part or several."""
    places = ";".join(f"{start} {end}" for start, end in map(span, parts))
    return f"T{number}\t{role} {places}\t{' '.join(parts)}"


@pytest.fixture
def corpora(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of corpora, and of annotations."""
    monkeypatch.setattr(data, "CORPORA", tmp_path)
    monkeypatch.setattr(data, "ANNOTATIONS", tmp_path / "annotations")
    (tmp_path / "annotations").mkdir()
    return tmp_path


def in_polnear(corpora: Path, name: str, text: str, *, split: str = "dev", **annotators: str) -> None:
    for folder, file, content in (
        ("text", f"{name}.txt", text),
        *(("attributions", f"{name}_{annotator}.ann", lines) for annotator, lines in annotators.items()),
    ):
        path = corpora / "polnear" / split / folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode())


def test_an_attribution_in_brat_is_read_with_the_parts_of_its_content(corpora: Path):
    lines = brat(
        bound(1, "Source", "Ilse Varga"),
        bound(2, "Cue", "denied"),
        bound(3, "Content", "that the port", "was shut"),
        "E1\tAttribution:T2 Cue:T2 Source:T1 Content:T3",
        "A1\tSomething E1",
    )
    in_polnear(corpora, "harbour", TEXT, ann=lines)

    [document] = polnear("dev")

    assert (document.name, document.text, document.scheme) == ("harbour", TEXT, POLNEAR)
    assert document.examples == [
        Example([span("that the port"), span("was shut")], [span("Ilse Varga")], [span("denied")]),
    ]


def test_roles_with_a_number_are_one_and_an_attribution_without_a_content_is_none(corpora: Path):
    lines = brat(
        bound(1, "Source", "Ilse Varga"),
        bound(2, "Content", "that the port"),
        bound(3, "Content", "was shut"),
        "E1\tAttribution:T1 Source:T1 Content2:T3 Content:T2",
        "E2\tAttribution:T1 Source:T1",
    )
    in_polnear(corpora, "harbour", TEXT, ann=lines)

    [example] = polnear("dev")[0].examples

    assert example.content == [span("that the port"), span("was shut")]


def test_of_several_annotators_the_first_is_read_and_a_text_without_one_is_left_out(corpora: Path):
    one, other = (
        brat(bound(1, "Cue", cue), bound(2, "Content", "was shut"), "E1\tX:T1 Cue:T1 Content:T2") for cue in ("denied", "added")
    )
    in_polnear(corpora, "harbour", TEXT, bob=other, ann=one)
    in_polnear(corpora, "nobody", TEXT)

    [document] = polnear("dev")

    assert [example.cue for example in document.examples] == [[span("denied")]]


def test_places_count_every_character_of_a_text_as_it_stands(corpora: Path):
    text = TEXT.replace("\n", "\r\n")
    in_polnear(corpora, "harbour", text, ann=brat("T1\tContent 0 4\tTARN", "E1\tX:T1 Content:T1"))

    assert polnear("dev")[0].text == text


def test_wire_stories_are_those_with_an_agency(corpora: Path):
    assert data.wire_names() == set()
    (corpora / "polnear").mkdir()
    (corpora / "polnear" / "metadata.tsv").write_text("filename\twire\nharbour\tnn\nbridge\tNone\nferry\t\n")

    assert data.wire_names() == {"harbour"}


def a_record(text: str = TEXT, **fields: Any) -> dict[str, Any]:
    """An article in the form of claims-gold, its text in it."""
    known = {"corpus": "own", "row": 0, "sha256": hashlib.sha256(text.encode()).hexdigest(), "text": text, "claims": [a_claim()]}
    return known | fields


def a_claim(**fields: Any) -> dict[str, Any]:
    known = {
        "content": [span("that the port"), span("was shut")],
        "source": span("Ilse Varga"),
        "cue": span("denied"),
        "act": "deny",
        "negated": True,
        "speaker_kind": "person",
        "said_on_text": span("on Monday"),
        "nested_in": None,
    }
    return dict.fromkeys(data.EXTRAS) | known | fields


def read(folder: Path, *records: dict[str, Any], name: str = "claims.json") -> list[Document]:
    path = folder / name
    path.write_text(json.dumps(records))
    return annotated(path, Texts())


def test_a_claim_has_its_labels(tmp_path: Path):
    [document] = read(tmp_path, a_record())

    assert (document.name, document.text, document.scheme) == ("own/0", TEXT, OURS)
    assert document.examples == [
        Example(
            content=[span("that the port"), span("was shut")],
            source=[span("Ilse Varga")],
            cue=[span("denied")],
            act=ACTS.index("deny"),
            negated=1,
            kind=KINDS.index("person"),
            extras={"said_on_text": span("on Monday")},
        )
    ]


def test_a_quotation_without_a_cue_is_cued_by_its_opening_mark_and_nobody_is_a_kind_too(tmp_path: Path):
    [document] = read(tmp_path, a_record(claims=[a_claim(cue=None, source=None, speaker_kind=None)]))

    [example] = document.examples
    assert example.cue == [(span("that")[0], span("that")[0] + 1)]
    assert example.source == []
    assert example.kind == KINDS.index("none")


def test_a_text_of_a_corpus_is_found_by_its_row_with_blanks_for_no_break_spaces(corpora: Path):
    (corpora / "reuters2017").mkdir()
    rows = ['id,text\n1,Another.\n2,"', TEXT.replace("on Monday", "on\u00a0Monday"), '"\n']
    (corpora / "reuters2017" / "articles.csv").write_text("".join(rows))
    record = a_record(corpus="reuters2017", row=1)
    del record["text"]

    [document] = read(corpora, record)

    assert (document.name, document.text) == ("reuters2017/1", TEXT)


def test_a_text_of_polnear_is_found_by_its_name_in_the_part_for_training(corpora: Path):
    in_polnear(corpora, "harbour", TEXT.replace("on Monday", "on\u00a0Monday"), split="train")
    record = a_record(corpus="polnear", row="harbour")
    del record["text"]

    [document] = read(corpora, record)

    assert (document.name, document.text, document.scheme) == ("polnear/harbour", TEXT, OURS)


def test_a_text_that_is_not_the_annotated_one_is_refused(tmp_path: Path):
    with pytest.raises(ValueError, match="own row 0 is not the text that was annotated"):
        read(tmp_path, a_record(text=TEXT, sha256="0" * 64))


def test_what_was_annotated_of_feeds_is_never_trained_on(tmp_path: Path):
    assert read(tmp_path, a_record(corpus="feeds"), a_record()) == read(tmp_path, a_record())


def test_files_for_training_alone_are_never_measured_on(corpora: Path):
    text = next(text for number in range(100) if held_out(text := f"{TEXT}{number}"))
    for name in ("claims.json", "own.json", "later.json", "polnear.json"):
        read(corpora / "annotations", a_record(text), name=name)

    measured = [kept_for_measuring(document) for document in ours()]

    assert measured == [True, False, False, False]


def test_a_teacher_reads_what_shares_no_eight_words_with_what_is_measured_on(corpora: Path):
    measured = next(
        text for number in range(100) if held_out(text := f"The council of Tarn shut the old ferry for good {number}")
    )
    twin = f"On Monday {measured.lower()}, it said"
    free, other = (next(text for number in range(100) if not held_out(text := f"{name} {number}")) for name in ("Free", "Other"))
    read(corpora / "annotations", a_record(measured, claims=[]))
    for corpus, name, column, text in (
        ("reuters2017", "articles.csv", "text", free),
        ("fa-kes", "fa-kes.csv", "article_content", measured),
    ):
        (corpora / corpus).mkdir()
        (corpora / corpus / name).write_text(f'{column}\n"{text}"\n"{twin}"\n')
    in_polnear(corpora, "harbour", other, split="train", ann="")

    found = data.for_a_teacher()

    assert [(document.text, document.scheme) for document in found] == [
        (free, POLNEAR),
        (free, OURS),
        (other, POLNEAR),
        (other, OURS),
    ]
    assert not any(document.labelled for document in found)


def test_a_third_is_held_out_by_the_text_alone_for_good():
    kept = [held_out(f"article {number}") for number in range(3000)]

    assert 900 < sum(kept) < 1100
    assert [number for number in range(12) if kept[number]] == [4, 6, 7]


def test_the_pieces_of_a_stretch_are_those_that_begin_in_it_line_breaks_left_out():
    [document] = with_pieces([Document("a", TEXT, OURS, [])], Tokenizer.from_file(str(MODEL / "tokenizer.json")))
    pieces = document.pieces
    assert pieces is not None

    def words(*spans: tuple[int, int]) -> list[str]:
        return [TEXT[pieces.starts[at] : pieces.ends[at]] for at in covered(pieces, list(spans))]

    assert words(span("on Monday that"), span("was")) == ["on", "Monday", "that", "was"]
    assert words((span("shut")[0], span("Nobody")[1])) == ["shut", ".", "Nobody"]
    assert words() == []
