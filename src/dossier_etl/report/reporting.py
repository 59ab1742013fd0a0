"""Who reported first, who took it from whom, and what was changed on the way."""

from dossier_etl.dedup.story_report import Appearance, story_report
from dossier_etl.lake.connect import CATALOG
from dossier_etl.report.corpus import Corpus, Text
from dossier_etl.report.model import BODY, TITLE, Reference, Row, Section

_STORIES = 15
_CHAINS = 20
_CHANGES = 25
_MIN_CHANGE = 2
"""Words of a change; or it holds a digit. Single words are mostly spelling."""


def first_reports(corpus: Corpus) -> Section:
    """Return the texts with most publications, and who had each first."""
    ranked = sorted(corpus.firsts, key=lambda t: (-t.n_copies, t.published_on is None, t.published_on, t.article_id))
    rows = []
    for text in ranked[:_STORIES]:
        others = ""
        if text.n_copies:
            report = story_report(corpus.con, CATALOG, text.story_id)
            others = ", ".join(_ties(report.ties)) if report else ""
        rows.append(
            Row(
                (text.published, text.outlet, text.title, str(text.n_copies + 1), others),
                (Reference(text.article_id, TITLE, 0, len(text.title), text.title),) if text.title else (),
            )
        )
    return Section(
        "first_reports",
        "First reports",
        "Each text once, with the outlet that had it first; publications of one text are one source, however many there are.",
        ("published", "first", "title", "publications", "may have been first as well"),
        tuple(rows),
        len(ranked) - len(rows),
    )


def _ties(ties: tuple[Appearance, ...]) -> list[str]:
    return sorted({tie.outlet or "?" for tie in ties})


def origins(corpus: Corpus) -> Section:
    """Return chains from agency or first outlet to those that published it."""
    rows = corpus.con.execute(
        f"""
        SELECT source, outlet, how, count(*) FROM (
            SELECT p.origin_outlet AS source, p.outlet, 'named as origin' AS how
            FROM {CATALOG}.publications p SEMI JOIN corpus USING (article_id)
            WHERE p.origin_outlet IS NOT NULL AND p.origin_outlet IS DISTINCT FROM p.outlet
            UNION ALL
            SELECT s.outlet, c.outlet, 'same text' FROM corpus c JOIN {CATALOG}.publications s ON s.article_id = c.copy_of
            WHERE s.outlet IS DISTINCT FROM c.outlet)
        WHERE source IS NOT NULL AND outlet IS NOT NULL GROUP BY ALL ORDER BY 4 DESC, 1, 2, 3
        """
    ).fetchall()
    kept = [Row((source, outlet, how, str(n))) for source, outlet, how, n in rows[:_CHAINS]]
    return Section(
        "origins",
        "Origins",
        "From whom an outlet has its texts: named on the page, or found by comparing texts.",
        ("source", "outlet", "how known", "publications"),
        tuple(kept),
        len(rows) - len(kept),
    )


def changes(corpus: Corpus) -> Section:
    """Return passages that a copy changed against the text it was taken from."""
    texts = {text.article_id: text for text in corpus.texts}
    rows = []
    for story_id in sorted({t.story_id for t in corpus.texts if t.role != "first"}):
        report = story_report(corpus.con, CATALOG, story_id)
        for copy in report.others if report else ():
            source, own = texts.get(copy.copy_of or ""), texts.get(copy.article_id)
            if source and own:
                rows += [
                    row
                    for row in (_change(source, own, c.before, c.after) for c in copy.changes if c.kind == "replace")
                    if row
                ]
    rows.sort(key=lambda row: (not any(c.isdigit() for c in row.cells[0] + row.cells[1]), row.cells))
    return Section(
        "changes",
        "Changed on the way",
        "Words that a copy replaced, those with numbers first. A change may be an edit, a correction or a later state of affairs.",
        ("before", "after", "first published by", "changed by"),
        tuple(rows[:_CHANGES]),
        max(0, len(rows) - _CHANGES),
    )


def _change(source: Text, copy: Text, before: str, after: str) -> Row | None:
    references = [r for r in (_place(source, before), _place(copy, after)) if r]
    telling = any(c.isdigit() for c in before + after) or min(len(before.split()), len(after.split())) >= _MIN_CHANGE
    if not telling or len(references) < 2:
        return None
    cells = (before, after, f"{source.outlet}, {source.published}", f"{copy.outlet}, {copy.published}")
    return Row(cells, tuple(references))


def _place(text: Text, words: str) -> Reference | None:
    """Return where words stand in a body; None where they do not stand there once, in one line."""
    start = text.body.find(words)
    if start < 0 or text.body.find(words, start + 1) >= 0:
        return None
    return Reference(text.article_id, BODY, start, start + len(words), words)
