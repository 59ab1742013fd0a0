"""Tasks of worker processes and what they answer, as plain data that crosses a pipe or a network.

Tasks name files and carry numbers; documents never travel in them. On the pipe a message is one line of JSON: a worker has met
untrusted bytes, so that its answers are never unpickled.
"""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from dossier_etl.decide.gate import GateThresholds
from dossier_etl.extract import Source
from dossier_etl.model.decisions import HumanDecision
from dossier_etl.plugins import READERS, Plugin, of_group
from dossier_etl.settings import Settings


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a worker process."""

    cpu_seconds: float
    """Per document."""
    memory_mb: int
    """Address space."""

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the limits that the settings ask for."""
        return cls(settings.cpu_seconds, settings.memory_mb)


@dataclass(frozen=True, slots=True)
class ReadTask:
    """Read sources into record shards."""

    sources: tuple[tuple[str, str | None, int, tuple[str, str] | None], ...]
    """(source_uri, path, offset at which to start, why it is left out: kind and detail)"""
    folder: str
    """Where the shards go."""
    shard_records: int
    shard_bytes: int
    max_document_bytes: int
    fields: Mapping[str, str]
    limits: Limits
    source_rules: tuple[Mapping[str, str], ...] = ()
    """What the user says about sources (see `extract.source_rules`)."""
    plugins: tuple[Plugin, ...] = ()
    """Readers."""
    resume: tuple[int, int] = (0, 0)
    """(source, record in it) to go on at."""

    @classmethod
    def of(
        cls,
        settings: Settings,
        sources: Sequence[Source],
        folder: Path,
        shard_records: int,
        plugins: Sequence[Plugin] = (),
    ) -> Self:
        """Return the task that reads sources as the settings say."""
        return cls(
            sources=tuple(
                (
                    s.uri,
                    str(s.path) if s.path else None,
                    s.start,
                    (s.left_out.kind, s.left_out.detail) if s.left_out else None,
                )
                for s in sources
            ),
            folder=str(folder),
            shard_records=shard_records,
            shard_bytes=settings.shard_bytes,
            max_document_bytes=settings.max_document_bytes,
            fields=dict(settings.fields),
            limits=Limits.of(settings),
            source_rules=settings.source_rules,
            plugins=tuple(of_group(plugins, READERS)),
        )


@dataclass(frozen=True, slots=True)
class DeriveTask:
    """Derive the records of a shard into tables, or into JSON lines."""

    shard: str
    """File of records."""
    folder: str
    """Where the results go."""
    rows: tuple[int, ...]
    """Numbers of the records to derive; the others are known."""
    form: str
    """``tables`` or ``json``."""
    thresholds: GateThresholds
    limits: Limits
    entities: bool
    spacy_model: str
    recogniser: str
    """Name of the plug-in that finds names; empty: the built-in one."""
    plugins: tuple[Plugin, ...] = ()
    """Recognisers and candidate functions."""
    decisions: str = ""
    """File with the lake's human decisions (see `write_decisions`), the same for all shards of a run."""
    poison: Mapping[int, str] = field(default_factory=dict)
    """Record → reason, for records that ended an earlier attempt."""

    @classmethod
    def of(
        cls,
        settings: Settings,
        shard: str,
        folder: str,
        rows: Sequence[int],
        *,
        form: str = "tables",
        decisions: str = "",
        plugins: Sequence[Plugin] = (),
    ) -> Self:
        """Return the task that derives a shard as the settings say."""
        return cls(
            shard=shard,
            folder=folder,
            rows=tuple(rows),
            form=form,
            thresholds=GateThresholds(
                min_date_confidence=settings.min_date_confidence,
                accept_inferred=settings.accept_inferred,
                max_interval_days=settings.max_interval_days,
                min_words=settings.min_words,
            ),
            limits=Limits.of(settings),
            entities=settings.entities,
            spacy_model=settings.spacy_model,
            recogniser=settings.recogniser,
            plugins=tuple(p for p in plugins if p.group != READERS),
            decisions=decisions,
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """The worker begins a document (derive) or a source (read)."""

    at: int


@dataclass(frozen=True, slots=True)
class Question:
    """The reader asks which of these documents need no bytes in the shard; answered by a line of JSON."""

    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShardRead:
    """A shard was written; the reader waits for a line before it goes on."""

    shard: str
    """File of records; empty if nothing was read."""
    rows: tuple[tuple[str, str, str], ...]
    """(document_id, source_uri, locator) of each record."""
    incidents: tuple[dict[str, Any], ...]
    resume: tuple[int, int]
    known: frozenset[str] = frozenset()
    """Documents whose bytes are not in the shard, as answered."""

    def answered(self, known: Collection[str]) -> "ShardRead":
        """Return the message with the answer to its question."""
        return replace(self, known=frozenset(known))


@dataclass(frozen=True, slots=True)
class Done:
    """The task is finished."""

    items: int = 0
    quarantined: int = 0


Task = ReadTask | DeriveTask
Message = Progress | Question | ShardRead | Done


def encode(value: Task | Message) -> str:
    """Return a task or a message as one line of JSON."""
    row = asdict(value)
    if isinstance(value, ShardRead):
        row.pop("known")  # the parent's own
    return json.dumps({"type": type(value).__name__, **row})


def decode_task(line: str) -> Task:
    """Return the task written on a line by `encode`."""
    row = json.loads(line)
    kind = row.pop("type")
    row["limits"] = Limits(**row["limits"])
    row["plugins"] = tuple(Plugin(**p) for p in row["plugins"])
    if kind == "ReadTask":
        row["sources"] = tuple((uri, path, start, why and tuple(why)) for uri, path, start, why in row["sources"])
        row["resume"] = tuple(row["resume"])
        row["source_rules"] = tuple(row["source_rules"])
        return ReadTask(**row)
    row["rows"] = tuple(row["rows"])
    row["thresholds"] = GateThresholds(**row["thresholds"])
    row["poison"] = {int(n): reason for n, reason in row["poison"].items()}
    return DeriveTask(**row)


def decode_message(line: str) -> Message:
    """Return the message written on a line by `encode`."""
    row = json.loads(line)
    kind = row.pop("type")
    if kind == "Progress":
        return Progress(**row)
    if kind == "Question":
        return Question(tuple(row["documents"]))
    if kind == "ShardRead":
        first, second = row["resume"]
        return ShardRead(
            row["shard"], tuple((d, s, loc) for d, s, loc in row["rows"]), tuple(row["incidents"]), (first, second)
        )
    return Done(**row)


def write_decisions(decisions: Iterable[HumanDecision], path: Path) -> str:
    """Write human decisions, oldest first, to a file that `DeriveTask.decisions` may name; returns its path."""
    rows = [{**asdict(d), "at": d.at.isoformat()} for d in decisions]
    path.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    return str(path)


def read_decisions(path: str) -> dict[str, list[HumanDecision]]:
    """Return the decisions of a file by item, oldest first."""
    found: dict[str, list[HumanDecision]] = {}
    for row in json.loads(Path(path).read_text("utf-8")):
        decision = HumanDecision(**{**row, "at": dt.datetime.fromisoformat(row["at"])})
        found.setdefault(decision.item_id, []).append(decision)
    return found
