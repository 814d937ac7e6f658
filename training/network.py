"""The network: a small BERT encoder with a few more features, a tag head, and a light head run once for each cue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

HIDDEN, HEAD_WIDTH, VOCABULARY, POSITIONS = 384, 32, 30522, 256  # HEAD_WIDTH: of one attention head
WIDTH = 96  # of the head for each cue: half the head's time at 128, no loss seen
TAGS = ("outside", "cue-begin", "cue-inside", "source", "content", "content-start", "content-end")
ROLES = ("none", "source", "content")
BOUNDARIES = ("source-start", "source-end", "content-start", "content-end")
EXTRAS = ("addressee", "medium", "place", "said_on_text")
POOLS = {"valid": 1, "negated": 1, "act": 8, "kind": 7}
LEFT, RIGHT = 64, 96  # pieces around a cue that its head reads: all of the source and content in 99.5 % of PolNeAR
SCHEMES = 3  # PolNeAR's idea of an attribution, ours, GUM's
DISTANCES, STEPS = 64, 9  # buckets of distance in pieces; -4…4 sentences or quotation marks


@dataclass(frozen=True)
class Shape:
    """Attention heads and feed-forward units of each layer."""

    heads: tuple[int, ...]
    inner: tuple[int, ...]

    @classmethod
    def of(cls, weights: Mapping[str, Tensor]) -> Shape:
        """The shape of a network that has these weights, by their names."""
        heads, inner = [], []
        while (layer := f"encoder.layers.{len(heads)}.") + "out.weight" in weights:
            heads.append(weights[layer + "out.weight"].shape[1] // HEAD_WIDTH)
            inner.append(weights[layer + "up.weight"].shape[0])
        return cls(tuple(heads), tuple(inner))


#: The published encoder's lower layers.
FULL = Shape(heads=(12,) * 9, inner=(1536,) * 9)


class Dropout(nn.Module):
    """Dropout by slices of one long mask: drawing a new mask each time takes a tenth of a CPU's step."""

    LENGTH = 1 << 23
    SHARE = 0.1
    masks: ClassVar[dict[tuple[torch.dtype, torch.device], Tensor]] = {}

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        key = (x.dtype, x.device)
        if key not in self.masks:
            self.masks[key] = ((torch.rand(self.LENGTH) >= self.SHARE) / (1 - self.SHARE)).to(device=x.device, dtype=x.dtype)
        at = int(torch.randint(self.LENGTH - x.numel(), (1,)))
        return x * self.masks[key][at : at + x.numel()].view_as(x)


class FusedAttention(torch.autograd.Function):
    """Of each piece to all of its window, in onnxruntime's one operation: for export, where nothing is masked or trained."""

    @staticmethod
    def forward(ctx: object, q: Tensor, k: Tensor, v: Tensor, heads: int) -> Tensor:
        return attention(q, k, v, heads, None)

    @staticmethod
    def symbolic(g, q, k, v, heads: int):
        return g.op("com.microsoft::MultiHeadAttention", q, k, v, num_heads_i=heads).setType(q.type())


def attention(q: Tensor, k: Tensor, v: Tensor, heads: int, mask: Tensor | None) -> Tensor:
    """windows x pieces x width each, and so comes what it gives."""
    q, k, v = (x.unflatten(-1, (heads, -1)).transpose(1, 2) for x in (q, k, v))
    return F.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).flatten(2)


