"""Items in, claims or reasons out; nothing is lost, nothing is doubled, nothing killed is shown."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import pytest

from schemas import Change, DeadLetter, RawItem, Status, item_id
from services.stage import Record
from services.topics import CLAIMS, DEAD_LETTERS, ENTITIES, PARSED, RAW, Topic
from tests.builders import a_claim_article, a_parsed_article, a_raw_item, an_entity_article
from tests.pipeline.stack import Stack

SEED = Path(__file__).parent.parent.parent / "seeds" / "000_efdd37a112f9b61e.txt"

STORY = "TARN (Norland News) - Ilse Varga said on Friday the harbour would reopen.\n\nThe ferries have been idle since autumn.\n"


def an_item(source: str, text: str = STORY, **headers: str) -> RawItem:
    """A plain text item from `source`, with a header block."""
    block = "".join(f"{name.replace('_', '-').title()}: {value}\n" for name, value in headers.items())
    return a_raw_item(f"{block}\n{text}" if block else text, source=source)


def versions(guid: str, source: str) -> tuple[RawItem, RawItem, RawItem]:
    """An item, its correction and its kill."""
    sent = "2031-03-07T1{}:00:00Z"
    return (
        an_item(f"{source}-1", guid=guid, version="1", version_created=sent.format(0)),
        an_item(
            f"{source}-2",
            STORY.replace("would reopen", "would stay closed"),
            guid=guid,
            version="2",
            version_created=sent.format(1),
            status="corrected",
        ),
        an_item(f"{source}-3", "", guid=guid, version="3", version_created=sent.format(2), status="cancelled"),
    )


def test_the_seed_ends_as_its_ten_claims(stack: Stack):
    stack.feed(RawItem(body=SEED.read_bytes(), provider="reuters", received_at=a_raw_item().received_at, source="the seed"))

    article = stack.stored("the seed")

    assert len(article.claims) == 10
    assert [claim.speaker.name for claim in article.claims if claim.speaker][:2] == ["Zakaria Malahifji"] * 2
    readers_see = [claim.claim for claim in stack.store.claims(speaker="Malahifji")]
    assert len(readers_see) == 6


def test_feeding_again_doubles_nothing(stack: Stack):
    item = an_item("twice.txt", STORY.replace("Friday", "Thursday"))
    stack.feed(item)
    stack.stored("twice.txt")
    before = stack.store.counts()

    stack.feed(item, item, an_item("the last one.txt", STORY.replace("Friday", "Wednesday")))
    stack.stored("the last one.txt")

    after = stack.store.counts()
    assert after["article_version"] == before["article_version"] + 1
    assert after["item"] == before["item"] + 1


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=lambda order: "-".join(str(n + 1) for n in order))
def test_a_killed_item_is_shown_to_nobody_in_whatever_order_its_versions_come(stack: Stack, order: tuple[int, ...]):
    guid = f"tag:norland,2031:kill-{'-'.join(map(str, order))}"
    items = versions(guid, guid)
    item = item_id("norland", guid)

    for number in order:
        stack.feed(items[number])
    stack.eventually(lambda: len(stack.store.history(item)) == 3 or None, "all three versions are stored")

    newest = stack.store.article(item)
    assert newest is not None
    assert newest.status == Status.CANCELLED
    assert [claim for claim in stack.store.claims(limit=100_000) if claim.item_id == item] == []
    assert [version.version for version in stack.store.history(item)] == [1, 2, 3]


def test_a_correction_is_what_readers_see_and_its_change_is_published(stack: Stack):
    guid = "tag:norland,2031:corrected"
    first, second, _ = versions(guid, "corrected.txt")
    item = item_id("norland", guid)
    stack.feed(first)
    stack.stored("corrected.txt-1")

    stack.feed(second)
    stack.stored("corrected.txt-2")

    [shown] = [one.claim for one in stack.store.claims(limit=100_000) if one.item_id == item]
    assert "stay closed" in shown.content[0].text
    added, superseded = stack.changes(item, count=2)
    assert (added.change, superseded.change) == (Change.ADDED, Change.SUPERSEDED)
    assert superseded.withdrawn == tuple(claim.id for claim in added.added)


#: What comes in and is no article, the reason that it is refused with, or None where it is an article after all.
BAD = {
    "empty": (b"", "empty"),
    "blank": (b" \n\n\t \n", "empty"),
    "binary": (bytes(range(256)) * 40, "binary"),
    "not-utf-8": (STORY.replace("autumn", "caf\u00e9 season").encode("latin-1"), None),
    "broken-utf-8": (STORY.replace("autumn", "autumn\u00e9").encode()[:-3] + b"\xff\xfe.\n", None),
    "nul": (STORY.replace("ferries", "nul\0ferries").encode(), None),
    "bidi": (STORY.replace("ferries", "bidi \u202eferries\u202c").encode(), None),
    "headline-alone": (b"Harbour of Tarn to reopen\n", "no-text"),
    "long": (STORY.encode() + b"The ferries are idle. " * 100_000, "too-long"),
    "20-mb": (STORY.encode() + b"The ferries are idle. " * 950_000, "too-large"),
}


def test_bad_items_end_with_their_reasons_and_the_good_ones_around_them_pass(stack: Stack):
    items = [a_raw_item(body=body, source=f"bad/{name}") for name, (body, _) in BAD.items()]
    around = [an_item(f"good/{n}", STORY.replace("ferries", f"ferries of pier {n}")) for n in range(len(items) + 1)]
    mixed = [one for pair in zip(around, items, strict=False) for one in pair] + around[-1:]

    stack.feed(*mixed)

    for name, (_, reason) in BAD.items():
        if reason is None:
            assert stack.stored(f"bad/{name}").claims
        else:
            assert stack.refused(f"bad/{name}").letter.reason == reason
    for item in around:
        assert stack.stored(item.source or "").claims


def from_the_future(value: bytes) -> bytes:
    return json.dumps({**json.loads(value), "contract_version": 2, "body": {"moved": "elsewhere"}}).encode()


@pytest.mark.parametrize(
    ("topic", "good"),
    [
        (RAW, a_raw_item(STORY.replace("Tarn", "Tarn-on-Sea"), source="good on raw").to_bytes()),
        (PARSED, a_parsed_article(guid="on-parsed", source="good on parsed").to_bytes()),
        (ENTITIES, an_entity_article(guid="on-entities", source="good on entities").to_bytes()),
        (CLAIMS, a_claim_article(guid="on-claims", source="good on claims").to_bytes()),
    ],
    ids=["raw", "parsed", "entities", "claims"],
)
def test_garbage_on_any_topic_is_a_dead_letter_each_and_stops_nobody(stack: Stack, topic: Topic, good: bytes):
    garbage = {
        "not-json": (b"not json", "not-a-message"),
        "other-shape": (b'{"title": "of another program"}', "not-a-message"),
        "list": (b"[1, 2, 3]", "not-a-message"),
        "tombstone": (None, "tombstone"),
        "future": (from_the_future(good), "from-the-future"),
    }
    keys = {f"{topic.name}/{name}".encode(): reason for name, (_, reason) in garbage.items()}

    stack.send(*(Record(topic.name, f"{topic.name}/{name}".encode(), value) for name, (value, _) in garbage.items()))
    stack.send(Record(topic.name, b"good", good))

    assert stack.stored(json.loads(good)["source"])

    def of_each() -> dict[bytes, DeadLetter] | None:
        found = {one.letter.origin.key: one.letter for one in stack.letters() if one.letter.origin.key in keys}
        return {key: letter for key, letter in found.items() if key} if len(found) == len(keys) else None

    letters = stack.eventually(of_each, "a dead letter each")
    assert {key: letter.reason for key, letter in letters.items()} == keys
    assert letters[f"{topic.name}/not-json".encode()].original == b"not json"
    assert letters[f"{topic.name}/tombstone".encode()].original is None


def test_a_replayed_dead_letter_is_tried_again_and_counts_its_tries(stack: Stack):
    stack.feed(a_raw_item(body=b"Nothing but this line\n", source="replayed.txt"))

    outcome = stack.replay([stack.refused("replayed.txt")])

    assert list(outcome.values()) == [f"sent to {RAW.name}"]
    tries = stack.eventually(
        lambda: sorted(one.letter.attempts for one in stack.letters() if one.letter.source == "replayed.txt")[1:] or None,
        "the second dead letter",
    )
    assert tries == [2]


def test_what_a_giant_dead_letter_lacks_is_said_on_replay(stack: Stack):
    stack.feed(a_raw_item(body=b"x" * (2 * DEAD_LETTERS.max_message_bytes), source="giant.bin"))

    [outcome] = stack.replay([stack.refused("giant.bin")]).values()

    assert "feed giant.bin again" in outcome
