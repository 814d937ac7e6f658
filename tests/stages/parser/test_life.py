"""What an item says of its own life: statuses in many words, embargoes that can't be read, tags, kills and what they kill."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from schemas import ParsedArticle, Status
from services.parser.headline import split_tags
from services.parser.parse import parse
from tests.lives import FRIDAY, UNNAMED, dpa, g2, iptc, ninjs, nitf, received, rss, text
from tests.stages.parser.reading import read, refused

ISSUED = b'<date.issue norm="20310303T090000Z"/>'


def titled(headline: str, would: str = FRIDAY) -> ParsedArticle:
    """An entry of a feed, which says nothing of its status, under this headline."""
    return read(rss(would).replace(b"Harbour of Tarn to reopen", headline.encode()))


@pytest.mark.parametrize("word", ["withheld", "withhold", "hold", "On-Hold"])
def test_whatever_a_provider_calls_it_a_story_on_hold_is_withheld(word: str):
    assert read(g2(FRIDAY, "held", status=f"stat:{word}")).status is Status.WITHHELD
    assert read(ninjs(FRIDAY, "held", 9, 1, pubstatus=word)).status is Status.WITHHELD


@pytest.mark.parametrize("word", ["recalled", "spiked", "unpublished", "takedown", "killed", "withdrawn"])
def test_whatever_a_provider_calls_it_a_story_taken_back_is_killed(word: str):
    assert read(ninjs(FRIDAY, "back", 9, 1, pubstatus=word)).status is Status.CANCELLED


@pytest.mark.parametrize(
    "wire",
    [
        ninjs(FRIDAY, "when", 9, 1, embargoed="tomorrow morning"),
        ninjs(FRIDAY, "when", 9, 1, embargoedUntil="04/03/2031 06:00"),
        dpa(FRIDAY, 1, "2031-03-03T10:00:00+01:00", embargoed="tomorrow morning"),
        g2(FRIDAY, "when", meta="<embargoed>tomorrow morning</embargoed>"),
        nitf(FRIDAY, "when").replace(ISSUED, ISSUED + b'<date.release norm="tomorrow noon"/>'),
    ],
    ids=["ninjs", "ninjs, ambiguous", "dpa", "g2", "nitf"],
)
def test_an_embargo_that_can_t_be_read_withholds_the_story(wire: bytes):
    assert read(wire).status is Status.WITHHELD


def test_a_release_time_is_an_embargo_where_nothing_says_when_the_story_was_issued():
    release = b'<date.release norm="20310304T060000Z"/>'

    assert read(nitf(FRIDAY, "harbour").replace(ISSUED, release)).status is Status.EMBARGOED


@pytest.mark.parametrize("none", ["false", "None", "no", "0", "null"])
def test_an_embargo_s_field_that_says_that_there_is_none_withholds_nothing(none: str):
    assert read(dpa(FRIDAY, 1, "2031-03-03T10:00:00+01:00", embargoed=none)).status is Status.USABLE
    assert read(ninjs(FRIDAY, "none", 9, 1, embargoed=none)).status is Status.USABLE


def test_an_embargo_holds_for_the_same_words_without_a_name_that_come_without_it():
    held, free = read(f"EMBARGOED UNTIL 5 March 2031 0600 GMT\n\n{UNNAMED}"), read(UNNAMED)

    assert held.item_id == free.item_id
    assert (held.status, free.status) == (Status.EMBARGOED, Status.USABLE)
    assert held.version_key > free.version_key


@pytest.mark.parametrize(
    "wire",
    [
        g2(None, "x", status="stat:canceled").replace(b'guid="tag:norland.example,2031:x"', b""),
        b"Status: cancelled\nHeadline: Harbour of Tarn to reopen\n\n",
        rss(FRIDAY).replace(b"Harbour of Tarn", b"KILL-Harbour of Tarn").replace(b"<guid>harbour-8</guid>", b""),
    ],
    ids=["g2", "text", "rss"],
)
def test_a_kill_that_does_not_say_what_it_kills_is_for_a_person_to_see(wire: bytes):
    assert refused(wire) == "not-news"


@pytest.mark.parametrize(
    "headline", ["Killed: three ships' cooks of Tarn", "Withdrawn: the drug that cured Tarn", "KILLED - THREE COOKS"]
)
def test_a_headline_about_somebody_killed_is_no_kill(headline: str):
    assert titled(headline).status is Status.USABLE


@pytest.mark.parametrize(
    "headline", ["KILL-Harbour of Tarn to reopen", "WITHDRAWN: Harbour of Tarn to reopen", "KILL - HARBOUR TO REOPEN"]
)
def test_a_tag_in_capitals_takes_the_story_back(headline: str):
    assert titled(headline).status is Status.CANCELLED


def test_a_kill_in_the_headline_goes_before_an_embargo_and_a_correction_in_the_metadata():
    headline = "<headline>KILL-Harbour of Tarn to reopen</headline>"

    for meta in ("<embargoed>2031-03-04T06:00:00Z</embargoed>", '<signal qcode="sig:correction"/>'):
        assert read(g2(FRIDAY, "stronger", meta=meta, about=headline)).status is Status.CANCELLED


@pytest.mark.parametrize(
    ("headline", "tags", "bare"),
    [
        ("CORRECTED-UPDATE 2-Ship sails", ("CORRECTED", "UPDATE 2"), "Ship sails"),
        ("RPT-CORRECTED-UPDATE 1-Ship sails", ("RPT", "CORRECTED", "UPDATE 1"), "Ship sails"),
        ("WDH/KORREKTUR: Schiff läuft aus", ("WDH", "KORREKTUR"), "Schiff läuft aus"),
        ("ROUNDUP 2: Schiff läuft aus", ("ROUNDUP 2",), "Schiff läuft aus"),
        ("CORRECTS: Ship sails", ("CORRECTS",), "Ship sails"),
        ("TV/radio of Tarn sails", (), "TV/radio of Tarn sails"),
        ("Killed: two cooks", (), "Killed: two cooks"),
    ],
)
def test_tags_are_stacked_as_agencies_stack_them(headline: str, tags: tuple[str, ...], bare: str):
    assert split_tags(headline) == (tags, bare)


@pytest.mark.parametrize(
    "tag", ["CORRECTED", "CORRECTED(OFFICIAL)", "CORRECTED (OFFICIAL)", "CORRECTS", "KORREKTUR", "BERICHTIGUNG"]
)
def test_a_tag_that_corrects_makes_a_correction_in_every_language(tag: str):
    assert titled(f"{tag}-Harbour of Tarn to reopen").status is Status.CORRECTED


def test_the_take_in_a_headline_s_tag_is_the_number_of_a_version_that_has_none():
    ninth, tenth = titled("UPDATE 9-Harbour of Tarn to reopen"), titled("CORRECTED-UPDATE 10-Harbour of Tarn to reopen")
    numbered = read(text(FRIDAY, "numbered", version=3, headline="UPDATE 9-Harbour of Tarn to reopen"))

    assert (ninth.version, tenth.version, numbered.version) == (9, 10, 3)
    assert ninth.item_id == tenth.item_id and ninth.version_key < tenth.version_key


def test_a_kill_after_midnight_kills_the_message_of_the_day_before():
    made = parse(received(iptc("KILL\nMandatory kill: nla62 Harbour =\n\nEditors: please kill the story nla62.", 3, "0010")))
    same = parse(received(iptc("KILL\nMandatory kill: nla62 Harbour =\n\nEditors: please kill the story nla62.", 70, "0900")))

    assert isinstance(made, ParsedArticle) and isinstance(same, ParsedArticle)
    assert (made.guid, same.guid) == ("nla0062:2031-03-02", "nla0062:2031-03-03")


@pytest.mark.parametrize(
    ("tag", "status"), [("Kill", Status.CANCELLED), ("Elimination", Status.CANCELLED), ("Withhold", Status.WITHHELD)]
)
def test_what_a_slug_orders_is_done_in_every_format(tag: str, status: Status):
    assert read(ninjs(FRIDAY, "slug", 9, 1, slugline=f"BC-NL--Tarn-Harbour, {tag}")).status is status


@pytest.mark.parametrize("name", ["Embargoed-until", "Embargoed until", "Embargo-until", "Embargo"])
def test_an_embargo_in_an_agencys_header_block_holds_the_item_however_it_is_written(name: str):
    article = read(f"Headline: Harbour to reopen\n{name}: Wednesday noon\nSlug: TARN\n\nTARN (NN) - It reopens.".encode())

    assert article.status is Status.WITHHELD


@pytest.mark.parametrize("other", ["4 March 2031 0600 GMT", "6 March 2031 0600 GMT"])
def test_of_two_embargoes_the_latest_end_counts(other: str):
    lines = [f"EMBARGOED UNTIL {end}" for end in (other, "5 March 2031 0600 GMT")]
    ends = [read(f"{one}\n{two}\n\n{UNNAMED}").embargo_until for one, two in (lines, lines[::-1])]

    assert ends == [datetime(2031, 3, max(5, int(other[0])), 6, tzinfo=UTC)] * 2


def test_of_two_embargoes_one_that_can_t_be_read_withholds_the_story():
    assert read(f"EMBARGOED UNTIL 5 March 2031 0600 GMT\nEMBARGOED UNTIL Friday noon\n\n{UNNAMED}").status is Status.WITHHELD


@pytest.mark.parametrize(
    ("note", "status"),
    [
        ("Editors: please kill this story. The earlier version named the wrong master.", Status.CANCELLED),
        ("Editors: an earlier note to kill this story was sent by mistake.", Status.USABLE),
        ("Editors: this story was withdrawn earlier today and stands again.", Status.USABLE),
    ],
)
def test_a_note_kills_its_item_unless_the_order_is_about_an_earlier_one(note: str, status: Status):
    assert read(ninjs(FRIDAY, "note", 9, 1, ednote=note)).status is status


NOT_IN_THE_STATES = [
    "Not for release, publication or distribution in the United States",
    "NOT FOR DISTRIBUTION TO U.S. NEWS WIRE SERVICES",
    "/Not for publication in Canada or for dissemination in the U.S./",
    "NOT FOR RELEASE, PUBLICATION OR DISTRIBUTION, IN WHOLE OR IN PART, IN OR INTO AUSTRALIA, JAPAN OR ANY\n"
    "OTHER JURISDICTION WHERE THIS IS UNLAWFUL",
]


@pytest.mark.parametrize("line", NOT_IN_THE_STATES)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_line_that_says_where_a_release_may_not_be_spread_is_a_notice_and_no_embargo(line: str, gap: str):
    article = read(f"{line}{gap}FOR IMMEDIATE RELEASE\n\nTarn Ropes to buy a quay\n\nTARN (Norland News) - It pays in rope.")

    assert (article.status, article.headline) == (Status.USABLE, "Tarn Ropes to buy a quay")
    assert article.notices[0].text == " ".join(line.split())
    assert article.body == "TARN (Norland News) - It pays in rope."


def test_in_an_agency_s_message_it_is_a_notice_too():
    article = parse(
        received(iptc(f"{NOT_IN_THE_STATES[0]}\nTarn Ropes to buy a quay =\n\nTarn (nl) - It pays in rope.", 3, "0900"))
    )

    assert isinstance(article, ParsedArticle)
    assert (article.status, article.headline) == (Status.USABLE, "Tarn Ropes to buy a quay")
    assert NOT_IN_THE_STATES[0] in [notice.text for notice in article.notices]


@pytest.mark.parametrize("line", NOT_IN_THE_STATES[:2])
def test_in_a_structured_item_it_is_a_notice_too(line: str):
    article = read(ninjs(FRIDAY, "law", 9, 1, body_html=f"<p>{line}</p><p>The harbour will {FRIDAY}.</p>"))

    assert article.status is Status.USABLE
    assert (line in article.body, [notice.text for notice in article.notices]) == (False, [line])


@pytest.mark.parametrize(
    "line",
    [
        "Not for release in the United States before Friday",
        "Not for publication",
        "Not for release in Canada at noon",
        "Not for use, sent to us in Tarn",
    ],
)
def test_a_line_that_says_when_too_or_no_state_still_holds_the_item_back(line: str):
    assert read(f"{line}\n\n{UNNAMED}").status is Status.WITHHELD


def test_a_sentence_about_where_something_is_not_released_is_the_story_s():
    sentence = "Not for release in the United States, the film will open in Tarn."

    assert sentence in read(f"Film opens\n\nTARN (Norland News) - It rained.\n\n{sentence}").body
