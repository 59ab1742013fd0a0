"""Which reader a stream needs, from its first bytes; the name decides only what the bytes leave open."""

import re
from enum import StrEnum

from dossier_etl.extract import fields, media, signatures, tables


class Kind(StrEnum):
    GZIP = "gzip"
    ZSTD = "zstd"
    BZIP2 = "bzip2"
    XZ = "xz"
    LZMA = "lzma"
    LZ4 = "lz4"
    BROTLI = "brotli"
    ZIP = "zip"
    TAR = "tar"
    WARC = "warc"
    ARC = "arc"
    PARQUET = "parquet"
    PDF = "pdf"
    RTF = "rtf"
    PLIST = "plist"
    OUTLOOK = "outlook"
    EMLX = "emlx"
    JSONL = "jsonl"
    JSON = "json"
    CSV = "csv"
    FEED = "feed"
    RIS = "ris"
    BIBTEX = "bibtex"
    MBOX = "mbox"
    MAIL = "mail"
    HTML = "html"
    TEXT = "text"
    BINARY = "binary"


COMPRESSED = {Kind.GZIP, Kind.ZSTD, Kind.BZIP2, Kind.XZ, Kind.LZMA, Kind.LZ4, Kind.BROTLI}
_MAGIC = (
    (b"\x1f\x8b", Kind.GZIP),
    (b"\x28\xb5\x2f\xfd", Kind.ZSTD),
    (b"\xfd7zXZ\0", Kind.XZ),
    (b"\x04\x22\x4d\x18", Kind.LZ4),
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
    (b"PAR1", Kind.PARQUET),
    (b"%PDF-", Kind.PDF),
    (b"filedesc://", Kind.ARC),
    (b"{\\rtf", Kind.RTF),
    (b"bplist00", Kind.PLIST),
)
_SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")
"""A frame that zstd and LZ4 decoders skip; WARC files packed with zstd keep their dictionary in one."""
_LZMA = re.compile(rb"\x5d\0\0[\0-\xff][\0-\x10](?:\xff{8}|[\0-\xff]{5}\0{3})")
_EMLX = re.compile(rb"\d{1,10}[ \t]*\r?\n")
_PLIST = re.compile(rb"(?s)\A\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!DOCTYPE plist[^>]{0,300}>\s*)?<plist[\s>]")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OUTLOOK = "__properties_version1.0".encode("utf-16-le")
_RIS = re.compile(rb"\A\s*TY  - [A-Z]{3,6}\s*\r?\n")
_BIBTEX = re.compile(
    rb"(?i)\A(?:%[^\n]*\n|\s)*@(?:article|misc|online|book|inproceedings|electronic|newspaper|techreport|report"
    rb"|unpublished|comment|string|preamble)\s*[{(]"
)
_MAIL_HEADER = re.compile(
    rb"(?i)^(from|to|cc|subject|date|received|message-id|mime-version|return-path|delivered-to|reply-to|list-id"
    rb"|content-type|dkim-signature|arc-seal|x-[a-z-]+):[ \t]"
)
_HEADER_LINE = re.compile(rb"^[!-9;-~]{1,76}:|^[ \t]")
_FEED = re.compile(r"(?i)<(?:[a-z0-9_-]+:)?(?:rss|feed|rdf|channel|urlset|sitemapindex|opml)[\s>]")
_JUNK_BEFORE_FEED = re.compile(
    r"(?s)(?:<\?xml\s[^<>]{0,300}\?>\s{0,100}(?:<!--.{0,1000}?-->\s{0,100})?<(?:rss|feed|rdf:RDF)[\s>]|<rss\s[^<>]{0,2000}version=)"
)
_JUNK_CHARS = 4_096
_XML = re.compile(r"(?is)\A\s*<\?xml\s")
_OBJECT = re.compile(rb'\A\s*\{\s*(?:"|\})')
_ASSIGNED = re.compile(rb"window\.YTD\.[\w.]{1,80}\s{0,4}=\s{0,4}[\[{]")
_OPENING_LINE = re.compile(rb'\{\s*(?:"[^"\\]{1,80}"\s*:\s*(?:"[^"\\]{0,400}",|[\{\[]|[^"\{\[\}\]]{1,40},))?')
_ARRAY = re.compile(rb'\A\s*\[\s*(?:[\{\["\]]|-?\d|true|false|null)')


