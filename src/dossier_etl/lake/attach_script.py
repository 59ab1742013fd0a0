"""A script that attaches the warehouse to a plain DuckDB shell, read-only."""

from dossier_etl.lake.connect import CATALOG
from dossier_etl.lake.postgres import PREFIX, is_postgres, split_password
from dossier_etl.settings import Settings
from dossier_etl.sql import sql_literal

_STORE = "-- The data lies in an object store: CREATE SECRET (TYPE s3, PROVIDER credential_chain); or with keys of your own.\n"


def write_attach_script(settings: Settings, data_path: str) -> None:
    """Write ``attach.sql`` into the warehouse; without password, which PostgreSQL takes from ``PGPASSWORD`` or ``~/.pgpass``.

    Args:
        data_path: where the attached lake keeps its Parquet files.
    """
    extensions = ["ducklake", "postgres" if is_postgres(settings.catalog) else "sqlite"]
    extensions += ["httpfs"] if "://" in data_path else []
    if is_postgres(settings.catalog):
        catalog = PREFIX + split_password(settings.catalog)[0].removeprefix(PREFIX)
    else:
        catalog = settings.catalog or f"sqlite:{settings.catalog_file.absolute()}"
    file = settings.warehouse / "attach.sql"
    file.write_text(
        f"-- Attach the dossier to a DuckDB shell (1.5 or newer), read-only:  duckdb -init {file}\n"
        + "".join(f"INSTALL {name};\nLOAD {name};\n" for name in extensions)
        + (_STORE if data_path.startswith("s3://") else "")
        + f"ATTACH {sql_literal(f'ducklake:{catalog}')} AS {CATALOG} "
        f"(READ_ONLY, DATA_PATH {sql_literal(data_path)}, OVERRIDE_DATA_PATH true);\nUSE {CATALOG};\n",
        "utf-8",
    )
