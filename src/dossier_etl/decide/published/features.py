"""What speaks for and against each publication-date candidate, as named features: what it is, what stands around it, and
which other candidates agree. The names are the ones `--why` shows and the weights file lists."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from dossier_etl.model.evidence import Candidate

_VISIBLE = ("text", "dump")
_LOOSE = frozenset({"alone", "short", "line"})
_NEAR = frozenset({"first_loose", "last_above", "role=byline", "label=pub", "first", "before_body", "hidden"})
"""Marks of a date that stands where an article's own date stands; others are listed beside other things."""
_SAID_PUBLISHED = frozenset({"label=pub", "label_above=pub", "label_after=pub"})
_SAID_MODIFIED = frozenset({"label=mod", "label_above=mod", "label_after=mod"})
"""What the words beside a date call it."""
_WEIGHTY = ("jsonld", "meta", "url", "element", "shown", "feed", "jsonld_other")


def family(candidate: Candidate) -> str:
    """``jsonld.article_published`` of ``jsonld.article_published@1``."""
    return candidate.rule.partition("@")[0]


_SET_APART = {
    "caption": "dates a picture",
    "embedded": "dates a message shown in the text",
    "other_story": "dates another story of the page",
    "archive": "tells when an archive captured the page",
}


def set_apart(candidate: Candidate) -> str:
    """Why a date cannot be the article's whatever else is known; "" if it can."""
    return _SET_APART.get(family(candidate).partition(".")[2], "")


def only_updated(candidates: Sequence[Candidate]) -> bool:
    """Return True if nothing speaks for a day but bare "Updated …" lines (prose aside): no clock time, no other statement."""
    features = (c.features for c in candidates)
    loose = [own for own in features if "prose" not in own]
    return bool(loose) and all("clock" not in own and not _SAID_MODIFIED.isdisjoint(own) for own in loose)


def _source(name: str, tokens: frozenset[str]) -> str:
    """The witness a candidate speaks for; candidates of one witness do not confirm each other."""
    space, _, kind = name.partition(".")
    if space in _VISIBLE:
        if not tokens & _LOOSE:
            return "prose"
        return "shown" if tokens & _NEAR else "listed"
    if space == "url":
        return "url"
    if kind.endswith("modified"):
        return "modified"
    if space == "jsonld":
        return "jsonld" if kind == "article_published" else "jsonld_other"
    if space in ("time", "microdata", "attr"):
        return "element" if tokens & _NEAR else "listed"
    return space


def describe(candidates: Sequence[Candidate], days: Sequence[dt.date]) -> list[list[str]]:
    """Feature names of every candidate, in order.

    Args:
        candidates: those that name one single day.
        days: that day of each, on the page's own calendar (`utc_days.local_days`).
    """
    tokens = [frozenset(c.features) for c in candidates]
    names = [family(c) for c in candidates]
    sources = [_source(n, t) for n, t in zip(names, tokens, strict=True)]
    witnesses: dict[dt.date, set[str]] = defaultdict(set)
    for day, source in zip(days, sources, strict=True):
        witnesses[day].add(source)
    present = {source for source in sources if source in _WEIGHTY}
    published = [
        d for d, n in zip(days, names, strict=True)
        if n.endswith("_published") or n in ("meta.published", "feed.published")
    ]  # fmt: skip
    first, last = (min(published), max(published)) if published else (None, None)
    said = {d for d, t in zip(days, tokens, strict=True) if _is_said(t)}
    out = []
    for candidate, day, name, own, source in zip(candidates, days, names, tokens, sources, strict=True):
        space = name.partition(".")[0]
        prefix = space if space in _VISIBLE else name
        features = [name, *(f"{prefix}:{token}" for token in sorted(own))]
        group = f"visible_{source}" if space in _VISIBLE else source
        features += [f"{group}+{other}" for other in sorted(witnesses[day] - {source})]
        features += [f"{group}≠{other}" for other in sorted(present - witnesses[day])]
        if _relocated(candidate, day):
            features.append(f"{group}_moved")
        if first is not None and last is not None and source != "prose":
            if day == first:
                features.append(f"{group}=first_published")
            elif day < first:
                features.append(f"{group}<published")
            elif day > last:
                features.append(f"{group}>published")
        elif space in _VISIBLE and source != "prose":
            features.append(f"{space}_alone_speaks")
        features += _crossed(space, own)
        if said and space in _VISIBLE:
            features.append(f"{space}:{_said(own, len(said))}")
        out.append(features)
    return out


def _is_said(own: frozenset[str]) -> bool:
    """Called the publication's, and not in an imprint, which says when the paper was registered."""
    return bool(own & _SAID_PUBLISHED) and "near=imprint" not in own


def _said(own: frozenset[str], days: int) -> str:
    """Return what the page calls this date and how many days it calls so: one publication is a byline, many are a list."""
    if _is_said(own):
        return "said_one" if days == 1 else "said_few" if days < 4 else "said_many"
    return "mod_said" if own & _SAID_MODIFIED else "others_said"


def _relocated(candidate: Candidate, day: dt.date) -> bool:
    return candidate.value[:10] != day.isoformat()


_CROSSED_WITH = {
    "zone=mid": (
        "alone short line first_loose first last_above crowd label=pub prose_before=0 prose_before=1 "
        "newest clock bullet oldest with=by "
        "near=by title_dist=1 title_dist=2 context=pub only_day"
    ),
    "zone=top": (
        "alone short line first last_above crowd label=pub prose_before=0 newest clock near=by with=by "
        "context=list context=pub only_day"
    ),
    "zone=after": "alone short line first_loose crowd label=pub newest bullet often with=comment context=list only_day",
    "first_under": "prose",
    "zone=body": "first_loose only_day",
    "second_loose": "label=mod",
    "first_loose": (
        "label=mod prose_before=0 prose_before=many prose_before=8 prose_after=0 below_comments "
        "below_related near=share related_above"
    ),
    "weekday": "masthead first",
    "first": "masthead prose_before=0 prose_after=0 no_title",
    "last_above": "prose_before=0",
    "prose_before=0": (
        "prose_below_dist=1 prose_below_dist=2 prose_below_dist=5 lone pack masthead label=mod label=pub "
        "with=by near=by clock weekday prose_after=many only_day pos=5 "
        "alone short line below_comments below_related near=share"
    ),
    "only_day": "label=mod masthead",
    "prose_before=many": "label=pub below_comments first first_loose zone=body zone=after",
    "prose_below_dist=1": "prose_above_dist=1",
    "prose_before=8": "below_comments first first_loose zone=body zone=after",
    "title_dist=30": "first first_loose zone=body zone=after prose_before=8 prose_before=many",
    "prose_above_dist=1": "below_comments",
    "lone": "below_related label=mod",
    "pack": "below_related label=mod",
    "prose_below_dist=none": "below_related",
    "newest": "first masthead",
    "oldest": "first",
    "alone": "only_day zone=body",
    "short": "only_day zone=body",
    "prose": "only_day",
    "line": "only_day zone=body",
    "context=pub": "first_loose",
    "clock": "first_loose",
}
"""Pairs whose joint weight differs from the sum of their own: a bare date under the headline is not one in a sidebar."""
_CROSSES = {b: tuple(others.split()) for b, others in _CROSSED_WITH.items()}


def _crossed(space: str, own: frozenset[str]) -> list[str]:
    if space not in _VISIBLE:
        return []
    return [f"{space}:{a}&{b}" for b, others in _CROSSES.items() if b in own for a in others if a in own]
