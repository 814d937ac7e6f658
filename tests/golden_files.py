"""Golden files: what the pipeline makes of a seed, as a person reads it, and a diff where it makes something else."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schemas import Claim, ClaimArticle, DeadLetter, Text

GOLDEN = Path(__file__).parent / "golden"

Check = Callable[[str, dict[str, Any]], None]


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Check:
    """Compares with tests/golden/<name>.json, or writes it when `--update-golden` is given: then read the diff."""

    def check(name: str, value: dict[str, Any]) -> None:
        path = GOLDEN / f"{name}.json"
        text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
        if request.config.getoption("--update-golden"):
            path.write_text(text, "utf-8")
        held = path.read_text("utf-8") if path.exists() else ""
        if text != held:
            diff = difflib.unified_diff(held.splitlines(), text.splitlines(), f"golden/{name}.json", "now", lineterm="")
            pytest.fail("\n".join(["not what the golden file holds (--update-golden renews it):", *diff]), pytrace=False)

    return check


def readable(article: ClaimArticle) -> dict[str, Any]:
    """The article's life and its claims, without offsets, ids and what is not there."""
    dateline = article.dateline
    where = [*dateline.places, dateline.date, dateline.agency] if dateline else []
    return _there(
        {
            "guid": article.guid if not article.guid.startswith("sha256:") else None,
            "version": article.version,
            "status": article.status.value,
            "embargo_until": article.embargo_until.isoformat() if article.embargo_until else None,
            "headline": article.headline,
            "dateline": ", ".join(str(part) for part in where if part) or None,
            "published": article.published.date().isoformat(),
            "claims": [_claim(claim, article) for claim in article.claims],
        }
    )


def refusal(letter: DeadLetter) -> dict[str, Any]:
    """Who refused it, and why."""
    return {"refused by": letter.stage, "reason": letter.reason}


def _claim(claim: Claim, article: ClaimArticle) -> dict[str, Any]:
    numbers = {other.id: number for number, other in enumerate(article.claims, 1)}
    speaker, said = claim.speaker, claim.said_on
    return _there(
        {
            "claim": numbers[claim.id],
            "speaker": f"{speaker.name} ({speaker.kind.value})" if speaker else None,
            "named": True if speaker and speaker.entity else None,
            "act": claim.act.value + (", negated" if claim.negated else ""),
            "quote": claim.quote.value,
            "source": _words(claim.source),
            "cue": _words(claim.cue),
            "content": " […] ".join(part.text for part in claim.content),
            "said_on": f"{said.date} ({said.text})" if said else None,
            "addressee": _words(claim.addressee),
            "medium": _words(claim.medium),
            "place": _words(claim.place),
            "nested_in": numbers[claim.nested_in] if claim.nested_in else None,
        }
    )


def _words(text: Text | None) -> str | None:
    return text.text if text else None


def _there(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
