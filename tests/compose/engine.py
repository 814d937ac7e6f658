"""A Docker engine that answers and has the images of docker-compose.yml, by whatever way this machine has to them.

Where Docker runs and pulls, nothing is done here. Elsewhere a folder of two scripts, `engine` and `build-images`, brings an
engine and stand-ins under the images' names: ONRECORD_STACK says where it is, `../shared/stack` beside the repository if not.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
#: What `build-images` calls each, and the image that it stands in for.
IMAGES = {"python": "python:3.11-slim-bookworm", "kafka": "apache/kafka:4.1.1", "postgres": "postgres:18"}


@contextmanager
def engine() -> Iterator[None]:
    """Docker answers inside, with all images; an engine that was started for this is stopped. Raises RuntimeError, a sentence."""
    ours = not answers()
    if ours:
        _script("engine", "up")
    try:
        for name, image in IMAGES.items():
            _have(name, image)
        yield
    finally:
        if ours:
            _script("engine", "down")


def answers() -> bool:
    """Whether there is a Docker engine to talk to."""
    return shutil.which("docker") is not None and _docker("version")


def _have(name: str, image: str) -> None:
    if _docker("image", "inspect", image) and not _unusable(image):
        return
    if not _docker("pull", "--quiet", image):
        _docker("image", "rm", image)
        _script("build-images", name)


def _unusable(image: str) -> bool:
    """Whether it is a stand-in for Kafka made straight from a folder without write bits: Kafka's set-up writes to its copies
    of files that came from there, and ends."""
    if image != IMAGES["kafka"]:
        return False
    return not _docker("run", "--rm", "--entrypoint", "sh", image, "-c", "test -w /etc/kafka/docker/log4j2.yaml")


def _docker(*arguments: str) -> bool:
    return subprocess.run(["docker", *arguments], capture_output=True, check=False).returncode == 0


def _script(name: str, argument: str) -> None:
    """Runs one of the stack's scripts, from a copy that may be written to (see `_unusable`)."""
    stack = Path(os.environ.get("ONRECORD_STACK") or REPOSITORY.parent / "shared" / "stack")
    if not (stack / name).is_file():
        raise RuntimeError(
            "The compose test needs a Docker engine that answers and can pull "
            f"{', '.join(IMAGES.values())}. Start Docker's daemon, or say with ONRECORD_STACK where scripts are that bring both."
        )
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(stack, Path(folder) / "stack"))
        for path in [copy, *copy.rglob("*")]:
            path.chmod(path.stat().st_mode | 0o200)
        # To a file: the daemon that `engine` starts would hold a pipe open.
        with (Path(folder) / "said").open("w+") as said:
            done = subprocess.run([copy / name, argument], stdout=said, stderr=said, stdin=subprocess.DEVNULL, check=False)
            said.seek(0)
            if done.returncode != 0:
                raise RuntimeError(f"{name} {argument} failed: {said.read()[-3000:]}")
