"""The bytes of an answer without their coding, up to a limit: a bomb is cut, not unpacked."""

import zlib

from dossier_etl.fetch.client import Response


def decoded(answer: Response, limit: int) -> bytes:
    """Return the body without gzip or deflate, at most ``limit`` bytes; other codings are returned as they are."""
    coding = answer.header("content-encoding").strip().lower()
    if coding in ("gzip", "x-gzip", "deflate"):
        return _inflated(answer.body, limit)
    if answer.body[:2] == b"\x1f\x8b":  # a sitemap in gzip is often sent as if it were plain
        return _inflated(answer.body, limit)
    return answer.body[:limit]


def _inflated(data: bytes, limit: int) -> bytes:
    for bits in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):
        try:
            return zlib.decompressobj(bits).decompress(data, limit)
        except zlib.error:
            continue
    return data[:limit]
