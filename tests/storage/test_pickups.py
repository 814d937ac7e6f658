"""Pick-up groups: exact and near copies of a text, whoever runs them, and nothing that readers may not see by way of them."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas import ClaimArticle, Dated, Status
from services.storage import reading
from services.storage.alike import alike, known
from services.storage.sql import open_store
from services.storage.standing import Standing
from services.storage.store import Store, StoredClaim
from tests.builders import MONDAY, a_claim_article
from tests.storage.conftest import Clock
from tests.storage.looking import dump, empty

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

QUOTE = ("Ilse Varga", "divers had raised the last of two wrecks, a coal barge that sank in the storm of February")
FERRY = ("Oskar Lindqvist", "the first ferry to the island of Orsova would sail at dawn with the mail of three weeks on board")
FISH = ("Marta Sorel", "the decision was welcome but came too late for the herring, which had left the bay a week ago")
COAL = ("Jonas Bram", "the town would go to court over the coal that had washed up on eleven miles of its beaches")
SNOW = ("Lena Teller", "the pass at Vesk would stay shut until the army had cleared the road of snow and of fallen trees")
VOTE = ("Paul Okafor", "parliament would be asked for the money in autumn, and that nobody should count on an easy majority")
#: The agency's story; what a paper left of it at its end, and what another left of it at its beginning.
WHOLE = (QUOTE, FERRY, FISH, COAL)
CUT = (QUOTE, FERRY, FISH)
TAIL = (FERRY, FISH, COAL)
OTHER = (SNOW, VOTE, COAL)


def a_copy(paper: str, said: tuple[tuple[str, str], ...] = WHOLE, **fields: Any) -> ClaimArticle:
    """What `paper` made of an agency's item."""
    return a_claim_article(
        *said, **{"provider": paper, "guid": "harbour", "headline": f"Harbour to reopen, says {paper}"} | fields
    )


def ran(store: Store, article: ClaimArticle, **when: Any) -> list[str]:
    return [one.provider for one in store.pickups(article.item_id, **when)]


def save(store: Store, *articles: ClaimArticle) -> None:
    for article in articles:
        store.save(article)


def test_the_papers_that_ran_an_agencys_item_are_one_group_in_order_of_publication(store: Store):
    agency = a_copy("norland")
    morning, evening = a_copy("morning", CUT, published=MONDAY + 2 * HOUR), a_copy("evening", published=MONDAY + HOUR)
    save(store, morning, agency, evening, a_copy("weekly", OTHER))

    assert ran(store, agency) == ran(store, morning) == ["norland", "evening", "morning"]
    assert ran(store, a_copy("weekly", OTHER)) == ["weekly"]


def test_a_pickup_says_what_its_item_is(store: Store):
    agency = a_copy("norland", status=Status.CORRECTED)
    save(store, agency)

    [one] = store.pickups(agency.item_id)

    assert (one.item_id, one.version_key, one.published) == (agency.item_id, agency.version_key, agency.published)
    assert (one.headline, one.status) == (agency.headline, Status.CORRECTED)


def test_every_claim_says_how_many_items_ran_it_and_none_is_dropped(store: Store):
    copies = [a_copy("norland"), a_copy("morning"), a_copy("evening", CUT)]
    save(store, *copies, a_copy("weekly", OTHER))

    found = store.claims()

    assert {one.provider: one.pickups for one in found} == {"norland": 3, "morning": 3, "evening": 3, "weekly": 1}
    assert {one.group for one in found if one.pickups == 3} == {min(copy.item_id for copy in copies)}
    assert len(found) == 4 + 4 + 3 + 3


def test_the_claims_of_a_group_can_be_asked_for(store: Store):
    agency, paper = a_copy("norland"), a_copy("morning", CUT)
    save(store, agency, paper, a_copy("weekly", OTHER))

    assert providers(store.claims(group=paper.item_id)) == providers(store.claims(group=agency.item_id)) == {"norland", "morning"}
    assert providers(store.claims(group=agency.item_id, speaker="bram")) == {"norland"}
    assert store.claims(group="no such item") == []


