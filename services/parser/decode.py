"""Bytes to text: which encoding it is, and what is no text at all."""

from __future__ import annotations

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

from services.errors import Rejected

#: First bytes of what is certainly no text. A picture's or archive's own bytes would otherwise sometimes decode.
MAGIC = (b"%PDF-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b", b"\x7fELF", b"BZh", b"\xfd7zXZ")

#: Byte order marks, the longer first: UTF-32's begins with UTF-16's.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

#: Control bytes that text and wire copy have (tab, newlines, form feed, escape) do not count towards "binary".
CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\v\f\r\x1b")) + b"\x7f"
#: Wire framing (SOH, STX, ETX …) is some ten control bytes an item; random bytes have one in eight, programs more.
FEW_CONTROLS = 16
CONTROL_SHARE = 0.02

#: More high bytes than this and the text is in no Latin script: only then is guessing better than cp1252.
MOSTLY_HIGH = 0.3
#: What it may be then. (Left alone, the guesser finds EBCDIC in a row of accents.)
OTHER_SCRIPTS = ["cp1251", "koi8_r", "iso8859_5", "cp1253", "iso8859_7", "cp1255", "iso8859_8", "cp1256", "iso8859_6", "cp874"]
OTHER_SCRIPTS += ["shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"]
#: So many bytes show UTF-16 that has no mark: eight characters of ASCII, as `<?xml ve`.
UNMARKED = 16
#: Tags are no part of what the guess is about.
TAGS = re.compile(rb"<[^<>]{0,2000}>")
#: Bytes that the guess reads; more do not change it and cost a second a megabyte.
GUESSED_FROM = 32_768

#: A cp1252 reading for every byte: the five that cp1252 leaves open are what latin-1 makes of them.
CP1252 = {byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0x100)}
#: The same for bytes that `surrogateescape` set aside.
STRAY = {0xDC00 + byte: char for byte, char in CP1252.items()}

#: Removed: marks that reorder or hide what is read (bidi embeddings, overrides, isolates and marks; zero-width space, word
#: joiner, BOM, soft hyphen; the interlinear annotations). Kept: the joiners U+200C and U+200D, which spell words.
INVISIBLE = dict.fromkeys([0xAD, 0x61C, 0x180E, *range(0x200B, 0x200C), 0x200E, 0x200F, *range(0x202A, 0x202F)])
INVISIBLE |= dict.fromkeys([*range(0x2060, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC)])
#: Every other blank is a blank: no-break, thin, ideographic ones; offsets stay, as one character becomes one.
BLANKS = {code: " " for code in range(0x110000) if unicodedata.category(chr(code)) == "Zs"} | dict.fromkeys(
    (0x9, *range(0x1C, 0x20)), " "
)
LINE_ENDS = {0xB: "\n", 0xC: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n\n"}
DROPPED = dict.fromkeys([*range(0x09), *range(0xE, 0x1C), *range(0x7F, 0xA0)])
#: Control characters that nobody uses, at the numbers that Windows gives its quotation marks and dashes: those were meant.
WINDOWS = {byte: CP1252[byte] for byte in range(0x80, 0xA0) if ord(CP1252[byte]) != byte}
READABLE = DROPPED | WINDOWS | INVISIBLE | BLANKS | LINE_ENDS
#: What is changed, in runs: most texts have little of it, and looking every character up costs ten times as much as finding it.
CHANGED = re.compile("[" + "".join(re.escape(chr(code)) for code in sorted(READABLE) if code != 0x20) + "]+")


def decode(body: bytes, *, media_type: str | None = None) -> str:
    """`body` as text, as received: no character is changed yet (see `readable`).

    A byte order mark decides, then UTF-8, then the declared charset, then cp1252; stray bytes in text that is otherwise
    UTF-8 are read as cp1252 one by one and leave the rest alone. Raises Rejected('empty') and Rejected('binary').
    """
    if not body.strip(b"\0 \t\r\n"):
        raise Rejected("empty", f"{len(body):,} bytes and no character in them" if body else "no bytes")
    for mark, encoding in MARKS:
        if body.startswith(mark):
            return body[len(mark) if encoding == "utf-8" else 0 :].decode(encoding, "replace")
    declared = declared_charset(media_type)
    if declared and _wide(declared) and (text := _strictly(body, declared)) is not None:
        return text
    if wide := _unmarked(body):
        return body.decode(wide, "replace")
    body = body.strip(b"\0")
    _refuse_binary(body)
    text = _strictly(body, "utf-8")
    return text if text is not None else _not_utf8(body, declared)


def readable(text: str) -> str:
    """`text` with one kind of newline and of blank, without control characters and without invisible marks.

    No word changes: what is dropped is no letter, and blanks stay where they were.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return CHANGED.sub(lambda run: run[0].translate(READABLE), text)


def declared_charset(media_type: str | None) -> str | None:
    """The charset that a media type names, as Python calls it; None when it names none that is an encoding of text."""
    found = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", media_type or "", re.IGNORECASE)
    if not found:
        return None
    try:
        name = codecs.lookup(found[1]).name
        b"".decode(name)
    except LookupError:
        return None
    return "cp1252" if name in ("iso8859-1", "ascii") else name


def _wide(encoding: str) -> bool:
    """Encodings whose bytes look like something else: NULs of binary, escapes of ASCII."""
    return encoding.startswith(("utf-16", "utf-32", "iso2022", "hz"))


def _unmarked(body: bytes) -> str | None:
    """UTF-16 without its mark, as its first characters show: every other byte of them is NUL."""
    start = body[:UNMARKED]
    if len(start) < UNMARKED or b"\0" not in start:
        return None
    halves = {"utf-16-le": (start[1::2], start[::2]), "utf-16-be": (start[::2], start[1::2])}
    return next((name for name, (high, low) in halves.items() if not any(high) and 0 not in low), None)


def _strictly(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError:
        return None


def _refuse_binary(body: bytes) -> None:
    controls = len(body) - len(body.translate(None, CONTROLS))
    if body.startswith(MAGIC) or controls > max(FEW_CONTROLS, CONTROL_SHARE * len(body)):
        raise Rejected("binary", f"{len(body):,} bytes of which {controls:,} are control bytes: no text in any encoding")


def _not_utf8(body: bytes, declared: str | None) -> str:
    """Text that is not UTF-8 throughout."""
    mixed = body.decode("utf-8", "surrogateescape")
    stray = sum(1 for char in mixed if "\udc80" <= char <= "\udcff")
    good = sum(1 for char in mixed if char > "\x7f") - stray
    if good >= stray:
        return mixed.translate(STRAY)
    if declared and declared != "utf-8" and (text := _strictly(body, declared)) is not None:
        return text
    shown = TAGS.sub(b" ", body[:GUESSED_FROM]) if stray <= MOSTLY_HIGH * len(body) else body[:GUESSED_FROM]
    high = sum(1 for byte in shown if byte > 0x7F)
    if high > MOSTLY_HIGH * len(shown) and (guess := from_bytes(shown, cp_isolation=OTHER_SCRIPTS).best()):
        return body.decode(guess.encoding, "replace")
    return body.decode("latin-1").translate(CP1252)
