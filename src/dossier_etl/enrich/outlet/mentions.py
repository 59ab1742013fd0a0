"""Where outlets are named in the visible lines of a page, counted for each outlet."""

import re
from collections.abc import Iterator

from dossier_etl.enrich.outlet.evidence import OutletEvidence
from dossier_etl.enrich.outlet.naming import tidy
from dossier_etl.enrich.outlet.patterns import (
    BULLET,
    BY,
    CREDIT,
    CUE_AFTER,
    CUE_BEFORE,
    EDGE,
    ENGLISH_COUNTRIES,
    HOLDER,
    HOLDER_BEFORE,
    HOST,
    HOSTS_OF_NOBODY,
    LONGEST,
    MAX_LINE,
    MAYBE_HOST,
    NO_HOLDERS,
    PICTURE,
    POSTAL,
    PROSE,
    SAYS,
    SELF,
    SELF_WORDS,
    TOLD,
    WORD,
    has_rights,
)
from dossier_etl.enrich.outlet.proposals import PageLine, Proposal, propose
from dossier_etl.model.documents import Article, Document, Role
from dossier_etl.registry import (
    Outlet,
    Registry,
    bare_host,
    name_key,
    outlet_id_for,
    platform_of,
    site_of,
)

_Token = tuple[str, int, int, str]
"""A word's key, its start and end, and how it is joined to the word before: ``""`` not at all, `` `` or ``&``."""
_JOINT = re.compile(r"[\s\-.'’/+!]{1,3}|\s?&\s?")
_CAPITALISED = re.compile(r"[A-Z0-9][A-Za-z0-9]*")


def _tokens(raw: str) -> list[_Token]:
    out: list[_Token] = []
    last = 0
    for m in WORD.finditer(raw):
        word = m[0]
        key = (
            word.lower() if word.isalnum() and word.isascii() else name_key(word) if len(word) > 4 else word.casefold()
        )
        gap = raw[last : m.start()]
        joint = (
            ""
            if not out
            else " "
            if gap == " "
            else "&"
            if "&" in gap and _JOINT.fullmatch(gap)
            else " "
            if _JOINT.fullmatch(gap)
            else ""
        )
        out.append((key, m.start(), m.end(), joint))
        last = m.end()
    return out


def _page_lines(document: Document) -> Iterator[PageLine]:
    """The page's lines, cut at ``LONGEST`` characters; prose is body text, and any long line that ends like a sentence."""
    text = document.text
    for i, line in enumerate(document.lines):
        raw = text[line.start : min(line.end, line.start + LONGEST)]
        prose = line.role is Role.BODY or (len(raw) >= PROSE and raw.rstrip()[-1:] in '.!?。”"')
        if len(raw) > MAX_LINE and not has_rights(raw):
            prose = True
        yield PageLine(i, line.start, raw, prose)


