# ruff: noqa: E501 - samples are kept as they are written
"""Small documents of office programs, built in memory."""

import html
import io
import zipfile

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def zipped(parts: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def paragraph(text: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{html.escape(text)}</w:t></w:r></w:p>'


def docx_of(lines: list[str], title: str = "", body: str = "", last_types: bool = False) -> bytes:
    """A Word document of plain paragraphs, its first in the style Heading 1 if ``title`` is given."""
    styles = f'<w:styles xmlns:w="{_W}"><w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style></w:styles>'
    text = (paragraph(title, "H1") if title else "") + "".join(map(paragraph, lines)) + body
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS,
        "docProps/core.xml": '<cp:p xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:creator>Clerk</dc:creator>'
        "<dcterms:created>2026-01-02T03:04:05Z</dcterms:created></cp:p>",
        "docProps/thumbnail.jpeg": b"\xff\xd8\xff",
        "word/document.xml": f'<?xml version="1.0"?><w:document xmlns:w="{_W}"><w:body>{text}</w:body></w:document>',
        "word/styles.xml": styles,
    }
    if last_types:
        parts["[Content_Types].xml"] = parts.pop("[Content_Types].xml")
    return zipped(parts)


_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
)


def odf_of(inner: str, kind: str = "text", mimetype_first: bool = True, mimetype: bool = True) -> bytes:
    """An OpenDocument file with this content inside ``office:text`` or ``office:spreadsheet``."""
    content = f'<?xml version="1.0"?><office:document-content {_ODF}><office:body><office:{kind}>{inner}</office:{kind}></office:body></office:document-content>'
    parts: dict[str, bytes | str] = {"content.xml": content, "META-INF/manifest.xml": "<m/>"}
    if mimetype:
        stated: dict[str, bytes | str] = {"mimetype": f"application/vnd.oasis.opendocument.{kind}"}
        parts = {**stated, **parts} if mimetype_first else {**parts, **stated}
    return zipped(parts)


def epub_of(chapters: dict[str, str], spine: list[str]) -> bytes:
    items = "".join(f'<item id="{n}" href="{n}.xhtml" media-type="application/xhtml+xml"/>' for n in chapters)
    refs = "".join(f'<itemref idref="{n}"/>' for n in spine)
    parts: dict[str, bytes | str] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="OEBPS/a.opf"/></rootfiles></container>',
        **{f"OEBPS/{n}.xhtml": f"<html><body><h1>{n}</h1><p>{text}</p></body></html>" for n, text in chapters.items()},
        "OEBPS/a.opf": '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>Pier Weekly</dc:title><dc:publisher>Pier Ltd</dc:publisher>'
        f'<dc:date>2024-05-01</dc:date></metadata><manifest><item id="nav" href="nav.xhtml" properties="nav"/>{items}</manifest><spine>{refs}</spine></package>',
    }
    return zipped(parts)


def xlsx_of(sheets: dict[str, list[list[object]]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
