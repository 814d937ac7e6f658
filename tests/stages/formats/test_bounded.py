"""No message keeps the parser busy: whatever its size, it is read or refused within five seconds of the processor."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest

from services.errors import Rejected
from services.parser.formats.format import MOST_ITEMS
from tests.stages.formats.wire import read_all

#: Of the processor; the largest message takes 4, more where the machine does other things beside it.
SECONDS = 20
SAID = " ".join(f"The harbour of Tarn reopens on day {day}, said its master Ilse Varga, who was there." for day in range(18))


def rss(number: int) -> str:
    one = "<item><title>{0}</title><guid>h-{0}</guid><description>It reopens on day {0}.</description></item>"
    items = "".join(map(one.format, range(number)))
    return f"<rss version='2.0'><channel><title>N</title><link>https://n.example/</link>{items}</channel></rss>"


def g2(number: int) -> str:
    items = (
        f"<newsItem guid='urn:n:{n}' version='1'><contentSet><inlineData>It reopens {n}.</inlineData></contentSet></newsItem>"
        for n in range(number)
    )
    head = "<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><header><sent>2031-03-03T09:00:00Z</sent></header>"
    return f"{head}<itemSet>{''.join(items)}</itemSet></newsMessage>"


def newsml1(number: int) -> str:
    items = (
        f"<NewsItem><Identification><NewsIdentifier><ProviderId>n.example</ProviderId><DateId>20310303</DateId><NewsItemId>{n}"
        "</NewsItemId><RevisionId>1</RevisionId></NewsIdentifier></Identification><NewsComponent><ContentItem><DataContent>"
        f"<p>It reopens {n}.</p></DataContent></ContentItem></NewsComponent></NewsItem>"
        for n in range(number)
    )
    return f"<NewsML><NewsEnvelope><DateAndTime>20310303T090000Z</DateAndTime></NewsEnvelope>{''.join(items)}</NewsML>"


def nitf(number: int) -> str:
    one = "<?xml version='1.0'?>\n<nitf><body><body.content><p>It reopens {}.</p></body.content></body></nitf>\n"
    return "".join(map(one.format, range(number)))


def ninjs(number: int) -> str:
    items = [{"uri": f"urn:n:{n}", "type": "text", "headline": "H", "body_text": f"It reopens {n}."} for n in range(number)]
    return json.dumps(items)


def json_feed(number: int) -> str:
    items = [{"id": str(n), "content_text": f"It reopens {n}."} for n in range(number)]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "N", "items": items})


def iptc7901(number: int) -> str:
    one = "\x01NN{:04d} 3 pl 50 NN \x02\r\nHarbour=\r\nIt reopens.\r\n\x03\r\n030900 GMT Mar 31\r\n\x04\r\n"
    return "".join(map(one.format, range(number)))


def anpa(number: int) -> str:
    one = "\x16\x16\x01a{0:04d}\x1f-{0:04d} \r\nu a bc-tarn 03-03 0010\x02\r\n^BC-Tarn {0},10<\r\n^Harbour<\r\n"
    one += "   It reopens.\r\n\x03\r\nNN-WF-03-03-31 0900GMT\r\n\x04"
    return "".join(map(one.format, range(number)))


def mailbox(number: int) -> str:
    one = "From a@n.example Mon Mar  3 09:00:00 2031\nFrom: a@n.example\nDate: Mon, 3 Mar 2031 09:00:00 +0000\n"
    one += "Subject: Harbour\nMessage-ID: <{0}@n.example>\n\nTARN (NN) - It reopens {0}.\n\n"
    return "".join(map(one.format, range(number)))


def ninjs_with_a_box(number: int) -> str:
    """An item of two bodies, of so many paragraphs each that say different things."""
    bodies = ["".join(f"<p>It {one} {n} on day {n + 1} of month {n}.</p>" for n in range(number)) for one in ("opens", "shuts")]
    said = [{"role": role, "value": body} for role, body in zip(("main", "box"), bodies, strict=True)]
    return json.dumps({"uri": "urn:n:1", "type": "text", "headline": "H", "bodies": said})


MESSAGES = (rss, g2, newsml1, nitf, ninjs, json_feed, iptc7901, anpa, mailbox)


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.__name__)
def test_a_message_of_as_many_items_as_may_be_is_read(message: Callable[[int], str]):
    made = read_within(message(MOST_ITEMS))

    assert len(made) == MOST_ITEMS
    assert not any(isinstance(one, Rejected) for one in made)


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.__name__)
def test_a_message_of_sixty_thousand_items_is_refused_and_told_to_be_split(message: Callable[[int], str]):
    [refused] = read_within(message(60_000))

    assert isinstance(refused, Rejected) and refused.reason == "too-long"
    assert "split it" in refused.detail


def test_as_many_long_items_as_a_message_can_hold_are_read():
    story = f"<p>TARN, March 3 (NN) - It reopens.</p><p>“{SAID}” he said.</p>"
    items = [{"uri": f"urn:n:{n}", "type": "text", "headline": "H", "body_html": story} for n in range(4500)]

    assert len(read_within(json.dumps(items))) == 4500


@pytest.mark.parametrize(
    "body",
    [
        "a" * 10_000_000,
        "word " * 2_000_000,
        "* " * 90_000,
        "<nitf>" + "<p>" * 60_000 + "x" + "</p>" * 60_000 + "</nitf>",
        '{"a":' * 60_000 + "1" + "}" * 60_000,
        "<html><body>" + "<div>" * 59_000 + "x",
        "<nitf><body><body.content>" + "<p>a</p>" * 60_000 + "</body.content></body></nitf>",
        "<nitf><body><body.content><p>" + "<em>a</em>" * 60_000 + "</p></body.content></body></nitf>",
        "<nitf><body><body.content><p>" + "<![CDATA[a" * 60_000 + "</p></body.content></body></nitf>",
        "<nitf><body><body.content><p>" + "<!--a" * 60_000 + "</p></body.content></body></nitf>",
        "[" + "{}," * 500_000 + "{}]",
        "<!doctype html><html><body><article>" + "<p>It reopens, she said.</p>" * 29_000 + "</article></body></html>",
        f"<newsItem guid='{' ' * 1_000_000}'><itemMeta><versionCreated>{'1 ' * 500_000}</versionCreated></itemMeta></newsItem>",
        "<nitf/>" + "\n" * 300_000 + "x<?xml version='1.0'?>",
        "<nitf><body><body.content><p><![CDATA[" + "<?xml version='1.0'?>\n" * 90_000 + "]]></p></body.content></body></nitf>",
        ninjs_with_a_box(4000),
    ],
    ids=[
        *("one line", "words", "rules", "deep XML", "deep JSON", "deep HTML", "paragraphs", "tags", "CDATA", "comments"),
        *("objects", "a long page", "long fields", "blank lines", "declarations", "two bodies"),
    ],
)
def test_a_message_of_odd_form_is_read_or_refused(body: str):
    assert read_within(body)


def read_within(body: str) -> list[object]:
    """What became of the items in `body`, if that took no longer than any message may take."""
    began = time.process_time()

    made = read_all(body)

    assert time.process_time() - began < SECONDS
    return [*made]
