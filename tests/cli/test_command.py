"""The command: instant help, one line for what is set wrong, JSON lines in the order of the input."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from services.__main__ import COMMANDS
from services.settings import Settings, named
from services.storage.sql import open_store
from tests.builders import MONDAY, a_claim_article

ROOT = Path(__file__).parent.parent.parent
SEED = ROOT / "seeds" / "000_efdd37a112f9b61e.txt"
STORY = "TARN (Norland News) - Ilse Varga said on Friday pier {} would reopen.\n\nThe ferries have been idle since autumn.\n"


def onrecord(*arguments: str, given: bytes = b"", folder: Path = ROOT, **settings: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command with these settings and no other."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
    env = {**kept, **{named(name): value for name, value in settings.items()}}
    command = [sys.executable, "-m", "services", *arguments]
    return subprocess.run(
        command, cwd=folder, env={**env, "PYTHONPATH": str(ROOT)}, input=given, capture_output=True, timeout=240
    )


def lines(done: subprocess.CompletedProcess[bytes]) -> list[dict]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_help_is_instant():
    """0.3 s of the processor, however busy it is beside this; of three tries the quickest counts."""

    def seconds() -> float:
        began = resource.getrusage(resource.RUSAGE_CHILDREN)
        onrecord("--help")
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        return ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime

    assert min(seconds() for _ in range(3)) < 0.3


def test_help_loads_nothing_heavy():
    script = (
        "import sys; sys.argv = ['onrecord', '--help']\nimport services.__main__ as m\ntry: m.main()\nexcept SystemExit: pass\n"
    )
    heavy = "print([n for n in ('faust', 'spacy', 'aiokafka', 'sqlalchemy', 'pydantic') if n in sys.modules], file=sys.stderr)"

    done = subprocess.run([sys.executable, "-c", script + heavy], cwd=ROOT, capture_output=True, text=True)

    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_own_help(name: str):
    done = onrecord(name, "--help")

    assert done.returncode == 0
    assert done.stdout.startswith(b"Usage: onrecord " + name.encode())


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"lanes": "many"}, "ONRECORD_LANES: 'many'"),
        ({"compression": "zip"}, "ONRECORD_COMPRESSION: 'zip'"),
        ({"web_port": "70000"}, "ONRECORD_WEB_PORT: '70000'"),
    ],
)
def test_a_wrong_setting_is_one_line_that_names_it(settings: dict[str, str], said: str):
    done = onrecord("settings", **settings)

    assert done.returncode == 2
    [line] = done.stderr.decode().splitlines()
    assert said in line


@pytest.mark.parametrize(
    "command",
    [("parser",), ("feed", str(SEED)), ("topics", "create"), ("dead-letters", "list"), ("claims", "--serve")],
    ids=lambda command: command[0],
)
def test_a_broker_that_does_not_answer_is_one_line_that_says_what_to_do(command: tuple[str, ...], tmp_path: Path):
    done = onrecord(*command, folder=tmp_path, kafka="127.0.0.1:1", web_port="0")

    [said] = [line for line in done.stderr.decode().splitlines() if " INFO " not in line]
    assert done.returncode == 2
    assert said.startswith("onrecord: ONRECORD_KAFKA: ")
    assert "127.0.0.1:1" in said


@pytest.mark.parametrize(
    ("database", "said"),
    [
        ("mysql://host/name", "ONRECORD_DATABASE"),
        ("nonsense", "ONRECORD_DATABASE"),
        ("postgresql://me:secret@127.0.0.1:1/name", "ONRECORD_DATABASE"),
        ("sqlite:////no/such/folder/onrecord.db", "ONRECORD_DATABASE"),
    ],
)
def test_a_database_that_can_t_be_opened_is_one_line_without_its_password(database: str, said: str):
    done = onrecord("claims", "--limit", "1", database=database)

    [line] = done.stderr.decode().splitlines()
    assert done.returncode == 2
    assert said in line
    assert "secret" not in line


def test_settings_are_printed_without_passwords():
    done = onrecord("settings", database="postgresql://me:secret@db/name")

    assert b"postgresql://me:***@db/name" in done.stdout
    assert all(named(name).encode() in done.stdout for name in Settings.model_fields)


def test_extract_prints_a_line_an_item_in_the_order_of_the_input(tmp_path: Path):
    for number in range(40):
        (tmp_path / f"{number:02}.txt").write_text(STORY.format(number))
    (tmp_path / "07.txt").write_bytes(b"")

    found = lines(onrecord("extract", str(tmp_path), "--through", "parser", "--workers", "2"))

    assert [Path(one["source"]).name for one in found] == [f"{number:02}.txt" for number in range(40)]
    assert [one["reason"] for one in found if "reason" in one] == ["empty"]
    assert all(f"pier {number} " in one["body"] for number, one in enumerate(found) if "body" in one)


def test_extract_takes_standard_input_and_hints():
    done = onrecord("extract", "-", "--provider", "norland", "--published", "2031-03-08", given=STORY.format(1).encode())

    [article] = lines(done)
    [claim] = article["claims"]
    assert (article["provider"], article["published"], article["published_from"]) == ("norland", "2031-03-08T00:00:00Z", "hint")
    assert (claim["speaker"]["name"], claim["said_on"]["date"]) == ("Ilse Varga", "2031-03-07")


@pytest.mark.parametrize(("through", "has"), [("parser", "dateline"), ("entities", "mentions"), ("claims", "claims")])
def test_extract_stops_after_the_stage_that_is_asked_for(through: str, has: str):
    [found] = lines(onrecord("extract", "-", "--through", through, given=STORY.format(1).encode()))

    assert found[has]
    assert ("claims" in found) == (through == "claims")


def test_extract_says_which_paths_it_could_not_read_and_goes_on(tmp_path: Path):
    (tmp_path / "a.txt").write_text(STORY.format(1))

    done = onrecord("extract", str(tmp_path / "none.txt"), str(tmp_path / "a.txt"), "--through", "parser")

    assert done.returncode == 1
    assert len(lines(done)) == 1
    assert b"not read: " in done.stderr
    assert b"none.txt: No such file" in done.stderr


def test_a_date_that_is_none_says_how_to_write_one():
    done = onrecord("extract", "-", "--published", "yesterday")

    assert done.returncode == 2
    assert b"write 2016-12-12" in done.stderr


def test_claims_of_an_empty_database_say_so(tmp_path: Path):
    done = onrecord("claims", "--speaker", "Varga", folder=tmp_path)

    assert (done.returncode, done.stdout) == (0, b"")
    assert b"no claims by Varga" in done.stderr


def test_claims_say_how_many_items_ran_them_and_a_group_who(tmp_path: Path):
    said = (
        ("Ilse Varga", "divers had raised the last of two wrecks, a coal barge that sank in the storm of February"),
        ("Oskar Lindqvist", "the first ferry to the island of Orsova would sail at dawn with the mail of three weeks"),
    )
    store = open_store(f"sqlite:///{tmp_path}/onrecord.db")
    papers = [a_claim_article(*said, provider=paper, published=MONDAY.replace(hour=hour)) for hour, paper in ((9, "a"), (8, "b"))]
    for article in papers:
        store.save(article)
    store.close()

    every = lines(onrecord("claims", "--json", folder=tmp_path, database="sqlite:///onrecord.db"))
    once = onrecord("claims", "--once", "--group", every[0]["group"], folder=tmp_path, database="sqlite:///onrecord.db")

    assert [(one["provider"], one["pickups"]) for one in every] == [("a", 2), ("a", 2), ("b", 2), ("b", 2)]
    assert {one["group"] for one in every} == {min(article.item_id for article in papers)}
    assert once.stdout.decode().splitlines()[:2] == [
        "2031-03-03 08:00 b  Harbour of Tarn to reopen",
        "2031-03-03 09:00 a  Harbour of Tarn to reopen",
    ]
    assert once.stdout.count(b"2 items") == 2
