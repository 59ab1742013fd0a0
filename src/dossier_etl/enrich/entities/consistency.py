"""One text, one mind: a name once recognised is recognised everywhere in the text, and the registry's certain names count.

Sentence by sentence the classifier contradicts itself; over a whole text its votes are far better than any one of them.
"""

# ruff: noqa: SIM905  (word lists read better as text)

import re
from collections import Counter, defaultdict

from dossier_etl.enrich.entities import registry
from dossier_etl.enrich.entities.names import fold
from dossier_etl.enrich.entities.spans import Found

# Measured on the dev parts of the open corpora and on world newswire (docs/entities.md).
STRONG = 0.75
"""Mean confidence from which a name is searched for in the rest of its text."""
OUTVOTED = 2.0
"""A mention takes another type when that type has this many times the weight of its own in the text."""
SURE = 0.95
"""A mention this sure of its type is not overruled by a surname or by the registry."""
FILLED = 0.6
"""Confidence of a mention found only because its name stands elsewhere in the text, or in the registry."""

WEAK = 0.52
"""Mentions below this are dropped unless the registry knows the name: headings and furniture lie below; but for tweets, F1 on the
dev parts is the same within about a point for any value from 0.4 to 0.6."""

_WORD = re.compile(r"\w+")
_SMALL = re.compile(r"\b[^\W\d_A-Z]\w*")
_NOT_SMALL = re.compile(r"\b[^\Wa-z]\w*")
_SECOND = re.compile(r" [A-Z][^\W\d_]+")
_COMMON = frozenset(
    "the this that there when what who how why but and for not with from one two new old first last".split()
)


def agree(text: str, found: list[Found]) -> list[Found]:
    """Mentions of one text with their types reconciled and the overlooked ones added, in order."""
    found = [_without_nation(text, _by_registry(text, f)) for f in _vote(text, found)]
    found = [
        f for f in _surnames(text, found) if f.confidence >= WEAK or registry.load().get(f.kind, text[f.start : f.end])
    ]
    return sorted(found + _overlooked(text, found), key=lambda f: f.start)


def _vote(text: str, found: list[Found]) -> list[Found]:
    """Mentions of one surface take the type most of them have."""
    weights: dict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for f in found:
        weights[text[f.start : f.end]][f.kind] += f.confidence
    out = []
    for f in found:
        votes = weights[text[f.start : f.end]]
        best = max(sorted(votes), key=lambda k: votes[k])
        if best != f.kind and votes[best] >= OUTVOTED * votes[f.kind]:
            f = Found(f.start, f.end, best, f.confidence)
        out.append(f)
    return out


def _by_registry(text: str, f: Found) -> Found:
    """Names the registry is certain of take its type unless the classifier is sure of another: countries are places, demonyms NORP,
    and a name of several words is what the one entry that bears it is."""
    surface = text[f.start : f.end]
    if f.confidence >= SURE:
        return f
    if f.kind != "LOC" and surface in registry.certain_places():
        return Found(f.start, f.end, "LOC", f.confidence)
    if f.kind in ("ORG", "MISC", "LOC") and surface in registry.demonyms():
        return Found(f.start, f.end, "NORP", f.confidence)
    if " " in surface:
        kinds = [k for k in ("PERSON", "ORG", "LOC", "NORP") if registry.load().get(k, surface)]
        if len(kinds) == 1:
            return Found(f.start, f.end, kinds[0], f.confidence)
    return f


def _without_nation(text: str, f: Found) -> Found:
    """``Iranian Quds Force`` is the Quds Force, and Iranian, where the registry knows the rest and not the whole."""
    nation, _, rest = text[f.start : f.end].partition(" ")
    known = registry.load()
    if f.kind == "ORG" and " " in rest and nation in registry.demonyms() and known.get("ORG", rest):
        whole = known.get("ORG", text[f.start : f.end])
        return f if whole else Found(f.start + len(nation) + 1, f.end, "ORG", f.confidence)
    return f


def _surnames(text: str, found: list[Found]) -> list[Found]:
    """A lone word that is the last of a person's full name in this text is that person."""
    families = {
        text[f.start : f.end].split()[-1]
        for f in found
        if f.kind == "PERSON" and " " in text[f.start : f.end] and f.confidence >= STRONG
    }
    return [
        Found(f.start, f.end, "PERSON", f.confidence)
        if f.kind != "PERSON" and f.confidence < SURE and text[f.start : f.end] in families
        else f
        for f in found
    ]


def _overlooked(text: str, found: list[Found]) -> list[Found]:
    """Places in the text where a strong or certain name stands and nothing was found; linear in the text."""
    small = set(_SMALL.findall(text))
    by_word: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for surface, kind in _strong(text, found, small).items():
        if match := _WORD.match(surface):
            by_word[match.group()].append((surface, kind))
    for names in by_word.values():
        names.sort(key=lambda n: (-len(n[0]), n))
    taken = bytearray(len(text))
    for f in found:
        taken[f.start : f.end] = b"\1" * (f.end - f.start)
    known = registry.certain_beginnings()
    out: list[Found] = []
    for match in _NOT_SMALL.finditer(text):
        word, start = match.group(), match.start()
        if word not in by_word and word not in known:
            continue
        if taken[start] or (start and text[start - 1] == "-") or not word[0].isupper():
            continue
        for surface, kind in by_word.get(word, []) or _certain(text, match):
            end = start + len(surface)
            whole = end >= len(text) or not (text[end].isalnum() or text[end] in "_-")
            if whole and text.startswith(surface, start) and not any(taken[start:end]):
                out.append(Found(start, end, kind, FILLED))
                taken[start:end] = b"\1" * (end - start)
                break
    return out


def _strong(text: str, found: list[Found], small: set[str]) -> dict[str, str]:
    """Names recognised with confidence, and the surnames of such people, with their types."""
    seen: dict[str, list[Found]] = defaultdict(list)
    for f in found:
        seen[text[f.start : f.end]].append(f)
    kinds: dict[str, str] = {}
    for surface, mentions in seen.items():
        if _searchable(surface, small) and sum(f.confidence for f in mentions) / len(mentions) >= STRONG:
            kinds[surface] = Counter(f.kind for f in mentions).most_common(1)[0][0]
            if kinds[surface] == "PERSON" and " " in surface and _searchable(last := surface.split()[-1], small):
                kinds.setdefault(last, "PERSON")
    return kinds


def _certain(text: str, word: re.Match[str]) -> list[tuple[str, str]]:
    """Countries and demonyms of the registry that begin with this word, the one of two words first."""
    second = _SECOND.match(text, word.end())
    out = []
    for surface in (word.group() + second.group(), word.group()) if second else (word.group(),):
        if surface in registry.certain_places():
            out.append((surface, "LOC"))
        elif surface in registry.demonyms():
            out.append((surface, "NORP"))
    return out


def _searchable(surface: str, small: set[str]) -> bool:
    """Return True if a name can be told from ordinary words: it begins with a capital, and is not a word this text writes small as well."""
    if not surface[0].isupper() or len(surface) < 3 or fold(surface) in _COMMON:
        return False
    return " " in surface or surface.isupper() or surface.lower() not in small
