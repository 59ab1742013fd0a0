"""What is watched: queries, kept in the warehouse."""

import datetime as dt
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import duckdb

from dossier_etl.errors import UsageError
from dossier_etl.lake.connect import CATALOG, connect
from dossier_etl.lake.lock import loader_lock
from dossier_etl.lake.read import reader
from dossier_etl.model.ids import content_id
from dossier_etl.search import Search, SearchRequest
from dossier_etl.settings import Settings

_PLAIN_WORDS = re.compile(r"[\w'’.-]+(?: [\w'’.-]+)+")
_OPERATORS = frozenset(("AND", "OR", "NOT"))


@dataclass(frozen=True, slots=True)
class Watch:
    """A query whose new results are told."""

    watch_id: str
    query: str
    """In the language of `dossier search`."""
    label: str
    webhook: str
    """Address that new articles are posted to; empty: none. It may hold a secret: print `shown_webhook`."""

    @property
    def shown_webhook(self) -> str:
        """The address without what may be secret: scheme and host."""
        parts = urlsplit(self.webhook)
        return f"{parts.scheme}://{parts.hostname}/…" if self.webhook else ""


def as_query(text: str) -> str:
    """Return a search query for what a person typed: several plain words are a phrase, since a name is meant."""
    text = text.strip()
    if _PLAIN_WORDS.fullmatch(text) and not _OPERATORS.intersection(text.split()):
        return f'"{text}"'
    return text


def watches(con: duckdb.DuckDBPyConnection) -> list[Watch]:
    """Return all watches, the oldest first."""
    rows = con.execute(f"SELECT watch_id, query, label, webhook FROM {CATALOG}.watches ORDER BY added_at, watch_id")
    return [Watch(*row) for row in rows.fetchall()]


def add_watch(
    settings: Settings, text: str, *, label: str = "", webhook: str = "", now: dt.datetime
) -> tuple[Watch, int]:
    """Watch a name or a query; what is in the warehouse already is not news.

    Args:
        label: what to call it; default the text.
        webhook: http(s) address to which new articles are posted.
    Returns:
        The watch, and how many publications fit it already.
    Raises:
        UsageError: the query cannot be read, the same is watched already, or the webhook is no http(s) address.
        WarehouseMissing: no search index.
    """
    if webhook and (urlsplit(webhook).scheme not in ("http", "https") or not urlsplit(webhook).hostname):
        raise UsageError(
            "the webhook is no http:// or https:// address", hint="e.g. --to https://hooks.example/dossier"
        )
    query = as_query(text)
    watch = Watch(content_id("watch", query, webhook), query, label or text.strip(), webhook)
    with Search.open(settings) as search:
        known = search.ids(SearchRequest(query))
    with loader_lock(settings, since=f"{now:%Y-%m-%d %H:%M:%S} UTC"):
        con = connect(settings, read_only=False)
        try:
            if watch.watch_id in {w.watch_id for w in watches(con)}:
                raise UsageError(f"{query} is watched already", hint="`dossier watch list`")
            con.execute("BEGIN")
            con.execute(
                f"INSERT INTO {CATALOG}.watches BY NAME SELECT ? AS watch_id, ? AS query, ? AS label, ? AS webhook, ? AS added_at",
                [watch.watch_id, watch.query, watch.label, watch.webhook, now],
            )
            insert_alerts(con, watch, known, now, new=False)
            con.execute("COMMIT")
        finally:
            con.close()
    return watch, len(known)


def insert_alerts(con: duckdb.DuckDBPyConnection, watch: Watch, ids: list[str], now: dt.datetime, *, new: bool) -> None:
    """Insert an alert per article; ids that have one must be left out by the caller."""
    con.execute(
        f"""INSERT INTO {CATALOG}.alerts BY NAME
            SELECT $1 AS watch_id, unnest($2::VARCHAR[]) AS article_id, $3 AS is_new, $4 AS found_at, NULL::TIMESTAMPTZ AS sent_at""",
        [watch.watch_id, sorted(ids), new, now],
    )


def remove_watch(settings: Settings, beginning: str, *, now: dt.datetime) -> Watch:
    """Watch something no longer; its alerts stay. Raises UsageError if no watch, or several, begin so."""
    with reader(settings) as con:
        found = [w for w in watches(con) if w.watch_id.startswith(beginning)]
    if len(found) != 1:
        raise UsageError(f"{len(found)} watches begin with {beginning!r}", hint="`dossier watch list`")
    with loader_lock(settings, since=f"{now:%Y-%m-%d %H:%M:%S} UTC"):
        con = connect(settings, read_only=False)
        try:
            con.execute(f"DELETE FROM {CATALOG}.watches WHERE watch_id = ?", [found[0].watch_id])
        finally:
            con.close()
    return found[0]
