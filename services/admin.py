"""The topics on a broker: made, missing, and made otherwise than we would."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

from services.errors import Misconfigured
from services.settings import Settings
from services.topics import ENVELOPE_BYTES, TOPICS, Topic

#: A broker that is starting gets this long to answer; somebody with a wrong address waits no longer for the sentence.
PATIENCE_SECONDS = 8.0
#: Topics are made at once and their leaders known to every broker within this; Kafka's own default for the request.
CREATE_SECONDS = 30.0

#: Kafka's error code 36, TOPIC_ALREADY_EXISTS: somebody made it between our look and our request.
ALREADY_THERE = 36
#: Kafka's error code 38, INVALID_REPLICATION_FACTOR.
TOO_FEW_BROKERS = 38


@dataclass(frozen=True)
class Difference:
    """A setting of a topic that was there already and that we would have made otherwise. Nothing was changed."""

    topic: str
    setting: str
    wanted: str
    found: str

    def __str__(self) -> str:
        return f"{self.topic}: {self.setting} is {self.found}, `topics create` would say {self.wanted}"


@dataclass(frozen=True)
class Made:
    """What `create_topics` did: the names it made, the names it left as they were, and how those differ from ours."""

    created: tuple[str, ...]
    existing: tuple[str, ...]
    differences: tuple[Difference, ...]


async def create_topics(bootstrap: str, settings: Settings) -> Made:
    """Makes every topic of `services.topics` that is not there, and returns when brokers know them all. Idempotent.

    Raises Misconfigured when no broker answers, or when there are fewer brokers than replicas asked for.
    """
    async with _admin(bootstrap) as admin:
        there = await _described(admin)
        wanted = [topic for topic in TOPICS if topic.name not in there]
        created = await _create(admin, wanted, settings) if wanted else ()
        await _known(admin, bootstrap)
        existing = tuple(topic for topic in TOPICS if topic.name not in created)
        differences = [
            difference for topic in existing for difference in await _differences(admin, topic, there.get(topic.name), settings)
        ]
    return Made(created, tuple(topic.name for topic in existing), tuple(differences))


async def missing_topics(bootstrap: str) -> tuple[str, ...]:
    """The names of our topics that the broker lacks. Raises Misconfigured when no broker answers."""
    async with _admin(bootstrap) as admin:
        return _missing(await _described(admin))


async def broker_limits(bootstrap: str) -> dict[str, int]:
    """The largest batch, in bytes, that the broker takes on each of our topics; left out where it does not say.

    Raises Misconfigured when no broker answers.
    """
    async with _admin(bootstrap) as admin:
        said = {topic.name: (await _settings_of(admin, topic.name)).get("max.message.bytes") for topic in TOPICS}
    return {name: int(limit) for name, limit in said.items() if limit is not None}


def topic_settings(topic: Topic[Any], *, replicas: int) -> dict[str, str]:
    """The topic's settings, in Kafka's words.

    Half of the replicas, rounded up, have to hold a message before it is acknowledged: of three, one broker may be away and
    nothing is lost; of two, writing goes on with one.
    """
    return {
        "max.message.bytes": str(topic.max_message_bytes + ENVELOPE_BYTES),
        "retention.ms": str(topic.retention_ms),
        "min.insync.replicas": str((replicas + 1) // 2),
    }


async def _create(admin: Any, topics: list[Topic[Any]], settings: Settings) -> tuple[str, ...]:
    from aiokafka.admin import NewTopic

    replicas = settings.topic_replicas
    new = [
        NewTopic(topic.name, settings.topic_partitions, replicas, topic_configs=topic_settings(topic, replicas=replicas))
        for topic in topics
    ]
    answer = await admin.create_topics(new, timeout_ms=int(CREATE_SECONDS * 1000))
    created = []
    for name, code, why in answer.topic_errors:
        if code == TOO_FEW_BROKERS:
            raise Misconfigured(
                "ONRECORD_TOPIC_REPLICAS", tried=f"{replicas} replicas of {name}: {why}", do="Say at most the number of brokers"
            )
        if code not in (0, ALREADY_THERE):
            raise Misconfigured(
                "ONRECORD_KAFKA", tried=f"the broker refuses to make {name}: {why or f'error {code}'}", do="Its log says more"
            )
        if code == 0:
            created.append(name)
    return tuple(created)


async def _described(admin: Any) -> dict[str, Mapping[str, Any]]:
    """Every topic there is. All are asked for, none by name: a broker may make a topic because somebody asked about it."""
    return {topic["topic"]: topic for topic in await admin.describe_topics()}


def _missing(there: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(topic.name for topic in TOPICS if topic.name not in there)


async def _known(admin: Any, bootstrap: str) -> None:
    """Waits until the metadata has every topic with a leader for each partition: a new one is told to brokers with a delay."""
    try:
        async with asyncio.timeout(CREATE_SECONDS):
            led = _all_led(await _described(admin))
            while not led:
                await asyncio.sleep(0.1)
                led = _all_led(await _described(admin))
    except TimeoutError:
        raise Misconfigured(
            "ONRECORD_KAFKA",
            tried=f"{bootstrap} took the topics, and {CREATE_SECONDS:.0f} s later some still have no leader",
            do="Are all of its brokers up?",
        ) from None


def _all_led(there: Mapping[str, Mapping[str, Any]]) -> bool:
    partitions = [
        partition for topic in TOPICS for partition in there.get(topic.name, {"partitions": [{"leader": -1}]})["partitions"]
    ]
    return all(partition["leader"] >= 0 for partition in partitions)


async def _differences(admin: Any, topic: Topic[Any], there: Mapping[str, Any] | None, settings: Settings) -> list[Difference]:
    partitions = there["partitions"] if there else []
    found = {
        **await _settings_of(admin, topic.name),
        "partitions": str(len(partitions)),
        "replicas": str(max((len(partition["replicas"]) for partition in partitions), default=0)),
    }
    wanted = {
        "partitions": str(settings.topic_partitions),
        "replicas": str(settings.topic_replicas),
        **topic_settings(topic, replicas=settings.topic_replicas),
    }
    # The embedded broker knows only what it was told, so that a setting it doesn't list is no difference.
    return [Difference(topic.name, name, value, found[name]) for name, value in wanted.items() if found.get(name, value) != value]


async def _settings_of(admin: Any, name: str) -> dict[str, str]:
    """The topic's settings. All are asked for: the embedded broker closes the connection on a list of names."""
    from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

    [answer] = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)])
    return {entry[0]: entry[1] for resource in answer.resources for entry in resource[4]}


