"""A small Outlook message: a compound file (MS-CFB, version 3) with the property streams of MS-OXMSG, built in memory."""

import struct
from dataclasses import dataclass, field

_SECTOR, _MINI = 512, 64
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_UNICODE, _BINARY, _TIME, _LONG, _OBJECT = 0x001F, 0x0102, 0x0040, 0x0003, 0x000D
_SUBJECT, _BODY, _HTML, _SENT, _CLASS, _ATTACHED, _METHOD, _LONG_NAME, _MIME = (
    *(0x0037, 0x1000, 0x1013, 0x0039, 0x001A),
    *(0x3701, 0x3705, 0x3707, 0x370E),
)
_SENDER_NAME, _SENDER_SMTP = 0x0C1A, 0x5D01


@dataclass
class _Node:
    name: str
    data: bytes | None = None
    kids: list["_Node"] = field(default_factory=list)


def _properties(header: int, values: dict[tuple[int, int], bytes | int]) -> list[_Node]:
    """The property stream and a stream per value of variable length."""
    rows, nodes = [], []
    for (tag, kind), value in values.items():
        if isinstance(value, int):
            rows.append(struct.pack("<HHIq", kind, tag, 6, value))
        else:
            nodes.append(_Node(f"__substg1.0_{tag:04X}{kind:04X}", value))
            rows.append(struct.pack("<HHIII", kind, tag, 6, len(value) + (2 if kind == _UNICODE else 0), 0))
    return [_Node("__properties_version1.0", bytes(header) + b"".join(rows)), *nodes]


def _text(value: str) -> bytes:
    return value.encode("utf-16-le")


def _filetime(unix: int) -> int:
    return (unix + 11_644_473_600) * 10_000_000


def _message(subject: str, body: str, html: bytes, header: int) -> list[_Node]:
    return _properties(
        header,
        {
            (_CLASS, _UNICODE): _text("IPM.Note"),
            (_SUBJECT, _UNICODE): _text(subject),
            (_BODY, _UNICODE): _text(body),
            **({(_HTML, _BINARY): html} if html else {}),
            (_SENT, _TIME): _filetime(1_714_550_400),
            (_SENDER_NAME, _UNICODE): _text("The Pier"),
            (_SENDER_SMTP, _UNICODE): _text("news@pier.example"),
        },
    )


def msg_of(subject: str, body: str, html: bytes = b"", attachment: bytes = b"", attached_message: str = "") -> bytes:
    """A message sent on 2024-05-01T08:00:00Z, with an attached page or an attached message of this subject."""
    root = _Node("Root Entry", None, _message(subject, body, html, 32))
    if attachment:
        values: dict[tuple[int, int], bytes | int] = {
            (_ATTACHED, _BINARY): attachment,
            (_METHOD, _LONG): 1,
            (_LONG_NAME, _UNICODE): _text("page.html"),
            (_MIME, _UNICODE): _text("text/html"),
        }
        root.kids.append(_Node("__attach_version1.0_#00000000", None, _properties(8, values)))
    if attached_message:
        inside = _Node(
            f"__substg1.0_{_ATTACHED:04X}{_OBJECT:04X}", None, _message(attached_message, "Inner words.", b"", 24)
        )
        root.kids.append(_Node("__attach_version1.0_#00000001", None, [*_properties(8, {(_METHOD, _LONG): 5}), inside]))
    return _compound(root)


def _compound(root: _Node) -> bytes:
    nodes: list[_Node] = []

    def collect(node: _Node) -> None:
        nodes.append(node)
        for kid in node.kids:
            collect(kid)

    collect(root)
    ids = {id(node): n for n, node in enumerate(nodes)}
    sectors: list[bytes] = []
    fat: list[int] = []
    mini, mini_fat = b"", []

    def store(data: bytes) -> int:
        if not data:
            return _END
        start = len(sectors)
        count = -(-len(data) // _SECTOR)
        sectors.extend(data[n * _SECTOR : (n + 1) * _SECTOR].ljust(_SECTOR, b"\0") for n in range(count))
        fat.extend([*range(start + 1, start + count), _END])
        return start

    places: dict[int, tuple[int, int]] = {}
    for node in nodes[1:]:
        if node.data is None:
            continue
        if len(node.data) >= 4_096:
            places[id(node)] = store(node.data), len(node.data)
        elif node.data:
            start, count = len(mini) // _MINI, -(-len(node.data) // _MINI)
            mini += node.data.ljust(count * _MINI, b"\0")
            mini_fat += [*range(start + 1, start + count), _END]
            places[id(node)] = start, len(node.data)
    places[id(root)] = store(mini), len(mini)
    mini_fat_data = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
    mini_fat_data = mini_fat_data.ljust(-(-len(mini_fat_data) // _SECTOR) * _SECTOR, b"\xff")
    mini_fat_start = store(mini_fat_data)
    entries = []
    for n, node in enumerate(nodes):
        kind = 5 if n == 0 else (1 if node.data is None else 2)
        siblings = next((p.kids for p in nodes if any(k is node for k in p.kids)), [])
        at = next((k for k, kid in enumerate(siblings) if kid is node), -1)
        right = ids[id(siblings[at + 1])] if 0 <= at < len(siblings) - 1 else _FREE
        child = ids[id(node.kids[0])] if node.kids else _FREE
        name = node.name.encode("utf-16-le")
        start, size = places.get(id(node), (0, 0))
        entries.append(
            name.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(name) + 2, kind, 1, _FREE, right, child)
            + bytes(36)
            + struct.pack("<IQ", start, size)
        )
    directory = b"".join(entries)
    directory_start = store(directory.ljust(-(-len(directory) // _SECTOR) * _SECTOR, b"\0"))
    fat_sectors = 1
    while (len(sectors) + fat_sectors) * 4 > fat_sectors * _SECTOR:
        fat_sectors += 1
    fat_start = len(sectors)
    fat += [_FAT] * fat_sectors
    fat += [_FREE] * (fat_sectors * _SECTOR // 4 - len(fat))
    raw = struct.pack(f"<{len(fat)}I", *fat)
    sectors += [raw[n * _SECTOR : (n + 1) * _SECTOR] for n in range(fat_sectors)]
    difat = [fat_start + n for n in range(fat_sectors)] + [_FREE] * (109 - fat_sectors)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIII", 0, fat_sectors, directory_start, 0, 4_096)
    header += struct.pack("<IIII", mini_fat_start, len(mini_fat_data) // _SECTOR, _END, 0) + struct.pack(
        "<109I", *difat
    )
    return header + b"".join(sectors)
