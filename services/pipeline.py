"""The pipeline, top to bottom. Imports neither faust nor spaCy; a stage loads its model when it first works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from schemas import ClaimArticle, Contract
from services import topics
from services.claims.attribute import attribute, attribute_many
from services.entities.enrich import enrich, enrich_many
from services.parser.parse import parse
from services.sink.write import unbound
from services.stage import Outcome, Record, Stage

PARSER = Stage(
    "parser", reads=topics.RAW, writes=topics.PARSED, work=parse, tells=lambda a: f"{a.wire_format} chars={len(a.body)}"
)
ENTITIES = Stage(
    "entities",
    reads=topics.PARSED,
    writes=topics.ENTITIES,
    work=enrich,
    work_many=enrich_many,
    tells=lambda a: f"mentions={len(a.mentions)}",
)
CLAIMS = Stage(
    "claims",
    reads=topics.ENTITIES,
    writes=topics.CLAIMS,
    work=attribute,
    work_many=attribute_many,
    tells=lambda a: f"claims={len(a.claims)}",
)
SINK: Stage[ClaimArticle, Contract] = Stage(
    "sink", reads=topics.CLAIMS, writes=None, work=unbound, tells=lambda a: f"claims={len(a.claims)}"
)

#: What happens to an article, in order.
PIPELINE: tuple[Stage[Any, Any], ...] = (PARSER, ENTITIES, CLAIMS, SINK)
STAGES: dict[str, Stage[Any, Any]] = {stage.name: stage for stage in PIPELINE}


def run(records: Sequence[Record], *, through: str = "claims") -> list[list[Outcome]]:
    """What becomes of each raw record by the end of stage `through`, in this process, without a broker.

    For each record, in order, the last outcome of every item that it holds: one as a rule.
    """
    outcomes = [[outcome] for outcome in PARSER.handle_many(records)]
    for stage in PIPELINE[1 : PIPELINE.index(STAGES[through]) + 1]:
        outcomes = _next(stage, outcomes)
    return outcomes


def _next(stage: Stage[Any, Any], outcomes: list[list[Outcome]]) -> list[list[Outcome]]:
    """`outcomes` after one more stage: what is on its way goes through together, what was refused stays as it is."""
    parts = [[_split(outcome) for outcome in of_record] for of_record in outcomes]
    going = [part for of_record in parts for of_item in of_record for part in of_item if isinstance(part, Record)]
    done = iter(stage.handle_many(going))
    return [
        [next(done) if isinstance(part, Record) else part for of_item in of_record for part in of_item] for of_record in parts
    ]


def _split(outcome: Outcome) -> list[Record | Outcome]:
    """What goes on of an outcome, and what doesn't: a refused message, or a refused item of a message of several."""
    if outcome.fate != "ok":
        return [outcome]
    return [
        replace(outcome, fate="refused", records=(record,)) if record.topic == topics.DEAD_LETTERS.name else record
        for record in outcome.records
    ]
