"""Which offsets may be committed."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from services.ledger import Ledger


def a_ledger(*delivered: int) -> Ledger[str]:
    ledger: Ledger[str] = Ledger()
    for offset in delivered:
        ledger.delivered("p", offset)
    return ledger


def done(ledger: Ledger[str], *offsets: int) -> None:
    for offset in offsets:
        ledger.done("p", offset)


def test_nothing_is_committed_past_the_first_message_while_it_is_open() -> None:
    ledger = a_ledger(0, 1, 2, 3)
    done(ledger, 1, 2, 3)

    assert ledger.committable() == {"p": 0}


def test_nothing_is_committed_past_a_message_in_the_middle_while_it_is_open() -> None:
    ledger = a_ledger(10, 11, 12, 13)
    done(ledger, 10, 12, 13)

    assert ledger.committable() == {"p": 11}


def test_when_all_is_done_the_next_message_to_come_is_committed() -> None:
    ledger = a_ledger(5, 6)
    done(ledger, 6, 5)

    assert ledger.committable() == {"p": 7}


def test_offsets_that_the_broker_skips_hold_nothing_up() -> None:
    ledger = a_ledger(5, 9, 20)
    done(ledger, 5, 9, 20)

    assert ledger.committable() == {"p": 21}


def test_an_offset_is_committed_once() -> None:
    ledger = a_ledger(5)
    done(ledger, 5)
    ledger.committed(ledger.committable())

    assert ledger.committable() == {}


def test_a_message_that_was_done_and_is_delivered_again_holds_nothing_up() -> None:
    ledger = a_ledger(5, 6)
    done(ledger, 5, 6)
    ledger.delivered("p", 5)

    assert ledger.committable() == {"p": 7}
    assert ledger.open() == 0


def test_a_message_from_before_the_first_is_waited_for() -> None:
    ledger = a_ledger(5)
    done(ledger, 5)
    ledger.committed({"p": 6})
    ledger.delivered("p", 3)

    assert ledger.committable() == {"p": 3}


def test_what_was_done_in_a_partition_that_went_counts_for_nothing() -> None:
    ledger = a_ledger(5)
    ledger.forget(["p"])

    assert not ledger.done("p", 5)
    assert ledger.committable() == {}


def test_a_commit_that_comes_back_after_its_partition_went_is_dropped() -> None:
    ledger = a_ledger(5)
    done(ledger, 5)
    offsets = ledger.committable()
    ledger.forget(["p"])
    ledger.committed(offsets)

    assert ledger.committable() == {}


class AnyOrder(RuleBasedStateMachine):
    """A partition as a broker delivers it: forwards, with gaps, again from any offset it had, and anew after a rebalance."""

    messages = Bundle("messages")

    def __init__(self) -> None:
        super().__init__()
        self.ledger: Ledger[str] = Ledger()
        self.log: list[int] = []
        self.open: set[int] = set()
        self.durable: set[int] = set()
        self.broker = 0
        self.position = 0

    @rule(target=messages, gap=st.integers(0, 3), count=st.integers(1, 4))
    def deliver(self, gap: int, count: int) -> object:
        """The next messages, after an offset or some that hold none."""
        fresh = [offset for offset in self.log if offset >= self.position][:count]
        while len(fresh) < count:
            fresh.append((self.log[-1] + 1 if self.log else 0) + gap)
            self.log.append(fresh[-1])
        for offset in fresh:
            self.ledger.delivered("p", offset)
            if offset not in self.durable:
                self.open.add(offset)
        self.position = fresh[-1] + 1
        return multiple(*fresh)

    @rule(offset=consumes(messages))
    def finish(self, offset: int) -> None:
        """A message's effect is durable, whether or not its partition is still ours; if not, it counts for nothing."""
        if offset in self.open:
            self.open.remove(offset)
            self.durable.add(offset)
        self.ledger.done("p", offset)

    @rule()
    def seek_back(self) -> None:
        """What was fetched and dropped is fetched again."""
        self.position = self.broker

    @rule()
    def rebalance(self) -> None:
        """The partition goes and comes back: everything from the committed offset on is delivered anew."""
        self.ledger.forget(["p"])
        self.open.clear()
        self.durable.clear()
        self.position = self.broker

    @rule(answered=st.booleans())
    def commit(self, answered: bool) -> None:
        """The broker has the offset; sometimes we don't hear that."""
        offsets = self.ledger.committable()
        self.broker = offsets.get("p", self.broker)
        if answered:
            self.ledger.committed(offsets)

    @invariant()
    def nothing_open_is_behind_the_committed_offset(self) -> None:
        assert all(self.broker <= offset for offset in self.open)
        assert all(offset <= min(self.open, default=offset) for offset in self.ledger.committable().values())

    @invariant()
    def when_all_is_done_the_end_is_offered(self) -> None:
        offered = self.ledger.committable().get("p")
        if offered is not None and not self.open:
            assert offered >= self.position


TestAnyOrder = AnyOrder.TestCase
