"""Mail: which part is the story, and what the header says."""

from __future__ import annotations

import base64
import time
from datetime import UTC, datetime

import pytest

from schemas import ParsedArticle, Status
from tests.stages.formats.wire import read, read_all
from tests.stages.parser.reading import refused

HEADER = """Received: from mail.norland.example by mx.tarn.example; Mon, 3 Mar 2031 09:00:02 +0000
From: Ilse Varga <varga@Norland.example>
To: desk@tarn.example
Date: Mon, 3 Mar 2031 10:00:00 +0100
Message-ID: <harbour.7@norland.example>
MIME-Version: 1.0
"""
STORY = "TARN (Norland News) - The harbour would reopen on Monday.\n\nNo ship had left."


def mail(
    body: str = STORY, *, subject: str = "Harbour of Tarn to reopen", kind: str = "text/plain; charset=utf-8", more: str = ""
) -> str:
    return f"{HEADER}{more}Subject: {subject}\nContent-Type: {kind}\n\n{body}"


def multipart(*parts: str, kind: str = "mixed") -> str:
    inside = "".join(f"--sea\n{part}\n" for part in parts)
    return mail(f"{inside}--sea--\n", kind=f'multipart/{kind}; boundary="sea"')


def part(body: str, kind: str = "text/plain; charset=utf-8", more: str = "") -> str:
    return f"Content-Type: {kind}\n{more}\n{body}\n"


def test_a_mail_has_its_identity_and_its_text():
    article = read(mail())

    assert article.wire_format == "email"
    assert (article.provider, article.guid) == ("norland.example", "harbour.7@norland.example")
    assert article.published == article.version_created == datetime(2031, 3, 3, 9, tzinfo=UTC)
    assert (article.headline, article.body) == ("Harbour of Tarn to reopen", STORY)
    assert article.dateline and article.dateline.places == ("TARN",)


def test_a_text_that_begins_like_a_mail_without_a_sender_is_no_mail():
    assert read("Subject: the harbour\nDate: Monday\n\nIt would reopen, she said.").wire_format == "text"


def test_lines_with_carriage_returns_and_blanks_before_the_header_are_read_too():
    assert read(("   \n" + mail()).replace("\n", "\r\n")).body == STORY


@pytest.mark.parametrize(
    ("subject", "headline"),
    [
        ("=?ISO-8859-1?Q?Hafen_von_Tarn_=F6ffnet?=", "Hafen von Tarn öffnet"),
        ("=?utf-8?B?" + base64.b64encode("Ø-havn åpner".encode()).decode() + "?=", "Ø-havn åpner"),
        ("=?Windows-1252?Q?Tarn=E2=80=99s_harbour?=", "Tarn’s harbour"),
        ("=?no-such-charset?Q?Tarn?=", "Tarn"),
        ("Hafen öffnet", "Hafen öffnet"),
        ("RE: Fwd: Harbour reopens", "Harbour reopens"),
        ("Harbour\n reopens", "Harbour reopens"),
    ],
)
def test_a_subject_is_the_headline_in_whatever_charset(subject, headline):
    assert read(mail(subject=subject)).headline == headline


def test_a_subject_s_tags_are_the_headline_s():
    article = read(mail(subject="CORRECTED-Harbour reopens"))

    assert (article.headline, article.headline_tags, article.status) == ("Harbour reopens", ("CORRECTED",), Status.CORRECTED)


def test_of_alternatives_the_fullest_is_the_text_once():
    html = "<p>TARN (Norland News) - The harbour would reopen.</p><p>No ship had left.</p><ul><li>One quay</li></ul>"

    article = read(multipart(part("The harbour would reopen."), part(html, "text/html"), kind="alternative"))

    assert article.body == "TARN (Norland News) - The harbour would reopen.\n\nNo ship had left.\n\nOne quay"


def test_text_parts_follow_each_other_and_attachments_are_not_read():
    attached = part("A list of quays.", more="Content-Disposition: attachment; filename=quays.txt\n")

    article = read(multipart(part("The harbour would reopen, she said."), attached, part("No ship had left, she said.")))

    assert article.body == "The harbour would reopen, she said.\n\nNo ship had left, she said."


@pytest.mark.parametrize(
    ("body", "kind", "more"),
    [
        (base64.b64encode("Der Hafen öffnet, sagte Ilse Müller.".encode()).decode(), "text/plain; charset=utf-8", "base64"),
        ("Der Hafen =F6ffnet, sagte =\nIlse M=FCller.", "text/plain; charset=iso-8859-1", "quoted-printable"),
        ("Der Hafen =C3=B6ffnet, sagte Ilse M=C3=BCller.", "text/plain; charset=us-ascii", "quoted-printable"),
        ("Der Hafen =F6ffnet, sagte Ilse M=FCller.", "text/plain; charset=utf-8", "quoted-printable"),
    ],
)
def test_a_text_is_decoded_whatever_its_part_declares(body, kind, more):
    article = read(mail(body, kind=kind, more=f"Content-Transfer-Encoding: {more}\n"))

    assert article.body == "Der Hafen öffnet, sagte Ilse Müller."


def test_flowed_lines_are_one_paragraph_again():
    article = read(mail("The harbour would \nreopen, she \nsaid.\n\n From Tarn, she said.", kind="text/plain; format=flowed"))

    assert article.body == "The harbour would reopen, she said.\n\nFrom Tarn, she said."


