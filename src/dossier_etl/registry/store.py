"""Loading and searching the registry. Rows stay strings until asked for, so that loading takes milliseconds."""

import functools
import gzip
import re
from collections import Counter
from collections.abc import Mapping
from importlib import resources

from dossier_etl.model.text import lower_keeping_offsets
from dossier_etl.registry.names import bare_host, name_key, words
from dossier_etl.registry.outlets import Outlet, outlet_id_for

CURATED = ("us.txt", "europe.txt", "world.txt")
"""Written by hand; they win over ``local.tsv.gz``, and among themselves the first row of a domain or name wins."""
LOCAL = "local.tsv.gz"
"""domain, name, country, aliases (``|``); from public lists, built by ``tools/build_outlet_registry.py``."""

COMMON_WORDS = words(
    """
    news now next open time times people nature science information part the ad st ew i as is it on tn sn bt rp mt
    dn jn cm hn hs di fr az br sr mz nn ga lr pap cp pa ap aa apa sport sports index capital heute hoy info online
    live world today the week week film food money self out them inc mic spin paste outside essence essential
    parents parade prevention campaign building country allure reason reveal context current focus prospect express
    mirror metro star sun post mail herald record star courier news daily standard national post time independent
    observer voice nation province age echo union leader bulletin forum gazette journal tribune register republic
    press review reporter citizen sentinel enterprise chronicle messenger progress advocate examiner advance
    telegraph guardian dispatch globe banner leader pilot facts sur ideal el information politics opinion culture
    business tech health travel style weather traffic video photos home search menu login profile facebook twitter
    instagram youtube linkedin pinterest whatsapp x meta tiktok medium reddit tumblr flipboard quora google google
    yahoo android apple nautilus discover frontier frontiers premium plus events shop store jobs sections puls trend
    sur semana perfil gestion exame veja valor epoca cooperativa us österreich osterreich deutschland schweiz
    america australia canada china india europe africa carnegie panorama insider local top video panorama motor auto
    wissen kultur politik wirtschaft reise leben history biography energy environment education entertainment
    lifestyle economy finance money markets photo gallery phoenix express sabah dawn mint geo digit jang republic
    quint print wire week tribune patriot spectator commentary
    web international telegram hub campus word district newsroom scroll forward outlook freitag blick welt atlanta
    stuff natalie state nine advertiser profil challenges deadline complex who n e unidos app apps map cia nasa nba
    nfl dna us العربية revolt context extra ge scene pulse oracle vista democrat bottom line monitor page report
    newsletter newsletters puzzles deals
    """
)
"""One-word names that are everyday words or the labels of every page: found in running lines they mean nothing."""

LABELS = words(
    """
    news breaking latest top business regional local national world tech technology sports sport community senior evening
    morning daily weekly this week today new state county city student press report reporter reporters online the a and of
    last ultimas noticias noticia ultima hora bottom line foreign policy european union kansas city hampshire google
    voice day press front page u s us american african legal
    """
)
"""Words of section labels: a name made of nothing else ("Business News", "Últimas Noticias") is a label in running lines."""

_DISTINCT = re.compile(r"[a-z][A-Z]|\d|\.\w|^[KW][A-Z]{2,3}$")
"""Call signs, and names written as nobody writes a word ("MinnPost")."""

_Row = tuple[str, str, str, str, str, str]
"""name (with ``[place]`` behind a namesake's), domains, country, kind, aliases, phrases."""


