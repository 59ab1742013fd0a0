"""Articles for reference managers: BibTeX, RIS and CSL-JSON."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dossier_etl.model.edtf import Edtf
from dossier_etl.publish.exports.source import Source

_BIBTEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "%": r"\%",
        "&": r"\&",
        "#": r"\#",
        "$": r"\$",
        "_": r"\_",
    }
    | {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)
_DAY, _MONTH, _YEAR = "%Y-%m-%d", "%Y-%m", "%Y"
_PRECISIONS = {"time": _DAY, "day": _DAY, "month": _MONTH, "year": _YEAR}


def write_bibtex(source: Source, file: Path) -> int:
    """Write ``@article`` entries with ``journal``, ``date`` and ``url``, as BibLaTeX and Zotero read them."""
    written = 0
    with file.open("w", encoding="utf-8") as out:
        for written, article in enumerate(source.articles(), 1):  # noqa: B007
            fields = {
                "title": article["title"],
                "author": " and ".join(f"{{{_tex(a)}}}" for a in article["authors"] or ()),
                "journal": article["outlet"],
                "date": article["published"],
                "year": _year(article),
                "url": article["url"],
                "langid": article["language"] if article["language"] != "und" else None,
                "abstract": _abstract(article),
            }
            out.write(f"@article{{{article['article_id'][:16]},\n")
            for name, value in fields.items():
                if value:
                    out.write(f"  {name} = {{{value if name in ('author', 'url') else _tex(str(value))}}},\n")
            out.write("}\n\n")
    return written


def _tex(text: str) -> str:
    return " ".join(text.split()).translate(_BIBTEX)


def _abstract(article: Mapping[str, Any]) -> str:
    """Return the first paragraph of the body."""
    return str(article["body"] or "").partition("\n\n")[0]


def _year(article: Mapping[str, Any]) -> str | None:
    day = article["published_on"]
    return f"{day.year:04d}" if day and day.year == article["published_latest"].year else None


def write_ris(source: Source, file: Path) -> int:
    """Write RIS entries of type NEWS."""
    written = 0
    with file.open("w", encoding="utf-8", newline="") as out:
        for written, article in enumerate(source.articles(), 1):  # noqa: B007
            format_ = _PRECISIONS.get(article["published_precision"] or "")
            day = article["published_on"].strftime(format_).replace("-", "/") if format_ else None
            tags = [
                ("TI", article["title"]),
                *(("AU", author) for author in article["authors"] or ()),
                ("T2", article["outlet"]),
                ("PY", _year(article)),
                ("DA", f"{day}{'/' * (3 - day.count('/'))}" if day else None),
                ("UR", article["url"]),
                ("LA", article["language"] if article["language"] != "und" else None),
                ("AB", _abstract(article)),
                ("ID", article["article_id"]),
            ]
            out.write("TY  - NEWS\r\n")
            out.writelines(f"{tag}  - {' '.join(str(value).split())}\r\n" for tag, value in tags if value)
            out.write("ER  - \r\n\r\n")
    return written


def write_csl(source: Source, file: Path) -> int:
    """Write a CSL-JSON array of ``article-newspaper`` items."""
    written = 0
    with file.open("w", encoding="utf-8") as out:
        out.write("[")
        for written, article in enumerate(source.articles(), 1):
            item = {
                "id": article["article_id"],
                "type": "article-newspaper",
                "title": article["title"],
                "author": [{"literal": author} for author in article["authors"] or ()],
                "container-title": article["outlet"],
                "issued": _issued(article),
                "URL": article["url"],
                "language": article["language"] if article["language"] != "und" else None,
                "abstract": _abstract(article),
            }
            out.write(",\n" if written > 1 else "\n")
            out.write(json.dumps({k: v for k, v in item.items() if v}, ensure_ascii=False))
        out.write("\n]\n")
    return written


def _issued(article: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a date of CSL: one day, month or year as it is known, or the two ends of an interval."""
    if not article["published"]:
        return None
    date = Edtf.parse(article["published"])
    if format_ := _PRECISIONS.get(date.precision):
        return {"date-parts": [[int(part) for part in date.earliest.strftime(format_).split("-")]]}
    ends = (date.earliest, date.latest)
    return {"date-parts": [[day.year, day.month, day.day] for day in ends]}
