"""EPUB: the chapters in reading order, each a page of its own."""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree

from dossier_etl.extract.office.parts import Account, PartError, parse_part, read_part


@dataclass(frozen=True, slots=True)
class Book:
    """What the package file says: facts about the book, and the parts in reading order."""

    hints: dict[str, str] = field(default_factory=dict)
    chapters: tuple[str, ...] = ()


def book_of(archive: zipfile.ZipFile, budget: Account) -> Book:
    """Return the book's metadata and its chapters in the order of the spine, the navigation left out.

    Raises:
        PartError: the container or package file is missing or damaged.
    """
    container = parse_part(read_part(archive, "META-INF/container.xml", budget), "META-INF/container.xml")
    path = next(
        (str(n.get("full-path")) for n in container.iter() if _local(n) == "rootfile" and n.get("full-path")), ""
    )
    package = parse_part(read_part(archive, path, budget), path)
    folder = posixpath.dirname(path)
    files: dict[str, tuple[str, str]] = {}
    for item in package.iter():
        if _local(item) == "item" and item.get("id"):
            files[str(item.get("id"))] = (str(item.get("href") or ""), str(item.get("properties") or ""))
    spine = [str(n.get("idref")) for n in package.iter() if _local(n) == "itemref"]
    chapters = [
        posixpath.normpath(posixpath.join(folder, unquote(files[idref][0])))
        for idref in spine
        if idref in files and "nav" not in files[idref][1].split()
    ]
    if not chapters:
        raise PartError("archive_damaged", "the book names no chapters")
    return Book(_metadata(package), tuple(dict.fromkeys(chapters)))


def _metadata(package: etree._Element) -> dict[str, str]:
    wanted = {
        "title": "row.book_title",
        "creator": "row.book_creator",
        "publisher": "publisher",
        "language": "language",
    }
    found: dict[str, str] = {}
    for node in package.iter():
        value = (node.text or "").strip() if isinstance(node.tag, str) else ""
        name = _local(node)
        if value and name in wanted:
            found.setdefault(wanted[name], value[:500])
        elif value and name == "date" and "row.book_date" not in found:
            found["row.book_date"] = value[:100]
    return found


def chapters(archive: zipfile.ZipFile, book: Book, budget: Account) -> Iterator[tuple[str, bytes | PartError]]:
    """Yield each chapter's name with its bytes, or with what is wrong with it."""
    for name in book.chapters:
        try:
            yield name, read_part(archive, name, budget)
        except PartError as error:
            yield name, error


def _local(node: etree._Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
