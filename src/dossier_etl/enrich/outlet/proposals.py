"""Names that a page's own lines propose for its outlet, whether or not the registry knows them."""

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from typing import NamedTuple

from dossier_etl.enrich.outlet.naming import tidy
from dossier_etl.enrich.outlet.patterns import (
    BULLET,
    CUE_AFTER,
    CUE_BEFORE,
    HANDLE,
    HOST,
    HOSTS_OF_NOBODY,
    MAX_LINE,
    MAYBE_HOST,
    NO_HOLDERS,
    PROFILE,
    PROFILE_HOSTS,
)
from dossier_etl.registry import name_key, platform_of, site_of, words
from dossier_etl.registry.store import COMMON_WORDS, LABELS

MOST = 16
"""Proposals kept for one page, the best supported first."""
TOP = 12
"""Lines from either end of a page where a line of its own may be the masthead."""
TOP_ALONE = 3
"""Lines from the start where a name needs no second mention."""
MAX_WORDS = 6
MAX_NAME = 45
MAX_TITLE = 220
"""Characters of the longest "headline | name" line that is split."""
MAX_ADDRESSES = 12
"""Addresses and handles of one page for which the text is searched for a name spelt alike."""

_UPPER = "A-Z\u00c0-\u00de\u0386-\u03ab\u0400-\u042f"
_RUN = re.compile(
    rf"[{_UPPER}0-9](?:[\w’'&+]|[.\-](?=\w))*"
    rf"(?:[ \u00a0](?:(?:of|the|de|la|le|les|du|des|der|die|and|und|et|y|e|for|in|del|di|da|do|&|\+)[ \u00a0]){{0,2}}"
    rf"[{_UPPER}0-9](?:[\w’'&+]|[.\-](?=\w))*){{0,7}}"
)
"""Capitalised words in a row, joined by the small words names contain."""
_SEPARATOR = re.compile(r"(?<!\s)\s+[|–—·•»:\-/]\s+|(?:(?<!\s)\s+)?[|｜]\s*|(?<!\s)\s+::\s+")
_STAFF = re.compile(
    r"(?i:\b(?:writer|reporter|editor|correspondent|columnist|journalist|contributor|producer|redakteur(?:in)?|autor(?:in)?|"
    r"korrespondent(?:in)?|journaliste|periodista|redactora?|giornalista|redacteur)\b[^.\n]{0,40}?"
    r"\b(?:at|for|of|with|bei|beim|der|von|del?|à|au|en|di|per|du)\s+(?:the\s+)?)"
    rf"(?=[{_UPPER}])"
)
_STAFF_WORDS = ("riter", "eporter", "ditor", "orrespond", "olumnist", "ournalist", "ontributor", "roducer", "edakteur")
_TAIL = re.compile(
    r"(?i:\b(?:appeared first on|first appeared (?:on|in)|erschien zuerst (?:auf|bei)|apareció primero en)\s+(?:the\s+)?)"
)
_DATELINE = re.compile(
    rf"^\W*[{_UPPER}][{_UPPER}\w .,'’-]{{2,40}}\((?P<name>[A-Z][A-Z0-9]{{2,9}}(?: News)?)\)\s*(?:[-–—]|--)"
)
_AGENCIES = words("AP AFP UPI EFE ANSA DPA APA SID TASS KNA EPD PTI ANI IANS CNN KYODO BBC OTS SDA ATS")
_SENTENCE_END = re.compile(r"[.!?。…:;,]$")
_CUES = CUE_BEFORE | CUE_AFTER
_BEFORE_RUN = re.compile(r"(?<!\w)(\w+)[\s:]{1,3}(?:the\s+|der\s+|die\s+|das\s+|el\s+|la\s+|o\s+)?$", re.IGNORECASE)
_AFTER_RUN = re.compile(r"^(?:['’]s)?[\s\-]{0,2}(\w+|\+)")


@dataclass(slots=True)
class Proposal:
    """A name and the kinds of places that propose it."""

    name: str
    key: str
    line: int
    """Index of the first line that proposes it."""
    top: bool = False
    """A line of its own among the page's first."""
    bottom: bool = False
    suffix: bool = False
    """What stands behind the headline: "Headline | Name"."""
    cues: int = 0
    """Places between words that outlets say of themselves ("About …", "… newsletter")."""
    staff: int = 0
    """Places where the page names it as somebody's employer."""
    tail: bool = False
    """The tail of a feed: "appeared first on …"."""
    dateline: bool = False
    """A call sign in a dateline: "BOSTON (WHDH) -"."""
    address: bool = False
    """Spelt like an address or a handle on the page."""
    mentions: int = 0

    def rank(self) -> float:
        """Support by kinds of places, to keep the best few."""
        kinds = 3 * self.suffix + 3 * self.address + 2 * self.top + self.bottom + 3 * self.tail + 3 * self.dateline
        return kinds + min(self.cues, 4) + 2 * min(self.staff, 2) + min(self.mentions, 12) / 4


