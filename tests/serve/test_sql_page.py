"""The page for questions in SQL reads, within limits, and nothing else."""

import io

import pyarrow.parquet as pq
import pytest
from serve.room import client_of, text_of
from starlette.testclient import TestClient

from dossier_etl.serve.pages.sql import EXAMPLES, SHOWN_ROWS
from dossier_etl.settings import Settings


def ask(room: TestClient, query: str) -> tuple[int, str]:
    answer = room.get("/sql", params={"q": query})
    return answer.status_code, answer.text


@pytest.mark.parametrize("query", EXAMPLES.values())
def test_the_examples_run(room: TestClient, query: str) -> None:
    assert ask(room, query)[0] == 200


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM decisions",
        "CREATE TEMP TABLE t AS SELECT 1",
        "SELECT 1; SELECT 2",
        "SET memory_limit = '9GB'",
        "COPY (SELECT 1) TO 'x.csv'",
        "ATTACH 'x.db'",
        "SELECT * FROM read_text('/etc/hostname')",
        "FROM 'pyproject.toml'",
        "SELECT nonsense",
        "INSTALL spatial",
        ";",
    ],
)
def test_what_is_no_question_to_the_lake_is_refused(room: TestClient, query: str) -> None:
    status, page = ask(room, query)
    assert status == 400
    assert 'role="alert"' in page


def test_rows_are_capped_and_the_files_hold_all(room: TestClient) -> None:
    query = f"SELECT range AS n FROM range({SHOWN_ROWS + 7})"
    _, page = ask(room, query)
    assert f"{SHOWN_ROWS} of more rows" in text_of(page)
    csv = room.get("/sql.csv", params={"q": query})
    assert csv.text.count("\n") == SHOWN_ROWS + 8
    assert csv.headers["content-disposition"].startswith("attachment")
    parquet = room.get("/sql.parquet", params={"q": query})
    assert pq.read_table(io.BytesIO(parquet.content)).num_rows == SHOWN_ROWS + 7


def test_a_query_that_takes_too_long_is_stopped(seeds_lake: Settings) -> None:
    with client_of(seeds_lake, seconds=0.3) as client:
        status, page = ask(client, "SELECT count(*) FROM range(1000000000000) t(x) WHERE hash(x) % 7 = 8")
        assert status == 503
        assert "longer than 0.3 seconds" in page
        assert ask(client, "SELECT 1")[0] == 200
