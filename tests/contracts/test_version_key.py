"""The order of an item's versions, in one string."""

from __future__ import annotations

from datetime import timedelta

from schemas import Status, version_key
from tests.builders import MONDAY

LATER = MONDAY + timedelta(hours=1)


def test_a_later_version_comes_after_an_earlier_one_whatever_their_numbers():
    assert version_key(MONDAY, 9, Status.USABLE, "a") < version_key(LATER, 1, Status.USABLE, "a")


def test_numbers_are_compared_as_numbers():
    assert version_key(MONDAY, 978556838, Status.USABLE, "a") < version_key(MONDAY, 1542761538, Status.USABLE, "a")


def test_the_severer_of_two_that_claim_the_same_place_comes_last():
    keys = [version_key(MONDAY, 1, status, "a") for status in Status]

    assert sorted(keys)[-1] == version_key(MONDAY, 1, Status.CANCELLED, "a")


def test_a_version_without_a_time_comes_before_one_that_has_one():
    assert version_key(None, 99, Status.USABLE, "a") < version_key(MONDAY, 1, Status.USABLE, "a")


def test_a_kill_without_a_time_kills_what_has_one():
    assert version_key(None, 0, Status.CANCELLED, "") > version_key(LATER, 7, Status.CORRECTED, "a")


def test_a_withheld_version_that_says_neither_when_nor_which_it_is_holds_back_what_does():
    assert version_key(None, 0, Status.WITHHELD, "") > version_key(LATER, 7, Status.CORRECTED, "a")
    assert version_key(None, 9, Status.WITHHELD, "") < version_key(None, 10, Status.USABLE, "a")


def test_the_same_content_at_the_same_place_has_the_same_key():
    assert version_key(MONDAY, 1, Status.USABLE, "a") == version_key(MONDAY, 1, Status.USABLE, "a")
    assert version_key(MONDAY, 1, Status.USABLE, "a") != version_key(MONDAY, 1, Status.USABLE, "b")
