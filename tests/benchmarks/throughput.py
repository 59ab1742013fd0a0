"""What a page costs: CPU of the whole process tree, wall time and peak memory of an ingest, side by side with other tools.

    python tests/benchmarks/throughput.py GOLD_DIR [--pages 500] [--memory-times 8] [--peers] [--environments DIR]

Makes a WARC of pages from GOLD_DIR (gold.jsonl, pages/<id>.html) in a temporary folder and ingests it into throwaway warehouses,
without and with entities, with one worker and two; again unchanged, again with 1 % new pages appended, and eight times the pages at once.
With ``--peers`` also trafilatura's command line, datatrove and news-please over the same pages, each in an environment made with pip
(in DIR, to be used again, or in the temporary folder). CPU and memory come from wait4: children that were waited for count, memory
is that of the largest process. Rows are printed as soon as they are measured; run it on a machine with nothing else to do.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from peers import PEERS, Peer
from warcs import Page, pages, repeated, write_warc

ROOT = Path(__file__).parents[2]
NEW_SHARE = 0.01


@dataclass(frozen=True)
class Cost:
    """What a command and all its children took."""

    cpu: float
    wall: float
    peak_mb: int
    output: str
    status: int


def run(command: list[str], folder: Path) -> Cost:
    """Run a command in ``folder`` to its end."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.perf_counter()
        child = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=err)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if child.returncode:
            sys.stderr.write(err.read().decode("utf-8", "replace")[-2000:])
        text = out.read().decode("utf-8", "replace")
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss // 1024, text, child.returncode)


def ingest(folder: Path, warehouse: str, source: Path, *, workers: int, entities: bool) -> Cost:
    """`dossier ingest` of one file. Raises RuntimeError when it fails."""
    command = [
        sys.executable,
        "-m",
        "dossier_etl.cli",
        "-w",
        str(folder / warehouse),
        "-q",
        "ingest",
        str(source),
        "--json",
    ]
    command += ["--workers", str(workers), "--quarantine-limit", "1", *([] if entities else ["--no-entities"])]
    cost = run(command, folder)
    if cost.status:
        raise RuntimeError(f"dossier ingest ended with {cost.status}")
    return cost


def outcome(cost: Cost) -> str:
    """What became of the items, as the run's counts say."""
    counts = list(json.loads(cost.output.splitlines()[-1])["sources"].values())
    return ", ".join(
        f"{sum(c[k] for c in counts)} {k}"
        for k in ("loaded", "duplicates", "quarantined", "known")
        if any(c[k] for c in counts)
    )


def say(line: str = "") -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def row(name: str, cost: Cost, n: int, last: str) -> None:
    say(f"| {name} | {cost.cpu / n * 1000:.1f} | {cost.cpu:.1f} | {cost.wall:.1f} | {cost.peak_mb} | {last} |")


def throughput(folder: Path, warc: Path, n: int) -> dict[bool, Cost]:
    """Ours, four times; the cost with one worker, by whether entities were sought."""
    found = {}
    for entities in (False, True):
        for workers in (1, 2):
            cost = ingest(folder, f"w{workers}{entities}", warc, workers=workers, entities=entities)
            row(f"dossier, {'with' if entities else 'no'} entities, {workers} worker(s)", cost, n, outcome(cost))
            if workers == 1:
                found[entities] = cost
            else:
                say(f"<!-- wall, 1 worker ÷ 2: {found[entities].wall / cost.wall:.2f} -->")
    return found


def beside(folder: Path, chosen: list[Page], environments: Path, ours: dict[bool, Cost]) -> list[str]:
    """The other tools' rows; returns the table of ratios."""
    (folder / "pages").mkdir()
    urls = {}
    for i, page in enumerate(chosen):
        urls[f"{i:05d}.html"] = page.url
        shutil.copyfile(page.path, folder / "pages" / f"{i:05d}.html")
    (folder / "urls.json").write_text(json.dumps(urls), "utf-8")
    ratios = ["", "| ours ÷ theirs, CPU | no entities | with entities |", "|---|---|---|"]
    for peer in PEERS:
        ratios.append(_peer(peer, folder, len(chosen), environments, ours))
    return ratios


