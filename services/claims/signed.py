"""Quotations that are signed, as readers' letters and collected reactions are: '“It was a disgrace.” ― Ilse Varga'."""

from __future__ import annotations

from schemas import Span
from services.claims.quotes import stands_alone
from services.claims.taken import Content
from services.entities.recognise import SIGNATURE


def signer(body: str, content: Content) -> Span | None:
    """The name, or account, behind `content` and a dash, where that is a quotation of whole sentences; else None."""
    found = SIGNATURE.match(body, content[-1].end)
    if found is None or not stands_alone(body, content):
        return None
    return Span(start=found.start("name"), end=found.end("name"))
