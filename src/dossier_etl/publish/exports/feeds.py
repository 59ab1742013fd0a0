"""Articles as an Atom feed."""

import datetime as dt
from pathlib import Path
from typing import Any

from lxml import etree

from dossier_etl.publish.exports.cells import xml_text
from dossier_etl.publish.exports.source import Source

_ATOM = "http://www.w3.org/2005/Atom"
_UNDATED = dt.date(1970, 1, 1)


def write_atom(source: Source, file: Path) -> int:
    """Write an entry an article, in the source's order. Times of days are midnight UTC; ids are URNs of our article ids."""
    source.choose_articles()
    newest = source.con.execute(
        "SELECT max(published_on) FROM lake.publications SEMI JOIN chosen USING (article_id)"
    ).fetchall()[0][0]
    written = 0
    with etree.xmlfile(str(file), encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element("feed", nsmap={None: _ATOM}):
            xml.write(_text("id", f"urn:dossier:{source.name}:{source.snapshot}"))
            xml.write(_text("title", " ".join(["dossier:", *source.asked.values()])))
            xml.write(_text("updated", _time(newest or _UNDATED)))
            for written, article in enumerate(source.articles(), 1):  # noqa: B007
                xml.write(_entry(article))
    return written


def _entry(article: dict[str, Any]) -> Any:
    entry = etree.Element("entry")
    entry.append(_text("id", f"urn:dossier:article:{article['article_id']}"))
    entry.append(_text("title", article["title"] or ""))
    entry.append(_text("updated", _time(article["published_on"] or _UNDATED)))
    if article["published_on"]:
        entry.append(_text("published", _time(article["published_on"])))
    for name in article["authors"] or [article["outlet"] or "unknown"]:
        author = etree.SubElement(entry, "author")
        author.append(_text("name", name))
    if article["url"]:
        etree.SubElement(entry, "link", {"rel": "alternate", "href": xml_text(article["url"])})
    entry.append(_text("content", article["body"] or "", type="text"))
    return entry


def _time(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _text(tag: str, text: str, **attributes: str) -> Any:
    element = etree.Element(tag, attributes)
    element.text = xml_text(text)
    return element
