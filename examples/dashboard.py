"""A small dashboard of the read model: ``streamlit run examples/dashboard.py -- FOLDER`` (the warehouse; Streamlit is installed apart).

It reads ``FOLDER/published`` and nothing else, and shows what was published last whenever its page is loaded again.
"""

import sys
from pathlib import Path
from typing import Any

import duckdb
import streamlit as st


def rows(folder: Path, sql: str, *parameters: Any) -> Any:
    """Return a query's rows as a data frame."""
    with duckdb.connect(str(folder / "published" / "dossier.duckdb"), read_only=True) as con:
        return con.execute(sql, parameters).df()


def main(folder: Path) -> None:
    """Draw the page."""
    st.title("Dossier")
    total = rows(folder, "SELECT count(*) AS n, count(DISTINCT outlet) AS outlets FROM article")
    st.metric("publications", int(total.n[0]))
    st.metric("outlets", int(total.outlets[0]))

    st.subheader("Publications a week")
    st.bar_chart(
        rows(
            folder, "SELECT date_trunc('week', published_on) AS week, count(*) AS publications FROM article GROUP BY 1"
        ),
        x="week",
        y="publications",
    )

    st.subheader("Attention")
    names = rows(folder, "SELECT name, entity_id FROM entity ORDER BY publications DESC, name LIMIT 50")
    if len(names):
        name = st.selectbox("Who", names.name)
        chosen = names.entity_id[list(names.name).index(name)]
        weeks = rows(folder, "SELECT week, publications FROM entity_week WHERE entity_id = ? ORDER BY week", chosen)
        st.line_chart(weeks, x="week", y="publications")
        st.dataframe(
            rows(
                folder,
                "SELECT other_name, publications, lift FROM entity_pair WHERE entity_id = ? ORDER BY rank",
                chosen,
            )
        )


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "warehouse"))
