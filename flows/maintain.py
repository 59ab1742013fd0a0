"""The maintain flow: small files compacted, old snapshots expired, orphan files removed by age."""

from typing import Annotated

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from pydantic import Field

from dossier_etl.lake.maintain import maintain
from dossier_etl.settings import Settings
from flows.parameters import credentials, settings_for
from flows.shell import exit_with, tell

_HOURS = 6 * 3600


@task(
    name="maintain lake",
    retries=2,
    retry_delay_seconds=30,
    retry_jitter_factor=0.5,
    cache_policy=NO_CACHE,
)
def maintain_lake(settings: Settings, keep_days: int, orphan_hours: int) -> list[dict[str, str]]:
    """Compact, expire, clean up; waits for a running loader."""
    return maintain(settings, keep_days=keep_days, orphan_hours=orphan_hours, tell=tell)


@flow(name="maintain", timeout_seconds=_HOURS)
def maintain_flow(
    warehouse: str | None = None,
    keep_days: Annotated[int, Field(ge=0)] = 7,
    orphan_hours: Annotated[int, Field(ge=0)] = 24,
    credentials_block: str | None = None,
) -> list[dict[str, str]]:
    """Keep the lake small and quick.

    Args:
        warehouse: Folder of the lake; default as configured.
        keep_days: Snapshots (time travel) younger than this stay.
        orphan_hours: Files no snapshot knows are removed when older than this.
        credentials_block: Name of a Secret block with variables for the catalog and the object store (PGPASSWORD, AWS_…).
    """
    with credentials(credentials_block):
        steps = maintain_lake(settings_for(warehouse, None), keep_days, orphan_hours)
        create_table_artifact(key="dossier-maintain", table=steps)
        for step in steps:
            tell(f"{step['step']:<24} {step['result']}")
        return steps


if __name__ == "__main__":
    exit_with(maintain_flow)
