"""Files that are no text and no container we read: known by their beginning, so that they are refused by name.

Formats without a signature of their own (MessagePack, BSON) are recognised by parsing their first values.
"""

import re

_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"ORC", "Apache ORC"),
    (0, b"Obj\x01", "Apache Avro"),
    (0, b"ARROW1", "Apache Arrow (Feather)"),
    (0, b"SQLite format 3\0", "SQLite database"),
    (8, b"DUCK", "DuckDB database"),
    (0, b"\x89HDF\r\n\x1a\n", "HDF5"),
    (0, b"\x93NUMPY", "NumPy array"),
    (0, b"\x02\x21\x4c\x18", "LZ4 (legacy frame)"),
    (0, b"\xff\x06\x00\x00sNaPpY", "Snappy"),
    (0, b"LZIP", "lzip"),
    (0, b"\x89LZO\0\r\n\x1a\n", "lzop"),
    (0, b"\x1f\x9d", "compress (.Z)"),
    (0, b"7z\xbc\xaf\x27\x1c", "7-Zip archive"),
    (0, b"Rar!\x1a\x07", "RAR archive"),
    (0, b"MSCF\0\0\0\0", "cabinet archive"),
    (0, b"!<arch>\n", "ar archive"),
    (0, b"xar!", "xar archive"),
    (0, b"!BDN", "Outlook mailbox (PST)"),
    (0, b"\x78\x9f\x3e\x22", "Outlook TNEF (winmail.dat)"),
    (0, b"\x3c\x1a\x3a\x0a", "PGP message"),
    (0, b"RDX", "R data"),
    (0, b"RDA", "R data"),
    (0, b"$FL2", "SPSS data"),
    (0, b"<stata_dta>", "Stata data"),
    (0, b"%!PS", "PostScript"),
    (0, b"AT&TFORM", "DjVu"),
    (0, b"ITSF", "compiled HTML help"),
    (60, b"BOOKMOBI", "Mobipocket e-book"),
    (60, b"TEXtREAd", "Palm e-book"),
    (0, b"d8:announce", "torrent"),
    (0, b"\xd9\xd9\xf7", "CBOR"),
    (0, b"\0asm", "WebAssembly"),
    (0, b"\xca\xfe\xba\xbe", "Java or macOS binary"),
    (0, b"\x7fELF", "program"),
    (4, b"ftyp", "video or picture"),
    (0, b"\x89PNG", "picture"),
    (0, b"\xff\xd8\xff", "picture"),
    (0, b"GIF8", "picture"),
    (0, b"II*\0", "picture"),
    (0, b"MM\0*", "picture"),
    (0, b"wOFF", "font"),
    (0, b"wOF2", "font"),
    (0, b"OTTO\0", "font"),
    (0, b"\0\1\0\0\0", "font"),
    (0, b"ID3", "audio"),
    (0, b"OggS", "audio or video"),
    (0, b"fLaC", "audio"),
    (0, b"RIFF", "audio, video or picture"),
    (0, b"\x1aE\xdf\xa3", "video"),
    (0, b"MZ\x90\0", "program"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("WordDocument".encode("utf-16-le"), "Word 97-2003 document"),
    ("Workbook".encode("utf-16-le"), "Excel 97-2003 workbook"),
    ("PowerPoint Document".encode("utf-16-le"), "PowerPoint 97-2003 presentation"),
    ("EncryptedPackage".encode("utf-16-le"), "Office document with a password"),
)
"""Names of streams in the directory of an Office file, which is mostly near its beginning."""
_WORD = 7
"""Signatures of at most so many letters may open a text too: then a control character must follow."""
_CONTROL = re.compile(rb"[\x00-\x08]")
_PICKLE = re.compile(rb"\A\x80[\x02-\x05](?:\x95.{8})?[\]\}\(\)cKMJXU\x8c\x8eNGFI\x88\x89qh\x94]", re.S)
_PICKLE_TEXT = re.compile(rb"\A(?:[\]}]q\0|\(?[ld]p\d+\n|c[A-Za-z_][\w.]*\n[A-Za-z_]\w*\n[pq(\x94]|\([cil][\w.]+\n)")
_BSON_TYPES = frozenset({*range(1, 0x14), 0x7F, 0xFF})
_BSON_KEY = re.compile(rb"[ -~\xc2-\xf4][^\0]{0,200}\0")
_LARGEST_BSON = 1 << 26
_PEEKED_VALUES = 40


def name_of(head: bytes) -> str | None:
    """Return the name of the binary format that starts with ``head``, or None."""
    if head.startswith(_OLE):
        return next((name for stream, name in _OLE_STREAMS if stream in head), "Microsoft Office 97-2003 file")
    for offset, magic, name in _SIGNATURES:
        if head.startswith(magic, offset) and (
            len(magic) > _WORD or not magic.isalnum() or _CONTROL.search(head[:512])
        ):
            return name
    if _PICKLE.match(head) or _PICKLE_TEXT.match(head):
        return "Python pickle"
    if _is_bson(head):
        return "BSON"
    return "MessagePack" if _is_msgpack(head) else None


def _is_bson(head: bytes) -> bool:
    """Return True for a length, a known element type, a key that ends in a zero; the document ends in a zero where its length says."""
    length = int.from_bytes(head[:4], "little")
    if not 8 <= length <= _LARGEST_BSON or len(head) < 8 or head[4] not in _BSON_TYPES:
        return False
    return bool(_BSON_KEY.match(head, 5)) and (length > len(head) or head[length - 1] == 0)


def _is_msgpack(head: bytes) -> bool:
    """Return True for a map or array whose first values parse; the first byte alone (0x80 and up) is never UTF-8."""
    if not head or not (0x81 <= head[0] <= 0x9F or 0xDC <= head[0] <= 0xDF):
        return False
    at, strings = 0, 0
    for _ in range(_PEEKED_VALUES):
        if at >= len(head):
            break
        step = _msgpack_value(head, at)
        if step is None:
            return False
        at, is_text = step
        strings += is_text
    return strings > 0


def _msgpack_value(head: bytes, at: int) -> tuple[int, bool] | None:
    """Step over one MessagePack value (of containers: the header). Return where the next starts and whether it was text."""
    code = head[at]
    if 0xA0 <= code <= 0xBF:
        return _msgpack_text(head, at + 1, code & 0x1F)
    if code <= 0x9F or code >= 0xE0 or code in (0xC0, 0xC2, 0xC3):
        return at + 1, False
    if 0xD9 <= code <= 0xDB:
        width = 1 << (code - 0xD9)
        return _msgpack_text(head, at + 1 + width, int.from_bytes(head[at + 1 : at + 1 + width], "big"))
    if 0xC4 <= code <= 0xC6:
        width = 1 << (code - 0xC4)
        return at + 1 + width + int.from_bytes(head[at + 1 : at + 1 + width], "big"), False
    sizes = {0xCA: 4, 0xCB: 8, 0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8, 0xD0: 1, 0xD1: 2, 0xD2: 4, 0xD3: 8}
    sizes |= {0xDC: 2, 0xDD: 4, 0xDE: 2, 0xDF: 4, 0xD4: 2, 0xD5: 3, 0xD6: 5, 0xD7: 9, 0xD8: 17}
    return (at + 1 + sizes[code], False) if code in sizes else None


def _msgpack_text(head: bytes, start: int, length: int) -> tuple[int, bool] | None:
    part = head[start : start + length]
    try:
        part.decode("utf-8")
    except UnicodeDecodeError as error:
        if start + length <= len(head) or error.start < len(part) - 4:
            return None
    return start + length, True
