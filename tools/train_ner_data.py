"""Training data of the entity recogniser: open corpora brought under one set of guidelines, and copies with other names in them.

The corpora disagree on what counts, so their spans are harmonised first: leading "the", titles and possessives leave the span;
demonyms and adherents become NORP wherever they stand alone, labelled or not; countries labelled ORG or MISC become LOC. Where a
corpus does not label NORP and MISC at all, its unlabelled words say "not PERSON, ORG or LOC" and no more (``closed = False``).
"""

# ruff: noqa: SIM905  (word lists read better as text)

import json
import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from train_ner_synthetic import COUNTRIES, DEMONYMS, Maker

TYPES = ("PERSON", "ORG", "LOC", "NORP", "MISC")
CORPORA = ("any", "redocred", "wikigold", "crossner_politics", "europarl", "gum", "uner_ewt", "btc", "wnut17", "made")
"""Domains the model is told of in training; ``any`` is what it hears at run time."""
CLOSED = {"redocred", "wikigold", "crossner_politics", "europarl", "made"}
KEEP_ONE_IN = {"btc": 3, "wnut17": 2}
"""Tweets are far from news: of those without a name only one in this many is kept."""
ADHERENTS = set(
    "Jewish Jews Jew Christian Christians Muslim Muslims Catholic Catholics Protestant Protestants Sunni Sunnis Shiite Shiites Shia "
    "Hindu Hindus Buddhist Buddhists Islamic Islamist Islamists Orthodox Arab Arabs Kurdish Kurds Kurd Republican Republicans Democrat "
    "Democrats Western Soviet Soviets Palestinian Palestinians Tatar Basque Catalan Communist Communists Nazi Nazis Tory Tories".split()
)
TO_TYPE = {"PERSON": "PERSON", "ORG": "ORG", "LOC": "LOC", "GPE": "LOC", "FAC": "LOC", "NORP": "NORP", "MISC": "MISC",
           "EVENT": "MISC", "WORK": "MISC", "PRODUCT": "MISC"}  # fmt: skip
_TITLE = re.compile(
    r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|President|Sir|Lord|Lady|King|Queen|Prince|Princess|Pope|Gen|General|Sen|Senator|Sheikh|"
    r"Captain|Colonel|Ayatollah|Prophet|Rev|Capt|Col)\b\.? +(?=[A-Z])"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-.][^\W\d_]+)*")


@dataclass
class Example:
    """A text with its spans ``(start, end, type)``."""

    corpus: str
    text: str
    spans: list[tuple[int, int, str]] = field(default_factory=list)

    @property
    def closed(self) -> bool:
        return self.corpus in CLOSED


def harmonise(text: str, spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Spans under the project's guidelines, in order, not overlapping."""
    out: list[tuple[int, int, str]] = []
    for start, end, label in sorted(spans, key=lambda s: (s[0], -s[1])):
        kind = TO_TYPE.get(label)
        if kind is None or (out and start < out[-1][1]):
            continue
        if text[start:end].lower().startswith("the ") and (kind in ("LOC", "NORP") or text[start].islower()):
            start += 4
        if kind == "PERSON" and (title := _TITLE.match(text, start, end)):
            start = title.end()
        end -= len(text[start:end]) - len(re.sub(r"(?:\s*['’]s|[\s,;:]+)$", "", text[start:end]))
        surface = text[start:end]
        if not surface:
            continue
        if kind != "PERSON" and (surface in DEMONYMS or surface in ADHERENTS):
            kind = "NORP"
        elif kind in ("ORG", "MISC") and surface in COUNTRIES:
            kind = "LOC"
        out.append((start, end, kind))
    taken = [(s, e) for s, e, _ in out]
    for word in _WORD.finditer(text):
        free = all(e <= word.start() or word.end() <= s for s, e in taken)
        if (word.group() in DEMONYMS or word.group() in ADHERENTS) and free:
            out.append((word.start(), word.end(), "NORP"))
    return sorted(out)


def load(folder: Path, seed: int = 0) -> list[Example]:
    """All training parts under ``folder/<corpus>/train.jsonl``; short texts of one corpus are joined to blocks of lines."""
    rng = random.Random(seed)
    out: list[Example] = []
    for corpus in CORPORA[1:-1]:
        block = Example(corpus, "")
        with (folder / corpus / "train.jsonl").open(encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        for row in rows:
            if not row["spans"] and rng.random() > 1 / KEEP_ONE_IN.get(corpus, 1):
                continue
            shift = len(block.text)
            block.text += row["text"] + "\n"
            block.spans += [
                (s + shift, e + shift, k) for s, e, k in harmonise(row["text"], [tuple(x[:3]) for x in row["spans"]])
            ]
            if len(block.text) > 400:
                out.append(block)
                block = Example(corpus, "")
        if block.text:
            out.append(block)
    return out


def renamed(example: Example, maker: Maker, rng: random.Random, share: float = 0.7) -> Example:
    """The same text with other names: people, organisations and places swapped for made ones, the same one for the same name."""
    swaps: dict[tuple[str, str], str] = {}
    for start, end, kind in example.spans:
        old = example.text[start:end]
        if (kind, old) in swaps or kind not in ("PERSON", "ORG", "LOC") or rng.random() > share:
            continue
        if kind == "PERSON":
            new = maker.person()
            swaps[kind, old] = new if " " in old else new.split()[-1]
            if " " in old:
                swaps.setdefault((kind, old.split()[-1]), new.split()[-1])
        elif kind == "ORG":
            swaps[kind, old] = maker.acronym() if old.isupper() and " " not in old else maker.organisation()
        else:
            swaps[kind, old] = maker.place()
    text, spans, last = "", [], 0
    for start, end, kind in example.spans:
        text += example.text[last:start]
        new = swaps.get((kind, example.text[start:end]), example.text[start:end])
        spans.append((len(text), len(text) + len(new), kind))
        text += new
        last = end
    return Example(example.corpus, text + example.text[last:], spans)


def made(count: int, seed: int = 0) -> list[Example]:
    """``count`` short invented news texts."""
    maker = Maker(random.Random(seed))
    out = []
    for _ in range(count):
        text, spans = maker.story()
        example = Example("made", text, spans)
        example.spans = harmonise(text, spans)
        out.append(example)
    return out
