"""What class names, ids and words tell: log-odds of standing with body text, learned from labelled pages."""

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

_TOKEN = re.compile(r"[a-z]{2,}")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Log-odds of body against furniture; words that are not in it say nothing."""

    tokens: dict[str, float]
    """Parts of class names, ids and item properties, as :func:`token_parts` cuts them."""
    words: dict[str, float]
    """Words of the visible text, lower case."""

    def token_odds(self, text: str) -> tuple[float, float, float]:
        """Sum, lowest and highest log-odds of an element's tokens."""
        total = low = high = 0.0
        get = self.tokens.get
        for token in token_parts(text):
            if odds := get(token):
                total += odds
                if odds < low:
                    low = odds
                elif odds > high:
                    high = odds
        return total, low, high


def token_parts(text: str) -> set[str]:
    """Distinct runs of ASCII letters, two at least: ``"post-body__text-2"`` gives post, body, text."""
    return set(_TOKEN.findall(text))


@cache
def shipped() -> Lexicon:
    """The lexicon of the package (see ``docs/data-cards/html-blocks.md``)."""
    data = json.loads(resources.files(__package__).joinpath("lexicon.json").read_text("utf-8"))
    return Lexicon(data["tokens"], data["words"])
