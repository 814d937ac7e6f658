"""The page about the formats is in step with the code."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from services.errors import REASONS
from services.parser.formats import FORMATS

PAGE = Path(__file__).parents[3] / "docs" / "formats.md"


#: Plain text has no fields to be listed: its rules are its module's.
STRUCTURED = [format for format in FORMATS if format.name != "text"]


@pytest.mark.parametrize("format", STRUCTURED, ids=lambda format: format.name)
def test_the_page_has_every_format_s_table_as_its_module_has_it(format):
    doc = importlib.import_module(format.read.__module__).__doc__ or ""
    table = [line for line in doc.splitlines() if line.startswith("|")]

    missing = [line for line in table if line not in PAGE.read_text()]

    assert table, f"{format.name} says nowhere where its fields come from"
    assert not missing, f"docs/formats.md lacks of {format.name}: " + "\n".join(missing)


def test_the_reasons_that_the_page_names_are_ours():
    named = PAGE.read_text().partition("## What is refused")[2].partition("##")[0]
    slugs = [line.split("`")[1] for line in named.splitlines() if line.startswith("| `")]

    assert slugs and set(slugs) <= set(REASONS)
