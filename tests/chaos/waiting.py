"""Waiting for other processes to get somewhere."""

from __future__ import annotations

import time
from collections.abc import Callable


def until(happens: Callable[[], object], *, within: float, what: str) -> None:
    """Returns when `happens` is true; fails when it is not within so many seconds."""
    last = time.monotonic() + within
    while not happens():
        assert time.monotonic() < last, f"not within {within:.0f} s: {what}"
        time.sleep(0.1)
