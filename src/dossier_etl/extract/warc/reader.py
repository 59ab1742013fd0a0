"""WARC → records and incidents."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from dossier_etl.extract import media, signatures
from dossier_etl.extract.context import Context, ReadResult
from dossier_etl.extract.gzips import MAGIC, Data, GzipMembers
from dossier_etl.extract.options import MIB, ReadOptions
from dossier_etl.extract.warc import headers as wh
from dossier_etl.extract.warc import http
from dossier_etl.extract.warc.framing import Framed, Framer, Lost, agrees
from dossier_etl.extract.warc.rendered import RenderedPages, crawl_urn
from dossier_etl.extract.warc.window import Window
from dossier_etl.model.records import Incident, Record

MAX_URL = 8_192
"""Longer addresses are kept as the hint ``link``, shortened: no server answers them."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_WANTED = (b"response", b"resource", b"conversion")
_LIST_HINTS = frozenset(("date", "modified", "authors", "publisher", "language", "feed_title"))
_SILENT = (b"warcinfo", b"request", b"metadata", b"revisit")


def read_warc(stream: BinaryIO, ctx: Context, start: int = 0) -> Iterator[ReadResult]:
    """Read every captured document of a WARC, gzipped or not; damage becomes incidents and costs nothing but itself.

    Args:
        stream: a seekable file.
        start: where to begin: the offset of a record or gzip member.
    """
    stream.seek(0)
    gzipped = _is_gzipped(stream.read(MIB))
    pieces = GzipMembers(stream, ctx.options, ctx.budget, b"WARC/", start) if gzipped else _plain(stream, start)
    told = False
    spoiled = -1
    rendered = RenderedPages(expected="archive/" in ctx.prefix)
    for item in Framer(Window(pieces), ctx.options):
        if isinstance(item, Lost):
            inner = _locator(item.origin)
            yield ctx.incident(item.kind, item.detail, inner, item.origin[0], item.end)
            continue
        if item.origin[1] and not told:
            told = True
            detail = "records and gzip members do not begin together; nothing is lost, but damage here would cost more"
            yield ctx.incident("not_record_compressed", detail, _locator(item.origin), item.origin[0], item.end)
        mismatched = _mismatched(item, ctx.options)
        if item.doubtful and (mismatched or item.header_damage):
            spoiled = item.origin[0]
        if item.origin[0] == spoiled and not agrees(item.headers, item.block):
            # Deflate copies from what it unpacked before: behind the first proven damage of a member nothing is sure.
            item = replace(item, damaged=True)
        for result in results_of(item, ctx, mismatched):
            yield rendered.checked(result, item) if isinstance(result, Record) else result


def _is_gzipped(head: bytes) -> bool:
    """Decide by the first bytes, or, if those are damaged, by what is found first: a gzip signature or a record."""
    if head.startswith((MAGIC, b"WARC/")):
        return head.startswith(MAGIC)
    signature = head.find(MAGIC)
    return signature >= 0 and not wh.find(head, 0, signature) >= 0


def _plain(stream: BinaryIO, start: int) -> Iterator[Data]:
    offset = stream.seek(start)
    while data := stream.read(MIB):
        yield Data(data, offset, offset + len(data), offset == start, plain=True)
        offset += len(data)


def _locator(origin: tuple[int, int]) -> str:
    offset, inner = origin
    return f"offset:{offset}+{inner}" if inner else f"offset:{offset}"


def results_of(framed: Framed, ctx: Context, mismatched: Sequence[str] = ()) -> Iterator[ReadResult]:
    """Return the record in a frame, after what there is to report about it."""
    inner = _locator(framed.origin)

    def incident(kind: str, detail: str) -> Incident:
        return ctx.incident(kind, detail, inner, framed.origin[0], framed.end)

    kind = _kind(framed)
    if framed.header_damage:
        yield incident("warc_header", f"the record's header is damaged ({framed.header_damage}); the record was kept")
    if framed.note:
        yield incident("warc_length", framed.note)
    for name in mismatched:
        fate = "refused" if framed.damaged else "kept"
        yield incident("digest_mismatch", f"WARC-{name}-Digest is not that of the content; it was {fate}")
    if kind in _SILENT:
        return
    if kind == b"continuation":
        yield incident("warc_segment", "a further segment of a record that was split; segments are not joined")
        return
    if kind not in _WANTED:
        yield incident("warc_type", f"there is no record type {wh.text(kind)!r}; read as a resource")
    record, notes = _record(framed, kind, ctx)
    for note in notes:
        if note != record.hints.get("truncated"):
            yield incident("http_body", note)
    if "truncated" in record.hints:
        yield incident("truncated", f"the capture is incomplete ({record.hints['truncated']}); it was kept as it is")
    yield record


def _mismatched(framed: Framed, options: ReadOptions) -> list[str]:
    """Return the digests that contradict the content (of a record read whole).

    A revisit states the digest of the earlier capture, a truncated record that of what was sent; crawlers differ in whether they
    take the payload with or without its transfer and content codings.
    """
    if framed.too_large or framed.damaged:
        return []
    found = []
    declared = framed.headers.get(b"warc-block-digest")
    if declared and wh.digest_agrees(declared, framed.block) is False:
        found.append("Block")
    declared = framed.headers.get(b"warc-payload-digest")
    if declared and _kind(framed) != b"revisit" and b"warc-truncated" not in framed.headers:
        payload = memoryview(framed.block)[http.body_start(framed.block) :]
        if wh.digest_agrees(declared, payload) is False and not _agrees_decoded(declared, framed.block, options):
            found.append("Payload")
    return found


