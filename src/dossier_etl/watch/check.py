"""Finding new results of watches: a row per article in ``alerts``, a feed per watch, a message to its webhook."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import duckdb

from dossier_etl.lake.connect import CATALOG, connect
from dossier_etl.lake.lock import loader_lock
from dossier_etl.lake.read import reader
from dossier_etl.search import Search, SearchRequest
from dossier_etl.settings import Settings
from dossier_etl.watch.feed import write_feed
from dossier_etl.watch.lists import Watch, insert_alerts, watches
from dossier_etl.watch.webhook import DeliveryFailed, post

_IN_A_FEED = 100
"""Alerts in a feed: readers ask more often than so many appear."""


@dataclass(frozen=True, slots=True)
class Alert:
    """An article that is new to a watch. The pair of ids names it: a message that comes twice holds the same pair."""

    watch_id: str
    label: str
    article_id: str
    title: str | None
    outlet: str | None
    published: str | None
    url: str | None
    found_at: dt.datetime


def check(settings: Settings, *, now: dt.datetime, notify: Callable[[str], None] = lambda _: None) -> list[Alert]:
    """Bring alerts, feeds and webhooks up to the search index; return the alerts that are new.

    An article is told once per watch, however often it is read or derived again, and whenever this process is killed: rows are
    committed before anything is sent, and what was not acknowledged is sent by the next call.

    Raises:
        WarehouseMissing: no warehouse or no index.
        WarehouseLocked: a run is writing.
    """
    with reader(settings) as con:
        watched = watches(con)
    if not watched:
        return []
    with loader_lock(settings, since=f"{now:%Y-%m-%d %H:%M:%S} UTC", on_wait=notify):
        con = connect(settings, read_only=False)
        try:
            new = _insert_new(settings, con, watched, now)
            found = [a for a in _alerts(con, "a.found_at = $1", now) if (a.watch_id, a.article_id) in new]
            for watch in watched:
                write_feed(settings, watch, _alerts(con, "a.watch_id = $1", watch.watch_id)[:_IN_A_FEED])
                if watch.webhook:
                    _deliver(settings, con, watch, now, notify)
        finally:
            con.close()
    return found


def _insert_new(
    settings: Settings, con: duckdb.DuckDBPyConnection, watched: list[Watch], now: dt.datetime
) -> set[tuple[str, str]]:
    """Insert what no alert tells of yet; return the pairs of watch and article."""
    inserted = set()
    con.execute("BEGIN")
    with Search.open(settings) as search:
        for watch in watched:
            ids = search.ids(SearchRequest(watch.query))
            told = con.execute(
                f"SELECT article_id FROM {CATALOG}.alerts WHERE watch_id = ?", [watch.watch_id]
            ).fetchall()
            if new := set(ids) - {row[0] for row in told}:
                insert_alerts(con, watch, list(new), now, new=True)
                inserted |= {(watch.watch_id, article_id) for article_id in new}
    con.execute("COMMIT")
    return inserted


def _alerts(con: duckdb.DuckDBPyConnection, condition: str, value: object) -> list[Alert]:
    rows = con.execute(
        f"""SELECT a.watch_id, w.label, a.article_id, p.title, p.outlet, p.published, p.url, a.found_at
            FROM {CATALOG}.alerts a JOIN {CATALOG}.watches w USING (watch_id) JOIN {CATALOG}.publications p USING (article_id)
            WHERE a.is_new AND {condition} ORDER BY a.found_at DESC, p.published_on DESC, a.article_id, a.watch_id""",
        [value],
    ).fetchall()
    return [Alert(*row) for row in rows]


def _deliver(
    settings: Settings, con: duckdb.DuckDBPyConnection, watch: Watch, now: dt.datetime, notify: Callable[[str], None]
) -> None:
    waiting = _alerts(con, "a.sent_at IS NULL AND a.watch_id = $1", watch.watch_id)
    if not waiting:
        return
    articles = [
        {"article_id": a.article_id, "title": a.title, "outlet": a.outlet, "published": a.published, "url": a.url}
        for a in waiting
    ]
    message = {"watch_id": watch.watch_id, "label": watch.label, "query": watch.query, "articles": articles}
    try:
        post(watch.webhook, message, allow_private=settings.allow_private_webhooks)
    except DeliveryFailed as failure:
        notify(
            f"watch {watch.label!r}: {watch.shown_webhook} did not take {len(waiting)} alerts ({failure}); the next run sends them"
        )
        return
    con.execute(
        f"UPDATE {CATALOG}.alerts SET sent_at = $1 WHERE watch_id = $2 AND list_contains($3, article_id)",
        [now, watch.watch_id, [a.article_id for a in waiting]],
    )
