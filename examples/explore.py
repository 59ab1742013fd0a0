"""A notebook-style exploration: fill a warehouse, ask it, look at one article's evidence, decide about one in quarantine.

Usage: python examples/explore.py FOLDER   (the warehouse is made in FOLDER)
"""

import sys
from pathlib import Path

from dossier_etl import Dossier

SEEDS = Path(__file__).parents[1] / "seeds"


def main(folder: Path) -> None:
    """Walk through the seeds."""
    with Dossier.open(folder / "warehouse") as dossier:
        summary = dossier.ingest(*sorted(SEEDS.glob("0[1-9]*")))
        print(f"{summary.total.loaded} articles loaded, {summary.total.quarantined} in quarantine: {summary.reasons}")

        print("\nWho wrote when:")
        print(dossier.sql("SELECT published_on, outlet, title FROM articles ORDER BY published_on"))

        print("\nNames most often met:")
        names = dossier.sql(
            "SELECT name, type, sum(mentions) AS n FROM entity_timeline GROUP BY ALL ORDER BY n DESC, name LIMIT 5"
        )
        for name, kind, n in names.fetchall():
            print(f"  {name} ({kind}): {n}")

        [(article_id,)] = dossier.sql("SELECT min(article_id) FROM articles").fetchall()
        article = dossier.article(article_id)
        print(f"\nWhy {article.title!r} is dated {article.published}:")
        for evidence in article.why("published")[:3]:
            print(f"  {'✔' if evidence.chosen else '·'} {evidence.value} by {evidence.rule}: {evidence.snippet!r}")

        [(item_id,)] = dossier.sql("SELECT min(item_id) FROM inbox").fetchall()
        dossier.decide(item_id, outlet="The River Review", published="2014-06-17", who="example", note="seen in print")
        dossier.ingest(SEEDS / "01-harbour.html")
        print(f"\nAfter the decision: {dossier.article(item_id).outlet}, {dossier.article(item_id).published}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
