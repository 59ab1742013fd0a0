"""A package of your own that reads a format of your own: lay it out as an installer would, then ingest with it.

A real package declares the same entry point in its pyproject.toml:

    [project.entry-points."dossier_etl.readers"]
    ticker = "ticker_news:reader"

Usage: python examples/custom_reader.py FOLDER   (everything is made in FOLDER)
"""

import os
import sys
from pathlib import Path

MODULE = '''
from dossier_etl.model.records import Record


class Ticker:
    """Files of a news ticker: entries separated by lines of equals signs."""

    def matches(self, head, name):
        return head.startswith(b"TICKER 1")

    def read(self, stream, ctx):
        for n, entry in enumerate(stream.read().split(b"=====")[1:]):
            yield Record(ctx.uri, ctx.locator(f"entry:{n}"), "text/plain", entry.strip())


reader = Ticker()
'''
WIRE = """TICKER 1
=====
Lighthouse to be repaired
The Pier Post, 3 May 2024

The council of the harbour town decided on Tuesday evening to repair the old lighthouse at the end of the northern pier before winter
comes. A shipping company offered to pay half of it. The work is to begin in the first week of the next month.
=====
Ferry runs again
The Pier Post, 4 May 2024

The ferry between the two harbours runs again since Friday, the town council said. It had stopped for a week because of ice, and many
people had to travel by road around the bay, which takes three hours when the tide is high.
"""


def main(folder: Path) -> None:
    """Install the package into FOLDER, and read a wire with it."""
    site = folder / "site"
    info = site / "ticker_news-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "ticker_news.py").write_text(MODULE, "utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: ticker_news\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text("[dossier_etl.readers]\nticker = ticker_news:reader\n", "utf-8")
    sys.path.insert(0, str(site))
    os.environ["PYTHONPATH"] = str(site)  # for the worker processes

    from dossier_etl import Dossier

    (folder / "wire.txt").write_text(WIRE, "utf-8")
    for item in Dossier.extract(folder / "wire.txt", entities=False):
        print(item["source"].rpartition("#")[2], item["published"], item["title"])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