@asynccontextmanager
async def _admin(bootstrap: str) -> AsyncIterator[Any]:
    """An open admin client. Raises Misconfigured when no broker answers in PATIENCE_SECONDS, or goes away meanwhile."""
    from aiokafka.errors import KafkaError

    admin = await _connected(bootstrap)
    try:
        yield admin
    except KafkaError as error:
        raise Misconfigured("ONRECORD_KAFKA", tried=f"{bootstrap} went away: {error}", do="Try again") from error
    finally:
        await admin.close()


async def _connected(bootstrap: str) -> Any:
    from aiokafka.errors import KafkaError

    last: Exception | None = None
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                try:
                    return await _started(bootstrap)
                except (KafkaError, OSError) as error:
                    last = error
                    await asyncio.sleep(0.5)
    except TimeoutError:
        raise Misconfigured(
            "ONRECORD_KAFKA",
            tried=f"no broker answers at {bootstrap} in {PATIENCE_SECONDS:.0f} s",
            do="Is it up, and is that its address?",
        ) from last
    except ValueError as error:
        raise Misconfigured(
            "ONRECORD_KAFKA", tried=f"{bootstrap!r}: {error}", do="It is host:port, several with commas"
        ) from error


async def _started(bootstrap: str) -> Any:
    from aiokafka.admin import AIOKafkaAdminClient

    admin = AIOKafkaAdminClient(
        bootstrap_servers=bootstrap, client_id="onrecord-admin", request_timeout_ms=int(PATIENCE_SECONDS * 1000)
    )
    try:
        with quietly():
            await admin.start()
    except BaseException:
        await admin.close()
        raise
    return admin


@contextmanager
def quietly() -> Iterator[None]:
    """For a first connection: aiokafka logs each try as an error; ours is one sentence when the tries are over."""
    log = logging.getLogger("aiokafka")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)
