"""One item of the accounting: an article decided in every field, or the account of why a document gave none.

A column of ``publications`` is declared here and nowhere else: `PUBLICATION_COLUMNS` makes the lake's table, the shard files
and the JSON of `dossier extract`.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pyarrow as pa

from dossier_etl.model.edtf import Edtf
from dossier_etl.model.evidence import Decision
from dossier_etl.model.ids import content_id
from dossier_etl.model.mentions import DateMention, Mention
from dossier_etl.model.reasons import is_no_article
from dossier_etl.model.records import Record
from dossier_etl.model.words import count_words

LOADED, QUARANTINED, NO_ARTICLE = "loaded", "quarantined", "not_article"


def item_id_of(document_id: str, position: int) -> str:
    """Return the identity of an item: a hash of the document's content and the article's position on its page."""
    return content_id("article", document_id, str(position))


@dataclass(frozen=True, slots=True)
class Item:
    """A future row of ``publications``, or of ``quarantine`` if it has reasons."""

    record: Record
    position: int
    stage: str
    reasons: tuple[str, ...]
    title: str | None = None
    body: str = ""
    language: str = "und"
    authors: tuple[str, ...] = ()
    published: Edtf | None = None
    published_basis: str | None = None
    published_confidence: float = 0.0
    outlet_id: str | None = None
    outlet: str | None = None
    outlet_basis: str | None = None
    outlet_confidence: float = 0.0
    origin_outlet: str | None = None
    posted_by: str | None = None
    url: str | None = None
    detail: str = ""
    suggestion: dict[str, str] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    mentions: tuple[Mention, ...] = ()
    date_mentions: tuple[DateMention, ...] = ()
    rejected: bool = False

    @property
    def item_id(self) -> str:
        return item_id_of(self.record.document_id, self.position)

    @property
    def outcome(self) -> str:
        """``loaded``, ``quarantined`` or ``not_article``."""
        if any(map(is_no_article, self.reasons)):
            return NO_ARTICLE
        return QUARANTINED if self.reasons else LOADED

    @property
    def status(self) -> str:
        """Status in ``quarantine`` of an item with reasons."""
        if self.rejected:
            return "rejected"
        return NO_ARTICLE if self.outcome == NO_ARTICLE else "open"


def _body_sha256(item: Item) -> str:
    return hashlib.sha256(item.body.encode("utf-8", "surrogatepass")).hexdigest()


class Column(NamedTuple):
    """A column of ``publications``: its type, meaning, and how it is read from an item."""

    name: str
    type: pa.DataType
    comment: str
    of: Callable[[Item], Any]
    json_name: str = ""
    """Key in the JSON of `dossier extract`, where it differs from the column's name."""


_S, _F = pa.string(), pa.float64()
PUBLICATION_COLUMNS: tuple[Column, ...] = (
    Column("article_id", _S, "content hash of document_id and position", lambda i: i.item_id, "item_id"),
    Column("document_id", _S, "documents.document_id", lambda i: i.record.document_id),
    Column("position", pa.int32(), "0-based order on the page", lambda i: i.position),
    Column("title", _S, "headline", lambda i: i.title),
    Column("body", _S, "article text, paragraphs separated by a blank line", lambda i: i.body),
    Column("language", _S, "ISO 639-1, und when uncertain", lambda i: i.language),
    Column("authors", pa.list_(_S), "people who wrote it, in page order", lambda i: list(i.authors)),
    Column("published", _S, "EDTF", lambda i: i.published and i.published.value),
    Column(
        *("published_on", pa.date32(), "earliest day it can mean", lambda i: i.published and i.published.earliest),
        json_name="published_earliest",
    ),
    Column("published_latest", pa.date32(), "latest day it can mean", lambda i: i.published and i.published.latest),
    Column(
        *("published_precision", _S, "time, day, month, year or interval"),
        lambda i: i.published and i.published.precision.value,
    ),
    Column("published_basis", _S, "metadata, stated, url, inferred or curated", lambda i: i.published_basis),
    Column("published_confidence", _F, "0-1, calibrated", lambda i: i.published_confidence),
    Column("outlet_id", _S, "outlets.outlet_id", lambda i: i.outlet_id),
    Column("outlet", _S, "name as the outlet spells it", lambda i: i.outlet),
    Column("outlet_basis", _S, "family of the rule that won", lambda i: i.outlet_basis),
    Column("outlet_confidence", _F, "0-1", lambda i: i.outlet_confidence),
    Column("origin_outlet", _S, "agency or outlet it was taken from, as the page says", lambda i: i.origin_outlet),
    Column("posted_by", _S, "forum or blog user who posted it", lambda i: i.posted_by),
    Column("url", _S, "canonical URL", lambda i: i.url),
    Column("word_count", pa.int32(), "words in body", lambda i: count_words(i.body)),
    Column("body_sha256", _S, "SHA-256 of the body in UTF-8", _body_sha256),
)
"""In the order of the table, which ends with ``run_id``."""
