"""The publish flow: the read model and the search index brought up to the lake's state; runs do it at their end."""

import datetime as dt

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from dossier_etl.publish.publish import PublishSummary, publish
from dossier_etl.settings import Settings
from dossier_etl.watch import check
from flows.events import emit_alert
from flows.parameters import credentials, settings_for
from flows.shell import exit_with, tell

_HOURS = 6 * 3600


@task(name="publish", retries=1, retry_delay_seconds=30, cache_policy=NO_CACHE)
def publish_lake(settings: Settings, rebuild: bool = False) -> PublishSummary:
    """Build what changed and swap it in; waits for another build. Readers see the old state until the new one is whole."""
    summary = publish(settings, rebuild=rebuild)
    tell(summary.line())
    return summary


@task(name="alerts", cache_policy=NO_CACHE)
def tell_alerts(settings: Settings) -> int:
    """Enter what is new to the watch lists; each new article is an event ``dossier.alert``, once."""
    found = check(settings, now=dt.datetime.now(dt.UTC), notify=tell)
    for alert in found:
        emit_alert(alert, settings)
    return len(found)


@flow(name="publish", timeout_seconds=_HOURS)
def publish_flow(
    warehouse: str | None = None, rebuild: bool = False, credentials_block: str | None = None
) -> dict[str, int]:
    """Bring the read model and the search index up to date.

    Args:
        warehouse: Folder of the lake; default as configured.
        rebuild: Build everything anew instead of what changed.
        credentials_block: Name of a Secret block with variables for the catalog and the object store (PGPASSWORD, AWS_…).
    """
    with credentials(credentials_block):
        settings = settings_for(warehouse, None)
        summary = publish_lake(settings, rebuild)
        alerts = tell_alerts(settings)
        model = summary.read_model
        return {"snapshot": model.snapshot, "publications": model.publications, "alerts": alerts}


if __name__ == "__main__":
    exit_with(publish_flow)
