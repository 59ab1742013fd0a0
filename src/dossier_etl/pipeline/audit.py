"""The suites over the whole lake: every table staged as the suites expect it, then judged."""

import datetime as dt

from dossier_etl.dedup.views import violations
from dossier_etl.lake.connect import CATALOG, connect
from dossier_etl.quality.checkpoint import Validation, run_suites
from dossier_etl.quality.suites import load_suites
from dossier_etl.quality.validation_report import write_report
from dossier_etl.settings import Settings

_STAGE = {
    "documents": f"SELECT * EXCLUDE (content) FROM {CATALOG}.documents",
    "publications": f"FROM {CATALOG}.publications",
    "mentions": f"FROM {CATALOG}.mentions",
    "entities": f"FROM {CATALOG}.entities",
    "date_mentions": f"FROM {CATALOG}.date_mentions",
    "evidence": f"FROM {CATALOG}.evidence",
    "quarantine": f"FROM {CATALOG}.quarantine",
    "story_members": f"FROM {CATALOG}.story_members",
    "articles": f"""SELECT p.article_id, p.body_sha256 FROM {CATALOG}.publications p
                    JOIN {CATALOG}.story_members m USING (article_id) WHERE m.role = 'first'""",
}


def audit(settings: Settings) -> tuple[str, list[Validation]]:
    """Judge the lake as it stands.

    Returns:
        Path of the report, and one validation an expectation.
    """
    con = connect(settings)
    try:
        for name, sql in _STAGE.items():
            con.execute(f"CREATE TEMP TABLE staged_{name} AS {sql}")
        con.execute(f"CREATE TEMP TABLE staged_violations AS {violations(CATALOG)}")
        validations = run_suites(con, load_suites())
    finally:
        con.close()
    name = f"audit-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}"
    return str(write_report(settings.reports, name, validations, {}, {})), validations
