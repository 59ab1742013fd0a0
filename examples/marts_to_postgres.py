"""Copy the read model into a PostgreSQL database, for Grafana, Metabase, Superset and Power BI.

Usage: ``python examples/marts_to_postgres.py FOLDER 'host=127.0.0.1 dbname=dossier user=loader'`` (the warehouse; the password comes
from PGPASSWORD or ~/.pgpass). All tables are replaced in one transaction.
"""

import sys
from pathlib import Path

import duckdb
from duckdb_extensions import import_extension


def main(folder: Path, connection: str) -> None:
    """Replace the marts' tables."""
    import_extension("postgres_scanner")
    con = duckdb.connect()
    con.execute("LOAD postgres_scanner")
    for name, database, options in (
        ("dossier", str(folder / "published" / "dossier.duckdb"), "READ_ONLY"),
        ("pg", connection, "TYPE postgres"),
    ):
        quoted = database.replace("'", "''")
        con.execute(f"ATTACH '{quoted}' AS {name} ({options})")
    marts = con.execute(
        "SELECT view_name FROM duckdb_views() WHERE NOT internal AND database_name = 'dossier'"
    ).fetchall()
    con.execute("BEGIN")
    for (mart,) in marts:
        con.execute(f"DROP TABLE IF EXISTS pg.{mart}")
        con.execute(f"CREATE TABLE pg.{mart} AS FROM dossier.{mart}")
    con.execute("COMMIT")
    print(f"{len(marts)} tables replaced")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
