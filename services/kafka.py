"""A stage on Faust: its app, and a consumer that never commits past a message that is not done.

Faust 0.15.3 takes an unfinished message at the head for a gap in the log and commits past it (consumer.py, `_new_offset`),
and acknowledges whatever leaves its stream, exceptions included. So here Faust fetches, rebalances and buffers, and the
accounts are ours: `services.ledger`. tests/faults shows both, upstream losing and this losing nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterable, Awaitable, Iterable, Mapping
from importlib.metadata import version
from typing import Any, ClassVar, cast

import aiokafka
import faust
from aiokafka.structs import OffsetAndMetadata
from faust.transport.drivers import aiokafka as driver
from faust.types import TP, EventT, Message, StreamT, TopicT
from yarl import URL

from services.errors import Misconfigured
from services.lanes import Lanes
from services.ledger import Ledger
from services.settings import Settings
from services.stage import ATTEMPTS, Record, Stage
from services.topics import ENVELOPE_BYTES, TOPICS

log = logging.getLogger("onrecord")

#: This file replaces parts of exactly this Faust; with another one it might replace nothing, and lose messages.
FAUST = "0.15.3"

#: How often offsets are committed: what a kill -9 does twice is at most this much work.
COMMIT_SECONDS = 1.0
#: A commit that takes longer is given up and made again; at a stop and at a rebalance nobody waits longer for it.
COMMIT_PATIENCE_SECONDS = 5.0
#: A worker that is killed loses its partitions to the others after this long without a heartbeat; Kafka allows 6 s at least.
SESSION_SECONDS = 10.0
#: Three in a session: two may be lost.
HEARTBEAT_SECONDS = 3.0
#: A request without an answer for this long is made again, on a new connection.
REQUEST_SECONDS = 30.0
#: After a rebalance positions are sought; less than REQUEST_SECONDS, after which Faust would give up without a word.
SEEK_SECONDS = 20.0
#: Whoever asks /readyz gives up after some seconds; a broker that needs more is as good as away.
ANSWER_SECONDS = 2.0
#: The group forgets who fetches nothing for this long. A day: a database may be away for a night, and that is no reason.
IDLE_SECONDS = 24 * 3600.0
#: At a rebalance or a stop, what is in hand may end; what takes longer is done again by whoever gets the partition.
PATIENCE_SECONDS = 5.0


class ConsumerThread(driver.AIOKafkaConsumerThread):
    """Faust's consumer thread, which goes on when a commit or a seek fails, and seeks where nothing was ever committed."""

    async def _fetch_records(self, consumer: aiokafka.AIOKafkaConsumer, *args: Any, **kwargs: Any) -> Any:
        """What is fetched, or what ended the group's coordination. Nobody else would notice that: without it the member drops
        out of its group, and the fetch goes on and finds nothing."""
        consumer._coordinator.check_errors()
        return await super()._fetch_records(consumer, *args, **kwargs)

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        """Whether the offsets are with the broker. Faust's own crashes the worker when not; the next commit says the same."""
        consumer = self._ensure_consumer()
        ours = {tp: offset for tp, offset in offsets.items() if tp in self.assignment()}
        positions = {driver.ensure_aiokafka_TP(tp): OffsetAndMetadata(offset, "") for tp, offset in ours.items()}
        try:
            await asyncio.wait_for(consumer.commit(positions), COMMIT_PATIENCE_SECONDS)
        except (aiokafka.errors.KafkaError, TimeoutError) as error:
            log.info("not committed, will be again: %r", error)
            return False
        return True

    async def on_thread_stop(self) -> None:
        """Ends whatever the client does at its end: with a broker that is away, aiokafka 0.14 raises the CancelledError of a
        fetch that it cancelled itself, and Faust would wait a minute for a thread that is no more."""
        with contextlib.suppress(asyncio.CancelledError, TimeoutError, aiokafka.errors.KafkaError):
            await asyncio.wait_for(super().on_thread_stop(), PATIENCE_SECONDS)

    async def seek_to_committed(self) -> Mapping[TP, int]:
        return cast("Mapping[TP, int]", await self.call_thread(self._rewind))

    async def _rewind(self) -> Mapping[TP, int]:
        """To the committed offset, and to the beginning where there is none (aiokafka leaves that position as it is, and what
        was fetched and dropped in between would not come again before the next rebalance)."""
        consumer = self._ensure_consumer()
        committed = await consumer.seek_to_committed()
        fresh = [tp for tp, offset in committed.items() if not offset]
        if fresh:
            await consumer.seek_to_beginning(*fresh)
        return cast("Mapping[TP, int]", committed)


