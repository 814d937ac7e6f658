"""What the machinery says is heard seldom, what we say always."""

from __future__ import annotations

import logging

from services.logs import SELDOM_SECONDS, Seldom


def a_record(name: str, sentence: str, *details: object) -> logging.LogRecord:
    return logging.LogRecord(name, logging.ERROR, __file__, 1, sentence, details, None)


def heard(*records: logging.LogRecord, seconds_apart: float = 1.0) -> list[bool]:
    now = 0.0

    def clock() -> float:
        nonlocal now
        now += seconds_apart
        return now

    seldom = Seldom(clock)
    return [seldom.filter(record) for record in records]


def test_a_sentence_of_the_kafka_client_is_heard_once_whatever_its_details() -> None:
    sentences = [a_record("aiokafka.client", "Unable connect to node with id %s", node) for node in (1, 2, 3)]

    assert heard(*sentences) == [True, False, False]


def test_it_is_heard_again_after_a_while() -> None:
    sentences = [a_record("aiokafka.client", "Unable connect")] * 2

    assert heard(*sentences, seconds_apart=SELDOM_SECONDS) == [True, True]


def test_other_sentences_are_heard_meanwhile() -> None:
    assert heard(a_record("aiokafka.client", "Unable connect"), a_record("aiokafka.client", "Another")) == [True, True]


def test_ours_are_heard_always() -> None:
    assert heard(*[a_record("onrecord", "parser %s ok", "a1")] * 3) == [True, True, True]
