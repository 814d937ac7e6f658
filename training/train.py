"""Trains the attribution model: python -m training.train --out DIR (`make train-claims`).

DIR/last.pt is written every 50 steps and taken up again; DIR/final.pt holds the averaged weights at the end. Seeded; what
two replicas do at once may still come in either order, so that two runs agree in the second decimal of a loss.
"""

from __future__ import annotations

import argparse
import copy
import math
import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from training import data, gum, shapes
from training.network import BOUNDARIES, EXTRAS, POOLS, ROLES, Network, tag_probabilities
from training.weights import PUBLISHED, loaded, published
from training.windows import IGNORED, CueBatch, Vocabulary, Window, cue_batch, encoder_inputs, tag_targets, windows

BATCH = 8
HEADS_FASTER = 6.7  # the new heads learn at 1e-3 where the encoder learns at 1.5e-4
OUTPUTS = (len(ROLES), len(BOUNDARIES), len(EXTRAS))  # of the cue head, for each piece
#: What an annotation's losses count, and what counts the distance from a teacher's answer to the same.
WEIGHTS = {"cue": 2, "tags": 0.5, "role": 3, "edge": 2, "extras": 2, "valid": 0.2, "negated": 0.2, "act": 0.3, "kind": 0.1}
AVERAGED = 0.998  # each step's share of the running average of weights: about the last 500 steps


def full_tokenizer() -> Tokenizer:
    """The published encoder's, with every piece that it has a vector for."""
    made = Tokenizer.from_file(str(PUBLISHED.with_name(PUBLISHED.stem + "-tokenizer.json")))
    made.no_truncation()
    made.no_padding()
    return made


def runs(scores: np.ndarray, begins: np.ndarray, least: float) -> list[np.ndarray]:
    """Runs of pieces that score at least `least`; a piece that begins a cue begins a run."""
    found: list[list[int]] = []
    for i in np.flatnonzero(scores >= least):
        if found and found[-1][-1] == i - 1 and not begins[i]:
            found[-1].append(int(i))
        else:
            found.append([int(i)])
    return [np.array(f, dtype=np.int64) for f in found]


def cue_rows(batch: list[Window], tags: np.ndarray, theirs: np.ndarray | None, step: int, rng: random.Random) -> list:
    """The gold cues, half of them as the model sees them, and the words that it takes for cues wrongly.

    Of a window without labels, the cues that a teacher sees.
    """
    rows = []
    for i, w in enumerate(batch):
        p = tags[i, : len(w.pieces)] if w.labelled or theirs is None else theirs[i, : len(w.pieces)]
        seen = runs(p[:, 1] + p[:, 2], p[:, 1] > 0.5, 0.2) if step > 300 or not w.labelled else []
        for x in w.owned:
            like = [s for s in seen if np.intersect1d(s, x.cue).size]
            rows.append((i, like[0] if like and rng.random() < 0.4 else x.cue, x))
        gold = np.concatenate([np.empty(0, dtype=np.int64), *w.cues])
        wrong = [s for s in seen if not np.intersect1d(s, gold).size and w.inner[0] <= s[0] < w.inner[1]]
        rows += [(i, s, None) for s in wrong[: 8 if w.labelled else 16]]
    return rows


class Teacher:
    """A larger network that has learnt the same: a smaller one's layers are to come near to its own, and so is what it says.

    `follow`: which of its layers each of the smaller one's follows; as they come where it is None.
    """

    def __init__(self, path: Path, follow: list[int] | None, device: torch.device) -> None:
        self.network = loaded(path).to(device).eval().requires_grad_(False)
        self.follow = follow or list(range(len(self.network.encoder.layers)))

    @torch.no_grad()
    def reads(self, inputs: list[Tensor]) -> Reading:
        """With the layers alone that are followed."""
        reading = read(self.network, inputs)
        return replace(reading, layers=[reading.layers[k] for k in self.follow])

    @torch.no_grad()
    def answers(self, reading: Reading, c: CueBatch) -> tuple[Tensor, Tensor]:
        return about_cues(self.network, reading, c)


