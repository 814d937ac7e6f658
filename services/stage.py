"""One message in, one message out, refusals to a dead letter: everything about a stage that needs no broker."""

from __future__ import annotations

import hashlib
import json
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from schemas import Contract, DeadLetter, FromTheFuture, NotThisContract, Origin
from services.errors import Reason, Rejected, Unavailable
from services.topics import DEAD_LETTERS, Topic

In = TypeVar("In", bound=Contract)
Out = TypeVar("Out", bound=Contract)

Fate = Literal["ok", "refused", "bug"]

#: The header that counts how often a message was tried before, on replays.
ATTEMPTS = "onrecord-attempts"

#: A dead letter whose original would not fit its topic keeps this much of it, with the size and the hash of the whole.
KEPT_OF_A_GIANT = 64 * 1024


@dataclass(frozen=True)
class Record:
    """A message on a topic, or on its way to one. `attempts` counts the tries before this one (replays carry it as a header)."""

    topic: str
    key: bytes | None
    value: bytes | None
    partition: int | None = None
    offset: int | None = None
    attempts: int = 0

    def where(self) -> str:
        """For people: `wire.raw.v1[0]@17`."""
        return self.topic if self.offset is None else f"{self.topic}[{self.partition}]@{self.offset}"


@dataclass(frozen=True)
class Outcome:
    """What became of one message: exactly one fate, and the records to publish, in order, all before the message is
    acknowledged. One record as a rule; none after the last stage; several when a message holds several items, of which
    some may be dead letters of their own."""

    stage: str
    fate: Fate
    records: tuple[Record, ...]
    about: str
    reason: Reason | None = None
    detail: str = ""
    seconds: float = 0.0

    def line(self) -> str:
        """The one log line that a message leaves at a stage: `entities 5f… ok mentions=12 41ms`."""
        what = f"{self.reason}: {self.detail}" if self.reason else self.detail
        return " ".join(part for part in (self.stage, self.about, self.fate, what, f"{self.seconds * 1000:.0f}ms") if part)


def no_words(_: Any) -> str:
    return ""


#: What `work` makes of one message: a message; nothing (the last stage); or, of a message that holds several items, what
#: became of each, in order.
Made: TypeAlias = Out | Sequence[Out | Rejected] | None


