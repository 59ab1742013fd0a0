# ruff: noqa: E501 - samples are kept as they are written
"""Word, OpenDocument, EPUB, Excel, rich text, web archives, PDF: read as what they are, within limits."""

import datetime as dt
import plistlib
from pathlib import Path

import pytest
from extract_building import page, pdf_of, read, zip_of
from office_building import docx_of, epub_of, odf_of, paragraph, xlsx_of, zipped
from outlook_building import msg_of

from dossier_etl.extract import ReadOptions

LINES = ["The Pier Times", "14 November 2023", "The lamp was found & lit again.", "Größe zählt."]


@pytest.mark.parametrize("last_types", [False, True])
def test_a_word_document_is_one_text_whatever_the_order_of_its_parts(tmp_path: Path, last_types: bool) -> None:
    [record] = read(docx_of(LINES, last_types=last_types), tmp_path, "a.docx").records
    assert record.media_type == "text/plain" and [x for x in record.content.decode().split("\n") if x] == LINES
    assert record.hints["format"] == "Word document" and record.hints["row.document_creator"] == "Clerk"
    assert "date" not in record.hints and "authors" not in record.hints, (
        "the day and the person of saving are facts about the file"
    )


def test_headings_and_tables_of_a_word_document_are_kept(tmp_path: Path) -> None:
    table = f"<w:tbl><w:tr><w:tc>{paragraph('cell one')}</w:tc><w:tc>{paragraph('cell two')}</w:tc></w:tr></w:tbl>"
    [record] = read(docx_of(LINES, "Lamp found", table), tmp_path, "a").records
    text = record.content.decode()
    assert (
        record.media_type == "text/html" and "<h1>Lamp found</h1>" in text and "cell two" in text and "<table>" in text
    )


def test_a_word_document_of_too_many_paragraphs_is_refused_before_parsing(tmp_path: Path) -> None:
    data = docx_of([], body="<w:p/>" * 150_000)
    assert len(data) < 60_000
    result = read(data, tmp_path, "a.docx")
    assert [r.refused for r in result.records] == ["too_large"] and result.kinds == ["too_large"]
    huge = docx_of([], body=f"<!--{'x' * 50_000_000}-->")
    assert [r.refused for r in read(huge, tmp_path, "a.docx").records] == ["too_large"]


