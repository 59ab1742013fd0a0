"""Other tools over the same pages, each in a virtual environment of its own."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_DATATROVE = """
import pathlib, sys
import pyarrow.parquet
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature
from datatrove.pipeline.extractors import Trafilatura
from datatrove.pipeline.readers import ParquetReader, WarcReader
from datatrove.pipeline.writers import ParquetWriter

def stage(name, tasks, *pipeline):
    LocalPipelineExecutor(pipeline=list(pipeline), tasks=tasks, workers=1, logging_dir=f"{out}/logs-{name}").run()

if __name__ == "__main__":
    warcs, out = sys.argv[1:]
    text = WarcReader(warcs, glob_pattern="*.warc.gz"), Trafilatura(), ParquetWriter(f"{out}/text")
    stage("text", 1, *text, MinhashDedupSignature(f"{out}/signatures"))
    stage("buckets", 14, MinhashDedupBuckets(f"{out}/signatures", f"{out}/buckets"))
    stage("cluster", 1, MinhashDedupCluster(f"{out}/buckets", f"{out}/remove"))
    stage("filter", 1, ParquetReader(f"{out}/text"), MinhashDedupFilter(f"{out}/remove"), ParquetWriter(f"{out}/unique"))
    print(sum(pyarrow.parquet.read_metadata(f).num_rows for f in pathlib.Path(out).glob("text/**/*.parquet")))
"""
_NEWS_PLEASE = """
import json, pathlib, sys
from newsplease import NewsPlease

pages, urls, out = sys.argv[1:]
names = json.loads(pathlib.Path(urls).read_text("utf-8"))
n = 0
with open(out, "w", encoding="utf-8") as lines:
    for path in sorted(pathlib.Path(pages).glob("*.html")):
        try:
            article = NewsPlease.from_html(path.read_bytes().decode("utf-8", "replace"), url=names[path.name], fetch_images=False)
        except Exception as error:
            print(f"{path.name}: {error!r}", file=sys.stderr)
            continue
        n += bool(article.maintext)
        lines.write(json.dumps(article.get_serializable_dict()) + "\\n")
print(n)
"""


@dataclass(frozen=True)
class Peer:
    """A tool: what is installed, which distribution names its version, how it is run."""

    name: str
    requirements: tuple[str, ...]
    script: str = ""

    def environment(self, folder: Path) -> Path:
        """The tool's environment in ``folder``, made if it is not there. Raises CalledProcessError when pip cannot."""
        home = folder / self.name
        if not (home / "bin" / "python").exists():
            subprocess.run([sys.executable, "-m", "venv", str(home)], check=True, capture_output=True, text=True)
            install = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", *self.requirements]
            subprocess.run(install, check=True, capture_output=True, text=True)
        return home

    def version(self, home: Path) -> str:
        code = f"import importlib.metadata as m; print(m.version({self.name!r}))"
        return subprocess.run(
            [str(home / "bin" / "python"), "-c", code], check=True, capture_output=True, text=True
        ).stdout.strip()

    def command(self, home: Path, work: Path) -> list[str]:
        """The command over ``work``/warcs, ``work``/pages and ``work``/urls.json, writing below ``work``/<name>."""
        out = work / self.name
        out.mkdir()
        if not self.script:
            sides = ["--input-dir", str(work / "pages"), "--output-dir", str(out)]
            return [str(home / "bin" / "trafilatura"), *sides, "--json", "--with-metadata", "--parallel", "1"]
        file = out / "run.py"
        file.write_text(self.script, "utf-8")
        given = [str(work / "warcs"), str(out)]
        if self.name == "news-please":
            given = [str(work / "pages"), str(work / "urls.json"), str(out / "articles.jsonl")]
        return [str(home / "bin" / "python"), str(file), *given]


PEERS = (
    Peer("trafilatura", ("trafilatura", "lxml_html_clean")),
    Peer(
        "datatrove",
        ("datatrove[io,processing]", "trafilatura", "lxml_html_clean", "spacy", "xxhash", "warcio", "pyarrow"),
        _DATATROVE,
    ),
    Peer("news-please", ("news-please",), _NEWS_PLEASE),
)
