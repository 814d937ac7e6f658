"""IPTC 7901 and ANPA 1312: text between control bytes."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from schemas import ParsedArticle, Status
from services.errors import Rejected
from tests.stages.formats.wire import read, read_all


def iptc(
    text: str,
    *,
    number: str = "62",
    more: str = "ccccb   nna 061",
    keyword: str = "Norland-harbour/",
    sent: str = "031137 GMT Mar 31",
) -> bytes:
    """A message of IPTC 7901 from the service `nla`, in the charset that such wires have."""
    lines = f"\x01nla{number} 4 i 211 {more}\n\n{keyword}\n\x02{text}\n\n\x03{sent} \n\x7f\x7f\x04"
    return lines.replace("\n", "\r\n").encode("cp1252")


def anpa(
    *lines: str,
    slug: str = "BC-NL--Tarn-Harbour,416",
    number: str = "W2870",
    form: str = "\x13\x11",
    day: str = "03-03",
    sent: str = "NN-WF-03-03-31 1509GMT",
) -> bytes:
    """A message of ANPA 1312; `lines` stand under the slug line."""
    text = "\n".join([f"^{slug}<", *lines])
    head = f"\x16\x16\x01{number}\x1fasian\nr i{form} BC-NL--TarnHarbour     {day} 0500\n"
    return f"{head}\x02{text}\n\n\t   \x03{sent}<\n\n\x0c\n\x04".replace("\n", "\r\n").encode("cp1252")


STORY = "TARN (NN) - The harbour of Tarn would\nreopen on Monday, said Ilse Müller.\n\n   No ship had left."
PARAGRAPHS = "\t   TARN, Norland (NN) _ The harbour would reopen.\n \n\t   ``We sail,'' said Ilse Varga _ at last."


def test_a_message_of_iptc_7901_has_its_identity_and_its_text():
    article = read(iptc(f"Harbour of Tarn to reopen =\n\n   {STORY}"))

    assert article.wire_format == "iptc-7901"
    assert (article.provider, article.guid, article.slug) == ("nna", "nla0062:2031-03-03", "Norland-harbour")
    assert article.version_created == article.published == datetime(2031, 3, 3, 11, 37, tzinfo=UTC)
    assert article.headline == "Harbour of Tarn to reopen"
    assert article.body == "TARN (NN) - The harbour of Tarn would reopen on Monday, said Ilse Müller.\n\nNo ship had left."
    assert article.subjects == ("i",)


def test_lines_above_a_headline_are_tags_and_the_last_is_a_byline():
    article = read(iptc(f"(Achtung)\nREFILE\n1ST LEAD\nHarbour of Tarn\nto reopen\nBy Ilse Varga, nna =\n\n{STORY}"))

    assert article.headline_tags == ("ACHTUNG", "REFILE", "1ST LEAD")
    assert article.headline == "Harbour of Tarn to reopen"
    assert article.bylines == ("By Ilse Varga, nna",)


@pytest.mark.parametrize("tag", ["CORRECTION", "Correction: ", "(Berichtigung)"])
def test_a_tag_that_corrects_makes_a_correction(tag):
    head = f"{tag}\nHarbour reopens =" if not tag.endswith(" ") else f"{tag}Harbour reopens ="

    assert read(iptc(f"{head}\n\n{STORY}")).status is Status.CORRECTED


def test_a_headline_without_an_equals_sign_is_a_short_first_paragraph():
    article = read(iptc(f"Harbour of Tarn to reopen\n\n   {STORY}"))

    assert article.headline == "Harbour of Tarn to reopen"
    assert article.body.startswith("TARN (NN) - The harbour")


def test_what_is_not_for_publication_is_kept_nowhere_and_the_notebook_stands_beside_the_story():
    book = "# Notebook\n\n## Note to editors\n- adds the mayor\n\n* * * *\nThe following information is not for publication"

    article = read(iptc(f"Harbour reopens =\n\n{STORY}\n\n{book}\n\n- Reporting by: Secret Person\n\nnna sp xy"))

    assert "Secret" not in article.model_dump_json() and "nna sp" not in article.model_dump_json()
    assert [(notice.kind, notice.text) for notice in article.notices] == [("editor", "adds the mayor")]


def test_initials_under_a_story_are_a_credit():
    article = read(iptc(f"Harbour reopens =\n\n{STORY}\n\nnna iv bw"))

    assert article.body.endswith("No ship had left.")
    assert [(notice.kind, notice.text) for notice in article.notices] == [("credit", "nna iv bw")]


def test_a_file_of_several_messages_is_its_items_and_a_broken_one_is_refused_alone():
    body = iptc(f"Harbour reopens =\n\n{STORY}") + b"\r\n\x01???\r\n\x02noise\x03" + iptc(f"Ship sails =\n\n{STORY}", number="63")

    first, broken, second = read_all(body)

    assert isinstance(first, ParsedArticle) and isinstance(second, ParsedArticle) and isinstance(broken, Rejected)
    assert (first.guid, second.guid, broken.reason) == ("nla0062:2031-03-03", "nla0063:2031-03-03", "unreadable")


def test_a_kill_kills_the_message_that_it_names():
    [killed] = read_all(
        iptc("KILL\nMandatory kill: nla62 Harbour reopens =\n\nEditors: please kill the story nla62.", number="70")
    )

    assert isinstance(killed, ParsedArticle)
    assert (killed.status, killed.guid) == (Status.CANCELLED, "nla0062:2031-03-03")


def test_a_kill_that_names_no_message_is_refused_and_kills_nothing():
    [refused] = read_all(iptc("KILL\nHarbour reopens =\n\nPlease kill the story."))

    assert isinstance(refused, Rejected) and refused.reason == "not-news"


def test_a_message_without_a_day_is_named_after_its_words():
    body = iptc(f"Harbour reopens =\n\n{STORY}", sent="")

    assert read(body).guid.startswith("sha256:") and read(body).guid == read(body).guid


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("071341 GMT Okt 31", datetime(2031, 10, 7, 13, 41, tzinfo=UTC)),
        ("071341 MEZ Mär 31", datetime(2031, 3, 7, 12, 41, tzinfo=UTC)),
        ("071341 Nov 2031", datetime(2031, 11, 7, 13, 41, tzinfo=UTC)),
        ("311341 GMT Feb 31", None),
        ("071341 QQQ Nov 31", None),
    ],
)
def test_the_trailer_says_when_it_was_sent(sent, expected):
    assert read(iptc(f"Harbour reopens =\n\n{STORY}", sent=sent)).version_created == expected


def test_a_message_of_anpa_1312_has_its_identity_and_its_text():
    article = read(anpa("^Harbour of Tarn to reopen<", "^By ILSE VARGA=", "^Norland News=", PARAGRAPHS))

    assert article.wire_format == "anpa-1312"
    assert (article.provider, article.guid, article.version) == ("NN", "nl--tarn-harbour:2031-03-03", 0)
    assert article.version_created == datetime(2031, 3, 3, 15, 9, tzinfo=UTC)
    assert (article.headline, article.slug) == ("Harbour of Tarn to reopen", "BC-NL--Tarn-Harbour")
    assert article.bylines == ("By ILSE VARGA, Norland News",)
    assert article.body == "TARN, Norland (NN) — The harbour would reopen.\n\n``We sail,'' said Ilse Varga — at last."
    assert article.dateline and article.dateline.places == ("TARN",)
    assert len(article.quotations) == 1


def test_a_writethru_is_a_later_version_of_the_story_that_it_replaces():
    first = read(anpa("^Harbour to reopen<", PARAGRAPHS))
    slug = "BC-NL--Tarn-Harbour, 2nd Ld-Writethru,501"
    second = read(anpa("^Harbour reopens<", PARAGRAPHS, slug=slug, number="W2899", sent="NN-WF-03-03-31 1700GMT"))

    assert second.item_id == first.item_id
    assert second.headline_tags == ("2ND LD-WRITETHRU",)
    assert (second.version, second.version_key > first.version_key) == (2, True)


def test_an_add_is_a_piece_of_its_own():
    first = read(anpa("^Harbour to reopen<", PARAGRAPHS))
    add = read(anpa(PARAGRAPHS, slug="BC-NL--Tarn-Harbour, 1st Add,101", number="W2871"))

    assert add.item_id != first.item_id
    assert add.relations.family == first.relations.family == "NL--Tarn-Harbour"


def test_two_alerts_of_a_day_are_two_items():
    slug = "BC-NL--NNNewsAlert,17"

    one, other = (read(anpa(PARAGRAPHS, slug=slug, number=number)) for number in ("W1000", "W1001"))

    assert one.item_id != other.item_id


@pytest.mark.parametrize(
    ("slug", "note", "status"),
    [
        ("BC-NL--Tarn-Harbour, KILL", "^Eds: Mandatory kill.<", Status.CANCELLED),
        ("BC-NL--Tarn-Harbour, WITHHOLD", "^Eds: Hold it.<", Status.WITHHELD),
        ("BC-NL--Tarn-Harbour, 1st Ld-Writethru", "^Eds: CORRECTS spelling of Varga.<", Status.CORRECTED),
        ("BC-NL--Tarn-Harbour, CORRECTION", "^Eds: With photos.<", Status.CORRECTED),
        ("BC-NL--Tarn-Harbour", "^Eds: With photos.<", Status.USABLE),
    ],
)
def test_a_slug_line_and_notes_to_editors_say_what_became_of_a_story(slug, note, status):
    article = read(anpa("^Harbour to reopen<", note, PARAGRAPHS, slug=slug))

    assert (article.status, article.guid) == (status, "nl--tarn-harbour:2031-03-03")


def test_what_a_header_says_beside_the_headline_is_kept():
    article = read(
        anpa("^Harbour to reopen<", "^AP Photo NN101<", "^Eds: With photos.<", "^The port has been shut for a year.<", PARAGRAPHS)
    )

    assert [(notice.kind, notice.text) for notice in article.notices] == [
        ("editor", "AP Photo NN101"),
        ("editor", "Eds: With photos."),
        ("summary", "The port has been shut for a year."),
    ]


@pytest.mark.parametrize(
    ("form", "lines"),
    [
        ("\x14\x12", ["\t   Tarn 3, Vey 1"]),
        ("\x13\x11", ["\x08Tarn;3;1;.750", "\x08Vey;1;3;.250", "\x08Ost;1;3;.250", "\t   Table"]),
    ],
)
def test_a_table_is_refused(form, lines):
    [refused] = read_all(anpa(*lines, form=form))

    assert isinstance(refused, Rejected) and (refused.reason, "agate" in refused.detail) == ("not-news", True)


def test_wrapped_lines_are_one_paragraph():
    article = read(
        anpa("^Harbour to reopen<", "\t   TARN (NN) _ The harbour", "would reopen,", "she said.", "\t   No ship left.")
    )

    assert article.body == "TARN (NN) — The harbour would reopen, she said.\n\nNo ship left."


@pytest.mark.parametrize("filler", [b" ", b"\t", b"a", b"1 ", b"(", b"^", b"=\n", b"* ", b"\x16", b"a1 1 a 1 "])
@pytest.mark.parametrize("start", [b"\x01nla62 4 i 211 ", b"\x01W2870\x1fasian\r\nr i\x13\x11 BC-", b"\x01"])
def test_no_message_makes_the_reader_run_away(start, filler):
    began = time.process_time()

    read_all(start + filler * (1_000_000 // len(filler)) + b"\x02" + filler * (100_000 // len(filler)) + b"\x03")

    assert time.process_time() - began < 3
