"""What the tests with servers need beside Python, and how to get it. `python -m tests.needs java mvn` says what is missing."""

from __future__ import annotations

import shutil
import subprocess
import sys

NEEDS = {
    "java": "Apache Kafka runs on it, version 17 or later; Debian: apt-get install openjdk-17-jre-headless",
    "mvn": "Maven fetches Apache Kafka, once; Debian: apt-get install maven",
    "docker": "the compose test runs the services as containers; Debian: apt-get install docker.io, and start its daemon",
    "docker-compose": "the compose test starts docker-compose.yml with it; Debian: apt-get install docker-compose",
}


def missing(*tools: str) -> list[str]:
    """A sentence for each of `tools` that is not there."""
    return [f"{tool} is missing: {NEEDS[tool]}." for tool in tools if not there(tool)]


def there(tool: str) -> bool:
    """Whether `tool` is on the PATH; Docker's own `docker compose` is as good as docker-compose."""
    return shutil.which(tool) is not None or (tool == "docker-compose" and compose() is not None)


def compose() -> tuple[str, ...] | None:
    """The command that starts a docker-compose.yml: `docker compose`, `docker-compose`, or None."""
    if (
        shutil.which("docker")
        and subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode == 0
    ):
        return ("docker", "compose")
    return ("docker-compose",) if shutil.which("docker-compose") else None


def main(tools: list[str]) -> int:
    """0 when all of `tools` are there; else their sentences on stderr, and 1."""
    unknown = [tool for tool in tools if tool not in NEEDS]
    if unknown:
        print(f"tests.needs knows {', '.join(NEEDS)}, and nothing of {', '.join(unknown)}", file=sys.stderr)
        return 2
    sentences = missing(*tools)
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    return 1 if sentences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
