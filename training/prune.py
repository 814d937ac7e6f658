"""A smaller network to train on: python -m training.prune START OUT.pt --heads 6 --units 576

Keeps the attention heads and feed-forward units that the loss would miss most, of all layers or of those that are named, and
writes a checkpoint. A head or unit counts by the mean square, over windows of the training texts, of what taking it away would
change in the loss to the first order (Molchanov et al. 2019, "Importance Estimation for Neural Network Pruning"). They are
ranked over all layers at once: one layer keeps more of them than another.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from training import data
from training.network import HEAD_WIDTH, Network, Shape
from training.train import epoch_batches, full_tokenizer, loss_of
from training.weights import loaded
from training.windows import Vocabulary


class _Watch:
    """Gathers what the loss would miss in the inputs of some products, `groups` of columns each."""

    def __init__(self, product: nn.Linear, groups: int) -> None:
        self.missed = np.zeros(groups)
        self._groups = groups
        self._seen: Tensor | None = None
        product.register_forward_pre_hook(self._before)

    def _before(self, _product: nn.Linear, inputs: tuple[Tensor, ...]) -> None:
        self._seen = inputs[0]
        self._seen.retain_grad()

    def gather(self) -> None:
        seen = self._seen
        if seen is None or seen.grad is None:
            raise RuntimeError("gather comes after a backward pass")
        by_window = (seen.detach() * seen.grad).float().unflatten(-1, (self._groups, -1)).sum((1, 3))
        self.missed += by_window.square().sum(0).numpy()


def importance(network: Network, batches: list, rng: random.Random) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """(of each layer's heads, of each layer's units)."""
    heads = [_Watch(layer.out, layer.heads) for layer in network.encoder.layers]
    units = [_Watch(layer.down, layer.down.in_features) for layer in network.encoder.layers]
    network.eval()
    for batch in batches:
        network.zero_grad()
        loss, _ = loss_of(network, batch, 1000, rng)
        (loss * len(batch)).backward()
        for watch in heads + units:
            watch.gather()
    return [w.missed for w in heads], [w.missed for w in units]


def best(values: list[np.ndarray], mean: int, *, step: int, least: int) -> list[np.ndarray]:
    """The places of each layer's highest values, in order: those among the `mean` a layer that are the highest of all layers.

    Their count in a layer is rounded to a multiple of `step`, and is never below `least`.
    """
    lowest = np.sort(np.concatenate(values))[-mean * len(values) :][0]
    counts = [max(least, round(np.count_nonzero(v >= lowest) / step) * step) for v in values]
    return [np.sort(np.argsort(-v)[:count]) for v, count in zip(values, counts, strict=True)]


def pruned(network: Network, heads: list[np.ndarray], units: list[np.ndarray]) -> Network:
    """`network` with these heads and units alone."""
    weights = dict(network.state_dict())
    for k, (layer, h, u) in enumerate(zip(network.encoder.layers, heads, units, strict=True)):
        at = torch.from_numpy((h[:, None] * HEAD_WIDTH + np.arange(HEAD_WIDTH)).ravel())
        qkv = torch.cat([part * layer.heads * HEAD_WIDTH + at for part in range(3)])
        inner, name = torch.from_numpy(u), f"encoder.layers.{k}."
        for module, rows in (("qkv", qkv), ("up", inner)):
            for kind in ("weight", "bias"):
                weights[f"{name}{module}.{kind}"] = weights[f"{name}{module}.{kind}"][rows]
        for module, columns in (("out", at), ("down", inner)):
            weights[f"{name}{module}.weight"] = weights[f"{name}{module}.weight"][:, columns]
    smaller = Network(Shape.of(weights))
    smaller.load_state_dict(weights)
    return smaller


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("start", type=Path, help="a checkpoint, or a folder of exported weights")
    ask.add_argument("out", type=Path)
    ask.add_argument("--layers", type=int, nargs="+", metavar="N", help="the layers that stay, the lowest is 0; else all")
    ask.add_argument("--heads", type=int, required=True, help="a layer, on average")
    ask.add_argument("--units", type=int, required=True, help="of a layer's feed-forward part, on average")
    ask.add_argument("--batches", type=int, default=80)
    ask.add_argument("--seed", type=int, default=0)
    args = ask.parse_args()
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    reader = full_tokenizer()
    ours = [d for d in data.ours() if not data.kept_for_measuring(d)]
    docs = rng.sample(data.with_pieces(ours, reader), 300) + rng.sample(data.with_pieces(data.polnear("train"), reader), 100)
    network = loaded(args.start)
    if args.layers:
        network.encoder.layers = nn.ModuleList(network.encoder.layers[k] for k in args.layers)
    batches = epoch_batches([(docs, 1)], Vocabulary(reader), rng)[: args.batches]
    heads, units = importance(network, batches, rng)
    kept_heads, kept_units = best(heads, args.heads, step=1, least=2), best(units, args.units, step=32, least=192)
    print("heads", *map(len, kept_heads), "units", *map(len, kept_units))
    smaller = pruned(network, kept_heads, kept_units)
    torch.save({"average": smaller.state_dict()}, args.out)


if __name__ == "__main__":
    main()
