"""Outlet names as they stand in metadata, and whether a name belongs to a site."""

import html
import re

from dossier_etl.registry import Registry, name_key, words

MAX_NAME = 70
"""Longer "names" are taglines or sentences."""

_SEPARATOR = re.compile(r"(?<!\s)(?:\s+[|–—·•»:\-]\s+|\s*\|\s*|\s*::\s*|\s+/\s+)")
_LEGAL = re.compile(
    r"(?<![,\s])[,\s]++(?:Inc|LLC|L\.L\.C|Ltd|Limited|GmbH(?: & Co\.? KG)?|AG|S\.?A\.?|S\.?L\.?U?|S\.?p\.?A|S\.?r\.?l|PLC|plc|"
    r"Corp|Corporation|Company|Co|B\.?V|A/S|AS|AB|Oy|Pty(?: Ltd)?|\(Pty\) Ltd|Pvt\.? Ltd|e\.\s?V|KG|K\.K|株式会社)\.?$"
)
_JUNK = words(
    """
    home homepage startseite accueil inicio blog news website site web portal index main default title untitled logo
    admin nachrichten noticias nouvelles actualites wordpress joomla drupal squarespace wix article articles post
    posts
    """
)
_DOMAINISH = re.compile(r"(?i)^(?:https?://)?(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)/?$")
_GENERIC = words(
    """
    the der die das le la les el los il lo de of and und et y news online com net org www blog zeitung magazine
    """
)


def parts(raw: str, limit: int = 6) -> list[str]:
    """A stated name cut at its separators ("taz | Politik" → "taz", "Politik"), each tidied; junk left out."""
    pieces = _SEPARATOR.split(" ".join(html.unescape(raw).split()))[:limit]
    return [p for p in (tidy(piece) for piece in pieces) if p]


def tidy(raw: str) -> str:
    """One name without quotes, marks, legal form or address; empty when nothing of a name is left."""
    name = " ".join(html.unescape(raw).split()).strip(" \"'“”„«»·•|–—-,;:@©®™*")
    name = name.replace("®", "").replace("™", "")
    name = _LEGAL.sub("", name).strip()
    if not name or len(name) > MAX_NAME or name_key(name) in _JUNK or not any(c.isalpha() for c in name):
        return ""
    return name


def compact(name: str) -> str:
    return name_key(name).replace(" ", "")


def label_of(site: str) -> str:
    """The part of a registrable domain that somebody chose (``the-sun`` of ``the-sun.com``), dashes left out."""
    return site.partition(".")[0].replace("-", "")


def resembles(name: str, site: str) -> float:
    """0–1: how much a name looks like the owner of a site's domain.

    1: same letters ("Daily Maverick" – dailymaverick.co.za), .9 the domain itself, .7 one begins with the other or the initials
    fit ("Christian Science Monitor" – csmonitor.com), .5 a telling word is shared, else 0.
    """
    m = _DOMAINISH.match(name)
    if m:
        return 0.9 if m[1].lower() in (site, site.replace("-", "")) else 0.0
    key = name_key(name)
    solid, label = key.replace(" ", ""), label_of(site)
    if not solid or not label:
        return 0.0
    if solid == label or f"the{solid}" == label or solid == site.replace(".", "").replace("-", ""):
        return 1.0
    words = key.split()
    initials = "".join(w[0] for w in words)
    if len(label) >= 2 and (
        initials == label or (len(label) >= 3 and label.startswith(initials) and len(initials) >= 3)
    ):
        return 0.7
    if min(len(solid), len(label)) >= 4 and (
        solid.startswith(label) or label.startswith(solid) or label.endswith(solid)
    ):
        return 0.7
    if any(len(w) >= 4 and w not in _GENERIC and w in label for w in words):
        return 0.5
    return 0.0


def _without_tagline(name: str, site: str) -> str:
    """The first words alone where they spell the site's domain and three or more words follow."""
    words = name.split()
    label = label_of(site)
    for n in range(1, len(words) - 2):
        head = " ".join(words[:n])
        if compact(head) in (label, label.removeprefix("the")):
            return head
    return name


def best_part(raw: str, site: str | None, registry: Registry) -> str:
    """The part of a stated name that names the outlet: the whole if registered, else the part that is registered or fits the
    site, else the first."""
    whole = tidy(raw)
    if whole and registry.has_key(name_key(whole)):
        return whole
    if site:
        whole = _without_tagline(whole, site)
    pieces = parts(raw)
    if len(pieces) < 2 and whole:
        return whole
    if len(pieces) < 2:
        return pieces[0] if pieces else whole
    if site:
        scored = max(pieces, key=lambda p: resembles(p, site))
        if resembles(scored, site) >= 0.5:
            return scored
    known = next((p for p in pieces if registry.has_key(name_key(p)) and " " in p), None)
    return known or pieces[0]