class PageLine(NamedTuple):
    """A line as the outlet enricher reads it."""

    number: int
    start: int
    raw: str
    prose: bool


@functools.cache
def labels() -> frozenset[str]:
    """Return the keys of lines that pages of unrelated sites share: "menu", "privacy policy", "ähnliche artikel"."""
    text = (resources.files("dossier_etl.enrich.outlet") / "labels.txt").read_text(encoding="utf-8")
    return frozenset(text.splitlines())


def _is_label(key: str) -> bool:
    parts = key.split(" ")
    return key in labels() or key in COMMON_WORDS or NO_HOLDERS.issuperset(parts) or LABELS.issuperset(parts)


def _trimmed(run: str) -> str:
    """The run without words outlets put around their name: "Subscribe to X Premium" gives "X"."""
    parts = run.split()
    while len(parts) > 1 and parts[0].casefold() in CUE_BEFORE:
        parts = parts[1:]
    while len(parts) > 1 and parts[-1].casefold() in CUE_AFTER:
        parts = parts[:-1]
    return " ".join(parts)


class _Collector:
    """Proposals of one page by key."""

    def __init__(self, text: str, headline: str) -> None:
        self.text = text
        self.headline = name_key(headline)
        self.found: dict[str, Proposal] = {}

    def add(self, name: str, index: int) -> Proposal | None:
        """Return the proposal of that name, made if new; None if it cannot be one."""
        name = tidy(name.strip(" .,;:-–—|()[]"))
        if len(name) > MAX_NAME or len(name) < 2 or name.isdigit():
            return None
        key = name_key(name)
        if key.count(" ") >= MAX_WORDS or len(key) < 2 or key == self.headline or _is_label(key):
            return None
        known = self.found.get(key)
        if known is None:
            known = self.found[key] = Proposal(name, key, index)
        return known


def _own_lines(lines: list[PageLine], out: _Collector) -> None:
    """Short lines at either end of the page."""
    shown = [line for line in lines if line.raw.strip()]
    for position, line in enumerate(shown):
        from_end = len(shown) - position
        if position >= TOP and from_end > TOP:
            continue
        bare = BULLET.sub("", line.raw).strip()
        if not bare or len(bare) > MAX_NAME or _SENTENCE_END.search(bare) or "©" in bare or "@" in bare:
            continue
        proposal = out.add(bare, line.number)
        if proposal is not None:
            proposal.top |= position < TOP
            proposal.bottom |= from_end <= TOP


def _suffixes(lines: list[PageLine], out: _Collector) -> None:
    """Names behind (or before) the headline in a title line."""
    for line in lines[: TOP + 3]:
        raw = line.raw.strip()
        if not 10 <= len(raw) <= MAX_TITLE:
            continue
        pieces = [p.strip() for p in _SEPARATOR.split(raw, maxsplit=8)]
        if len(pieces) < 2:
            continue
        for piece, rest in ((pieces[-1], pieces[0]), (pieces[0], pieces[-1])):
            repeated = len(rest) >= 12 and out.text.count(rest) > 1
            if not repeated and not (line.number == 0 and len(rest) >= 20 and out.text.count(piece) > 1):
                continue
            if len(piece) >= len(rest):
                continue
            proposal = out.add(piece, line.number)
            if proposal is not None:
                proposal.suffix = True


def _cues(line: PageLine, out: _Collector) -> None:
    """Capitalised names between words that outlets say of themselves."""
    raw = line.raw
    if _CUES.isdisjoint(raw.casefold().replace(":", " ").replace("’", " ").split()) or (
        raw.isupper() and len(raw) > 60
    ):
        return
    for m in _RUN.finditer(raw):
        run = m[0]
        first, _, _ = run.partition(" ")
        last = run.rpartition(" ")[2]
        cued = first.casefold() in CUE_BEFORE or last.casefold() in CUE_AFTER
        if not cued:
            before = _BEFORE_RUN.search(raw[max(0, m.start() - 24) : m.start()])
            cued = before is not None and before[1].casefold() in CUE_BEFORE
        if not cued:
            after = _AFTER_RUN.match(raw[m.end() : m.end() + 20])
            cued = after is not None and after[1].casefold() in CUE_AFTER
        if not cued:
            continue
        proposal = out.add(_trimmed(run), line.number)
        if proposal is not None:
            proposal.cues += 1


