"""The life of an item from wire to storage: whatever order its versions come in, one end, on both databases."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas import ClaimArticle
from services.storage.sql import open_store
from services.storage.store import Store
from tests.builders import MONDAY
from tests.lives import LATER, LIVES, MOMENTS, SAID, UNNAMED, Life, articles, of, shown
from tests.lives import text as a_text
from tests.storage.conftest import Clock
from tests.storage.looking import Follower, dump, empty, seen

HOUR = timedelta(hours=1)
#: What happens to a store beside the arrivals.
PASSING = st.sampled_from(("an hour passes", "the relay looks"))


@pytest.fixture(scope="module", autouse=True)
def read() -> None:
    """All lives are read once, before anything is shuffled."""
    of(LIVES)


of_lives = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def histories(draw: st.DrawFn) -> tuple[tuple[Life, ...], list[Any]]:
    """Some lives, and all their articles mixed, some of them again, with time that passes and a relay that looks in between."""
    lives = tuple(draw(st.lists(st.sampled_from(LIVES), unique=True, min_size=1, max_size=5)))
    every = of(lives)
    steps = every + draw(st.lists(st.sampled_from(every) | PASSING, max_size=12))
    return lives, draw(st.permutations(steps))


@of_lives
@given(history=histories())
def test_lives_that_come_in_any_order_end_alike(
    url: str, store: Store, clock: Clock, history: tuple[tuple[Life, ...], list[Any]]
):
    lives, steps = history

    assert state_after(url, store, clock, steps) == state_after(url, store, clock, of(lives))


@settings(of_lives, max_examples=10)
@given(history=histories(), seed=st.integers(0, 2**16))
def test_lives_that_several_sinks_write_at_once_end_alike(
    url: str, store: Store, clock: Clock, history: tuple[tuple[Life, ...], list[Any]], seed: int
):
    lives, steps = history
    arrivals = [step for step in steps if isinstance(step, ClaimArticle)]
    expected = state_after(url, store, clock, of(lives))
    empty(url)
    clock.now = MONDAY
    other = open_store(url, clock=clock)

    with ThreadPoolExecutor(4) as pool:
        for saved in [pool.submit(random.Random(seed + n).choice((store, other)).save, one) for n, one in enumerate(arrivals)]:
            saved.result()
    other.close()

    assert final(url, store, clock, Follower()) == expected


def test_lives_end_alike_on_both_databases(tmp_path: Path, database: str, clock: Clock):
    ends = []
    for seed, url in enumerate((f"sqlite:///{tmp_path}/store.db", database)):
        store = open_store(url, clock=clock)
        arrivals = of(LIVES)
        random.Random(seed).shuffle(arrivals)
        ends.append(state_after(url, store, clock, arrivals))
        store.close()

    assert ends[0] == ends[1]


@pytest.mark.parametrize("backwards", [False, True], ids=["in order", "backwards"])
@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.name)
def test_a_life_ends_as_its_provider_meant_it(store: Store, clock: Clock, life: Life, backwards: bool):
    for article in articles(life)[:: -1 if backwards else 1]:
        store.save(article)

    newest = store.article(life.item_id)
    assert newest is not None and newest.status is life.status
    assert len(store.history(life.item_id)) == life.versions
    assert [shown(store, life, at) for at in MOMENTS] == [life.shown(at) for at in MOMENTS]
    clock.now = LATER
    follower = Follower()
    look(store, follower)
    assert follower.items == seen(store.claims())


def test_a_kill_leaves_every_claim_in_history_and_shows_none(store: Store, url: str):
    killed = next(life for life in LIVES if life.name.startswith("g2: a first take, a correction, a kill"))
    for article in articles(killed):
        store.save(article)

    first, corrected, kill = store.history(killed.item_id)
    assert first.claims and corrected.claims and not kill.claims
    assert {row[3] for row in dump(url)["claim"]} == {False}


def test_a_text_without_a_name_that_is_put_right_is_another_item_and_both_stand(store: Store):
    right = UNNAMED.replace("on Friday", "on Saturday")
    for wire in (UNNAMED, right, UNNAMED):
        for article in articles(Life("", (wire.encode(),), 1, LIVES[0].status, None)):
            store.save(article)

    assert store.counts()["item"] == store.counts()["article_version"] == 2
    assert len(store.claims()) == 2


def test_the_same_text_received_again_changes_nothing_that_readers_see(store: Store):
    wire = a_text(SAID[0], "again", version=1)
    first, again = articles(Life("", (wire,), 1, LIVES[0].status, None))
    store.save(again)
    before = store.claims()

    store.save(first)

    assert store.claims() == before
    assert store.history(first.item_id) == [first]
    assert len(store.unsent()) == 1


def state_after(url: str, store: Store, clock: Clock, steps: list[Any]) -> Any:
    """All that can be seen at the end, after everything in `steps` and all embargoes."""
    empty(url)
    clock.now = MONDAY
    follower = Follower()
    for step in steps:
        if step == "an hour passes":
            clock.now += HOUR
        elif step == "the relay looks":
            look(store, follower)
        else:
            store.save(step)
    return final(url, store, clock, follower)


def final(url: str, store: Store, clock: Clock, follower: Follower) -> Any:
    """All tables but the outbox, what readers see at any moment, and what somebody has who applied every change event."""
    clock.now = LATER
    look(store, follower)
    return dump(url), {at: seen(store.claims(at=at)) for at in MOMENTS}, follower.items


def look(store: Store, follower: Follower) -> None:
    """The relay's work."""
    while page := store.unsent():
        for _, event in page:
            follower.apply(event)
        store.sent([number for number, _ in page])
