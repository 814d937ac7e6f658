"""WARC archives and gzip files become the items in them; what is broken is said, and costs nothing else."""

from __future__ import annotations

import gzip
import io
import sys
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from schemas import RawItem
from services.feed.archives import MOST_BYTES
from services.feed.items import Hints, Unread, items

PAGE = b"<!doctype html><title>Harbour</title><p>The harbour of Tarn would reopen.</p>"
ADDRESS = "https://norland.example/harbour"


def record(
    block: bytes, *, kind: str = "response", address: str = ADDRESS, media: str = "application/http; msgtype=response"
) -> bytes:
    head = f"""WARC/1.0
WARC-Type: {kind}
WARC-Target-URI: {address}
WARC-Date: 2031-03-03T09:00:00Z
WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>
Content-Type: {media}
Content-Length: {len(block)}

"""
    return head.replace("\n", "\r\n").encode() + block + b"\r\n\r\n"


def answer(body: bytes = PAGE, *, status: str = "200 OK", media: str = "text/html", more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n{more}Content-Length: {len(body)}\r\n\r\n".encode() + body


def found(path: Path, data: bytes, hints: Hints | None = None) -> list[RawItem | Unread]:
    path.write_bytes(data)
    return [*items([str(path)], hints or Hints(provider="norland"))]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_record_is_an_item_with_its_address_and_the_archive_s_path(tmp_path: Path, pack):
    path = tmp_path / "crawl.dat"

    [item] = found(path, pack(record(answer())))

    assert isinstance(item, RawItem)
    assert (item.body, item.media_type, item.provider) == (PAGE, "text/html", "norland")
    assert (item.source, item.address) == (str(path), ADDRESS)
    assert item.received_at == datetime(2031, 3, 3, 9, tzinfo=UTC)


def test_records_compressed_one_by_one_are_all_read_in_their_order(tmp_path: Path):
    parts = [record(answer(b"text %d" % number)) for number in range(5)]

    made = found(tmp_path / "a.warc.gz", b"".join(map(gzip.compress, parts)))

    assert [item.body for item in made if isinstance(item, RawItem)] == [b"text %d" % number for number in range(5)]


def test_resources_and_conversions_are_items_as_they_stand(tmp_path: Path):
    data = record(b"A resource.", kind="resource", media="text/plain") + record(b"A text.", kind="conversion", media="text/plain")

    made = found(tmp_path / "a.warc", data)

    assert [(item.body, item.media_type) for item in made if isinstance(item, RawItem)] == [
        (b"A resource.", "text/plain"),
        (b"A text.", "text/plain"),
    ]


def test_an_answer_is_taken_out_of_what_the_transfer_wrapped_it_in(tmp_path: Path):
    packed = gzip.compress(PAGE)
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)
    data = record(answer(packed, more="Content-Encoding: gzip\r\n"))
    data += record(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked)

    made = found(tmp_path / "a.warc", data)

    assert [item.body for item in made if isinstance(item, RawItem)] == [PAGE, PAGE]


def test_what_is_no_text_of_a_page_is_passed_over(tmp_path: Path):
    data = (
        record(answer(status="404 Not Found")) + record(answer(b"\x89PNG", media="image/png")) + record(b"GET /", kind="request")
    )
    data += record(b"--log", kind="resource", address="metadata://crawler.example/log", media="text/plain")

    [only] = found(tmp_path / "a.warc", data + record(answer()))

    assert isinstance(only, RawItem) and only.body == PAGE


def test_an_archive_without_a_text_says_so(tmp_path: Path):
    [nothing] = found(tmp_path / "a.warc", record(b"GET /", kind="request"))

    assert isinstance(nothing, Unread) and "without a record" in nothing.why


@pytest.mark.parametrize("broken", [record(answer())[:-30], b"\x00garbage" * 100, b"WARC/1.0\r\n" + b"a" * 200_000])
def test_a_broken_archive_gives_what_comes_before_and_says_where_it_breaks(tmp_path: Path, broken: bytes):
    path = tmp_path / "a.warc"

    first, *rest = found(path, record(answer()) + broken)

    assert isinstance(first, RawItem) and first.body == PAGE
    assert [type(one) for one in rest] == [Unread] and str(path) in rest[0].source


