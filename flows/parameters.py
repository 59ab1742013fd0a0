"""Parameters that the flows share: typed and described for Prefect's pages, completed by what the server keeps.

A server's Variable ``dossier_settings`` (a JSON object) holds settings for all runs of its deployments; a Secret block, named by a
deployment's parameter ``credentials``, holds environment variables with keys and passwords.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from prefect.blocks.system import Secret
from prefect.variables import Variable
from pydantic import BaseModel, ConfigDict, Field, create_model

from dossier_etl.errors import UsageError
from dossier_etl.settings import BOUNDS, Settings, load_settings, meanings
from flows.shell import scheduled

VARIABLE = "dossier_settings"
_SECRETS = ("AWS_", "PG", "DOSSIER_CATALOG", "DOSSIER_DATA_PATH")
"""Beginnings of the environment variables that a Secret block may set."""


_STRUCTURED: dict[str, Any] = {
    "fields": dict[str, str],
    "source_rules": list[dict[str, str]],
    "fetch": list[dict[str, Any]],
    "fetch_allow": list[str],
}
"""Settings that are no single value."""


def _model() -> type[BaseModel]:
    """Return a model with one optional field per setting; the warehouse is a parameter of its own."""
    chosen: dict[str, Any] = {}
    described = meanings()
    base = Settings()
    for f in fields(Settings):
        if f.name != "warehouse":
            kind: Any = _STRUCTURED.get(f.name, type(getattr(base, f.name)))
            bounds: dict[str, Any] = dict(BOUNDS.get(f.name, {}))
            chosen[f.name] = (kind | None, Field(None, description=described[f.name], **bounds))
    model: type[BaseModel] = create_model("RunSettings", __config__=ConfigDict(extra="forbid"), **chosen)
    return model


if TYPE_CHECKING:
    RunSettings: TypeAlias = BaseModel
else:
    RunSettings = _model()


def settings_for(warehouse: str | None, settings: BaseModel | None) -> Settings:
    """Return the settings of a run: the parameters, then the server's Variable, then what is configured on this machine.

    Raises:
        UsageError: the Variable names no setting, or a value of the wrong kind.
    """
    kept: Any = Variable.get(VARIABLE, default=None) if scheduled() else None
    if kept is not None and not isinstance(kept, dict):
        raise UsageError(f"Prefect's variable {VARIABLE!r} is no JSON object", hint='e.g. {"workers": 4}')
    given = settings.model_dump(exclude_none=True) if settings else {}
    return load_settings({**(kept or {}), **given, "warehouse": warehouse or (kept or {}).get("warehouse")})


@contextmanager
def credentials(block: str | None) -> Iterator[None]:
    """Hold the variables of a Secret block in the environment of the run.

    Raises:
        UsageError: the block holds something else than variables for the catalog and the object store.
    """
    values: Any = cast("Secret[Any]", Secret.load(block)).get() if block else {}
    if not isinstance(values, dict) or not all(str(name).startswith(_SECRETS) for name in values):
        raise UsageError(
            f"the Secret block {block!r} does not hold variables for the catalog or the object store",
            hint='a JSON object such as {"PGPASSWORD": "…", "AWS_ACCESS_KEY_ID": "…", "AWS_SECRET_ACCESS_KEY": "…"}',
        )
    before = {name: os.environ.get(name) for name in values}
    os.environ.update({name: str(value) for name, value in values.items()})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
