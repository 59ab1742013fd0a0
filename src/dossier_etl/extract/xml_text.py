"""XML text without what makes XML dangerous: no entities of its own, nothing from outside."""

import codecs
import re
from collections.abc import Iterator
from typing import Protocol
from xml.etree import ElementTree

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from lxml import etree

from dossier_etl.extract import media

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*?\?>")
_ENCODING = re.compile(rb"""\A[^<]{0,16}<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]+)["']""")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DTD = re.compile(r"(?is)<!DOCTYPE(?:[^\[>]|\[.*?\]\s*)*>")


class Node(Protocol):
    """What the two parsers' elements have in common."""

    @property
    def tag(self) -> object: ...
    @property
    def text(self) -> str | None: ...
    def get(self, key: str) -> str | None: ...
    def iter(self) -> "Iterator[Node]": ...
    def __iter__(self) -> "Iterator[Node]": ...


class EntitiesRefused(ValueError):
    """The document declares entities, or refers to files."""


def decode_xml(data: bytes) -> tuple[str, str]:
    """Text of an XML file by its byte order mark, its shape, its declaration, else UTF-8; and what was wrong with it."""
    named = _ENCODING.match(data)
    wide = media.bom(data) or media.wide(data)
    name = wide or (named[1].decode("ascii") if named else "utf-8")
    try:
        codec = codecs.lookup(name).name
        if codec in ("utf-16", "utf-32") and not wide:
            codec = "utf-8"  # declared, but these bytes are not
        text, damage = data.decode(codec), ""
    except LookupError:
        text, damage = data.decode("utf-8", "replace"), f"unknown encoding {name!r}; read as UTF-8"
    except (UnicodeError, ValueError):
        text, damage = _second_try(data, name)
    return text.lstrip("\ufeff"), damage


def _second_try(data: bytes, name: str) -> tuple[str, str]:
    try:
        return data.decode("utf-8"), f"the bytes are not {name} as declared; read as UTF-8"
    except UnicodeError:
        pass
    try:
        return data.decode(name, "replace"), f"bytes that are not {name}"
    except (UnicodeError, LookupError):
        return data.decode("utf-8", "replace"), f"bytes that are neither {name} nor UTF-8"


def parse_xml(text: str) -> tuple[Node | None, str]:
    """The root element, and what had to be repaired; None if nothing could be read.

    Raises:
        EntitiesRefused: entities are declared.
    """
    text = _DECLARATION.sub("", text, count=1)
    cleaned = _ILLEGAL.sub("", text)
    damage = "control characters" if len(cleaned) < len(text) else ""
    try:
        return fromstring(cleaned, forbid_dtd=False, forbid_entities=True, forbid_external=True), damage
    except DefusedXmlException as error:
        doctype = _DTD.search(cleaned)
        if doctype and "<!ENTITY" not in doctype[0].upper():
            # A reference to a DTD elsewhere declares nothing here (RSS 0.91 did so); nothing is fetched, so it is left out.
            return parse_xml(cleaned.replace(doctype[0], "", 1))
        raise EntitiesRefused(str(error)) from error
    except ElementTree.ParseError as error:
        damage = f"not well-formed ({error})"
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(cleaned.encode("utf-8", "replace"), parser)
    except etree.LxmlError as error:
        return None, f"not XML ({error})"
    dtd = root.getroottree().docinfo.internalDTD if root is not None else None
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise EntitiesRefused("entities are declared")
    return root, damage