def test_a_claim_that_a_group_carries_often_can_be_had_once(store: Store):
    save(store, a_copy("norland"), a_copy("morning", (*CUT, VOTE)), a_copy("evening", CUT), a_copy("weekly", OTHER))

    once = store.claims(once=True)

    said = sorted(one.claim.content[0].text for one in once)
    assert said == sorted(content for _, content in [QUOTE, FERRY, FISH, COAL, VOTE, SNOW, VOTE, COAL])


def test_once_fills_its_limit_from_what_comes_after_the_copies(store: Store):
    copies = [a_copy(f"paper {n}", published=MONDAY + n * HOUR) for n in range(9)]
    save(store, *copies, a_copy("weekly", OTHER, published=MONDAY - DAY))

    assert [one.pickups for one in store.claims(once=True, limit=6)] == [9, 9, 9, 9, 1, 1]
    assert len(store.claims(once=True, limit=3)) == 3


def test_once_gives_nothing_twice_though_others_write_between_its_looks(
    url: str, clock: Clock, store: Store, monkeypatch: pytest.MonkeyPatch
):
    save(store, *(a_copy(f"paper {n}", published=MONDAY + n * HOUR) for n in range(3)))
    other, look = open_store(url, clock=clock), reading.claims

    def and_then_another_arrives(*asked: Any, **bounds: Any) -> list[StoredClaim]:
        found = look(*asked, **bounds)
        other.save(a_copy("weekly", OTHER, guid=str(bounds["after"]), published=MONDAY + DAY))
        return found

    monkeypatch.setattr(reading, "claims", and_then_another_arrives)
    once = [(one.item_id, one.claim.id) for one in store.claims(once=True, limit=5)]
    other.close()

    assert len(once) == len(set(once)) == len(WHOLE)


def test_what_one_item_says_twice_stays_twice(store: Store):
    save(store, a_copy("norland", (QUOTE, FERRY, QUOTE, FISH)))

    assert len(store.claims(once=True)) == 4


def test_a_copy_of_a_copy_belongs(store: Store):
    head, whole, tail = a_copy("head", CUT[:2] * 2 + (FISH,)), a_copy("whole"), a_copy("tail", TAIL)
    save(store, head, tail)
    before = ran(store, head)
    save(store, whole)

    assert before == ["head"]
    assert set(ran(store, head)) == set(ran(store, tail)) == {"head", "whole", "tail"}


def test_the_versions_of_an_item_are_no_pickups_of_each_other(store: Store):
    save(store, a_copy("norland"), a_copy("norland", version=2, version_created=MONDAY + HOUR))

    assert ran(store, a_copy("norland")) == ["norland"]


def test_a_correction_that_changes_the_text_leaves_the_group_and_joins_another(store: Store):
    agency, paper, weekly = a_copy("norland"), a_copy("morning"), a_copy("weekly", OTHER)
    save(store, agency, paper, weekly)

    save(store, a_copy("morning", OTHER, version=2, version_created=MONDAY + HOUR))

    assert ran(store, agency) == ["norland"]
    assert set(ran(store, weekly)) == {"morning", "weekly"}


def test_an_older_version_that_comes_late_does_not_bring_its_group(store: Store):
    agency = a_copy("norland")
    save(store, agency, a_copy("morning", OTHER, version=2, version_created=MONDAY + HOUR), a_copy("morning"))

    assert ran(store, agency) == ["norland"]


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.WITHHELD])
def test_what_is_killed_or_withheld_is_in_no_group_and_links_none(store: Store, status: Status):
    head, whole, tail = a_copy("head", CUT[:2] * 2 + (FISH,)), a_copy("whole"), a_copy("tail", TAIL)
    save(store, head, whole, tail)

    save(store, a_copy("whole", status=status, version=2, version_created=MONDAY + HOUR))

    assert ran(store, head) == ["head"]
    assert ran(store, tail) == ["tail"]
    assert ran(store, whole) == []
    assert store.claims(group=whole.item_id) == []


def test_an_embargoed_item_is_in_no_group_before_its_time(store: Store):
    agency, early = a_copy("norland"), a_copy("early", embargo_until=MONDAY + HOUR, published=MONDAY - HOUR)
    save(store, agency, early)

    assert ran(store, agency) == ["norland"]
    assert ran(store, early) == []
    assert {(one.group, one.pickups) for one in store.claims()} == {(agency.item_id, 1)}
    assert ran(store, agency, at=MONDAY + HOUR) == ["early", "norland"]
    assert {one.pickups for one in store.claims(at=MONDAY + HOUR)} == {2}


