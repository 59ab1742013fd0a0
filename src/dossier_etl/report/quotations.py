"""What was said, word for word, and by whom where the sentence names one person."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from dossier_etl.lake.connect import CATALOG
from dossier_etl.report.corpus import Corpus, Text
from dossier_etl.report.model import Reference, Row, Section

_QUOTATIONS = 40
_QUOTED = re.compile(
    r'“[^“”\n]{20,600}”|„[^„“”\n]{20,600}[“”]|«[^«»\n]{20,600}»|(?<!\w)"[^"\n]{20,600}"(?!\w)|「[^「」\n]{8,600}」|‘[^‘’\n]{20,600}’(?!\w)'
)
_SPEECH = re.compile(
    r"\b(?:said|says?|saying|told|tells|added|adds|wrote|writes|tweeted|posted|replied|asked|asks|explained|argued|claimed|warned|insisted"
    r"|stated|noted|announced|declared"
    r"|sagte?|sagten|erklärte|schrieb|betonte|meinte|dit|déclaré|affirmé|ajouté|écrit"
    r"|dijo|afirmó|declaró"
    r"|añadió|escribió|disse|afirmou|declarou|ha detto|spiega|zei|schreef"
    r"|sade|säger|sa|siger|sier|powiedział|сказал|сказала|заявил|заявила)\b",
    re.I,
)
"""Verbs of saying in the languages of most articles; without one, the person a sentence names need not be the one who speaks."""
_MIN_WORDS = 4
"""Fewer quoted words are a title or a doubt, not a statement."""


def quotations(corpus: Corpus) -> Section:
    """Return quotations in sentences about the subject."""
    persons: dict[str, list[tuple[int, str]]] = {}
    rows = corpus.con.execute(
        f"""SELECT m.article_id, m."start", e.name FROM {CATALOG}.mentions m SEMI JOIN corpus USING (article_id)
            JOIN {CATALOG}.entities e USING (entity_id) WHERE e.type = 'PERSON' ORDER BY 1, 2"""
    ).fetchall()
    for article_id, start, name in rows:
        persons.setdefault(article_id, []).append((start, name))
    found = [
        (text, quoted, _speaker(persons.get(text.article_id, []), text.body, line, quoted))
        for text in corpus.firsts
        for line, quoted in _quoted(text)
    ]
    once = {quoted.text: (text, quoted, speaker) for text, quoted, speaker in reversed(found)}
    kept = list(once.values())[::-1]
    # What the subject is known to have said comes first.
    kept.sort(key=lambda q: (q[2] not in corpus.names, not q[2]))
    return Section(
        "quotations",
        "Quotations",
        "Word for word. A speaker is given where the sentence has a verb of saying and names exactly one person outside the quotation "
        "marks; that this person speaks is likely, not certain.",
        ("speaker", "quotation", "outlet", "published"),
        tuple(Row((speaker or "–", q.text, t.outlet, t.published), (q,)) for t, q, speaker in kept[:_QUOTATIONS]),
        max(0, len(kept) - _QUOTATIONS),
    )


def _quoted(text: Text) -> Iterator[tuple[Reference, Reference]]:
    """Yield (the line with a quotation and what is around it, the quotation) where the line speaks of the subject."""
    about = [start for start, _ in text.spans]
    for match in _QUOTED.finditer(text.body):
        start, end = match.span()
        if len(match.group().split()) < _MIN_WORDS and match.group()[0] != "「":
            continue
        begin = text.body.rfind("\n", 0, start) + 1
        stop = text.body.find("\n", end)
        stop = len(text.body) if stop < 0 else stop
        # The sentence around it: quotations hold full stops, so that sentences cannot be asked.
        begin = max(begin, *(text.body.rfind(mark, begin, start) + 1 for mark in (". ", "! ", "? ")))
        after = min((n for mark in (". ", "! ", "? ") if (n := text.body.find(mark, end, stop)) >= 0), default=stop)
        first = bisect_right(about, begin - 1)
        if first < len(about) and about[first] < after:
            yield text.reference(begin, after), text.reference(start, end)


def _speaker(persons: list[tuple[int, str]], body: str, line: Reference, quoted: Reference) -> str:
    around = body[line.start : quoted.start] + " " + body[quoted.end : line.end]
    outside = {n for s, n in persons if line.start <= s < line.end and not quoted.start <= s < quoted.end}
    return outside.pop() if len(outside) == 1 and _SPEECH.search(around) else ""