@dataclass
class Reading:
    """What a network makes of a batch of windows."""

    layers: list[Tensor]
    logits: Tensor
    projected: Tensor

    @property
    def tags(self) -> Tensor:
        return tag_probabilities(self.logits).detach()


def read(network: Network, inputs: list[Tensor]) -> Reading:
    with torch.autocast(inputs[0].device.type, dtype=torch.bfloat16):
        layers = network.encoder.all_layers(*inputs, padded=True)
        logits, projected = network.tagger(layers[-1])
    return Reading(layers, logits.float(), projected)


def about_cues(network: Network, reading: Reading, c: CueBatch) -> tuple[Tensor, Tensor]:
    """The cue head's two answers, in fp32."""
    device = reading.logits.device
    at = c.at.clamp(max=reading.logits.shape[1] - 1).to(device)
    w = c.window[:, None].to(device)
    with torch.autocast(device.type, dtype=torch.bfloat16):
        out, pooled = network.cue_head(reading.projected[w, at], reading.tags[w, at], *(f.to(device) for f in c.features))
    return out.float(), pooled.float()


def layers_apart(layers: list[Tensor], theirs: list[Tensor], real: Tensor) -> Tensor:
    """The layers' mean distance, as a share of the teacher's own size, and three times that of the last."""
    sizes = [(a.float() * real, b.float() * real) for a, b in zip(layers, theirs, strict=True)]
    apart = [(a - b).square().sum() / b.square().sum() for a, b in sizes]
    return torch.stack(apart).mean() + 3 * apart[-1]


def mean_over(losses: Tensor, real: Tensor) -> Tensor:
    """The mean where `real`; 0 where nothing is."""
    return (losses * real).sum() / real.sum().clamp(min=1)


def unlike(logits: Tensor, theirs: Tensor) -> Tensor:
    """How far a choice is from the teacher's, by position: the divergence of one distribution from the other."""
    return F.kl_div(logits.log_softmax(-1), theirs.log_softmax(-1), reduction="none", log_target=True).sum(-1)


def unlike_each(logits: Tensor, theirs: Tensor) -> Tensor:
    """The same where each output is a yes or no by itself, summed over them."""
    p = theirs.sigmoid()
    own = F.binary_cross_entropy_with_logits(logits, p, reduction="none")
    return (own - F.binary_cross_entropy_with_logits(theirs, p, reduction="none")).sum(-1)


def loss_of(
    network: Network, batch: list[Window], step: int, rng: random.Random, *, teacher: Teacher | None = None
) -> tuple[Tensor, dict[str, float]]:
    device = next(network.parameters()).device
    inputs = [t.to(device) for t in encoder_inputs(batch)]
    own = read(network, inputs)
    cue, other = (t.to(device) for t in tag_targets(batch, own.logits.shape[1]))
    losses = _tag_losses(own.logits, cue, other)
    theirs = teacher.reads(inputs) if teacher else None
    if theirs:
        real = inputs[0] != 0
        losses["teacher"] = layers_apart(own.layers, theirs.layers, real.unsqueeze(-1))
        losses["soft tags"] = _soft_tag_loss(own.logits, theirs.logits, real)
    rows = cue_rows(batch, own.tags.cpu().numpy(), theirs and theirs.tags.cpu().numpy(), step, rng)
    if rows:
        c = cue_batch(batch, rows)
        out, pooled = about_cues(network, own, c)
        losses |= _cue_losses(out, pooled, c, device)
        if teacher and theirs:
            losses["soft cues"] = _soft_cue_loss(out, pooled, *teacher.answers(theirs, c), c)
    return sum(losses.values()), {k: v.item() for k, v in losses.items()}


def _tag_losses(logits: Tensor, cue: Tensor, other: Tensor) -> dict[str, Tensor]:
    real = cue != IGNORED
    choice = F.cross_entropy(logits[..., :3].flatten(0, 1), cue.flatten(), ignore_index=IGNORED, reduction="sum")
    tags = F.binary_cross_entropy_with_logits(logits[..., 3:], other, reduction="none").sum(-1)
    return _weighed({"cue": choice / real.sum().clamp(min=1), "tags": mean_over(tags, real)})


