"""The token classifier in torch: layers of MiniLM, plus what its uncased vocabulary cannot see (the case of each word).

The lower layers read every piece of a window; the upper ones work out the asked pieces only, and look at the others as the
lower layers left them. A teacher has no upper layers.
"""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

HEAD = 32
"""Width of a head of attention; MiniLM has twelve in each layer, a student fewer."""


class Layer(nn.Module):
    """One transformer layer; ``x`` looks at ``y`` where ``mask`` allows."""

    def __init__(self, width: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * heads * HEAD)
        self.out = nn.Linear(heads * HEAD, width)
        self.norm1 = nn.LayerNorm(width, eps=1e-12)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, y: Tensor, mask: Tensor) -> Tensor:
        b, n, _ = x.shape
        w = self.heads * HEAD
        if x is y:
            parts = self.qkv(x).split(w, dim=-1)
        else:
            weight, bias = self.qkv.weight, self.qkv.bias
            parts = (
                functional.linear(x, weight[:w], bias[:w]),
                *functional.linear(y, weight[w:], bias[w:]).split(w, dim=-1),
            )
        q, k, v = (p.view(b, -1, self.heads, HEAD).transpose(1, 2) for p in parts)
        a = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).reshape(b, n, w)
        x = self.norm1(x + self.dropout(self.out(a)))
        return self.norm2(x + self.dropout(self.down(functional.gelu(self.up(x), approximate="tanh"))))


class Tagger(nn.Module):
    """``pieces: int[b, n, 3]`` (id, shape, place; the ``asked`` ones first), ``domain: int[b]``, ``keep: bool[b, n]`` → the last layer's
    ``float[b, asked, width]``; ``head`` makes logits of tags of it."""

    def __init__(
        self,
        vocabulary: int,
        inner: list[int],
        heads: list[int],
        upper: int,
        tags: int,
        shapes: int,
        domains: int,
        width: int = 384,
    ) -> None:
        super().__init__()
        self.word = nn.Embedding(vocabulary, width)
        self.position = nn.Embedding(512, width)
        self.shape = nn.Embedding(shapes, width)
        self.domain = nn.Embedding(domains, width)
        nn.init.normal_(self.shape.weight, std=0.02)
        nn.init.zeros_(self.domain.weight)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.dropout = nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer(width, h, size, 0.1) for h, size in zip(heads, inner, strict=True))
        self.lower = len(inner) - upper
        self.head = nn.Linear(width, tags)

    def forward(self, pieces: Tensor, domain: Tensor, keep: Tensor, asked: int) -> Tensor:
        ids, shapes, places = pieces.unbind(-1)
        x = self.word(ids) + self.position(places) + self.shape(shapes) + self.domain(domain)[:, None]
        x = self.dropout(self.norm(x))
        mask = keep[:, None, None, :]
        for layer in self.layers[: self.lower]:
            x = layer(x, x, mask)
        rest, x = x[:, asked:], x[:, :asked]
        for layer in self.layers[self.lower :]:
            x = layer(x, torch.cat((x, rest), dim=1), mask)
        return x

    def start_from(self, minilm: Path, pick: list[int]) -> None:
        """Copy MiniLM's embeddings and the picked layers (``model.safetensors`` of all-MiniLM-L6-v2)."""
        w = load_file(minilm / "model.safetensors")
        e = "embeddings."
        with torch.no_grad():
            self.word.weight.copy_(w[e + "word_embeddings.weight"])
            self.position.weight.copy_(w[e + "position_embeddings.weight"] + w[e + "token_type_embeddings.weight"][0])
            self.norm.weight.copy_(w[e + "LayerNorm.weight"])
            self.norm.bias.copy_(w[e + "LayerNorm.bias"])
            for layer, source in zip(self.layers, pick, strict=True):
                p = f"encoder.layer.{source}."
                for kind in ("weight", "bias"):
                    parts = [w[f"{p}attention.self.{name}.{kind}"] for name in ("query", "key", "value")]
                    getattr(layer.qkv, kind).copy_(torch.cat(parts))
                    for ours, theirs in (
                        (layer.out, "attention.output.dense"),
                        (layer.norm1, "attention.output.LayerNorm"),
                        (layer.up, "intermediate.dense"),
                        (layer.down, "output.dense"),
                        (layer.norm2, "output.LayerNorm"),
                    ):
                        getattr(ours, kind).copy_(w[f"{p}{theirs}.{kind}"])
