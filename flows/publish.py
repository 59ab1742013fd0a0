"""The publish flow: the read model and the search index brought up to the lake's state; runs do it at their end."""

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from dossier_etl.publish.publish import PublishSummary, publish
from dossier_etl.settings import Settings
from flows.parameters import credentials, settings_for
from flows.shell import exit_with, tell

_HOURS = 6 * 3600


@task(name="publish", retries=1, retry_delay_seconds=30, cache_policy=NO_CACHE)
def publish_lake(settings: Settings, rebuild: bool = False) -> PublishSummary:
    """Build what changed and swap it in; waits for another build. Readers see the old state until the new one is whole."""
    summary = publish(settings, rebuild=rebuild)
    tell(summary.line())
    return summary


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
        summary = publish_lake(settings_for(warehouse, None), rebuild)
        return {"snapshot": summary.read_model.snapshot, "publications": summary.read_model.publications}


if __name__ == "__main__":
    exit_with(publish_flow)
