"""Questions in SQL: read-only, one statement, within limits of time, memory and rows; the answer as a table or a file."""

import csv
import io
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow.parquet as pq
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dossier_etl.serve.connections import Reader
from dossier_etl.serve.pages.endpoints import reading
from dossier_etl.serve.parameters import BadParameter
from dossier_etl.serve.render import cell, page

SHOWN_ROWS = 500
FILE_ROWS = 1_000_000
_LONGEST = 20_000
_READING = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN, duckdb.StatementType.RELATION}
"""Statements that are run; others might keep something in memory."""
EXAMPLES = {
    "Articles by outlet": "SELECT outlet, count(*) AS articles FROM articles GROUP BY ALL ORDER BY articles DESC",
    "Who copies whom": "FROM republishers ORDER BY publications DESC",
    "Dates that contradict each other": "FROM date_conflicts",
    "Events in the texts": "SELECT event, said, published_on, outlet, title FROM timeline('Halvern')",
    "Best-known people": (
        "SELECT name, sum(mentions) AS mentions FROM entity_timeline WHERE type = 'PERSON' GROUP BY ALL ORDER BY 2 DESC LIMIT 20"
    ),
    "Tables and columns": (
        "SELECT table_name, column_name, data_type, comment FROM duckdb_columns() WHERE database_name = 'lake' "
        "AND NOT starts_with(table_name, 'ducklake_') ORDER BY table_name, column_index"
    ),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave, or why it gave nothing."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    more: bool = False
    """There are more rows than are shown."""
    error: str = ""


def _checked(request: Request) -> str:
    query = request.query_params.get("q", "").strip()
    if len(query) > _LONGEST:
        raise BadParameter(f"the query is longer than {_LONGEST:,} characters")
    return query.replace("\x00", "")


def _run(reader: Reader, query: str) -> duckdb.DuckDBPyConnection:
    statements = reader.con.extract_statements(query)
    if len(statements) != 1 or statements[0].type not in _READING:
        raise BadParameter("one query at a time, and only queries: SELECT …, FROM …, DESCRIBE …, EXPLAIN …")
    return reader.execute(query)


def _answer(reader: Reader, query: str) -> Answer:
    try:
        result = _run(reader, query)
        rows = tuple(result.fetchmany(SHOWN_ROWS + 1))
    except duckdb.InterruptException:
        raise
    except (duckdb.Error, BadParameter) as error:
        return Answer(error=str(error))
    return Answer(tuple(c[0] for c in result.description or []), rows[:SHOWN_ROWS], len(rows) > SHOWN_ROWS)


def sql(request: Request, reader: Reader) -> Response:
    """Answer with the form and what the query gave."""
    query = _checked(request)
    answer = _answer(reader, query) if query else None
    return page(
        request,
        "sql.html",
        query=query,
        answer=answer,
        examples=EXAMPLES,
        http_status=400 if answer and answer.error else 200,
    )


def sql_file(request: Request, reader: Reader) -> Response:
    """Answer with all rows of a query as CSV or Parquet, up to `FILE_ROWS`."""
    query, form = _checked(request), request.path_params["form"]
    if form not in ("csv", "parquet") or not query:
        raise BadParameter("a query as /sql.csv?q=… or /sql.parquet?q=…")
    try:
        result = _run(reader, query)
        if form == "csv":
            rows = result.fetchmany(FILE_ROWS)
            text = io.StringIO()
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow([c[0] for c in result.description or []])
            writer.writerows([cell(value) for value in row] for row in rows)
            content = text.getvalue().encode("utf-8", "replace")
        else:
            table = result.to_arrow_table()[:FILE_ROWS]
            buffer = io.BytesIO()
            pq.write_table(table, buffer)
            content = buffer.getvalue()
    except duckdb.InterruptException:
        raise
    except duckdb.Error as error:
        raise BadParameter(str(error)) from error
    media = "text/csv; charset=utf-8" if form == "csv" else "application/vnd.apache.parquet"
    return Response(
        content, media_type=media, headers={"Content-Disposition": f'attachment; filename="dossier.{form}"'}
    )


ROUTES = [Route("/sql", reading(sql)), Route("/sql.{form}", reading(sql_file))]
