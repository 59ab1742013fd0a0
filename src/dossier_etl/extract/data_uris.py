"""Pages saved in one file carry their pictures and fonts as ``data:`` addresses: megabytes that hold no text."""

import re
from typing import BinaryIO

from dossier_etl.extract.options import MIB

FLOOR_BYTES = 4 * MIB
"""Pages below this size are kept byte by byte; the largest of 1,961 news pages without embedded files has 6 MB, the median 0.2."""
RAW_FACTOR = 5
"""Times the limit for a document that a page may have with its embedded files."""
_START = re.compile(rb"(?i)data:(?:[a-z0-9.+-]{1,40}/[a-z0-9.+-]{1,60})?(?:;[a-z0-9=._\" -]{1,60}){0,4},")
_PAYLOAD = re.compile(rb"[A-Za-z0-9+/=%_.~-]*")
_LONGEST_START = 400


def without_data_uris(head: bytes, stream: BinaryIO, limit: int) -> tuple[bytes, int]:
    """Return a page without the contents of its ``data:`` addresses, and how many bytes they had.

    Args:
        head: what has been read of the stream; the rest is read in blocks.
        limit: reading stops once the page has more bytes than this without them, or `RAW_FACTOR` times as many with them.
    """
    kept: list[bytes] = []
    size = raw = 0
    inside = False
    carry = b""
    blocks = [head[at : at + MIB] for at in range(0, len(head), MIB)]
    while True:
        block = blocks.pop(0) if blocks else stream.read(MIB)
        raw += len(block)
        data = carry + block
        at = 0
        while at < len(data):
            if inside:
                match = _PAYLOAD.match(data, at)
                at = match.end() if match else at
                inside = at == len(data)
                continue
            start = _START.search(data, at)
            stop = start.start() if start else (max(at, len(data) - _LONGEST_START) if block else len(data))
            kept.append(data[at:stop])
            size += stop - at
            if start is None:
                at = stop
                break
            kept.append(b"data:,")
            size += 6
            at, inside = start.end(), True
        carry = data[at:]
        if not block or size > limit or raw > RAW_FACTOR * limit:
            break
    content = b"".join([*kept, carry])
    return content, max(0, raw - len(content))
