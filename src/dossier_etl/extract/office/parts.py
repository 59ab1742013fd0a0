"""The parts of an office document: which program wrote it, and each part read within limits."""

import re
import zipfile
import zlib
from collections.abc import Collection
from typing import Protocol

from lxml import etree

MAX_PART_BYTES = 40_000_000
"""A part of more bytes, unpacked, is refused: the text of a novel has 2 MB of XML; 600,001 empty paragraphs (a 60 kB file) have 46."""
MAX_PARAGRAPHS = 100_000
"""More paragraphs or table cells are refused before parsing; a book of 1,000 pages has about 20,000."""
MAX_TAGS = 600_000
"""More tags are refused before parsing: a parsed element costs up to a kilobyte. A book of 1,000 pages has about 400,000."""
MAX_WORKBOOK_BYTES = 300_000_000
"""What the parts of a workbook may unpack to in all; they are streamed, but for the shared strings."""
_PARAGRAPH = re.compile(rb"<(?:w|text):(?:p|h)[ />]|<table:table-cell[ />]")
_OPENXML = (
    ("word/", "Word document"),
    ("xl/", "Excel workbook"),
    ("ppt/", "PowerPoint presentation"),
    ("visio/", "Visio drawing"),
)
_MIMETYPES = {
    "application/vnd.oasis.opendocument.text": "OpenDocument text",
    "application/vnd.oasis.opendocument.text-template": "OpenDocument text",
    "application/vnd.oasis.opendocument.spreadsheet": "OpenDocument spreadsheet",
    "application/vnd.oasis.opendocument.presentation": "OpenDocument presentation",
    "application/epub+zip": "EPUB",
}
_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, KeyError)


class PartError(ValueError):
    """A part is missing, damaged, too large, or declares entities. ``kind`` is that of the incident to report."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind


class Account(Protocol):
    """Accounts for expanded bytes (see `context.Budget`)."""

    def take(self, n: int) -> bool: ...


def program(archive: zipfile.ZipFile) -> str | None:
    """Return the name of the document format a zip file is, whatever the order of its parts; None for other archives."""
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        return next((name for folder, name in _OPENXML if any(n.startswith(folder) for n in names)), "Office document")
    if "mimetype" in names:
        mimetype = _first_bytes(archive, "mimetype").decode("ascii", "replace").strip()
        if mimetype.startswith(("application/vnd.", "application/epub")):
            return _MIMETYPES.get(mimetype, f"document ({mimetype[:80]})")
    if "META-INF/container.xml" in names:
        return "EPUB"
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        start = _first_bytes(archive, "content.xml")
        return "OpenDocument spreadsheet" if b"office:spreadsheet" in start else "OpenDocument text"
    if "Index/Document.iwa" in names or "Index.zip" in names:
        return "Apple iWork document"
    return None


def read_part(archive: zipfile.ZipFile, name: str, budget: Account, limit: int = MAX_PART_BYTES) -> bytes:
    """Return the bytes of a part.

    Raises:
        PartError: it is missing, damaged, needs a password, or has more bytes or paragraphs than the limits allow.
    """
    try:
        info = archive.getinfo(name)
    except KeyError:
        raise PartError("archive_damaged", f"the part {name} is missing") from None
    if info.flag_bits & 1:
        raise PartError("encrypted", "this document needs a password")
    if info.file_size > limit:
        raise PartError("too_large", f"the part {name} unpacks to {info.file_size} bytes; the limit is {limit}")
    try:
        with archive.open(info) as part:
            data = part.read(limit + 1)
    except _DAMAGE as error:
        raise PartError("archive_damaged", f"the part {name} cannot be unpacked ({error})") from None
    if len(data) > limit or not budget.take(len(data)):
        raise PartError("too_large", f"the part {name} unpacks to more than {limit} bytes")
    if data.count(b"<") > MAX_TAGS:
        raise PartError("too_large", f"the part {name} has more than {MAX_TAGS} tags")
    count = sum(1 for _ in _PARAGRAPH.finditer(data))
    if count > MAX_PARAGRAPHS:
        raise PartError("too_large", f"{count} paragraphs or cells; the limit is {MAX_PARAGRAPHS}")
    return data


def check_sizes(archive: zipfile.ZipFile, max_ratio: float) -> None:
    """Check what the parts of a workbook unpack to, as the archive states it (which bounds what can be read of them).

    Raises:
        PartError: more than the limits allow.
    """
    infos = [info for info in archive.infolist() if info.filename.endswith((".xml", ".rels"))]
    total = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if total > MAX_WORKBOOK_BYTES or (total > MAX_PART_BYTES and total > max_ratio * max(packed, 1)):
        raise PartError("too_large", f"its parts unpack to {total} bytes; the limit is {MAX_WORKBOOK_BYTES}")
    for info in infos:
        if b"<!ENTITY" in _first_bytes(archive, info.filename):
            raise PartError(
                "xml_entities", f"the part {info.filename} declares XML entities, which are never expanded; refused"
            )


def parse_part(data: bytes, name: str) -> etree._Element:
    """Return the root element of a part; broken XML is repaired, entities are refused.

    Raises:
        PartError: it is no XML, or declares entities.
    """
    if b"<!ENTITY" in data[:65_536]:
        raise PartError("xml_entities", f"the part {name} declares XML entities, which are never expanded; refused")
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise PartError("xml_damaged", f"the part {name} is not XML ({error})") from None
    if root is None:
        raise PartError("xml_damaged", f"the part {name} is not XML")
    return root


def copied(archive: zipfile.ZipFile, names: Collection[str], budget: Account) -> dict[str, bytes]:
    """Return those of the named parts that the archive has.

    Raises:
        PartError: see `read_part`.
    """
    present = [name for name in archive.namelist() if name in names]
    return {name: read_part(archive, name, budget) for name in dict.fromkeys(present)}


def _first_bytes(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as part:
            return part.read(4_096)
    except _DAMAGE:
        return b""
