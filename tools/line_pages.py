"""Training pages for the text-dump tools: gold and silver pages with labelled lines, and variations made from them.

``clean`` pages are bodies alone (feeds, JSONL), ``trimmed`` pages an article with little around it (rough extractors), ``multi``
pages several articles one after another (blog fronts, forum threads, bare collections, whole dumps).
"""

import collections
import hashlib
import json
import random
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from dossier_etl.clean.normalise import normalise
from dossier_etl.clean.repair import repair
from dossier_etl.clean.text.lines import RawLine, split_lines
from dossier_etl.clean.text.repeated_body import collapse_repeats

FOLDS = 5
MULTI_PER_FOLD = 60
PAGE_WEIGHT = {"gold": 1.0, "silver": 0.6, "clean": 0.8, "trimmed": 0.8, "multi": 0.8}
_WIDE = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f"
_TOKEN = re.compile(rf"[{_WIDE}]|[^\W{_WIDE}]+")


@dataclass
class Page:
    id: str
    kind: str
    domain: str
    fold: int
    text: str
    lines: list[RawLine]
    body: str
    title: str | None
    label: np.ndarray
    words: np.ndarray
    weight: np.ndarray
    base: np.ndarray = field(default_factory=lambda: np.zeros(0))
    wide: np.ndarray = field(default_factory=lambda: np.zeros(0))
    first: np.ndarray = field(default_factory=lambda: np.zeros(0))
    second: np.ndarray = field(default_factory=lambda: np.zeros(0))


def shingles(text: str) -> collections.Counter[Any]:
    t = _TOKEN.findall(text.casefold())
    return collections.Counter(tuple(t[i : i + 4]) for i in range(max(1, len(t) - 3))) if t else collections.Counter()


def f1(lines: list[RawLine], kept: np.ndarray, gold: collections.Counter[Any]) -> float:
    """F1 over 4-word shingles, as the project's scorer has it."""
    got = shingles("\n".join(line.text for line, k in zip(lines, kept, strict=True) if k))
    hits = sum((gold & got).values())
    return 2 * hits / (sum(got.values()) + sum(gold.values())) if hits else 0.0


def labels(lines: list[RawLine], body: str, gold: collections.Counter[Any]) -> np.ndarray:
    """Lines at least half of whose words lie in 4-grams of the body, less stray short ones far from any long one."""
    per_line = [_TOKEN.findall(line.text.casefold()) for line in lines]
    flat = [t for own in per_line for t in own]
    covered = np.zeros(len(flat))
    for i in range(len(flat) - 3):
        if tuple(flat[i : i + 4]) in gold:
            covered[i : i + 4] = 1
    ends = np.cumsum([len(own) for own in per_line])
    share = np.array([covered[e - len(o) : e].mean() if o else 0.0 for o, e in zip(per_line, ends, strict=True)])
    y = share >= 0.5
    near = np.zeros(len(y), dtype=bool)
    for middle in np.flatnonzero(y & (np.array([len(o) for o in per_line]) >= 12)):
        near[max(int(middle) - 8, 0) : int(middle) + 9] = True
    strict = y & near
    return strict if near.any() and f1(lines, strict, gold) >= f1(lines, y, gold) - 0.01 else y


def page(row: dict[str, Any], kind: str, text: str, lines: list[RawLine], y: np.ndarray) -> Page:
    words = np.array([len(_TOKEN.findall(line.text)) for line in lines], dtype=np.float32)
    weight = np.maximum(words, 1) ** 0.8
    weight = np.minimum(weight / max(weight[y].sum() if y.any() else weight.sum(), 1), 0.5) * PAGE_WEIGHT[kind]
    part = int(hashlib.md5(row["domain"].encode()).hexdigest(), 16) % FOLDS
    return Page(row["id"], kind, row["domain"], part, text, lines, row["body_text"], row.get("title"), y, words, weight)


