"""IPTC 7901 as agencies bend it: headers, trailers, framing, what stands above and under a story. All fiction."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from schemas import Dated, ParsedArticle, Status
from services.errors import Rejected
from tests.stages.formats.wire import ARRIVED, read, read_all

STORY = "TARN (NN) - The harbour would reopen.\n\nNo ship had left."
BODY = "TARN (NN) - The harbour would reopen.\n\nNo ship had left."


def message(
    text: str = f"Harbour of Tarn to reopen\n\n{STORY}",
    *,
    header: str = "nla0062 4 i 211",
    keywords: str = "TARN-HARBOUR",
    sent: str = "031137 GMT MAR 31",
    begin: str = "\x01",
) -> bytes:
    lines = f"{begin}{header}\n{keywords}\n\x02{text}\n\x03{sent}\n\x04"
    return lines.replace("\n", "\r\r\n").encode("cp1252")


@pytest.mark.parametrize(
    ("header", "provider", "guid", "subjects"),
    [
        ("nla0062 4 i 211", "nla", "nla0062", ("i",)),
        ("NLA 0062 4 i 211", "nla", "nla0062", ("i",)),
        ("NLA-0062 4 i 211", "nla", "nla0062", ("i",)),
        ("NLA0062 u i 0211", "nla", "nla0062", ("i",)),
        ("NLA0062 4 POL/INT 0211 F NORLA-0062", "NORLA", "nla0062", ("POL", "INT")),
        ("FNN0062 4 POL 0211 NOR /NNA-XX12", "NNA", "fnn0062", ("POL",)),
        ("nla0062 5 AI/WI 0250 CA 0124   Mo, 03.Mar 2031", "nla", "nla0062", ("AI", "WI")),
        ("NLA0062 4 15000000 0211", "nla", "nla0062", ("15000000",)),
        ("NLA0062 4", "nla", "nla0062", ()),
        ("NLA123456 4 i", "nla", "nla123456", ("i",)),
    ],
)
def test_headers_have_many_forms(header, provider, guid, subjects):
    article = read(message(header=header))

    assert (article.wire_format, article.provider, article.guid) == ("iptc-7901", provider, f"{guid}:2031-03-03")
    assert (article.subjects, article.slug) == (subjects, "TARN-HARBOUR")
    assert (article.headline, article.body) == ("Harbour of Tarn to reopen", BODY)


@pytest.mark.parametrize(
    ("sent", "time"),
    [
        ("041530 JAN 31", datetime(2031, 1, 4, 15, 30, tzinfo=UTC)),
        ("041530Z JAN 31", datetime(2031, 1, 4, 15, 30, tzinfo=UTC)),
        ("04 1530 JAN 31", datetime(2031, 1, 4, 15, 30, tzinfo=UTC)),
        ("041530 GMT 04 JAN 31", datetime(2031, 1, 4, 15, 30, tzinfo=UTC)),
        ("nla 041530 CET jan. 2031", datetime(2031, 1, 4, 14, 30, tzinfo=UTC)),
        ("041530 JST JAN 31", datetime(2031, 1, 4, 6, 30, tzinfo=UTC)),
        ("041530 JAN", datetime(2031, 1, 4, 15, 30, tzinfo=UTC)),
        ("311530", datetime(2031, 5, 31, 15, 30, tzinfo=UTC)),
        ("041530", None),
        ("042530 JAN 31", None),
        ("041530 XYZ JAN 31", None),
    ],
)
def test_trailers_have_many_forms_and_what_they_leave_open_is_not_guessed(sent, time):
    article = read(message(sent=sent))

    assert article.version_created == time
    assert article.published == (time or ARRIVED)


def test_telex_lines_without_control_bytes_are_messages():
    text = f"nla0062 4 i 211\n\nTARN-HARBOUR\n\nHarbour of Tarn to reopen\n\n{STORY}\n031137 MAR 31"

    first, second = read_all(f"ZCZC NLA0062\n{text}\nNNNN\n\n\nZCZC NLA0063\n{text.replace('62', '63', 1)}\nNNNN\n")

    assert isinstance(first, ParsedArticle) and isinstance(second, ParsedArticle)
    assert (first.guid, second.guid) == ("nla0062:2031-03-03", "nla0063:2031-03-03")
    assert (first.slug, first.headline, first.body) == ("TARN-HARBOUR", "Harbour of Tarn to reopen", BODY)


def test_a_message_without_stx_has_its_keywords_and_its_text():
    article = read(f"\x01nla0062 4 i 211\r\nTARN-HARBOUR\r\nHarbour of Tarn to reopen\r\n\r\n{STORY}\r\n031137 MAR 31\r\n\x04")

    assert (article.slug, article.headline, article.body) == ("TARN-HARBOUR", "Harbour of Tarn to reopen", BODY)
    assert article.version_created == datetime(2031, 3, 3, 11, 37, tzinfo=UTC)


def test_a_message_with_a_header_of_nobody_s_is_refused_and_not_read_as_plain_text():
    [refused] = read_all(b"\x01-/-\r\nTARN\r\n\x02The harbour would reopen.\r\n\x03\x04")

    assert isinstance(refused, Rejected) and refused.reason == "unreadable"


def test_indented_paragraphs_second_headlines_and_signatures():
    text = (
        'Hafen von Tarn öffnet =\n\nUtl.: Kein Schiff fuhr aus - Varga: "Endlich" =\n\n'
        "   Tarn (NN) - Der Hafen von Tarn öffnet am Montag wieder, sagte die\n"
        "Bürgermeisterin Ilse Varga am Sonntag.\n"
        "   Kein Schiff fuhr aus.\n(Schluss) iv/bw\nNLA0062    2031-03-03/12:37\n"
    )

    article = read(message(text, sent=""))

    assert article.headline == "Hafen von Tarn öffnet"
    assert article.body == (
        "Tarn (NN) - Der Hafen von Tarn öffnet am Montag wieder, sagte die Bürgermeisterin Ilse Varga am Sonntag.\n\n"
        "Kein Schiff fuhr aus."
    )
    assert [(notice.kind, notice.text) for notice in article.notices] == [
        ("subhead", 'Kein Schiff fuhr aus - Varga: "Endlich"'),
        ("credit", "(Schluss) iv/bw"),
    ]
    assert (article.published.date(), article.published_from) == (date(2031, 3, 3), Dated.BODY)


@pytest.mark.parametrize("end", [" =\n\n", "\n\n"])
@pytest.mark.parametrize(
    ("line", "status", "until"),
    [
        ("EMBARGOED UNTIL 0600 GMT, March 5, 2031", Status.EMBARGOED, datetime(2031, 3, 5, 6, tzinfo=UTC)),
        ("SPERRFRIST: 5. Maerz, 7 Uhr", Status.WITHHELD, None),
    ],
)
def test_an_embargo_above_the_headline_holds_the_story(line, status, until, end):
    article = read(message(f"{line}\nHarbour of Tarn to reopen{end}{STORY}"))

    assert (article.status, article.embargo_until) == (status, until)
    assert (article.headline, article.body) == ("Harbour of Tarn to reopen", BODY)
    assert [notice.text for notice in article.notices] == [line]


def test_a_byline_between_headline_and_story_is_one():
    article = read(message(f"Harbour of Tarn to reopen\nBy Ilse Varga\n\n{STORY}"))

    assert (article.headline, article.bylines, article.body) == ("Harbour of Tarn to reopen", ("By Ilse Varga",), BODY)


@pytest.mark.parametrize(
    ("below", "notices"),
    [
        ("nn iv bw", [("credit", "nn iv bw")]),
        ("(more)\nnn iv", [("other", "(more)"), ("credit", "nn iv")]),
        ("(Mehr folgt)", [("other", "(Mehr folgt)")]),
    ],
)
@pytest.mark.parametrize("blank", ["\n", "\n\n"])
def test_lines_under_a_story_are_none_of_it(below, notices, blank):
    article = read(message(f"Harbour of Tarn to reopen =\n\n{STORY}{blank}{below}"))

    assert article.body == BODY
    assert [(notice.kind, notice.text) for notice in article.notices] == notices


@pytest.mark.parametrize(
    ("headline", "tags", "rest", "status"),
    [
        ("CORRECTION Harbour of Tarn reopens", ("CORRECTION",), "Harbour of Tarn reopens", Status.CORRECTED),
        ("EIL Hafen von Tarn offen", ("EIL",), "Hafen von Tarn offen", Status.USABLE),
        ("CORRECTION OFFICERS STRIKE", (), "CORRECTION OFFICERS STRIKE", Status.USABLE),
        ("Correction officers strike", (), "Correction officers strike", Status.USABLE),
    ],
)
def test_a_tag_may_stand_before_a_headline_without_a_sign(headline, tags, rest, status):
    article = read(message(f"{headline} =\n\n{STORY}"))

    assert (article.headline_tags, article.headline, article.status) == (tags, rest, status)


def test_rows_of_a_table_are_paragraphs():
    article = read(message("Ports =\n\nTARN (NN) - The ports:\n\n1. Tarn  3  1\n2. Vey   2  2\n3. Ost   1  3"))

    assert article.body.split("\n\n")[1:] == ["1. Tarn 3 1", "2. Vey 2 2", "3. Ost 1 3"]
