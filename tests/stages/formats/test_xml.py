"""XML that can't be trusted, and XML that is broken."""

from __future__ import annotations

import time

import pytest

from services.errors import Rejected
from services.parser.formats.xml import root_name
from tests.stages.formats.wire import g2_item, nitf, read, read_all


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
    began = time.process_time()

    with pytest.raises(Rejected) as refused:
        read(body)

    assert refused.value.reason == "unreadable"
    assert time.process_time() - began < 1


def test_a_plain_entity_repeated_a_million_times_is_refused_at_once():
    doctype = f'<!DOCTYPE nitf [ <!ENTITY long "{"ha " * 300}"> ]>'
    body = nitf("&long;" * 100_000).replace("<nitf>", doctype + "<nitf>")
    began = time.process_time()

    with pytest.raises(Rejected) as refused:
        read(body)

    assert refused.value.reason == "unreadable"
    assert time.process_time() - began < 5


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


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("declared", ["utf-16", "utf-8", "no-such-thing"])
def test_encodings_of_two_and_four_bytes_are_seen_without_a_mark(encoding, declared):
    text = "Die „schöne“ Fähre – Müllers – läuft aus."

    assert read(nitf(text).replace('encoding="UTF-8"', f'encoding="{declared}"').encode(encoding)).body == text


@pytest.mark.parametrize("declared", ["utf-16", "UTF-32", "ISO-10646-UCS-2"])
def test_a_declaration_that_can_be_read_is_not_in_two_bytes_whatever_it_says(declared):
    assert read(nitf("Müller läuft aus.").replace('encoding="UTF-8"', f'encoding="{declared}"')).body == "Müller läuft aus."


def test_another_script_is_seen_between_the_tags():
    text = "Гавань вновь откроется в четверг после девяти дней, сказал капитан в понедельник."

    assert read(nitf(text).encode("koi8-r")).body == text


def test_what_windows_wrote_is_read_where_it_was_taken_for_control_characters():
    assert read(nitf("Tarn\x92s \x93harbour\x94 \x96 reopens.")).body == "Tarn’s “harbour” – reopens."


@pytest.mark.parametrize("padding", ["\0" * 500, "\r\nNNNN\r\n", "\x1a", "\n\n\x03\x04"], ids=["NUL", "NNNN", "SUB", "ETX"])
def test_what_ends_a_file_or_a_message_is_no_part_of_it(padding):
    assert read((nitf("The harbour reopens.") + padding).encode()).body == "The harbour reopens."


MENDED = {
    "less than": ("Of 3 < 5 and 5 > 3 none <4.", "Of 3 < 5 and 5 > 3 none <4."),
    "values without marks": ("The <font color=red size=2>har</font>bour <a href=x/y>re</a>opens.", "The harbour reopens."),
    "halves of a character": ("The harbour &#55357;&#56832; &#xD83D;&#xDE00; reopens.", "The harbour 😀 😀 reopens."),
    "one half of one": ("The harbour &#55357; reopens.", "The harbour \ufffd reopens."),
    "tags in two cases": ("The <B>harbour</b> reopens.", "The harbour reopens."),
    "a name of nobody's": ("The harbour &wiredash; reopens.", "The harbour &wiredash; reopens."),
    "a comment in a word": ("The har<!-- > -->bour <?x y?>reopens.", "The harbour reopens."),
    "character data": ("<![CDATA[The <b>harbour</b> & co. 3 < 5]]>", "The harbour & co. 3 < 5"),
    "a prefix of nobody's": ("The <o:p>harbour</o:p> reopens.", "The harbour reopens."),
}


@pytest.mark.parametrize(("written", "meant"), MENDED.values(), ids=MENDED)
def test_what_is_no_xml_is_mended_without_losing_a_word(written, meant):
    assert read(nitf(written)).body == meant


def test_repairing_takes_no_time():
    for junk in (
        "<a " + "x=" * 2000,
        "<a b=" * 400_000,
        "a=b " * 250_000,
        "<" * 1_000_000,
        "&" * 1_000_000,
        "<![CDATA[" * 100_000,
    ):
        began = time.process_time()
        read_all(nitf(junk))
        assert time.process_time() - began < 5


def test_text_that_names_an_element_is_text():
    text = "The element <nitf> holds a story in NITF, Ilse Varga said; it ends with </nitf>."

    assert read(text + "\n\nNobody else said so.").wire_format == "text"


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
    began = time.process_time()

    with pytest.raises(Rejected) as refused:
        read(nitf("<em/>" * 1_000_000))

    assert refused.value.reason == "too-long"
    assert time.process_time() - began < 5


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