def _peer(peer: Peer, folder: Path, n: int, environments: Path, ours: dict[bool, Cost]) -> str:
    try:
        home = peer.environment(environments)
        name = f"{peer.name} {peer.version(home)}"
    except subprocess.CalledProcessError as error:
        say(f"| {peer.name} | could not be installed here: {str(error.stderr)[-120:]!r} | | | | |")
        return f"| {peer.name} | not measured | not measured |"
    cost = run(peer.command(home, folder), folder)
    if cost.status:
        say(f"| {name} | could not be run here: ended with {cost.status} | | | | |")
        return f"| {name} | not measured | not measured |"
    kept = sum(1 for _ in (folder / peer.name).rglob("*.json")) if not peer.script else int(cost.output.split()[-1])
    row(name, cost, n, f"{kept} texts")
    return f"| {name} | {ours[False].cpu / cost.cpu:.2f} | {ours[True].cpu / cost.cpu:.2f} |"


def start_up(folder: Path, chosen: list[Page]) -> dict[bool, Cost]:
    """A warehouse of a single page: what is paid before the second one."""
    found = {}
    single = folder / "single.warc.gz"
    write_warc(single, chosen[:1])
    for entities in (False, True):
        found[entities] = ingest(folder, f"single{entities}", single, workers=1, entities=entities)
        row(f"a single page, {'with' if entities else 'no'} entities", found[entities], 1, outcome(found[entities]))
    return found


def incremental(
    folder: Path, grown: list[Page], warc: Path, n: int, first: dict[bool, Cost], start: dict[bool, Cost]
) -> None:
    """The same file again, then grown by 1 % new pages, into the warehouses of the first runs."""
    known: dict[bool, Cost] = {}
    extra = len(grown) - n
    for entities in (False, True):
        known[entities] = ingest(folder, f"w1{entities}", warc, workers=1, entities=entities)
        row(f"again, unchanged, {'with' if entities else 'no'} entities", known[entities], n, outcome(known[entities]))
    write_warc(warc, grown)
    for entities in (False, True):
        cost = ingest(folder, f"w1{entities}", warc, workers=1, entities=entities)
        name = f"again, {extra} pages appended, {'with' if entities else 'no'} entities"
        row(name, cost, len(grown), outcome(cost))
        for what, less in (("the unchanged run's", known[entities]), ("a single page's", start[entities])):
            share = (cost.cpu - less.cpu) / (first[entities].cpu - less.cpu)
            say(f"<!-- of the first run's CPU, each less {what}: {share:.1%} -->")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument(
        "--memory-times", type=int, default=8, help="how often the pages are repeated for the memory run; 0: none"
    )
    parser.add_argument("--peers", action="store_true")
    parser.add_argument(
        "--environments", type=Path, help="folder of the other tools' environments (default: a temporary one)"
    )
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="throughput-"))
    try:
        (folder / "warcs").mkdir()
        warc = folder / "warcs" / "pages.warc.gz"
        grown = pages(args.gold, args.pages + max(1, round(args.pages * NEW_SHARE)))
        chosen = grown[: args.pages]
        size = write_warc(warc, chosen)
        load = f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
        say(f"{len(chosen)} pages, {size / len(chosen) / 1000:.0f} KB each; {load}\n")
        say("| | CPU ms/page | CPU s | wall s | peak MB | outcome |")
        say("|---|---|---|---|---|---|")
        first = throughput(folder, warc, len(chosen))
        ratios = beside(folder, chosen, args.environments or folder / "environments", first) if args.peers else []
        start = start_up(folder, chosen)
        incremental(folder, grown, warc, len(chosen), first, start)
        if args.memory_times:
            large = folder / "large.warc.gz"
            write_warc(large, repeated(chosen, args.memory_times))
            n = len(chosen) * args.memory_times
            cost = ingest(folder, "large", large, workers=1, entities=False)
            row(f"{n} pages, no entities, 1 worker", cost, n, outcome(cost))
        for line in ratios:
            say(line)
        say(f"\nload after: {os.getloadavg()[0]:.1f}")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
