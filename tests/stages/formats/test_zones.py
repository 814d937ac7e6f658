"""Times without a zone are the feed's; words for zones and offsets go before it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from schemas import Dated
from services.errors import Rejected
from tests.stages.formats.wire import read

SUMMER = "2031-07-03T10:00:00"
PLAIN = "Guid: a\nVersion-Created: {}\nPublished: {}\n\nTARN (NN) - It reopens."
NINJS = json.dumps({"uri": "urn:n:1", "type": "text", "headline": "H", "versioncreated": "{}", "body_text": "It reopens."})
RSS = "<rss version='2.0'><channel><link>https://n.example/</link><item><guid>a</guid><pubDate>{}</pubDate>"
RSS += "<description>It reopens.</description></item></channel></rss>"
NITF = "<nitf><head><docdata><date.issue norm='{}'/></docdata></head><body><body.content>"
NITF += "<p>It reopens.</p></body.content></body></nitf>"
MAIL = "From: a@n.example\nMessage-ID: <1@n>\nDate: {}\n\nTARN (NN) - It reopens."
IPTC = "\x01NN0001 3 pl 50 NN \x02\r\nHarbour=\r\nIt reopens.\r\n\x03\r\n{}\r\n\x04"


@pytest.mark.parametrize(
    ("form", "stated"),
    [
        (PLAIN, SUMMER),
        (NINJS, SUMMER),
        (NITF, "20310703T100000"),
        (RSS, "Thu, 3 Jul 2031 10:00:00"),
        (RSS, SUMMER),
        (MAIL, "Thu, 3 Jul 2031 10:00:00"),
        (IPTC, "031000 Jul 31"),
    ],
    ids=["text", "ninjs", "NITF", "RSS", "RSS with another's times", "mail", "IPTC 7901"],
)
@pytest.mark.parametrize(("zone", "hour"), [("Europe/Vienna", 8), ("America/New_York", 14), (None, 10)])
def test_a_time_without_a_zone_is_in_the_feed_s(form: str, stated: str, zone: str | None, hour: int):
    article = read(form.replace("{}", stated), zone=zone)

    assert article.published == datetime(2031, 7, 3, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stated", "hour"),
    [
        ("2031-07-03T10:00:00Z", 10),
        ("2031-07-03T10:00:00-04:00", 14),
        ("2031-07-03 10:00:00 MESZ", 8),
        ("Thu, 3 Jul 2031 10:00:00 +0100", 9),
        ("Thu, 3 Jul 2031 10:00:00 -0000", 10),
        ("Thu, 3 Jul 2031 10:00:00 EST", 15),
        ("Thu, 3 Jul 2031 10:00:00 MESZ", 8),
        ("Thu, 3 Jul 2031 10:00:00 (CEST)", 8),
    ],
)
@pytest.mark.parametrize("form", [PLAIN, RSS, MAIL], ids=["text", "RSS", "mail"])
def test_a_time_s_own_zone_goes_before_the_feed_s(form: str, stated: str, hour: int):
    article = read(form.replace("{}", stated), zone="Asia/Tokyo")

    assert article.published == datetime(2031, 7, 3, hour, tzinfo=UTC)


def test_a_day_stays_that_day_wherever_it_is_meant():
    assert read(NINJS.replace("{}", "2031-07-03"), zone="Asia/Tokyo").published == datetime(2031, 7, 3, tzinfo=UTC)


def test_an_item_s_zone_is_forgotten_with_it():
    read(NINJS.replace("{}", SUMMER), zone="Asia/Tokyo")

    assert read(NINJS.replace("{}", SUMMER)).published == datetime(2031, 7, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Europe/Tarn", "../etc/hostname", "/etc/hostname"])
def test_a_zone_that_is_none_is_said(zone: str):
    with pytest.raises(Rejected, match="time zone"):
        read(NINJS.replace("{}", SUMMER), zone=zone)


@pytest.mark.parametrize(
    "stated", ["0001-01-01T00:00:00+01:00", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00", "9999-12-31T23:59:59-05:00"]
)
@pytest.mark.parametrize("form", [NINJS, NITF, MAIL], ids=["ninjs", "NITF", "mail"])
def test_the_ends_of_the_calendar_are_no_times(form: str, stated: str):
    article = read(form.replace("{}", stated), zone="Asia/Tokyo")

    assert article.version_created is None
    assert article.published_from is Dated.RECEIVED
