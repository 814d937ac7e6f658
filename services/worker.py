"""One worker process: a stage's records come in on standard input, their outcomes go out on standard output.

Run by `services.hands` as `python -m services.worker STAGE [WARM]`, both `module:name`. A frame is eight bytes of length,
big-endian, and a pickle of our own dataclasses of bytes; both ends are this program, nobody else writes there.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import queue
import signal
import sys
import threading
import traceback
from importlib import import_module
from typing import Any, BinaryIO, Literal

from services.errors import Unavailable

LENGTH = 8
#: prctl(2): deliver this signal to me when the thread that started me ends.
PR_SET_PDEATHSIG = 1

#: What a worker says: it has loaded what it needs; the outcomes; what it needs is away; or the traceback of a bug.
Answer = tuple[Literal["ready", "done", "away", "failed"], Any]


def named(path: str) -> Any:
    """The object that `module:name` names."""
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)


def frame(message: Any) -> bytes:
    """`message` as one frame."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    return len(body).to_bytes(LENGTH) + body


def main() -> None:
    """Loads, says so, works until standard input ends."""
    outcomes = _private_output()
    _live_no_longer_than_the_parent()
    records: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, records), daemon=True).start()
    stage, warm = named(sys.argv[1]), sys.argv[2:]
    for path in warm:
        named(path)()
    _say(outcomes, ("ready", None))
    while True:
        _say(outcomes, _answer(stage, records.get()))


def _answer(stage: Any, records: Any) -> Answer:
    """`Stage.handle_many` keeps a message's bug to itself; what still gets out of it is answered, not died of."""
    try:
        return "done", stage.handle_many(records)
    except Unavailable as error:
        return "away", str(error)
    except Exception:
        return "failed", traceback.format_exc()


def _say(outcomes: BinaryIO, answer: Answer) -> None:
    outcomes.write(frame(answer))
    outcomes.flush()


def _private_output() -> BinaryIO:
    """Standard output for frames alone: what a library prints goes to standard error from now on."""
    private = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return private


def _live_no_longer_than_the_parent() -> None:
    """Ends with the parent also when that is killed -9: the kernel sees to it on Linux, the ended pipe (`_listen`) elsewhere.

    Ctrl-C and a supervisor's SIGTERM go to every process of the group; when to stop is the parent's decision.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _listen(pipe: BinaryIO, records: queue.SimpleQueue[Any]) -> None:
    while len(length := pipe.read(LENGTH)) == LENGTH:
        records.put(pickle.loads(pipe.read(int.from_bytes(length))))  # noqa: S301 - from our parent, over our own pipe
    os._exit(0)


if __name__ == "__main__":
    main()
