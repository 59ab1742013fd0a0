"""What speaks for and against each publication-date candidate, as named features: what it is, what stands around it, and
which other candidates agree. The names are the ones `--why` shows and the weights file lists."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from dossier_etl.model.evidence import Candidate

_VISIBLE = ("text", "dump")
_LOOSE = frozenset({"alone", "short", "line"})


def family(candidate: Candidate) -> str:
    """``jsonld.article_published`` of ``jsonld.article_published@1``."""
    return candidate.rule.partition("@")[0]


def _source(name: str, tokens: frozenset[str]) -> str:
    """The witness a candidate speaks for; candidates of one witness do not confirm each other."""
    space, _, kind = name.partition(".")
    if space in _VISIBLE:
        return "shown" if tokens & _LOOSE else "prose"
    if space == "url":
        return "url"
    if kind.endswith("modified"):
        return "modified"
    if space == "jsonld":
        return "jsonld" if kind == "article_published" else "jsonld_other"
    if space in ("time", "microdata", "attr"):
        return "element"
    return space


def _near(day: dt.date, others: Mapping[dt.date, set[str]], step: int) -> set[str]:
    return others.get(day + dt.timedelta(days=step), set())


def describe(candidates: Sequence[Candidate], days: Sequence[dt.date]) -> list[list[str]]:
    """Feature names of every candidate, in order.

    Args:
        candidates: those that name one single day.
        days: that day of each.
    """
    tokens = [frozenset(c.note.split()) for c in candidates]
    names = [family(c) for c in candidates]
    sources = [_source(n, t) for n, t in zip(names, tokens, strict=True)]
    witnesses: dict[dt.date, set[str]] = defaultdict(set)
    for day, source in zip(days, sources, strict=True):
        witnesses[day].add(source)
    published = [
        d for d, n in zip(days, names, strict=True)
        if n.endswith("_published") or n in ("meta.published", "feed.published")
    ]  # fmt: skip
    out = []
    for day, name, own, source in zip(days, names, tokens, sources, strict=True):
        space = name.partition(".")[0]
        prefix = space if space in _VISIBLE else name
        features = [name, *(f"{prefix}:{token}" for token in sorted(own))]
        group = "visible" if space in _VISIBLE else source
        features += [f"{group}+{other}" for other in sorted(witnesses[day] - {source})]
        if "utc" in own:
            for step, label in ((1, "next"), (-1, "previous")):
                if "shown" in _near(day, witnesses, step):
                    features.append(f"utc_shown_{label}_day")
        if published and source != "prose":
            if day == min(published):
                features.append(f"{group}=first_published")
            elif day < min(published):
                features.append(f"{group}<published")
            elif day > max(published):
                features.append(f"{group}>published")
        elif space in _VISIBLE and source != "prose":
            features.append(f"{space}_alone_speaks")
        features += _crossed(space, own)
        out.append(features)
    return out


_CROSSES = (
    ("alone", "z_mid"), ("alone", "z_top"), ("alone", "z_after"), ("short", "z_mid"), ("short", "z_top"), ("short", "z_after"),
    ("line", "z_mid"), ("line", "z_top"), ("line", "z_after"), ("prose", "first_under"), ("first_loose", "z_mid"), ("first_loose", "z_after"), ("first_loose", "z_body"),
    ("first", "z_top"), ("first", "z_mid"), ("last_above", "z_top"), ("last_above", "z_mid"), ("crowd", "z_after"), ("crowd", "z_top"), ("crowd", "z_mid"),
    ("l_pub", "z_mid"), ("l_pub", "z_after"), ("l_pub", "z_top"), ("l_mod", "second_loose"), ("l_mod", "first_loose"), ("masthead", "weekday"), ("masthead", "first"),
    ("only_day", "alone"), ("only_day", "short"), ("only_day", "prose"), ("only_day", "line"), ("newest", "z_mid"), ("newest", "z_after"), ("newest", "z_top"), ("clock", "z_mid"), ("clock", "z_top"), ("bullet", "z_mid"), ("bullet", "z_after"),
    ("oldest", "z_mid"), ("often", "z_after"), ("w_by", "z_mid"), ("n_by", "z_mid"), ("n_by", "z_top"), ("w_by", "z_top"), ("w_comment", "z_after"), ("no_title", "first"), ("t_1", "z_mid"), ("t_2", "z_mid"), ("ctx_list", "z_after"), ("ctx_list", "z_top"), ("ctx_pub", "z_mid"), ("ctx_pub", "z_top"), ("first_loose", "ctx_pub"), ("first_loose", "clock"), ("z_body", "alone"), ("z_body", "short"), ("z_body", "line"), ("only_day", "z_after"), ("only_day", "z_mid"), ("only_day", "z_top"), ("only_day", "z_body"),
)  # fmt: skip
"""Pairs whose joint weight differs from the sum of their own: a bare date under the headline is not one in a sidebar."""


def _crossed(space: str, own: frozenset[str]) -> list[str]:
    if space not in _VISIBLE:
        return []
    return [f"{space}:{a}&{b}" for a, b in _CROSSES if a in own and b in own]
