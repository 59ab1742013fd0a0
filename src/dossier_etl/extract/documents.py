"""A file that is one document: a page, a text, or something that can become neither."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from dossier_etl.extract import chats, data_uris, exports, media, signatures
from dossier_etl.extract.address_lists import address_list, listed_in_bookmarks, listed_in_text
from dossier_etl.extract.context import Context, ReadResult
from dossier_etl.extract.text import legacy_charset
from dossier_etl.model.records import Record


def read_document(stream: BinaryIO, ctx: Context, media_type: str | None = None) -> Iterator[ReadResult]:
    """Read the whole stream as one record; too large, or not text: refused, with its beginning kept.

    Of a large page the files embedded as ``data:`` addresses are left out before its size counts.

    Args:
        media_type: what sniffing found; None for bytes that are no text.
    """
    content = read_up_to(stream, ctx.options.max_document_bytes + 1)
    refused, hints = None, dict(ctx.hints)
    if media_type == "text/html" and len(content) > data_uris.FLOOR_BYTES:
        content, dropped = data_uris.without_data_uris(content, stream, ctx.options.max_document_bytes)
        if dropped:
            hints["row.embedded_bytes"] = str(dropped)
    name = (signatures.name_of(content[: ctx.options.prefix_bytes]) if media_type is None else None) or ""
    if name:
        hints["format"], media_type, refused = name, "application/octet-stream", "not_text"
    binary = media_type not in ("text/plain", "text/html")
    if media_type != "text/html" and (media.is_asset("", name) or media.is_asset_file(ctx.name, binary)):
        refused = "not_article"
    if len(content) > ctx.options.max_document_bytes:
        refused = "too_large"
    elif media_type is None and refused is None:
        refused = "not_text"
    yield Record(
        source_uri=ctx.uri,
        locator=ctx.locator(),
        media_type=media_type or media.document_type("", content[: media.SNIFF_BYTES]),
        content=content[: ctx.options.prefix_bytes] if refused else content,
        hints=hints,
        refused=refused,
    )


def read_text(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    """Read a plain text: the articles of an export, or one document."""
    yield from _unless_export(read_document(stream, ctx, "text/plain"), ctx)


def read_html(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    """Read a page: the articles of an export, or one document."""
    yield from _unless_export(read_document(stream, ctx, "text/html"), ctx)


def _unless_export(results: Iterator[ReadResult], ctx: Context) -> Iterator[ReadResult]:
    for result in results:
        if not isinstance(result, Record) or result.refused is not None or _is_web_page(result):
            yield result
        elif (chat := _chat_in(result, ctx)) is not None:
            yield from chat
        elif (listed := _listed_in(result)) is not None:
            yield address_list("list", listed, result.content, ctx)
        elif (export := _export_in(result)) is not None:
            yield from exports.records(export, ctx, {})
        else:
            yield result


_WEB_PAGE = re.compile(
    rb"""(?i)<(?:meta\s[^<>]{0,200}["'](?:og|article|twitter):|link\s[^<>]{0,200}canonical|script\s[^<>]{0,100}ld\+json)"""
)
_WEB_HEAD = 32_768


def _is_web_page(record: Record) -> bool:
    """Return True if a page describes itself to search engines: no export, chat or list does.

    Nearly all news pages do, so that the marks of exports are not searched for in all of them (1 ms of CPU per page).
    """
    return record.media_type == "text/html" and _WEB_PAGE.search(record.content, 0, _WEB_HEAD) is not None


def _chat_in(record: Record, ctx: Context) -> Iterator[ReadResult] | None:
    if record.media_type == "text/html":
        marked = chats.TELEGRAM_MARK in record.content
        return chats.read_telegram(record.content.decode("utf-8", "replace"), ctx) if marked else None
    return chats.read_whatsapp(record.content, ctx) if chats.is_whatsapp(record.content) else None


def _listed_in(record: Record) -> list[str] | None:
    return listed_in_bookmarks(record.content) or (
        None if record.media_type == "text/html" else listed_in_text(record.content)
    )


def _export_in(record: Record) -> exports.Export | None:
    content = record.content
    if record.media_type == "text/html":
        marked = any(mark in content for mark in exports.HTML_MARKS)
        return exports.from_html(_readable(content)) if marked else None
    wide = media.bom(content[:4]) or media.wide(content[:64])
    return exports.from_text(_readable(content)) if wide or exports.TEXT_SIGNS.search(content) else None


def _readable(content: bytes) -> str:
    """Return the text of an export: by byte order mark, as UTF-8, or in the likeliest legacy encoding."""
    codec = media.bom(content[:4]) or media.wide(content[:64]) or "utf-8"
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        return content.decode(legacy_charset(content[:65_536]), "replace")


def read_up_to(stream: BinaryIO, n: int) -> bytes:
    """Return at most n bytes, however small the pieces that the stream returns."""
    parts: list[bytes] = []
    while n > 0 and (part := stream.read(min(n, 1 << 20))):
        parts.append(part)
        n -= len(part)
    return b"".join(parts)
