"""Write an article with its claims into a store."""

from __future__ import annotations

from collections.abc import Callable

from schemas import ClaimArticle
from services.storage.store import Store


def write(store: Store) -> Callable[[ClaimArticle], None]:
    """The sink's work, bound to an open store. Raises Unavailable while the database is away."""

    def save(article: ClaimArticle) -> None:
        store.save(article)

    return save


def unbound(article: ClaimArticle) -> None:
    """What the sink does before it has a store: nothing that could be mistaken for success."""
    raise RuntimeError("the sink has no store yet: use SINK.doing(write(store))")