def _soft_tag_loss(logits: Tensor, theirs: Tensor, real: Tensor) -> Tensor:
    choice, tags = unlike(logits[..., :3], theirs[..., :3]), unlike_each(logits[..., 3:], theirs[..., 3:])
    return mean_over(sum(_weighed({"cue": choice, "tags": tags}).values()), real)


def _weighed(losses: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name: WEIGHTS[name] * loss for name, loss in losses.items()}


def _cue_losses(out: Tensor, pooled: Tensor, c: CueBatch, device: torch.device) -> dict[str, Tensor]:
    role, boundary, extras = out.split(OUTPUTS, -1)
    known = c.known.to(device)
    if not known.any():
        return {}
    real = (c.role != IGNORED).to(device) & known.unsqueeze(-1)
    wanted = c.role.to(device).masked_fill(~real, IGNORED)
    losses = {"role": F.cross_entropy(role.flatten(0, 1), wanted.flatten(), ignore_index=IGNORED)}
    edge = F.binary_cross_entropy_with_logits(boundary, c.boundary.to(device), reduction="none").sum(-1)
    losses["edge"] = mean_over(edge, real)
    valid, negated, act, kind = pooled.split(tuple(POOLS.values()), -1)
    losses["valid"] = F.binary_cross_entropy_with_logits(valid[known, 0], c.valid.to(device)[known])
    has = c.labelled.to(device)
    if has.any():
        more = F.binary_cross_entropy_with_logits(extras, c.extras.to(device), reduction="none").sum(-1)
        losses["extras"] = mean_over(more, real & has.unsqueeze(-1))
        losses["act"] = F.cross_entropy(act[has], c.act.to(device)[has])
        losses["kind"] = F.cross_entropy(kind[has], c.kind.to(device)[has])
        losses["negated"] = F.binary_cross_entropy_with_logits(negated[has, 0], c.negated.to(device)[has].float())
    return _weighed(losses)


def _soft_cue_loss(out: Tensor, pooled: Tensor, their_out: Tensor, their_pooled: Tensor, c: CueBatch) -> Tensor:
    """Weighed as the same parts of the annotations' loss."""
    (role, edge, extras), (role_, edge_, extras_) = out.split(OUTPUTS, -1), their_out.split(OUTPUTS, -1)
    pools = tuple(POOLS.values())
    (valid, negated, act, kind), (valid_, negated_, act_, kind_) = pooled.split(pools, -1), their_pooled.split(pools, -1)
    pieces = {"role": unlike(role, role_), "edge": unlike_each(edge, edge_), "extras": unlike_each(extras, extras_)}
    whole = {"valid": unlike_each(valid, valid_), "negated": unlike_each(negated, negated_)}
    whole |= {"act": unlike(act, act_), "kind": unlike(kind, kind_)}
    real = (c.role != IGNORED).to(out.device)
    return mean_over(sum(_weighed(pieces).values()), real) + sum(_weighed(whole).values()).mean()


def epoch_batches(groups: list[tuple[list[data.Document], int]], words: Vocabulary, rng: random.Random) -> list[list[Window]]:
    """All windows of the epoch in batches of like length; each group's documents as often as it says."""
    made = [w for docs, times in groups for doc in docs for _ in range(times) for w in windows(doc, words, rng)]
    rng.shuffle(made)
    pool = BATCH * 40
    made = [w for k in range(0, len(made), pool) for w in sorted(made[k : k + pool], key=lambda w: len(w.pieces))]
    batches = [made[k : k + BATCH] for k in range(0, len(made), BATCH)]
    rng.shuffle(batches)
    return batches


