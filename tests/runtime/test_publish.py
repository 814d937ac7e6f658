"""Published means acknowledged by the broker, for as long as that takes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable

import pytest
from aiokafka.errors import (
    KafkaError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    NotEnoughReplicasError,
    OutOfOrderSequenceNumber,
    ProducerFenced,
    RequestTimedOutError,
    TopicAuthorizationFailedError,
)
from faust.exceptions import ProducerSendError

from services.errors import Rejected
from services.patience import Weather
from services.publish import Publisher
from services.stage import Record

ONE, TWO = Record("articles.parsed.v1", b"k", b"one"), Record("articles.parsed.v1", b"k", b"two")


class Heard(Weather):
    """Tells when it was said that the broker is away."""

    def __init__(self, service: str, what: str) -> None:
        super().__init__(service, what)
        self.said = asyncio.Event()

    def gone(self, why: str) -> None:
        super().gone(why)
        self.said.set()


class Scripted:
    """A producer that does what it is told, one thing a send: an error to raise at the send, a future, or the error that
    the acknowledgement brings. After the script every record is acknowledged."""

    def __init__(self, *script: object) -> None:
        self.script = list(script)
        self.sent: list[Record] = []
        self.pauses: list[float] = []
        self.broker = Heard("parser", "broker")
        self.publish = Publisher(self.send, limits={"claims.changes.v1": 200}, broker=self.broker, pause=self.pause)

    async def send(self, record: Record) -> Awaitable[object]:
        self.sent.append(record)
        step = self.script.pop(0) if self.script else None
        if isinstance(step, ProducerSendError):
            raise step
        if isinstance(step, asyncio.Future):
            return step
        future: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        if isinstance(step, KafkaError):
            future.set_exception(step)
        else:
            future.set_result(step)
        return future

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)


async def test_a_record_is_published_when_the_broker_says_so_and_not_before() -> None:
    acknowledged: asyncio.Future[object] = asyncio.get_running_loop().create_future()
    producer = Scripted(acknowledged)
    publishing = asyncio.create_task(producer.publish([ONE]))
    await asyncio.wait({publishing}, timeout=0.02)
    before = publishing.done()
    acknowledged.set_result(None)
    await publishing

    assert not before


async def test_a_record_that_failed_after_the_send_is_sent_again() -> None:
    producer = Scripted(RequestTimedOutError())
    await producer.publish([ONE])

    assert producer.sent == [ONE, ONE]


async def test_the_second_record_is_sent_when_the_first_is_there() -> None:
    producer = Scripted(RequestTimedOutError(), RequestTimedOutError())
    await producer.publish([ONE, TWO])

    assert producer.sent == [ONE, ONE, ONE, TWO]


async def test_the_waits_grow_and_no_two_are_the_same() -> None:
    producer = Scripted(*[RequestTimedOutError() for _ in range(12)])
    await producer.publish([ONE])

    assert producer.pauses[0] <= 0.2
    assert 15 <= producer.pauses[-1] <= 30
    assert len(set(producer.pauses)) == 12


async def test_an_absent_broker_is_two_lines_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    producer = Scripted(*[RequestTimedOutError() for _ in range(5)])
    await producer.publish([ONE])

    assert [record.message.partition(":")[0] for record in caplog.records] == [
        "parser waits for the broker",
        "parser goes on",
    ]


async def test_a_record_over_the_brokers_limit_is_not_even_sent() -> None:
    producer = Scripted()

    with pytest.raises(Rejected, match=r"too-large: 201 bytes for claims.changes.v1, where the broker takes 200"):
        await producer.publish([Record("claims.changes.v1", b"key", b"x" * 70)])
    assert producer.sent == []


async def test_a_record_at_the_brokers_limit_is_sent() -> None:
    producer = Scripted()
    await producer.publish([Record("claims.changes.v1", b"key", b"x" * 69)])

    assert len(producer.sent) == 1


async def test_a_record_that_the_broker_finds_too_large_is_not_waited_for() -> None:
    producer = Scripted(MessageSizeTooLargeError("1024 is the limit"))

    with pytest.raises(Rejected, match=r"too-large: 3 bytes for articles.parsed.v1"):
        await producer.publish([ONE])


async def test_a_record_over_the_producers_own_limit_is_not_waited_for() -> None:
    error = ProducerSendError("Error while sending")
    error.__cause__ = MessageSizeTooLargeError("1024 is the limit")

    with pytest.raises(Rejected, match="too-large"):
        await Scripted(error).publish([ONE])


@pytest.mark.parametrize("error", [OutOfOrderSequenceNumber(), ProducerFenced(), KafkaError("Unexpected error in the sender")])
async def test_a_producer_that_can_send_no_more_is_not_waited_for(error: KafkaError) -> None:
    producer = Scripted(error)

    with pytest.raises(type(error)):
        await producer.publish([ONE])
    assert producer.sent == [ONE]


@pytest.mark.parametrize("error", [KafkaTimeoutError(), NotEnoughReplicasError(), TopicAuthorizationFailedError("a topic")])
async def test_whatever_may_pass_is_waited_for(error: KafkaError) -> None:
    producer = Scripted(error)
    await producer.publish([ONE])

    assert producer.sent == [ONE, ONE]


async def test_silence_is_said_while_it_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.publish.SILENCE_SECONDS", 0.01)
    acknowledged: asyncio.Future[object] = asyncio.get_running_loop().create_future()
    producer = Scripted(acknowledged)
    publishing = asyncio.create_task(producer.publish([ONE]))
    await asyncio.wait_for(producer.broker.said.wait(), 60)
    acknowledged.set_result(None)
    await publishing

    assert producer.sent == [ONE]
    assert producer.broker.away is None
