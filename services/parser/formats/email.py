"""Mail, by RFC 5322 and MIME, as press offices, freelances and text feeds send it.

| field | where it comes from |
| --- | --- |
| guid | `Message-ID`, unless the text begins with a header block that names one |
| provider | the domain of `From` |
| version_created, published | `Date` |
| evolved_from, family | `In-Reply-To`; the first of `References`, else `In-Reply-To` |
| headline | `Subject`, without `Re:` and `Fwd:`; a form's `Headline` |
| language | `Content-Language` |
| status, embargo_until, … | the text, as in plain text |
| notices | what follows the line `-- ` (contact); a form's `Abstract` (summary) |
| slug, bylines, dateline, subjects | a form's `Slugline`, `Byline`, `Dateline`, `Category` |
| paragraphs | the text parts that are no attachments; of alternatives the fullest, marked up rather than plain; a form's `Body` |

A form is a JSON object of lists of texts with a `Body`, as web forms mail it. Reports of delivery are refused. Attachments are
not read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message

from schemas import Notice, RawItem, Relations, Status
from services.errors import Rejected
from services.parser.advisories import is_kill
from services.parser.decode import decode, readable
from services.parser.draft import Draft
from services.parser.formats import fields, metadata, text
from services.parser.formats.blocks import read_text
from services.parser.formats.format import Format, bounded
from services.parser.formats.headers import HEADERS, LINE
from services.parser.formats.source import Source

NAME = "email"
#: The limit of most mail servers is 25 MB with pictures; the feed's own is less.
MOST_BYTES = 8 * 1024 * 1024
#: RFC 5322 has 998 characters a line; lists of receivers and signatures take some of them. What describes a part is short, and
#: the library takes time that grows with its square.
LONGEST_HEADER = 16_384
LONGEST_PART_HEADER = 2048
MOST_HEADERS = 128 * 1024
MOST_PARTS = 200

#: What stands before each mail of a mailbox (RFC 4155), and how a line of a mail that begins so is written there.
BETWEEN = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))From [^\s]{1,200} [^\n]{10,60}\n(?=[\x21-\x39\x3b-\x7e]{1,80}:)")
QUOTED_FROM = re.compile(rb"^>(?=>{0,9}From )", re.MULTILINE)
FIELD = re.compile(rb"([\x21-\x39\x3b-\x7e]{1,80}):")
SENT_BY = frozenset((b"from", b"received", b"return-path", b"delivered-to", b"sender"))
SENT_ON = frozenset((b"date", b"message-id", b"mime-version"))
PART_FIELD = re.compile(rb"^content-[a-z-]{1,30}:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
ANSWER = re.compile(r"(?:(?:re|fwd?|aw|wg)(?:\[\d{1,3}\])?:\s{0,9}){1,9}", re.IGNORECASE)
#: What follows such a line is the sender's signature.
SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
#: RFC 3676: a blank before a line's end makes it a soft one, but for the signature's; a blank before a line is no part of it.
SOFT_BREAK = re.compile(r"(?<!\n--) \n")
STUFFED = re.compile(r"^ ", re.MULTILINE)
DOMAIN = re.compile(r"@([A-Za-z0-9.-]{1,253})")
MESSAGE_ID = re.compile(r"<([^<>\s]{1,250})>")


@dataclass(frozen=True)
class Body:
    """A mail's text, or the form that it is."""

    text: str
    form: fields.Item | None = None


def recognises(source: Source) -> bool:
    """Whether it begins with the header of a mail, who sent it, and when or under which name; a mailbox begins with a mail."""
    return _is_mail(BETWEEN.sub(b"", source.raw.body[:MOST_HEADERS].lstrip(), count=1))


def _is_mail(start: bytes) -> bool:
    names = {name.lower() for name in _names(start)}
    return bool(names & SENT_BY) and bool(names & SENT_ON) and len(names) > 2


def _names(start: bytes) -> Iterator[bytes]:
    """The names of the header that `start` begins with; none when there is a line in it that is no header."""
    names = []
    for line in start.split(b"\n"):
        if not line.strip():
            break
        found = FIELD.match(line)
        if found:
            names.append(found[1])
        elif not line[:1].isspace():
            return
    yield from names


def read(source: Source) -> Draft | Sequence[Draft | Rejected]:
    """The mail that `source` holds, or what became of each in a mailbox.

    Raises Rejected: 'too-long', 'unreadable', 'not-news', 'no-text'.
    """
    body = source.raw.body.lstrip()
    if not BETWEEN.match(body):
        return _read(body, source.raw)
    return bounded(_one_of_many(mail, source.raw) for mail in BETWEEN.split(body) if mail.strip())


