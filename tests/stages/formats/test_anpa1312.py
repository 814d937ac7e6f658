"""ANPA 1312 as services bend it: headers, signs, trailers, what stands above a story. All fiction."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from schemas import Status
from tests.stages.formats.wire import read

STORY = "\t   TARN, Norland (NN) _ The harbour would reopen.\n\t   No ship had left."
BODY = "TARN, Norland (NN) — The harbour would reopen.\n\nNo ship had left."


def message(
    *lines: str,
    slug: str = "^BC-NL--Tarn-Harbour,416<\n",
    head: str = "W2870\x1fasian\nr i\x13\x11 BC-NL--TarnHarbour     03-03 0500",
    trailer: str = "\x03NN-WF-03-03-31 1509GMT<",
    story: str = STORY,
) -> bytes:
    """A message of ANPA 1312; `lines` stand under the slug line."""
    text = "\n".join([*lines, story])
    return f"\x16\x16\x01{head}\n\x02{slug}{text}\n\n\t   {trailer}\n\x04".replace("\n", "\r\n").encode("cp1252")


@pytest.mark.parametrize(
    "head",
    [
        "W2870\x1fasian\nr i\x13\x11 BC-NL--TarnHarbour     03-03 0500",
        "V0123tl\x1f.---\nr i  bc-Tarn-Harbour 03-03 0500",
        "V0123\nr i bc-Tarn-Harbour 03-03 0500",
        "a0123\nr i ^BC-NL--Tarn-Harbour,0416<\x14\x11",
        "nl0123\nu i\x14\x11 PM-NORLAND",
    ],
)
def test_headers_have_many_forms(head):
    article = read(message("^Harbour of Tarn to reopen<", head=head))

    assert (article.wire_format, article.provider, article.subjects) == ("anpa-1312", "NN", ("i",))
    assert (article.guid, article.slug) == ("nl--tarn-harbour:2031-03-03", "BC-NL--Tarn-Harbour")
    assert (article.headline, article.body) == ("Harbour of Tarn to reopen", BODY)


@pytest.mark.parametrize(
    ("slug", "lines"),
    [
        ("^BC-NL--Tarn-Harbour,416<\n", ("^Harbour of Tarn to reopen<", "^By ILSE VARGA=", "^Norland News Service=")),
        ("BC-NL--Tarn-Harbour\n", ("Harbour of Tarn to reopen", "By ILSE VARGA", "Norland News Service")),
        ("BC-NL--Tarn-Harbour^\n", ("^Harbour of Tarn to reopen^", "^By ILSE VARGA^", "^Norland News Service^")),
        ("*0123< ^BC-NL--Tarn-Harbour,416<\n", ("^Harbour of Tarn to reopen<", "^By ILSE VARGA<", "^Norland News Service<")),
    ],
)
def test_header_lines_have_many_signs_or_none(slug, lines):
    article = read(message(*lines, slug=slug))

    assert (article.slug, article.headline) == ("BC-NL--Tarn-Harbour", "Harbour of Tarn to reopen")
    assert (article.bylines, article.body) == (("By ILSE VARGA, Norland News Service",), BODY)


def test_without_a_slug_line_the_keyword_is_the_slug_and_the_first_line_the_headline():
    article = read(message("HARBOUR TO REOPEN", slug="", head="R0123\x1fnn\nu f\x14\x11 PM-TARN-HARBOUR     03-03 0500"))

    assert (article.slug, article.headline, article.body) == ("PM-TARN-HARBOUR", "HARBOUR TO REOPEN", BODY)


@pytest.mark.parametrize(
    ("trailer", "provider", "time"),
    [
        ("\x03NN-NY-03-03-31 1509EST<", "NN", datetime(2031, 3, 3, 20, 9, tzinfo=UTC)),
        ("\x03NNT-03-03-31 1509EDT", "NNT", datetime(2031, 3, 3, 19, 9, tzinfo=UTC)),
        ("\x03\r\n\t   NN-WF-03-03-31 1509GMT<", "NN", datetime(2031, 3, 3, 15, 9, tzinfo=UTC)),
        ("NN-WF-03-03-31 1509GMT<\n\x03", "NN", datetime(2031, 3, 3, 15, 9, tzinfo=UTC)),
        ("\x0303-03-31 1509", "unknown", datetime(2031, 3, 3, 15, 9, tzinfo=UTC)),
        ("\x03", "unknown", None),
    ],
)
def test_trailers_stand_before_or_after_etx(trailer, provider, time):
    article = read(message(trailer=trailer))

    assert (article.provider, article.version_created, article.body) == (provider, time, BODY)


def test_copy_that_lost_its_control_bytes_is_read_by_its_slug_line():
    article = read(
        "BC-NL--Tarn-Harbour, 1st Ld-Writethru,416\nHarbour of Tarn to reopen\nEds: UPDATES throughout.\nBy ILSE VARGA\n"
        "Norland News Service\n\n   TARN, Norland (NN) _ The harbour would reopen.\n   No ship had left.\n\n"
        "NN-WF-03-03-31 1509GMT\n"
    )

    assert (article.wire_format, article.guid, article.version) == ("anpa-1312", "nl--tarn-harbour:2031-03-03", 1)
    assert (article.headline, article.body) == ("Harbour of Tarn to reopen", BODY)
    assert article.bylines == ("By ILSE VARGA, Norland News Service",)


@pytest.mark.parametrize(
    ("line", "status", "until"),
    [
        ("^EMBARGOED UNTIL 0600 GMT, March 5, 2031<", Status.EMBARGOED, datetime(2031, 3, 5, 6, tzinfo=UTC)),
        ("^(Eds: Embargoed until 0600 GMT, March 5, 2031)<", Status.EMBARGOED, datetime(2031, 3, 5, 6, tzinfo=UTC)),
        ("^Eds: With NN Photos.<", Status.USABLE, None),
        ("^With BC-NL--Harbour-Box<", Status.USABLE, None),
        ("^(RECASTS lead)<", Status.USABLE, None),
    ],
)
def test_notes_to_editors_are_no_headline_and_an_embargo_holds_the_story(line, status, until):
    article = read(message(line, "^Harbour of Tarn to reopen<"))

    assert (article.headline, article.status, article.embargo_until) == ("Harbour of Tarn to reopen", status, until)
    assert [(notice.kind, notice.text) for notice in article.notices] == [("editor", line.strip("^<"))]


@pytest.mark.parametrize("headline", ["By Monday harbour is open", "Changes at Tarn harbour", "Embargo on Tarn lifted"])
def test_headlines_that_begin_like_a_note_or_a_byline(headline):
    article = read(message(f"^{headline}<"))

    assert (article.headline, article.bylines, article.notices, article.status) == (headline, (), (), Status.USABLE)


def test_how_urgent_it_is_is_a_tag():
    article = read(message("^BULLETIN<", "^Harbour of Tarn to reopen<"))

    assert (article.headline, article.headline_tags) == ("Harbour of Tarn to reopen", ("BULLETIN",))
