"""OpenDocument: text as HTML, spreadsheets as rows."""

import html
import zipfile
from collections.abc import Iterator

from lxml import etree

from dossier_etl.extract.office.docx import page
from dossier_etl.extract.office.parts import Account, parse_part, read_part

_SKIPPED = {"annotation", "tracked-changes", "sequence-decls", "forms", "note-citation", "image", "object"}
_BLOCKS = {"p": "p", "list": "ul", "list-item": "li", "table": "table", "table-row": "tr", "table-cell": "td"}
_MAX_DEPTH = 200
_MAX_CELLS = 256
"""Columns read: cells may be repeated by a number, and spreadsheets fill their rows with thousands of empty ones."""


def odt_to_html(archive: zipfile.ZipFile, budget: Account) -> str:
    """Return an OpenDocument text as an HTML page.

    Raises:
        PartError: a part is damaged or over a limit.
    """
    root = parse_part(read_part(archive, "content.xml", budget), "content.xml")
    body = next((node for node in root.iter() if _local(node) == "text" and _namespace(node) == "office"), root)
    return page("".join(_inner(body, 0)))


def ods_rows(archive: zipfile.ZipFile, budget: Account) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield (sheet name, rows of cells as text) of an OpenDocument spreadsheet.

    Raises:
        PartError: a part is damaged or over a limit.
    """
    root = parse_part(read_part(archive, "content.xml", budget), "content.xml")
    for table in root.iter():
        if _local(table) != "table":
            continue
        rows = [_cells(row) for row in table.iter() if _local(row) == "table-row"]
        yield _attribute(table, "name"), [row for row in rows if any(row)]


def _cells(row: etree._Element) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if _local(cell) not in ("table-cell", "covered-table-cell"):
            continue
        value = _attribute(cell, "date-value") or "\n".join(
            html.unescape(_text(p)) for p in cell if _local(p) in ("p", "h")
        )
        repeat = _attribute(cell, "number-columns-repeated")
        room = _MAX_CELLS - len(cells)
        cells += [value] * min(int(repeat[:6]) if repeat.isdigit() else 1, room)
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _inner(node: etree._Element, depth: int) -> Iterator[str]:
    if depth > _MAX_DEPTH:
        yield html.escape("".join(str(t) for t in node.itertext()))
        return
    yield html.escape(node.text or "", quote=False)
    for child in node:
        yield from _element(child, depth + 1)
        yield html.escape(child.tail or "", quote=False)


def _element(node: etree._Element, depth: int) -> Iterator[str]:
    name = _local(node)
    if not name or name in _SKIPPED:
        return
    if name == "h":
        level = _attribute(node, "outline-level")
        tag = f"h{min(max(int(level), 1), 6)}" if level.isdigit() else "h2"
    elif name == "a":
        yield f'<a href="{html.escape(_attribute(node, "href"))}">'
        yield from _inner(node, depth)
        yield "</a>"
        return
    elif name in ("s", "tab", "line-break", "soft-page-break"):
        yield {"line-break": "<br>", "soft-page-break": ""}.get(name, " ")
        return
    else:
        tag = _BLOCKS.get(name, "")
    yield f"<{tag}>" if tag else ""
    yield from _inner(node, depth)
    yield f"</{tag}>" if tag else ""


def _text(node: etree._Element) -> str:
    return "".join(" " if part.startswith("<") else part for part in _inner(node, 0))


def _local(node: etree._Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _namespace(node: etree._Element) -> str:
    return str(node.tag).partition("}")[0].rpartition(":xmlns:")[2].partition(":")[0]


def _attribute(node: etree._Element, name: str) -> str:
    return next((str(value) for key, value in node.attrib.items() if str(key).rpartition("}")[2] == name), "")
