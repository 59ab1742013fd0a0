"""Texts for the tests of copies, written by a seeded generator: no two sentences alike unless asked for."""

import datetime as dt
import random
from dataclasses import dataclass, field

_SYLLABLES = [a + b for a in "bdfgklmnprstv" for b in ("a", "e", "i", "o", "u", "an", "er", "ol")]


def words(seed: str, n: int) -> list[str]:
    """``n`` made-up words."""
    rng = random.Random(seed)
    return ["".join(rng.choices(_SYLLABLES, k=rng.randint(1, 3))) for _ in range(n)]


def story(name: str, n: int = 240) -> str:
    """A body in sentences of twelve words."""
    all_words = words(name, n)
    sentences = [" ".join(all_words[i : i + 12]).capitalize() + "." for i in range(0, n, 12)]
    return "\n\n".join(" ".join(sentences[i : i + 4]) for i in range(0, len(sentences), 4))


def edited(text: str, seed: str, share: float = 0.05) -> str:
    """The text with some words replaced."""
    rng = random.Random(seed)
    return " ".join(w if rng.random() > share else rng.choice(_SYLLABLES) + "x" for w in text.split())


def excerpt(text: str, n: int) -> str:
    """The first ``n`` words."""
    return " ".join(text.split()[:n])


def report(number: int) -> str:
    """A weekly report: the same words around other numbers."""
    rng = random.Random(number)
    n = [rng.randint(2, 9999) for _ in range(12)]
    return (
        f"The ministry recorded {n[0]} new cases in the week and {n[1]} people left hospital. In the north {n[2]} beds were in "
        f"use while the south counted {n[3]} beds. Laboratories examined {n[4]} samples of which {n[5]} were positive. The "
        f"oldest patient was {n[6]} years old and the youngest {n[7]}. Since the beginning {n[8]} people have recovered and "
        f"{n[9]} have died. The next report follows after {n[10]} days on page {n[11]} of the bulletin."
    )


@dataclass(frozen=True)
class Text:
    """A publication to load."""

    article_id: str
    body: str
    day: dt.date
    latest: dt.date | None = None
    captured_at: dt.datetime | None = None
    outlet: str = "The Courier"
    origin: str | None = None
    title: str = "A headline"
    url: str = field(default="https://courier.example/a")


DAY = dt.date(2019, 3, 4)


def days(n: int) -> dt.date:
    """``n`` days after the first."""
    return DAY + dt.timedelta(days=n)


def corpus() -> list[Text]:
    """Stories with copies, excerpts and a late original; weekly reports; furniture that recurs for a year; short items that are
    copied under the long furniture of two outlets."""
    footer = " ".join(words("footer", 60))
    houses = [" ".join(words(f"house {h}", 130)) for h in range(2)]
    found = []
    for s in range(6):
        body = story(f"story {s}")
        for c in range(4):
            copy = body if c == 1 else edited(body, f"{s}.{c}", 0.04 * c)
            found.append(Text(f"s{s}c{c}", f"{copy}\n\n{footer}", days(60 * s + (5 - c))))
        found.append(Text(f"s{s}e", excerpt(body, 60), days(60 * s + 2), outlet="The Digest"))
    found += [Text(f"w{w:02}", report(w), days(7 * w), outlet="The Gazette") for w in range(12)]
    found += [Text(f"f{f}", f"{story(f'single {f}', 48)}\n\n{footer}", days(30 * f)) for f in range(12)]
    for i in range(9):
        item = story(f"item {i}", 36)
        found += [
            Text(f"i{i}{h}", f"{edited(item, f'{i}.{h}', 0.06 * h)}\n\n{houses[h]}", days(29 * i + h)) for h in range(2)
        ]
    return found
