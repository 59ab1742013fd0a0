"""The audit flow: the suites over the whole lake, not only over what a batch brings."""

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from dossier_etl.pipeline.audit import audit
from dossier_etl.quality.checkpoint import Validation, require_success
from dossier_etl.settings import Settings, load_settings
from flows.artifacts import validations_artifact
from flows.shell import exit_with, tell


@task(name="audit lake", cache_policy=NO_CACHE)
def audit_lake(settings: Settings) -> tuple[str, list[Validation]]:
    return audit(settings)


@flow(name="audit")
def audit_flow(warehouse: str | None = None) -> dict[str, int]:
    """Evaluate every expectation over the whole lake. Fails when one does not hold."""
    settings = load_settings({"warehouse": warehouse})
    report, validations = audit_lake(settings)
    validations_artifact("audit", validations)
    tell(f"{sum(v.success for v in validations)} of {len(validations)} expectations hold; report: {report}")
    require_success(validations)
    return {"expectations": len(validations)}


if __name__ == "__main__":
    exit_with(audit_flow)
