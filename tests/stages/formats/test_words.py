"""Words in are words out, for any markup there can be."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from services.parser.formats.blocks import read
from tests.stages.formats.wire import g2_item, read_all, xhtml

WORDS = st.text(alphabet="abcdeéß", min_size=1, max_size=6)
TEXT = st.lists(st.one_of(WORDS, st.just(" "), st.just("\n"), st.just("\n   ")), max_size=5).map("".join)
INLINE = st.sampled_from(["b", "i", "em", "a", "span", "sup", "person", "org"])
BLOCK = st.sampled_from(
    ["p", "div", "ul", "li", "table", "tr", "td", "th", "h2", "blockquote", "section", "dl", "dt", "pre", "block"]
)


@st.composite
def markup(draw: st.DrawFn, depth: int = 4) -> tuple[str, str]:
    """Markup, and the same as text with a blank where words end: what a reader must find in it."""
    pieces, expected = [draw(TEXT)], []
    expected.append(pieces[0])
    for _ in range(draw(st.integers(0, 3)) if depth else 0):
        inner, told = draw(markup(depth=depth - 1))
        kind = draw(st.sampled_from(["inline", "block", "break"]))
        if kind == "break":
            pieces.append("<br/>")
            expected.append(" ")
        else:
            name = draw(INLINE if kind == "inline" else BLOCK)
            pieces.append(f"<{name}>{inner}</{name}>")
            expected.append(told if kind == "inline" else f" {told} ")
        tail = draw(TEXT)
        pieces.append(tail)
        expected.append(tail)
    return "".join(pieces), "".join(expected)


@settings(max_examples=150, deadline=None)
@given(markup())
def test_every_word_of_any_markup_is_there_once_and_in_order(made):
    text, expected = made

    found = read(etree.fromstring(f"<body>{text}</body>"))

    assert " ".join(found.paragraphs()).split() == expected.split()


@settings(max_examples=60, deadline=None)
@given(markup())
def test_every_word_of_an_item_is_in_its_body_a_byline_or_a_notice(made):
    text, expected = made

    [article] = read_all(g2_item(content=xhtml(f"{text}<p>Tarn stays.</p>")))

    assert not isinstance(article, Exception)
    beside = " ".join([*article.bylines, *(notice.text for notice in article.notices)])
    assert sorted([*article.body.split(), *beside.split()]) == sorted([*expected.split(), "Tarn", "stays."])


def test_every_kind_of_broken_bytes_ends_as_an_item_or_a_refusal():
    whole = g2_item("The harbour reopens, Ilse Varga said.").encode()

    for cut in range(0, len(whole), 7):
        for damaged in (whole[:cut], whole[:cut] + b"\xff\x00" + whole[cut:], whole[:cut] + whole[cut + 1 :]):
            assert read_all(damaged)
