"""A store in memory for the sink's tests: what was saved, and change events to relay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from schemas import Change, ClaimArticle, ClaimsChanged
from services.errors import Unavailable
from services.storage.store import Saved, StoredClaim


class Shelf:
    """A Store that keeps articles in order of arrival, one event each; `away` makes every call raise Unavailable."""

    def __init__(self) -> None:
        self.saved: list[ClaimArticle] = []
        self.events: dict[int, ClaimsChanged] = {}
        self.away = False
        self.taken = False
        self.closed = False

    def save(self, article: ClaimArticle) -> Saved:
        self._there()
        self.saved.append(article)
        self.events[len(self.saved)] = an_event(article)
        return "new"

    def unsent(self, *, at: datetime | None = None, limit: int = 100) -> list[tuple[int, ClaimsChanged]]:
        self._there()
        return sorted(self.events.items())[:limit]

    def sent(self, numbers: Sequence[int]) -> None:
        self._there()
        for number in numbers:
            self.events.pop(number, None)

    @contextmanager
    def publishing(self) -> Iterator[bool]:
        self._there()
        yield not self.taken

    def latest(self, *, limit: int = 20) -> list[ClaimArticle]:
        self._there()
        return self.saved[-limit:]

    def article(self, item_id: str) -> ClaimArticle | None:
        return next((article for article in reversed(self.saved) if article.item_id == item_id), None)

    def history(self, item_id: str) -> list[ClaimArticle]:
        return [article for article in self.saved if article.item_id == item_id]

    def claims(
        self, *, speaker: str | None = None, since: datetime | None = None, at: datetime | None = None, limit: int = 1000
    ) -> list[StoredClaim]:
        return []

    def counts(self) -> dict[str, int]:
        return {"article": len(self.saved)}

    def close(self) -> None:
        self.closed = True

    def _there(self) -> None:
        if self.away:
            raise Unavailable("the shelf is away")


def an_event(article: ClaimArticle) -> ClaimsChanged:
    """That an article's claims were added."""
    return ClaimsChanged(
        event_id=f"{article.item_id} {article.version_key}",
        item_id=article.item_id,
        version_key=article.version_key,
        status=article.status,
        change=Change.ADDED,
        added=article.claims,
    )
