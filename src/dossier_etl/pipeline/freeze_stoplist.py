"""A new version of the stop-list of recurring word groups, built from the lake, and all stories worked out again with it."""

import datetime as dt
from collections.abc import Callable

from dossier_etl.dedup.stoplist import Stoplist, refresh_stoplist
from dossier_etl.lake.connect import CATALOG, connect
from dossier_etl.lake.lock import loader_lock
from dossier_etl.settings import Settings


def freeze_stoplist(settings: Settings, tell: Callable[[str], None] = lambda _: None) -> Stoplist:
    """Freeze a version in one transaction, under the loader's lock; stories that change leave a row in ``story_history``."""
    now = dt.datetime.now(dt.UTC)
    with loader_lock(settings, since=f"{now:%Y-%m-%d %H:%M:%S} UTC", on_wait=tell):
        con = connect(settings, read_only=False)
        try:
            con.execute("BEGIN")
            made = refresh_stoplist(con, CATALOG, f"stoplist-{now:%Y%m%dT%H%M%S}")
            con.execute("COMMIT")
        finally:
            con.close()
    return made
