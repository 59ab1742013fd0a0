"""XML text without what makes XML dangerous: no entities of its own, nothing from outside."""

import re
from collections.abc import Iterator
from html.entities import html5
from typing import Protocol
from xml.etree import ElementTree

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from lxml import etree

from dossier_etl.extract import media
from dossier_etl.extract.text import decoded, legacy_charset
from dossier_etl.model.charsets import canonical, codec_of

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*?\?>")
_ENCODING = re.compile(rb"""\A[^<]{0,16}<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]+)["']""")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DTD = re.compile(r"(?is)<!DOCTYPE(?:[^\[<>]|\[[^\]]{0,8000}+\])*+>")
_DTD_WITHIN = 65_536
"""Characters in which a document type is sought: it must precede the root element."""


_REFERENCE = re.compile(r"&(#\d{1,7};|#[xX][0-9A-Fa-f]{1,6};|[A-Za-z][A-Za-z0-9]{0,31};)?")
_XML_NAMES = ("amp;", "lt;", "gt;", "quot;", "apos;")
_VENDOR = {"euc-jp": "euc_jis_2004", "big5": "cp950"}
"""Decoders for the vendors' additions (circled digits, company signs) that the standard ones refuse."""
_GUESS_BYTES = 65_536


class Node(Protocol):
    """What the two parsers' elements have in common."""

    @property
    def tag(self) -> object: ...
    @property
    def text(self) -> str | None: ...
    def get(self, key: str) -> str | None: ...
    def iter(self) -> "Iterator[Node]": ...
    def __iter__(self) -> "Iterator[Node]": ...


class EntitiesRefusedError(ValueError):
    """The document declares entities, or refers to files."""


def decode_xml(data: bytes) -> tuple[str, str]:
    """Return the text of an XML file, and what was wrong with its encoding.

    The byte order mark decides, then the shape of the first bytes, the declaration, UTF-8, a guess.
    """
    named = _ENCODING.match(data)
    wide = media.bom(data) or media.wide(data)
    declared = named[1].decode("ascii").lower() if named else "utf-8"
    name = canonical(declared)
    damage = "" if name or wide else f"unknown encoding {declared!r}; "
    if name is None or name.startswith(("utf-16", "utf-32")):
        name = "utf-8"  # so it may say, but these bytes are not
    codec = wide or codec_of(name)
    for candidate in (codec, _VENDOR.get(name) if not wide else None):
        try:
            if candidate:
                return data.decode(candidate).lstrip("\ufeff"), damage and damage + "read as UTF-8"
        except (UnicodeError, ValueError):
            continue
    guessed = legacy_charset(data[:_GUESS_BYTES]) if codec == "utf-8" else "utf-8"
    try:
        return data.decode(guessed), f"{damage}the bytes are not {name}; read as {guessed}"
    except (UnicodeError, LookupError):
        pass
    if codec.startswith("utf-8"):
        text, bad = decoded(data)
        return text.lstrip("\ufeff"), damage + bad
    return data.decode(codec, "replace").lstrip("\ufeff"), f"{damage}bytes that are not {name}"


def parse_xml(text: str) -> tuple[Node | None, str]:
    """Return the root element, and what had to be repaired; None if nothing could be read.

    Raises:
        EntitiesRefusedError: entities are declared.
    """
    text = _DECLARATION.sub("", text, count=1)
    cleaned = _ILLEGAL.sub("", text)
    damage = "control characters" if len(cleaned) < len(text) else ""
    try:
        return fromstring(cleaned, forbid_dtd=False, forbid_entities=True, forbid_external=True), damage
    except DefusedXmlException as error:
        doctype = _DTD.search(cleaned, 0, _DTD_WITHIN)
        if doctype and "<!ENTITY" not in doctype[0].upper():
            # A DTD elsewhere (RSS 0.91 referred to one) declares nothing here; nothing is fetched, so it goes.
            return parse_xml(cleaned.replace(doctype[0], "", 1))
        raise EntitiesRefusedError(str(error)) from error
    except ElementTree.ParseError as error:
        damage = f"not well-formed ({error})"
    return _recovered(_references_repaired(cleaned), damage)


def _recovered(text: str, damage: str) -> tuple[Node | None, str]:
    """Return what a forgiving parser makes of broken XML; entities stay closed and nothing is loaded."""
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.LxmlError as error:
        return None, f"not XML ({error})"
    if root is None:
        return None, damage
    doctype = _DTD.search(text, 0, _DTD_WITHIN)
    unclear = doctype is None and "<!DOCTYPE" in text[:_DTD_WITHIN].upper()
    if unclear or (doctype and "<!ENTITY" in doctype[0].upper()):
        raise EntitiesRefusedError("entities are declared, or the document type cannot be read")
    return root, damage


def _references_repaired(text: str) -> str:
    """Escape bare ``&`` and the names HTML has but XML has not (``&nbsp;``), outside CDATA sections and comments."""
    parts: list[str] = []
    at = 0
    while (opens := text.find("<!", at)) >= 0:
        mark = "]]>" if text.startswith("<![CDATA[", opens) else "-->" if text.startswith("<!--", opens) else ">"
        closes = text.find(mark, opens)
        if closes < 0:
            break
        parts += [_REFERENCE.sub(_reference, text[at:opens]), text[opens : closes + len(mark)]]
        at = closes + len(mark)
    return "".join([*parts, _REFERENCE.sub(_reference, text[at:])])


def _reference(match: re.Match[str]) -> str:
    name = match[1]
    if name is None:
        return "&amp;"
    if name.startswith("#") or name in _XML_NAMES:
        return match[0]
    return "".join(f"&#{ord(c)};" for c in html5[name]) if name in html5 else f"&amp;{name}"


def text_of(node: Node) -> str:
    """Return all text inside an element; unresolved entity nodes leave a gap."""
    return "".join(_texts(node)).strip()


def _texts(node: Node) -> Iterator[str]:
    if isinstance(node.tag, str):
        yield node.text or ""
        for child in node:
            yield from _texts(child)
            yield getattr(child, "tail", None) or ""
