"""The audit flow: the suites over the whole lake, not only over what a batch brings."""

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from dossier_etl.pipeline.audit import audit
from dossier_etl.quality.checkpoint import Validation, require_success
from dossier_etl.settings import Settings
from flows.artifacts import validations_artifact
from flows.events import failures_as_events
from flows.parameters import credentials, settings_for
from flows.shell import exit_with, tell

_HOURS = 6 * 3600


@task(name="audit lake", cache_policy=NO_CACHE)
def audit_lake(settings: Settings) -> tuple[str, list[Validation]]:
    """Evaluate the suites; return the report's path and every validation."""
    return audit(settings)


@flow(name="audit", timeout_seconds=_HOURS)
def audit_flow(warehouse: str | None = None, credentials_block: str | None = None) -> dict[str, int]:
    """Evaluate every expectation over the whole lake. Fails when one does not hold.

    Args:
        warehouse: Folder of the lake; default as configured.
        credentials_block: Name of a Secret block with variables for the catalog and the object store (PGPASSWORD, AWS_…).
    """
    with credentials(credentials_block):
        settings = settings_for(warehouse, None)
        report, validations = audit_lake(settings)
        validations_artifact("audit", validations)
        tell(f"{sum(v.success for v in validations)} of {len(validations)} expectations hold; report: {report}")
        with failures_as_events("audit", settings):
            require_success(validations)
        return {"expectations": len(validations)}


if __name__ == "__main__":
    exit_with(audit_flow)
