"""Marked-up text: every word once, words apart where blocks end, together where only the markup changes."""

from __future__ import annotations

import contextlib
import time

import pytest
from lxml import etree

from services.errors import Rejected
from services.parser.formats.blocks import parse_html, read, read_text, split
from tests.stages.formats.wire import g2_item, g2_message, nitf
from tests.stages.formats.wire import read as read_item


@pytest.mark.parametrize(
    ("markup", "paragraphs"),
    [
        ("<p>Ilse <b>Var</b>ga said.</p><p>No.</p>", ["Ilse Varga said.", "No."]),
        ("<p>One</p>Two<p>Three</p>four", ["One", "Two", "Three", "four"]),
        ("<ul><li>bread</li><li>salt <ul><li>sea</li></ul> too</li></ul>", ["bread", "salt", "sea", "too"]),
        ("<table><tr><th>Port</th><th>Ships</th></tr><tr><td>Tarn</td><td>4</td></tr></table>", ["Port Ships", "Tarn 4"]),
        ("<div><div>outer <div>inner</div> rest</div></div>", ["outer", "inner", "rest"]),
        ("<p>first line<br/>second line goes on</p>", ["first line second line goes on"]),
        ("<p>One sentence.<br/><br/>Another one.</p>", ["One sentence.", "Another one."]),
        ("<p>H<sub>2</sub>O and x<sup>2</sup></p>", ["H2O and x2"]),
        ("<blockquote><p>We <em>will</em> sail.</p></blockquote>", ["We will sail."]),
        ("<dl><dt>Tarn</dt><dd>a port</dd></dl>", ["Tarn", "a port"]),
        ("<pre>Results\nTarn 2 Vey 1 after extra time</pre>", ["Results", "Tarn 2 Vey 1 after extra time"]),
        ("<p>On <time>Monday</time> he said <q>no</q>.</p>", ["On Monday he said no."]),
        ("<p>seen<script>track()</script><style>p{}</style> here</p>", ["seen here"]),
        ("<div><span class='a'>Culture</span><span class='b'>Tarn</span></div>", ["Culture Tarn"]),
        ("<p>a &lt; b &amp; c</p>", ["a < b & c"]),
    ],
)
def test_words_stay_whole_and_in_order(markup, paragraphs):
    assert list(read_text(markup).paragraphs()) == paragraphs


def test_elements_of_a_provider_s_own_are_words_in_a_sentence_and_fields_outside_one():
    within = read(
        etree.fromstring("<body><p>Shares of <Company>Tarn</Company>port fell.</p><p><Company>Vey</Company></p></body>")
    )
    fields = read(
        etree.fromstring("<OWN><TITLE>Reopening</TITLE><DAT><PLACE>Tarn</PLACE><BY>IV</BY></DAT><T>It reopens.</T></OWN>")
    )

    assert within.paragraphs() == ("Shares of Tarnport fell.", "Vey")
    assert fields.paragraphs() == ("Reopening", "Tarn", "IV", "It reopens.")


def test_wire_copy_in_one_element_keeps_its_paragraphs():
    text = """(Adds detail)
    * Grain ships wait off Tarn
    * Harbour master says reopening near

    By Ilse Varga
    TARN, March 3 (Norland News) - The harbour of Tarn would reopen
on Thursday, its master said, after a closure of nine days that
held up grain for three countries.
    No ship had left since Friday."""

    assert list(split(text)) == [
        "(Adds detail)",
        "* Grain ships wait off Tarn",
        "* Harbour master says reopening near",
        "By Ilse Varga",
        "TARN, March 3 (Norland News) - The harbour of Tarn would reopen on Thursday, its master said, after a closure of nine "
        "days that held up grain for three countries.",
        "No ship had left since Friday.",
    ]


def test_lines_that_only_lay_the_markup_out_are_no_paragraphs():
    text = """
            The harbour of Tarn would reopen
            on Thursday, its master said.

            No ship had left.
    """

    assert list(split(text)) == ["The harbour of Tarn would reopen on Thursday, its master said.", "No ship had left."]


def test_a_table_set_with_blanks_has_a_paragraph_a_row():
    text = "On Monday\nTarn            2 Vey            1\nOst             0 Lund           0\nSund            3 Kell           2"

    assert len(list(split(text))) == 4


