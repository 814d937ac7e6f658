"""The fates of a message that can't go on now, and the mistakes of whoever runs us.

`Rejected`: never will work; a dead letter. `Unavailable`: later; the stage waits, the offset stays. Anything else that a
stage raises is a bug: a dead letter with reason `bug`, loud; many in a row stop the worker.
"""

from __future__ import annotations

from typing import Literal, get_args

#: Why a message was refused. Slugs label metrics and outlive wording: add, never rename.
Reason = Literal[
    "not-a-message",  # the bytes are not the topic's contract
    "from-the-future",  # a contract version that this service is too old for
    "tombstone",  # a message without a value
    "too-large",  # over the limit of the topic it should go to
    "too-long",  # more text than an article has
    "too-slow",  # the work did not end in its time
    "crashed",  # the work ended its process, twice
    "empty",  # no bytes
    "binary",  # bytes that are no text in any encoding
    "no-text",  # a headline alone, or nothing at all
    "unreadable",  # a known format, broken
    "unknown-format",  # text, but of no format that we read
    "not-news",  # planning, catalogues, pictures without a caption
    "bug",  # our fault
]
REASONS: tuple[str, ...] = get_args(Reason)


class Rejected(Exception):
    """This message can never go on. `reason` is a fixed slug, `detail` a sentence for the person who opens the dead letter."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason: Reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}"


class Unavailable(Exception):
    """Something this message needs is away for now: a database, a broker. Waiting will help; the sentence says what is away."""


class Misconfigured(Exception):
    """A setting or an address that can't work. The command prints this one line and exits with status 2."""

    def __init__(self, what: str, *, tried: str, do: str) -> None:
        super().__init__(f"{what}: {tried}. {do}")
