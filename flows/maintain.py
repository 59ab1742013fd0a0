"""The maintain flow: small files compacted, old snapshots expired, orphan files removed by age."""

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE

from dossier_etl.lake.maintain import maintain
from dossier_etl.settings import Settings, load_settings
from flows.shell import exit_with, tell


@task(name="maintain lake", retries=2, retry_delay_seconds=30, cache_policy=NO_CACHE)
def maintain_lake(settings: Settings, keep_days: int, orphan_hours: int) -> list[dict[str, str]]:
    """Compact, expire, clean up; waits for a running loader."""
    return maintain(settings, keep_days=keep_days, orphan_hours=orphan_hours, tell=tell)


@flow(name="maintain")
def maintain_flow(warehouse: str | None = None, keep_days: int = 7, orphan_hours: int = 24) -> list[dict[str, str]]:
    """Keep the lake small and quick.

    Args:
        keep_days: snapshots (time travel) younger than this stay.
        orphan_hours: files no snapshot knows are removed when older than this.
    """
    steps = maintain_lake(load_settings({"warehouse": warehouse}), keep_days, orphan_hours)
    create_table_artifact(key="dossier-maintain", table=steps)
    for step in steps:
        tell(f"{step['step']:<24} {step['result']}")
    return steps


if __name__ == "__main__":
    exit_with(maintain_flow)
