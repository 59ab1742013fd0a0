"""Identifiers: hex strings from content, so the same input gives the same ids on every machine, in any order."""

import hashlib


def content_id(*parts: str | bytes) -> str:
    """128-bit BLAKE2b over length-prefixed parts, as 32 hex digits (prefixing keeps ("ab", "c") apart from ("a", "bc"))."""
    h = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        h.update(len(data).to_bytes(8, "big"))
        h.update(data)
    return h.hexdigest()


def sha256_hex(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
