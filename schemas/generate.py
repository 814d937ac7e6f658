"""The contracts for everybody who doesn't read Python: JSON Schemas and an AsyncAPI 3 document, made from the models.

`python -m schemas.generate` writes them to `schemas/json` and `schemas/asyncapi.json`, with an example of each message, and
refuses a change that breaks a released contract. `python -m schemas.generate --release 0.2.0` freezes them, with the
examples, in `schemas/released/0.2.0`.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from schemas import ClaimArticle, ClaimsChanged, Contract, DeadLetter, EntityArticle, ParsedArticle, RawItem
from schemas.compat import breaks

HERE = Path(__file__).parent
JSON = HERE / "json"
EXAMPLES = HERE / "examples"
RELEASED = HERE / "released"
ASYNCAPI = HERE / "asyncapi.json"

CONTRACTS: tuple[type[Contract], ...] = (RawItem, ParsedArticle, EntityArticle, ClaimArticle, ClaimsChanged, DeadLetter)


def file_name(contract: type[Contract]) -> str:
    """`parsed-article.v1.schema.json`."""
    kebab = re.sub(r"(?<!^)(?=[A-Z])", "-", contract.__name__).lower()
    return f"{kebab}.v{contract.VERSION}.schema.json"


def schema(contract: type[Contract]) -> dict[str, Any]:
    """The JSON Schema (2020-12) that every message of this contract obeys."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **contract.model_json_schema()}


def schemas() -> dict[str, dict[str, Any]]:
    """Every contract's schema, by file name."""
    return {file_name(contract): schema(contract) for contract in CONTRACTS}


def released() -> dict[str, dict[str, dict[str, Any]]]:
    """The schemas of every release: release → file name → schema."""
    return {
        folder.name: {path.name: json.loads(path.read_text()) for path in sorted(folder.glob("*.schema.json"))}
        for folder in sorted(RELEASED.glob("*"))
    }


def broken_promises() -> list[str]:
    """What today's contracts break of any release, in words; empty when old and new code understand each other."""
    now = schemas()
    return [
        f"{release}/{name}: {what}"
        for release, of_release in released().items()
        for name, then in of_release.items()
        for what in (breaks(then, now[name]) if name in now else ["the contract is gone; a topic keeps its contract"])
    ]


def as_text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the documents, or freeze a release."""
    from services.asyncapi import asyncapi
    from services.examples import examples

    arguments = argparse.ArgumentParser(prog="python -m schemas.generate", description=__doc__)
    arguments.add_argument("--release", metavar="VERSION", help="freeze today's schemas and examples under this version")
    release = arguments.parse_args().release
    if broken := broken_promises():
        sys.exit("these changes break a released contract; make a new version (and a new topic) of it:\n" + "\n".join(broken))
    JSON.mkdir(exist_ok=True)
    for name, document in schemas().items():
        (JSON / name).write_text(as_text(document))
    ASYNCAPI.write_text(as_text(asyncapi()))
    EXAMPLES.mkdir(exist_ok=True)
    for name, document in examples().items():
        (EXAMPLES / name).write_text(as_text(document))
    if release:
        shutil.copytree(JSON, RELEASED / release)
        shutil.copytree(EXAMPLES, RELEASED / release / "examples")


if __name__ == "__main__":
    main()
