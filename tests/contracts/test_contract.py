"""Reading a message: tolerant of new fields, strict about the rest, clear about what is wrong."""

from __future__ import annotations

import json

import pytest

from schemas import FromTheFuture, NotThisContract, RawItem
from tests.builders import a_raw_item


def test_a_message_survives_the_wire():
    item = a_raw_item(body=b"\x00\xff bytes of any kind")

    assert RawItem.from_bytes(item.to_bytes()) == item


def test_an_unknown_field_is_ignored():
    message = {**json.loads(a_raw_item("text").to_bytes()), "mood": "calm"}

    assert RawItem.from_bytes(json.dumps(message).encode()).body == b"text"


@pytest.mark.parametrize("value", [b"", b"not json", b"[]", b"null", b"42", b'{"body": 1}', b"\xff\xfe", b"[" * 100_000])
def test_bytes_that_are_no_message_say_so(value: bytes):
    with pytest.raises(NotThisContract, match="not a RawItem"):
        RawItem.from_bytes(value)


def test_a_later_version_says_what_to_do():
    message = {**json.loads(a_raw_item("text").to_bytes()), "contract_version": 2}

    with pytest.raises(FromTheFuture, match="deploy the newer service first"):
        RawItem.from_bytes(json.dumps(message).encode())


def test_a_later_version_of_another_shape_says_what_to_do_too():
    with pytest.raises(FromTheFuture, match="version 7"):
        RawItem.from_bytes(b'{"contract_version": 7, "bytes": "elsewhere"}')
