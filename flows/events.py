"""Events for automations: ``dossier.run.finished``, ``dossier.run.failed``, ``dossier.quarantine.exceeded``, ``dossier.alert``."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from prefect.events import emit_event

from dossier_etl.errors import DossierError, QuarantineLimitExceeded, WarehouseLocked
from dossier_etl.pipeline.run_summary import Summary
from dossier_etl.settings import Settings
from dossier_etl.watch import Alert


def _emit(event: str, settings: Settings, payload: dict[str, Any]) -> None:
    warehouse = str(settings.warehouse.absolute())
    emit_event(
        f"dossier.{event}",
        resource={"prefect.resource.id": f"dossier.warehouse.{warehouse}", "prefect.resource.name": warehouse},
        payload=payload,
    )


def emit_finished(summary: Summary, settings: Settings) -> None:
    """Emit the counts and the reasons of a run that ended well."""
    payload = {
        "kind": summary.kind,
        "run_id": summary.run_id,
        "counts": asdict(summary.total),
        "reasons": summary.reasons,
    }
    _emit("run.finished", settings, payload)


def emit_alert(alert: Alert, settings: Settings) -> None:
    """Emit an article that is new to a watch."""
    _emit("alert", settings, {**asdict(alert), "found_at": alert.found_at.isoformat()})


@contextmanager
def failures_as_events(kind: str, settings: Settings) -> Iterator[None]:
    """Emit an event with the reason when the block fails, and let the error pass."""
    try:
        yield
    except WarehouseLocked:
        raise
    except DossierError as error:
        exceeded = isinstance(error, QuarantineLimitExceeded)
        payload = {"kind": kind, "error": type(error).__name__, "message": error.message, "hint": error.hint}
        _emit("quarantine.exceeded" if exceeded else "run.failed", settings, payload)
        raise
