"""What the index holds of a publication.

Words are folded. What a hit shows is stored as it is in the lake: looking up twenty bodies among 200,000 in the lake's files, which
are made for scans, takes 100 times as long as the search itself.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import tantivy

from dossier_etl.search.fold import fold
from dossier_etl.search.forms import forms_of_text

COLUMNS = (
    *("article_id", "title", "body", "authors", "language", "outlet", "published"),
    *("published_on", "published_latest", "published_basis"),
)
"""Columns of ``publications`` that are read."""
_ID_BITS = 40


class Shown(NamedTuple):
    """What is stored of a publication, to be shown with a hit."""

    article_id: str
    title: str | None
    outlet: str | None
    published: str | None
    language: str
    body: str


def schema() -> tantivy.Schema:
    """Return the fields of the index."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("article_id", tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("shown", stored=True)
    for name in ("title", "body", "authors"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("forms", tokenizer_name="whitespace", index_option="basic")
    for name in ("outlet", "language", "entity", "role", "basis"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("day_from", "day_to"):
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_integer_field("month", fast=True)
    builder.add_integer_field("order", fast=True)
    return builder.build()


def document(row: Mapping[str, Any], of: tantivy.Schema) -> tantivy.Document:
    """Return the index's document of a publication.

    Args:
        row: `COLUMNS`, and its ``role`` and ``entities`` (ids).
    """
    title, body = fold(row["title"] or ""), fold(row["body"] or "")
    language, first = row["language"] or "und", row["published_on"]
    text = f"{row['title'] or ''}\n{row['body'] or ''}"
    fields: dict[str, Any] = {
        "article_id": row["article_id"],
        "title": " ".join(title),
        "body": " ".join(body),
        "authors": " ".join(fold("\n".join(row["authors"] or ()))),
        "forms": " ".join(sorted(forms_of_text(text, {*title, *body}, language))),
        "language": language,
        "role": row["role"],
        "entity": row["entities"] or [],
        "shown": json.dumps(
            Shown(row["article_id"], row["title"], row["outlet"], row["published"], language, row["body"] or ""),
            ensure_ascii=False,
        ).encode(),
    }
    for name, value in (("outlet", row["outlet"]), ("basis", row["published_basis"])):
        if value is not None:
            fields[name] = value
    if first is not None:
        fields["day_from"] = first.toordinal()
        fields["day_to"] = (row["published_latest"] or first).toordinal()
        fields["month"] = first.year * 12 + first.month - 1
    fields["order"] = _order(fields.get("day_from", 0), row["article_id"])
    return tantivy.Document.from_dict(fields, of)


def shown(stored: tantivy.Document) -> Shown:
    """Return what is stored of a publication."""
    return Shown(*json.loads(bytes(stored["shown"][0])))


def _order(day: int, article_id: str) -> int:
    """Return a number by which the newest come first, and those of one day by their ids, when sorted downwards."""
    ids = 1 << _ID_BITS
    return day * ids + ids - 1 - int(article_id[: _ID_BITS // 4], 16)
