"""Day or month first? Decided by the page's country, its language and its own unambiguous dates; else it stays open."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from dossier_etl.enrich.written_dates.scan import WrittenDate
from dossier_etl.model.documents import Article

_MONTH_FIRST = frozenset({"us", "ph", "pr", "fm", "bz"})
"""Countries whose pages write month/day/year."""
_LOCALE = re.compile(r"[a-z]{2,3}[-_](?:[a-z]{4}[-_])?([a-z]{2})\b", re.I)
_GENERIC_TWO_LETTER = frozenset({"tv", "io", "co", "me", "ai", "ly", "fm", "to", "cc", "gg", "ws", "eu", "im", "la"})
"""Two-letter domains used far outside their country."""


_ZONE = re.compile(r"\b(?:[ECMP][SD]?T|GMT|BST|CES?T|EES?T|WES?T|IST|AES?T|AEDT|NZS?T|SAST|SGT|HKT|WIB)\b")
_AMERICAN = frozenset({"ET", "CT", "MT", "PT", "EST", "CST", "MST", "PST", "EDT", "CDT", "MDT", "PDT"})
"""Zones named beside a clock time in the United States; Canada, which shares them, writes its dates both ways."""


_TWELVE_HOURS = re.compile(r"[^\n\w]{0,6}(?:at\s)?\d{1,2}[:.]\d\d(?::\d\d)?\s?[ap]\.?m\b", re.I)
"""``12/11/23 4:23pm``: a year of two digits before a clock of twelve hours. Five English-language sites of the measured ones
write so, all American; with four digits Britain does as well."""


_JUST_HAPPENED = dt.timedelta(days=31)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:uary|ruary|ch|il|ust|ember|ober)?\b\.?"
_DAY_MONTH = re.compile(rf"\b[0-3]?[0-9](?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}", re.I)
_MONTH_DAY = re.compile(rf"\b{_MONTH}\s[0-3]?[0-9](?:st|nd|rd|th)?\b(?![:.]\d)", re.I)


def country_of(article: Article) -> str | None:
    """Two-letter country the page itself points at: its own address, then the region of its locale; None if neither does."""
    document = article.document
    for address in (document.record.url, document.get("link:canonical"), document.get("meta:og:url")):
        host = urlsplit(address).hostname if address and "//" in address[:10] else None
        suffix = host.rsplit(".", 1)[-1].lower() if host else ""
        if suffix in ("gov", "mil", "edu"):
            return "us"
        if len(suffix) == 2 and suffix not in _GENERIC_TWO_LETTER:
            return suffix
    for key in ("html:lang", "meta:og:locale", "meta:language", "meta:content-language"):
        if m := _LOCALE.match(document.get(key) or ""):
            return m[1].lower()
    return None


def page_order(article: Article, country: str | None, found: Sequence[WrittenDate]) -> str:
    """``dmy``, ``mdy``, or ``""`` when nothing on the page decides: own unambiguous dates first, then country, then language."""
    certain = {d.certain_order for d in found if d.certain_order}
    if len(certain) == 1:
        return certain.pop()
    if country and country != "ca":
        return "mdy" if country in _MONTH_FIRST else "dmy"
    if order := _told_elsewhere(found):
        return order
    zones = {m[0] for d in found if d.ambiguous and (m := _ZONE.search(article.document.text, d.end, d.end + 30))}
    if zones:
        return "mdy" if zones <= _AMERICAN else "dmy" if not zones & _AMERICAN else ""
    if article.language not in ("en", "und"):
        return "dmy"
    if not any(d.ambiguous for d in found):
        return ""
    if any(d.ambiguous and _american_clock(article.document.text, d) for d in found):
        return "mdy"
    return _near_others(found) or _spoken_order(article.document.text)


def _told_elsewhere(found: Sequence[WrittenDate]) -> str:
    """The order whose reading the page also writes out ("02-12-2025" beside "December 2, 2025"), if only one's it does."""
    certain = {d.day for d in found if d.day is not None}
    return _one_order(found, lambda day: day in certain)


def _near_others(found: Sequence[WrittenDate]) -> str:
    """The order whose reading falls within the month after some other day of the page, if only one's does: what an article
    tells of has mostly just happened."""
    certain = {d.day for d in found if d.day is not None}
    return _one_order(found, lambda day: any(dt.timedelta(0) <= day - other <= _JUST_HAPPENED for other in certain))


def _one_order(found: Sequence[WrittenDate], holds: Callable[[dt.date], bool]) -> str:
    """The order for which ``holds`` is true of some ambiguous date's reading, if it is true for no reading of the other."""
    orders = {
        order
        for d in found if d.ambiguous
        for order, day in (("dmy", d.day_first), ("mdy", d.month_first)) if day is not None and holds(day)
    }  # fmt: skip
    return orders.pop() if len(orders) == 1 else ""


def _spoken_order(text: str) -> str:
    """Return how English prose says days: "25 March" goes with day/month, "March 25" with month/day, both with neither."""
    day_first, month_first = _DAY_MONTH.search(text), _MONTH_DAY.search(text)
    return "" if bool(day_first) == bool(month_first) else "dmy" if day_first else "mdy"


def _american_clock(text: str, date: WrittenDate) -> bool:
    """``12/11/23 4:23pm``."""
    return text[date.end - 3 : date.end - 2] in "/." and bool(_TWELVE_HOURS.match(text, date.end))
