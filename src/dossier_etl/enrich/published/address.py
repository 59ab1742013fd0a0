"""Dates in a page's own addresses: /2014/06/17/, 2014-06-17, 20140617; a year and month alone give the month."""

import re
from collections.abc import Iterator
from functools import cache

from dossier_etl.enrich.written_dates.scan import civil
from dossier_etl.model.documents import Article
from dossier_etl.model.evidence import Candidate, EvidenceSource

_DAY = re.compile(
    r"(?<![\d.])((?:19|20)\d\d)([/_-])(\d{1,2}|[a-z]{3})\2(\d{1,2})(?!\d)"
    r"|(?<![\d.])((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d{3,})"
    r"|(?<![\d.])((?:19|20)\d\d)/([01]\d)([0-3]\d)(?!\d)"
    r"|(?<![\d.])([0-3]?\d)([/_-])([01]?\d)\12((?:19|20)\d\d)(?!\d)",
    re.I,
)
_MONTH = re.compile(r"/((?:19|20)\d\d)[/-]?([01]\d)(?=[/-])")
_NAMES = {
    m: i for i, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_OWN = frozenset(
    [
        "link:canonical",
        "meta:og:url",
        "link:amphtml",
        "link:shortlink",
        "meta:twitter:url",
        "meta:parsely-link",
        "comment:saved_from",
        "comment:mirrored_from",
    ]
)
_OWN_JSONLD = re.compile(
    r"jsonld:\w*(?:article|posting|webpage|report|itempage)\.(?:mainentityofpage(?:\.@id|\.url)?|url|@id)\Z"
)


def _own_addresses(article: Article) -> Iterator[tuple[str, str, EvidenceSource]]:
    document = article.document
    if document.record.url:
        yield document.record.url, "record", EvidenceSource.URL
    for meta in document.meta:
        if meta.key in _OWN or _OWN_JSONLD.match(meta.key):
            yield meta.value, meta.key, EvidenceSource.URL


def _read(address: str) -> tuple[str, str, str] | None:
    """(rule, value, matched text) of the date in an address."""
    inner = max(address.rfind("/http://"), address.rfind("/https://"))  # an archive's address holds the page's own
    path = address[inner + 1 :].split("//", 1)[-1].partition("?")[0]
    path = "/" + path.partition("/")[2]
    for m in _DAY.finditer(path):
        if m[1]:
            month = int(m[3]) if m[3].isdigit() else _NAMES.get(m[3].lower(), 0)
            day = civil(int(m[1]), month, int(m[4]))
        elif m[5]:
            day = civil(int(m[5]), int(m[6]), int(m[7]))
        elif m[8]:
            day = civil(int(m[8]), int(m[9]), int(m[10]))
        else:
            day = civil(int(m[14]), int(m[13]), int(m[11]))
            if day and int(m[11]) <= 12 and m[11] != m[13]:
                continue  # reads both ways
        if day:
            return "url.day@1", day.isoformat(), m[0]
    month_only = _MONTH.search(path)
    if month_only and 1 <= int(month_only[2]) <= 12:
        return "url.month@1", f"{month_only[1]}-{month_only[2]}", month_only[0]
    return None


def address_candidates(article: Article) -> Iterator[Candidate]:
    """One candidate for every different value in the addresses the page calls its own."""
    seen: set[tuple[str, str]] = set()
    reading = cache(_read)  # a page states one address in many places
    for address, path, where in _own_addresses(article):
        read = reading(address)
        if read is None or (read[0], read[1]) in seen:
            continue
        seen.add((read[0], read[1]))
        prior = 0.9 if read[0].startswith("url.day") else 0.5
        yield Candidate("published", read[1], read[0], prior, where, path=path, snippet=read[2])