class Registry:
    """All known outlets. Immutable: it only memoises what it has unpacked."""

    def __init__(self, rows: list[_Row]) -> None:
        self._rows = rows
        self._curated = next((i for i, row in enumerate(rows) if row[3] == "local"), len(rows))
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

        def add(key: str, i: int) -> None:
            known = index.get(key)
            if known is None:
                index[key] = (i,)
            elif i not in known:
                index[key] = (*known, i)

        # hand-written rows before listed ones, and within both those who bear a name before those who bear it as an alias
        for rows in (range(self._curated), range(self._curated, len(self._rows))):
            for i in rows:
                add(name_key(self._rows[i][0].partition(" [")[0]), i)
            for i in rows:
                for alias in self._rows[i][4].split("|"):
                    if alias:
                        add(name_key(alias), i)
        index.pop("", None)
        return index

    def by_name(self, name: str) -> tuple[Outlet, ...]:
        """All outlets of that name or alias, best known first: who is spelt exactly so, hand-written rows, bearers of the
        name before bearers of the alias. Empty if there is none."""
        rows = self._names.get(name_key(name))
        if rows is None:
            return ()
        found = tuple([self._outlet(i) for i in rows])
        if len(found) > 1:
            found = tuple(sorted(found, key=lambda o: (o.kind == "local", name not in o.names)))
        return found

    def has_key(self, key: str) -> bool:
        """Return True if some outlet's name has this ``name_key``: the cheap test before ``by_name``."""
        return key in self._names

    @functools.cached_property
    def _spellings(self) -> frozenset[str]:
        found: set[str] = set()
        for i, row in enumerate(self._rows):
            for name in (row[0].partition(" [")[0], *row[4].split("|")):
                if i >= self._curated and not _DISTINCT.search(name):
                    continue  # hundreds of local papers are called by an everyday word: "Pioneer", "Campus"
                if " " not in name.removeprefix("The ") and name.casefold() not in COMMON_WORDS:
                    found.add(name)
                    found.add(name.replace("The ", "the ", 1))
        return frozenset(found)

    @functools.cached_property
    def _spelt_keys(self) -> frozenset[str]:
        keys = {name_key(name) for name in self._spellings if not (name.isupper() and len(name) <= 4)}
        return frozenset(keys - COMMON_WORDS)

    def says_something(self, key: str, surface: str) -> bool:
        """Return True if a registered name of that key speaks for its outlet where it stands alone in a line, rather than being an
        everyday word or a section's label ("Campus", "Business News"). Case matters for short capitals only ("BILD")."""
        if " " in key:
            return not LABELS.issuperset(key.split(" "))
        if len(surface) < 3:
            return False
        return surface in self._spellings or key in self._spelt_keys

    def spelt(self, surface: str) -> bool:
        """Return True if a one-word name is written exactly as its outlet writes it and is no everyday word: "BILD", not "Bild";
        "The Hill", not "Hill"; never "News"."""
        return surface in self._spellings

    @functools.cached_property
    def _first_words(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for key in self._names:
            words = key.split(" ")
            found[words[0]] = max(found.get(words[0], 0), len(words))
        found["the"] = max(found.values())
        return found

    def first_words(self) -> Mapping[str, int]:
        """First word of every name's key → words of the longest name that starts so: where to look for names in a text."""
        return self._first_words

    @functools.cached_property
    def _phrases(self) -> dict[str, list[tuple[int, str, int]]]:
        """Tell-tale phrases by a word they have in common, with its place in the phrase: looking for these few words is
        several times faster than looking for every phrase."""
        owners = {p.lower(): i for i, row in enumerate(self._rows) if row[5] for p in row[5].split("|") if p}
        shared = Counter(word for phrase in owners for word in set(phrase.split()))
        found: dict[str, list[tuple[int, str, int]]] = {}
        for phrase, owner in owners.items():
            anchor = max((w for w in phrase.split() if len(w) > 3), key=lambda w: (shared[w], len(w)), default=phrase)
            found.setdefault(anchor, []).append((phrase.index(anchor), phrase, owner))
        return found

    def phrases_in(self, text: str) -> list[tuple[int, int, Outlet]]:
        """Tell-tale phrases in a text: start, end, whose. Case is ignored, a phrase never starts or ends within a word."""
        folded = lower_keeping_offsets(text).replace("’", "'")
        out = []
        for anchor, phrases in self._phrases.items():
            at = folded.find(anchor)
            while at >= 0:
                for offset, phrase, owner in phrases:
                    start, end = at - offset, at - offset + len(phrase)
                    if start < 0 or not folded.startswith(phrase, start):
                        continue
                    before, after = folded[start - 1 : start], folded[end : end + 1]
                    if not before.isalnum() and not (after.isalnum() and folded[end - 1].isalnum()):
                        out.append((start, end, self._outlet(owner)))
                at = folded.find(anchor, at + 1)
        return sorted(out, key=lambda hit: (hit[0], hit[1]))


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
