"""The schema of the lake: one Arrow schema a table, with what each column means.

The warehouse contract. Columns may be added (a migration then adds them to existing lakes); none is renamed or removed.
Offsets are 0-based and end-exclusive, in characters of the named text; ids are hex strings from content; times are UTC.
"""

import pyarrow as pa

from dossier_etl.model.counts import COUNT_COMMENTS
from dossier_etl.model.item import PUBLICATION_COLUMNS

_S = pa.string()
_TS = pa.timestamp("us", tz="UTC")
_STRINGS = pa.list_(pa.string())


def _schema(**columns: tuple[pa.DataType, str]) -> pa.Schema:
    return pa.schema([pa.field(name, kind, metadata={"comment": text}) for name, (kind, text) in columns.items()])


DOCUMENTS = _schema(
    document_id=(_S, "content hash of bytes, URL, media type and container hints"),
    source_uri=(_S, "file it was read from, as named by the user (the alphabetically first, if seen in several)"),
    locator=(_S, "where inside the source"),
    url=(_S, "URL stated by the container"),
    media_type=(_S, "text/html, text/plain or as found"),
    charset=(_S, "character set declared by the transport"),
    captured_at=(_TS, "when the source says it was captured"),
    sha256=(_S, "of content"),
    n_bytes=(pa.int64(), "length of content"),
    content=(pa.binary(), "the raw bytes, so that everything can be derived again"),
    hints=(_S, "JSON object: what the container said about it"),
    refused=(_S, "why it can never become an article, if so"),
    n_items=(pa.int32(), "articles (or one account of why there is none) derived from it"),
    run_id=(_S, "run that loaded it"),
)
SIGHTINGS = _schema(
    document_id=(_S, "documents.document_id"),
    source_uri=(_S, "file it was seen in"),
    locator=(_S, "where inside the source"),
    captured_at=(_TS, "capture time stated there"),
    run_id=(_S, "run that saw it first"),
)
SOURCES = _schema(
    source_uri=(_S, "file as named by the user"),
    fingerprint=(
        _S,
        "reading options, size and SHA-256 of its bytes; what has an equal one is known without being parsed",
    ),
    items=(pa.int64(), "items found in it"),
    run_id=(_S, "run that read it completely"),
)
PUBLICATIONS = _schema(
    **{column.name: (column.type, column.comment) for column in PUBLICATION_COLUMNS},
    run_id=(_S, "run that loaded it"),
)
MENTIONS = _schema(
    article_id=(_S, "publications.article_id"),
    entity_id=(_S, "entities.entity_id; null when the name was not joined to one"),
    label=(_S, "PERSON, ORG, GPE, LOC, NORP, FAC or EVENT"),
    surface=(_S, "characters in the body"),
    start=(pa.int32(), "first character in body"),
    end=(pa.int32(), "after the last character"),
    confidence=(pa.float32(), "0-1"),
)
ENTITIES = _schema(
    entity_id=(_S, "hash of type and canonical key"),
    name=(_S, "canonical name"),
    type=(_S, "PERSON, ORG, GPE, LOC, NORP, FAC or EVENT"),
    wikidata_id=(_S, "only where certain"),
    aliases=(_STRINGS, "other names seen or known"),
)
DATE_MENTIONS = _schema(
    article_id=(_S, "publications.article_id"),
    surface=(_S, "characters in the body"),
    start=(pa.int32(), "first character in body"),
    end=(pa.int32(), "after the last character"),
    value=(_S, "EDTF, where EDTF can say it"),
    timex=(_S, "TIMEX3 value"),
    earliest=(pa.date32(), "first day it can mean"),
    latest=(pa.date32(), "last day it can mean"),
    kind=(_S, "date, time, duration or set"),
)
EVIDENCE = _schema(
    article_id=(_S, "publications.article_id or quarantine.item_id"),
    field=(_S, "decided field"),
    value=(_S, "what this candidate says"),
    rule=(_S, "rule that proposed it"),
    rule_version=(pa.int32(), "its version"),
    confidence=(pa.float64(), "of the candidate; of the winner: of the decision"),
    source=(_S, "body, document, metadata, url or decision"),
    path=(_S, "where in the metadata"),
    start=(pa.int32(), "first character in source text"),
    end=(pa.int32(), "after the last character"),
    snippet=(_S, "the characters themselves"),
    chosen=(pa.bool_(), "true for the winner"),
    why=(_S, "why it won or lost"),
)
OUTLETS = _schema(
    outlet_id=(_S, "hash of main domain or name"),
    name=(_S, "as the outlet spells it"),
    domains=(_STRINGS, "registrable domains"),
    country=(_S, "ISO 3166-1 alpha-2"),
    aliases=(_STRINGS, "other spellings"),
)
QUARANTINE = _schema(
    item_id=(_S, "article_id the item would have"),
    document_id=(_S, "documents.document_id"),
    position=(pa.int32(), "0-based order on the page"),
    stage=(_S, "extract, clean, enrich, dedup or validate"),
    reasons=(_STRINGS, "codes of model.reasons: outlet_missing, date_missing, no_body, http_404 ..."),
    detail=(_S, "what, where, and what to do next"),
    suggestion=(_S, "JSON object: field -> best known value"),
    title=(_S, "headline, if any"),
    text=(_S, "body, or the beginning of what there was"),
    run_id=(_S, "run that quarantined it"),
    status=(_S, "open, rejected, or not_article: nothing to decide"),
)
DECISIONS = _schema(
    decision_id=(_S, "content hash of item, action, field, value, who and at"),
    item_id=(_S, "quarantine.item_id or publications.article_id"),
    action=(_S, "accept, set, reject or retry"),
    field=(_S, "for set: published, outlet, title, authors, origin_outlet or language"),
    value=(_S, "for set"),
    who=(_S, "user"),
    at=(_TS, "when"),
    note=(_S, "why"),
)
APPLIED_DECISIONS = _schema(
    decision_id=(_S, "decisions.decision_id"),
    run_id=(_S, "run that derived its item with it"),
)
INCIDENTS = _schema(
    source_uri=(_S, "file"),
    locator=(_S, "where inside"),
    byte_start=(pa.int64(), "first lost byte"),
    byte_end=(pa.int64(), "after the last lost byte"),
    kind=(_S, "machine-readable kind"),
    detail=(_S, "what, where, what to do next"),
    run_id=(_S, "run"),
)
_COUNTS = {name: (pa.int64(), comment) for name, comment in COUNT_COMMENTS.items()}
RUNS = _schema(
    run_id=(_S, "run"),
    kind=(_S, "ingest, reprocess, audit or maintain"),
    started_at=(_TS, "start"),
    ended_at=(_TS, "end"),
    status=(_S, "done or failed"),
    parameters=(_S, "JSON"),
    code_version=(_S, "version of this package"),
    message=(_S, "what went wrong, if it did"),
    **_COUNTS,
)
BATCHES = _schema(
    batch_id=(_S, "one transaction"),
    run_id=(_S, "runs.run_id"),
    source_uri=(_S, "one row a source in the batch"),
    committed_at=(_TS, "commit"),
    **_COUNTS,
)
VALIDATIONS = _schema(
    run_id=(_S, "runs.run_id"),
    batch_id=(_S, "batch it guarded"),
    suite=(_S, "expectation suite"),
    expectation=(_S, "expectation type"),
    column=(_S, "column or columns"),
    success=(pa.bool_(), "held"),
    observed=(_S, "observed value"),
    n_unexpected=(pa.int64(), "rows against it"),
    meta=(_S, "JSON: what it protects"),
)

