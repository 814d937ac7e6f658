"""Weights to train on from: the published encoder's, a checkpoint's, an exported model's (int8 as close as its scales allow)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from training.network import FULL, POSITIONS, Encoder, Network, Shape

#: e5-small-v2 (MIT), 12 layers of 384, in int8; `make train-claims` fetches it.
PUBLISHED = Path(__file__).resolve().parents[1] / ".cache" / "claims-encoder" / "e5-small-v2-q.onnx"


def published(path: Path = PUBLISHED) -> Network:
    """A network with the words, the positions and the lower layers of a published BERT; its upper layers are left out.

    Those were trained for a text's one vector. Raises SystemExit when the file is not there.
    """
    network = Network(FULL)
    _load_published(network.encoder, path)
    return network


def loaded(path: Path) -> Network:
    """The network of a checkpoint (its average), or of a folder with exported weights.

    Raises SystemExit when the published encoder, of which exported weights take the words' vectors, is not there.
    """
    if path.is_dir():
        return _exported(path)
    weights = torch.load(path, map_location="cpu")["average"]
    network = Network(Shape.of(weights))
    network.load_state_dict(weights)
    return network


def _load_published(encoder: Encoder, path: Path) -> None:
    if not path.exists():
        raise SystemExit(f"training needs {path.name}: run make .cache/claims-encoder/ready")
    w = _weights(path, "", "")
    e = "embeddings."
    new = {"words.weight": w[e + "word_embeddings.weight"]}
    new["positions.weight"] = w[e + "position_embeddings.weight"][:POSITIONS] + w[e + "token_type_embeddings.weight"][0]
    for kind in ("weight", "bias"):
        new["norm." + kind] = w[f"{e}LayerNorm.{kind}"]
        for i in range(len(encoder.layers)):
            p, q = f"encoder.layer.{i}.", f"layers.{i}."
            new[q + "qkv." + kind] = np.concatenate([w[f"{p}attention.self.{n}.{kind}"] for n in ("query", "key", "value")])
            for ours, theirs in _THEIRS.items():
                new[f"{q}{ours}.{kind}"] = w[f"{p}{theirs}.{kind}"]
    missing, unexpected = encoder.load_state_dict({k: torch.from_numpy(v.copy()) for k, v in new.items()}, strict=False)
    if unexpected or {m.split(".")[0] for m in missing} != {"looks", "quoted", "scheme"}:
        raise ValueError(f"{path} is not the encoder that it should be: {missing}, {unexpected}")


_THEIRS = {
    "out": "attention.output.dense",
    "norm1": "attention.output.LayerNorm",
    "up": "intermediate.dense",
    "down": "output.dense",
    "norm2": "output.LayerNorm",
}


def _exported(folder: Path) -> Network:
    """A table of which the folder has fewer rows than the network keeps its own after them."""
    found = _weights(folder / "encoder.onnx", "network.", "") | _weights(folder / "cues.onnx", "", "cue_head.")
    network = Network(Shape.of(found))
    network.encoder.words = published().encoder.words
    for name, own in network.named_parameters():
        if name == "encoder.words.weight":
            continue
        if name not in found or found[name].shape[1:] != own.shape[1:] or len(found[name]) > len(own):
            raise ValueError(f"{folder} holds another network: {name}")
        own.data[: len(found[name])] = torch.from_numpy(found[name])
    return network


#: What the quantizer calls the weights of a product that torch keeps the other way round.
TURNED = "_Transposed"


def _weights(path: Path, without: str, prefix: str) -> dict[str, np.ndarray]:
    """By the names of the network; products lost theirs, but their nodes are named by the modules that they are in."""
    graph = onnx.load(path).graph
    raw = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    found = {name.removeprefix(without): _floats(raw, name) for name in raw if not name.startswith("onnx::")}
    found |= {name.removesuffix(TURNED): value.T for name, value in found.items() if name.endswith(TURNED)}
    for node in graph.node:
        if node.op_type in ("MatMul", "MatMulInteger") and node.input[1] in raw:
            module, product = node.name.split("/MatMul")[0].strip("/").replace("/", "."), _floats(raw, node.input[1])
            found[module + ".weight"] = _convolution(product) if module.startswith("blocks.") else product.T
    return {prefix + name.removesuffix("_quantized"): value for name, value in found.items()}


def _convolution(product: np.ndarray) -> np.ndarray:
    """Weights of a convolution, which is exported as one product over what lies beside each piece (export.Products)."""
    width = product.shape[1]
    return product.reshape(-1, width, width).transpose(2, 1, 0)


def _floats(raw: dict[str, np.ndarray], name: str) -> np.ndarray:
    if not name.endswith("_quantized"):
        return raw[name].copy()
    stem = name.removesuffix("_quantized")
    made: np.ndarray = (raw[name].astype(np.float32) - raw[f"{stem}_zero_point"]) * raw[f"{stem}_scale"]
    return made