def test_a_compressed_archive_that_is_cut_off_gives_no_half_article(tmp_path: Path):
    whole = gzip.compress(record(answer())) + gzip.compress(record(answer(PAGE * 1000, media="text/html")))

    made = found(tmp_path / "a.warc.gz", whole[:-60])

    assert [item.body for item in made if isinstance(item, RawItem)] == [PAGE]
    assert any(isinstance(one, Unread) for one in made)


WHOLE = record(answer())
HEADER = WHOLE.index(b"\r\n\r\n") + 4


@pytest.mark.parametrize("kind", ["response", "request", "metadata"])
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_an_archive_that_ends_anywhere_inside_a_record_says_so(tmp_path: Path, kind: str, packed: bool):
    whole = gzip.compress(WHOLE) if packed else WHOLE
    last = record(answer(), kind=kind)
    last = gzip.compress(last) if packed else last

    for end in range(1, len(last) - (0 if packed else 4)):
        first, *rest = found(tmp_path / "a.warc", whole + last[:end])

        assert isinstance(first, RawItem) and first.body == PAGE, end
        assert [one for one in rest if isinstance(one, Unread)] == rest[-1:], (end, rest)
        assert all(one.body == PAGE for one in rest if isinstance(one, RawItem)), "half a record"


@pytest.mark.parametrize("end", range(1, HEADER, 7))
def test_a_member_that_holds_only_a_part_of_a_header_says_so(tmp_path: Path, end: int):
    _, *rest = found(tmp_path / "a.warc.gz", gzip.compress(WHOLE) + gzip.compress(WHOLE[:end]))

    assert [type(one) for one in rest] == [Unread]


@pytest.mark.parametrize("more", [b"", b"\r\n\r\n\r\n"])
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_blank_lines_at_the_end_of_an_archive_may_lack_or_be_many(tmp_path: Path, more: bytes, packed: bool):
    data = WHOLE[:-4] + more

    [item] = found(tmp_path / "a.warc", gzip.compress(data) if packed else data)

    assert isinstance(item, RawItem) and item.body == PAGE


def test_a_record_over_the_limit_is_said_and_the_next_is_read(tmp_path: Path):
    made = found(tmp_path / "a.warc", record(answer(b"x" * (MOST_BYTES + 1))) + record(answer()))

    assert isinstance(made[0], Unread) and "16,777,216 at most" in made[0].why
    assert isinstance(made[1], RawItem) and made[1].body == PAGE


def test_a_record_over_the_limit_does_not_hide_that_the_archive_ends_after_it(tmp_path: Path):
    data = gzip.compress(record(answer(b"a b " * (MOST_BYTES // 4)))) + gzip.compress(record(answer()))[:40]

    large, cut = found(tmp_path / "a.warc.gz", data)

    assert isinstance(large, Unread) and "16,777,216 at most" in large.why
    assert isinstance(cut, Unread) and "cut off" in cut.why


def test_an_archive_is_read_record_by_record(tmp_path: Path):
    path = tmp_path / "a.warc"
    with path.open("wb") as archive:
        for _ in range(40):
            archive.write(record(answer(b"a b " * 250_000)))

    tracemalloc.start()
    read = sum(isinstance(item, RawItem) for item in items([str(path)], Hints()))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert read == 40
    assert most < 20_000_000, f"{most:,} bytes at once of an archive of 40 MB"


def test_a_gzip_file_is_the_file_in_it(tmp_path: Path):
    [item] = found(tmp_path / "a.xml", gzip.compress(b"<newsItem/>"))

    assert isinstance(item, RawItem) and item.body == b"<newsItem/>"


@pytest.mark.parametrize(
    "data", [gzip.compress(b"text" * 1000)[:-9], b"\x1f\x8b\x08nonsense", gzip.compress(b"\0" * (MOST_BYTES + 1))]
)
def test_a_gzip_file_that_is_broken_or_a_bomb_is_not_read(tmp_path: Path, data: bytes):
    [unread] = found(tmp_path / "a.gz", data)

    assert isinstance(unread, Unread)


def test_an_archive_on_standard_input_is_read_too(monkeypatch: pytest.MonkeyPatch):
    data = io.BytesIO(record(answer()))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=data))

    [item] = items(["-"], Hints())

    assert isinstance(item, RawItem)
    assert (item.body, item.source, item.address, data.closed) == (PAGE, None, ADDRESS, False)
