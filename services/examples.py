"""One article followed through all topics: an example of every message, made by the pipeline itself from the seed."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from schemas import ClaimArticle, Contract, DeadLetter, RawItem
from schemas.generate import file_name
from services.feed.items import key
from services.pipeline import CLAIMS, ENTITIES, PARSER
from services.stage import Record
from services.storage.sql import open_store
from services.topics import RAW

SEED = Path(__file__).parent.parent / "seeds" / "000_efdd37a112f9b61e.txt"
#: When the example came in: a fixed time, so that the same code makes the same examples.
THEN = datetime(2016, 12, 12, 18, 30, tzinfo=UTC)


@cache
def examples() -> dict[str, dict[str, Any]]:
    """A message of every contract, as JSON, by the file name of its example: the seed's way, and a headline refused."""
    raw = RawItem(body=SEED.read_bytes(), provider="reuters", received_at=THEN, source=f"seeds/{SEED.name}")
    messages: list[tuple[type[Contract], bytes]] = [(RawItem, raw.to_bytes())]
    record = Record(RAW.name, key(raw), raw.to_bytes())
    for stage in (PARSER, ENTITIES, CLAIMS):
        [record] = stage.handle(record).records
        assert record.value is not None, "a stage sends a message on"
        messages.append((stage.writes.contract, record.value))  # type: ignore[union-attr]
    messages.append(_change(ClaimArticle.from_bytes(messages[-1][1])))
    messages.append(_refusal())
    return {file_name(contract).replace(".schema.json", ".json"): json.loads(value) for contract, value in messages}


def _change(article: ClaimArticle) -> tuple[type[Contract], bytes]:
    """What the sink tells the world when the article has come."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/example.db")
        try:
            store.save(article)
            [(_, changed)] = store.unsent()
        finally:
            store.close()
    return type(changed), changed.to_bytes()


def _refusal() -> tuple[type[Contract], bytes]:
    """The dead letter of an item that is a headline and nothing under it."""
    raw = RawItem(body=b"Harbour of Tarn to reopen\n", provider="norland", received_at=THEN, source="headline-alone.txt")
    [record] = PARSER.handle(Record(RAW.name, key(raw), raw.to_bytes(), partition=0, offset=17)).records
    letter = DeadLetter.from_bytes(record.value or b"").model_copy(update={"refused_at": THEN})
    return DeadLetter, letter.to_bytes()