class Replicas:
    """The network once for each core: the copies share their weights, and each has its own gradients.

    A step's batch is split over them. On a machine that others use too this is several times faster than
    several threads in each operation, which all wait for the slowest at each.
    """

    def __init__(self, network: Network, teacher: Teacher | None, count: int) -> None:
        self.teacher = teacher
        self.all = [network, *(copy.deepcopy(network) for _ in range(count - 1))]
        for replica in self.all[1:]:
            for own, shared in zip(replica.parameters(), network.parameters(), strict=True):
                own.data = shared.data
        self.pool = ThreadPoolExecutor(count)

    def gradients(self, batch: list[Window], step: int, rng: random.Random) -> dict[str, float]:
        """Leaves the batch's mean gradient on the first replica; the parts of its loss."""
        shares = [batch[k :: len(self.all)] for k in range(len(self.all))]
        jobs = [
            self.pool.submit(_backward, r, self.teacher, share, step, random.Random(rng.random()), len(share) / len(batch))
            for r, share in zip(self.all, shares, strict=True)
            if share
        ]
        parts = [j.result() for j in jobs]
        for replica in self.all[1:]:
            for total, more in zip(self.all[0].parameters(), replica.parameters(), strict=True):
                if more.grad is not None:
                    total.grad = more.grad if total.grad is None else total.grad.add_(more.grad)
                    more.grad = None
        return parts[0]


def _backward(
    network: Network, teacher: Teacher | None, batch: list[Window], step: int, rng: random.Random, weight: float
) -> dict[str, float]:
    torch.set_num_threads(1)
    loss, parts = loss_of(network, batch, step, rng, teacher=teacher)
    (loss * weight).backward()
    return parts


def rate(progress: float, step: int) -> float:
    """Up over 200 steps, level until two fifths, then down in a line to 2 %."""
    return min((step + 1) / 200, 1.0, max(0.02, (1 - progress) / 0.6))


def options() -> argparse.Namespace:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--out", type=Path, required=True)
    ask.add_argument("--epochs", type=int, default=8, help="passes over PolNeAR's share")
    ask.add_argument("--polnear", type=float, default=1.0, help="share of PolNeAR's documents in each epoch, drawn anew")
    ask.add_argument(
        "--ours", type=int, nargs=2, default=(3, 4), help="how often an epoch shows our own articles: first half, second half"
    )
    ask.add_argument("--rate", type=float, default=1.5e-4)
    ask.add_argument("--minutes", type=float, help="be done by then: the rate falls faster where the steps come slower")
    ask.add_argument("--start", type=Path, help="start from a checkpoint's average, or from the exported weights of a folder")
    ask.add_argument("--teacher", type=Path, help="a larger model, as --start takes it, to be followed layer by layer")
    ask.add_argument("--follow", type=int, nargs="+", metavar="N", help="the teacher's layers, one for each, the lowest is 0")
    ask.add_argument("--unlabelled", type=int, default=600, help="texts of an epoch that the teacher alone reads")
    ask.add_argument("--seed", type=int, default=0)
    ask.add_argument("--replicas", type=int, default=os.cpu_count() or 1)
    return ask.parse_args()