@dataclass(frozen=True)
class Stage(Generic[In, Out]):
    """A pure function between two topics' contracts. mypy refuses a `work` whose types are not those of its topics.

    `work` may raise `Rejected` (a dead letter) or `Unavailable` (the caller waits and calls again); anything else is a
    bug and becomes a dead letter with reason 'bug'. `work_many` does the same to several messages at once, faster.
    """

    name: str
    reads: Topic[In]
    writes: Topic[Out] | None
    work: Callable[[In], Made[Out]]
    work_many: Callable[[Sequence[In]], Sequence[Made[Out]]] | None = None
    tells: Callable[[Any], str] = field(default=no_words)

    def doing(self, work: Callable[[In], Made[Out]]) -> Stage[In, Out]:
        """This stage with another `work`, e.g. one that is bound to an open store."""
        return replace(self, work=work, work_many=None)

    def handle(self, record: Record) -> Outcome:
        """What becomes of `record`. Raises Unavailable only."""
        return self.handle_many([record])[0]

    def handle_many(self, records: Sequence[Record]) -> list[Outcome]:
        """What becomes of each of `records`, in their order; no message's fate depends on its neighbours'.

        Raises Unavailable when any of them has to wait; nothing is lost by handling all of them again.
        """
        began = time.perf_counter()
        read = [self._read(record) for record in records]
        made = iter(self._all_at_once([message for message in read if not isinstance(message, Exception)]))
        outcomes = [
            self._refuse(record, message) if isinstance(message, Exception) else self._pass_on(record, message, next(made))
            for record, message in zip(records, read, strict=True)
        ]
        each = (time.perf_counter() - began) / max(1, len(records))
        return [replace(outcome, seconds=each) for outcome in outcomes]

    def refused(self, record: Record, reason: Reason, detail: str, *, trace: str | None = None) -> Outcome:
        """`record` as a dead letter of this stage."""
        fate: Fate = "bug" if reason == "bug" else "refused"
        letter = self._letter(record, reason, detail, trace=trace)
        return Outcome(self.name, fate, (letter,), record.where(), reason, detail)

    def _read(self, record: Record) -> In | Exception:
        if record.value is None:
            return Rejected("tombstone", f"{record.where()} has a key and no value; here that deletes nothing")
        try:
            return self.reads.contract.from_bytes(record.value)
        except FromTheFuture as error:
            return Rejected("from-the-future", str(error))
        except NotThisContract as error:
            return Rejected("not-a-message", f"{record.where()}: {error}")

    def _all_at_once(self, messages: list[In]) -> list[Made[Out] | Exception]:
        """What `work` makes of each message, or why it makes nothing: together if all goes well, one by one if not."""
        if self.work_many is not None and len(messages) > 1:
            try:
                return list(self.work_many(messages))
            except Unavailable:
                raise
            except Exception:
                return [self._one(message) for message in messages]
        return [self._one(message) for message in messages]

    def _one(self, message: In) -> Made[Out] | Exception:
        try:
            return self.work(message)
        except Unavailable:
            raise
        except Exception as error:
            return error

    def _pass_on(self, record: Record, message: In, made: Made[Out] | Exception) -> Outcome:
        """The outcome of a message that was read. A message whose only item is refused is a refused message."""
        if isinstance(made, Exception):
            return self._refuse(record, made)
        items = list(made) if isinstance(made, Sequence) else [made if made is not None else message]
        if len(items) == 1 and isinstance(items[0], Rejected):
            return self._refuse(record, items[0])
        told = " ".join(str(item) if isinstance(item, Rejected) else self.tells(item) for item in items)
        if self.writes is None:
            return Outcome(self.name, "ok", (), _name_of(message, record), detail=told)
        try:
            sent = tuple(self._going_on(record, item) for item in items)
        except Rejected as error:
            return self._refuse(record, error)
        return Outcome(self.name, "ok", sent, _name_of(message, record), detail=told)

    def _going_on(self, record: Record, item: Contract | Rejected) -> Record:
        """An item on its way to the next topic, or to the dead letters."""
        if isinstance(item, Rejected):
            return self._letter(record, item.reason, item.detail)
        assert self.writes is not None, "only called where there is a next topic"
        value = item.to_bytes()
        if len(value) > self.writes.max_message_bytes:
            raise Rejected(
                "too-large", f"{len(value):,} bytes for {self.writes.name}, whose limit is {self.writes.max_message_bytes:,}"
            )
        return Record(self.writes.name, str(getattr(item, "item_id", "")).encode() or record.key, value)

    def _refuse(self, record: Record, error: Exception) -> Outcome:
        if isinstance(error, Rejected):
            return self.refused(record, error.reason, error.detail)
        trace = "".join(traceback.format_exception(error))
        return self.refused(record, "bug", f"{type(error).__name__}: {error}", trace=trace)

    def _letter(self, record: Record, reason: Reason, detail: str, *, trace: str | None = None) -> Record:
        letter = dead_letter(self.name, record, reason, detail, trace=trace)
        return Record(DEAD_LETTERS.name, record.key, letter.to_bytes())


def dead_letter(
    stage: str, record: Record, reason: Reason, detail: str, *, trace: str | None = None, source: str | None = None
) -> DeadLetter:
    """`record` with the reason why it can't go on. Fits its topic: of a giant only the beginning is kept, with size and hash."""
    value = record.value
    giant = value is not None and len(value) * 4 // 3 + 64 * 1024 > DEAD_LETTERS.max_message_bytes
    return DeadLetter(
        stage=stage,
        reason=reason,
        detail=detail[:2000],
        origin=Origin(topic=record.topic, partition=record.partition, offset=record.offset, key=record.key),
        source=source or _source_of(value),
        original=value[:KEPT_OF_A_GIANT] if value is not None and giant else value,
        truncated=giant,
        size=len(value or b""),
        sha256=hashlib.sha256(value).hexdigest() if value is not None else None,
        refused_at=datetime.now(UTC),
        attempts=record.attempts + 1,
        traceback=trace[-8000:] if trace else None,
    )


def _source_of(value: bytes | None) -> str | None:
    """The path or address that a message of ours says it came from; None for bytes that are no message."""
    try:
        message = json.loads(value or b"")
    except (ValueError, RecursionError):
        return None
    source = message.get("source") if isinstance(message, dict) else None
    return source if isinstance(source, str) else None


def _name_of(message: Contract, record: Record) -> str:
    return str(getattr(message, "item_id", None) or getattr(message, "source", None) or record.where())
