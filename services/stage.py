"""One message in, one message out, refusals to a dead letter: everything about a stage that needs no broker."""

from __future__ import annotations

import hashlib
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Generic, Literal, TypeVar

from schemas import Contract, DeadLetter, FromTheFuture, NotThisContract, Origin
from services.errors import Reason, Rejected, Unavailable
from services.topics import DEAD_LETTERS, Topic

In = TypeVar("In", bound=Contract)
Out = TypeVar("Out", bound=Contract)

Fate = Literal["ok", "refused", "bug"]

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
    """What became of one message: exactly one fate, and the record to publish (None after the last stage)."""

    stage: str
    fate: Fate
    record: Record | None
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


@dataclass(frozen=True)
class Stage(Generic[In, Out]):
    """A pure function between two topics' contracts. mypy refuses a `work` whose types are not those of its topics.

    `work` may raise `Rejected` (a dead letter) or `Unavailable` (the caller waits and calls again); anything else is a
    bug and becomes a dead letter with reason 'bug'. `work_many` does the same to several messages at once, faster.
    """

    name: str
    reads: Topic[In]
    writes: Topic[Out] | None
    work: Callable[[In], Out | None]
    work_many: Callable[[Sequence[In]], Sequence[Out]] | None = None
    tells: Callable[[Any], str] = field(default=no_words)

    def doing(self, work: Callable[[In], Out | None]) -> Stage[In, Out]:
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
        outcomes: dict[int, Outcome] = {}
        messages: dict[int, In] = {}
        for place, record in enumerate(records):
            try:
                messages[place] = self._read(record)
            except Exception as error:
                outcomes[place] = self._refuse(record, error, began)
        done = self._all_at_once(list(messages.values()))
        for nth, (place, message) in enumerate(messages.items()):
            record = records[place]
            try:
                out = done[nth] if done is not None else self.work(message)
                outcomes[place] = self._pass_on(record, message, out, began)
            except Unavailable:
                raise
            except Exception as error:
                outcomes[place] = self._refuse(record, error, began)
        each = (time.perf_counter() - began) / max(1, len(records))
        return [replace(outcomes[place], seconds=each) for place in range(len(records))]

    def _all_at_once(self, messages: list[In]) -> Sequence[Out] | None:
        """The work on all of `messages`, or None when they have to be done one by one (one of them raises)."""
        if self.work_many is None or len(messages) < 2:
            return None
        try:
            done = self.work_many(messages)
        except Unavailable:
            raise
        except Exception:
            return None
        return done if len(done) == len(messages) else None

    def _read(self, record: Record) -> In:
        if record.value is None:
            raise Rejected(
                "tombstone", f"{record.where()} has a key and no value: this topic has no tombstones; nothing was deleted"
            )
        try:
            return self.reads.contract.from_bytes(record.value)
        except FromTheFuture as error:
            raise Rejected("from-the-future", str(error)) from error
        except NotThisContract as error:
            raise Rejected("not-a-message", f"{record.where()}: {error}") from error

    def _pass_on(self, record: Record, message: In, out: Out | None, began: float) -> Outcome:
        about = _name_of(message, record)
        if out is None or self.writes is None:
            return Outcome(self.name, "ok", None, about, detail=self.tells(out if out is not None else message))
        value = out.to_bytes()
        if len(value) > self.writes.max_message_bytes:
            raise Rejected(
                "too-large",
                f"{len(value):,} bytes for {self.writes.name}, whose limit is {self.writes.max_message_bytes:,}",
            )
        key = str(getattr(out, "item_id", "")).encode() or record.key
        return Outcome(self.name, "ok", Record(self.writes.name, key, value), about, detail=self.tells(out))

    def _refuse(self, record: Record, error: Exception, began: float) -> Outcome:
        if isinstance(error, Rejected):
            return self.refused(record, error.reason, error.detail)
        return self.refused(record, "bug", f"{type(error).__name__}: {error}", trace="".join(traceback.format_exception(error)))

    def refused(self, record: Record, reason: Reason, detail: str, *, trace: str | None = None) -> Outcome:
        """`record` as a dead letter of this stage."""
        letter = dead_letter(self.name, record, reason, detail, trace=trace)
        return Outcome(
            self.name,
            "bug" if reason == "bug" else "refused",
            Record(DEAD_LETTERS.name, record.key, letter.to_bytes()),
            record.where(),
            reason,
            detail,
        )


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
        origin=Origin(
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            key=record.key,
            source=source or _source_of(value),
        ),
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
    import json

    try:
        message = json.loads(value or b"")
    except (ValueError, RecursionError):
        return None
    source = message.get("source") if isinstance(message, dict) else None
    return source if isinstance(source, str) else None


def _name_of(message: Contract, record: Record) -> str:
    return str(getattr(message, "item_id", None) or getattr(message, "source", None) or record.where())