class Run:
    """A training run: the network, its average, and where it stands; kept in `out` and taken up again from there."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.args = args
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.network = loaded(args.start) if args.start else published()
        self.network.encoder.words.weight.requires_grad_(False)
        self.network.to(self.device)
        self.average = copy.deepcopy(self.network)
        self.optimizer = _optimizer(self.network, args.rate)
        self.rates = [g["lr"] for g in self.optimizer.param_groups]
        self.epoch = self.step = self.batch = 0
        self.last = args.out / "last.pt"
        if self.last.exists():
            self._take_up()
        self.began, self.at_start = time.time(), self.epoch / args.epochs
        teacher = Teacher(args.teacher, args.follow, self.device) if args.teacher else None
        if teacher and len(teacher.follow) != len(self.network.encoder.layers):
            raise SystemExit(f"--follow wants a layer of the teacher for each of {len(self.network.encoder.layers)}")
        self.replicas = Replicas(self.network, teacher, args.replicas if self.device.type == "cpu" else 1)

    def _take_up(self) -> None:
        kept = torch.load(self.last, weights_only=False)
        self.network.load_state_dict(kept["network"])
        self.average.load_state_dict(kept["average"])
        self.optimizer.load_state_dict(kept["optimizer"])
        self.epoch, self.step, self.batch = kept["epoch"], kept["step"], kept["batch"]
        print(f"taken up at epoch {self.epoch}, batch {self.batch}", flush=True)

    def keep(self) -> None:
        """Writes last.pt, in one move."""
        parts = {"network": self.network, "average": self.average, "optimizer": self.optimizer}
        where = {"epoch": self.epoch, "step": self.step, "batch": self.batch}
        torch.save({name: part.state_dict() for name, part in parts.items()} | where, self.last.with_suffix(".part"))
        self.last.with_suffix(".part").rename(self.last)

    def keep_average(self, name: str) -> None:
        torch.save({"average": self.average.state_dict()}, self.args.out / name)

    def progress(self, batches: int | None = None) -> float:
        """0…1 of the run, by steps or by time, whichever is further; `batches` of the epoch, where it has begun."""
        done = (self.epoch + (self.batch / batches if batches else 0)) / self.args.epochs
        if not self.args.minutes:
            return done
        return max(done, self.at_start + (1 - self.at_start) * (time.time() - self.began) / 60 / self.args.minutes)

    def learn(self, batch: list[Window], factor: float, rng: random.Random) -> dict[str, float]:
        """One step; the parts of its loss."""
        for group, rate_of in zip(self.optimizer.param_groups, self.rates, strict=True):
            group["lr"] = rate_of * factor
        self.optimizer.zero_grad(set_to_none=True)
        parts = self.replicas.gradients(batch, self.step, rng)
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1
        self._average()
        if not math.isfinite(sum(parts.values())):
            raise SystemExit(f"the loss is {parts} at step {self.step}")
        return parts

    @torch.no_grad()
    def _average(self) -> None:
        keep = min(AVERAGED, (self.step + 1) / (self.step + 10))
        for mean, now in zip(self.average.parameters(), self.network.parameters(), strict=True):
            if now.requires_grad:
                mean.lerp_(now, 1 - keep)

    def run_epoch(self, batches: list[list[Window]], rng: random.Random) -> None:
        """The rest of an epoch, or as much of it as there is time for."""
        for replica in self.replicas.all:
            replica.train()
        while self.batch < len(batches) and (progress := self.progress(len(batches))) < 1:
            parts = self.learn(batches[self.batch], rate(progress, self.step), rng)
            self.batch += 1
            if self.step % 20 == 0:
                seen = {k: round(v, 3) for k, v in parts.items()}
                print(
                    f"{self.epoch} {self.batch}/{len(batches)} {self.step} {time.time() - self.began:.0f}s {progress:.3f}",
                    seen,
                    flush=True,
                )
            if self.step % 50 == 0:
                self.keep()
        self.epoch, self.batch = self.epoch + 1, 0


def _optimizer(network: Network, rate: float) -> torch.optim.Optimizer:
    encoder = [p for p in network.encoder.parameters() if p.requires_grad]
    heads = [*network.tagger.parameters(), *network.cue_head.parameters()]
    return torch.optim.AdamW([{"params": encoder, "lr": rate}, {"params": heads, "lr": rate * HEADS_FASTER}], weight_decay=0.01)


def main() -> None:
    args = options()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    reader = full_tokenizer()
    words = Vocabulary(reader)
    first = data.with_pieces(data.polnear("train"), reader)
    ours, news = ([d for d in docs if not data.kept_for_measuring(d)] for docs in (data.ours(), gum.documents("news")))
    second = data.with_pieces(ours, reader)
    third = data.with_pieces(news + gum.documents("interview"), reader)
    fourth = data.with_pieces(shapes.documents(), reader)
    alone = data.with_pieces(data.for_a_teacher(), reader) if args.teacher else []
    run = Run(args)
    while run.epoch < args.epochs and run.progress() < 1:
        rng = random.Random(args.seed * 1000 + run.epoch)
        some = rng.sample(first, int(len(first) * args.polnear))
        times = args.ours[run.epoch >= args.epochs / 2]
        unlabelled = rng.sample(alone, min(args.unlabelled, len(alone)))
        groups = [(some, 1), (second, times), (third, 2 * times), (fourth, 2), (unlabelled, 1)]
        run.run_epoch(epoch_batches(groups, words, rng), rng)
        run.keep()
        run.keep_average(f"epoch{run.epoch}.pt")
    run.keep_average("final.pt")


if __name__ == "__main__":
    main()
