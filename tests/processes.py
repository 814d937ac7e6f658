"""What became of other processes."""

from __future__ import annotations

import subprocess
import time


def gone(pid: int, *, within: float = 60.0) -> bool:
    """Whether the process is no more within so many seconds, or only a zombie of whoever adopted it."""
    last = time.monotonic() + within
    while time.monotonic() < last:
        state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout.strip()
        if not state or state.startswith("Z"):
            return True
        time.sleep(0.02)
    return False