def _one_of_many(mail: bytes, raw: RawItem) -> Draft | Rejected:
    try:
        return _read(QUOTED_FROM.sub(b"", mail).strip(b"\r\n"), raw)
    except Rejected as refused:
        return refused


def _read(mailed: bytes, raw: RawItem) -> Draft:
    mail = _parsed(mailed)
    if mail.get_content_type() == "multipart/report":
        raise Rejected("not-news", "a report of what became of another mail")
    sent = metadata.time(_header(mail, "Date"))
    body = _body(mail)
    draft = _form(body.form, sent or raw.received_at) if body.form else _text(body.text, _subject(mail), raw)
    answered, thread = (MESSAGE_ID.findall(_header(mail, name) or "") for name in ("In-Reply-To", "References"))
    own = MESSAGE_ID.search(_header(mail, "Message-ID") or "")
    return replace(
        draft,
        wire_format=NAME,
        headline=draft.headline or _subject(mail),
        provider=draft.provider or _domain(_header(mail, "From") or _header(mail, "Sender")),
        guid=draft.guid or (own[1] if own else None),
        version_created=draft.version_created or sent,
        relations=_relations(draft.relations, answered, thread),
        language=draft.language or _header(mail, "Content-Language"),
        published=draft.published or sent,
    )


def _parsed(body: bytes) -> Message:
    if len(body) > MOST_BYTES:
        raise Rejected("too-long", f"{len(body):,} bytes of mail; {MOST_BYTES:,} at most")
    header = re.split(rb"\r?\n\r?\n", body[: MOST_HEADERS + 4], maxsplit=1)[0]
    longest = max((len(field) for field in re.split(rb"\n(?![ \t])", header)), default=0)
    of_part = max((len(field[0]) for field in PART_FIELD.finditer(body)), default=0)
    if len(header) > MOST_HEADERS or longest > LONGEST_HEADER or of_part > LONGEST_PART_HEADER:
        raise Rejected("unreadable", f"a mail with a header of {max(longest, of_part, len(header)):,} bytes")
    try:
        mail = message_from_bytes(body)
        parts = sum(1 for _ in mail.walk())
    except (RecursionError, MessageError, ValueError, LookupError) as error:
        raise Rejected("unreadable", f"a mail that can't be taken apart: {type(error).__name__}: {error}") from None
    if parts > MOST_PARTS:
        raise Rejected("too-long", f"a mail of {parts:,} parts; {MOST_PARTS} at most")
    return mail


def _header(mail: Message, name: str) -> str | None:
    """A header's words on one line; bytes that it declares wrongly or not at all are read as text is."""
    value = next((str(value) for key, value in mail.raw_items() if key.casefold() == name.casefold()), "")
    pieces = decode_header(value) if "=?" in value else [(value, None)]
    return " ".join(readable("".join(_mended(_decoded(piece, charset)) for piece, charset in pieces)).split()) or None


def _decoded(piece: bytes | str, charset: str | None) -> str:
    raw = piece.encode("utf-8", "surrogateescape") if isinstance(piece, str) else piece
    return decode(raw, media_type=f"text/plain; charset={charset}") if raw.strip(b"\0 \t\r\n") else " "


def _mended(value: str) -> str:
    """UTF-8 that its sender declared to be cp1252 (`TarnÂ´s`), read as what it is."""
    try:
        return value if value.isascii() else value.encode("cp1252").decode()
    except UnicodeError:
        return value


def _subject(mail: Message) -> str | None:
    return ANSWER.sub("", _header(mail, "Subject") or "", count=1).strip() or None


def _domain(sender: str | None) -> str | None:
    return next((domain.casefold() for domain in reversed(DOMAIN.findall(sender or ""))), None)


def _relations(stated: Relations, answered: list[str], thread: list[str]) -> Relations:
    family = next(iter([*thread, *answered]), None)
    return Relations(
        previous_version=stated.previous_version,
        evolved_from=stated.evolved_from or next(iter(answered), None),
        family=stated.family or family,
    )


def _body(mail: Message) -> Body:
    """The text of a mail, its parts one after the other."""
    found = [words for part in _texts(mail) if (words := _words(part))]
    if len(found) == 1 and (form := _as_form(found[0])):
        return Body("", form)
    return Body("\n\n".join(found))


