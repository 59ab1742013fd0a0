"""How long a batch is looked up in a large lake: synthetic sketches, the real lookup.

    python tests/benchmarks/dedup_lookup.py [--documents 10000000] [--batch 50000] [--folder DIR]

Makes a lake of sketches in a temporary folder (about 3 GB for 10 M documents), looks up a batch of which one document in ten is
a copy that shares half its hashes with one of the lake, checks that all copies are found, prints a line a run and removes the
folder. The lookup runs in a process of its own, so that its peak memory is its own.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
from duckdb_extensions import import_extension

from dossier_etl.dedup.batch_tables import prepare
from dossier_etl.dedup.lookup import find_candidates
from dossier_etl.dedup.thresholds import MIN_SUPPORT, SKETCH_FRACTION

HASHES_A_DOCUMENT = 32
DOCUMENTS_A_PERIOD = 200_000
MEMORY_LIMIT = "700MB"
_STEP = 1_000_000
_SKETCH_BITS = 64 - SKETCH_FRACTION.bit_length() + 1


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """A connection with the lake in ``folder`` attached."""
    con = duckdb.connect()
    for name in ("ducklake", "sqlite_scanner"):
        import_extension(name, con=con)
        con.execute(f"LOAD {name}")
    con.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
    con.execute("SET preserve_insertion_order = false")
    con.execute(f"SET temp_directory = '{folder / 'spill'}'")
    con.execute(
        f"ATTACH 'ducklake:sqlite:{folder / 'catalog.sqlite'}' AS lake "
        f"(DATA_PATH '{folder / 'data'}/', DATA_INLINING_ROW_LIMIT 0, OVERRIDE_DATA_PATH true)"
    )
    return con


def _sketch_rows(first: int, last: int, salt: int) -> str:
    """SQL: sketch rows of documents ``first`` ≤ i < ``last``; another salt, other hashes."""
    return f"""SELECT hash(i * {HASHES_A_DOCUMENT} + j + {salt} * 1000000000000) >> {64 - _SKETCH_BITS} AS hash,
                      hash(i + {salt} * 1000000000000) AS text_key, (i // {DOCUMENTS_A_PERIOD})::INTEGER AS period
               FROM range({first}, {last}) d(i), range(0, {HASHES_A_DOCUMENT}) h(j)"""


def build(folder: Path, documents: int) -> None:
    """A lake of ``documents`` sketched documents."""
    (folder / "data").mkdir(parents=True)
    con = connect(folder)
    con.execute("CREATE TABLE lake.sketches (hash UBIGINT, text_key UBIGINT, period INTEGER)")
    con.execute("CREATE TABLE lake.common_hashes (hash UBIGINT)")
    for first in range(0, documents, _STEP):
        con.execute(f"INSERT INTO lake.sketches {_sketch_rows(first, min(first + _STEP, documents), 0)}")
    con.close()


def measure(folder: Path, documents: int, batch: int) -> dict[str, float]:
    """Look up one batch; seconds, peak memory and what was found."""
    con = connect(folder)
    prepare(con)
    copies = batch // 10
    con.execute(f"CREATE TEMP TABLE dedup_sketches AS {_sketch_rows(0, batch, 1)}")
    # A copy's second half of hashes is that of a document of the lake, spread evenly over it.
    con.execute(
        f"""UPDATE dedup_sketches SET hash = c.hash FROM (
                SELECT hash(i + 1000000000000) AS text_key,
                       hash(i + 1000000000000) AS k, j,
                       hash(i * {HASHES_A_DOCUMENT} + j + 1000000000000) >> {64 - _SKETCH_BITS} AS own,
                       hash((i * {documents // max(1, copies)}) * {HASHES_A_DOCUMENT} + j) >> {64 - _SKETCH_BITS} AS hash
                FROM range(0, {copies}) d(i),
                     range({HASHES_A_DOCUMENT // 2}, {HASHES_A_DOCUMENT}) h(j)) c
            WHERE dedup_sketches.text_key = c.text_key AND dedup_sketches.hash = c.own"""
    )
    con.execute("CREATE TEMP TABLE dedup_new_texts AS SELECT DISTINCT text_key FROM dedup_sketches")
    started, spent = time.perf_counter(), time.process_time()
    find_candidates(con, "lake", MIN_SUPPORT)
    seconds, spent = time.perf_counter() - started, time.process_time() - spent
    found = con.execute("SELECT count(*) FROM dedup_candidates").fetchone()
    return {
        "seconds": round(seconds, 2),
        "cpu_seconds": round(spent, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "copies": copies,
        "candidates": int(found[0]) if found else 0,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=10_000_000)
    parser.add_argument("--batch", type=int, default=50_000)
    parser.add_argument("--folder", type=Path, help="where to build (default: a temporary folder)")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        sys.stdout.write(json.dumps(measure(args.folder, args.documents, args.batch)) + "\n")
        return
    folder = Path(tempfile.mkdtemp(dir=args.folder, prefix="dedup-lookup-"))
    try:
        started = time.perf_counter()
        build(folder, args.documents)
        size = sum(f.stat().st_size for f in folder.rglob("*.parquet")) / 1e9
        sys.stdout.write(f"built {args.documents:,} documents, {size:.2f} GB, {time.perf_counter() - started:.0f} s\n")
        for _ in range(args.runs):
            sizes = ["--documents", str(args.documents), "--batch", str(args.batch), "--folder", str(folder)]
            command = [sys.executable, __file__, "--measure", *sizes]
            sys.stdout.write(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
