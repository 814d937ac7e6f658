"""What the processor is worth in this very minute: a small network that everybody can have, run alone on the same text.

all-MiniLM-L6-v2 (Apache-2.0) in int8: six layers of 384, over windows of 192 of its pieces, side by side. The design took it
for the claims stage's encoder, and measured 14 articles of 450 words a second of it on one core, where the goal of the whole
stage was set at 12. Cores differ by two, and one core does from hour to hour; what the stage makes to what this makes, in turns
in one process, differs less.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

#: `make .cache/yardstick/ready` fetches it.
FOLDER = Path(__file__).resolve().parents[1] / ".cache" / "yardstick"
WINDOW = 192
#: Articles of 450 words a second: of this when the design measured it, of the whole stage as the goal has it.
THEN, GOAL = 14, 12


def is_there() -> bool:
    return (FOLDER / "ready").exists()


class BareEncoder:
    """The network, on one thread. Raises an error of onnxruntime when it has not been fetched."""

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        network = FOLDER / "all-minilm-l6-v2-q.onnx"
        self._session = onnxruntime.InferenceSession(str(network), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(FOLDER / "all-minilm-l6-v2-q-tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def seconds(self, texts: Sequence[str]) -> float:
        """How long the network alone takes for `texts`, by the clock."""
        took = 0.0
        for text in texts:
            ids = np.array([self._tokenizer.encode(text, add_special_tokens=False).ids], dtype=np.int64)
            windows = [ids[:, at : at + WINDOW] for at in range(0, ids.shape[1], WINDOW)]
            start = time.perf_counter()
            for window in windows:
                feed = {"input_ids": window, "attention_mask": np.ones_like(window), "token_type_ids": np.zeros_like(window)}
                self._session.run(None, feed)
            took += time.perf_counter() - start
        return took