WATCHES = _schema(
    watch_id=(_S, "content hash of query and webhook"),
    query=(_S, "in the language of dossier search"),
    label=(_S, "what a person calls it"),
    webhook=(_S, "address that new articles are posted to; empty without"),
    added_at=(_TS, "when"),
)
ALERTS = _schema(
    watch_id=(_S, "watches.watch_id"),
    article_id=(_S, "publications.article_id"),
    is_new=(pa.bool_(), "false: it was in the warehouse when the watch was added"),
    found_at=(_TS, "when it was found"),
    sent_at=(_TS, "when the webhook took it"),
)

FETCHES = _schema(
    key=(_S, "the address without what does not tell pages apart: equal for one page"),
    url=(_S, "address as it was requested"),
    source=(_S, "feed, sitemap or list that led to it"),
    role=(_S, "discovery for lists; empty for pages"),
    outcome=(_S, "new, changed, unchanged, gone, robots, refused, failed or left"),
    detail=(_S, "why, and what to do next"),
    status=(pa.int32(), "HTTP status; null without an answer"),
    etag=(_S, "of the answer"),
    last_modified=(_S, "of the answer"),
    digest=(_S, "of the answer's body"),
    capture=(_S, "WARC file in warehouse/captures"),
    tries=(pa.int32(), "failures in a row"),
    fetched_at=(_TS, "when"),
    due_at=(_TS, "not before; null: as soon as it is named again"),
)

TABLES: dict[str, pa.Schema] = {
    "documents": DOCUMENTS,
    "sightings": SIGHTINGS,
    "sources": SOURCES,
    "publications": PUBLICATIONS,
    "entities": ENTITIES,
    "mentions": MENTIONS,
    "date_mentions": DATE_MENTIONS,
    "evidence": EVIDENCE,
    "outlets": OUTLETS,
    "quarantine": QUARANTINE,
    "decisions": DECISIONS,
    "applied_decisions": APPLIED_DECISIONS,
    "incidents": INCIDENTS,
    "runs": RUNS,
    "batches": BATCHES,
    "validations": VALIDATIONS,
    "fetches": FETCHES,
    "watches": WATCHES,
    "alerts": ALERTS,
}