def kind_of(head: bytes, name: str) -> Kind:
    """Return the kind of content that starts with ``head`` (a few KiB) in a file or member called ``name``."""
    lower = name.lower()
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:3] == b"BZh" and head[4:10] == b"1AY&SY":
        return Kind.BZIP2
    if _SKIPPABLE.match(head):
        return Kind.ZSTD
    if _LZMA.match(head):
        return Kind.LZMA
    if head[257:262] == b"ustar":
        return Kind.TAR
    stripped = head.lstrip(b"\xef\xbb\xbf\r\n\t \x1e")
    if re.match(rb"WARC/[01]\.\d", stripped) or lower.endswith((".warc", ".warc.gz")):
        return Kind.WARC
    if head.startswith(b"From ") and _mail_headers(head.partition(b"\n")[2]) >= 2:
        return Kind.MBOX
    if _mail_headers(head) >= (1 if lower.endswith((".eml", ".mht", ".mhtml")) else 3):
        return Kind.MAIL
    if head.startswith(_OLE) and (lower.endswith((".msg", ".oft")) or _OUTLOOK in head):
        return Kind.OUTLOOK
    if (counted := _EMLX.match(head)) and _mail_headers(head[counted.end() :]) >= 2:
        return Kind.EMLX
    if _PLIST.match(stripped):
        return Kind.PLIST
    if signatures.name_of(head) and not media.bom(head):
        return Kind.BINARY if not media.is_html(head) else Kind.HTML
    text = media.characters(head)
    if _FEED.match(text, media.root_at(text)) or _JUNK_BEFORE_FEED.search(text, 0, _JUNK_CHARS):
        return Kind.FEED
    if media.is_html(head):
        return Kind.HTML
    if (rows := _rows(stripped, lower)) is not None:
        return rows
    if _RIS.match(stripped):
        return Kind.RIS
    if _BIBTEX.match(stripped):
        return Kind.BIBTEX
    if media.is_binary(head):
        return _by_name_when_damaged(lower)
    if _XML.match(text):
        return Kind.FEED
    if lower.endswith((".html", ".htm", ".xhtml", ".shtml")):
        return Kind.HTML
    if lower.endswith((".rss", ".atom", ".rdf")) and stripped.startswith(b"<"):
        return Kind.FEED
    return Kind.TEXT


def _rows(head: bytes, name: str) -> Kind | None:
    if _ASSIGNED.match(head):
        return Kind.JSON
    lines_named = name.endswith((".jsonl", ".ndjson", ".jsonlines", ".jl"))
    if lines_named and not _over_lines(head):
        return Kind.JSONL
    if _OBJECT.match(head):
        line, newline, rest = head.partition(b"\n")
        complete = line.rstrip().endswith(b"}")
        if newline and complete and (not rest.strip() or rest.lstrip().startswith(b"{")):
            return Kind.JSONL
        return Kind.JSON if name.endswith(".json") or b'":' in head or b'" :' in head else None
    if _ARRAY.match(head) and (lines_named or name.endswith(".json") or re.match(rb'\A\[\s*(\{\s*"|\])', head)):
        return Kind.JSON
    if name.endswith((".csv", ".tsv", ".tab")):
        return None if media.is_binary(head) else Kind.CSV
    return Kind.CSV if _names_columns(head) else None


def _over_lines(head: bytes) -> bool:
    """Return True for JSON that is not one object per line, whatever the name says: an array, or an object over several lines."""
    if _ARRAY.match(head):
        return True
    first, newline, _ = head.lstrip().partition(b"\n")
    return bool(newline) and _OPENING_LINE.fullmatch(first.strip()) is not None


def _names_columns(head: bytes) -> bool:
    """Return True if the first line is a table's header: a text column and another known one, or ``sep=;``."""
    line, _, rest = head.partition(b"\n")
    text = line.decode("utf-8", "replace").strip()
    if tables.SEPARATOR_LINE.fullmatch(text):
        return _names_columns(rest) if not rest.startswith(b"sep=") else False
    if len(text) >= 2_000:
        return False
    for delimiter in tables.DELIMITERS:
        names = {fields.normalised(part) for part in tables.split_header(text, delimiter)}
        if len(names) >= 2:
            body = names & {*fields.BODY_TEXT, *fields.BODY_HTML}
            known = {target for target, options in fields.NAMES.items() if names & set(options)}
            if body and known:
                return True
    return False


def _mail_headers(head: bytes) -> int:
    """Return how many different well-known mail headers open the text, up to the first line that is no header."""
    seen: set[bytes] = set()
    for line in head[:16_384].split(b"\n"):
        if not _HEADER_LINE.match(line):
            break
        if match := _MAIL_HEADER.match(line):
            seen.add(match[1].lower())
    return len(seen)


def _by_name_when_damaged(name: str) -> Kind:
    """Return the kind for binary bytes without a known beginning: a damaged file of the kind its name says, if any."""
    for suffix, kind in (
        (".parquet", Kind.PARQUET),
        (".zip", Kind.ZIP),
        (".tar", Kind.TAR),
        (".pdf", Kind.PDF),
        (".html", Kind.HTML),
        (".htm", Kind.HTML),
        (".txt", Kind.TEXT),
        (".gz", Kind.GZIP),
        (".br", Kind.BROTLI),
    ):
        if name.endswith(suffix):
            return kind
    return Kind.BINARY
