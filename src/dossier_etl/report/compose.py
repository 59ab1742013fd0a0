"""A report from a warehouse: sections in order, and the appendix of what they cite."""

from collections.abc import Iterable
from dataclasses import fields

from dossier_etl import __version__
from dossier_etl.lake.connect import CATALOG
from dossier_etl.report.chronology import chronology
from dossier_etl.report.contradictions import contradictions
from dossier_etl.report.corpus import TEXTS, Corpus, open_corpus
from dossier_etl.report.coverage import coverage, gaps, months, waiting
from dossier_etl.report.key_sentences import key_sentences
from dossier_etl.report.model import Report, ReportRequest, Row, Section, Source
from dossier_etl.report.names import identity, met_with
from dossier_etl.report.quotations import quotations
from dossier_etl.report.reporting import changes, first_reports, origins
from dossier_etl.settings import Settings

_METHOD = (
    "Every line of this report is copied from stored articles or counted over them; no sentence was written for it.",
    "[n] leads to the appendix: article, outlet, date with its basis and confidence, file and place in it, SHA-256 of the bytes.",
    "Dates are EDTF; an interval means that the day is known only within it. Basis: metadata, stated (visible on the page), url, inferred, "
    "curated (a person said so).",
    "Publications of one text are one source. Who was first is decided by the dates; where they overlap, all candidates are named.",
    f"Counts cover all publications of the corpus; sentences, quotations and contradictions are sought in up to {TEXTS:,} of them, "
    "those that name the subject most.",
    "What the collection does not hold is not here: a gap in the report may be a gap in the collection. See the quarantine.",
    "`dossier report --verify FILE` compares every cited passage with the stored text.",
)


def report(settings: Settings, request: ReportRequest) -> Report:
    """Return the report on a name, a query, an entity or a story.

    Raises:
        UsageError: nothing fits, or a name fits several entities.
        WarehouseMissing: no warehouse, or for a query no search index.
    """
    with open_corpus(settings, request) as corpus:
        dated, events = chronology(corpus)
        sections = [coverage(corpus), gaps(corpus), waiting(corpus)]
        sections += [identity(corpus)] if corpus.entity_ids else []
        sections += [key_sentences(corpus), dated, first_reports(corpus), quotations(corpus), met_with(corpus)]
        sections += [contradictions(corpus), changes(corpus), origins(corpus)]
        sections.append(Section("method", "Method and limits", "", ("",), tuple(Row((line,)) for line in _METHOD)))
        cited = {r.article_id for section in sections for row in section.rows for r in row.references}
        return Report(
            title=corpus.subject,
            question=_question(corpus),
            snapshot=corpus.snapshot,
            digest=corpus.digest,
            version=__version__,
            sections=tuple(sections),
            sources=_sources(corpus, cited),
            months=months(corpus),
            events=events,
        )


def _question(corpus: Corpus) -> dict[str, str]:
    request = corpus.request
    said = {
        "name": request.name,
        "query": request.query,
        "entity": ", ".join(corpus.entity_ids),
        "story": request.story,
        "from": request.date_from and request.date_from.isoformat(),
        "to": request.date_to and request.date_to.isoformat(),
        "outlet": request.outlet,
        "language": request.language,
    }
    return {name: value for name, value in said.items() if value}


def _sources(corpus: Corpus, cited: Iterable[str]) -> tuple[Source, ...]:
    rows = corpus.con.execute(
        f"""SELECT p.article_id, p.outlet, p.title, p.authors, p.published, p.published_basis, round(p.published_confidence, 3), p.url,
                   d.source_uri, d.locator, d.sha256, m.copy_of
            FROM {CATALOG}.publications p JOIN {CATALOG}.documents d USING (document_id)
            JOIN {CATALOG}.story_members m USING (article_id)
            WHERE list_contains($1, p.article_id) ORDER BY p.published_on, p.published_latest, p.article_id""",
        [sorted(cited)],
    ).fetchall()
    names = [f.name for f in fields(Source)][1:]
    return tuple(
        Source(number=n, **{**dict(zip(names, row, strict=True)), "authors": tuple(row[3] or ())})
        for n, row in enumerate(rows, 1)
    )
