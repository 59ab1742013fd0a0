"""Pack public outlet lists into ``src/dossier_etl/registry/data/local.tsv.gz``.

    python tools/build_outlet_registry.py LIST.jsonl OUT.tsv.gz

LIST rows: ``domain, name, aliases, country``. Universities' and governments' domains are left out: the lists file a campus
radio under the whole university. The output is the same for the same input (no time stamp inside).
"""

import argparse
import gzip
import json
import re
from pathlib import Path

SHARED_HOSTS = re.compile(
    r"(?:^|\.)(?:edu|gov|mil)(?:\.[a-z]{2})?$|(?:blogspot|wordpress|facebook|twitter|google|weebly)\.com$"
)


ALPHA_2 = {"IND": "IN", "ISL": "IS", "UGA": "UG", "USA": "US", "GBR": "GB", "DEU": "DE", "ZAF": "ZA"}
"""Some lists write three-letter country codes."""


def packed(source: Path) -> str:
    """The table as text: domain, name, country, aliases (``|``), tab separated, sorted by domain."""
    rows: dict[str, str] = {}
    for line in source.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        domain = row["domain"].strip().lower()
        if SHARED_HOSTS.search(domain) or "\t" in row["name"]:
            continue
        names = {a.replace("|", " ").replace("\t", " ").strip() for a in row["aliases"]} - {row["name"], ""}
        country = row["country"] or ""
        country = ALPHA_2.get(country, country)
        rows[domain] = "\t".join((domain, row["name"].strip(), country, "|".join(sorted(names))))
    return "\n".join(rows[d] for d in sorted(rows)) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("list", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    args.out.write_bytes(gzip.compress(packed(args.list).encode("utf-8"), 9, mtime=0))


if __name__ == "__main__":
    main()
