"""CPU time of deriving grows with a document's length, whatever the document looks like."""

import random
import time

import pytest

from dossier_etl.derive.record import DeriveContext, derive
from dossier_etl.model.records import Record

PER_CHARACTER = 60e-6
"""CPU seconds; prose takes a tenth of it on a slow machine, a backtracking pattern on a long line thousands of times as much."""
LENGTH = 40_000

SHAPES = {
    "indented": lambda r: "\n".join(" " * r.randrange(4, 60) + "value = call(argument)" for _ in range(900)),
    "blank lines of blanks": lambda r: "\n".join(" " * r.randrange(20, 200) for _ in range(400)),
    "table": lambda r: "\n".join(" | ".join(f"{r.random():.6f}" for _ in range(12)) for _ in range(400)),
    "code": lambda r: "\n".join(
        "\t" * r.randrange(8) + "if (a[i] && b->c) { return x ? y : z; } // **" for _ in range(800)
    ),
    "markdown links": lambda r: "[text](http://example.org/a) " * 1200,
    "open brackets": lambda r: "[" * LENGTH,
    "one line of words": lambda r: " ".join(
        r.choice(("harbour", "said", "The", "council", "12", "May")) for _ in range(6000)
    ),
    "one line of blanks": lambda r: " " * LENGTH + "end",
    "one word": lambda r: "a" * LENGTH,
    "capitals": lambda r: "A" * LENGTH,
    "digits": lambda r: "1" * LENGTH,
    "separators": lambda r: " | - : " * 5000,
    "dots and commas": lambda r: "., " * 12000,
    "dates": lambda r: " ".join(f"{r.randrange(1, 29)} May {r.randrange(1990, 2024)}," for _ in range(3000)),
    "quotes": lambda r: "\"'“" * 12000,
    "copyright": lambda r: " © 2020" * 5000,
    "addresses": lambda r: "a@b.example " * 3000,
}


@pytest.mark.parametrize("media_type", ["text/plain", "text/html"])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_text_of_any_shape_costs_little_for_each_of_its_characters(shape: str, media_type: str) -> None:
    text = SHAPES[shape](random.Random(shape))
    content = (
        text if media_type == "text/plain" else f"<html><head><title>x</title></head><body><p>{text}</p></body></html>"
    )
    record = Record("shape", "", media_type, content.encode())
    derive([Record("warm", "", media_type, b"A few words.")], DeriveContext())
    start = time.process_time()
    derive([record], DeriveContext())
    assert time.process_time() - start < PER_CHARACTER * len(content) + 0.2
