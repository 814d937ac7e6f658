"""The containers of docker-compose.yml as a project of its own, on ports of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from schemas import ClaimArticle
from services.embedded import free_port
from services.settings import Settings
from services.storage.sql import open_store
from tests.compose.engine import REPOSITORY
from tests.needs import compose

#: The services that work on messages, each with /readyz behind its health check.
SERVICES = ("parser", "entities", "claims", "sink")
PASSWORD = "only4thisTest"


class Stack:
    """One start of docker-compose.yml. Everything that it makes has its project's name, and `down` removes it."""

    def __init__(self) -> None:
        self.project = f"onrecord-test-{os.getpid()}"
        self.kafka_port, self.postgres_port = free_port(), free_port()
        # Not pytest's folder, which is closed to the user that the containers run as.
        self.items = Path(tempfile.mkdtemp(prefix="items-"))
        self.items.chmod(0o755)

    @property
    def settings(self) -> Settings:
        """What reaches the stack from this machine."""
        return Settings(kafka=f"localhost:{self.kafka_port}", database=self.database)

    @property
    def database(self) -> str:
        return f"postgresql://onrecord:{PASSWORD}@127.0.0.1:{self.postgres_port}/onrecord"

    def compose(self, *arguments: str, check: bool = True) -> str:
        """What `docker compose …` prints. Fails with that when its status is not 0 and `check` says so."""
        command = compose()
        assert command is not None, "docker-compose is missing: python -m tests.needs docker-compose"
        env = {
            "KAFKA_PORT": str(self.kafka_port),
            "POSTGRES_PORT": str(self.postgres_port),
            "POSTGRES_PASSWORD": PASSWORD,
            "ITEMS": str(self.items),
            "IMAGE": "onrecord-test",
        }
        done = subprocess.run(
            [*command, "--project-name", self.project, "--file", str(REPOSITORY / "docker-compose.yml"), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            check=False,
            env={**os.environ, **env},
        )
        assert not check or done.returncode == 0, f"{' '.join(arguments)}: {done.stdout[-4000:]}"
        return done.stdout

    def up(self, *arguments: str) -> None:
        """All containers up, and all services ready."""
        self.compose("up", "--detach", *arguments)
        for service in SERVICES:
            self.until(lambda service=service: self.healthy(service), within=300, what=f"{service} is ready")

    def down(self) -> None:
        """Nothing of it is left but its newest image, which makes the next build quick."""
        self.compose("down", "--volumes", "--remove-orphans", "--timeout", "5", check=False)
        docker("image", "prune", "--force", "--filter", "label=org.opencontainers.image.title=OnRecord")
        shutil.rmtree(self.items, ignore_errors=True)

    def containers(self, service: str) -> list[str]:
        label = "label=com.docker.compose"
        return docker(
            "ps",
            "--all",
            "--quiet",
            "--no-trunc",
            "--filter",
            f"{label}.project={self.project}",
            "--filter",
            f"{label}.service={service}",
        ).split()

    def healthy(self, service: str) -> bool:
        """Whether every container of `service` says that it is ready."""
        states = [inspect(container, "{{.State.Health.Status}}") for container in self.containers(service)]
        return bool(states) and all(state == "healthy" for state in states)

    def feed(self, path: str) -> str:
        """Publishes a path under `items` as an operator would."""
        return self.compose("run", "--rm", "-T", "feed", f"/items/{path}")

    def write(self, name: str, text: str) -> None:
        path = self.items / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)

    def stored(self) -> list[ClaimArticle]:
        """Every article in PostgreSQL."""
        store = open_store(self.database)
        try:
            return store.latest(limit=10_000)
        finally:
            store.close()

    def until(self, happens: Callable[[], object], *, within: float, what: str) -> None:
        """Returns when `happens` is true; fails when it is not within so many seconds."""
        last = time.monotonic() + within
        while not happens():
            assert time.monotonic() < last, f"not within {within:.0f} s: {what}"
            time.sleep(0.5)

    def last_lines(self, services: Iterable[str] = ("kafka", "postgres", "topics", *SERVICES)) -> str:
        """The end of every container's log, for whoever reads why a test failed."""
        state = self.compose("ps", check=False)
        return state + "\n".join(self.compose("logs", "--tail", "15", service, check=False) for service in services)


def inspect(container: str, what: str) -> str:
    """A field of the container, in Docker's words."""
    return docker("inspect", "--format", what, container).strip()


def docker(*arguments: str) -> str:
    """What `docker …` prints."""
    return subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False).stdout
