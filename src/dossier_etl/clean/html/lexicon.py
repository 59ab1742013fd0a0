"""What class names, ids and words tell: log-odds of standing with body text, learned from labelled pages."""

import json
import re
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from dossier_etl.clean.html.words import WordOdds

_TOKEN = re.compile(r"[a-z]{2,}")


MAX_KNOWN = 20_000
"""Class and id strings whose odds are remembered; sites and publishing programs write the same ones on every page."""

Odds = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Log-odds of body against furniture; words that are not in it say nothing."""

    tokens: dict[str, float]
    """Parts of class names, ids and item properties, as :func:`token_parts` cuts them."""
    words: dict[str, float]
    """Words of the visible text, lower case."""
    word_odds: WordOdds = field(init=False, repr=False, compare=False)
    """``words``, to be looked up for a whole page at once."""
    _known: dict[str, Odds] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "word_odds", WordOdds.of(self.words))

    def token_odds(self, text: str) -> Odds:
        """Sum, lowest and highest log-odds of an element's tokens."""
        known = self._known.get(text)
        if known is None:
            if len(self._known) >= MAX_KNOWN:
                self._known.clear()
            known = self._known[text] = self._token_odds(text)
        return known

    def _token_odds(self, text: str) -> Odds:
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


def token_parts(text: str) -> list[str]:
    """Distinct runs of ASCII letters, two at least, in order: ``"post-body__text-2"`` gives post, body, text.

    The order is part of the result: sums of odds differ in their last digit with it, and must not from run to run.
    """
    return list(dict.fromkeys(_TOKEN.findall(text)))


@cache
def shipped() -> Lexicon:
    """The lexicon of the package (see ``docs/data-cards/html-blocks.md``)."""
    data = json.loads(resources.files(__package__).joinpath("lexicon.json").read_text("utf-8"))
    return Lexicon(data["tokens"], data["words"])
