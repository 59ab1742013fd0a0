"""Settings of a run: defaults, then ``dossier.toml`` of the working folder, then ``DOSSIER_*`` variables, then the command line.

Nothing here changes *what* is true of a document except the gate's limits; worker and batch sizes never change results.
"""

import ast
import inspect
import json
import operator
import os
import textwrap
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from dossier_etl.errors import UsageError

CONFIG_FILE = "dossier.toml"


@dataclass(frozen=True)
class Settings:
    """Settings of a run; `dossier config` lists each with its meaning."""

    warehouse: Path = Path("warehouse")
    """Folder of the lake: catalog, Parquet data, staging, reports."""
    catalog: str = field(default="", repr=False)
    """``""``: SQLite in the warehouse folder; or ``postgres:dbname=… host=…`` for teams."""
    data_path: str = ""
    """``""``: ``<warehouse>/data``; or an absolute folder or ``s3://bucket/prefix``."""
    workers: int = min(2, os.cpu_count() or 1)
    """Worker processes."""
    shard_records: int = 64
    """Records a shard (one task); smaller: all workers are busy sooner and to the end, larger: less overhead."""
    shard_bytes: int = 32_000_000
    """Bytes a shard at most, so that memory stays flat whatever the size of the pages."""
    batch_shards: int = 8
    """Shards a transaction, which costs about a second of CPU whatever its size; smaller: less memory."""
    max_document_bytes: int = 20_000_000
    """Larger documents are quarantined as too_large."""
    cpu_seconds: float = 30.0
    """CPU seconds a single document may take before it is quarantined as poison."""
    memory_mb: int = 4096
    """Address space a worker may take (start-up libraries included)."""
    lock_seconds: float = 600.0
    """Seconds a run waits for another one that is writing the same warehouse."""
    quarantine_limit: float = 0.9
    """A run whose share of quarantined items among its first 1,000 new documents is larger stops before loading …"""
    quarantine_limit_min_items: int = 20
    """… but only when it read at least so many: a share of five says little."""
    accept_inferred: bool = True
    """Load articles whose date is only an interval inferred from the text (bounded by max_interval_days)."""
    max_interval_days: int = 120
    """Longer intervals are no date: quarantine, with the interval as a suggestion."""
    min_date_confidence: float = 0.5
    """A date below it is quarantined with the candidates as suggestions."""
    min_words: int = 20
    """Shorter bodies are teasers or stubs: quarantine."""
    entities: bool = True
    """Find people, organisations and places."""
    publish: bool = True
    """Bring the read model and the search index up to date at the end of a run."""
    allow_private_webhooks: bool = False
    """Let webhooks of watches lead to addresses inside the network (loopback, private, link-local)."""
    spacy_model: str = ""
    """Name of an installed spaCy pipeline to use instead of the built-in recogniser."""
    recogniser: str = ""
    """Name of an installed plug-in that finds names instead of the built-in recogniser."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """JSONL/CSV/Parquet: our field → their column, where guessing fails (``{text = "content_raw"}``)."""

    fetch: tuple[Mapping[str, Any], ...] = ()
    """What `dossier fetch` asks, as ``[[fetch]]`` tables: url, name, kind, every (hours), outlet, language, include, exclude, limit."""
    fetch_contact: str = ""
    """Page or address in the User-Agent, so that an operator can reach you."""
    fetch_delay: float = 1.0
    """Seconds between two requests to one host; robots.txt may ask for more."""
    fetch_hosts: int = 8
    """Hosts asked at the same time, each by one request."""
    fetch_seconds: float = 60.0
    """Seconds a request may take, to its last byte."""
    fetch_allow: tuple[str, ...] = ()
    """Hosts that may lead inside the network and be asked on any port."""
    source_rules: tuple[Mapping[str, str], ...] = ()
    """What you know about sources, as ``[[source_rules]]`` tables: path (a pattern), outlet, date_in_name (a format, or auto)."""

    @property
    def catalog_file(self) -> Path:
        return self.warehouse / "catalog.sqlite"

    @property
    def staging(self) -> Path:
        return self.warehouse / "staging"

    @property
    def captures(self) -> Path:
        return self.warehouse / "captures"

    @property
    def reports(self) -> Path:
        return self.warehouse / "reports"


BOUNDS: dict[str, dict[str, float]] = {
    "workers": {"ge": 1},
    "shard_records": {"ge": 1},
    "shard_bytes": {"ge": 1},
    "batch_shards": {"ge": 1},
    "cpu_seconds": {"gt": 0},
    "memory_mb": {"ge": 256},
    "lock_seconds": {"ge": 0},
    "fetch_delay": {"ge": 0},
    "fetch_hosts": {"ge": 1},
    "fetch_seconds": {"gt": 0},
    "quarantine_limit": {"ge": 0, "le": 1},
    "min_date_confidence": {"ge": 0, "le": 1},
}
"""Setting → its limits: at least (ge), more than (gt), at most (le)."""
_LIMITS: dict[str, tuple[str, Callable[[Any, float], bool]]] = {
    "ge": ("at least", operator.ge),
    "gt": ("more than", operator.gt),
    "le": ("at most", operator.le),
}


def _check(name: str, value: Any) -> None:
    for limit, bound in BOUNDS.get(name, {}).items():
        words, holds = _LIMITS[limit]
        if not holds(value, bound):
            raise UsageError(
                f"setting {name!r} must be {words} {bound:g}, not {value}", hint="`dossier config` lists them"
            )


def meanings() -> dict[str, str]:
    """Return what each setting means: the text under it in `Settings`."""
    body = ast.parse(textwrap.dedent(inspect.getsource(Settings))).body[0]
    assert isinstance(body, ast.ClassDef)
    found: dict[str, str] = {}
    for field_node, text in zip(body.body, body.body[1:], strict=False):
        if (
            isinstance(field_node, ast.AnnAssign)
            and isinstance(text, ast.Expr)
            and isinstance(text.value, ast.Constant)
        ):
            found[ast.unparse(field_node.target)] = str(text.value.value)
    return found


def _convert(name: str, kind: Any, value: Any) -> Any:
    try:
        if kind is bool and isinstance(value, str):
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[value.lower()]
        if kind is Path:
            return Path(value)
        if name == "fields":
            return dict(value if isinstance(value, Mapping) else (p.split("=", 1) for p in value.split(",") if p))
        if name == "fetch_allow":
            return tuple(value.split(",") if isinstance(value, str) else value)
        if name == "fetch":
            return tuple(dict(source) for source in (json.loads(value) if isinstance(value, str) else value))
        if name == "source_rules":
            rules = json.loads(value) if isinstance(value, str) else value
            return tuple({str(k): str(v) for k, v in rule.items()} for rule in rules)
        return kind(value)
    except (AttributeError, KeyError, ValueError, TypeError) as error:
        raise UsageError(f"setting {name!r} cannot be {value!r}", hint="`dossier config` lists the settings") from error


def load_settings(
    overrides: Mapping[str, Any] | None = None,
    *,
    folder: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """Settings from all four places, the later ones winning.

    Raises:
        UsageError: an unknown setting, or a value of the wrong kind.
    """
    values: dict[str, Any] = {}
    known = {f.name for f in fields(Settings)}
    config = (folder or Path()) / CONFIG_FILE
    if config.is_file():
        try:
            values |= tomllib.loads(config.read_text("utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise UsageError(f"{config} is not valid TOML: {error}") from error
    for key, value in (os.environ if environ is None else environ).items():
        if key.startswith("DOSSIER_") and key[8:].lower() in known:
            values[key[8:].lower()] = value
    values |= {k: v for k, v in (overrides or {}).items() if v is not None}
    if unknown := values.keys() - known:
        raise UsageError(f"unknown setting {sorted(unknown)[0]!r}", hint="`dossier config` lists the settings")
    base = Settings()
    kinds = {f.name: type(getattr(base, f.name)) for f in fields(Settings)}
    kinds["warehouse"] = Path
    converted = {k: _convert(k, kinds[k], v) for k, v in values.items()}
    for name, value in converted.items():
        _check(name, value)
    return replace(base, **converted)