class Consumer(driver.Consumer):
    """Faust's consumer with our accounts. What Faust acknowledges counts for nothing; `settle` does."""

    app: App

    def __post_init__(self) -> None:
        super().__post_init__()
        self.ledger: Ledger[TP] = Ledger()
        #: A member of the group that knows its partitions (there may be none left for it).
        self.joined = False

    def _new_consumer_thread(self) -> ConsumerThread:
        return ConsumerThread(self, loop=self.loop, beacon=self.beacon)

    def settle(self, message: Message) -> None:
        """`message` has had its durable effect: its offset may be committed once all before it may."""
        self.ledger.done(message.tp, message.offset)

    def ack(self, message: Message) -> bool:
        """Faust's own acknowledgement, from wherever: not one of ours."""
        message.acked = True
        self._unacked_messages.discard(message)
        return False

    async def _getmany(self, active_partitions: set[TP] | None, timeout: float) -> Any:  # noqa: ASYNC109 - Faust's
        """What leaves the broker is on the books at once: whatever Faust drops on its way to us holds the offset."""
        records = await super()._getmany(active_partitions, timeout)
        for tp, messages in records.items():
            for message in messages:
                self.ledger.delivered(TP(tp.topic, tp.partition), message.offset)
        return records

    async def perform_seek(self) -> None:
        """To where the group left off. Raises TimeoutError when that can't be found out, which ends the service for its
        supervisor: Faust takes a seek that is too long for a stop, and would read nothing more, for ever."""
        await asyncio.wait_for(super().perform_seek(), SEEK_SECONDS)

    async def force_commit(self, topics: Any = None, start_new_transaction: bool = True) -> bool:
        """Commits every partition's offset that is news. Our ledger knows them; what Faust would compute is not asked for."""
        assigned = self.assignment()
        offsets = {tp: offset for tp, offset in self.ledger.committable().items() if tp in assigned}
        committed = bool(offsets) and await self._commit(offsets)
        if committed:
            self.ledger.committed(offsets)
        return committed

    async def wait_empty(self) -> None:
        """Before partitions go, at a rebalance or a stop: what is in hand may end, then offsets are committed. What doesn't
        end is let go of: whoever gets its partition has it delivered anew.

        Faust's own waits for as long as it takes, and a member that waits longer than the group does is thrown out of it.
        """
        if self.app.lanes is not None:
            await self.app.lanes.end(within=PATIENCE_SECONDS)
        await self.maybe_wait_for_commit_to_finish()
        await self.commit()

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        self.joined = False
        await super().on_partitions_revoked(revoked)
        self.ledger.forget(revoked)

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        self.ledger.forget(assigned)
        await super().on_partitions_assigned(assigned, generation_id)
        self.joined = True

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """Faust's book of gaps, which is never read here and would only grow."""

    def on_buffer_full(self, tp: TP) -> None:
        """Back-pressure is a full buffer that is waited for. Faust's own takes partitions out of the fetch and drops what was
        fetched from them in the meantime."""

    def on_buffer_drop(self, tp: TP) -> None: ...

    def verify_event_path(self, now: float, tp: TP) -> None:
        """Faust's alarm for streams that stand still, which can't tell waiting for a database from hanging. We can: a hand
        that hangs is killed after `work_seconds`, and what is waited for is in the log and in /readyz."""


class Producer(driver.Producer):
    """Faust's producer, idempotent where the broker can."""

    app: App

    def _settings_extra(self) -> Mapping[str, Any]:
        return {"enable_idempotence": True} if self.app.settings.idempotent_producer else {}

    async def answers(self) -> bool:
        """Whether a broker tells its metadata within ANSWER_SECONDS."""
        update = asyncio.ensure_future(self._ensure_producer().client.force_metadata_update())
        done, _ = await asyncio.wait({update}, timeout=ANSWER_SECONDS)
        return bool(done) and bool(update.result())


