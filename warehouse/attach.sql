-- Attach the dossier to a plain DuckDB shell (1.5 or newer), read-only:  duckdb -init warehouse/attach.sql
INSTALL ducklake;
INSTALL sqlite;
LOAD ducklake;
LOAD sqlite;
ATTACH 'ducklake:sqlite:warehouse/catalog.sqlite' AS lake (READ_ONLY, DATA_PATH 'warehouse/data/', OVERRIDE_DATA_PATH true);
USE lake;
