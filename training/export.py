"""A checkpoint to what the product loads: python -m training.export CHECKPOINT FOLDER [--mean-with services/claims/model]

encoder.onnx: the encoder in int8 (weights per channel, of the same sums on every processor; activations by what each call shows),
tag head and projections in fp32.
cues.onnx: the head that is run for each cue, its convolutions in int8 as products, the rest fp32.
tokenizer.json: BERT's, without truncation and padding and without the pieces of other scripts, whose vectors (0.9 MB) would
never be read in English news.

The mean of a run's weights and of those that it started from was better than either in each run behind today's weights.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional as F

from services.claims.model.pieces import LINE_BREAK, LINE_BREAK_PIECE
from services.claims.model.surroundings import LEFT, RIGHT
from training.network import WIDTH, Block, Network, Shape, tag_probabilities
from training.overflow import to_int8
from training.train import full_tokenizer
from training.weights import loaded

OPSET = 17


class Reading(nn.Module):
    """ids, looks, quoted (windows x pieces), scheme (windows) -> tags and projections of each piece."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, looks: Tensor, quoted: Tensor, scheme: Tensor) -> tuple[Tensor, Tensor]:
        logits, projected = self.network.tagger(self.network.encoder(ids, looks, quoted, scheme, padded=False))
        return tag_probabilities(logits), projected


class Products(nn.Module):
    """A block of the cue head whose convolution is one product, so that it can be in int8."""

    def __init__(self, block: Block) -> None:
        super().__init__()
        (size,), (self.step,), (self.edge,) = block.conv.kernel_size, block.conv.dilation, block.conv.padding
        self.size = size
        self.norm = block.norm
        self.conv = nn.Linear(size * WIDTH, WIDTH)
        self.conv.load_state_dict({"weight": block.conv.weight.permute(0, 2, 1).flatten(1), "bias": block.conv.bias})

    def forward(self, z: Tensor) -> Tensor:
        padded = F.pad(self.norm(z), (0, 0, self.edge, self.edge))
        beside = [padded[:, k * self.step : k * self.step + z.shape[1]] for k in range(self.size)]
        return z + F.gelu(self.conv(torch.cat(beside, -1)))


def _windows(size: int) -> tuple[Tensor, ...]:
    ids = torch.randint(1000, 20000, (2, size))
    return ids, torch.randint(0, LINE_BREAK, (2, size)), torch.zeros_like(ids), torch.ones(2, dtype=torch.long)


def _cues(count: int) -> tuple[Tensor, ...]:
    wide = LEFT + RIGHT + 1
    step = torch.zeros((count, wide), dtype=torch.long)
    ones = torch.ones((count, wide))
    return torch.randn(count, wide, 4 * WIDTH), torch.rand(count, wide, 7), ones, step, step, step, ones


def export(checkpoint: Path, folder: Path, *, mean_with: Path | None = None, keep_fp32: bool = False) -> None:
    """Writes the model's files into `folder`; with `keep_fp32`, encoder.fp32.onnx beside them.

    `mean_with`: a folder of exported weights; what is written is halfway between these and the checkpoint's.
    """
    network = loaded(checkpoint)
    if mean_with is not None:
        other = loaded(mean_with)
        if Shape.of(other.state_dict()) != Shape.of(network.state_dict()):
            raise SystemExit(f"there is no mean of two networks of different shapes: leave out --mean-with {mean_with}")
        with torch.no_grad():
            for own, its in zip(network.parameters(), other.parameters(), strict=True):
                own.lerp_(its, 0.5)
    network.eval()
    pieces = kept_pieces()
    words = network.encoder.words
    words.weight.data = words.weight.data[list(pieces.values())]
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        reading, relating = Path(scratch, "encoder.onnx"), Path(scratch, "cues.onnx")
        names = ["ids", "looks", "quoted", "scheme"]
        axes = {name: {0: "windows", 1: "pieces"} for name in (*names, "tags", "projected")} | {"scheme": {0: "windows"}}
        _save(Reading(network), _windows(48), reading, names, ["tags", "projected"], axes)
        _quantize(reading, folder / "encoder.onnx", "/encoder/", ["MatMul", "Gather"])
        names = ["projected", "tags", "cue", "distance", "sentence", "mark", "real"]
        axes = {name: {0: "cues"} for name in [*names, "out", "pooled"]}
        network.cue_head.blocks = nn.ModuleList(Products(block) for block in network.cue_head.blocks)
        _save(network.cue_head, _cues(3), relating, names, ["out", "pooled"], axes)
        _quantize(relating, folder / "cues.onnx", "/conv/", ["MatMul"])
        if keep_fp32:
            shutil.copy(reading, folder / "encoder.fp32.onnx")
    (folder / "tokenizer.json").write_text(smaller_tokenizer(list(pieces)), encoding="utf8")


