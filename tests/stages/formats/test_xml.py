"""XML that can't be trusted, and XML that is broken."""

from __future__ import annotations

import time

import pytest

from services.errors import Rejected
from services.parser.formats.xml import root_name
from tests.stages.formats.wire import g2_item, nitf, read


def test_a_document_type_is_neither_fetched_nor_needed():
    doctype = '<!DOCTYPE nitf SYSTEM "http://dtd.example/nitf-3-2.dtd" [ <!ENTITY agency "Norland News"> ]>'
    body = nitf("The harbour reopens, &agency; says.").replace("<nitf>", doctype + "<nitf>")

    article = read(body)

    assert article.body == "The harbour reopens, Norland News says."


def test_an_entity_that_is_a_file_is_refused_and_not_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the password is swordfish")
    doctype = f'<!DOCTYPE nitf [ <!ENTITY secret SYSTEM "{secret.as_uri()}"> ]>'

    with pytest.raises(Rejected) as refused:
        read(nitf("The harbour reopens. &secret;").replace("<nitf>", doctype + "<nitf>"))

    assert refused.value.reason == "unreadable"
    assert "swordfish" not in refused.value.detail


@pytest.mark.parametrize("place", ["<p>&e9;</p>", '<p class="&e9;">The harbour reopens.</p>'], ids=["in text", "in an attribute"])
def test_a_billion_laughs_are_refused_at_once(place):
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE nitf [ <!ENTITY e0 "laugh"> {levels} ]>'
    body = nitf("x").replace("<p>x</p>", place).replace("<nitf>", doctype + "<nitf>")
    began = time.monotonic()

    with pytest.raises(Rejected) as refused:
        read(body)

    assert refused.value.reason == "unreadable"
    assert time.monotonic() - began < 1


def test_a_plain_entity_repeated_a_million_times_is_refused_at_once():
    doctype = f'<!DOCTYPE nitf [ <!ENTITY long "{"ha " * 300}"> ]>'
    body = nitf("&long;" * 100_000).replace("<nitf>", doctype + "<nitf>")
    began = time.monotonic()

    with pytest.raises(Rejected) as refused:
        read(body)

    assert refused.value.reason == "unreadable"
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "cp1252"),
        ("iso-8859-1", "utf-8"),
        ("iso-8859-1", "cp1252"),
        ("utf8", "utf-8"),
        ("utf-16", "utf-16"),
        ("iso-8859-2", "iso-8859-2"),
    ],
)
def test_the_bytes_decide_about_the_encoding_not_the_declaration(declared, encoding):
    text = "„Schön“ sagte Müller." if encoding != "iso-8859-2" else "Żółw mówi: dość."
    text = text if encoding in ("cp1252", "utf-8", "utf-16") else text.replace("„", '"').replace("“", '"')
    body = nitf(text).replace('encoding="UTF-8"', f'encoding="{declared}"').encode(encoding)

    article = read(body)

    assert article.body == text


def test_references_by_html_name_and_to_windows_characters_are_the_characters():
    article = read(nitf("Caf&eacute;&nbsp;owners &#150; all of them &#8212; said &quot;no&quot; &amp; left."))

    assert article.body == 'Café owners – all of them — said "no" & left.'


def test_control_bytes_in_xml_do_not_cost_the_item():
    article = read(nitf("The harbour \x0breopens\x1f today.\x00").encode())

    assert article.body == "The harbour reopens today."


def test_an_ampersand_that_nobody_escaped_is_repaired():
    article = read(nitf("Tarn & Sons bought R&D from A&B; nobody else did."))

    assert article.body == "Tarn & Sons bought R&D from A&B; nobody else did."


def test_a_prefix_without_a_namespace_is_repaired():
    article = read(g2_item("The harbour reopens.").replace("<itemClass ", '<itemClass rtr:msgType="A" '))

    assert article.body == "The harbour reopens."


def test_breaks_that_nobody_closed_lose_no_word():
    article = read(nitf("The harbour<br>reopens.<br>No ship had left.").replace("</nitf>", "</nitf>\n"))

    assert article.body.split() == ["The", "harbour", "reopens.", "No", "ship", "had", "left."]


def test_a_document_that_was_cut_off_is_refused():
    with pytest.raises(Rejected) as refused:
        read(g2_item("The harbour reopens.", "No ship had left since Friday.")[:-60])

    assert refused.value.reason == "unreadable"


def test_broken_xml_that_would_lose_words_is_refused():
    with pytest.raises(Rejected) as refused:
        read(nitf('The <b harbour reopens="today" is the word.'))

    assert refused.value.reason == "unreadable"


def test_a_giant_document_is_refused():
    with pytest.raises(Rejected) as refused:
        read(nitf("word " * 2_000_000))

    assert refused.value.reason == "too-long"


def test_a_document_of_nothing_but_markup_is_refused_at_once():
    began = time.monotonic()

    with pytest.raises(Rejected) as refused:
        read(nitf("<em/>" * 1_000_000))

    assert refused.value.reason == "too-long"
    assert time.monotonic() - began < 5


def test_nesting_without_end_is_refused():
    with pytest.raises(Rejected) as refused:
        read(nitf("<em>" * 5000 + "x" + "</em>" * 5000))

    assert refused.value.reason == "unreadable"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<nitf>", "nitf"),
        ("\ufeff\n <?xml version='1.0'?>\n<!-- <newsItem> -->\n<nar:newsMessage xmlns:nar='x'>", "newsMessage"),
        ("<!DOCTYPE NewsML SYSTEM 'x.dtd' [<!ENTITY a 'b'>]><NewsML>", "NewsML"),
        ("TARN (Norland News) - <b>No</b>", None),
        ("<!-- for ever", None),
        ("", None),
    ],
)
def test_the_root_is_named_without_parsing(text, name):
    assert root_name(text) == name