class Transport(driver.Transport):
    Consumer: ClassVar[Any] = Consumer
    Producer: ClassVar[Any] = Producer


class App(faust.App):
    """The app of one stage."""

    def __init__(self, *args: Any, settings: Settings, **kwargs: Any) -> None:
        self.settings = settings
        #: Where its messages are worked on; they are asked to end before partitions go.
        self.lanes: Lanes[EventT[Any]] | None = None
        super().__init__(*args, **kwargs)

    @property
    def incoming(self) -> Consumer:
        """Its consumer, by its own type."""
        return cast(Consumer, self.consumer)

    @property
    def outgoing(self) -> Producer:
        """Its producer, by its own type."""
        return cast(Producer, self.producer)

    def _new_transport(self) -> Transport:
        return Transport(self.conf.broker_consumer, self)

    def _create_directories(self) -> None:
        """Faust's data directory is for tables; there are none."""


def faust_app(stage: Stage[Any, Any], settings: Settings) -> App:
    """The Faust app of `stage`; its id is the consumer group, `onrecord-<stage>`.

    No tables, no leader topic, no topics declared, no web server: it reads one topic, and every offset it commits is that of
    the first message that is not done. Raises Misconfigured for another Faust than the one this was written for.
    """
    if version("faust-streaming") != FAUST:
        raise Misconfigured(
            "faust-streaming",
            tried=f"version {version('faust-streaming')}",
            do=f"Install {FAUST}: services/kafka.py is for that one",
        )
    return App(
        f"onrecord-{stage.name}",
        settings=settings,
        broker=_brokers(settings),
        autodiscover=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        table_standby_replicas=0,  # or Faust assigns partitions itself, by changelogs that there are none of
        web_enabled=False,
        broker_commit_interval=COMMIT_SECONDS,
        broker_session_timeout=SESSION_SECONDS,
        broker_heartbeat_interval=HEARTBEAT_SECONDS,
        broker_request_timeout=REQUEST_SECONDS,
        broker_max_poll_interval=IDLE_SECONDS,
        broker_max_poll_records=settings.lanes,
        stream_buffer_maxsize=settings.lanes,
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=stage.reads.max_message_bytes + ENVELOPE_BYTES,
        producer_acks=-1,
        producer_compression_type=None if settings.compression == "none" else settings.compression,
        producer_max_request_size=max(topic.max_message_bytes for topic in TOPICS) + ENVELOPE_BYTES,
        producer_request_timeout=REQUEST_SECONDS,
    )


def source(app: App, stage: Stage[Any, Any]) -> TopicT:
    """The topic that `stage` reads, as bytes: Faust decodes nothing, so it can refuse nothing."""
    return app.topic(stage.reads.name, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw")


def events(stream: StreamT[bytes]) -> AsyncIterable[EventT[Any]]:
    """What comes from `stream`, nothing of it acknowledged for having been looked at, as it is in Faust unless one says so."""
    unacknowledged: AsyncIterable[EventT[Any]] = cast("faust.Stream[bytes]", stream).noack().events()
    return unacknowledged


def arrived(event: EventT[Any]) -> Record:
    """The record that an event holds."""
    message = event.message
    return Record(message.topic, message.key, message.value, message.partition, message.offset, _attempts(message.headers))


async def send(app: App, record: Record) -> Awaitable[object]:
    """Into the producer's buffer; what this returns, awaited, is the broker's acknowledgement."""
    return await app.producer.send(record.topic, record.key, record.value, None, None, None)


def _attempts(headers: Any) -> int:
    """How often a message was tried before, from its header; 0 for a header that is no number."""
    pairs: Iterable[tuple[str, bytes]] = headers.items() if isinstance(headers, Mapping) else headers or ()
    said = dict(pairs).get(ATTEMPTS, b"0")
    return int(said) if said.isdigit() else 0


def _brokers(settings: Settings) -> list[URL]:
    try:
        servers = [URL(f"kafka://{server.strip()}") for server in settings.kafka.split(",")]
        if all(server.host and server.port for server in servers):
            return servers
    except ValueError:
        pass
    raise Misconfigured("ONRECORD_KAFKA", tried=repr(settings.kafka), do="Say host:port, several with commas")
