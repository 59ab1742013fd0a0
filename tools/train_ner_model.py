"""The token classifier in torch: MiniLM's lower layers, plus what its uncased vocabulary cannot see (the case of each word)."""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional


class Layer(nn.Module):
    def __init__(self, width: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=1e-12)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        b, n, w = x.shape
        q, k, v = (p.view(b, n, self.heads, -1).transpose(1, 2) for p in self.qkv(x).split(w, dim=-1))
        a = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).reshape(b, n, w)
        x = self.norm1(x + self.dropout(self.out(a)))
        return self.norm2(x + self.dropout(self.down(functional.gelu(self.up(x), approximate="tanh"))))


class Tagger(nn.Module):
    """``ids, shapes: int[b, n]; domain: int[b]; keep: bool[b, n]`` → logits ``float[b, n, tags]``."""

    def __init__(self, vocabulary: int, layers: int, tags: int, shapes: int, domains: int, width: int = 384) -> None:
        super().__init__()
        self.word = nn.Embedding(vocabulary, width)
        self.position = nn.Embedding(512, width)
        self.shape = nn.Embedding(shapes, width)
        self.domain = nn.Embedding(domains, width)
        nn.init.normal_(self.shape.weight, std=0.02)
        nn.init.zeros_(self.domain.weight)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.dropout = nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer(width, 12, 4 * width, 0.1) for _ in range(layers))
        self.head = nn.Linear(width, tags)

    def forward(self, ids: Tensor, shapes: Tensor, domain: Tensor, keep: Tensor) -> Tensor:
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.word(ids) + self.position(places) + self.shape(shapes) + self.domain(domain)[:, None]
        x = self.dropout(self.norm(x))
        mask = keep[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask)
        logits: Tensor = self.head(self.dropout(x))
        return logits

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
