"""The dialect shows an open DuckDB connection to SQLAlchemy, and leaves its transaction alone."""

import datetime as dt

import duckdb
import pytest
import sqlalchemy as sa

from dossier_etl.quality.dialect import shared


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute(
        """CREATE TEMP TABLE t AS SELECT 'a b' AS s, 1::BIGINT AS n, 18446744073709551615::UBIGINT AS u, 0.5::DOUBLE AS x,
           true AS b, DATE '2024-03-01' AS d, encode('é') AS raw, ['p', 'q'] AS list"""
    )
    return con


def test_values_arrive_as_python_values(con: duckdb.DuckDBPyConnection) -> None:
    with shared("t", con) as url, sa.create_engine(url).connect() as session:
        [row] = session.execute(sa.text("SELECT * FROM t")).fetchall()
    assert tuple(row) == ("a b", 1, 2**64 - 1, 0.5, True, dt.date(2024, 3, 1), "é".encode(), ["p", "q"])


def test_columns_are_told_with_their_types(con: duckdb.DuckDBPyConnection) -> None:
    with shared("t", con) as url:
        inspector = sa.inspect(sa.create_engine(url))
        assert "t" in inspector.get_table_names()
        kinds = {c["name"]: type(c["type"]) for c in inspector.get_columns("t")}
    assert kinds == {
        "s": sa.String,
        "n": sa.BigInteger,
        "u": sa.BigInteger,
        "x": sa.Float,
        "b": sa.Boolean,
        "d": sa.Date,
        "raw": sa.LargeBinary,
        "list": sa.String,
    }


def test_rows_can_be_fetched_after_the_connection_is_closed(con: duckdb.DuckDBPyConnection) -> None:
    with shared("t", con) as url:
        with sa.create_engine(url).connect() as session:
            result = session.execute(sa.text("SELECT n FROM t"))
        assert result.fetchall() == [(1,)]


@pytest.mark.parametrize(("pattern", "found"), [(" ", True), ("^a", True), ("^b", False), ("a b", True)])
def test_a_pattern_is_searched_for_not_matched_in_full(
    con: duckdb.DuckDBPyConnection, pattern: str, found: bool
) -> None:
    table = sa.table("t", sa.column("s"))
    with shared("t", con) as url, sa.create_engine(url).connect() as session:
        for operator, expected in (("~", found), ("!~", not found)):
            query = sa.select(table.c.s.op(operator)(pattern))
            assert session.execute(query).scalar() is expected


def test_it_sees_the_open_transaction_and_neither_commits_nor_rolls_back(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("BEGIN")
    con.execute("INSERT INTO t (n) VALUES (2)")
    with shared("t", con) as url, sa.create_engine(url).connect() as session:
        assert session.execute(sa.text("SELECT count(*) FROM t")).scalar() == 2
        session.commit()
        session.rollback()
    con.execute("ROLLBACK")
    assert con.execute("SELECT count(*) FROM t").fetchall() == [(1,)]


def test_a_connection_is_not_reachable_afterwards(con: duckdb.DuckDBPyConnection) -> None:
    with shared("t", con) as url:
        pass
    with pytest.raises(KeyError):
        sa.create_engine(url).connect()
