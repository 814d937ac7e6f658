"""Lists of posts as agencies run them: '@account : - words [0632 EST] - words [0649 EST]'. Each is a claim of the account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schemas import Span

ACCOUNT = re.compile(r"(@\w{1,30}) ?:\s+-\s")
STAMP = re.compile(r"\[(\d{4} [A-Z]{2,5})\]")
#: More characters than this between two stamps are no post.
LONGEST = 1500


@dataclass(frozen=True)
class Post:
    """The words of a post, the account before the list, and the stamp behind the words."""

    account: Span
    words: Span
    stamp: Span


def posts(body: str) -> Iterator[Post]:
    """The posts of `body`, in order."""
    account: Span | None = None
    marks = sorted([*ACCOUNT.finditer(body), *STAMP.finditer(body)], key=lambda match: match.start())
    since = 0
    for match in marks:
        if match.re is ACCOUNT:
            account, since = Span(start=match.start(1), end=match.end(1)), match.end()
            continue
        words = body[since : match.start()].strip(" -–—\n")
        if account is not None and words and match.start() - since <= LONGEST:
            start = body.index(words, since)
            yield Post(account, Span(start=start, end=start + len(words)), Span(start=match.start(1), end=match.end(1)))
        since = match.end()
