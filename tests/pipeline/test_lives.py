"""The lives of items through the running pipeline: files in any order, some of them twice, and each item ends as it must."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

from services.settings import named
from tests.builders import a_raw_item
from tests.lives import LIVES, MOMENTS, Life, shown
from tests.pipeline.stack import Stack

#: Any will do; another one is another order.
SEED = 20310303


def test_files_in_any_order_some_of_them_twice_end_as_their_providers_meant_them(stack: Stack, tmp_path: Path):
    files = [wire for life in LIVES for wire in life.wire]
    chance = random.Random(SEED)
    files += chance.choices(files, k=len(files) // 2)
    chance.shuffle(files)
    for number, wire in enumerate(files):
        (tmp_path / f"{number:03}").write_bytes(wire)

    fed = onrecord_feed(stack, tmp_path)

    assert f"published {len(files)} of {len(files)}" in fed.stderr.splitlines()
    assert "onrecord dead-letters list" in fed.stderr
    for life in LIVES:
        stack.eventually(lambda life=life: all_of(stack, life) or None, f"every version of {life.name}")
    stack.feed(a_raw_item("TARN (Norland News) - Ilse Varga said the lives were over.", source="after all lives"))
    stack.stored("after all lives")
    for life in LIVES:
        newest = stack.store.article(life.item_id)
        assert newest is not None and newest.status is life.status, life.name
        assert all_of(stack, life), life.name
        assert [shown(stack.store, life, at) for at in MOMENTS] == [life.shown(at) for at in MOMENTS], life.name


def all_of(stack: Stack, life: Life) -> bool:
    return len(stack.store.history(life.item_id)) == life.versions


def onrecord_feed(stack: Stack, folder: Path) -> subprocess.CompletedProcess[str]:
    """`onrecord feed FOLDER`, as somebody runs it beside the pipeline."""
    settings = stack.local.settings
    env = os.environ | {
        named("kafka"): settings.kafka,
        named("idempotent_producer"): str(settings.idempotent_producer).lower(),
    }
    command = [sys.executable, "-m", "services", "feed", str(folder)]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=280, check=True)
