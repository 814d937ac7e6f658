"""The committed documents are today's; today's messages obey the released schemas, released examples parse today."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from schemas import Contract
from schemas.generate import ASYNCAPI, CONTRACTS, EXAMPLES, JSON, RELEASED, as_text, file_name, schemas
from services.asyncapi import asyncapi
from services.examples import examples
from services.pipeline import PIPELINE
from services.topics import TOPICS

BY_FILE = {file_name(contract): contract for contract in CONTRACTS}
FROZEN = sorted(RELEASED.glob("*/examples/*.json"))


def contract_of(example: Path) -> type[Contract]:
    return BY_FILE[example.name.replace(".json", ".schema.json")]


@pytest.mark.parametrize("name", BY_FILE)
def test_the_committed_schema_is_todays(name: str):
    assert (JSON / name).read_text() == as_text(schemas()[name]), "run `make schemas` and commit what it changes"


def test_no_schema_is_left_over():
    assert {path.name for path in JSON.iterdir()} == set(BY_FILE)


def test_the_committed_asyncapi_document_is_todays():
    assert ASYNCAPI.read_text() == as_text(asyncapi()), "run `make schemas` and commit what it changes"


def test_the_asyncapi_document_has_every_topic_and_every_service():
    document = asyncapi()

    assert set(document["channels"]) == {topic.name for topic in TOPICS}
    assert {f"{stage.name}.reads" for stage in PIPELINE} <= set(document["operations"])


def test_every_reference_of_the_asyncapi_document_leads_somewhere():
    document = json.loads(ASYNCAPI.read_text())
    references = {pair[1] for pair in _pairs(document) if pair[0] == "$ref"}

    assert references
    for reference in references:
        if reference.startswith("#/"):
            place = document
            for step in reference.removeprefix("#/").split("/"):
                place = place[step]
        else:
            assert (ASYNCAPI.parent / reference).is_file()


def _pairs(document: object) -> list[tuple[str, str]]:
    if isinstance(document, dict):
        return [(key, value) for key, value in document.items() if isinstance(value, str)] + [
            pair for value in document.values() for pair in _pairs(value)
        ]
    return [pair for value in document for pair in _pairs(value)] if isinstance(document, list) else []


@pytest.mark.parametrize("release", sorted(folder.name for folder in RELEASED.glob("*")))
@pytest.mark.parametrize("name", BY_FILE)
def test_a_message_of_today_is_valid_for_a_released_reader(release: str, name: str):
    path = RELEASED / release / name
    if not path.exists():  # a contract that is younger than the release
        return
    message = examples()[name.replace(".schema.json", ".json")]

    Draft202012Validator(json.loads(path.read_text())).validate(message)


@pytest.mark.parametrize("example", FROZEN, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_released_example_parses_today_and_loses_nothing(example: Path):
    then = json.loads(example.read_text())

    now = json.loads(contract_of(example).from_bytes(example.read_bytes()).to_bytes())

    assert {key: now[key] for key in then} == then


def test_there_is_a_release_to_hold_against():
    assert FROZEN


@pytest.mark.parametrize("name", [name.replace(".schema.json", ".json") for name in BY_FILE])
def test_the_committed_example_is_what_the_pipeline_makes_today(name: str):
    committed, made = json.loads((EXAMPLES / name).read_text()), examples()[name]

    assert without_parse(committed) == without_parse(made), "run `make schemas` and read the diff"


def without_parse(message: dict[str, Any]) -> dict[str, Any]:
    """A message without spaCy's packed reading: its bytes depend on the machine's zlib."""
    return {key: value for key, value in message.items() if key != "parse"}
