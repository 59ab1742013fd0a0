"""The sentences that say most, chosen by a rule that is stated, never by chance."""

import re

from dossier_etl.report.corpus import Corpus, Text
from dossier_etl.report.model import Reference, Row, Section

_PARTS = 12
"""The articles, in the order of their days, are cut into so many parts; each gives one sentence."""
_SHORT, _LONG = 50, 320
"""Characters of a sentence that can stand alone."""
_LEAD = 600
"""Characters at the beginning of a body: news puts what matters there."""
_MOST_OF_AN_OUTLET = 3
_NUMBER = re.compile(r"\d")


def key_sentences(corpus: Corpus) -> Section:
    """Return one sentence per part of the time covered."""
    firsts = corpus.firsts
    parts = min(_PARTS, len(firsts))
    chosen: list[tuple[Text, Reference]] = []
    taken: dict[str, int] = {}
    seen: set[str] = set()
    for n in range(parts):
        part = firsts[n * len(firsts) // parts : (n + 1) * len(firsts) // parts]
        offered = [(text, line) for text in part for line in text.sentences() if _SHORT <= len(line.text) <= _LONG]
        offered = [o for o in offered if o[1].text not in seen]
        allowed = [o for o in offered if taken.get(o[0].outlet, 0) < _MOST_OF_AN_OUTLET] or offered
        if allowed:
            text, line = min(allowed, key=lambda o: _rank(*o))
            chosen.append((text, line))
            seen.add(line.text)
            taken[text.outlet] = taken.get(text.outlet, 0) + 1
    return Section(
        "key_sentences",
        "Key sentences",
        f"The articles in the order of their days are cut into {_PARTS} parts; each gives the sentence about the subject that is "
        "nearest the beginning, comes from the most published text and holds a number; no outlet gives more than "
        f"{_MOST_OF_AN_OUTLET} as long as others have one.",
        ("published", "outlet", "sentence"),
        tuple(Row((text.published, text.outlet, line.text), (line,)) for text, line in chosen),
    )


def _rank(text: Text, line: Reference) -> tuple[bool, int, bool, int, str]:
    return line.start >= _LEAD, -text.n_copies, not _NUMBER.search(line.text), line.start, line.article_id
