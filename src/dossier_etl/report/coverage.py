"""What the report rests on: outlets, languages, months, gaps, outlets that fell silent, and what waits in quarantine."""

import datetime as dt
from itertools import pairwise
from statistics import median

from dossier_etl.lake.connect import CATALOG
from dossier_etl.model.reasons import sentence
from dossier_etl.report.corpus import Corpus
from dossier_etl.report.model import Row, Section

GAP_DAYS = 30
"""A stretch of so many days without any publication is shown as a gap."""
_GAPS = 12
SILENT_AFTER = 4
"""Publications after which an outlet is expected to go on."""
SILENT_SPACINGS = 4
"""An outlet is silent when it has been quiet for so many of its usual spacings, and for `GAP_DAYS`, while others went on."""
_OUTLETS = 40


def coverage(corpus: Corpus) -> Section:
    """Return the publications by outlet."""
    rows = corpus.con.execute(
        """SELECT coalesce(outlet, '?'), count(*), count(*) FILTER (role = 'first'), string_agg(DISTINCT language, ', ' ORDER BY language),
                  min(published_on), max(published_latest)
           FROM corpus GROUP BY 1 ORDER BY 2 DESC, 1"""
    ).fetchall()
    shown = [
        Row((outlet, str(n), str(firsts), languages, _day(first), _day(last)))
        for outlet, n, firsts, languages, first, last in rows[:_OUTLETS]
    ]
    return Section(
        "coverage",
        "Coverage",
        "Publications of this corpus by outlet. Copies count as publications, not as articles.",
        ("outlet", "publications", "articles", "languages", "first day", "last day"),
        tuple(shown),
        len(rows) - len(shown),
    )


def months(corpus: Corpus) -> tuple[tuple[str, int], ...]:
    """Return articles by month, from the first to the last, months without any included."""
    counts = dict(
        corpus.con.execute(
            """SELECT strftime(published_on, '%Y-%m'), count(*) FROM corpus
               WHERE role = 'first' AND date_diff('day', published_on, published_latest) <= 31 GROUP BY 1"""
        ).fetchall()
    )
    if not counts:
        return ()
    first, last = (int(m[:4]) * 12 + int(m[5:]) - 1 for m in (min(counts), max(counts)))
    names = (f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(first, last + 1))
    return tuple((name, int(counts.get(name, 0))) for name in names)


def gaps(corpus: Corpus) -> Section:
    """Return stretches without publications, and outlets that fell silent while others went on."""
    rows = corpus.con.execute(
        """SELECT coalesce(outlet, '?'), published_on FROM corpus
           WHERE published_on IS NOT NULL AND published_on = published_latest ORDER BY 2, 1"""
    ).fetchall()
    days = [day for _, day in rows]
    found = sorted(((b - a).days - 1, a, b) for a, b in pairwise(days) if (b - a).days > GAP_DAYS)[::-1]
    listed = [
        Row(("all outlets", _day(a + dt.timedelta(1)), _day(b - dt.timedelta(1)), f"{n} days without a publication"))
        for n, a, b in found[:_GAPS]
    ]
    by_outlet: dict[str, list[dt.date]] = {}
    for outlet, day in rows:
        by_outlet.setdefault(outlet, []).append(day)
    for outlet, own in sorted(by_outlet.items()):
        spacing = median((b - a).days for a, b in pairwise(own)) if len(own) >= SILENT_AFTER else None
        quiet = (days[-1] - own[-1]).days
        others = sum(day > own[-1] for day in days)
        if spacing is not None and quiet > max(GAP_DAYS, SILENT_SPACINGS * spacing) and others >= SILENT_AFTER:
            words = f"{len(own)} publications, one every {spacing:g} days; then none, while others published {others}"
            listed.append(Row((outlet, _day(own[-1] + dt.timedelta(1)), _day(days[-1]), words)))
    return Section(
        "gaps",
        "Gaps and silent outlets",
        f"No publication for more than {GAP_DAYS} days, or an outlet quiet for {SILENT_SPACINGS} of its usual spacings while others "
        "went on. A gap may be a gap of the collection; publications whose day is uncertain are left out here.",
        ("who", "from", "to", "what"),
        tuple(listed),
        max(0, len(found) - _GAPS),
    )


def waiting(corpus: Corpus) -> Section:
    """Return what the quarantine holds back that names the subject, by reason."""
    words = list(corpus.names) or [corpus.subject]
    rows = corpus.con.execute(
        f"""SELECT reason, count(*), count(*) FILTER (names) FROM (
                SELECT unnest(reasons) AS reason,
                       list_bool_or(list_transform($1::VARCHAR[], w -> contains(concat_ws(' ', title, text), w)))
                           AS names
                FROM {CATALOG}.quarantine WHERE status = 'open')
            GROUP BY 1 ORDER BY 3 DESC, 2 DESC, 1""",
        [words],
    ).fetchall()
    return Section(
        "waiting",
        "Waiting in quarantine",
        "Items that no person has decided about; none of them counts above. `dossier quarantine list` shows them.",
        ("reason", "items", "of them naming the subject"),
        tuple(Row((sentence(reason), str(n), str(names))) for reason, n, names in rows),
    )


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else "?"
