"""Find where WARC records begin and end, also when their lengths are wrong and the bytes between them are damaged.

A record's Content-Length is believed if another record, or the end, follows where it says. If not, the next believable
header decides, with digests, the record's own end mark and the HTTP length as witnesses.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dossier_etl.extract.gzips import Gap
from dossier_etl.extract.options import MIB, ReadOptions
from dossier_etl.extract.warc import headers as wh
from dossier_etl.extract.warc import http
from dossier_etl.extract.warc.window import Window

_LOOKAHEAD = 64
_END = b"\r\n\r\n"
_INSIDE = re.compile(rb"\nWARC/")
"""Searched as a regular expression because `bytes.find` takes twice as long on long pages."""


@dataclass(frozen=True, slots=True)
class Framed:
    """One record as it is stored in the file."""

    headers: wh.Headers
    block: bytes
    """Content block; only a prefix if ``too_large``."""
    origin: tuple[int, int]
    """Offset in the file, and offset inside the gzip member there."""
    end: int
    """Offset in the file where it ends (for gzip: of the member that holds its end)."""
    note: str = ""
    """How the frame had to be repaired."""
    header_damage: str = ""
    """What is wrong with the header."""
    damaged: bool = False
    """The content is not what was captured: its digest disagrees and its frame was broken."""
    doubtful: bool = False
    """It comes from a gzip member that is damaged somewhere: if its digest disagrees, the damage is here."""
    too_large: int = 0
    """Size in bytes, if more than a document may have."""


@dataclass(frozen=True, slots=True)
class Lost:
    """Bytes of the file that gave no record."""

    origin: tuple[int, int]
    end: int
    kind: str
    detail: str


class Framer:
    """Iterates over the records and losses of a WARC."""

    def __init__(self, window: Window, options: ReadOptions) -> None:
        self._w = window
        self._cap = options.max_document_bytes + MIB
        self._prefix = options.prefix_bytes

    def __iter__(self) -> Iterator[Framed | Lost]:
        while self._w.next_run():
            yield from self._run()

    def _run(self) -> Iterator[Framed | Lost]:
        w = self._w
        while True:
            w.skip_blank()
            if not w.ensure(1):
                if w.gap:
                    yield Lost((w.gap.start, 0), w.gap.end, w.gap.kind, w.gap.detail)
                return
            origin = w.origin()
            parsed = self._header()
            if parsed is None:
                if (lost := self._resync(origin)) is not None:
                    yield lost
                    if w.ended and not w.size:
                        return
                continue
            found = self._record(parsed, origin)
            if parsed.damage and isinstance(found, Framed):
                found = replace(found, header_damage=parsed.damage)
            yield found
            if isinstance(found, Lost) and w.ended and not w.size:
                return

    def _header(self) -> wh.Parsed | None:
        w = self._w
        w.ensure(65_536)
        if w.peek(0, 5) != b"WARC/":
            return None
        buffer, at = w.view
        parsed = wh.parse(buffer, at)
        if parsed is None and not w.ended and w.size < wh.HEADER_LIMIT:
            w.ensure(wh.HEADER_LIMIT)
            buffer, at = w.view
            parsed = wh.parse(buffer, at)
        return None if parsed is None else parsed._replace(end=parsed.end - at)

    def _resync(self, origin: tuple[int, int]) -> Lost | None:
        """Skip to the next header; what was skipped is lost."""
        w = self._w
        broken_header = w.peek(0, 5) == b"WARC/"
        skipped = 1 if broken_header else 0
        w.skip(skipped)
        while True:
            w.ensure(2 * MIB)
            buffer, at = w.view
            hit = wh.find(buffer, at, len(buffer))
            if hit >= 0:
                w.skip(hit - at)
                break
            if w.ended:
                w.skip(w.size)
                break
            w.skip(w.size - wh.HEADER_LIMIT if w.size > wh.HEADER_LIMIT else w.size - 1)
        if w.ended and not w.size and w.gap:
            return self._until_gap(origin, w.gap)
        kind = "warc_header" if broken_header else "garbage"
        detail = "a record header that cannot be read" if broken_header else "bytes between records that belong to none"
        return Lost(origin, w.end(), kind, f"{detail}; went on at the next record")

    @staticmethod
    def _until_gap(origin: tuple[int, int], gap: Gap) -> Lost:
        return Lost(min(origin, (gap.start, 0)), gap.end, gap.kind, gap.detail)

    def _record(self, parsed: wh.Parsed, origin: tuple[int, int]) -> Framed | Lost:
        headers = parsed.headers
        w = self._w
        w.skip(parsed.end)
        declared = wh.length(headers)
        if declared is not None and declared > self._cap:
            w.ensure(self._cap)
            buffer, at = w.view
            if w.ended or wh.find(buffer, at, len(buffer)) >= 0:
                return self._repaired(headers, origin, declared)
            return self._skip_large(headers, origin, declared)
        if declared is not None:
            held = w.ensure(declared + _LOOKAHEAD)
            if held >= declared:
                after = w.peek(declared, declared + _LOOKAHEAD)
                if self._is_end(after):
                    return self._whole(headers, origin, declared)
                if after.startswith(_END) or agrees(headers, w.peek(0, declared)):
                    return self._framed(headers, w.peek(0, declared), declared, origin)
        return self._repaired(headers, origin, declared)

    def _is_end(self, after: bytes) -> bool:
        rest = after.lstrip(b"\r\n")
        return (
            rest.startswith(b"WARC/") or (not rest and self._w.ended) or (len(rest) < 5 and b"WARC/".startswith(rest))
        )

    def _whole(self, headers: wh.Headers, origin: tuple[int, int], declared: int) -> Framed | Lost:
        w = self._w
        block = w.peek(0, declared)
        member_end = w.next_member()
        alone = member_end is not None and declared <= member_end <= declared + 4
        swallowed = 0 if alone else self._swallowed(headers, block)
        if swallowed:
            return self._framed(
                headers, _trimmed(block[:swallowed]), swallowed, origin, "its length covers further records"
            )
        suspect = w.ended and w.gap and not w.gap.trusted and w.gap.start == w.origin()[0]
        if suspect and w.gap and w.size - declared <= _LOOKAHEAD and not agrees(headers, block):
            # The last record of a member whose checksum is wrong.
            w.skip(w.size)
            return self._until_gap(origin, w.gap)
        return self._framed(headers, block, declared, origin)

    @staticmethod
    def _swallowed(headers: wh.Headers, block: bytes) -> int:
        """Return where further records start inside this one's content and end with it, if it is no WARC itself; else 0."""
        inner = _INSIDE.search(block)
        if inner is None or b"warc" in headers.get(b"content-type", b"").lower() or agrees(headers, block):
            return 0
        first = hit = wh.find(block, inner.start() + 1, len(block))
        while hit >= 0 and (parsed := wh.parse(block, hit)):
            size = wh.length(parsed.headers)
            if size is None:
                return 0
            end = parsed.end + size
            if not block[end:].strip(b"\r\n"):
                return first if end <= len(block) else 0
            hit = end + len(block[end : end + 8]) - len(block[end : end + 8].lstrip(b"\r\n"))
            if block[hit : hit + 5] != b"WARC/":
                return 0
        return 0

    def _framed(
        self,
        headers: wh.Headers,
        block: bytes,
        size: int,
        origin: tuple[int, int],
        note: str = "",
        damaged: bool = False,
    ) -> Framed:
        self._w.skip(size)
        return Framed(headers, block, origin, self._w.end(), note, damaged=damaged, doubtful=not self._w.verified())

    def _repaired(self, headers: wh.Headers, origin: tuple[int, int], declared: int | None) -> Framed | Lost:
        """Frame a record whose length is missing or wrong: it ends where the next one starts."""
        w = self._w
        scanned = 0
        while True:
            buffer, at = w.view
            hit = wh.find(buffer, at + scanned, len(buffer))
            if hit >= 0:
                cut, found_next = hit - at, True
                break
            if w.ended or w.size > self._cap:
                cut, found_next = w.size, False
                break
            scanned = max(0, w.size - wh.HEADER_LIMIT)
            w.ensure(w.size + 2 * MIB)
        if not found_next and not w.ended:
            return self._skip_large(headers, origin, w.size)
        raw = w.peek(0, cut)
        block = _trimmed(raw)
        why = "no usable Content-Length" if declared is None else f"Content-Length {declared} is wrong"
        if not found_next and w.gap and not agrees(headers, block):
            w.skip(cut)
            return self._until_gap(origin, w.gap)
        witnesses = agrees(headers, block) or http.length_agrees(block)
        closed = raw.endswith((_END, b"\n\n"))
        if not found_next and not witnesses and not closed:
            w.skip(cut)
            return Lost(origin, w.end(), "truncated", "the file ends inside this record")
        contradicted = wh.digest_agrees(headers.get(b"warc-block-digest"), block) is False
        damaged = not witnesses and (not closed or (contradicted and not _ends_like_a_page(block)))
        return self._framed(headers, block, cut, origin, f"{why}; its end was found by the next record", damaged)

    def _skip_large(self, headers: wh.Headers, origin: tuple[int, int], declared: int) -> Framed | Lost:
        """Step over a content larger than a document may be, keeping its beginning and watching for further records."""
        w = self._w
        w.ensure(self._prefix)
        prefix = w.peek(0, min(self._prefix, declared))
        done = 0
        while done < declared:
            w.ensure(2 * MIB)
            buffer, at = w.view
            hit = wh.find(buffer, at, len(buffer))
            if 0 <= hit - at < declared - done:
                w.skip(hit - at)
                note = f"Content-Length {declared} is wrong; its end was found by the next record"
                size = done + hit - at
                block = prefix[:size]
                return Framed(headers, _trimmed(block), origin, self._w.end(), note, too_large=size)
            step = min(declared - done, w.size if w.ended else max(1, w.size - wh.HEADER_LIMIT))
            if not step:
                if w.gap:
                    return self._until_gap(origin, w.gap)
                return Lost(origin, w.end(), "truncated", "the file ends inside this record")
            w.skip(step)
            done += step
        return Framed(headers, prefix, origin, self._w.end(), too_large=declared)


def _trimmed(block: bytes) -> bytes:
    for end in (_END, b"\n\n"):
        if block.endswith(end):
            return block[: -len(end)]
    return block


def agrees(headers: wh.Headers, block: bytes) -> bool:
    """Return True if a digest matches exactly these bytes."""
    if wh.digest_agrees(headers.get(b"warc-block-digest"), block):
        return True
    payload = headers.get(b"warc-payload-digest")
    return bool(payload) and bool(wh.digest_agrees(payload, block[http.body_start(block) :]))


def _ends_like_a_page(block: bytes) -> bool:
    return block[-256:].rstrip().lower().endswith(b"</html>")
