"""Compare outlets by identity rather than by string, and hide a registry row to measure without it.

Two names are one outlet when they resolve to the same registry entry through the page's domain or the gold's name, or when they differ
only in form: blanks, case, accents, "The", a top-level domain, an abbreviation in brackets, a generic word ("Blog", "GmbH"), or
when the name is the label of the page's own domain (``Abendblatt`` of abendblatt.de). Nothing else counts.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from train_choice import norm

from dossier_etl.registry import Outlet, Registry, load, words

_TLD = re.compile(r"(?i)\.(?:co\.uk|com\.au|com\.br|com|org|net|info|news|[a-z]{2})$")
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_ABBREVIATION = re.compile(r"\(([^)]{2,})\)")
_GENERIC = words(
    "blog online magazine magazin website newsletter gmbh inc ltd llc co kg com logo jornal official the de ag limited "
    "corporation corp"
)
MIN_LABEL = 4
"""Letters of the shortest domain label that names its owner."""


def forms(name: str) -> frozenset[str]:
    """Return the spellings of a name without blanks that count as the same name."""
    base = _BRACKETS.sub("", name).strip() or name
    parts = norm(base).split()
    while len(parts) > 1 and parts[-1] in _GENERIC:
        parts = parts[:-1]
    while len(parts) > 1 and parts[0] in _GENERIC:
        parts = parts[1:]
    found = {norm(name), norm(base), norm(_TLD.sub("", base)), "".join(parts)}
    found |= {norm(m[1]) for m in _ABBREVIATION.finditer(name)}
    solid = {f.replace(" ", "") for f in found}
    return frozenset(f for f in solid | {f.removeprefix("the") for f in solid} if len(f) > 1)


def gold_names(row: Mapping[str, Any]) -> list[str]:
    """Return the names the gold row gives its outlet: its own, the listed one, listed aliases."""
    return [str(n) for n in (row.get("outlet"), row.get("outlet_list"), *(row.get("outlet_aliases") or [])) if n]


def is_same(domain: str, names: Sequence[str], given: str, outlet_id: str) -> bool:
    """Return True if the given name (with its outlet id) is the outlet of that domain, which is known by ``names``."""
    registry = load()
    home = registry.by_domain(domain)
    key = norm(given)
    if key in {norm(n) for n in names}:
        return True
    if home is not None and (outlet_id == home.outlet_id or key in {norm(n) for n in home.names}):
        return True
    spelt = forms(given)
    if any(spelt & forms(n) for n in names):
        return True
    if home is None:
        for bearers in map(registry.by_name, names):
            if len(bearers) == 1 and bearers[0].outlet_id == outlet_id:
                return True
    label = domain.removeprefix("www.").partition(".")[0].replace("-", "")
    others = [o for o in registry.by_name(given) if home is not None and o.outlet_id != home.outlet_id]
    return len(label) >= MIN_LABEL and label in spelt and not others


class Without(Registry):
    """The shipped registry with one outlet hidden: what a page of an unlisted outlet would meet."""

    def __init__(self, base: Registry, outlet_id: str) -> None:
        self._base = base
        self._hidden = outlet_id
        self._kept: dict[str, bool] = {}

    def by_domain(self, host: str) -> Outlet | None:
        found = self._base.by_domain(host)
        return None if found is not None and found.outlet_id == self._hidden else found

    def by_name(self, name: str) -> tuple[Outlet, ...]:
        return tuple(o for o in self._base.by_name(name) if o.outlet_id != self._hidden)

    def has_key(self, key: str) -> bool:
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = self._base.has_key(key) and bool(self.by_name(key))
        return kept

    def first_words(self) -> Mapping[str, int]:
        return self._base.first_words()

    def says_something(self, key: str, surface: str) -> bool:
        return self._base.says_something(key, surface)

    def spelt(self, surface: str) -> bool:
        return self._base.spelt(surface)
