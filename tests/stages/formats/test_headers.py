"""Header blocks of plain text as agencies write them, and what only looks like one. All fiction."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from schemas import Dated, Status
from tests.stages.formats.wire import read

STORY = "TARN (NN) - The harbour would reopen.\n\nNo ship had left."


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            "HEADLINE: Tarn reopens\nBYLINE: Ilse Varga\nSOURCE: Norland News",
            {"bylines": ("Ilse Varga",), "provider": "Norland News"},
        ),
        (
            "Slug: TARN-HARBOUR\nDate: 2031-03-03T09:00:00Z\nTitle: Tarn reopens",
            {"published": datetime(2031, 3, 3, 9, tzinfo=UTC)},
        ),
        (
            "Slugline: TARN-HARBOUR\n\nTitle: Tarn reopens\n\nAuthor: Ilse Varga",
            {"slug": "TARN-HARBOUR", "bylines": ("Ilse Varga",)},
        ),
        ("Title: Tarn reopens\nKeywords: ports, ships\nSection: Business", {"subjects": ("ports", "ships", "Business")}),
        ("Story ID: n-7\nTitle: Tarn reopens\nLang: nb", {"guid": "n-7", "language": "nb"}),
        ("Embargo: 2031-03-05T06:00:00Z\nTitle: Tarn reopens", {"embargo_until": datetime(2031, 3, 5, 6, tzinfo=UTC)}),
        ("Embargo: until Wednesday\nTitle: Tarn reopens", {"status": Status.WITHHELD}),
    ],
)
@pytest.mark.parametrize("between", ["\n\n", "\n", "\nBody: "])
def test_a_block_of_an_agency_s_own_fills_the_fields(head, expected, between):
    article = read(f"{head}{between}{STORY}")

    assert (article.headline, article.body) == ("Tarn reopens", STORY)
    assert {name: getattr(article, name) for name in expected} == expected


def test_what_no_field_can_take_is_a_notice_and_a_day_dates_the_story():
    article = read(
        "Headline: Tarn reopens\nSubhead: At last\nSummary: Ships sail.\nEditor’s note: adds mayor\nCopyright: Norland News\n"
        f"Published: March 3, 2031\nWords: 300\nColour: red\n\n{STORY}"
    )

    assert (article.published.date(), article.published_from) == (date(2031, 3, 3), Dated.BODY)
    assert [(notice.kind, notice.text) for notice in article.notices] == [
        ("subhead", "At last"),
        ("summary", "Ships sail."),
        ("editor", "adds mayor"),
        ("credit", "Copyright: Norland News"),
        ("other", "Published: March 3, 2031"),
        ("other", "Words: 300"),
        ("other", "Colour: red"),
    ]


def test_a_dateline_of_the_block_is_the_story_s_where_the_text_has_none():
    article = read("Headline: Tarn reopens\nDateline: TARN, Norland\n\nThe harbour would reopen.")

    assert article.dateline is not None
    assert (article.dateline.places, article.dateline.region) == (("TARN",), "Norland")


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("Note: the harbour of Tarn", "Note: the harbour of Tarn"),
        ("Location: a port in peril", "Location: a port in peril"),
        ("Published: nobody knows when", "Published: nobody knows when"),
        ("Source of the trouble: Tarn", "Source of the trouble: Tarn"),
    ],
)
def test_one_line_with_a_colon_is_a_headline(text, headline):
    article = read(f"{text}\n\n{STORY}")

    assert (article.headline, article.body) == (headline, STORY)


def test_below_a_block_a_place_and_a_colon_begin_the_story():
    article = read("Headline: Tarn reopens\nByline: Ilse Varga\nKARACHI: The harbour would reopen, she said.")

    assert article.body == "KARACHI: The harbour would reopen, she said."
    assert article.dateline is not None and article.dateline.places == ("KARACHI",)
