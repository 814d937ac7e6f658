"""The parts of README that are made: `python -m tests.readme` writes them between their marks, a test holds them to it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from schemas.generate import file_name
from services.cli.settings import as_markdown
from services.errors import REASONS
from services.examples import examples
from services.topics import TOPICS

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"

#: Left out of messages in README: spaCy's reading, whose bytes depend on the machine's zlib.
UNREADABLE = {"packed", "strings"}
#: Closes a made part.
END = "<!-- end -->"
#: A message in README is cut to this: long enough to be recognised, short enough to be read.
LONGEST_TEXT = 76


def topics_table() -> str:
    """Every topic: its contract, its key, what is on it."""
    rows = [f"| `{topic.name}` | `{topic.contract.__name__}` | {topic.key} | {topic.says} |" for topic in TOPICS]
    return "\n".join(["| topic | contract | key | what is on it |", "| --- | --- | --- | --- |", *rows])


def followed() -> str:
    """The seed, topic by topic: every message, cut."""
    blocks = []
    for topic in TOPICS:
        message = examples()[file_name(topic.contract).replace(".schema.json", ".json")]
        blocks.append(f"On `{topic.name}`:\n\n```json\n{json.dumps(cut(message), indent=1, ensure_ascii=False)}\n```")
    return "\n\n".join(blocks)


def cut(value: Any) -> Any:
    """`value` without what is empty, long texts cut, of lists the first and how many more."""
    if isinstance(value, str):
        return value if len(value) <= LONGEST_TEXT else value[:LONGEST_TEXT] + "…"
    if isinstance(value, dict):
        return {key: cut(field) for key, field in value.items() if field not in (None, [], {}, "") and key not in UNREADABLE}
    if isinstance(value, list) and len(value) > 1:
        return [cut(value[0]), f"… {len(value) - 1} more"]
    return [cut(item) for item in value] if isinstance(value, list) else value


def reasons() -> str:
    """The reasons of dead letters."""
    return ", ".join(f"`{reason}`" for reason in REASONS)


def demo() -> str:
    """What `make demo` prints."""
    done = subprocess.run(["make", "--no-print-directory", "demo"], cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    lines = [line.rstrip() for line in done.stdout.strip("\n").splitlines() if not line.startswith("setting up")]
    return "```text\n" + "\n".join(lines).strip("\n") + "\n```"


MADE: dict[str, Callable[[], str]] = {
    "demo": demo,
    "settings": as_markdown,
    "topics": topics_table,
    "followed": followed,
    "reasons": reasons,
}


def made_part(text: str, name: str) -> str:
    """What README has between the marks of `name`."""
    begin = f"<!-- made: {name} -->"
    assert text.count(begin) == 1, f"README has the mark {begin} {text.count(begin)} times"
    return text.partition(begin)[2].partition(END)[0].strip("\n")


def made(text: str) -> str:
    """`text` with every made part as it is today."""
    for name, make in MADE.items():
        made_part(text, name)
        begin = f"<!-- made: {name} -->\n"
        before, _, rest = text.partition(begin)
        text = f"{before}{begin}{make()}\n{END}{rest.partition(END)[2]}"
    return text


if __name__ == "__main__":
    README.write_text(made(README.read_text()))
