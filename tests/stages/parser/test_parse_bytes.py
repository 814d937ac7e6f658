"""Bytes of every kind: each becomes an article with its words or is refused with a reason."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import ParsedArticle
from services.errors import REASONS, Rejected
from services.parser.decode import readable
from services.parser.parse import parse
from tests.builders import a_raw_item
from tests.stages.parser.reading import read, refused, words, words_of

STORY = "TARN (Norland News) - Ilse Varga said the harbour would reopen.\n\n“Café” Žižka – €5 more."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read_with_or_without_its_mark(encoding: str) -> None:
    assert read(STORY.encode(encoding)).body == STORY


def test_utf16_without_a_mark_is_read_when_it_is_declared() -> None:
    assert read(STORY.encode("utf-16-le"), media_type="text/plain; charset=UTF-16LE").body == STORY


@pytest.mark.parametrize("media_type", [None, "text/plain", "text/plain; charset=iso-8859-1", "text/plain; charset=nonsense"])
def test_windows_text_is_read(media_type: str | None) -> None:
    text = "TARN (Norland News) - “Café” – €5 more, Varga’s men said."

    assert read(text.encode("cp1252"), media_type=media_type).body == text


def test_a_declared_charset_is_used_where_the_bytes_are_not_utf8() -> None:
    text = "TARN (Norland News) - Žižka řekl, že přístav je otevřen."

    assert read(text.encode("cp1250"), media_type="text/plain; charset=windows-1250").body == text


def test_a_wrong_declaration_does_not_garble_utf8() -> None:
    assert read(STORY.encode(), media_type="text/plain; charset=iso-8859-1").body == STORY


def test_text_in_another_script_is_read_without_a_declaration() -> None:
    text = "Тарн. Начальник порта сообщила журналистам, что порт снова откроется в понедельник, если позволит погода."

    assert read(text.encode("cp1251")).body == text


def test_a_stray_byte_does_not_garble_the_rest() -> None:
    body = "TARN (Norland News) - “Žižka” drank caf".encode() + b"\xe9" + " with Łucja.".encode()

    assert read(body).body == "TARN (Norland News) - “Žižka” drank café with Łucja."


def test_a_nul_in_a_text_is_dropped_and_the_text_kept() -> None:
    assert read(STORY.replace("harbour", "har\0bour")).body == STORY


@pytest.mark.parametrize("body", [b"", b" \n\t ", b"\0\0", "\u200b\u202e".encode(), b"\xef\xbb\xbf"])
def test_nothing_to_be_seen_is_empty(body: bytes) -> None:
    assert refused(body) == "empty"


@pytest.mark.parametrize(
    "body",
    [bytes(range(256)) * 4, b"\x89PNG\r\n\x1a\n" + b"a" * 99, b"%PDF-1.7 text", b"PK\x03\x04text", b"\x7fELF" + bytes(60)],
    ids=["all bytes", "picture", "pdf", "zip", "program"],
)
def test_what_is_no_text_is_binary(body: bytes) -> None:
    assert refused(body) == "binary"


def test_twenty_megabytes_are_too_long_and_refused_at_once() -> None:
    began = time.process_time()

    assert refused(b"The harbour of Tarn. " * 1_000_000) == "too-long"
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "body",
    ['{"headline": "Harbour"}', '[{"a": 1}]', "<?xml version='1.0'?><x/>", "<x:y a='b'>Tarn</x:y>"],
)
def test_what_is_written_for_machines_is_not_taken_for_text(body: str) -> None:
    with pytest.raises(Rejected) as error:
        read(body)

    assert error.value.reason in ("unknown-format", "unreadable", "not-news", "no-text")


@pytest.mark.parametrize(
    "text", ["<Acme Tarn>, the maker of ships, said so.", "[Editor's note] It reopened.", "{Tarn} It reopened."]
)
def test_text_that_begins_with_a_bracket_is_text(text: str) -> None:
    assert read(text).body == text


def test_marks_that_reorder_or_hide_text_are_removed() -> None:
    article = read("TARN (Norland News) - Varga \u202esaid\u202c \u2066so\u2069, co\u00adoperating\u200b.\ufeff")

    assert article.body == "TARN (Norland News) - Varga said so, cooperating."


def test_joiners_that_spell_words_stay() -> None:
    text = "تارن (Norland News) - می\u200cخواهم."

    assert read(text).body == text


def test_every_kind_of_blank_is_a_blank() -> None:
    assert read("TARN\u00a0(Norland\u202fNews)\t-\u2009It\u3000reopened.").body == "TARN (Norland News) - It reopened."


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x85"])
def test_every_kind_of_newline_is_one(newline: str) -> None:
    assert read(STORY.replace("\n", newline)).body == STORY


def test_accents_stay_as_they_were_written() -> None:
    decomposed = "TARN (Norland News) - Cafe\u0301."

    assert read(decomposed).body == decomposed


# What is put in comes out


PIECES = st.sampled_from(
    [
        "TARN, March 3 (Norland News) - Ilse Varga said so.",
        "Harbour of Tarn to reopen",
        "UPDATE 2-Harbour of Tarn to reopen",
        "By Jane Roe",
        "“We sail,” Varga said. “On Monday.",
        "(Reporting by Jane Roe; Editing by John Doe)",
        "(Corrects name of harbour in paragraph 2)",
        "Our Standards: The Norland News Principles.",
        "No ship has left\nthe harbour since\n  Friday, said D'Arcy (62).",
        "- 12 ships\n- 3 boats",
        "date 2031-03-03",
        "Published: March 3, 2031",
        "(((",
        "Tarn\u00a0\u2013 a caf\u00e9, n\u00ba 7",
        "ENDS",
    ]
)
BREAKS = st.sampled_from(["\n\n", "\n", " ", "\r\n\r\n", "\n \n"])
ANYTHING = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn"]), max_size=40)


@given(st.lists(st.tuples(PIECES | ANYTHING, BREAKS), min_size=1, max_size=9))
@settings(max_examples=300, deadline=None)
def test_words_in_are_words_out(pieces: list[tuple[str, str]]) -> None:
    text = "".join(piece + gap for piece, gap in pieces)
    try:
        article = read(text)
    except Rejected:
        return

    assert words_of(article) == words(readable(text))


@given(st.lists(st.tuples(PIECES | ANYTHING, BREAKS), min_size=1, max_size=9))
@settings(max_examples=200, deadline=None)
def test_paragraphs_are_the_body_without_its_breaks(pieces: list[tuple[str, str]]) -> None:
    try:
        article = read("".join(piece + gap for piece, gap in pieces))
    except Rejected:
        return

    assert "\n\n".join(article.body[span.start : span.end] for span in article.paragraphs) == article.body
    assert all(span.start < span.end for span in article.paragraphs)
    if article.dateline and article.dateline.start is not None:
        assert article.body[article.dateline.start :].startswith(article.dateline.text)


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_an_article_or_refused_with_a_reason(body: bytes) -> None:
    try:
        made = parse(a_raw_item(body=body))
    except Rejected as error:
        assert error.reason in REASONS
        return

    assert isinstance(made, list) or made.item_id
    assert not isinstance(made, ParsedArticle) or made.to_bytes()


HOSTILE = {
    "spaces": " ",
    "newlines": "\n",
    "blank lines": " \n",
    "quotes": '"',
    "opening quotes": "“",
    "apostrophes": "'",
    "quoted letters": '"a ',
    "single quotes": "'a ",
    "brackets": "(",
    "pairs of brackets": "()",
    "capitals": "A",
    "letters": "A ",
    "digits": "1",
    "dashes": " - ",
    "commas": "A, ",
    "slashes": "A/",
    "bylines": "By Jane ",
    "tags": "UPDATE 1-",
    "tag openers": "<a>",
    "objects": '{"a":',
    "lists": "[",
    "credits": "(Reporting by ",
    "run-in credits": ". Reporting by A ",
    "corrections": "(Corrects ",
    "sentences": "x.\n",
    "headers": "Guid: x\n",
    "crawl prefixes": "date 2016-12-12 ",
    "accents": "é",
    "places": "TARN and ",
}


@pytest.mark.parametrize(
    "before", ["", "TARN, Dec 12 (Norland News) - It. ", "Harbour to reopen\n\n"], ids=["", "dateline", "headline"]
)
@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_no_text_makes_the_parser_run_away(piece: str, before: str) -> None:
    body = (before + piece * (1_000_000 // len(piece))).encode()
    began = time.process_time()

    try:
        parse(a_raw_item(body=body))
    except Rejected as error:
        assert error.reason in REASONS

    assert time.process_time() - began < 1


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_the_longest_text_that_is_read_is_read_in_a_moment(piece: str) -> None:
    body = ("TARN, Dec 12 (Norland News) - It. " + piece * (190_000 // len(piece))).encode()
    began = time.process_time()

    try:
        parse(a_raw_item(body=body))
    except Rejected as error:
        assert error.reason in REASONS

    assert time.process_time() - began < 6


def test_the_parser_reads_no_clock_and_no_file_name() -> None:
    first = read(STORY, source="a.xml")
    second = read(STORY, source=str(Path("b.json")))

    assert first.model_dump(exclude={"source"}) == second.model_dump(exclude={"source"})