def test_a_picture_in_a_story_stands_beside_it():
    blocks = read_text(
        "<p>Before.</p><figure><img src='x.jpg'/><figcaption>The harbour, <b>Monday</b>.</figcaption></figure><p>After.</p>"
    )

    assert blocks.paragraphs() == ("Before.", "After.")
    assert [(notice.kind, notice.text) for notice in blocks.notices] == [("caption", "The harbour, Monday.")]


def test_a_figure_that_holds_a_table_is_part_of_the_story():
    blocks = read_text("<figure><table><tr><td>Tarn</td><td>4</td></tr></table></figure>")

    assert blocks.paragraphs() == ("Tarn 4",)


def test_markup_that_was_escaped_twice_is_markup():
    article = read_item(g2_item("Costs of 800&lt;endash&gt;-&lt;/endash&gt;1,000 marks&lt;br/&gt;&lt;br/&gt;a day."))

    assert article.body.split() == ["Costs", "of", "800-1,000", "marks", "a", "day."]


def test_angle_brackets_that_are_no_markup_stay():
    article = read_item(g2_item("Write to &lt;press@tarn.example&gt; if a &lt; b."))

    assert article.body == "Write to <press@tarn.example> if a < b."


def test_what_is_not_for_publication_is_nowhere_in_the_article():
    secret = '<div class="np-nonpublic"><p>Call Ilse on 555 0199</p></div>'
    meta = (
        f'<edNote role="x:notepad"><div xmlns="http://www.w3.org/1999/xhtml"><p>Pictures follow</p>{secret}</div></edNote>'
        '<edNote pubconstraint="x:nonpublic">Desk: 555 0199</edNote><edNote role="x:private">555 0199</edNote>'
    )

    article = read_item(g2_message(g2_item(f"The harbour reopens.{secret}", "It does.", meta=meta)))

    assert "555 0199" not in article.model_dump_json()
    assert [notice.text for notice in article.notices] == ["Pictures follow"]


def test_a_note_that_is_not_for_publication_is_not_kept():
    note = '<note noteclass="editorsnote" type="npa"><body.content><p>Source asked not to be called</p></body.content></note>'

    article = read_item(nitf("The harbour reopens.", body_head=note))

    assert "asked" not in article.model_dump_json()


@pytest.mark.parametrize("text", ["</p>", "<br/>", "<!-- </p> -->", "<p></p>", "</li></ul>", "<b>"])
def test_markup_without_a_word_is_no_text_and_no_failure(text):
    assert read_text(text).paragraphs() == ()


def test_html_that_nests_without_end_is_refused():
    with pytest.raises(Rejected) as refused:
        read_text("<div>" * 5000 + "x" + "</div>" * 5000)

    assert refused.value.reason == "unreadable"


ATTACKS = ("a   ", "<", "<p ", "&", "\n", "<b x", "<p>a ", "<br>a ", "&lt;p ", "a\n\n   ", '"<i>', "<p class='", "</p>", "<td>1 ")


@pytest.mark.parametrize("size", [190_000, 990_000], ids=["as long as an article", "a megabyte"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_malice_is_read_or_refused_in_time(attack, size):
    began = time.process_time()

    with contextlib.suppress(Rejected):
        read_text(attack * (size // len(attack)))
    with contextlib.suppress(Rejected):
        read_text("<p>" + attack * (size // len(attack)))

    assert time.process_time() - began < 5


def test_a_hundred_thousand_unknown_elements_side_by_side_take_no_time():
    began = time.process_time()

    read_item(g2_item(content=f"<inlineXML><OWN>{'<X/>' * 100_000}<T>The harbour reopens.</T></OWN></inlineXML>"))

    assert time.process_time() - began < 3


def test_a_text_longer_than_any_article_is_refused():
    for text in ("word " * 50_000, "<p>a word</p>" * 40_000, "<p>" + "word " * 50_000):
        with pytest.raises(Rejected) as refused:
            read_text(text)
        assert refused.value.reason == "too-long"


def test_a_header_is_apart_from_the_story():
    blocks = read(
        parse_html("<article><header><h1>Reopening</h1><time>3.3.2031</time></header><p>The harbour reopens.</p></article>")
    )

    assert blocks.paragraphs() == ("The harbour reopens.",)
    assert [block.text for block in blocks.header] == ["Reopening", "3.3.2031"]
