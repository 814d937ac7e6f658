"""Articles a second into storage: `python -m benchmarks.storage [postgresql://…]`; a PostgreSQL of its own where none is named.

Each article is of the size that wire copy has: 450 words, 60 mentions of 20 entities, 20 claims. Prints one table.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from schemas import ClaimArticle
from services.storage.sql import open_store
from services.storage.store import Store
from tests.builders import a_claim_article
from tests.servers.postgres import PostgresServer

ARTICLES = 500
LAST_NAMES = ("Varga", "Lindqvist", "Sorel", "Bram", "Teller")
SPEAKERS = [f"{first} {last}" for first in ("Ilse", "Oskar", "Marta", "Jonas") for last in LAST_NAMES]
FILLER = "while the council went on to discuss tariffs for grain"


def main() -> None:
    """Measures SQLite and PostgreSQL, with one writer and with eight."""
    articles = [an_article(n) for n in range(ARTICLES)]
    one = articles[0]
    print(
        f"{ARTICLES} articles: {len(one.body.split())} words, {len(one.mentions)} mentions, {len(one.entities)} entities, ",
        end="",
    )
    print(f"{len(one.claims)} claims, {len(one.model_dump_json()) / 1024:.0f} kB of JSON each")
    print(f"{'database':<12}{'writers':>8}{'new/s':>9}{'CPU ms each':>13}{'again/s':>9}{'corrected/s':>13}{'by speaker, ms':>16}")
    for name, writers in (("sqlite", 1), ("sqlite", 8), ("postgresql", 1), ("postgresql", 8)):
        with a_database(name) as url:
            print(f"{name:<12}{writers:>8}" + measured(url, articles, writers), flush=True)


def an_article(n: int, version: int = 1) -> ClaimArticle:
    """Article number `n`."""
    chance, filler = random.Random(n), FILLER.split()
    said = tuple(
        (name, f"measure {n}-{version}-{nth} would hold, {' '.join(chance.sample(filler, len(filler)))}, {others(nth)}")
        for nth, name in enumerate(SPEAKERS)
    )
    return a_claim_article(*said, guid=f"tag:norland,2031:{n}", version=version, headline=f"Measure {n}")


def others(nth: int) -> str:
    """Two who are named beside the speaker."""
    return f"{SPEAKERS[nth - 7]} and {SPEAKERS[nth - 3]}"


def measured(url: str, articles: list[ClaimArticle], writers: int) -> str:
    """Saves, saves again, corrects, asks."""
    store = open_store(url)
    corrections = [an_article(n, version=2) for n in range(len(articles))]
    with ThreadPoolExecutor(writers) as pool:
        work = time.process_time()
        new = rate(pool, store, articles)
        work = time.process_time() - work
        again, corrected = rate(pool, store, articles), rate(pool, store, corrections)
    began = time.perf_counter()
    found = store.claims(speaker="sorel", limit=100)
    asked = (time.perf_counter() - began) * 1000
    assert len(found) == 100
    store.close()
    return f"{new:>9.0f}{work / len(articles) * 1000:>13.1f}{again:>9.0f}{corrected:>13.0f}{asked:>16.1f}"


def rate(pool: Executor, store: Store, articles: list[ClaimArticle]) -> float:
    """Articles a second, saved."""
    began = time.perf_counter()
    list(pool.map(store.save, articles))
    return len(articles) / (time.perf_counter() - began)


@contextmanager
def a_database(name: str) -> Iterator[str]:
    """The URL of an empty database of that kind."""
    with ExitStack() as stack:
        if name == "sqlite":
            yield f"sqlite:///{stack.enter_context(tempfile.TemporaryDirectory())}/benchmark.db"
        elif len(sys.argv) > 1:
            yield sys.argv[1]
        else:
            yield stack.enter_context(stack.enter_context(PostgresServer()).database())


if __name__ == "__main__":
    main()
