"""Files → articles, without a warehouse: print one line per article with the evidence for its date.

Usage: python examples/files_to_articles.py [ANYTHING]
"""

from pathlib import Path

from dossier_etl import Dossier

SEEDS = Path(__file__).parents[1] / "seeds"

if __name__ == "__main__":
    for item in Dossier.extract(SEEDS / "01-harbour.html", SEEDS / "09-deutsch.html", entities=False):
        print(f"{item['published'] or '?':<28} {item['outlet'] or '?':<22} {item['title']}")
        for evidence in item["evidence"]:
            if evidence["field"] == "published":
                mark = "✔" if evidence["chosen"] else "·"
                print(f"    {mark} {evidence['value']:<26} {evidence['rule']:<28} {evidence['snippet']!r}")
