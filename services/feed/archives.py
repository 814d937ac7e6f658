"""WARC archives and single compressed files: what is in them, one record after the other, never a whole archive in memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, TYPE_CHECKING, BinaryIO, Literal, cast

if TYPE_CHECKING:
    from io import BufferedReader

    from fastwarc.warc import WarcRecord

GZIP, ZSTD, WARC = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"WARC/"
#: So many bytes say what a file is, also when they are compressed.
LOOKED_AT = 64 * 1024
#: Twice the limit of a message: what is larger could not be sent on anyway.
MOST_BYTES = 16 * 1024 * 1024
#: Media types without a text in them; everything else is the parser's to judge.
NO_TEXT: tuple[str, ...] = (
    "image/",
    "audio/",
    "video/",
    "font/",
    "text/css",
    "application/pdf",
    "application/zip",
    "application/wasm",
)
NO_TEXT += ("text/javascript", "application/javascript", "application/x-javascript", "application/font", "text/dns")
#: Records that hold what a page or file said when it was fetched.
WANTED = frozenset(("response", "resource", "conversion"))
#: How the damage of a record begins in which its archive ends.
CUT = "cut off"
#: Resources in which a crawler keeps its own log and arguments.
OF_CRAWLER = "metadata:"

Kind = Literal["archive", "gzip"]


@dataclass(frozen=True)
class Entry:
    """A record's bytes, decoded from what the transfer wrapped them in; its address, its media type, and when it was fetched."""

    body: bytes
    address: str | None = None
    media_type: str | None = None
    fetched: datetime | None = None


@dataclass(frozen=True)
class Damage:
    """A record, or the rest of an archive, that can't be read, and why."""

    where: str
    why: str


def kind_of(start: bytes) -> Kind | None:
    """What a file is, by its first bytes; None for a file that is an item itself."""
    if start.startswith((WARC, ZSTD)):
        return "archive"
    if not start.startswith(GZIP):
        return None
    try:
        inner = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(start, len(WARC))
    except zlib.error:
        return "gzip"
    return "archive" if inner == WARC else "gzip"


def entries(stream: BufferedReader) -> Iterator[Entry | Damage]:
    """The responses, resources and conversions with text in a WARC archive, in their order.

    Answers that say that there is nothing (HTTP status 300 and above), requests, pictures, style sheets, scripts and what a
    crawler says of itself are passed over. An archive in which that leaves nothing says so, and so does one that ends inside a
    record: in its header, its block or its compression.
    """
    from fastwarc.warc import ArchiveIterator

    source = _Unpacked(stream) if stream.peek(len(GZIP)).startswith(GZIP) else stream
    found: Entry | Damage | None = None
    nothing, number, why = True, 0, None
    try:
        for number, record in enumerate(ArchiveIterator(cast("BinaryIO", source), parse_http=False), 1):
            found = _entry(record, number)
            if found:
                nothing = False
                yield found
    except (OSError, ValueError, EOFError) as error:
        why = str(error)
    why = source.why if isinstance(source, _Unpacked) and source.why else why
    if why and not (isinstance(found, Damage) and found.why.startswith(CUT)):
        nothing = False
        yield Damage(f"after record {number}", f"the archive is broken or cut off there: {why}")
    if nothing:
        yield Damage("", "an archive without a record that has a text in it")


class _Unpacked:
    """What a gzip stream's members hold, as FastWARC reads it. FastWARC takes a member without an end for the end of the
    archive; here `why` says that there is one."""

    def __init__(self, stream: BufferedReader) -> None:
        import gzip

        self.inside = gzip.GzipFile(fileobj=stream)
        self.why: str | None = None

    def read(self, size: int) -> bytes:
        try:
            return self.inside.read1(size)
        except (OSError, EOFError, zlib.error) as error:
            self.why = str(error)
            return b""

    def tell(self) -> int:
        return self.inside.tell()


def _entry(record: WarcRecord, number: int) -> Entry | Damage | None:
    address = (record.headers.get("WARC-Target-URI") or "").strip("<> ") or None
    where = f"record {number}, {address}" if address else f"record {number}"
    if not record.headers.get("Content-Length"):
        return Damage(where, f"{CUT} in its header, or that is broken: it does not say how long the record is")
    kind = (record.headers.get("WARC-Type") or "").casefold()
    if kind not in WANTED or (address or "").startswith(OF_CRAWLER):
        length = sum(map(len, iter(lambda: record.reader.read(LOOKED_AT), b"")))
        return None if length == record.content_length else _cut_off(where, length, record)
    if record.content_length > MOST_BYTES:
        return Damage(where, f"{record.content_length:,} bytes; {MOST_BYTES:,} at most")
    block = record.reader.read()
    if len(block) != record.content_length:
        return _cut_off(where, len(block), record)
    media_type = record.headers.get("Content-Type")
    if record.is_http:
        record.set_bytes_content(block)
        try:
            record.parse_http(auto_decode="all")
            status = int(record.http_headers.status_code or 0)
            media_type = record.http_headers.get("Content-Type")
            block = record.reader.read(MOST_BYTES + 1)
        except (OSError, ValueError, EOFError) as error:
            return Damage(where, f"an answer that can't be decoded: {error}")
        if not 200 <= status < 300:
            return None
    if len(block) > MOST_BYTES:
        return Damage(where, f"more than {MOST_BYTES:,} bytes")
    if not block.strip() or (media_type or "").strip().casefold().startswith(NO_TEXT):
        return None
    return Entry(block, address, media_type, record.record_date)


def _cut_off(where: str, length: int, record: WarcRecord) -> Damage:
    return Damage(where, f"{CUT}: {length:,} of {record.content_length:,} bytes")


def unzipped(stream: IO[bytes]) -> Entry | Damage:
    """The one file in a gzip stream."""
    import gzip

    try:
        with gzip.GzipFile(fileobj=stream) as inside:
            body = inside.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        return Damage("", f"a gzip file that is broken or cut off: {error}")
    return Entry(body) if len(body) <= MOST_BYTES else Damage("", f"more than {MOST_BYTES:,} bytes in a gzip file")
