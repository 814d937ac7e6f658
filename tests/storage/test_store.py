"""What a store promises, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest

from schemas import Act, Change, ClaimArticle, EntityKind, Speaker, SpeakerKind, Status
from services.storage.sql import open_store
from services.storage.store import Store
from tests.builders import MONDAY, SAID, a_claim, a_claim_article, an_entity, words
from tests.storage.conftest import Clock
from tests.storage.looking import dump

HOUR = timedelta(hours=1)


def contents(store: Store, at: datetime | None = None) -> list[str]:
    return [one.claim.content[0].text for one in store.claims(at=at)]


def changes(store: Store) -> list[Change]:
    return [event.change for _, event in store.unsent()]


def a_kill(**fields: object) -> ClaimArticle:
    return a_claim_article(**{"body": "", "status": Status.CANCELLED, "version": 2} | fields)


# What is kept


def test_an_article_comes_back_as_it_was_saved(store: Store):
    article = a_claim_article(slug="HARBOUR", bylines=("Nils Ek",), embargo_until=MONDAY)

    assert store.save(article) == "new"

    assert store.article(article.item_id) == article
    assert store.history(article.item_id) == [article]


def test_an_item_that_never_came_is_not_there(store: Store):
    assert store.article("nobody") is None
    assert store.history("nobody") == []


def test_a_version_fills_every_table(store: Store):
    store.save(a_claim_article())

    assert store.counts() == {
        "item": 1,
        "article_version": 1,
        "entity": 2,
        "article_entity": 2,
        "mention": 2,
        "claim": 2,
        "speaker_name": 4,
        "signature": 1,
        "bucket": 1,
        "outbox": 1,
    }


def test_saving_an_article_again_changes_nothing(store: Store, url: str):
    article = a_claim_article()
    store.save(article)
    before = dump(url), store.unsent()

    assert store.save(article) == "known"

    assert (dump(url), store.unsent()) == before


def test_a_database_that_is_opened_again_has_what_it_had(store: Store, url: str):
    article = a_claim_article()
    store.save(article)

    again = open_store(url)

    assert again.article(article.item_id) == article
    assert len(again.claims()) == 2
    again.close()


def test_newest_items_come_first_for_operators_the_killed_ones_too(store: Store):
    store.save(a_claim_article(guid="old", published=MONDAY - HOUR))
    store.save(a_kill(guid="killed", published=MONDAY))
    store.save(a_claim_article(guid="oldest", published=MONDAY - 2 * HOUR))

    assert [article.guid for article in store.latest(limit=2)] == ["killed", "old"]


# Versions


def test_a_newer_version_supersedes(store: Store):
    store.save(a_claim_article(("Ilse Varga", "the harbour would open"), version=1))

    assert store.save(a_claim_article(("Ilse Varga", "the harbour would stay shut"), version=2)) == "newer"

    assert contents(store) == ["the harbour would stay shut"]
    assert changes(store) == [Change.ADDED, Change.SUPERSEDED]


def test_an_older_version_that_comes_late_goes_to_history_only(store: Store):
    new, old = a_claim_article(("Ilse Varga", "it would stay shut"), version=10), a_claim_article(version=9)
    store.save(new)

    assert store.save(old) == "older"

    assert contents(store) == ["it would stay shut"]
    assert store.article(new.item_id) == new
    assert store.history(new.item_id) == [old, new]
    assert len(store.unsent()) == 1


def test_the_time_of_a_version_goes_before_its_number(store: Store):
    store.save(a_claim_article(("Ilse Varga", "later"), version=1, version_created=MONDAY + HOUR))

    assert store.save(a_claim_article(("Ilse Varga", "earlier"), version=7, version_created=MONDAY)) == "older"

    assert contents(store) == ["later"]


def test_of_two_messages_about_one_version_the_first_received_is_kept_whichever_comes_first(store: Store, url: str):
    first = a_claim_article(received_at=MONDAY)
    again = a_claim_article(received_at=MONDAY + HOUR, claims=())

    store.save(again)
    assert store.save(first) == "known"
    assert store.save(again) == "known"

    assert store.article(first.item_id) == first
    assert contents(store) == [content for _, content in SAID]
    assert store.counts()["claim"] == 2


@pytest.mark.parametrize("received_at", [MONDAY - HOUR, MONDAY, MONDAY + HOUR])
@pytest.mark.parametrize("better_first", [True, False])
def test_of_two_messages_about_one_version_that_of_the_higher_extraction_is_kept(
    store: Store, received_at: datetime, better_first: bool
):
    worse = a_claim_article(("Ilse Varga", "the harbour would open"), extraction=1, claims=())
    better = a_claim_article(("Ilse Varga", "the harbour would open"), extraction=2, received_at=received_at)

    for article in (better, worse) if better_first else (worse, better):
        store.save(article)

    assert store.history(worse.item_id) == [better]
    assert contents(store) == ["the harbour would open"]
    assert changes(store) == [Change.ADDED]


def test_of_two_versions_at_one_place_the_longer_is_the_newer_whichever_comes_first(store: Store):
    whole = a_claim_article(("Ilse Varga", "the harbour would open"), ("Oskar Lindqvist", "no ship had left"))
    beginning = a_claim_article(("Ilse Varga", "the harbour would open"))

    store.save(whole)
    assert store.save(beginning) == "older"

    assert store.article(whole.item_id) == whole
    assert store.history(whole.item_id) == [beginning, whole]
    assert len(store.claims()) == 2


@pytest.mark.parametrize("better_first", [True, False])
def test_of_two_versions_at_one_place_that_of_the_higher_extraction_is_the_newer(store: Store, better_first: bool):
    worse = a_claim_article(("Ilse Varga", "the harbour would open, photo: Norland News"), extraction=1)
    better = a_claim_article(("Ilse Varga", "the harbour would open"), extraction=2)

    for article in (better, worse) if better_first else (worse, better):
        store.save(article)

    assert store.article(worse.item_id) == better
    assert store.history(worse.item_id) == [worse, better]
    assert contents(store) == ["the harbour would open"]


def test_an_older_version_that_is_extracted_better_becomes_the_newer_at_its_place(store: Store):
    short, long = a_claim_article(("Ilse Varga", "it would open")), a_claim_article(("Ilse Varga", "it would never open"))
    for article in (short, long):
        store.save(article)
    assert contents(store) == ["it would never open"]

    store.save(short.model_copy(update={"extraction": 1}))

    assert contents(store) == ["it would open"]
    assert changes(store) == [Change.ADDED, Change.SUPERSEDED, Change.SUPERSEDED]


def test_a_version_number_of_any_length_is_stored_and_ordered(store: Store):
    long = 10**19
    store.save(a_claim_article(("Ilse Varga", "later"), version=long + 1))

    assert store.save(a_claim_article(("Ilse Varga", "earlier"), version=long)) == "older"

    assert contents(store) == ["later"]
    assert store.latest()[0].version == long + 1


# Kills, withheld versions


def test_a_kill_withdraws_the_claims_and_keeps_them_in_history(store: Store, url: str):
    article = a_claim_article()
    store.save(article)

    assert store.save(a_kill()) == "newer"

    assert store.claims() == []
    assert [len(version.claims) for version in store.history(article.item_id)] == [2, 0]
    assert changes(store) == [Change.ADDED, Change.WITHDRAWN]
    assert set(store.unsent()[1][1].withdrawn) == {claim.id for claim in article.claims}
    stands = [row[3] for row in dump(url)["claim"]]
    assert stands == [False, False]


def test_an_item_whose_kill_came_before_it_is_never_shown(store: Store):
    store.save(a_kill())

    assert store.save(a_claim_article()) == "older"

    assert store.claims() == []
    assert store.unsent() == []


def test_a_usable_version_newer_than_the_kill_shows_again(store: Store):
    store.save(a_claim_article())
    store.save(a_kill())

    store.save(a_claim_article(("Ilse Varga", "all was well"), version=3))

    assert contents(store) == ["all was well"]
    assert changes(store) == [Change.ADDED, Change.WITHDRAWN, Change.ADDED]


def test_a_withheld_item_is_hidden_until_a_newer_version_is_usable(store: Store):
    store.save(a_claim_article(version=1))
    store.save(a_claim_article(version=3, status=Status.WITHHELD))
    store.save(a_claim_article(version=2, status=Status.CORRECTED))
    assert store.claims() == []

    store.save(a_claim_article(version=4))

    assert len(store.claims()) == 2


# Embargoes


def test_an_embargoed_item_is_hidden_until_its_time_and_then_told(store: Store, clock: Clock):
    store.save(a_claim_article(status=Status.EMBARGOED, embargo_until=MONDAY + HOUR))
    assert store.claims() == []
    assert store.unsent() == []

    clock.now = MONDAY + HOUR

    assert len(store.claims()) == 2
    assert changes(store) == [Change.ADDED]


def test_an_embargo_holds_for_a_later_version_that_omits_it(store: Store):
    store.save(a_claim_article(version=1, embargo_until=MONDAY + HOUR))
    store.save(a_claim_article(version=2))

    assert store.claims() == []
    assert len(store.claims(at=MONDAY + HOUR)) == 2
    assert store.unsent() == []


def test_an_embargo_that_an_older_version_states_later_hides_what_was_shown(store: Store, clock: Clock):
    store.save(a_claim_article(version=2))

    store.save(a_claim_article(version=1, embargo_until=MONDAY + HOUR))

    assert store.claims() == []
    assert changes(store) == [Change.ADDED, Change.WITHDRAWN]
    clock.now = MONDAY + HOUR
    assert changes(store) == [Change.ADDED, Change.WITHDRAWN, Change.ADDED]


def test_the_latest_of_several_embargoes_counts(store: Store):
    store.save(a_claim_article(version=1, embargo_until=MONDAY + 2 * HOUR))
    store.save(a_claim_article(version=2, embargo_until=MONDAY + HOUR))

    assert store.claims(at=MONDAY + HOUR) == []
    assert len(store.claims(at=MONDAY + 2 * HOUR)) == 2


def test_an_embargo_without_an_end_hides_the_item_until_one_is_known(store: Store):
    store.save(a_claim_article(version=2, status=Status.EMBARGOED))
    assert store.claims(at=MONDAY + 1000 * HOUR) == []

    store.save(a_claim_article(version=1, embargo_until=MONDAY + HOUR))

    assert len(store.claims(at=MONDAY + HOUR)) == 2


def test_an_item_that_is_killed_under_embargo_is_never_told(store: Store, clock: Clock):
    store.save(a_claim_article(embargo_until=MONDAY + HOUR))
    store.save(a_kill())

    clock.now = MONDAY + 2 * HOUR

    assert store.claims() == []
    assert store.unsent() == []


def test_a_kill_after_the_embargo_takes_back_what_was_told(store: Store, clock: Clock):
    store.save(a_claim_article(embargo_until=MONDAY + HOUR))
    clock.now = MONDAY + HOUR
    store.unsent()

    store.save(a_kill())

    assert changes(store) == [Change.ADDED, Change.WITHDRAWN]


def test_an_embargo_for_ever_from_the_west_is_stored(store: Store):
    forever = datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-8)))
    store.save(a_claim_article(embargo_until=forever))

    assert store.claims() == []
    assert store.claims(at=datetime(9000, 1, 1, tzinfo=UTC)) == []


# Change events


def test_an_event_has_what_is_new_and_what_is_gone(store: Store):
    first = a_claim_article(("Ilse Varga", "the harbour would open"), ("Oskar Lindqvist", "no ship had left"), version=1)
    second = a_claim_article(("Marta Sorel", "a crane had fallen"), ("Oskar Lindqvist", "no ship had left"), version=2)
    store.save(first)
    store.save(second)

    event = store.unsent()[1][1]

    assert [claim.content[0].text for claim in event.added] == ["a crane had fallen"]
    assert event.withdrawn == (first.claims[0].id,)
    assert (event.item_id, event.version_key, event.status) == (second.item_id, second.version_key, Status.USABLE)


def test_a_version_that_says_the_same_makes_no_event(store: Store):
    store.save(a_claim_article(version=1))
    body = "A paragraph more.\n\n" + a_claim_article().body

    store.save(a_claim_article(*SAID, version=2, body=body))

    assert len(store.unsent()) == 1


def test_a_claim_that_is_corrected_under_the_same_id_is_told_again(store: Store):
    article = a_claim_article(version=1)
    store.save(article)
    denied = article.claims[0].model_copy(update={"act": Act.DENY})

    store.save(a_claim_article(version=2, claims=(denied, article.claims[1])))

    event = store.unsent()[1][1]
    assert (event.change, event.added, event.withdrawn) == (Change.SUPERSEDED, (denied,), ())


def test_an_article_without_claims_makes_no_event(store: Store):
    store.save(a_claim_article(claims=()))

    assert store.unsent() == []


def test_events_that_are_sent_are_not_unsent(store: Store):
    for n in range(3):
        store.save(a_claim_article(guid=f"item {n}"))
    numbers = [number for number, _ in store.unsent(limit=2)]

    store.sent(numbers)
    store.sent(numbers)
    store.sent([])

    assert len(numbers) == 2
    assert len(store.unsent()) == 1
    assert store.unsent()[0][0] > max(numbers)
    assert store.counts()["outbox"] == 3


def test_the_same_change_twice_has_two_ids(store: Store, clock: Clock):
    store.save(a_claim_article(version=9))
    for version in (1, 2):
        store.save(a_claim_article(version=version, embargo_until=clock.now + HOUR))
        clock.now += HOUR
        store.unsent()

    events = [event for _, event in store.unsent()]

    assert [event.change for event in events] == [
        Change.ADDED,
        Change.WITHDRAWN,
        Change.ADDED,
        Change.WITHDRAWN,
        Change.ADDED,
    ]
    assert len({event.event_id for event in events}) == 5


def test_one_publishes_at_a_time(store: Store, url: str):
    other = open_store(url)

    with store.publishing() as mine, other.publishing() as theirs:
        assert (mine, theirs) == (True, False)
    with other.publishing() as theirs:
        assert theirs
    other.close()


# Who said what


@pytest.mark.parametrize("name", ["Ilse Varga", "ilse varga", "VARGA", " varga ", "Ilse  Varga"])
def test_a_speaker_is_found_by_whole_and_last_name_without_case(store: Store, name: str):
    store.save(a_claim_article())

    assert [one.claim.content[0].text for one in store.claims(speaker=name)] == [SAID[0][1]]


@pytest.mark.parametrize("name", ["Ilse", "arga", "V%", "Varga_", "", "\x00", "\ud800"])
def test_a_part_of_a_name_finds_nobody(store: Store, name: str):
    store.save(a_claim_article())

    assert store.claims(speaker=name) == []


@pytest.mark.parametrize("name", ["Zoë Łukasz-Müller", "zoe lukasz-muller", "ŁUKASZ-MÜLLER", "Zoe\u0308 Lukasz-Mu\u0308ller"])
def test_a_speaker_is_found_with_and_without_accents(store: Store, name: str):
    store.save(a_claim_article(("Zoë Łukasz-Müller", "it was late")))

    assert len(store.claims(speaker=name)) == 1


@pytest.mark.parametrize("name", ["STRASSE", "Straße", "van der Straße", "der strasse"])
def test_a_last_name_has_its_particles_or_not(store: Store, name: str):
    store.save(a_claim_article(("Anna van der Straße", "it was late")))

    assert len(store.claims(speaker=name)) == 1


def test_an_alias_of_the_entity_finds_its_claims(store: Store):
    body = "The Tarn Harbour Board said the cranes were old."
    board = an_entity("the Tarn Harbour Board", kind=EntityKind.ORGANIZATION, aliases=("THB", "the board"))
    speaker = Speaker(entity=board.id, name=board.name, kind=SpeakerKind.ORGANIZATION)
    claim = a_claim("the cranes were old", body=body, speaker=speaker, source=words("The Tarn Harbour Board", body))
    store.save(a_claim_article(body=body, entities=(board,), mentions=(), claims=(claim,)))

    found = {name: len(store.claims(speaker=name)) for name in ("thb", "Board", "Tarn Harbour Board", "harbour board")}

    assert found == {"thb": 1, "Board": 1, "Tarn Harbour Board": 1, "harbour board": 0}


def test_an_unnamed_source_is_found_by_its_description(store: Store):
    body = "Two officials said the cranes were old."
    speaker = Speaker(name="Two officials", kind=SpeakerKind.UNNAMED)
    store.save(a_claim_article(body=body, claims=(a_claim("the cranes were old", body=body, speaker=speaker),)))

    assert len(store.claims(speaker="two OFFICIALS")) == 1
    assert store.claims(speaker="officials") == []


def test_a_claim_without_a_speaker_is_stored_and_found_by_nobody(store: Store):
    body = "It was late, it was said."
    store.save(a_claim_article(body=body, claims=(a_claim("It was late", body=body),)))

    assert len(store.claims()) == 1
    assert store.claims()[0].claim.speaker is None


def test_a_killed_claim_is_not_found_by_its_speaker(store: Store):
    store.save(a_claim_article())
    store.save(a_kill())

    assert store.claims(speaker="Varga") == []


def test_claims_come_newest_article_first_in_the_order_of_the_text(store: Store):
    store.save(a_claim_article(("Ilse Varga", "one"), ("Ilse Varga", "two"), guid="old", published=MONDAY - HOUR))
    store.save(a_claim_article(("Ilse Varga", "three"), ("Ilse Varga", "four"), guid="new", published=MONDAY))

    assert contents(store) == ["three", "four", "one", "two"]
    assert [one.claim.content[0].text for one in store.claims(limit=3)] == ["three", "four", "one"]


def test_claims_since_a_time_are_of_articles_published_then_or_later(store: Store):
    for hours in (0, 1, 2):
        store.save(a_claim_article(("Ilse Varga", f"it was {hours}"), guid=str(hours), published=MONDAY + hours * HOUR))

    found = store.claims(since=(MONDAY + HOUR).astimezone(timezone(timedelta(hours=5))))

    assert [one.claim.content[0].text for one in found] == ["it was 2", "it was 1"]


def test_a_claim_comes_with_the_version_that_carries_it(store: Store):
    article = a_claim_article(status=Status.CORRECTED, published=datetime(2031, 3, 3, 12, tzinfo=timezone(HOUR)))
    store.save(article)

    one = store.claims()[0]

    assert one.claim == article.claims[0]
    assert (one.item_id, one.version_key, one.provider) == (article.item_id, article.version_key, "norland")
    assert (one.headline, one.published, one.status) == (article.headline, article.published, Status.CORRECTED)
    assert one.published.tzinfo is not None


# Texts that databases don't like


def test_a_nul_in_any_text_is_stored(store: Store, url: str):
    body = "Ilse\x00Varga said it was\x00late."
    claim = a_claim("it was\x00late", "Ilse\x00Varga", body=body)
    article = a_claim_article(
        *(("Ilse\x00Varga", "it was\x00late"),),
        headline="A\x00B",
        guid="g\x00",
        provider="p\x00",
        source="s\x00",
        claims=(claim,),
    )

    store.save(article)

    assert store.article(article.item_id) == article
    assert store.claims()[0].claim.content[0].text == "it was\x00late"
    assert store.claims()[0].headline == "A\N{REPLACEMENT CHARACTER}B"
    assert dump(url)["mention"][0][4] == "Ilse\N{REPLACEMENT CHARACTER}Varga"


def test_a_source_described_at_length_is_stored_and_found(store: Store):
    long = "a spokesman for the " + "very " * 2000 + "old harbour"
    body = f"{long} said it was late."
    speaker = Speaker(name=long, kind=SpeakerKind.UNNAMED)
    store.save(a_claim_article(body=body, claims=(a_claim("it was late", body=body, speaker=speaker),)))

    assert len(store.claims(speaker=long)) == 1


def test_an_article_of_a_million_characters_is_stored(store: Store):
    article = a_claim_article(("Ilse Varga", "it was late, " + "and later, " * 90_000))

    store.save(article)

    assert store.article(article.item_id) == article


def test_quotes_backslashes_and_other_alphabets_come_back(store: Store):
    said = ("Робин О'Хара", "\\x00 'so' \"it\" %s :was; \N{GREEK SMALL LETTER FINAL SIGMA}\U0001f6a2 \u202e")
    article = a_claim_article(said)

    store.save(article)

    assert store.article(article.item_id) == article
    assert len(store.claims(speaker="о’хара")) == 1


# Entities


def test_an_entity_is_one_row_with_the_longest_name_that_any_article_gives(store: Store, url: str):
    entity = an_entity("Varga")
    for n, name in enumerate(["Varga", "Ilse Varga", "I. Varga"]):
        same = entity.model_copy(update={"name": name})
        store.save(a_claim_article(body="Nothing.", guid=str(n), entities=(same,), mentions=(), claims=()))

    assert dump(url)["entity"] == [(entity.id, "person", "Ilse Varga")]


def test_an_entity_that_is_listed_twice_is_stored_once(store: Store):
    entity = an_entity("Ilse Varga")

    store.save(a_claim_article(entities=(entity, an_entity("Oskar Lindqvist"), entity)))

    assert store.counts()["article_entity"] == 2


# Several writers


def test_threads_that_save_at_once_lose_nothing(store: Store):
    articles = [a_claim_article(("Ilse Varga", f"it was {n}"), guid=str(n)) for n in range(40)]

    with ThreadPoolExecutor(8) as pool:
        saved = list(pool.map(store.save, articles))

    assert saved == ["new"] * 40
    assert len(store.claims()) == 40
    assert len({number for number, _ in store.unsent()}) == 40


def test_of_versions_that_two_sinks_save_at_once_the_newest_stands(store: Store, url: str):
    other = open_store(url)
    versions = [a_claim_article(("Ilse Varga", f"it was {n}"), version=n) for n in range(30)]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda nth: (store, other)[nth % 2].save(versions[nth]), range(30)))
    other.close()

    assert contents(store) == ["it was 29"]
    assert len(store.history(versions[0].item_id)) == 30


def test_an_article_that_is_wrong_takes_no_neighbour_with_it(store: Store):
    good = [a_claim_article(guid=str(n)) for n in range(20)]
    wrong = a_claim_article(guid="wrong", entities=())
    articles = [*good[:10], wrong, *good[10:]]

    with ThreadPoolExecutor(8) as pool:
        saves = [pool.submit(store.save, article) for article in articles]

    failed = [save.exception() for save in saves if save.exception()]
    assert [type(error).__name__ for error in failed] == ["IntegrityError"]
    assert store.counts()["item"] == 20
    assert store.counts()["mention"] == 40
