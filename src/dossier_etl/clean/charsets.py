"""The declaration an HTML page makes about its own character set.

Source: the HTML Standard's "prescan a byte stream to determine its encoding". Labels: `model.charsets`.
"""

import re

from dossier_etl.model.charsets import canonical, codec_of

__all__ = ["canonical", "codec_of", "declared"]

_LOOK_BYTES = 32 * 1024
"""The standard asks for 1,024 bytes at least; real pages put the declaration later when a long comment or script comes first."""

_TAG = re.compile(
    rb"<!--.*?-->|<!--.*|<(/?[a-zA-Z][^\s/>]*)((?:[\s/](?:[^>\"']|\"[^\"]{0,2000}\"|'[^']{0,2000}')*)?)(>)?|<[!/?][^>]*>?",
    re.S,
)
_ATTRIBUTE = re.compile(rb"[\s/]*([^\s/>=][^\s/>=]*)\s*(?:=\s*(\"[^\"]*\"|'[^']*'|[^\s>]+))?")
_IN_CONTENT = re.compile(r"charset\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s;\"'][^\s;]*)", re.I)
_XML = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._:-]+)[\"']")


def declared(content: bytes) -> tuple[str, str] | None:
    """Return what an HTML page says about its own charset.

    Returns:
        (canonical name, the declaration as it stands in the page), or None. UTF-16 in a declaration that could be read as
        ASCII means UTF-8, as the standard says.
    """
    head = content[:_LOOK_BYTES]
    if b"charset" not in head.lower() and b"encoding" not in head.lower():
        return None
    for tag in _TAG.finditer(head):
        if tag[1] is None or tag[1].lower() != b"meta" or not tag[3]:
            continue
        label = _label_of_meta(tag[2] or b"")
        name = canonical(label)
        if name:
            name = "utf-8" if name.startswith("utf-16") else name
            return name, tag[0].decode("ascii", "replace")[:200]
    if found := _XML.match(head):
        name = canonical(found[1].decode("ascii", "replace"))
        if name:
            return ("utf-8" if name.startswith("utf-16") else name), found[0].decode("ascii", "replace")[:200]
    return None


def _label_of_meta(attributes: bytes) -> str | None:
    values: dict[str, str] = {}
    for found in _ATTRIBUTE.finditer(attributes):
        name = found[1].decode("latin-1").lower()
        raw = (found[2] or b"").decode("latin-1")
        values.setdefault(name, raw[1:-1] if raw[:1] in {'"', "'"} else raw)
    if "charset" in values:
        return values["charset"]
    if values.get("http-equiv", "").lower() == "content-type" and (
        inner := _IN_CONTENT.search(values.get("content", ""))
    ):
        return inner[1].strip("'\"")
    return None