def test_a_signature_stands_beside_the_story():
    article = read(mail(f"{STORY}\n\n-- \nIlse Varga\nPress office"))

    assert article.body == STORY
    assert [notice.text for notice in article.notices if notice.kind == "contact"] == ["Ilse Varga Press office"]


def test_an_answer_knows_what_it_answers():
    article = read(
        mail(more="In-Reply-To: <harbour.6@norland.example>\nReferences: <harbour.1@n.example> <harbour.6@n.example>\n")
    )

    assert (article.relations.evolved_from, article.relations.family) == ("harbour.6@norland.example", "harbour.1@n.example")


def test_a_header_block_in_the_text_goes_before_the_mail_s_own():
    article = read(mail(f"Guid: tag:norland,2031:harbour\nVersion: 3\nHeadline: The harbour\n\n{STORY}"))

    assert (article.guid, article.version, article.headline) == ("tag:norland,2031:harbour", 3, "The harbour")


def test_a_text_that_only_looks_like_a_header_block_is_text():
    article = read(mail("Published: nobody knows when, she said.\nAnd so on, she said."))

    assert article.headline == "Harbour of Tarn to reopen"
    assert article.body == "Published: nobody knows when, she said.\n\nAnd so on, she said."


def test_an_embargo_in_the_text_is_kept_until_its_time():
    article = read(mail(f"EMBARGOED UNTIL 4 March 2031 09:00 GMT\n\n{STORY}"))

    assert (article.status, article.embargo_until) == (Status.EMBARGOED, datetime(2031, 3, 4, 9, tzinfo=UTC))


def test_a_kill_that_names_its_story_kills_it():
    article = read(mail("Guid: tag:norland,2031:harbour\n\nAttention editors: please kill the story on the harbour of Tarn."))

    assert (article.status, article.guid) == (Status.CANCELLED, "tag:norland,2031:harbour")


def test_a_form_says_which_field_is_which():
    fields = '"Headline":["Harbour reopens"],"Slugline":["TARN"],"Category":["SHIPPING"],\n"Abstract":["In short"]'
    form = f'{{{fields},"Body":["It reopens.\\nNo ship left."],"Dateline":["VEY",""]}}'

    article = read(mail(form))

    assert (article.headline, article.slug, article.subjects) == ("Harbour reopens", "TARN", ("SHIPPING",))
    assert article.body == "It reopens.\n\nNo ship left."
    assert article.dateline and article.dateline.places == ("VEY",)
    assert [(notice.kind, notice.text) for notice in article.notices] == [("summary", "In short")]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (mail("  \n"), "no-text"),
        (mail("it failed", kind="multipart/report; report-type=delivery-status; boundary=x"), "not-news"),
        (mail("Attention editors: please kill the story on the harbour of Tarn."), "not-news"),
        (mail(more=f"X-Long: {'a' * 20_000}\n"), "unreadable"),
        (multipart(*(part("a") for _ in range(300))), "too-long"),
    ],
)
def test_what_is_no_story_is_refused_with_a_reason(body, reason):
    assert refused(body) == reason


def test_a_mail_of_mails_that_nest_without_end_ends():
    depth = 2000
    nested = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth))

    assert refused(HEADER + nested + "\ntext") in ("unreadable", "too-long", "no-text")


@pytest.mark.parametrize(
    "filler", [" ", "a", "<", "=?", "=?utf-8?Q?", "(", '"', ";", "; a=", ",", "@", "\n ", " \n", "--sea\n", "-- \n"]
)
@pytest.mark.parametrize("place", ["subject", "from", "type", "body"])
def test_no_mail_makes_the_reader_run_away(filler, place):
    header = HEADER.replace("From: Ilse", f"From: {filler * (15_000 // len(filler))} Ilse") if place == "from" else HEADER
    subject = f"Subject: {filler * (15_000 // len(filler))}\n" if place == "subject" else "Subject: a\n"
    kind = f"text/plain; {filler * (2_000 // len(filler))}" if place == "type" else 'multipart/mixed; boundary="sea"'
    body = filler * (1_000_000 // len(filler)) if place == "body" else "text"
    began = time.process_time()

    try:
        read(f"{header}{subject}Content-Type: {kind}\n\n--sea\n\n{body}")
    except Exception as error:
        assert type(error).__name__ in ("Rejected", "AssertionError"), error

    assert time.process_time() - began < 4


def test_a_mailbox_is_its_mails_and_a_broken_one_costs_only_itself():
    empty = "From: desk@norland.example\nDate: Mon, 3 Mar 2031 09:00:00 +0000\nMessage-ID: <2@n>\n\n"
    first, third = (empty.replace("2@n", name) + "The harbour reopens.\n\n>From here ships sail." for name in ("1@n", "3@n"))
    line = "From desk@norland.example Mon Mar  3 09:00:00 2031\n"

    made = read_all("".join(f"{line}{mail}\n\n" for mail in (first, empty, third)))

    assert [one.guid if isinstance(one, ParsedArticle) else one.reason for one in made] == ["1@n", "no-text", "3@n"]
    assert isinstance(made[0], ParsedArticle) and made[0].body.endswith("From here ships sail.")


def test_a_line_that_begins_with_from_inside_a_mail_begins_no_other():
    text = "The harbour reopens.\n\nFrom Monday on ships sail again, said its master.\nVey: no ships."

    article = read(f"From: desk@norland.example\nDate: Mon, 3 Mar 2031 09:00:00 +0000\nMessage-ID: <1@n>\n\n{text}")

    assert "From Monday on ships sail" in article.body
