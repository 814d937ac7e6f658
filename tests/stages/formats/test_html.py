"""HTML pages: the article, its address, its times, and nothing of what stands around it."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime

import pytest

from schemas import Dated
from services.errors import Rejected
from tests.stages.formats.wire import read, read_all
from tests.stages.parser.reading import refused

STORY = (
    "TARN (Norland News) - The harbour of Tarn would reopen on Monday after a year of repairs, its master Ilse Varga said.",
    "“No ship had left the harbour since the storm in March, and the town has suffered from it,” she told reporters.",
    "The town’s council had voted for the repairs in the spring, and the last crane was put in place on Sunday night.",
)
ADDRESS = "https://www.norland.example/news/harbour"


def page(
    *paragraphs: str, head: str = "", data: object = None, lang: str = 'lang="en-NL"', heading: str = "Harbour of Tarn to reopen"
) -> str:
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>' if data is not None else ""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or STORY)
    return f"""<!DOCTYPE html><html {lang}><head><title>Harbour of Tarn to reopen | Norland News</title>
<link rel="canonical" href="{ADDRESS}">{head}{script}</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<main><article><h1>{heading}</h1>{body}</article></main>
<aside><h3>Most read</h3><a href="/a">Ten ways to cook a herring</a></aside>
<footer><p>All rights reserved</p></footer></body></html>"""


def test_a_page_is_its_article_and_not_what_stands_around_it():
    article = read(page())

    assert article.wire_format == "html"
    assert (article.provider, article.guid, article.language) == ("norland.example", ADDRESS, "en-NL")
    assert article.headline == "Harbour of Tarn to reopen"
    assert article.body == "\n\n".join(STORY)
    assert article.dateline and article.dateline.places == ("TARN",)


def test_lists_tables_quotations_and_inline_markup_lose_no_word_and_double_none():
    rows = "<table><tr><th>Quay</th><th>Depth</th></tr><tr><td>North</td><td>9 m</td></tr></table>"
    points = "<ul><li>The north quay is <b>re</b>built.</li><li>The south quay follows.</li></ul>"

    article = read(
        page(*STORY, f"</p>{points}<blockquote><p>We <i>sail</i>, she said.</p></blockquote>{rows}<p>So it ends for now.")
    )

    for words in ("The north quay is rebuilt.", "The south quay follows.", "We sail, she said.", "So it ends for now."):
        assert article.body.count(words) == 1, words
    assert "North 9 m" in article.body


def test_what_json_ld_says_goes_before_the_page():
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "BreadcrumbList"},
            {
                "@type": ["NewsArticle"],
                "headline": "Tarn&#039;s harbour",
                "datePublished": "2031-03-03T10:00:00+01:00",
                "dateModified": "2031-03-03T12:00:00Z",
                "author": [{"@type": "Person", "name": "Ilse Varga"}, {"name": "Per Holm"}],
                "keywords": ["ports", "Tarn"],
            },
        ],
    }

    article = read(page(data=data))

    assert article.headline == "Tarn's harbour"
    assert (article.published, article.published_from) == (datetime(2031, 3, 3, 9, tzinfo=UTC), Dated.METADATA)
    assert article.version_created == datetime(2031, 3, 3, 12, tzinfo=UTC)
    assert article.bylines == ("Ilse Varga", "Per Holm")
    assert article.subjects == ("ports", "Tarn")


def test_a_later_fetch_of_a_changed_page_is_a_later_version_of_it():
    old, new = (
        read(
            page(
                data={
                    "@type": "NewsArticle",
                    "datePublished": "2031-03-03T09:00:00Z",
                    "dateModified": f"2031-03-03T{hour}:00:00Z",
                }
            )
        )
        for hour in ("10", "12")
    )

    assert old.item_id == new.item_id and old.version_key < new.version_key


def test_meta_elements_date_a_page_and_describe_it():
    head = '<meta property="article:published_time" content="2031-03-03T09:00:00Z">'
    head += '<meta name="description" content="In short, it reopens.">'

    article = read(page(head=head))

    assert (article.published, article.published_from) == (datetime(2031, 3, 3, 9, tzinfo=UTC), Dated.METADATA)
    assert [(notice.kind, notice.text) for notice in article.notices] == [("summary", "In short, it reopens.")]


def test_a_day_that_only_the_page_s_text_names_is_trusted_less_than_metadata():
    article = read(page("<time>3 March 2021</time>", *(line.replace("TARN (Norland News) - ", "") for line in STORY)))

    assert article.published_from in (Dated.BODY, Dated.RECEIVED)
    assert article.published_from is Dated.RECEIVED or article.published.date() == date(2021, 3, 3)


def test_a_page_without_an_address_of_its_own_has_the_one_it_was_fetched_from():
    bare = page().replace(f'<link rel="canonical" href="{ADDRESS}">', "")

    assert read(bare, source="https://norland.example/a/b#top").guid == "https://norland.example/a/b"
    assert read(bare, source="/home/x/page.html").guid.startswith("sha256:")


def test_an_address_of_the_whole_site_names_no_article():
    assert read(page().replace(ADDRESS, "https://norland.example/")).guid.startswith("sha256:")


def test_the_page_s_own_words_to_its_readers_stand_beside_the_story():
    article = read(page(*STORY[:2], "READ MORE: Ten ways to cook a herring", STORY[2], "Sign up for our newsletter"))

    assert article.body == "\n\n".join(STORY)
    assert [notice.text for notice in article.notices] == ["READ MORE: Ten ways to cook a herring", "Sign up for our newsletter"]


@pytest.mark.parametrize("label", ["Listen", "Watch", "More", "Related", "See also"])
def test_a_label_before_a_title_stands_beside_the_story_and_one_that_begins_a_sentence_is_of_it(label):
    title, sentence = f"{label}: Mayor says wreck will be raised", f"{label}: I was there when it happened, said Ilse Varga."

    article = read(page(*STORY[:2], title, sentence, STORY[2]))

    assert article.body == "\n\n".join([*STORY[:2], sentence, STORY[2]])
    assert [notice.text for notice in article.notices] == [title]


@pytest.mark.parametrize(
    ("headline", "social", "heading", "expected"),
    [
        ("Council votes", "Tarn votes on its harbour", "Tarn votes on its harbour", "Tarn votes on its harbour"),
        ("Council votes", "Read this", "Council votes", "Council votes"),
        ("Council votes", "Read this", "And that", "Council votes"),
        (None, "Tarn votes | Ports | Norland News", "Harbour", "Tarn votes"),
        (None, "Tarn - a town by the sea - norland.example", "Harbour", "Tarn - a town by the sea"),
        (None, "Tarn - a town by the sea", "Harbour", "Tarn - a town by the sea"),
    ],
)
def test_a_headline_is_what_two_places_say_without_the_site_s_name(headline, social, heading, expected):
    head = f'<meta property="og:title" content="{social}"><meta property="og:site_name" content="Norland News">'

    article = read(page(head=head, heading=heading, data={"@type": "NewsArticle", "headline": headline} if headline else None))

    assert article.headline == expected


@pytest.mark.parametrize(
    ("note", "kind"),
    [
        ("CORRECTION: An earlier version of this article gave the depth of the harbour as eight metres.", "correction"),
        ("This article was amended on 4 March 2031 to say that the harbour is nine metres deep.", "correction"),
        ("Our Standards: The Norland Principles", "standards"),
        ("Per Holm in Vey contributed to this report.", "credit"),
    ],
)
@pytest.mark.parametrize("place", ["article", "footer"])
def test_a_note_on_the_story_is_kept_wherever_it_stands_on_the_page(note, kind, place):
    body = page(*STORY, note) if place == "article" else page().replace("<footer>", f"<footer><p>{note}</p>")

    article = read(body)

    assert article.body == "\n\n".join(STORY)
    assert [(notice.kind, notice.text) for notice in article.notices] == [(kind, note)]


def test_a_line_under_the_headline_that_the_page_is_described_with_is_its_summary():
    deck = "Town sees first ship since storm"

    article = read(page(deck, *STORY, head=f'<meta name="description" content="{deck}">'))

    assert article.body == "\n\n".join(STORY)
    assert [(notice.kind, notice.text) for notice in article.notices] == [("summary", deck)]


def test_a_lede_that_the_page_is_described_with_stays_in_the_text():
    article = read(page(head=f'<meta name="description" content="{STORY[0]}">'))

    assert article.body == "\n\n".join(STORY)


def test_a_text_that_only_json_ld_has_is_the_text():
    data = {"@type": "NewsArticle", "articleBody": "\n\n".join(STORY)}

    assert read(page("Please turn on scripts to read this.", data=data)).body == "\n\n".join(STORY)


@pytest.mark.parametrize(
    ("encoding", "declared"), [("utf-8", "utf-8"), ("cp1252", "iso-8859-1"), ("utf-8", "iso-8859-1"), ("cp1251", "windows-1251")]
)
def test_a_page_is_decoded_whatever_it_declares(encoding, declared):
    text = "Порт города снова открыт, сказала она." if encoding == "cp1251" else "Der Hafen öffnet wieder, sagte Müller."
    lines = [line.encode("ascii", "ignore").decode() for line in STORY]

    article = read(page(*lines, text, head=f'<meta charset="{declared}">').encode(encoding))

    assert text in article.body


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<!doctype html><html><head><title>Nothing</title></head><body></body></html>", "no-text"),
        ("<html><body>" + "<b>a</b>" * 40_000 + "</body></html>", "too-long"),
    ],
)
def test_what_is_no_article_is_refused_with_a_reason(body, reason):
    assert refused(body) == reason


def test_json_ld_that_is_broken_costs_nothing_else():
    script = '<script type="application/ld+json">'
    head = f'{script}{{"@type": "NewsArticle", </script>{script}[7, null]</script>'

    assert read(page(head=head)).headline == "Harbour of Tarn to reopen"


@pytest.mark.parametrize(
    "filler", ["<div>", "<p>", "<p>a</p>", "a ", "<a href='b'>c</a>", "<table><tr><td>", "<br>", "2031-03-03 ", "&amp;", " "]
)
def test_no_page_makes_the_reader_run_away(filler):
    began = time.process_time()

    made = read_all(page(*STORY, filler * min(1_000_000 // len(filler), 50_000)))

    assert time.process_time() - began < 5
    assert all(isinstance(one, Rejected) or one.body for one in made)
