"""README is true: its commands are run as a newcomer would, and what it shows is what they print."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.waiting import until
from tests.readme import MADE, README, ROOT, demo, made_part

TEXT = README.read_text()
COMMANDS = re.findall(r"^    \$ (.+)$", TEXT, flags=re.MULTILINE)

#: Run by whoever runs this.
OURSELVES = {"make test"}
#: Run by tests/compose, with the docker-compose that a machine has.
ON_COMPOSE = {
    "docker compose up --build --detach",
    "docker compose run --rm feed /items",
    "docker compose exec sink onrecord claims --limit 20",
    "docker compose up --detach --scale entities=3",
}
#: Run below, in this order, beside `onrecord up`.
BESIDE_UP = [
    "onrecord feed seeds --provider norland",
    "onrecord claims --speaker Malahifji --since 2016-12-01",
    "onrecord dead-letters list",
    "onrecord dead-letters show 2:0",
    "onrecord dead-letters replay --reason bug",
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to work in, as a newcomer's clone: the seeds are there, nothing else of ours."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "seeds").symlink_to(ROOT / "seeds")
    return folder


@pytest.fixture(scope="module")
def up(home: Path) -> Iterator[subprocess.Popen[str]]:
    """`onrecord up`, running; stopped as Ctrl-C would."""
    with subprocess.Popen(["onrecord", "up"], cwd=home, env=environment(), stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        said = running.stderr.readline()
        assert said.startswith("running on the embedded broker at 127.0.0.1:"), said + running.stderr.read()
        yield running
        if running.poll() is None:
            running.send_signal(signal.SIGINT)
        running.stderr.read()


def environment() -> dict[str, str]:
    """As after activating the environment that `make` sets up, with no setting of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
    return {**kept, "PATH": f"{Path(sys.executable).parent}:{kept['PATH']}"}


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, shell=True, cwd=folder, env=environment(), capture_output=True, text=True, timeout=600)


def test_every_command_in_readme_is_run_by_a_test():
    known = {"make demo", "onrecord extract seeds/000_efdd37a112f9b61e.txt", "onrecord up", *OURSELVES, *ON_COMPOSE, *BESIDE_UP}

    assert set(COMMANDS) == known
    assert COMMANDS[:2] == ["make demo", "make test"]


@pytest.mark.parametrize("name", sorted(set(MADE) - {"demo"}))
def test_the_made_parts_are_todays(name: str):
    assert made_part(TEXT, name) == MADE[name](), "run `python -m tests.readme` and read the diff"


def test_make_demo_prints_what_readme_shows():
    assert made_part(TEXT, "demo") == demo(), "run `python -m tests.readme` and read the diff"


def test_extract_prints_the_seeds_ten_claims_as_a_line_of_json():
    done = run("onrecord extract seeds/000_efdd37a112f9b61e.txt", ROOT)

    [line] = done.stdout.splitlines()
    article = json.loads(line)
    assert done.returncode == 0
    assert article["source"] == "seeds/000_efdd37a112f9b61e.txt"
    assert len(article["claims"]) == 10


def test_the_commands_beside_up_do_what_readme_says(home: Path, up: subprocess.Popen[str]):
    feed, claims, letters, show, replay = BESIDE_UP
    count = len(list((ROOT / "seeds").iterdir()))

    fed = run(feed, home)
    until(lambda: len(run(f"{claims} --json", home).stdout.splitlines()) == 6, within=120, what="Malahifji's six claims")
    until(lambda: "no-text" in run(letters, home).stdout, within=120, what="the headline alone is refused")
    until(lambda: run(show, home).returncode == 0, within=120, what="and its dead letter is shown")
    table, shown, replayed = run(claims, home), run(show, home), run(replay, home)

    assert fed.stderr.startswith(f"published {count} of {count}")
    assert table.stdout.count("Zakaria Malahifji") == 6
    assert json.loads(shown.stdout)["source"] == "seeds/headline-only.txt"
    assert (replayed.returncode, replayed.stdout) == (0, "")


def test_up_stops_when_asked_and_leaves_nothing_running(home: Path, up: subprocess.Popen[str]):
    up.send_signal(signal.SIGTERM)

    assert up.wait(timeout=120) == 0
    assert not (home / ".onrecord" / "broker").exists()
    assert run("onrecord dead-letters list", home).returncode == 2


def test_make_targets_named_in_readme_exist():
    named = set(re.findall(r"`make ([a-z-]+)`", TEXT))
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))

    assert named
    assert named <= targets


def test_files_and_folders_named_in_readme_exist():
    named = set(re.findall(r"`((?:services|schemas|tests|benchmarks|seeds)/[\w/.-]*)`", TEXT))

    assert named
    assert {path for path in named if not (ROOT / path).exists()} == set()
