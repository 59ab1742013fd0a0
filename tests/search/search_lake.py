"""A lake with a few publications put into it directly: what the search reads, and nothing else."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from dossier_etl.lake.connect import CATALOG, connect
from dossier_etl.model.edtf import Edtf
from dossier_etl.model.ids import content_id
from dossier_etl.model.tables import TABLES
from dossier_etl.pipeline.run import Run
from dossier_etl.settings import Settings
from dossier_etl.sql import insert_arrow


def article_id(key: str) -> str:
    return content_id("test", key)


def publication(key: str, title: str, body: str, language: str = "en", **more: Any) -> dict[str, Any]:
    published = Edtf.parse(more.pop("published", "2016-05-12"))
    return {
        "article_id": article_id(key),
        "title": title,
        "body": body,
        "language": language,
        "published": published.value,
        "published_on": published.earliest,
        "published_latest": published.latest,
        "published_basis": "stated",
        "outlet": "The Halvern Gazette",
        "authors": [],
        "word_count": len(body.split()),
        **more,
    }


def add(
    settings: Settings,
    publications: Iterable[Mapping[str, Any]],
    *,
    copies: Mapping[str, str] | None = None,
    entities: Mapping[str, tuple[str, str, list[str]]] | None = None,
) -> None:
    """Add publications in one transaction.

    Args:
        copies: key of a copy → key of the publication it copies.
        entities: name of an entity → its type, entity id, and the keys of the articles that mention it.
    """
    rows = list(publications)
    copies, entities = copies or {}, entities or {}
    with Run(settings, "init", {}):
        pass
    first = {article_id(copy): article_id(of) for copy, of in copies.items()}
    members = [
        {
            "article_id": row["article_id"],
            "story_id": "s" + first.get(row["article_id"], row["article_id"]),
            "role": "copy" if row["article_id"] in first else "first",
            "copy_of": first.get(row["article_id"]),
        }
        for row in rows
    ]
    con = connect(settings, read_only=False)
    try:
        con.execute("BEGIN")
        insert_arrow(con, f"{CATALOG}.publications", pa.Table.from_pylist(rows, schema=TABLES["publications"]))
        insert_arrow(con, f"{CATALOG}.story_members", pa.Table.from_pylist(members))
        for name, (kind, entity_id, keys) in entities.items():
            con.execute(
                f"INSERT INTO {CATALOG}.entities BY NAME SELECT ? AS entity_id, ? AS name, ? AS type, [] AS aliases",
                [entity_id, name.partition("#")[0], kind],
            )
            con.executemany(
                f"""INSERT INTO {CATALOG}.mentions BY NAME
                    SELECT ? AS article_id, ? AS entity_id, ? AS label, ? AS surface, 0 AS start, 1 AS "end\"""",
                [[article_id(key), entity_id, kind, name] for key in keys],
            )
        con.execute("COMMIT")
    finally:
        con.close()


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
