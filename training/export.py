"""A checkpoint to what the product loads: python -m training.export CHECKPOINT FOLDER [--mean-with services/claims/model]

encoder.onnx: the encoder in int8 (weights per channel; activations by what each call shows), tag head and projections in fp32.
cues.onnx: the head that is run for each cue, fp32. tokenizer.json: BERT's, without truncation and padding and without the
pieces of other scripts, whose vectors (0.9 MB) would never be read in English news.

The mean of a run's weights and of those that it started from was better than either in each run behind today's weights.
"""

from __future__ import annotations

import argparse
import copy
import json
import shutil
import tempfile
import unicodedata
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from services.claims.model.pieces import LINE_BREAK, LINE_BREAK_PIECE
from services.claims.model.surroundings import LEFT, RIGHT
from training.network import WIDTH, Network, tag_probabilities
from training.train import full_tokenizer
from training.weights import load_exported

OPSET = 17


class Reading(nn.Module):
    """ids, looks, quoted (windows x pieces), scheme (windows) -> tags and projections of each piece."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, looks: Tensor, quoted: Tensor, scheme: Tensor) -> tuple[Tensor, Tensor]:
        logits, projected = self.network.tagger(self.network.encoder(ids, looks, quoted, scheme, padded=False))
        return tag_probabilities(logits), projected


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
    network = Network()
    network.load_state_dict(torch.load(checkpoint, map_location="cpu")["average"])
    if mean_with is not None:
        other = copy.deepcopy(network)
        load_exported(other, mean_with)
        with torch.no_grad():
            for own, its in zip(network.parameters(), other.parameters(), strict=True):
                own.lerp_(its, 0.5)
    network.eval()
    pieces = kept_pieces()
    words = network.encoder.words
    words.weight.data = words.weight.data[list(pieces.values())]
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch, "encoder.onnx")
        axes = {name: {0: "windows", 1: "pieces"} for name in ("ids", "looks", "quoted", "tags", "projected")} | {
            "scheme": {0: "windows"}
        }
        _save(Reading(network), _windows(48), whole, ["ids", "looks", "quoted", "scheme"], ["tags", "projected"], axes)
        heads = [n.name for n in onnx.load(whole).graph.node if n.op_type in ("MatMul", "Gemm") and "/tagger/" in n.name]
        if not heads:
            raise RuntimeError("the heads' nodes were not found by name, so they would be quantized too")
        quantize_dynamic(
            whole,
            folder / "encoder.onnx",
            per_channel=True,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=heads,
            op_types_to_quantize=["MatMul", "Gather"],
            extra_options={"MatMulConstBOnly": True},
        )
        if keep_fp32:
            shutil.copy(whole, folder / "encoder.fp32.onnx")
    names = ["projected", "tags", "cue", "distance", "sentence", "mark", "real"]
    axes = {name: {0: "cues"} for name in [*names, "out", "pooled"]}
    _save(network.cue_head, _cues(3), folder / "cues.onnx", names, ["out", "pooled"], axes)
    (folder / "tokenizer.json").write_text(smaller_tokenizer(list(pieces)), encoding="utf8")


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
