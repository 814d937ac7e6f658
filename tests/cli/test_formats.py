"""The command on every format, in a folder, an archive and a gzip file: one line an item or dead letter."""

from __future__ import annotations

import gzip
import json
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from services.parser.formats import FORMATS
from tests import lives
from tests.cli.test_command import lines, onrecord
from tests.feed.test_archives import answer, record
from tests.stages.formats.test_html import page

WOULD = "open again on Friday"
MAIL = b"From: desk@norland.example\nDate: Mon, 3 Mar 2031 09:00:00 +0000\nMessage-ID: <harbour@norland.example>\n"
#: One item of every format, in files whose names say nothing.
FILES = {
    "text": lives.text(WOULD, "harbour-1"),
    "newsml-g2": lives.g2(WOULD, "harbour-2"),
    "newsml-1": lives.newsml1(WOULD, 1),
    "nitf": lives.nitf(WOULD, "harbour-4"),
    "ninjs": lives.ninjs(WOULD, "harbour-5", 9, 1),
    "dpa-digitalwires": lives.dpa(WOULD, 1, "2031-03-03T09:00:00Z"),
    "iptc-7901": lives.iptc(f"Harbour of Tarn to reopen=\n   {lives.story(WOULD)}", 61, "0909"),
    "anpa-1312": lives.anpa(WOULD, "Tarn-Harbour"),
    "email": MAIL + f"Subject: Harbour of Tarn to reopen\n\n{lives.story(WOULD)}\n".encode(),
    "syndication": lives.rss(WOULD),
    "html": page(lives.story(WOULD)).encode(),
}
REFUSED = {"broken": (b"<nitf><body>", "unreadable"), "nothing": (b"", "empty"), "picture": (b"\x89PNG\r\n\x1a\n", "binary")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of files of all formats, three that are none, and, below it, archives of pages and feeds."""
    for number, data in enumerate([*FILES.values(), *(data for data, _ in REFUSED.values())]):
        (tmp_path / f"{number:02}.item").write_bytes(data)
    archived = record(answer(FILES["html"])) + record(answer(FILES["syndication"], media="application/rss+xml"))
    (tmp_path / "archives").mkdir()
    (tmp_path / "archives" / "a.dat").write_bytes(archived)
    (tmp_path / "archives" / "b.dat").write_bytes(gzip.compress(archived))
    (tmp_path / "archives" / "c.dat").write_bytes(gzip.compress(FILES["nitf"]))
    return tmp_path


def extracted(path: Path) -> subprocess.CompletedProcess[bytes]:
    return onrecord("extract", "--through", "parser", "--workers", "1", str(path))


def test_every_format_is_written():
    assert {*FILES} == {format.name for format in FORMATS}


def test_a_folder_of_every_format_is_a_line_an_item_or_dead_letter(folder: Path):
    done = extracted(folder)
    made = lines(done)

    assert done.returncode == 0, done.stderr.decode()
    articles = [one for one in made if "reason" not in one]
    assert Counter(one["wire_format"] for one in articles) == Counter([*FILES, *["html", "syndication"] * 2, "nitf"])
    assert all(WOULD in one["body"] for one in articles)
    assert Counter(one["reason"] for one in made if "reason" in one) == Counter(reason for _, reason in REFUSED.values())
    assert all(one["stage"] == "parser" and one["detail"] for one in made if "reason" in one)


def test_an_item_has_the_same_id_wherever_it_comes_from(folder: Path):
    made = [one for one in lines(extracted(folder)) if "reason" not in one]

    assert len({one["item_id"] for one in made if one["wire_format"] == "syndication"}) == 1
    assert len({one["item_id"] for one in made if one["wire_format"] == "nitf"}) == 1


def test_an_archive_that_is_cut_off_gives_what_is_before_and_says_so_in_a_line_and_the_exit_status(folder: Path):
    path = folder / "archives" / "a.dat"
    path.write_bytes(record(answer(FILES["html"])) + record(answer(FILES["html"]))[:100])

    done = extracted(path)

    assert [one["wire_format"] for one in lines(done)] == ["html"]
    assert done.returncode == 1
    [said] = done.stderr.decode().splitlines()
    assert said.startswith(f"not read: {path} (record 2") and "cut off" in said


def test_times_without_a_zone_are_in_the_one_that_is_named(folder: Path):
    (folder / "x.item").write_text(json.dumps(json.loads(FILES["ninjs"]) | {"versioncreated": "2031-03-03T09:00:00"}))

    [made] = lines(onrecord("extract", "--through", "parser", "--zone", "Europe/Vienna", str(folder / "x.item")))
    wrong = onrecord("extract", "--zone", "Europe/Tarn", str(folder / "x.item"))

    assert made["published"] == "2031-03-03T08:00:00Z"
    assert wrong.returncode == 2 and b"Europe/Vienna" in wrong.stderr