def test_a_kill_without_text_is_like_no_other(store: Store):
    kills = [a_copy(paper, body="", status=Status.USABLE, headline="KILL") for paper in ("norland", "morning")]
    save(store, *kills)

    assert ran(store, kills[0]) == ["norland"]


def test_short_texts_are_alike_when_headline_and_text_are_the_same(store: Store):
    dividend = (("Ilse Varga", "the dividend would be ten cents"),)
    first, second = a_copy("a", dividend, headline="Ferries dividend"), a_copy("b", dividend, headline="FERRIES DIVIDEND")
    save(store, first, second, a_copy("c", dividend, headline="Coal dividend"))

    assert sorted(ran(store, first)) == ["a", "b"]


def test_a_form_that_is_filled_in_anew_is_another_text(store: Store):
    form = "{} tonnes of herring and {} of cod had been landed at Tarn by noon, the lowest for a {} since the fleet came home"
    filled = [
        a_copy(name, (("Ilse Varga", form.format(*what)),)) for name, *what in [("a", 40, 12, "Monday"), ("b", 31, 9, "Friday")]
    ]
    save(store, *filled)

    assert ran(store, filled[0]) == ["a"]


def test_a_paper_that_ran_half_of_a_long_story_ran_it(store: Store):
    chance = random.Random(1)
    story = " ".join("".join(chance.choices("aeioubdfgklmnprst", k=6)) for _ in range(400))
    half = story[: len(story) * 55 // 100]
    save(store, a_copy("norland", body=story), a_copy("morning", body=half), a_copy("evening", body=story[: len(story) // 5]))

    assert ran(store, a_copy("norland", body=story)) == ["morning", "norland"]


def test_the_same_words_a_week_later_are_other_news(store: Store):
    save(store, a_copy("norland"), a_copy("later", published=MONDAY + 7 * DAY))

    assert ran(store, a_copy("norland")) == ["norland"]


def test_a_page_without_a_date_is_known_by_its_text_alone(store: Store):
    page = a_copy("page", published=MONDAY + 700 * DAY, published_from=Dated.RECEIVED)
    save(store, a_copy("norland"), page)

    assert ran(store, page) == ["norland", "page"]


def test_an_article_of_a_parser_that_signed_nothing_is_a_group_of_its_own(store: Store):
    old = a_copy("old", signature=None)
    save(store, old, a_copy("norland"))

    assert ran(store, old) == ["old"]
    assert {one.provider: one.pickups for one in store.claims()} == {"old": 1, "norland": 1}


def test_a_message_that_takes_anothers_place_takes_its_place_in_the_group(store: Store):
    signed, unsigned = a_copy("morning"), a_copy("morning", signature=None, extraction=1)
    save(store, a_copy("norland"), signed, unsigned)

    assert ran(store, a_copy("norland")) == ["norland"]


def test_copies_that_two_sinks_write_in_one_moment_find_each_other(url: str, clock: Clock):
    sinks = [open_store(url, clock=clock) for _ in range(4)]
    for n in range(20):
        copies = [a_copy(f"paper {sink}", WHOLE if sink % 2 else CUT, guid=str(n)) for sink in range(len(sinks))]
        at_once = threading.Barrier(len(sinks))

        def write(sink: Store, copy: ClaimArticle, at_once: threading.Barrier = at_once) -> None:
            at_once.wait()
            sink.save(copy)

        with ThreadPoolExecutor(len(sinks)) as pool:
            list(pool.map(write, sinks, copies))

        assert len(sinks[0].pickups(copies[0].item_id)) == len(sinks)
        empty(url)
    for sink in sinks:
        sink.close()


def test_a_copy_that_is_written_while_another_is_not_yet_committed_finds_it_afterwards(database: str):
    import psycopg

    store, other = open_store(database), open_store(database)
    first, second = a_copy("norland"), a_copy("morning")
    store.save(a_copy("morning", OTHER))

    with psycopg.connect(database) as slow, ThreadPoolExecutor(1) as pool:
        slow.execute("SELECT * FROM item FOR UPDATE")
        waiting = pool.submit(other.save, a_copy("morning", version=2, version_created=MONDAY + HOUR))
        store.save(first)
        assert not waiting.done()
        slow.commit()
        waiting.result()

    assert set(ran(store, second)) == {"norland", "morning"}
    store.close()
    other.close()


# Any order


TEXTS = (WHOLE, CUT, TAIL, OTHER, (QUOTE, SNOW, VOTE), (SNOW, VOTE), (("Ilse Varga", "it was late"),))


@st.composite
def versions(draw: st.DrawFn) -> ClaimArticle:
    """Some version of an item of one of five providers, of any status, with one of a few texts that are alike or not."""
    status = draw(st.sampled_from([*Status, Status.USABLE, Status.USABLE, Status.USABLE]))
    fields: dict[str, Any] = {
        "headline": "Harbour",
        "version": draw(st.integers(0, 2)),
        "version_created": draw(st.sampled_from((None, MONDAY))),
        "status": status,
        "embargo_until": draw(st.sampled_from((None, None, None, MONDAY + HOUR, MONDAY - HOUR))),
        "received_at": MONDAY + draw(st.integers(0, 1)) * HOUR,
        "published": MONDAY + draw(st.sampled_from((0, 0, 0, 1, 3, 6, 9))) * DAY,
        "published_from": draw(st.sampled_from((Dated.METADATA, Dated.METADATA, Dated.RECEIVED))),
    }
    if status is Status.CANCELLED and draw(st.booleans()):
        fields["body"] = ""
    article = a_copy(f"paper {draw(st.integers(0, 4))}", draw(st.sampled_from(TEXTS)), **fields)
    return article if draw(st.integers(0, 9)) else article.model_copy(update={"signature": None})


ARRIVALS = st.lists(versions(), min_size=1, max_size=9)
thorough = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@thorough
@given(arrivals=ARRIVALS, seed=st.integers(0, 2**16))
def test_any_order_with_any_repetition_ends_in_the_same_groups(url: str, store: Store, arrivals: list[ClaimArticle], seed: int):
    chance = random.Random(seed)
    again = arrivals + chance.choices(arrivals, k=chance.randint(0, 4))
    chance.shuffle(again)
    empty(url)
    save(store, *arrivals)
    first = state(url, store, arrivals)
    empty(url)
    save(store, *again)

    assert state(url, store, arrivals) == first


@thorough
@given(arrivals=ARRIVALS)
def test_the_groups_are_what_the_newest_versions_that_readers_see_say(url: str, store: Store, arrivals: list[ClaimArticle]):
    empty(url)
    save(store, *arrivals)

    for at in (MONDAY, MONDAY + HOUR):
        newest = {article.item_id: store.article(article.item_id) for article in arrivals}
        shown = [article for article in newest.values() if article and shows(arrivals, article, at)]
        expected = components(shown)
        assert {item_id: members(store, item_id, at) for item_id in newest} == {
            item_id: expected.get(item_id, set()) for item_id in newest
        }


def state(url: str, store: Store, arrivals: Iterable[ClaimArticle]) -> Any:
    """All rows, and the groups of all items at two moments."""
    items = sorted({article.item_id for article in arrivals})
    return dump(url), [store.pickups(item_id, at=at) for item_id in items for at in (MONDAY, MONDAY + HOUR)]


def members(store: Store, item_id: str, at: datetime) -> set[str]:
    return {one.item_id for one in store.pickups(item_id, at=at)}


def shows(arrivals: Iterable[ClaimArticle], newest: ClaimArticle, at: datetime) -> bool:
    """Readers see the item of `newest`."""
    ends = [one.embargo_until for one in arrivals if one.item_id == newest.item_id and one.embargo_until]
    return Standing(newest.item_id, newest.version_key, newest.status, max(ends, default=None)).shows(at)


def components(shown: list[ClaimArticle]) -> dict[str, set[str]]:
    """Connected components, found the slow way."""
    groups = {article.item_id: {article.item_id} for article in shown}
    for one, other in combinations(filter(None, map(known, shown)), 2):
        if alike(one, other) and one.buckets & other.buckets:
            together = groups[one.item_id] | groups[other.item_id]
            groups.update(dict.fromkeys(together, together))
    return groups


def providers(found: Iterable[StoredClaim]) -> set[str]:
    return {one.provider for one in found}
