"""kill -9 in the middle of a save leaves all of the article or nothing, and the next save makes it whole."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, event

from schemas import Status
from services.storage.sql import open_store
from tests.builders import MONDAY, a_claim_article
from tests.storage.looking import dump, empty, until

FORK = multiprocessing.get_context("fork")


def test_a_save_that_is_killed_after_any_of_its_statements_is_whole_or_not_there(url: str):
    open_store(url).close()
    first, second = a_claim_article(version=1), a_claim_article(("Ilse Varga", "it was late"), version=2, embargo_until=MONDAY)
    before, after = after_saving(url, first), after_saving(url, first, second)
    seen = []

    for statement in range(1, 100):
        after_saving(url, first)
        died = in_a_child(lambda n=statement: (die_after(n), save(url, second)))
        seen.append(dump(url) == after)

        assert dump(url) in (before, after)
        save(url, second)
        assert dump(url) == after
        if not died:
            break

    assert not died
    assert len(seen) > 10
    assert seen[-1]
    assert not seen[0]


def test_what_a_killed_process_said_it_saved_is_there(url: str, tmp_path: Path):
    open_store(url).close()
    said = tmp_path / "saved"

    for _ in range(3):
        said.touch()
        child = FORK.Process(target=save_and_say, args=(url, str(said), said.stat().st_size))
        child.start()
        wanted = said.stat().st_size + 10
        until(lambda wanted=wanted: said.stat().st_size >= wanted)
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)
        child.join()

    store = open_store(url)
    whole = len(store.latest(limit=10_000))
    counts = store.counts()
    store.close()
    assert said.stat().st_size >= 30
    assert said.stat().st_size <= whole <= said.stat().st_size + 3
    assert (counts["claim"], counts["mention"], counts["outbox"]) == (2 * whole, 2 * whole, whole)


def after_saving(url: str, *articles: object) -> object:
    """The rows that `articles` leave in an empty database."""
    empty(url)
    for article in articles:
        save(url, article)
    return dump(url)


def save(url: str, article: object) -> None:
    store = open_store(url)
    store.save(article)  # type: ignore[arg-type]
    store.close()


def save_and_say(url: str, said: str, start: int) -> None:
    """Saves one item after the other, and writes a byte when it is told that one is saved."""
    store = open_store(url)
    with Path(said).open("ab", buffering=0) as file:
        for n in range(start, 10_000):
            store.save(a_claim_article(guid=f"{start}-{n}", status=Status.USABLE))
            file.write(b".")


def die_after(statement: int) -> None:
    """This process is killed, as by kill -9, right after it ran so many statements that write or lock, the commit being one."""
    left = [statement]

    def count(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def after_statement(_: object, __: object, text: str, *___: object) -> None:
        if text.lstrip().startswith(("INSERT", "UPDATE", "DELETE")) or "FOR UPDATE" in text:
            count()

    event.listen(Engine, "after_cursor_execute", after_statement)
    event.listen(Engine, "commit", count)


def in_a_child(work: Callable[[], object]) -> bool:
    """Whether a process that did `work` was killed doing it."""
    child = FORK.Process(target=work)
    child.start()
    child.join()
    assert child.exitcode in (0, -signal.SIGKILL)
    return child.exitcode != 0
