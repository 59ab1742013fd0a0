"""Loading and searching the registry. Rows stay strings until asked for, so that loading takes milliseconds."""

import functools
import gzip
import re
from importlib import resources

from dossier_etl.registry.names import bare_host, name_key
from dossier_etl.registry.outlets import Outlet, outlet_id_for

CURATED = ("us.txt", "europe.txt", "world.txt")
"""Written by hand; they win over ``local.tsv.gz``, and among themselves the first row of a domain or name wins."""
LOCAL = "local.tsv.gz"
"""domain, name, country, aliases (``|``); from public lists, built by ``tools/build_outlet_registry.py``."""

_Row = tuple[str, str, str, str, str, str]
"""name (with ``[place]`` behind a namesake's), domains, country, kind, aliases, phrases."""


class Registry:
    """All known outlets. Immutable: it only memoises what it has unpacked."""

    def __init__(self, rows: list[_Row]) -> None:
        self._rows = rows
        self._outlets: dict[int, Outlet] = {}
        self._domains: dict[str, int] = {}
        for i, row in enumerate(rows):
            for domain in row[1].split():
                self._domains.setdefault(domain, i)

    def __len__(self) -> int:
        return len(self._rows)

    def _outlet(self, index: int) -> Outlet:
        found = self._outlets.get(index)
        if found is None:
            name, domains, country, kind, aliases, phrases = self._rows[index]
            hosts = tuple(domains.split())
            name, _, place = name.partition(" [")
            found = self._outlets[index] = Outlet(
                outlet_id_for(hosts[0] if hosts else None, f"{name} {place}"),
                name,
                hosts,
                country or None,
                tuple(a for a in aliases.split("|") if a),
                kind,
                tuple(p for p in phrases.split("|") if p),
                place.rstrip("]"),
            )
        return found

    def by_domain(self, host: str) -> Outlet | None:
        """The outlet of a host: the host itself or the closest parent domain that is registered.

        ``de.euronews.com`` finds its own row, ``sport.bbc.co.uk`` the BBC's. A platform's row answers only for the platform's
        own host, never for the publications living under it.
        """
        from dossier_etl.registry.platforms import platform_of

        host = bare_host(host)
        labels = host.split(".")
        for i in range(len(labels) - 1):
            domain = ".".join(labels[i:])
            found = self._domains.get(domain)
            if found is not None:
                return None if i and platform_of(host) == domain else self._outlet(found)
        return None

    @functools.cached_property
    def _names(self) -> dict[str, tuple[int, ...]]:
        index: dict[str, tuple[int, ...]] = {}
        for i, row in enumerate(self._rows):
            keys = [name_key(row[0].partition(" [")[0])]
            keys.extend(name_key(a) for a in row[4].split("|") if a)
            for key in keys:
                known = index.get(key)
                if known is None:
                    index[key] = (i,)
                elif i not in known:
                    index[key] = (*known, i)
        index.pop("", None)
        return index

    def by_name(self, name: str) -> tuple[Outlet, ...]:
        """All outlets of that name or alias, hand-written rows first; empty if there is none."""
        return tuple(self._outlet(i) for i in self._names.get(name_key(name), ()))

    def has_key(self, key: str) -> bool:
        """Whether some outlet's name has this ``name_key``: the cheap test before ``by_name``."""
        return key in self._names

    @functools.cached_property
    def _phrases(self) -> dict[str, int]:
        return {p.casefold(): i for i, row in enumerate(self._rows) if row[5] for p in row[5].split("|") if p}

    @functools.cached_property
    def _phrase_pattern(self) -> re.Pattern[str]:
        ordered = sorted(self._phrases, key=len, reverse=True)
        return re.compile("|".join(re.escape(p).replace("'", "['’]") for p in ordered))

    def phrases_in(self, text: str) -> list[tuple[int, int, Outlet]]:
        """Tell-tale phrases in a text: start, end, whose. Case is ignored, a phrase never starts or ends within a word."""
        folded = text.casefold()
        if len(folded) != len(text):  # casefolding moved the offsets (ß, ligatures): look at a length-preserving copy
            folded = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
        out = []
        for m in self._phrase_pattern.finditer(folded):
            before, after = folded[m.start() - 1 : m.start()], folded[m.end() : m.end() + 1]
            if not before.isalnum() and not (after.isalnum() and folded[m.end() - 1].isalnum()):
                out.append((m.start(), m.end(), self._outlet(self._phrases[m[0].replace("’", "'")])))
        return out


def _curated(text: str) -> list[_Row]:
    rows: list[_Row] = []
    country = ""
    for line in text.splitlines():
        if not line or line[0] == "#":
            continue
        if line[0] == "@":
            country = line[1:] if len(line) == 3 else ""
            continue
        fields = [f.strip() for f in line.split("|")]
        name, domains, kind, aliases, phrases = (fields + [""] * 5)[:5]
        rows.append((name, domains, country, kind or "news", _listed(aliases), _listed(phrases)))
    return rows


def _listed(field: str) -> str:
    return field.replace("; ", "|").replace(";", "|")


def _local(text: str) -> list[_Row]:
    rows: list[_Row] = []
    for line in text.splitlines():
        domain, name, country, aliases = line.split("\t")
        rows.append((name, domain, country, "local", aliases, ""))
    return rows


@functools.cache
def load() -> Registry:
    """The registry shipped with the package."""
    data = resources.files("dossier_etl.registry") / "data"
    rows = [row for name in CURATED for row in _curated((data / name).read_text(encoding="utf-8"))]
    rows += _local(gzip.decompress((data / LOCAL).read_bytes()).decode("utf-8"))
    return Registry(rows)