def load(folder: Path, silver: Path | None) -> list[Page]:
    rng = random.Random(1)
    rows = [(json.loads(line), "gold") for line in (folder / "gold.jsonl").open(encoding="utf-8")]
    if silver:
        rows += [(json.loads(line), "silver") for line in silver.open(encoding="utf-8")]
    pages = []
    for row, kind in rows:
        if not row.get("body_text"):
            continue
        text = (folder / "texts" / f"{row['id']}.txt").read_text(encoding="utf-8")
        repaired = repair(text)
        text = normalise(repaired[0] if repaired else text)[0]
        lines = split_lines(text)
        doubled = collapse_repeats(lines)
        lines = [line for i, line in enumerate(lines) if i not in doubled.repeated]
        if not lines:
            continue
        gold = shingles(row["body_text"])
        y = labels(lines, row["body_text"], gold)
        if kind == "silver" and f1(lines, y, gold) < 0.9:
            continue
        pages.append(page(row, kind, text, lines, y))
        if kind == "gold" and rng.random() < 0.3:
            pages += clean_page(row, rng)
        if kind == "gold" and rng.random() < 0.6:
            pages += trimmed_page(row, lines, y, rng)
    return pages


def clean_page(row: dict[str, Any], rng: random.Random) -> list[Page]:
    """The body alone, as feeds and JSONL rows give it: there is no furniture to take off."""
    gap = rng.choice(["\n", "\n\n"])
    body = gap.join(line for line in row["body_text"].split("\n") if line.strip())
    titled = bool(row.get("title")) and rng.random() < 0.5
    text = normalise(f"{row['title']}{gap}{body}" if titled else body)[0]
    lines = split_lines(text)
    y = np.ones(len(lines), dtype=bool)
    y[0] = not titled
    return [page({**row, "id": row["id"] + "+clean"}, "clean", text, lines, y)] if len(lines) > 1 else []


def trimmed_page(row: dict[str, Any], lines: list[RawLine], y: np.ndarray, rng: random.Random) -> list[Page]:
    """The article with little furniture around it, as rough extractors leave it: some lines before, some after."""
    own = np.flatnonzero(y)
    if len(own) < 3:
        return []
    lo = max(int(own[0]) - rng.randint(0, 8), 0)
    hi = min(int(own[-1]) + 1 + rng.choice([0, 2, 4, 6, 10, 20, 30]), len(lines))
    before = [i for i in range(lo, own[0]) if rng.random() < 0.8]
    skip = rng.randint(0, 12) if rng.random() < 0.4 else 0
    after = list(range(min(own[-1] + 1 + skip, len(lines)), min(hi + skip, len(lines))))
    picked = [*before, *range(own[0], own[-1] + 1), *after]
    gap = rng.choice(["as is", "\n", "\n\n"])
    text = "".join(
        ("\n" * (min(lines[i].blanks, 3) + 1) if gap == "as is" else gap) + " " * lines[i].indent + lines[i].text
        for i in picked
    )
    new = split_lines(text)
    if len(new) != len(picked):
        return []
    return [page({**row, "id": row["id"] + "+trimmed"}, "trimmed", text, new, y[picked])]


_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_NAMES = [
    "Anna Berg",
    "J. Smith",
    "Carlos Ruiz",
    "marie_l",
    "Tom",
    "Oluwaseun Ade",
    "redfox77",
    "Li Wei",
    "Admin",
    "K. Novak",
]


def stamp(rng: random.Random, shape: random.Random | None = None) -> str:
    d, m, y = rng.randint(1, 28), rng.randint(1, 12), rng.randint(2001, 2024)
    clock = f"{rng.randint(1, 12)}:{rng.randint(0, 59):02d} {rng.choice(['AM', 'PM'])}"
    return (shape or rng).choice(
        [
            f"{_MONTHS[m - 1]} {d}, {y}", f"{d} {_MONTHS[m - 1]} {y}", f"{y}-{m:02d}-{d:02d}", f"{d:02d}.{m:02d}.{y}",
            f"{_DAYS[d % 7]}, {_MONTHS[m - 1]} {d}, {y}", f"{_DAYS[d % 7][:3]} {_MONTHS[m - 1][:3]} {d}, {y}, {clock}",
        ]
    )  # fmt: skip


def body_lines(p: Page) -> list[str]:
    return [line.text for line, y in zip(p.lines, p.label, strict=True) if y]


@dataclass
class Sheet:
    """A page in the making: (empty lines before, text, post or -1, is it body)."""

    rows: list[tuple[int, str, int, bool]] = field(default_factory=list)

    def add(self, texts: list[str], post: int, body: bool, gap: int, first_gap: int | None = None) -> None:
        for n, text in enumerate(texts):
            self.rows.append((gap if n or first_gap is None else first_gap, " ".join(text.split()), post, body))

    def text(self) -> str:
        return "".join("\n" * (blanks + 1) + text for blanks, text, _, _ in self.rows)


def multi_post(pages: list[Page], rng: random.Random) -> tuple[str, Sheet]:
    """A page made of several articles."""
    chosen = rng.sample(pages, rng.choice([2, 2, 2, 3, 3, 4, 5]))
    kind = rng.choice(["bare", "bare", "blog", "blog", "blog", "forum", "forum", "dumps"])
    gap = rng.choice([0, 1])
    sheet = Sheet()
    furniture = [line.text for line, y in zip(chosen[0].lines, chosen[0].label, strict=True) if not y]
    around = kind != "dumps" and rng.random() < 0.5
    if around:
        sheet.add(furniture[: rng.randint(3, 30)], -1, False, gap)
    style, tail, one_day = rng.randint(0, 4), rng.randint(0, 3), stamp(rng)
    same_day = rng.random() < 0.2
    wide = rng.choice([gap, gap + 1, gap + 2, gap + 2])
    stamps = random.Random(rng.random())
    shape = rng.random()
    for n, p in enumerate(chosen):
        body = body_lines(p)
        if kind in {"blog", "forum"} and rng.random() < 0.4:
            body = body[: max(3, len(body) // 3)]
        title = [p.title.strip()] if p.title and p.title.strip() else []
        day = one_day if same_day else stamp(stamps, random.Random(shape))
        name = rng.choice(_NAMES)
        if kind == "dumps":
            for line, y in zip(p.lines, p.label, strict=True):
                sheet.add([line.text], n, bool(y), min(line.blanks, 3))
            continue
        if kind == "bare":
            sheet.add(title, n, False, gap, wide)
            sheet.add(body, n, True, gap, wide)
            continue
        if kind == "forum":
            head = [name, f"({rng.randint(3, 40000)} posts)"][: 1 + style % 2]
            again = [f"Re: {title[0]}" if n and style > 2 else title[0]] if title and (n == 0 or style > 1) else []
            head = [*head, day, *again]
            end = [["Reply", "Report"], ["Quote"], [f"#{n + 2}"], []][tail]
        else:
            by = [f"Posted by {name} on {day}", f"By {name} | {day}", day, f"{day} by {name}", f"Posted on {day}"][
                style
            ]
            head = [by, *title] if style == 2 else [*title, by]
            end = [
                [],
                [f"Posted in News | {n} Comments"],
                ["Permalink", "Share this"],
                ["Read more", "Tags: news, world"],
            ][tail]
        sheet.add(head, n, False, gap, max(gap, wide - 1))
        sheet.add(body, n, True, gap)
        sheet.add(end, n, False, gap)
    if around:
        sheet.add(furniture[-rng.randint(3, 30) :], -1, False, gap)
    sheet.rows = [row for row in sheet.rows if row[1]]
    return kind, sheet


def multi_pages(pages: list[Page], seed: int, per_fold: int) -> list[tuple[str, Sheet, str, list[RawLine], int]]:
    """Pages put together from articles of one fold: kind, sheet, text, lines, fold."""
    rng = random.Random(seed)
    whole = [
        p
        for p in pages
        if p.kind == "gold" and 300 < len(p.body) < 15000 and f1(p.lines, p.label, shingles(p.body)) > 0.9
    ]
    out = []
    for k in range(FOLDS):
        own = [p for p in whole if p.fold == k]
        for _ in range(per_fold):
            kind, sheet = multi_post(own, rng)
            text = normalise(sheet.text())[0]
            lines = split_lines(text)
            if len(lines) == len(sheet.rows):
                out.append((kind, sheet, text, lines, k))
    return out


def training_multi(pages: list[Page]) -> list[Page]:
    """Multi-post pages as training pages of the line classifier."""
    made = []
    for n, (_, sheet, text, lines, k) in enumerate(multi_pages(pages, 11, MULTI_PER_FOLD)):
        y = np.array([row[3] for row in sheet.rows])
        body = "\n".join(row[1] for row in sheet.rows if row[3])
        made.append(page({"id": f"multi{n}", "domain": f"multi{n}", "body_text": body}, "multi", text, lines, y))
        made[-1].fold = k
    return made