def _texts(part: Message) -> Iterator[Message]:
    """The parts of a mail that are its text: of alternatives the fullest, and no attachments."""
    if part.get_content_disposition() == "attachment":
        return
    if not part.is_multipart():
        if part.get_content_maintype() == "text" and part.get_content_subtype() in ("plain", "html", "enriched"):
            yield part
        return
    inner: list[Message] = [child for child in part.get_payload() if isinstance(child, Message)]
    groups = [[*_texts(child)] for child in inner]
    if part.get_content_subtype() == "alternative":
        groups = [max(groups, key=lambda group: sum(len(_words(found).split()) for found in group), default=[])]
    for group in groups:
        yield from group


def _words(part: Message) -> str:
    """The text of a part, its paragraphs apart by blank lines."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes) or not raw.strip(b"\0 \t\r\n"):
        return ""
    found = decode(raw, media_type=f"text/plain; charset={_parameter(part, 'charset')}")
    if part.get_content_subtype() == "html":
        return "\n\n".join(read_text(found).paragraphs())
    return readable(_unflowed(found, part) if (_parameter(part, "format") or "").casefold() == "flowed" else found)


def _unflowed(found: str, part: Message) -> str:
    """Text with the line breaks taken out that its sender's program put in (RFC 3676)."""
    close = (_parameter(part, "delsp") or "").casefold() == "yes"
    return SOFT_BREAK.sub("" if close else " ", STUFFED.sub("", found.replace("\r\n", "\n")))


def _parameter(part: Message, name: str) -> str | None:
    try:
        value = part.get_param(name)
    except (MessageError, ValueError, LookupError, AttributeError):
        return None
    return str(value[2] if isinstance(value, tuple) else value) if value else None


def _text(body: str, subject: str | None, raw: RawItem) -> Draft:
    """A text as plain text is read, under the subject as its headline."""
    story, *signature = SIGNATURE.split(body, maxsplit=1)
    if not story.strip():
        raise Rejected("no-text", f"a mail without text: {(subject or '')[:100]!r}")
    first = LINE.match(story.lstrip())
    block = bool(first and first[1].casefold() in HEADERS)
    head = f"Headline: {subject}\n" if subject else ""
    try:
        draft = _plain(head + ("" if block else "\n") + story.lstrip(), raw)
    except Rejected as refused:
        if not block or refused.reason != "unreadable":
            raise
        draft = _plain(f"{head}\n{story.lstrip()}", raw)
    contact = tuple(Notice(kind="contact", text=line) for part in signature for line in read_text(part).paragraphs())
    if not subject and draft.headline and not block:
        draft = replace(draft, paragraphs=draft.paragraphs or (draft.headline,))
    return _killing(replace(draft, notices=(*draft.notices, *contact)))


def _killing(draft: Draft) -> Draft:
    """`draft`, cancelled if its text takes back the story that its header block names; refused if it names none."""
    if draft.status is not None or not is_kill((), None, list(draft.paragraphs)):
        return draft
    if draft.guid is None:
        raise Rejected("not-news", f"it takes a story back whose guid it does not name: {(draft.headline or '')[:100]!r}")
    return replace(draft, status=Status.CANCELLED)


def _plain(story: str, raw: RawItem) -> Draft:
    known = {"body": story.encode("utf-8", "replace"), "media_type": None}
    return text.read(Source(raw.model_copy(update=known)))


def _as_form(found: str) -> fields.Item | None:
    """The form that a text is; None when it is none. Its lines may have been broken."""
    if not found.lstrip().startswith("{"):
        return None
    try:
        value = json.loads(found.replace("\n", " "), strict=False)
    except (ValueError, RecursionError):
        return None
    return fields.folded(value) if isinstance(value, dict) and "body" in fields.folded(value) else None


def _form(form: fields.Item, near: datetime) -> Draft:
    """What a form says."""
    said = {name: next(fields.strings(value), None) for name, value in form.items()}
    body = "\n".join(part for part in _parts(form["body"]) if part.strip())
    return Draft(
        wire_format=NAME,
        paragraphs=read_text(body).paragraphs(said.get("headline")),
        headline=said.get("headline"),
        slug=said.get("slugline"),
        dateline=metadata.dateline(said.get("dateline"), near=near),
        bylines=metadata.bylines([said.get("byline")]),
        notices=metadata.notices("summary", said.get("abstract")),
        subjects=metadata.once(fields.strings(form.get("category"))),
    )


def _parts(value: object) -> list[str]:
    return [part for part in (value if isinstance(value, list) else [value]) if isinstance(part, str)]


FORMAT = Format(NAME, recognises, read)
