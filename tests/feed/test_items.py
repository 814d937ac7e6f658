"""Files, folders and standard input become raw items, byte for byte and in a fixed order."""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from schemas import DeadLetter, RawItem
from services.feed.items import Hints, Unread, files, items, key
from services.feed.publish import record
from services.topics import DEAD_LETTERS, RAW
from tests.builders import a_raw_item


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_a_file_is_one_item_byte_for_byte(tmp_path: Path):
    path = tmp_path / "odd.bin"
    path.write_bytes(b"\x00\xff\r\n text")

    [item] = items([str(path)], Hints(provider="norland"))

    assert isinstance(item, RawItem)
    assert (item.body, item.provider, item.source) == (b"\x00\xff\r\n text", "norland", str(path))


def test_a_folder_is_walked_in_the_order_of_names_without_hidden_files(tmp_path: Path):
    write(tmp_path, b_txt="2", a_txt="1", sub__c_txt="3", _hidden="no", _git__x="no")

    assert [Path(name).name for name in files([str(tmp_path)])] == ["a.txt", "b.txt", "c.txt"]


def test_standard_input_is_one_item_without_a_source(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"piped")))

    [item] = items(["-"], Hints())

    assert isinstance(item, RawItem)
    assert (item.body, item.source) == (b"piped", None)


def test_a_path_that_is_not_there_does_not_stop_the_others(tmp_path: Path):
    write(tmp_path, a_txt="1")

    missing, found = items([str(tmp_path / "none"), str(tmp_path / "a.txt")], Hints())

    assert missing == Unread(str(tmp_path / "none"), "No such file or directory")
    assert isinstance(found, RawItem)


def test_what_the_caller_knows_is_a_hint_on_every_item(tmp_path: Path):
    write(tmp_path, a_txt="1")
    day = datetime(2031, 3, 3, tzinfo=UTC)

    [item] = items([str(tmp_path)], Hints(published=day, media_type="text/plain", feed="world"))

    assert isinstance(item, RawItem)
    assert (item.published, item.media_type, item.feed) == (day, "text/plain", "world")


def test_the_same_bytes_of_the_same_provider_share_a_key():
    assert key(a_raw_item("a")) == key(a_raw_item("a", source="elsewhere.txt"))
    assert key(a_raw_item("a")) != key(a_raw_item("b"))
    assert key(a_raw_item("a")) != key(a_raw_item("a", provider="other"))


def test_an_item_goes_to_the_raw_topic():
    item = a_raw_item("text")

    out = record(item)

    assert (out.topic, out.key, out.value) == (RAW.name, key(item), item.to_bytes())


def test_an_item_over_the_topics_limit_is_a_dead_letter_that_keeps_its_beginning():
    body = b"x" * (RAW.max_message_bytes + 1)
    item = a_raw_item(body=body, source="giant.txt")

    out = record(item)
    letter = DeadLetter.from_bytes(out.value or b"")

    assert out.topic == DEAD_LETTERS.name
    assert (letter.stage, letter.reason, letter.source) == ("feed", "too-large", "giant.txt")
    assert letter.size == len(item.to_bytes())
    assert len(out.value or b"") < DEAD_LETTERS.max_message_bytes
