"""The pipeline, top to bottom. Imports neither faust nor spaCy; a stage loads its model when it first works."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
SINK = Stage("sink", reads=topics.CLAIMS, writes=None, work=unbound, tells=lambda a: f"claims={len(a.claims)}")

#: What happens to an article, in order.
PIPELINE: tuple[Stage[Any, Any], ...] = (PARSER, ENTITIES, CLAIMS, SINK)
STAGES: dict[str, Stage[Any, Any]] = {stage.name: stage for stage in PIPELINE}


def run(records: Sequence[Record], *, through: str = "claims") -> list[Outcome]:
    """What becomes of each raw record by the end of stage `through`, in this process, without a broker, in order."""
    outcomes = PARSER.handle_many(records)
    for stage in PIPELINE[1 : PIPELINE.index(STAGES[through]) + 1]:
        going = [place for place, outcome in enumerate(outcomes) if outcome.fate == "ok"]
        for place, outcome in zip(going, stage.handle_many([_on(outcomes[place]) for place in going]), strict=True):
            outcomes[place] = outcome
    return outcomes


def _on(outcome: Outcome) -> Record:
    assert outcome.record is not None, "only the last stage publishes nothing"
    return outcome.record
