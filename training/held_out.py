"""Which annotated articles are never trained on."""

from __future__ import annotations

import hashlib


def held_out(text: str) -> bool:
    """Whether an annotated article belongs to the third that is kept for measuring: by its text's digest, for good."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % 3 == 0
