"""Apple property lists: Safari's web archives are pages, everything else is refused by name."""

import plistlib
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from dossier_etl.extract import media
from dossier_etl.extract.context import Context, ReadResult
from dossier_etl.extract.documents import read_up_to
from dossier_etl.model.records import Record

_PACKING = 2
"""Base64 and XML make a web archive larger than its pages."""
_MAX_FRAMES = 100


def read_plist(stream: BinaryIO, ctx: Context) -> Iterator[ReadResult]:
    """Read the main page of a web archive, and the frames inside it that are text; pictures and scripts stay in the archive."""
    limit = _PACKING * ctx.options.max_document_bytes
    data = read_up_to(stream, limit + 1)
    if len(data) > limit:
        yield _refused(data, ctx, "Apple property list", "too_large")
        return
    try:
        # Entities are refused by plistlib itself; dates, numbers and bytes are all it makes.
        value = plistlib.loads(data)
    except (MemoryError, RecursionError):
        raise
    except Exception as error:
        # plistlib raises whatever its parts raise on damaged files (LookupError, ValueError, ExpatError, its own …).
        yield ctx.incident("plist_damaged", f"the property list cannot be read ({type(error).__name__}: {error})"[:300])
        yield _refused(data, ctx, "Apple property list", "not_text")
        return
    main = value.get("WebMainResource") if isinstance(value, Mapping) else None
    if not isinstance(main, Mapping):
        yield _refused(data, ctx, "Apple property list", "not_text")
        return
    yield _record(main, ctx, "")
    frames = value.get("WebSubframeArchives")
    for number, frame in enumerate(frames[:_MAX_FRAMES] if isinstance(frames, list) else (), 1):
        inner = frame.get("WebMainResource") if isinstance(frame, Mapping) else None
        if isinstance(inner, Mapping) and str(inner.get("WebResourceMIMEType", "")).startswith("text/"):
            yield _record(inner, ctx, f"frame:{number}")


def _record(resource: Mapping[str, Any], ctx: Context, inner: str) -> Record:
    content = resource.get("WebResourceData")
    content = content if isinstance(content, bytes) else b""
    url, charset = str(resource.get("WebResourceURL") or ""), str(resource.get("WebResourceTextEncodingName") or "")
    media_type = media.document_type(str(resource.get("WebResourceMIMEType") or ""), content[: media.SNIFF_BYTES])
    refused = "too_large" if len(content) > ctx.options.max_document_bytes else None
    if media_type not in ("text/html", "text/plain"):
        refused = refused or "not_text"
    return Record(
        ctx.uri,
        ctx.locator(inner),
        media_type,
        content[: ctx.options.prefix_bytes] if refused else content,
        url=url if url.startswith(("http://", "https://")) else None,
        charset=charset.lower() or None,
        hints={**dict(ctx.hints), "format": "Safari web archive"},
        refused=refused,
    )


def _refused(data: bytes, ctx: Context, name: str, reason: str) -> Record:
    hints = {**dict(ctx.hints), "format": name}
    return Record(
        ctx.uri, ctx.locator(), "application/x-plist", data[: ctx.options.prefix_bytes], hints=hints, refused=reason
    )
