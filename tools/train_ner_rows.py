"""Windows ready for training, and batches of them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor
from train_ner_data import CORPORA, TYPES, Example

from dossier_etl.enrich.entities.windows import Window, windows
from dossier_etl.enrich.entities.words import UNKNOWN, Vocabulary

TAGS = ["O"] + [f"{p}-{t}" for t in TYPES for p in "BI"]
ANY = len(TAGS)
"""Tag of a word that is no person, organisation or place; whether it is something else its corpus does not say."""
PIECES_A_BATCH = 2048
TRUST = 0.3
"""Weight of a corpus's own labels beside the teacher's."""


@dataclass
class Row:
    """A window: its pieces (the asked ones first), and per asked word a tag or what the teacher made of it."""

    pieces: np.ndarray
    asked: int
    domain: int = 0
    tags: list[int] = field(default_factory=list)
    soft: np.ndarray | None = None
    states: np.ndarray | None = None


@dataclass
class Lesson:
    """A teacher's answers on a text: tag distributions and last states of the words that begin at ``starts``."""

    example: Example
    starts: list[int]
    soft: np.ndarray
    states: np.ndarray


@dataclass
class Batch:
    """Padded rows. ``taught``: asked words with a teacher's answer."""

    pieces: Tensor
    keep: Tensor
    domain: Tensor
    asked: int
    tags: Tensor
    soft: Tensor
    states: Tensor
    taught: Tensor

    def to(self, device: torch.device) -> "Batch":
        return Batch(**{k: v.to(device) if isinstance(v, Tensor) else v for k, v in vars(self).items()})


def tag_of(start: int, end: int, example: Example) -> int:
    """Tag of the word at these characters."""
    hit = next((s for s in example.spans if s[0] < end and start < s[1]), None)
    if hit is None:
        return 0 if example.closed else ANY
    return 1 + 2 * TYPES.index(hit[2]) + (start > hit[0])


def pieces_of(window: Window) -> np.ndarray:
    return np.array(window.pieces(), np.int16)


def labelled(examples: list[Example], vocabulary: Vocabulary, rng: random.Random) -> list[Row]:
    """Windows of labelled texts for a teacher, which is asked about every word and told the corpus half of the time."""
    out = []
    for example in examples:
        for window in windows(example.text, vocabulary, rng.choice((48, 80, 110, 126, 126)), everything=True):
            domain = CORPORA.index(example.corpus) if rng.random() < 0.5 else 0
            tags = [tag_of(a, b, example) for a, b in window.words]
            out.append(Row(pieces_of(window), len(window.heads), domain, tags))
    return out


def taught(lessons: Sequence[Lesson], vocabulary: Vocabulary, rng: random.Random) -> Iterator[Row]:
    """Windows for a student, as it will see them."""
    for lesson in lessons:
        number = {start: i for i, start in enumerate(lesson.starts)}
        for window in windows(lesson.example.text, vocabulary, rng.choice((64, 96, 126, 126))):
            which = np.array([number.get(a, -1) for a, _ in window.words])
            soft = np.where(which[:, None] < 0, 0, lesson.soft[which]).astype(np.float32)
            if lesson.example.closed:
                for i, (a, b) in enumerate(window.words):
                    soft[i] *= 1 - TRUST
                    soft[i, tag_of(a, b, lesson.example)] += TRUST
            states = np.where(which[:, None] < 0, 0, lesson.states[which])
            yield Row(pieces_of(window), len(window.heads), 0, [], soft.astype(np.float16), states)


def collate(rows: list[Row], width: int, blind: float, rng: random.Random) -> Batch:
    """Pad a batch; a share of ``blind`` windows lose their case (headlines, capitals)."""
    asked, rest = max(r.asked for r in rows), max(len(r.pieces) - r.asked for r in rows)
    taught = any(r.soft is not None for r in rows)
    pieces, keep = np.zeros((len(rows), asked + rest, 3), np.int64), np.zeros((len(rows), asked + rest), bool)
    tags = np.full((len(rows), asked), -1)
    soft = np.zeros((len(rows), asked, len(TAGS)), np.float32)
    states = np.zeros((len(rows), asked, width if taught else 0), np.float32)
    for i, r in enumerate(rows):
        for begin, part in ((0, r.pieces[: r.asked]), (asked, r.pieces[r.asked :])):
            pieces[i, begin : begin + len(part)], keep[i, begin : begin + len(part)] = part, True
        if rng.random() < blind:
            pieces[i, :, 1] = np.where(pieces[i, :, 1] > 0, UNKNOWN, 0)
        tags[i, : len(r.tags)] = r.tags
        if r.soft is not None and r.states is not None:
            soft[i, : r.asked], states[i, : r.asked] = r.soft, r.states
    tensors = [torch.from_numpy(a) for a in (tags, soft, states, (soft.sum(-1) > 0) & (np.abs(states).sum(-1) > 0))]
    domain = torch.tensor([r.domain for r in rows])
    return Batch(torch.from_numpy(pieces), torch.from_numpy(keep), domain, asked, *tensors)


def batches(rows: list[Row], rng: random.Random) -> list[list[Row]]:
    """Windows of like length together, batches in random order."""
    order = sorted(rows, key=lambda r: len(r.pieces) + rng.random() * 12)
    out: list[list[Row]] = [[]]
    for row in order:
        if out[-1] and (len(out[-1]) + 1) * len(row.pieces) > PIECES_A_BATCH:
            out.append([])
        out[-1].append(row)
    rng.shuffle(out)
    return out
