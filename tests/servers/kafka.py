"""A real Apache Kafka 4.1.1 (KRaft, one node) for tests: started, stopped, killed and started again on the same data."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from services.children import Child
from services.embedded import cluster_at, free_port
from tests.needs import missing

VERSION = "4.1.1"
CLUSTER = "b25yZWNvcmQtdGVzdHMtMQ"
#: Up in 3-5 s here; CI shares two cores.
START_SECONDS = 120.0
#: A clean stop writes a snapshot and moves nothing, for it has nowhere to move to.
STOP_SECONDS = 30.0

POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>onrecord</groupId><artifactId>test-kafka</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>{VERSION}</version></dependency>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId><version>{VERSION}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
"""

#: One node: every internal topic has one replica. The rest is Kafka's own default, but for auto-creation (a misspelt topic
#: must be an error), the first rebalance's delay (3 s a test), and the session: after kill -9 a broker is let in again when
#: its old session is over (9 s by default).
PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={data}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
broker.session.timeout.ms=4000
broker.heartbeat.interval.ms=1000
"""

#: The JVM's cheap settings: a broker that lives for minutes is better compiled little and collected simply.
JVM = ("-Xmx512m", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")


class KafkaServer:
    """A broker on loopback with a port and a data folder of its own, as a context manager.

    `stop`, `kill9` and `start` may be called in any order inside; port and data stay. Raises RuntimeError with a sentence
    when Java or Maven is missing or the broker does not come up.
    """

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="kafka-"))
        self._port, self._controller = free_port(), free_port()
        self._child: Child | None = None

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self._port}"

    @property
    def log(self) -> Path:
        return self._folder / "kafka.log"

    def __enter__(self) -> KafkaServer:
        try:
            self._format()
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        # Nothing of it is needed any more: no clean stop, which takes seconds.
        self.kill9()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Starts it and returns when it answers."""
        assert self._child is None, "it runs"
        self._child = Child(self._java("kafka.Kafka", str(self._properties)), log=self.log)
        until = time.monotonic() + START_SECONDS
        while cluster_at("127.0.0.1", self._port) != CLUSTER:
            if self._child.wait(0.1) or time.monotonic() > until:
                raise RuntimeError("Kafka did not start. The end of its log:\n" + "\n".join(self._child.last_lines(15)))

    def stop(self) -> None:
        """A clean stop, as by an operator."""
        if self._child is not None:
            self._child.stop(deadline=STOP_SECONDS)
            self._child = None

    def kill9(self) -> None:
        """Gone in an instant, as by a power cut that spares the disk."""
        if self._child is not None:
            self._child.kill()
            self._child = None

    @property
    def _properties(self) -> Path:
        return self._folder / "server.properties"

    def _format(self) -> None:
        self._properties.write_text(PROPERTIES.format(port=self._port, controller=self._controller, data=self._folder / "data"))
        command = self._java("kafka.tools.StorageTool", "format", "--standalone", "-t", CLUSTER, "-c", str(self._properties))
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"Kafka's storage can't be formatted: {done.stdout}{done.stderr}")

    def _java(self, *arguments: str) -> list[str]:
        return ["java", *JVM, "-cp", f"{jars()}/*", *arguments]


def jars() -> Path:
    """The folder with Kafka's jars, fetched by Maven when they are not there: 93 files, 54 MB, 12 s, once."""
    if sentences := missing("java"):
        raise RuntimeError(" ".join(sentences))
    folder = cache() / f"kafka-{VERSION}"
    if not folder.is_dir():
        _fetch(folder)
    return folder


def cache() -> Path:
    """Where fetched programs are kept between runs: ONRECORD_TEST_CACHE, or `.cache` in the repository."""
    return Path(os.environ.get("ONRECORD_TEST_CACHE") or Path(__file__).parents[2] / ".cache")


def _fetch(folder: Path) -> None:
    """Fetches beside the folder and renames, so that a fetch cut short leaves nothing that looks whole."""
    if sentences := missing("mvn"):
        raise RuntimeError(" ".join(sentences))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as work:
        (Path(work) / "pom.xml").write_text(POM)
        command = ["mvn", "-q", "-B", "-f", f"{work}/pom.xml", "dependency:copy-dependencies"]
        done = subprocess.run(
            [*command, "-DincludeScope=runtime", f"-DoutputDirectory={work}/jars"], capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise RuntimeError(f"Maven can't fetch Apache Kafka {VERSION}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        if not folder.is_dir():
            (Path(work) / "jars").rename(folder)
