"""The weights of an exported model, to train on from them: int8 as close as its scales allow, the rest as it was."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from training.network import Network


def load_exported(network: Network, folder: Path) -> None:
    """Sets `network` to what `folder`'s encoder.onnx and cues.onnx hold, but for the words' frozen vectors.

    A table of which the folder has fewer rows keeps its own after them. Raises ValueError when a weight is missing.
    """
    found = _weights(folder / "encoder.onnx", "network.", "") | _weights(folder / "cues.onnx", "", "cue_head.")
    for name, own in network.named_parameters():
        if name == "encoder.words.weight":
            continue
        if name not in found or found[name].shape[1:] != own.shape[1:] or len(found[name]) > len(own):
            raise ValueError(f"{folder} holds another network: {name}")
        own.data[: len(found[name])] = torch.from_numpy(found[name])


def _weights(path: Path, without: str, prefix: str) -> dict[str, np.ndarray]:
    """By the names of the network; products lost theirs, but their nodes are named by the modules that they are in."""
    graph = onnx.load(path).graph
    raw = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    found = {name.removeprefix(without): _floats(raw, name) for name in raw if not name.startswith("onnx::")}
    for node in graph.node:
        if node.op_type in ("MatMul", "MatMulInteger") and node.input[1] in raw:
            found[node.name.split("/MatMul")[0].strip("/").replace("/", ".") + ".weight"] = _floats(raw, node.input[1]).T
    return {prefix + name.removesuffix("_quantized"): value for name, value in found.items()}


def _floats(raw: dict[str, np.ndarray], name: str) -> np.ndarray:
    if not name.endswith("_quantized"):
        return raw[name].copy()
    stem = name.removesuffix("_quantized")
    made: np.ndarray = (raw[name].astype(np.float32) - raw[f"{stem}_zero_point"]) * raw[f"{stem}_scale"]
    return made
