"""The fetch flow: declared sources → captures → the ingest flow, which publishes at its end."""

import datetime as dt
import sys
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State

from dossier_etl.errors import WarehouseLocked
from dossier_etl.fetch import FetchSummary, fetch
from dossier_etl.settings import Settings
from flows.ingest import ingest_flow
from flows.parameters import RunSettings, credentials, settings_for
from flows.shell import exit_with, skipped, tell

_HOURS = 6 * 3600


@task(name="fetch pages", retries=1, retry_delay_seconds=60, retry_jitter_factor=0.5, cache_policy=NO_CACHE)
def fetch_pages(settings: Settings, sources: list[str]) -> FetchSummary:
    """Ask the sources politely; what a failed attempt captured is not asked again."""
    return fetch(settings, sources, now=lambda: dt.datetime.now(dt.UTC), notify=tell)


@flow(name="fetch", timeout_seconds=_HOURS)
def fetch_flow(
    sources: list[str] | None = None,
    warehouse: str | None = None,
    settings: RunSettings | None = None,
    credentials_block: str | None = None,
) -> dict[str, Any] | State[Any]:
    """Fetch pages and ingest them.

    Args:
        sources: Addresses, files of sources, or names of [[fetch]] sources in dossier.toml; default all declared ones.
        warehouse: Folder of the lake; default as configured.
        settings: Further settings; those left empty are as configured.
        credentials_block: Name of a Secret block with variables for the catalog and the object store (PGPASSWORD, AWS_…).
    Returns:
        Outcome → addresses.
    """
    with credentials(credentials_block):
        chosen = settings_for(warehouse, settings)
        if not sources and not chosen.fetch:
            tell("nothing to fetch: no [[fetch]] source is declared in dossier.toml")
            return {}
        try:
            summary = fetch_pages(chosen, sources or [])
        except WarehouseLocked as locked:
            return skipped(locked)
        for line in summary.lines():
            tell(line)
        rows = [{"source": name, "found": c.found, **c.outcomes} for name, c in sorted(summary.counts.items())]
        create_table_artifact(key="dossier-fetch", table=rows)
        ingest_flow([str(chosen.captures)], warehouse, settings, credentials_block)
        return dict(summary.total)


if __name__ == "__main__":
    exit_with(lambda: fetch_flow(sys.argv[1:]))
