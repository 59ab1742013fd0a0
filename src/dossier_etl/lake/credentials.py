"""DuckDB secrets for what a lake needs: the catalog's password, the object store's keys.

A secret never shows in `duckdb_databases()`, in `duckdb_secrets()` or in an error, as a connection string does.
"""

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

import duckdb

from dossier_etl.sql import sql_literal

CATALOG_SECRET = "lake_catalog"
STORE_SECRET = "lake_store"


def create_catalog_secret(con: duckdb.DuckDBPyConnection, password: str) -> None:
    """Keep the password of a PostgreSQL catalog for the ATTACH that names `CATALOG_SECRET`."""
    con.execute(f"CREATE OR REPLACE SECRET {CATALOG_SECRET} (TYPE postgres, PASSWORD {sql_literal(password)})")


def store_options(environ: Mapping[str, str]) -> dict[str, str | bool]:
    """Options of an S3 secret from the variables that every AWS tool reads.

    ``AWS_ENDPOINT_URL_S3`` or ``AWS_ENDPOINT_URL`` names another store than Amazon's; such stores are addressed by path,
    because few of them answer to ``bucket.host``.
    """
    options: dict[str, str | bool] = {}
    for option, names in (
        ("KEY_ID", ("AWS_ACCESS_KEY_ID",)),
        ("SECRET", ("AWS_SECRET_ACCESS_KEY",)),
        ("SESSION_TOKEN", ("AWS_SESSION_TOKEN",)),
        ("REGION", ("AWS_REGION", "AWS_DEFAULT_REGION")),
    ):
        value = next((environ[name] for name in names if environ.get(name)), None)
        if value:
            options[option] = value
    endpoint = environ.get("AWS_ENDPOINT_URL_S3") or environ.get("AWS_ENDPOINT_URL")
    if endpoint:
        parts = urlsplit(endpoint if "://" in endpoint else f"https://{endpoint}")
        options |= {
            "ENDPOINT": parts.netloc + parts.path.rstrip("/"),
            "USE_SSL": parts.scheme == "https",
            "URL_STYLE": "path",
        }
    return options


def create_store_secret(con: duckdb.DuckDBPyConnection, folder: str, environ: Mapping[str, str] | None = None) -> None:
    """Let the connection read and write ``folder`` (``s3://bucket/prefix/``) with the environment's keys, and nothing else."""
    options = store_options(os.environ if environ is None else environ)
    values = [f"{name} {str(v).lower() if isinstance(v, bool) else sql_literal(v)}" for name, v in options.items()]
    con.execute(
        f"CREATE OR REPLACE SECRET {STORE_SECRET} ({', '.join(['TYPE s3', *values, f'SCOPE {sql_literal(folder)}'])})"
    )
