"""Taking the site's name off a page title."""

import re

from dossier_etl.registry import load, name_key

SEPARATOR = re.compile(r"(?<!\s)(?:\s+[|–—·•»«:\-/]+\s+|\s*\|+\s*|\s*::\s*|\s+[»›]\s*)")
_DOMAIN = re.compile(r"(?i)^(?:www\.)?[\w-]+(?:\.[\w-]+)+$")
MAX_CUTS = 3


def site_keys(values: list[str]) -> frozenset[str]:
    """Compact keys of what a site calls itself (names, domain labels)."""
    return frozenset(k for v in values if (k := name_key(v).replace(" ", "")))


def is_site(piece: str, own: frozenset[str]) -> bool:
    """Return True if a part of a title names the site: one of its own names, a registered outlet, or an address."""
    key = name_key(piece)
    solid = key.replace(" ", "")
    if not solid:
        return True
    if solid in own or _DOMAIN.match(piece):
        return True
    if len(solid) >= 4 and any(len(k) >= 4 and (solid.startswith(k) or k.startswith(solid)) for k in own):
        return True
    return len(piece) <= 40 and load().has_key(key)


def without_site(title: str, own: frozenset[str]) -> str:
    """A title without the site's name behind (or before) it; the title itself when nothing else would be left."""
    cuts = list(SEPARATOR.finditer(title))
    if not cuts:
        return title
    end = len(title)
    for m in list(reversed(cuts))[:MAX_CUTS]:
        if is_site(title[m.end() : end].strip(), own) and m.start() > 0:
            end = m.start()
        else:
            break
    start = 0
    for m in cuts[:1]:
        if m.end() < end and is_site(title[: m.start()].strip(), own):
            start = m.end()
    cut = title[start:end].strip()
    return cut or title