class Layer(nn.Module):
    """One post-norm BERT layer."""

    def __init__(self, heads: int, inner: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(HIDDEN, 3 * heads * HEAD_WIDTH)
        self.out = nn.Linear(heads * HEAD_WIDTH, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up = nn.Linear(HIDDEN, inner)
        self.down = nn.Linear(inner, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.drop = Dropout()

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        q, k, v = self.qkv(x).split(self.heads * HEAD_WIDTH, -1)
        exported = torch.onnx.is_in_onnx_export()
        a = FusedAttention.apply(q, k, v, self.heads) if exported else attention(q, k, v, self.heads, mask)
        x = self.norm1(x + self.drop(self.out(a)))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """The published encoder's lower layers, with additions for what its pieces hide: capitals, quotation, the scheme."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, HIDDEN)
        self.positions = nn.Embedding(POSITIONS, HIDDEN)
        self.looks = nn.Embedding(5, HIDDEN)
        self.quoted = nn.Embedding(2, HIDDEN)
        self.scheme = nn.Embedding(SCHEMES, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.drop = Dropout()
        self.layers = nn.ModuleList(Layer(heads, inner) for heads, inner in zip(shape.heads, shape.inner, strict=True))
        for table in (self.looks, self.quoted, self.scheme):
            nn.init.normal_(table.weight, std=0.01)

    def forward(self, ids: Tensor, looks: Tensor, quoted: Tensor, scheme: Tensor, *, padded: bool = True) -> Tensor:
        """windows x pieces x HIDDEN; `ids` is 0 where a window is padded, which without `padded` none is: a tenth of the time."""
        return self.all_layers(ids, looks, quoted, scheme, padded=padded)[-1]

    def all_layers(self, ids: Tensor, looks: Tensor, quoted: Tensor, scheme: Tensor, *, padded: bool) -> list[Tensor]:
        """What comes out of each layer, windows x pieces x HIDDEN each."""
        x = self.words(ids) + self.positions.weight[: ids.shape[1]] + self.looks(looks) + self.quoted(quoted)
        x = self.drop(self.norm(x + self.scheme(scheme).unsqueeze(1)))
        mask = torch.zeros_like(ids, dtype=x.dtype).masked_fill(ids == 0, -1e4)[:, None, None, :] if padded else None
        found = []
        for layer in self.layers:
            x = layer(x, mask)
            found.append(x)
        return found


class Tagger(nn.Module):
    """What each piece is by itself, and its four projections for the cue head (token, gate, cue, act: WIDTH each)."""

    def __init__(self) -> None:
        super().__init__()
        self.drop = Dropout()
        self.tags = nn.Linear(HIDDEN, len(TAGS))
        self.project = nn.Linear(HIDDEN, 4 * WIDTH)

    def forward(self, h: Tensor) -> tuple[Tensor, Tensor]:
        h = self.drop(h)
        return self.tags(h), self.project(h)


def tag_probabilities(logits: Tensor) -> Tensor:
    """The three cue tags sum to one; the other tags are each for themselves."""
    return torch.cat([logits[..., :3].softmax(-1), logits[..., 3:].sigmoid()], -1)


class Block(nn.Module):
    """A residual convolution over the window."""

    def __init__(self, dilation: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.conv = nn.Conv1d(WIDTH, WIDTH, 5, padding=2 * dilation, dilation=dilation)

    def forward(self, z: Tensor) -> Tensor:
        return z + F.gelu(self.conv(self.norm(z).transpose(1, 2))).transpose(1, 2)


class CueHead(nn.Module):
    """For one cue and the pieces around it: each piece's role, its boundaries, further roles, and what the claim is."""

    def __init__(self) -> None:
        super().__init__()
        self.tag = nn.Linear(len(TAGS), WIDTH)
        self.distance = nn.Embedding(DISTANCES, WIDTH)
        self.sentence = nn.Embedding(STEPS, WIDTH)
        self.mark = nn.Embedding(STEPS, WIDTH)
        self.is_cue = nn.Parameter(torch.zeros(WIDTH))
        self.blocks = nn.ModuleList(Block(d) for d in (1, 3, 9))
        self.norm = nn.LayerNorm(WIDTH)
        self.drop = Dropout()
        self.out = nn.Linear(WIDTH, len(ROLES) + len(BOUNDARIES) + len(EXTRAS))
        self.attend = nn.Linear(WIDTH, len(POOLS))
        self.pooled = nn.ModuleList(
            nn.Sequential(nn.Linear(2 * WIDTH, WIDTH), nn.GELU(), nn.Linear(WIDTH, n)) for n in POOLS.values()
        )
        for table in (self.distance, self.sentence, self.mark):
            nn.init.normal_(table.weight, std=0.1)

    def forward(
        self, projected: Tensor, tags: Tensor, cue: Tensor, distance: Tensor, sentence: Tensor, mark: Tensor, real: Tensor
    ) -> tuple[Tensor, Tensor]:
        """(cues x pieces x outputs, cues x pooled outputs), all logits; `cue`, `real` are 1.0 on cue and real pieces."""
        token, gate, of_cue, of_act = projected.chunk(4, -1)
        share = cue / cue.sum(1, keepdim=True).clamp(min=1)
        v = (share.unsqueeze(-1) * of_cue).sum(1, keepdim=True)
        a = (share.unsqueeze(-1) * of_act).sum(1)
        z = token + v + torch.tanh(gate) * torch.tanh(v) + self.tag(tags) + self.distance(distance)
        z = F.gelu(z + self.sentence(sentence) + self.mark(mark) + cue.unsqueeze(-1) * self.is_cue)
        z = z * real.unsqueeze(-1)
        for block in self.blocks:
            z = block(z) * real.unsqueeze(-1)
        z = self.drop(self.norm(z))
        weight = (self.attend(z) + (real.unsqueeze(-1) - 1) * 1e4).softmax(1)
        pools = [head(torch.cat([(weight[..., k : k + 1] * z).sum(1), a], -1)) for k, head in enumerate(self.pooled)]
        return self.out(z), torch.cat(pools, -1)


class Network(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.encoder, self.tagger, self.cue_head = Encoder(shape), Tagger(), CueHead()
