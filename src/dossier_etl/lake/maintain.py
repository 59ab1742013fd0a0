"""Keeping the lake small: compaction, snapshot expiry, orphan files by age."""

import datetime as dt
from collections.abc import Callable

from dossier_etl.lake.connect import CATALOG, connect
from dossier_etl.lake.lock import loader_lock
from dossier_etl.settings import Settings


def maintain(
    settings: Settings, *, keep_days: int, orphan_hours: int, tell: Callable[[str], None] = lambda _: None
) -> list[dict[str, str]]:
    """Run DuckLake's maintenance under the loader's lock.

    Orphans (files a killed writer left) are removed only when older than ``orphan_hours``, so that nobody's are touched
    while they are being written.

    Returns:
        One row a step: ``step, result``.
    """
    since = f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M:%S} UTC"
    steps = [
        (
            "expire snapshots",
            f"CALL ducklake_expire_snapshots('{CATALOG}', older_than => now() - to_days(?))",
            [keep_days],
        ),
        ("merge adjacent files", f"CALL ducklake_merge_adjacent_files('{CATALOG}')", []),
        (
            "remove expired files",
            f"CALL ducklake_cleanup_old_files('{CATALOG}', older_than => now() - to_hours(?))",
            [orphan_hours],
        ),
        (
            "remove orphan files",
            f"CALL ducklake_delete_orphaned_files('{CATALOG}', older_than => now() - to_hours(?))",
            [orphan_hours],
        ),
    ]
    done: list[dict[str, str]] = []
    with loader_lock(settings, since=since, on_wait=tell):
        con = connect(settings, read_only=False)
        try:
            for name, sql, parameters in steps:
                rows = con.execute(sql, parameters).fetchall()
                done.append({"step": name, "result": f"{len(rows)} done"})
        finally:
            con.close()
    return done
