"""The table ``outlets``: a row per outlet that published something in the lake."""

import duckdb
import pyarrow as pa

from dossier_etl.lake.connect import CATALOG
from dossier_etl.model import tables
from dossier_etl.registry import load as load_registry
from dossier_etl.sql import insert_arrow

_NAMES = f"""
    SELECT outlet_id, list_sort(list(DISTINCT name)), max(stored) FROM (
        SELECT outlet_id, outlet AS name, NULL AS stored FROM staged_publications WHERE outlet_id IS NOT NULL
        UNION ALL
        SELECT outlet_id, name, name FROM {CATALOG}.outlets WHERE outlet_id IN (SELECT outlet_id FROM staged_publications)
    ) GROUP BY 1 ORDER BY 1
"""


def update_outlets(con: duckdb.DuckDBPyConnection) -> None:
    """Add the outlets of the staged publications.

    An outlet is named as the registry names it; one that the registry does not know by the alphabetically first of the names
    under which it published, so that the order in which batches come does not matter.
    """
    registry = load_registry()
    changed = []
    for outlet_id, names, stored in con.execute(_NAMES).fetchall():
        registered = (o for name in names for o in registry.by_name(name) if o.outlet_id == outlet_id)
        known = next(registered, None)
        name = known.name if known else names[0]
        if name != stored:
            changed.append(
                {
                    "outlet_id": outlet_id,
                    "name": name,
                    "domains": list(known.domains) if known else [],
                    "country": known.country if known else None,
                    "aliases": list(known.aliases) if known else [],
                }
            )
    if changed:
        ids = [row["outlet_id"] for row in changed]
        con.execute(f"DELETE FROM {CATALOG}.outlets WHERE outlet_id IN (SELECT unnest(?))", [ids])
        insert_arrow(con, f"{CATALOG}.outlets", pa.Table.from_pylist(changed, schema=tables.OUTLETS))
