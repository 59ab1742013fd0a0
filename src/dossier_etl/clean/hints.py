"""What the container said about a record, as metadata of the document."""

from dossier_etl.model.documents import Meta
from dossier_etl.model.records import Record


def hint_meta(record: Record) -> tuple[Meta, ...]:
    """``Record.hints`` as ``hint:…``, HTTP headers among them as ``http:…``, in order of name."""
    return tuple(
        Meta(f"http:{name[5:]}" if name.startswith("http_") else f"hint:{name}", value, path=name)
        for name, value in sorted(record.hints.items())
    )