def test_entities_and_damage_in_a_word_document_are_told(tmp_path: Path) -> None:
    parts = {"[Content_Types].xml": "<Types/>", "word/document.xml": '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}
    result = read(zipped(dict(parts)), tmp_path, "a.docx")
    assert result.kinds == ["xml_entities"] and [r.hints["format"] for r in result.records] == ["Word document"]
    assert "docx_damaged" in read(zipped({**parts, "word/document.xml": "<w:document"}), tmp_path, "a.docx").kinds
    assert read(zipped({"[Content_Types].xml": "<Types/>", "word/x.xml": ""}), tmp_path, "a.docx").kinds == [
        "archive_damaged"
    ]


@pytest.mark.parametrize("folder", ["ppt/presentation.xml", "visio/document.xml", "other/part.xml"])
def test_other_office_files_are_one_refused_document(tmp_path: Path, folder: str) -> None:
    data = zip_of({"docProps/app.xml": b"<x/>", folder: b"<p>Words of a slide</p>", "[Content_Types].xml": b"<Types/>"})
    [record] = read(data, tmp_path, "a.zip").records
    assert record.refused == "not_text" and record.hints["format"]


def test_the_only_heading_of_a_document_is_its_title(tmp_path: Path) -> None:
    [record] = read(docx_of(LINES, "Lamp & pier"), tmp_path, "a.docx").records
    assert record.media_type == "text/plain" and record.hints["title"] == "Lamp & pier"
    assert [x for x in record.content.decode().split("\n") if x] == ["Lamp & pier", *LINES]


@pytest.mark.parametrize(("first", "stated"), [(True, True), (False, True), (False, False)])
def test_opendocument_text(tmp_path: Path, first: bool, stated: bool) -> None:
    inner = '<text:h text:outline-level="1">Lamp &amp; pier</text:h><text:p>One<text:s/>two <text:a xlink:href="https://x.example/">three</text:a>.</text:p>'
    inner += '<text:h text:outline-level="2">Second</text:h>'
    inner += "<office:annotation><text:p>a note</text:p></office:annotation><text:list><text:list-item><text:p>item</text:p></text:list-item></text:list>"
    [record] = read(odf_of(inner, mimetype_first=first, mimetype=stated), tmp_path, "a.odt").records
    text = record.content.decode()
    assert record.media_type == "text/html" and "<h1>Lamp &amp; pier</h1>" in text and "a note" not in text
    assert '<p>One two <a href="https://x.example/">three</a>.</p>' in text and "<li><p>item</p></li>" in text


def test_epub_chapters_come_in_reading_order(tmp_path: Path) -> None:
    data = epub_of({"two": "Second story.", "one": "First story.", "loose": "not in the spine"}, ["one", "two"])
    records = read(data, tmp_path, "a.epub").records
    assert [r.locator for r in records] == ["OEBPS/one.xhtml", "OEBPS/two.xhtml"]
    assert records[0].hints["publisher"] == "Pier Ltd" and records[0].hints["row.book_title"] == "Pier Weekly"
    assert b"First story." in records[0].content and "date" not in records[0].hints
    missing = read(epub_of({"one": "x"}, []), tmp_path, "a.epub")
    assert missing.kinds == ["archive_damaged"] and [r.refused for r in missing.records] == ["not_text"]


ROWS: list[list[object]] = [
    ["title", "date", "text", "url"],
    ["Lamp", dt.datetime(2024, 5, 1), "The lamp was found.", "https://pier.example/1"],
    [],
    ["Two", dt.datetime(2024, 5, 2, 8, 30), "Größe\nzählt.", None],
]


def test_workbook_rows_become_records(tmp_path: Path) -> None:
    data = xlsx_of({"News": [["Export of the pier", None], *ROWS], "Empty": [], "Other": [["a", "b"], [1, 2]]})
    result = read(data, tmp_path, "a.xlsx")
    assert [r.locator for r in result.records] == ["News!row:1", "News!row:2"]
    assert [r.content.decode() for r in result.records] == ["The lamp was found.", "Größe\nzählt."]
    assert [r.hints["date"] for r in result.records] == ["2024-05-01", "2024-05-02T08:30:00"]
    assert [(i.kind, i.locator) for i in result.incidents] == [("preamble", "News"), ("no_text", "Other")]


def test_opendocument_spreadsheets_become_records(tmp_path: Path) -> None:
    def row(*cells: str) -> str:
        return (
            "<table:table-row>"
            + "".join(f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in cells)
            + "</table:table-row>"
        )

    filler = '<table:table-row><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    inner = f'<table:table table:name="News">{row("title", "text")}{row("Lamp", "One &amp; two")}{filler}</table:table>'
    [record] = read(odf_of(inner, "spreadsheet"), tmp_path, "a.ods").records
    assert (record.locator, record.content, record.hints["title"]) == ("News!row:1", b"One & two", "Lamp")


def test_a_damaged_workbook_is_told(tmp_path: Path) -> None:
    result = read(zip_of({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook"}), tmp_path, "a.xlsx")
    assert result.kinds == ["xlsx_damaged"] and [r.refused for r in result.records] == ["not_text"]


RTF = rb"""{\rtf1\ansi\ansicpg1251\deff0{\fonttbl{\f0\fcharset204 Arial;}}{\info{\title Delivery}{\author Clerk}{\creatim\yr2026}}
{\pict\pngblip 89504e470d0a}\f0 \'cf\'e8\'f0\'f1 \u8220?lamp\u8221?\par second\
third\par}"""


def test_rich_text_is_read_in_its_code_page(tmp_path: Path) -> None:
    [record] = read(RTF, tmp_path, "a.txt").records
    assert record.content.decode() == "Пирс “lamp”\nsecond\nthird\n" and record.media_type == "text/plain"
    assert record.hints == {"format": "RTF", "row.document_title": "Delivery", "row.document_author": "Clerk"}


@pytest.mark.parametrize("form", [plistlib.FMT_XML, plistlib.FMT_BINARY])
def test_web_archives_give_their_page(tmp_path: Path, form: plistlib.PlistFormat) -> None:
    frame = {
        "WebMainResource": {
            "WebResourceData": page(2),
            "WebResourceMIMEType": "text/html",
            "WebResourceURL": "https://x.example/f",
        }
    }
    main = {
        "WebResourceData": page(1),
        "WebResourceMIMEType": "text/html",
        "WebResourceTextEncodingName": "UTF-8",
        "WebResourceURL": "https://x.example/",
    }
    data = plistlib.dumps({"WebMainResource": main, "WebSubframeArchives": [frame], "WebSubresources": []}, fmt=form)
    result = read(data, tmp_path, "a.webarchive")
    assert result.contents == [page(1), page(2)] and [r.locator for r in result.records] == ["", "frame:1"]
    assert (result.records[0].url, result.records[0].charset) == ("https://x.example/", "utf-8")
    other = read(plistlib.dumps({"a": 1}, fmt=form), tmp_path, "a.plist")
    assert [(r.refused, r.hints["format"]) for r in other.records] == [("not_text", "Apple property list")]


def test_a_scan_is_refused_with_its_pages(tmp_path: Path) -> None:
    [record] = read(pdf_of(""), tmp_path, "a.pdf").records
    assert record.refused == "no_text_layer" and record.hints["format"] == "PDF without a text layer, 1 page"


def test_a_large_pdf_is_not_read_whole(tmp_path: Path) -> None:
    result = read(pdf_of("x") + b" " * 100_000, tmp_path, "a.pdf", ReadOptions(max_document_bytes=5_000))
    assert result.kinds == ["too_large"]


def test_a_damaged_outlook_message_is_told(tmp_path: Path) -> None:
    result = read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3_000), tmp_path, "a.msg")
    assert result.kinds == ["msg_damaged"] and [r.hints["format"] for r in result.records] == ["Outlook message"]


def test_an_outlook_message_is_a_message(tmp_path: Path) -> None:
    data = msg_of(
        "Größe der Lampe", "Plain words.", b"<p>Html words</p>" * 500, attachment=page(1), attached_message="Inner lamp"
    )
    for name in ("a.msg", "a"):
        result = read(data, tmp_path, name)
        outer, inner, attached = result.records
        assert (
            outer.hints["title"] == "Größe der Lampe"
            and outer.media_type == "text/html"
            and outer.content.startswith(b"<p>Html words")
        )
        assert (
            outer.hints["row.from"] == "The Pier <news@pier.example>"
            and outer.hints["date"] == "Wed, 01 May 2024 08:00:00 +0000"
        )
        assert inner.hints["title"] == "Inner lamp" and inner.content.strip() == b"Inner words."
        assert attached.content == page(1) and not result.incidents
    [plain] = read(msg_of("x", "Plain words."), tmp_path, "a.msg").records
    assert plain.content.strip() == b"Plain words." and plain.media_type == "text/plain"
