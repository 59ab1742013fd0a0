"""Word documents, through mammoth: paragraphs, headings, lists and tables as HTML."""

import html
import io
import zipfile

from dossier_etl.extract.office.parts import Account, PartError, copied

_PARTS = (
    "[Content_Types].xml",
    "_rels/.rels",
    "word/document.xml",
    "word/_rels/document.xml.rels",
    "word/styles.xml",
    "word/numbering.xml",
    "word/footnotes.xml",
    "word/endnotes.xml",
)
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
br[type='page'] => hr.page:fresh
comment-reference => !
"""


def docx_to_html(archive: zipfile.ZipFile, budget: Account) -> str:
    """Return the document as an HTML page; pictures, comments and everything outside the file are left out.

    Raises:
        PartError: a part is damaged or over a limit, or mammoth cannot read the document.
    """
    parts = copied(archive, _PARTS, budget)
    if any(b"<!ENTITY" in data or b"<!DOCTYPE" in data for data in parts.values()):
        raise PartError("xml_entities", "the document declares XML entities, which are never expanded; refused")
    if "word/document.xml" not in parts:
        raise PartError("archive_damaged", "the part word/document.xml is missing")
    small = io.BytesIO()
    with zipfile.ZipFile(small, "w", zipfile.ZIP_STORED) as copy:
        for name, data in parts.items():
            copy.writestr(name, data)
    import mammoth

    try:
        result = mammoth.convert_to_html(
            small,
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(lambda _: {}),
            ignore_empty_paragraphs=True,
        )
    except (MemoryError, RecursionError):
        raise
    except Exception as error:
        # mammoth raises whatever its XML parser and its lookups raise on damaged documents.
        raise PartError(
            "docx_damaged", f"cannot be read as a Word document ({type(error).__name__}: {error})"[:300]
        ) from None
    return page(result.value)


def page(body: str, title: str = "") -> str:
    """Return a minimal HTML page around converted content."""
    head = f"<title>{html.escape(title)}</title>" if title else ""
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8">{head}</head><body><article>{body}</article></body></html>'
    )
