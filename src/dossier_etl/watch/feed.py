"""An Atom feed (RFC 4287) per watch, as a file for any feed reader."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from dossier_etl.settings import Settings
from dossier_etl.watch.lists import Watch

if TYPE_CHECKING:
    from dossier_etl.watch.check import Alert

_ATOM = "http://www.w3.org/2005/Atom"
_EPOCH = "1970-01-01T00:00:00Z"
"""Updated when nothing was ever found: the format demands a date."""


def write_feed(settings: Settings, watch: Watch, alerts: Sequence["Alert"]) -> None:
    """Write ``warehouse/feeds/<watch>.atom``, in one step for those who read it meanwhile."""
    folder = settings.warehouse / "feeds"
    folder.mkdir(parents=True, exist_ok=True)
    feed = ET.Element("feed", xmlns=_ATOM)
    _child(feed, "id", f"urn:dossier:watch:{watch.watch_id}")
    _child(feed, "title", watch.label)
    _child(feed, "updated", alerts[0].found_at.isoformat() if alerts else _EPOCH)
    for alert in alerts:
        entry = ET.SubElement(feed, "entry")
        _child(entry, "id", f"urn:dossier:alert:{alert.watch_id}:{alert.article_id}")
        _child(entry, "title", alert.title or "(no title)")
        _child(entry, "updated", alert.found_at.isoformat())
        _child(ET.SubElement(entry, "author"), "name", alert.outlet or "?")
        _child(entry, "summary", f"{alert.outlet or '?'}, {alert.published or '?'}")
        if alert.url and alert.url.startswith(("http://", "https://")):
            ET.SubElement(entry, "link", href=alert.url)
    part = folder / f"{watch.watch_id}.part"
    ET.ElementTree(feed).write(part, "utf-8", xml_declaration=True)
    part.replace(folder / f"{watch.watch_id}.atom")


def _child(parent: ET.Element, name: str, text: str) -> None:
    # What XML cannot hold would make the whole feed unreadable.
    ET.SubElement(parent, name).text = "".join(
        c for c in text if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )
