"""Any order of arrival, with any repetition, ends in the same state, and who follows the change events has what readers see."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas import Act, ClaimArticle, Status
from services.storage.sql import open_store
from services.storage.store import Store
from tests.builders import MONDAY, a_claim_article
from tests.storage.conftest import Clock
from tests.storage.looking import Follower, dump, empty, seen

MINUTE = timedelta(minutes=1)
#: After every embargo of these tests.
LATER = MONDAY + 1000 * MINUTE
PEOPLE = ("Ilse Varga", "Oskar Lindqvist", "Marta Sorel")
SENTENCES = st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(("it was late", "it was cold"))), unique=True, max_size=4)


@st.composite
def articles(draw: st.DrawFn) -> ClaimArticle:
    """Some version of one of two items: usable, corrected, killed, withheld, embargoed; or a version read a second time."""
    status = draw(st.sampled_from([*Status, Status.USABLE, Status.USABLE]))
    said = draw(SENTENCES)
    fields: dict[str, Any] = {
        "guid": draw(st.sampled_from(("harbour", "bridge"))),
        "version": draw(st.integers(0, 3)),
        "version_created": draw(st.sampled_from((None, MONDAY, MONDAY + MINUTE))),
        "status": status,
        "embargo_until": draw(st.none() | st.integers(-2, 6).map(lambda n: MONDAY + n * 10 * MINUTE)),
        "received_at": MONDAY + draw(st.integers(0, 1)) * MINUTE,
        "extraction": draw(st.integers(0, 2)),
    }
    if status is Status.CANCELLED or not said:
        return a_claim_article(body="", **fields)
    article = a_claim_article(*said, **fields)
    changes: dict[str, Any] = {}
    if draw(st.booleans()):
        changes["claims"] = tuple(one.model_copy(update={"act": Act.DENY}) for one in article.claims)
    if draw(st.booleans()):
        changes["entities"] = tuple(one.model_copy(update={"name": f"{one.name} the Younger"}) for one in article.entities)
    return article.model_copy(update=changes)


ARRIVALS = st.lists(articles(), min_size=1, max_size=7)
#: What happens to a store: an article (by its number) arrives, time passes, the relay looks.
STEPS = st.lists(st.integers(0, 6) | st.just("time passes") | st.just("relay"), max_size=20)
thorough = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
brief = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


@thorough
@given(arrivals=ARRIVALS, seed=st.integers(0, 2**16))
def test_any_order_with_any_repetition_ends_in_the_same_state(url: str, store: Store, arrivals: list[ClaimArticle], seed: int):
    first = state_after(url, store, arrivals)

    assert state_after(url, store, shuffled(arrivals, seed)) == first


@brief
@given(arrivals=ARRIVALS, seed=st.integers(0, 2**16))
def test_threads_of_two_sinks_end_in_the_same_state(
    url: str, store: Store, clock: Clock, arrivals: list[ClaimArticle], seed: int
):
    first = state_after(url, store, arrivals)
    other = open_store(url, clock=clock)
    empty(url)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda pair: pair[0].save(pair[1]), zip([store, other] * 20, shuffled(arrivals, seed), strict=False)))
    other.close()

    assert (dump(url), told(store)) == first


@thorough
@given(arrivals=ARRIVALS, steps=STEPS)
def test_who_follows_the_events_has_what_readers_see_at_every_look(
    url: str, store: Store, clock: Clock, arrivals: list[ClaimArticle], steps: list[Any]
):
    empty(url)
    clock.now = MONDAY
    follower = Follower()
    for step in [*range(len(arrivals)), *steps]:
        if step == "time passes":
            clock.now += 10 * MINUTE
        elif step == "relay":
            look(store, follower)

            assert follower.items == seen(store.claims())
        else:
            store.save(arrivals[step % len(arrivals)])
    clock.now = LATER
    look(store, follower)

    assert follower.items == seen(store.claims())


@thorough
@given(arrivals=ARRIVALS)
def test_of_an_item_whose_newest_version_is_a_kill_nothing_is_shown_or_told(url: str, store: Store, arrivals: list[ClaimArticle]):
    empty(url)
    kills = [
        a_claim_article(body="", guid=guid, status=Status.CANCELLED, version=9, version_created=MONDAY + MINUTE)
        for guid in ("harbour", "bridge")
    ]
    for article in [*kills, *arrivals]:
        store.save(article)

    assert store.claims(at=LATER) == []
    assert store.unsent(at=LATER) == []


def state_after(url: str, store: Store, arrivals: list[ClaimArticle]) -> Any:
    """Everything in the database after `arrivals`, and what the events told."""
    empty(url)
    for article in arrivals:
        store.save(article)
    return dump(url), told(store)


def told(store: Store) -> Any:
    """What somebody has who applied all events, now and after the last embargo."""
    follower = Follower()
    look(store, follower)
    now = {item: dict(claims) for item, claims in follower.items.items()}
    for _, event in store.unsent(at=LATER):
        follower.apply(event)
    return now, follower.items


def look(store: Store, follower: Follower) -> None:
    """The relay's work."""
    page = store.unsent()
    for _, event in page:
        follower.apply(event)
    store.sent([number for number, _ in page])


def shuffled(arrivals: list[ClaimArticle], seed: int) -> list[ClaimArticle]:
    """All of `arrivals` in another order, some of them several times."""
    chance = random.Random(seed)
    again = arrivals + chance.choices(arrivals, k=chance.randint(0, 6))
    chance.shuffle(again)
    return again
