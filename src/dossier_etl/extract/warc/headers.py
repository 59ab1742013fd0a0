"""WARC record headers, as standards and as crawlers write them."""

import base64
import binascii
import datetime as dt
import hashlib
import re
from typing import NamedTuple

HEADER_LIMIT = 1 << 20
"""Longer headers are taken for damage."""
_START = re.compile(rb"WARC/[01]\.\d{1,2}[ \t]*\r?\n")
_BLANK = re.compile(rb"\r?\n[ \t]*\r?\n")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?")
_KNOWN = (b"warc-type", b"warc-record-id", b"content-length", b"warc-date", b"warc-target-uri", b"content-type")

_ONCE = frozenset(_KNOWN)
_NAME = re.compile(rb"[!#-'*+.^-z|~0-9A-Z-]+")

Headers = dict[bytes, bytes]


class Parsed(NamedTuple):
    """A record header: its fields under lower-case names, where it ends, and what is wrong with it (or nothing)."""

    headers: Headers
    end: int
    damage: str


def parse(buffer: bytes, start: int, known_enough: int = 1) -> Parsed | None:
    """Return the header that starts at ``start``, up to and with its blank line; None if there is none to believe.

    Of a repeated name the last value counts: where bytes were lost between two headers it belongs to the content that follows.
    """
    opening = _START.match(buffer, start)
    if opening is None:
        return None
    blank = _BLANK.search(buffer, opening.end() - 1, start + HEADER_LIMIT)
    if blank is None:
        return None
    headers: Headers = {}
    last = damage = b""
    for line in buffer[opening.end() : blank.start()].split(b"\n"):
        if line[:1] in (b" ", b"\t") and last:
            headers[last] += b" " + line.strip()
            continue
        name, colon, value = line.partition(b":")
        last = name.strip().lower()
        if not colon or not _NAME.fullmatch(last):
            damage, last = b"a line that is no field", b""
            continue
        if last in headers and last in _ONCE:
            damage = b"repeated " + last
        headers[last] = value.strip()
    if sum(name in headers for name in _KNOWN) < known_enough:
        return None
    # What follows the lost bytes may be the rest of another record's header: then the content is that record's.
    if _CONTROL.search(buffer, opening.end(), blank.start()):
        damage = b"control characters in it"
    elif b" " in headers.get(b"warc-record-id", b""):
        damage = b"a record id with a space in it"
    return Parsed(headers, blank.end(), damage.decode("latin-1"))


def find(buffer: bytes, start: int, stop: int) -> int:
    """Return the position of the next believable header in ``[start, stop)``, or -1.

    At the start of a line one known field is enough; in the middle of one (bytes in front were lost) three are needed.
    """
    for match in _START.finditer(buffer, start, min(len(buffer), stop + 16)):
        at = match.start()
        if at >= stop:
            return -1
        aligned = at == start or buffer[at - 1 : at] == b"\n"
        if parse(buffer, at, 1 if aligned else 3):
            return at
    return -1


def text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def length(headers: Headers) -> int | None:
    """Return Content-Length; None if missing, negative or not a number."""
    value = headers.get(b"content-length", b"")
    return int(value) if value.isdigit() and len(value) < 16 else None


def captured_at(headers: Headers) -> dt.datetime | None:
    match = _DATE.match(text(headers.get(b"warc-date", b"")))
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(group or 0) for group in match.groups())
    try:
        return dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC)
    except ValueError:
        return None


def digest_agrees(declared: bytes | None, data: bytes | memoryview) -> bool | None:
    """Return True if ``sha1:BASE32`` (or md5, sha256; or hex) is the digest of data; None if it says nothing we can check."""
    if not declared:
        return None
    algorithm, colon, value = declared.partition(b":")
    name = algorithm.strip().lower().replace(b"-", b"").decode("latin-1")
    if not colon or name not in ("sha1", "md5", "sha256", "sha512"):
        return None
    actual = hashlib.new(name, data, usedforsecurity=False).digest()
    value = value.strip()
    try:
        if len(value) == 2 * len(actual):
            return binascii.unhexlify(value) == actual
        return base64.b32decode(value.upper() + b"=" * (-len(value) % 8)) == actual
    except (binascii.Error, ValueError):
        return False
