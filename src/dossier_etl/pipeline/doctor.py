"""Is everything this needs in place? Each check says what it found."""

import shutil
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version

from dossier_etl import __version__
from dossier_etl.errors import DossierError
from dossier_etl.lake.connect import CATALOG, connect, exists, extension_file
from dossier_etl.lake.lock import owner
from dossier_etl.lake.postgres import is_postgres
from dossier_etl.quality.suites import load_suites
from dossier_etl.settings import Settings

_MIN_FREE = 1_000_000_000
_REFUSED_BEFORE = f"""
    SELECT count(*) FROM {CATALOG}.quarantine q JOIN {CATALOG}.runs r USING (run_id)
    WHERE q.status <> 'rejected' AND string_split(r.code_version, ' ')[1] <> ?
"""


def _packages() -> str:
    return ", ".join(f"{name} {version(name)}" for name in ("duckdb", "pyarrow", "prefect", "great-expectations"))


def _extensions(settings: Settings) -> str:
    """The extensions these settings need; for a catalog in PostgreSQL also the package that locks it."""
    names = ["ducklake", "postgres_scanner" if is_postgres(settings.catalog) else "sqlite_scanner"]
    names += ["httpfs"] if "://" in settings.data_path else []
    found = [extension_file(name).name for name in names]
    if is_postgres(settings.catalog):
        try:
            found.append(f"psycopg {version('psycopg')}")
        except PackageNotFoundError:
            raise DossierError("psycopg is not installed", hint="pip install 'dossier-etl[postgres]'") from None
    return ", ".join(found)


def _recogniser() -> str:
    from dossier_etl.derive.recogniser import recogniser

    found = recogniser("").annotate(["Angela Merkel visited Paris."])[0]
    return f"found {', '.join(m.surface for m in found)}"


def _suites() -> str:
    suites = load_suites()
    return f"{len(suites)} suites, {sum(len(s.expectations) for s in suites)} expectations"


def _disk(settings: Settings) -> str:
    folder = settings.warehouse if settings.warehouse.exists() else settings.warehouse.absolute().parent
    free = shutil.disk_usage(folder).free
    if free < _MIN_FREE:
        raise DossierError(f"only {free / 1e9:.1f} GB free in {folder}", hint="make room, or choose another warehouse")
    return f"{free / 1e9:.0f} GB free"


def _warehouse(settings: Settings) -> str:
    if not exists(settings):
        return "none yet; `dossier init` makes one"
    con = connect(settings)
    try:
        n = con.execute(f"SELECT count(*) FROM {CATALOG}.documents").fetchall()[0][0]
    finally:
        con.close()
    holder = owner(settings.warehouse)
    return f"{n} documents" + (f", being written by process {holder['pid']} since {holder['since']}" if holder else "")


def _refused_before(settings: Settings) -> str:
    """Return what waits in quarantine since an earlier version, whose rules may have been worse."""
    if not exists(settings):
        return "none"
    con = connect(settings)
    try:
        [(n,)] = con.execute(_REFUSED_BEFORE, [__version__]).fetchall()
    finally:
        con.close()
    if not n:
        return "none"
    condition = f"reasons IS NOT NULL AND version <> '{__version__}'"
    return f'{n} items; let today\'s rules decide: dossier reprocess --where "{condition}"'


def examine(settings: Settings) -> Iterator[tuple[str, bool, str]]:
    """(check, all right, what was found) for everything worth checking."""
    checks: list[tuple[str, Callable[[], str]]] = [
        ("python", lambda: sys.version.split()[0]),
        ("packages", _packages),
        ("duckdb extensions", lambda: _extensions(settings)),
        ("expectation suites", _suites),
        ("recogniser", _recogniser),
        ("disk", lambda: _disk(settings)),
        ("warehouse", lambda: _warehouse(settings)),
        ("refused by earlier versions", lambda: _refused_before(settings)),
    ]
    for name, check in checks:
        try:
            yield name, True, check()
        except Exception as error:  # a doctor reports whatever is wrong
            yield name, False, f"{type(error).__name__}: {error}"