def _quantize(source: Path, target: Path, where: str, kinds: list[str]) -> None:
    """These kinds of nodes to int8; of products only those that have `where` in their names: others lose more than they gain."""
    given = onnx.load(source).graph
    products = [n.name for n in given.node if n.op_type in ("MatMul", "Gemm")]
    others = [name for name in products if where not in name]
    if not others or len(others) == len(products):
        raise RuntimeError(f"not the nodes that were expected in {source.name}: {products}")
    quantize_dynamic(
        source,
        target,
        per_channel=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=[*others, *(name + "_MatMul" for name in others)],  # as the quantizer renames a Gemm
        op_types_to_quantize=kinds,
        extra_options={"MatMulConstBOnly": True},
    )
    _without_overflow({tensor.name: tensor for tensor in given.initializer}, target)


def _without_overflow(weights: Mapping[str, onnx.TensorProto], target: Path) -> None:
    """The int8 weights of all products in `target` anew from what they were, by name (`training.overflow`)."""
    model = onnx.load(target)
    tensors = {tensor.name: tensor for tensor in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type == "MatMulInteger":
            name = node.input[1].removesuffix("_quantized")
            whole, unit = to_int8(numpy_helper.to_array(weights[name]))
            tensors[name + "_quantized"].CopyFrom(numpy_helper.from_array(whole, name + "_quantized"))
            tensors[name + "_scale"].CopyFrom(numpy_helper.from_array(unit, name + "_scale"))
    onnx.save(model, target)


def kept_pieces() -> dict[str, int]:
    """The pieces that the product knows, in order, with their ids in the published encoder."""
    vocabulary = full_tokenizer().get_vocab()
    return {piece: vocabulary[piece] for piece in sorted(vocabulary, key=vocabulary.__getitem__) if _is_kept(piece)}


def _is_kept(piece: str) -> bool:
    if piece.startswith("[unused"):
        return piece == LINE_BREAK_PIECE
    return all(unicodedata.name(c, "").startswith(("LATIN", "MODIFIER")) for c in piece if c.isalpha())


def smaller_tokenizer(pieces: list[str]) -> str:
    """The tokenizer's JSON with these pieces alone, numbered in this order."""
    made = json.loads(full_tokenizer().to_str())
    made["model"]["vocab"] = {piece: k for k, piece in enumerate(pieces)}
    for token in made["added_tokens"]:
        token["id"] = made["model"]["vocab"][token["content"]]
    made["post_processor"] = None
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))


def _save(module: nn.Module, inputs: tuple[Tensor, ...], path: Path, names: list[str], outputs: list[str], axes: dict) -> None:
    torch.onnx.export(
        module.eval(),
        inputs,
        str(path),
        input_names=names,
        output_names=outputs,
        dynamic_axes=axes,
        opset_version=OPSET,
        dynamo=False,
    )


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("checkpoint", type=Path)
    ask.add_argument("folder", type=Path)
    ask.add_argument("--mean-with", type=Path, metavar="FOLDER", help="write the mean with these exported weights")
    ask.add_argument("--keep-fp32", action="store_true")
    args = ask.parse_args()
    export(args.checkpoint, args.folder, mean_with=args.mean_with, keep_fp32=args.keep_fp32)
    for path in sorted(args.folder.glob("*.onnx")):
        print(path.name, f"{path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