def _statements(line: PageLine, out: _Collector, staff_words: list[str]) -> None:
    """Employers of the people who write here, tails of feeds, call signs in datelines."""
    raw = line.raw
    if any(word in raw for word in staff_words):
        for m in _STAFF.finditer(raw):
            run = _RUN.match(raw, m.end())
            proposal = out.add(run[0], line.number) if run is not None else None
            if proposal is not None:
                proposal.staff += 1
    if "first" in raw or "zuerst" in raw or "primero" in raw:
        for m in _TAIL.finditer(raw):
            run = _RUN.match(raw, m.end())
            proposal = out.add(run[0], line.number) if run is not None else None
            if proposal is not None:
                proposal.tail = True
    if "(" in raw[:60]:
        found = _DATELINE.match(raw[:80])
        if found is not None and found["name"] not in _AGENCIES:
            proposal = out.add(found["name"], line.number)
            if proposal is not None:
                proposal.dateline = True


def _labels_of_addresses(text: str, page: list[PageLine]) -> Iterator[str]:
    """Yield what was chosen in the page's addresses and handles: ``rollingstone`` of rollingstone.com, @rollingstone."""
    for line in page:
        if "." not in line.raw or MAYBE_HOST.search(line.raw) is None:
            continue
        for m in HOST.finditer(line.raw):
            host = m[1].lower()
            if not HOSTS_OF_NOBODY.search(host) and not platform_of(host):
                site = site_of(host, known_suffix=True)
                if site is not None:
                    yield site.partition(".")[0].replace("-", "")
    for m in HANDLE.finditer(text):
        yield m[1].lower().replace("_", "").replace(".", "")
    for m in PROFILE.finditer(text):
        if text[max(0, m.start() - 9) : m.start()].endswith(PROFILE_HOSTS):
            yield m[1].lower().replace("_", "").replace(".", "")


def _spelt_like_addresses(text: str, page: list[PageLine], out: _Collector) -> None:
    """Names in the text that are spelt like one of its addresses or handles, blanks and capitals aside."""
    wanted = dict.fromkeys(
        x for x in _labels_of_addresses(text, page) if 4 <= len(x) <= 30 and x.isascii() and x.isalnum()
    )
    if not wanted:
        return
    solid = "".join(text.lower().split())
    for label in list(wanted)[:MAX_ADDRESSES]:
        for spelt in {label, label.removeprefix("the")}:
            if len(spelt) < 4 or solid.count(spelt) < 2:
                continue
            pattern = re.compile(r"(?<![\w@/.])" + r"[ \u00a0\-.'’]?".join(spelt) + r"(?!\w|\.\w)", re.IGNORECASE)
            for m in pattern.finditer(text):
                if m[0].islower() and label.isalpha():
                    continue
                proposal = out.add(m[0], text.count("\n", 0, m.start()))
                if proposal is not None:
                    proposal.address = True
                break


def _is_supported(proposal: Proposal) -> bool:
    """Return True if a proposal is worth counting: one strong kind of place, or a weak one and a second mention."""
    if proposal.suffix or proposal.address or proposal.tail or proposal.dateline:
        return True
    if proposal.top and proposal.line < TOP_ALONE:
        return True
    return proposal.mentions >= 2


def propose(text: str, lines: Iterable[PageLine], headline: str = "") -> dict[str, Proposal]:
    """Return the names a page's lines propose for its outlet, by name key.

    Args:
        text: the page's visible text.
        lines: its lines in order.
        headline: the article's title, which is nobody's name.
    Returns:
        At most ``MOST`` proposals, best supported first: lines of their own at the page's ends, what stands behind the
        headline, names between words that outlets say of themselves, employers, tails of feeds, datelines, names spelt
        like an address or handle. Labels that many sites share are left out.
    """
    out = _Collector(text, headline)
    page = list(lines)
    _own_lines(page, out)
    _suffixes(page, out)
    staff_words = [word for word in _STAFF_WORDS if word in text]
    for line in page:
        if not line.prose and len(line.raw) <= MAX_LINE:
            _cues(line, out)
        _statements(line, out, staff_words)
    _spelt_like_addresses(text, page, out)
    for proposal in out.found.values():
        proposal.mentions = text.count(proposal.name)
    kept = [p for p in out.found.values() if _is_supported(p)]
    kept.sort(key=lambda p: (-p.rank(), p.line, p.key))
    return {p.key: p for p in kept[:MOST]}