class Scanner:
    """Counts sightings in all lines of an article's page (several posts share one masthead). One use."""

    def __init__(self, article: Article, registry: Registry, countries: tuple[str, ...]) -> None:
        self._article = article
        self._registry = registry
        self._countries = countries
        self._firsts = registry.first_words()
        self._found: dict[str, OutletEvidence] = {}
        self._by_key: dict[str, OutletEvidence] = {}
        self._lines = 0
        self._proposed: dict[str, Proposal] = {}
        self._own_firsts: dict[str, int] = {}

    def run(self) -> list[OutletEvidence]:
        document = self._article.document
        text = document.text
        lo, hi = self._article.window
        self._lines = last = len(document.lines)
        wholes: list[tuple[int, OutletEvidence]] = []
        hosts: list[tuple[int, OutletEvidence]] = []
        lines = list(_page_lines(document))
        self._proposed = propose(text, lines, self._article.title_hint or "")
        for key in self._proposed:
            first = key.partition(" ")[0]
            self._own_firsts[first] = max(self._own_firsts.get(first, 0), key.count(" ") + 1)
        for line, (i, start, raw, prose) in zip(document.lines, lines, strict=True):
            rights = has_rights(raw)
            where = (i < EDGE, last - i <= EDGE, i)
            whole = None if prose else self._whole(raw, start, where)
            if whole is not None:
                wholes.append((i, whole))
            elif prose:
                if start >= lo and (hi < 0 or start < hi):
                    self._told_in(raw, start)
            else:
                self._within(raw, start, line.role is Role.CAPTION, rights, i)
            if not prose or rights:
                self._stated(raw, start, rights, i)
            if "." in raw and MAYBE_HOST.search(raw):
                seen = self._hosts(raw, start, i, prose)
                if seen is not None:
                    hosts.append((i, seen))
        self._add_unseen()
        _mark_lists(wholes)
        for n, (i, sighting) in enumerate(hosts):
            sighting.host_in_list += sum(abs(j - i) <= 3 for j, _ in hosts[max(0, n - 2) : n + 3]) > 2
        return list(self._found.values())

    def _add_unseen(self) -> None:
        """Proposals that only prose supports: a call sign in a dateline, an employer, the tail of a feed."""
        text = self._article.document.text
        for key, proposal in self._proposed.items():
            sighting = self._sighting(key, proposal.name)
            if sighting.proposal is None:
                sighting.proposal = proposal
            if sighting.best[0] < 0:
                at = text.find(proposal.name)
                if at >= 0:
                    sighting.seen(proposal.name, at, at + len(proposal.name), 0)

    def _speaks(self, key: str, surface: str) -> bool:
        """Return True if a name of that key is looked for: the page proposes it, or it is registered and no everyday word."""
        return key in self._proposed or (self._registry.has_key(key) and self._registry.says_something(key, surface))

    def _sighting(self, key: str, surface: str) -> OutletEvidence:
        known = self._by_key.get(key)
        if known is not None:
            return known
        outlets = self._registry.by_name(surface) if self._registry.has_key(key) else ()
        if key in self._proposed and all(self._is_namesake_abroad(o, key) for o in outlets):
            outlets = ()
        if outlets:
            outlet = next((o for c in self._countries for o in outlets if o.country == c), outlets[0])
            made = OutletEvidence(outlet.name, outlet.outlet_id, outlet)
        else:
            made = OutletEvidence(surface, outlet_id_for(None, surface), None)
        made = self._found.setdefault(made.outlet_id, made)
        made.proposal = made.proposal or self._proposed.get(key)
        self._by_key[key] = made
        return made

    def _is_namesake_abroad(self, outlet: Outlet, key: str) -> bool:
        """Return True if an outlet only goes by that name as an alias and is from where the page's language is not spoken: "Wired"
        on an English page is not Wired Italia."""
        if not outlet.country or name_key(outlet.name) == key:
            return False
        if self._article.language == "en":
            return outlet.country not in ENGLISH_COUNTRIES
        return bool(self._countries) and outlet.country not in self._countries

    def _whole(self, raw: str, start: int, where: tuple[bool, bool, int]) -> OutletEvidence | None:
        """A line that is a registered name and nothing else."""
        if len(raw) > 60:
            return None
        bare = BULLET.sub("", raw).strip()
        first = bare.partition(" ")[0]
        if bare.count(" ") > 7 or (
            first.isascii()
            and first.isalnum()
            and first.lower() not in self._firsts
            and first.lower() not in self._own_firsts
        ):
            return None
        key = name_key(bare)
        if not key or not self._speaks(key, bare):
            return None
        sighting = self._sighting(key, bare)
        top, bottom, index = where
        sighting.whole += 1
        sighting.whole_top += top
        sighting.bottom += bottom
        sighting.furniture += 1
        sighting.first_line = min(sighting.first_line, index)
        at = start + raw.index(bare)
        sighting.seen(bare, at, at + len(bare), 3 + 2 * top)
        return sighting

    def _named_at(self, raw: str, tokens: list[_Token], i: int) -> tuple[int, str, str] | None:
        """The longest registered name that starts with token ``i``: how many tokens, its key, its surface."""
        word, s, _, _ = tokens[i]
        if raw[s].islower():
            return None
        first = word.partition(" ")[0]
        limit = max(self._firsts.get(first, 0), self._own_firsts.get(first, 0))
        if not limit:
            return None
        keys = [word]
        for _, (following, _, _, joint) in zip(range(limit + 1), tokens[i + 1 :], strict=False):
            if not joint:
                break
            keys.append(f"and {following}" if joint == "&" else following)
        has_key = self._registry.has_key
        for n in range(len(keys), 0, -1):
            key = " ".join(keys[:n])
            if key.startswith("the ") and len(key) > 4:
                key = key[4:]
            proposed = self._proposed.get(key)
            if len(key) > 1 and (proposed is not None or has_key(key)):
                surface = raw[s : tokens[i + n - 1][2]]
                if proposed is not None and (" " in key or surface == proposed.name):
                    return n, key, surface
                if not has_key(key) or not self._registry.says_something(key, surface):
                    continue
                if " " not in key and not self._registry.spelt(surface):
                    continue
                return n, key, surface
        return None

    def _within(self, raw: str, start: int, caption: bool, rights: bool, index: int) -> None:
        """Registered names inside a line of furniture, longest first."""
        plain = raw.isascii() and "'" not in raw  # most lines are: whether any word begins a name is then seen fast
        if plain:
            capitalised = [word.lower() for word in _CAPITALISED.findall(raw)]
            if self._firsts.keys().isdisjoint(capitalised) and self._own_firsts.keys().isdisjoint(capitalised):
                return
        tokens = _tokens(raw)
        i = 0
        firsts, own_firsts = self._firsts, self._own_firsts
        while i < len(tokens):
            word = tokens[i][0]
            if word not in firsts and word not in own_firsts and " " not in word:
                i += 1
                continue
            found = self._named_at(raw, tokens, i)
            if found is None:
                i += 1
                continue
            n, key, surface = found
            self._place(raw, start, tokens[i][1], key, surface, caption, rights, index)
            i += n

    def _told_in(self, raw: str, start: int) -> None:
        """Whom people in the text told what they said."""
        if not any(word in raw for word in SAYS):
            return
        for m in TOLD.finditer(raw):
            piece = raw[m.end() : m.end() + 60]
            tokens = _tokens(piece)
            found = self._named_at(piece, tokens, 0) if tokens and tokens[0][1] == 0 else None
            if found is not None:
                sighting = self._sighting(found[1], found[2])
                sighting.told += 1
                at = start + m.end()
                sighting.seen(found[2], at, at + len(found[2]), 0)

    def _place(
        self, raw: str, start: int, s: int, key: str, surface: str, caption: bool, rights: bool, index: int
    ) -> None:
        sighting = self._sighting(key, surface)
        e = s + len(surface)
        before, after = raw[max(0, s - 40) : s], raw[e : e + 30]
        if caption or (s > 0 and CREDIT.search(before[-10:])):
            sighting.credit += 1
        sighting.furniture += 1
        sighting.first_line = min(sighting.first_line, index)
        words_before, words_after = WORD.findall(before), WORD.findall(after)
        cue_before = bool(words_before) and words_before[-1].casefold() in CUE_BEFORE
        cue_after = bool(words_after) and words_after[0].casefold() in CUE_AFTER
        sighting.before += cue_before
        sighting.after += cue_after
        sighting.leads += s <= 3
        sighting.ends += s > 3 and not words_after
        sighting.bottom += self._lines - index <= EDGE
        sighting.postal += s <= 3 and POSTAL.search(raw) is not None
        sighting.copyright += rights
        sighting.byline += BY.match(raw) is not None
        sighting.seen(surface, start + s, start + e, 1 + cue_before + cue_after + 4 * rights)

    def _stated(self, raw: str, start: int, rights: bool, index: int) -> None:
        """Names that © lines and "About …", "Follow …" state, registered or not."""
        found: list[tuple[str, int, bool]] = []
        if rights:
            for pattern in (HOLDER, HOLDER_BEFORE):
                found += [(m["name"], m.start("name"), True) for m in pattern.finditer(raw)]
        elif (
            len(raw) <= 90
            and raw.lstrip(" •*-|>").lower().startswith(SELF_WORDS)
            and (m := SELF.match(BULLET.sub("", raw)))
        ):
            found.append((m["name"], raw.index(m["name"]), False))
        for name, at, holder in found:
            name = tidy(name)
            key = name_key(name)
            words = key.split()
            if len(key) < 2 or len(words) > 6 or NO_HOLDERS.issuperset(words) or PICTURE.match(name):
                continue
            sighting = self._sighting(key, name)
            if holder:
                sighting.holder += 1
                sighting.copyright += sighting.outlet is None
            else:
                sighting.before += sighting.outlet is None
            sighting.furniture += sighting.outlet is None
            sighting.first_line = min(sighting.first_line, index)
            place = raw.find(name, at)
            if place >= 0:
                sighting.seen(name, start + place, start + place + len(name), 5 if holder else 2)

    def _hosts(self, raw: str, start: int, index: int, prose: bool) -> OutletEvidence | None:
        """Addresses and e-mail domains: whose are they. Returns the one that is its whole line, if there is one."""
        alone = None
        for m in HOST.finditer(raw):
            host = bare_host(m[1])
            if HOSTS_OF_NOBODY.search(host) or platform_of(host):
                continue
            outlet = self._registry.by_domain(host)
            if m.start() > 0 and raw[m.start() - 1] == "%":
                continue
            mail = m.start(1) > 0 and raw[m.start(1) - 1] == "@"
            if outlet is not None:
                sighting = self._found.setdefault(
                    outlet.outlet_id, OutletEvidence(outlet.name, outlet.outlet_id, outlet)
                )
            else:
                site = site_of(host, known_suffix=True)
                if site is None or site.partition(".")[0].isdigit():
                    continue
                key = f"host {site}"
                known = self._by_key.get(key)
                if known is None:
                    identity = outlet_id_for(site, site)
                    known = self._found.setdefault(identity, OutletEvidence(site, identity, None, is_host=True))
                    self._by_key[key] = known
                sighting = known
            sighting.host += 1
            sighting.mail += mail
            sighting.host_in_prose += prose and not mail
            sighting.bottom += self._lines - index <= EDGE
            sighting.postal += m.start() <= 3 and POSTAL.search(raw) is not None
            sighting.first_line = min(sighting.first_line, index)
            sighting.seen(m[1], start + m.start(1), start + m.end(1), 1 + mail)
            if m[0] == BULLET.sub("", raw).strip():
                alone = sighting
        return alone


def _mark_lists(wholes: list[tuple[int, OutletEvidence]]) -> None:
    """Whole-line names that stand among others' names: a network's list of sister titles."""
    for n, (i, sighting) in enumerate(wholes):
        near = {s.outlet_id for j, s in wholes[max(0, n - 4) : n + 5] if abs(j - i) <= 5}
        if len(near) > 2:
            sighting.in_list += 1
