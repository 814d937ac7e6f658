"""Plain text to articles: what is the headline, what the body, what stands beside the story."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas import Dated, Status
from tests.builders import MONDAY
from tests.stages.parser.reading import paragraphs, quoted, read, refused, words, words_of

SEED = Path(__file__).parents[3] / "seeds" / "000_efdd37a112f9b61e.txt"

STORY = "TARN (Norland News) - Ilse Varga said the harbour would reopen.\n\nNo ship has left since Friday."


def test_the_seed_is_read_as_its_agency_meant_it() -> None:
    article = read(SEED.read_bytes(), provider="unknown")

    assert article.dateline is not None
    assert (article.dateline.places, article.dateline.agency) == (("BEIRUT",), "Reuters")
    assert (article.published, article.published_from) == (datetime(2016, 12, 12, tzinfo=UTC), Dated.CRAWL)
    assert len(article.paragraphs) == 12
    assert [(notice.kind, notice.text) for notice in article.notices] == [("crawl", "date 2016-12-12")]
    assert [quotation[0][:12] for quotation in quoted(article)] == [
        '"honorable"',
        '"They propos',
        '"The discuss',
        '"The Russian',
        '"As soon as ',
    ]
    assert words_of(article) == words(SEED.read_text())


def test_the_dateline_stays_in_the_body() -> None:
    article = read(STORY)

    assert article.dateline is not None
    assert article.body.startswith("TARN (Norland News) - Ilse")
    assert article.body[article.dateline.start : article.dateline.end] == "TARN (Norland News) - "


def test_paragraphs_are_separated_by_one_blank_line() -> None:
    article = read(STORY.replace("\n\n", "\n \n\n\n"))

    assert article.body == STORY
    assert paragraphs(article) == STORY.split("\n\n")


def test_hard_wrapped_lines_are_joined() -> None:
    article = read(
        "TARN (Norland News) - Ilse Varga, the harbour master of\n"
        "Tarn, said on Monday that the harbour would reopen as soon\n"
        "as the last of the wrecks had been raised.\n\n"
        "No ship has left since Friday."
    )

    assert paragraphs(article)[0].endswith(
        "harbour master of Tarn, said on Monday that the harbour would reopen as soon as the last of the wrecks had been raised."
    )
    assert len(article.paragraphs) == 2


def test_indented_lines_begin_paragraphs() -> None:
    article = read(
        "    TARN, March 3 - Ilse Varga, the harbour master of Tarn, said\n"
        "that the harbour would reopen as soon as the last wreck had\n"
        "been raised.\n"
        "    No ship has left the harbour of Tarn since Friday, when the\n"
        "storm came.\n"
    )

    assert [paragraph[:12] for paragraph in paragraphs(article)] == ["TARN, March ", "No ship has "]


def test_long_lines_are_paragraphs_without_blank_lines_between_them() -> None:
    long = (
        "Ilse Varga, the harbour master of Tarn, said the harbour would reopen as soon as the last wreck was raised by the crane."
    )

    article = read(f"TARN (Norland News) - {long}\n{long}\nShort one.")

    assert len(article.paragraphs) == 3


def test_a_text_that_lost_its_breaks_is_one_paragraph() -> None:
    article = read("TARN (Norland News) - Ilse Varga said so.     No ship has left.  It rained.")

    assert paragraphs(article) == ["TARN (Norland News) - Ilse Varga said so. No ship has left. It rained."]


def test_a_short_first_line_without_a_full_stop_is_the_headline() -> None:
    article = read(f"Harbour of Tarn to reopen\n\n{STORY}")

    assert article.headline == "Harbour of Tarn to reopen"
    assert article.body == STORY


def test_a_headline_over_two_lines_is_one() -> None:
    article = read(f"Harbour of Tarn to Reopen\nAfter Storm, Master Says\n\n{STORY}")

    assert article.headline == "Harbour of Tarn to Reopen After Storm, Master Says"


def test_a_headline_may_stand_right_above_the_story() -> None:
    article = read(f"Harbour of Tarn to reopen\nBy Jane Roe\n{STORY}")

    assert (article.headline, article.bylines) == ("Harbour of Tarn to reopen", ("By Jane Roe",))
    assert article.body == STORY


@pytest.mark.parametrize("headline", ["SHIP SINKS - MASTER BLAMED", "TARN - Three ships sink in storm", "Tarn (town) reopens"])
def test_a_headline_with_a_dash_or_brackets_is_no_dateline(headline: str) -> None:
    article = read(f"{headline}\n\n{STORY}")

    assert article.headline == headline
    assert article.dateline is not None
    assert article.dateline.places == ("TARN",)
    assert article.dateline.agency == "Norland News"


def test_entities_that_an_export_left_are_characters() -> None:
    article = read("TARN (Norland News) - &quot;We sail,&#8221; Varga&#x27;s men at R&amp;D said&nbsp;so.")

    assert article.body == "TARN (Norland News) - \"We sail,” Varga's men at R&D said so."


def test_a_sentence_is_no_headline() -> None:
    article = read("The harbour of Tarn will reopen.\n\nIlse Varga said so on Monday.")

    assert article.headline is None
    assert len(article.paragraphs) == 2


def test_a_headline_alone_is_refused() -> None:
    assert refused("Harbour of Tarn to reopen") == "no-text"


def test_a_headline_with_nothing_but_credits_is_refused() -> None:
    assert refused("Harbour of Tarn to reopen\n\nBy Jane Roe\n\n(Reporting by Jane Roe; Editing by John Doe)") == "no-text"


def test_a_flash_of_one_sentence_is_an_article() -> None:
    assert read("The harbour of Tarn has reopened.").body == "The harbour of Tarn has reopened."


@pytest.mark.parametrize(
    ("headline", "tags"),
    [
        ("UPDATE 2-Harbour to reopen", ("UPDATE 2",)),
        ("CORRECTED-UPDATE 2-Harbour to reopen", ("CORRECTED", "UPDATE 2")),
        ("REFILE-WRAPUP 10-Harbour to reopen", ("REFILE", "WRAPUP 10")),
        ("CORRECTED (OFFICIAL)-Harbour to reopen", ("CORRECTED (OFFICIAL)",)),
        ("SPECIAL REPORT-Harbour to reopen", ("SPECIAL REPORT",)),
        ("Exclusive: Harbour to reopen", ("EXCLUSIVE",)),
        ("RPT - Harbour to reopen", ("RPT",)),
        ("Harbour to reopen", ()),
    ],
)
def test_wire_tags_are_taken_off_the_headline(headline: str, tags: tuple[str, ...]) -> None:
    article = read(f"{headline}\n\n{STORY}")

    assert (article.headline, article.headline_tags) == ("Harbour to reopen", tags)


@pytest.mark.parametrize("headline", ["Update on the harbour", "Live-in carers strike in Tarn", "FLASHES of light over Tarn"])
def test_words_that_only_look_like_tags_stay_in_the_headline(headline: str) -> None:
    article = read(f"{headline}\n\n{STORY}")

    assert (article.headline, article.headline_tags) == (headline, ())


def test_a_corrected_tag_makes_a_correction() -> None:
    assert read(f"CORRECTED-Harbour to reopen\n\n{STORY}").status == Status.CORRECTED


def test_a_correction_notice_makes_a_correction() -> None:
    notice = "(This version of the March 2 story corrects paragraph 2 to say Friday, not Thursday)"

    article = read(f"{STORY}\n\n{notice}")

    assert article.status == Status.CORRECTED
    assert [(found.kind, found.text) for found in article.notices] == [("correction", notice)]
    assert article.body == STORY


def test_a_notice_and_a_byline_that_ran_into_the_dateline_are_taken_off() -> None:
    article = read("(In March 2 story, corrects name) By Jane Roe and John Doe TARN/LORN (Norland News) - It reopened.")

    assert article.bylines == ("By Jane Roe and John Doe",)
    assert [notice.kind for notice in article.notices] == ["correction"]
    assert article.body == "TARN/LORN (Norland News) - It reopened."


@pytest.mark.parametrize(
    ("trailer", "kind"),
    [
        ("(Reporting by Jane Roe and John Doe; Editing by Max Moe)", "credit"),
        ("Reporting by Jane Roe in Tarn; Additional reporting by John Doe; Writing and editing by Max Moe", "credit"),
        ("(Additional reporting by Jane Roe.)", "credit"),
        ("© 2031 Norland News. All rights reserved.", "credit"),
        ("Copyright 2031 Norland News", "credit"),
        ("kl-mn/op", "credit"),
        ("Our Standards: The Norland News Principles.", "standards"),
        ("((jane.roe@norland.example; +99 1 234 5678))", "contact"),
        ("-30-", "other"),
        ("ENDS", "other"),
        ("(Adds comment, background)", "other"),
        ("Correction: An earlier version of this story named the wrong harbour.", "correction"),
        ("This story has been corrected to say that the harbour is in Tarn.", "correction"),
        ("CORRECTION — The harbour is nine metres deep, not eight.", "correction"),
        ("Corrections and clarifications: The harbour is nine metres deep.", "correction"),
        ("Correction (March 3, 2031): The harbour is nine metres deep.", "correction"),
        ("* This article was amended on 3 March 2031 to say that the harbour is nine metres deep.", "correction"),
        ("Editor's note: The council votes again on Friday.", "editor"),
        ("With files from The Norland Press", "credit"),
        ("Additional reporting from NN and Ilse Varga", "credit"),
        ("—Norland News writer Per Holm in Vey contributed to this report.", "credit"),
        ("• Email: jane.roe@norland.example", "contact"),
    ],
)
def test_a_trailer_is_kept_as_a_notice_and_not_as_text(trailer: str, kind: str) -> None:
    article = read(f"{STORY}\n\n{trailer}")

    assert [(notice.kind, notice.text) for notice in article.notices] == [(kind, trailer)]
    assert article.body == STORY


@pytest.mark.parametrize(
    "paragraph",
    [
        "Research by Jane Roe shows that the harbour silts up.",
        "Reporting by foreign journalists was banned, he said.",
        "More ships are waiting outside.",
        "The story of the harbour, corrected by every captain, is old.",
        "(The harbour has been closed since Friday.)",
        "Ends of ropes lay on the quay.",
        "Follow the river and you reach Tarn.",
        "In this story nobody was hurt.",
        "This is what Varga corrected later.",
        "With files from the council she went to court.",
        "Additional material from the quarry was brought by ship.",
        "The master spoke. Varga contributed to this report.",
        "An editor noted that the harbour silts up.",
    ],
)
def test_a_paragraph_that_begins_like_a_notice_stays_text(paragraph: str) -> None:
    article = read(f"{STORY}\n\n{paragraph}")

    assert paragraphs(article)[-1] == paragraph


def test_trailers_that_ran_into_the_last_paragraph_are_split_off_in_their_order() -> None:
    article = read(
        "TARN (Norland News) - The harbour reopened. Varga was there. (Reporting by Jane Roe; Editing by John Doe) "
        "Our Standards: The Norland News Principles."
    )

    assert article.body == "TARN (Norland News) - The harbour reopened. Varga was there."
    assert [notice.kind for notice in article.notices] == ["credit", "standards"]


def test_notices_keep_the_order_they_had() -> None:
    article = read(f"(Adds detail)\n\n{STORY}\n\n(Reporting by Jane Roe)\n\nOur Standards: Ours.\n\nENDS")

    assert [notice.kind for notice in article.notices] == ["other", "credit", "standards", "other"]


@pytest.mark.parametrize("byline", ["By Jane Roe", "BY JANE ROE", "By Jane Roe, Norland News", "By Jane A. Roe and John Doe"])
def test_a_byline_of_its_own_leaves_the_body(byline: str) -> None:
    article = read(f"Harbour to reopen\n\n{byline}\n\n{STORY}")

    assert article.bylines == (byline,)
    assert article.body == STORY


@pytest.mark.parametrize("byline", ["Von Ilse Varga, dpa", "Par Ilse VARGA et Per Holm", "Por Ilse Varga", "Av Per Holm"])
def test_a_byline_in_another_language_leaves_the_body(byline: str) -> None:
    article = read(f"Hafen von Tarn offen\n\n{byline}\n\n{STORY}")

    assert (article.headline, article.bylines, article.body) == ("Hafen von Tarn offen", (byline,), STORY)


@pytest.mark.parametrize(
    "title", ["Von Tarn nach Vey", "Par Toutatis", "Von Montag an ist der Hafen offen", "Da Vinci sinks", "Da Nang Delta"]
)
def test_a_headline_that_begins_like_a_foreign_byline_is_one(title: str) -> None:
    assert read(f"{title}\n\n{STORY}").headline == title


@pytest.mark.parametrize("job", ["Norland News Writer", "Norland News", "The Associated Press", "Reuters Bureau Chief"])
def test_a_job_or_an_agency_under_a_byline_belongs_to_it(job: str) -> None:
    article = read(f"Harbour to reopen\n\nBy Ilse Varga\n{job}\n\n{STORY}")

    assert (article.bylines, article.body) == ((f"By Ilse Varga, {job}",), STORY)


def test_a_title_under_a_byline_that_begins_with_an_agency_is_the_story_s() -> None:
    article = read(f"Harbour to reopen\n\nBy Ilse Varga\n\nNews Service Cuts Jobs\n\n{STORY}")

    assert (article.bylines, article.body) == (("By Ilse Varga",), f"News Service Cuts Jobs\n\n{STORY}")


@pytest.mark.parametrize("label", ["URGENT", "FOR IMMEDIATE RELEASE", "*** Breaking News ***", "NORLAND NEWS AGENCY"])
def test_a_line_that_says_what_the_text_is_is_no_headline(label: str) -> None:
    article = read(f"{label}\n\nHarbour to reopen\n\n{STORY}")

    assert (article.headline, article.body) == ("Harbour to reopen", STORY)
    assert [notice.text for notice in article.notices] == [label]


def test_a_rule_under_a_headline_is_none_of_its_words() -> None:
    article = read(f"Harbour to reopen\n=================\n\n{STORY}")

    assert (article.headline, article.body) == ("Harbour to reopen", STORY)


def test_a_sentence_that_begins_with_by_is_no_byline() -> None:
    article = read("By Monday the harbour of Tarn had reopened.\n\nBy then, no ship was left.")

    assert article.bylines == ()
    assert len(article.paragraphs) == 2


def test_a_deck_may_stand_between_headline_and_dateline() -> None:
    article = read(f"Harbour to reopen\n\nWrecks raised, says master\n\n{STORY}")

    assert article.dateline is not None
    assert article.body[article.dateline.start : article.dateline.end] == "TARN (Norland News) - "
    assert paragraphs(article)[0] == "Wrecks raised, says master"


def test_a_dateline_in_a_paragraph_of_its_own_is_the_storys() -> None:
    article = read("TARN, March 3 (Norland News) -\n\nIlse Varga said the harbour would reopen.")

    assert article.dateline is not None
    assert article.body == "TARN, March 3 (Norland News) - Ilse Varga said the harbour would reopen."


# Identity


def test_the_same_text_wrapped_and_crawled_otherwise_is_the_same_item() -> None:
    again = "date 2031-03-03 " + STORY.replace("\n\n", "\r\n\r\n\r\n").replace("said the", "said  the")

    assert read(again).item_id == read(STORY).item_id


def test_another_text_is_another_item() -> None:
    assert read(STORY).item_id != read(STORY.replace("Friday", "Thursday")).item_id


def test_the_provider_is_who_sent_it_and_not_who_is_credited() -> None:
    assert read(STORY, provider="unknown").provider == "unknown"
    assert read(STORY, provider="norland").item_id != read(STORY, provider="elsewhere").item_id


def test_parsing_twice_gives_the_same_article() -> None:
    assert read(STORY) == read(STORY)


# Dates


def test_the_hint_goes_before_the_dateline() -> None:
    article = read("TARN, March 1 (Norland News) - It reopened.", published=MONDAY)

    assert (article.published, article.published_from) == (MONDAY, Dated.HINT)


def test_the_datelines_day_goes_before_the_crawlers() -> None:
    article = read("date 2031-02-27 TARN, Feb 26 (Norland News) - It reopened.")

    assert (article.published, article.published_from) == (datetime(2031, 2, 26, tzinfo=UTC), Dated.DATELINE)


def test_a_line_that_is_a_day_dates_the_story_and_leaves_the_body() -> None:
    article = read(f"Harbour to reopen\n\nPublished: Sunday, March 2, 2031, 09:15 GMT\n\n{STORY}")

    assert (article.published, article.published_from) == (datetime(2031, 3, 2, tzinfo=UTC), Dated.BODY)
    assert article.body == STORY


def test_without_any_date_the_day_of_arrival_stands_in() -> None:
    article = read(STORY)

    assert (article.published, article.published_from) == (MONDAY, Dated.RECEIVED)


@pytest.mark.parametrize(
    ("received", "day"),
    [
        (datetime(2031, 1, 2, tzinfo=UTC), datetime(2030, 12, 30, tzinfo=UTC)),
        (datetime(2030, 12, 31, tzinfo=UTC), datetime(2030, 12, 30, tzinfo=UTC)),
    ],
)
def test_a_day_without_a_year_takes_the_nearest(received: datetime, day: datetime) -> None:
    assert read("TARN, Dec 30 (Norland News) - It reopened.", received_at=received).published == day


def test_a_crawlers_impossible_day_stays_text() -> None:
    article = read("date 2031-02-31 TARN was there.")

    assert article.body == "date 2031-02-31 TARN was there."


# Life


HEADERS = "Guid: tag:norland,2031:harbour\nVersion: 2\nProvider: norland\nVersion-Created: 2031-03-03T10:00:00Z\n"


def test_a_header_block_says_what_the_text_cannot() -> None:
    article = read(f"{HEADERS}Headline: UPDATE 1-Harbour to reopen\nPublished: 2031-03-03T08:00+01:00\nSlug: HARBOUR\n\n{STORY}")

    assert (article.guid, article.version, article.slug) == ("tag:norland,2031:harbour", 2, "HARBOUR")
    assert (article.headline, article.headline_tags) == ("Harbour to reopen", ("UPDATE 1",))
    assert article.version_created == datetime(2031, 3, 3, 10, tzinfo=UTC)
    assert (article.published, article.published_from) == (datetime(2031, 3, 3, 7, tzinfo=UTC), Dated.METADATA)
    assert article.body == STORY


def test_a_header_names_the_provider_only_when_nobody_else_did() -> None:
    assert read(f"{HEADERS}\n{STORY}", provider="unknown").provider == "norland"
    assert read(f"{HEADERS}\n{STORY}", provider="elsewhere").provider == "elsewhere"


def test_a_later_version_is_ordered_after_an_earlier_one() -> None:
    first = read(f"{HEADERS}\n{STORY}")
    second = read(f"{HEADERS.replace('Version: 2', 'Version: 10')}\n{STORY}")

    assert first.item_id == second.item_id
    assert first.version_key < second.version_key


def test_text_that_begins_with_a_colon_of_its_own_has_no_header_block() -> None:
    article = read(f"Varga: harbour to reopen\n\n{STORY}")

    assert article.headline == "Varga: harbour to reopen"


@pytest.mark.parametrize(
    "line", ["Version: two", "Status: fine", "Published: 03/04/2031", "Embargo: soon", "Colour: red", "no header at all"]
)
def test_a_header_block_with_a_wrong_line_is_refused(line: str) -> None:
    assert refused(f"Guid: tag:norland,2031:harbour\n{line}\n\n{STORY}") == "unreadable"


def test_a_cancelled_item_needs_no_text() -> None:
    article = read(f"{HEADERS}Status: cancelled\n")

    assert (article.status, article.body, article.paragraphs) == (Status.CANCELLED, "", ())


def test_a_kill_that_names_its_guid_cancels_it() -> None:
    text = "EDITORS: Please kill the story slugged HARBOUR, sent at 0900 GMT. The harbour has not reopened."

    assert read(f"{HEADERS}Headline: KILL-Harbour to reopen\n\n{text}").status == Status.CANCELLED
    assert read(f"{HEADERS}\n{text}").status == Status.CANCELLED


@pytest.mark.parametrize(
    "text",
    [
        "ATTENTION EDITORS – please kill story slugged HARBOUR of March 3. It is wrong.",
        "KILL-Harbour to reopen\n\nThe story is wrong and is withdrawn. There will be no substitute.",
        "EDITORS: PLEASE KILL the story about the harbour of Tarn.",
        "ADVISORY-Harbour story withdrawn\n\nPlease do not use the story headlined Harbour to reopen.",
    ],
)
def test_a_kill_that_names_no_guid_is_for_a_person_to_see(text: str) -> None:
    assert refused(text) == "not-news"


@pytest.mark.parametrize(
    "text",
    [
        "Editor Jane Roe must withdraw the story, a court in Tarn ruled.\n\nShe refused.",
        "Kill the bill, lawmakers say\n\nThe bill must be killed, the story goes.",
        "Editors: how they work\n\nThey write all day.",
        "Withdrawn drug kills three\n\nThe drug was withdrawn on Friday.",
    ],
)
def test_a_story_about_killing_is_no_kill(text: str) -> None:
    assert read(text).status == Status.USABLE


def test_an_embargo_line_holds_the_item_until_its_time() -> None:
    article = read(f"EMBARGOED UNTIL 0600 GMT, March 5, 2031\n\nHarbour to reopen\n\n{STORY}")

    assert (article.status, article.embargo_until) == (Status.EMBARGOED, datetime(2031, 3, 5, 6, tzinfo=UTC))
    assert (article.headline, article.body) == ("Harbour to reopen", STORY)


@pytest.mark.parametrize(
    "line", ["EMBARGOED UNTIL Wednesday 6 a.m.", "NOT FOR PUBLICATION BEFORE 3/5/2031 06:00 GMT", "EMBARGOED"]
)
def test_an_embargo_that_can_be_read_in_two_ways_withholds_the_item(line: str) -> None:
    article = read(f"{line}\n\nHarbour to reopen\n\n{STORY}")

    assert (article.status, article.embargo_until) == (Status.WITHHELD, None)


def test_an_embargo_header_holds_the_item() -> None:
    article = read(f"{HEADERS}Embargo: 2031-03-05T06:00:00Z\n\n{STORY}")

    assert (article.status, article.embargo_until) == (Status.EMBARGOED, datetime(2031, 3, 5, 6, tzinfo=UTC))