def _agrees_decoded(declared: bytes, block: bytes, options: ReadOptions) -> bool:
    if not block.startswith(b"HTTP/"):
        return False
    start = http.body_start(block)
    unchunked, _ = http.dechunk(block[start:])
    return any(wh.digest_agrees(declared, data) for data in (unchunked, http.parse(block, options).body))


def _kind(framed: Framed) -> bytes:
    """Return WARC-Type, or what the content shows where that is missing or garbled."""
    kind = framed.headers.get(b"warc-type", b"").lower()
    if kind in _WANTED or kind in _SILENT or kind == b"continuation":
        return kind
    if framed.block.startswith(b"HTTP/"):
        return b"response"
    return kind or (b"resource" if framed.headers.get(b"warc-target-uri") or framed.block else b"warcinfo")


def _record(framed: Framed, kind: bytes, ctx: Context) -> tuple[Record, tuple[str, ...]]:
    options = ctx.options
    content_type = wh.text(framed.headers.get(b"content-type", b""))
    hints: dict[str, str] = dict(ctx.hints)
    notes: tuple[str, ...] = ()
    limit = "too_large" if framed.too_large else None
    refused = None
    if kind == b"response" and framed.block.startswith(b"HTTP/"):
        response = http.parse(framed.block, options)
        body, notes, limit = response.body, response.notes, limit or response.limit
        content_type = response.headers.get("content-type", "")
        refused = _status(response.status, hints)
        if refused is None and (cut := next((note for note in notes if "cut off" in note), "")):
            hints["truncated"] = cut
        if response.missing and refused is None:
            hints["truncated"] = (
                f"{len(framed.block) - http.body_start(framed.block)} bytes, {response.missing} fewer than announced"
            )
        for name, header in (
            ("http_date", "date"),
            ("http_last_modified", "last-modified"),
            ("language", "content-language"),
        ):
            if value := response.headers.get(header):
                hints[name] = _CONTROL.sub(" ", value)
    else:
        body = framed.block
        if kind == b"conversion":
            content_type = content_type or "text/plain"
    hints |= _said_by_list(framed)
    if refused is None and framed.headers.get(b"dossier-role") == b"discovery":
        refused = "address_list"
    if cut := wh.text(framed.headers.get(b"warc-truncated", b"")).strip():
        hints["truncated"] = _CONTROL.sub(" ", cut)[:100]
    media_type = media.document_type(content_type, body[: media.SNIFF_BYTES])
    if len(body) > options.max_document_bytes:
        limit = limit or "too_large"
    if refused is None and limit is None and framed.damaged:
        refused = "damaged"
    if refused is None and limit is None and media_type not in ("text/html", "text/plain"):
        refused = "not_article" if media.is_asset(media_type, signatures.name_of(body[:4_096]) or "") else "not_text"
    if limit or refused in ("not_text", "not_article"):
        hints["n_bytes"] = str(framed.too_large or len(body))
        body = body[: options.prefix_bytes]
    url = _url(framed.headers.get(b"warc-target-uri", b""))
    if url is not None and url.startswith("urn:"):
        url, name = crawl_urn(url)
        if name:
            hints["format"], refused = name, "not_article"
    if url is not None and len(url) > MAX_URL:
        hints["link"], url = url[: MAX_URL // 4] + "…", None
    record = Record(
        source_uri=ctx.uri,
        locator=ctx.locator(_locator(framed.origin)),
        media_type=media_type,
        content=body,
        url=url,
        charset=media.charset(content_type),
        captured_at=wh.captured_at(framed.headers),
        hints=hints,
        refused=limit or refused,
    )
    return record, notes


def _said_by_list(framed: Framed) -> dict[str, str]:
    """Return what the feed or sitemap that led to a page said of it, as `dossier fetch` recorded it."""
    said = framed.headers.get(b"dossier-hints")
    try:
        values = json.loads(said) if said else {}
    except ValueError:
        return {}
    items = values.items() if isinstance(values, dict) else ()
    return {k: _CONTROL.sub(" ", v)[:1_000] for k, v in items if k in _LIST_HINTS and isinstance(v, str)}


def _status(status: int | None, hints: dict[str, str]) -> str | None:
    """Return why a response carries no document: only 200 and 203 (the same through a proxy) do."""
    if status is None:
        return None
    hints["http_status"] = str(status)
    if status in (200, 203):
        return None
    return "redirect" if status in (301, 302, 303, 307, 308) else f"http_{status}"


def _url(raw: bytes) -> str | None:
    """Return the target URI as an address: ``<…>`` taken off, control characters dropped, blanks percent-encoded."""
    if raw.startswith(b"<") and raw.endswith(b">"):
        raw = raw[1:-1]
    url = _CONTROL.sub("", wh.text(raw).strip())
    return url.replace(" ", "%20") or None
