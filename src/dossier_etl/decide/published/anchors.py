"""Does anything tie a day to the article itself, or is it merely a day that the page mentions?"""

from dossier_etl.decide.published.features import family
from dossier_etl.model.evidence import Candidate

_SAID = frozenset(f"{where}={what}" for where in ("label", "label_above", "label_after") for what in ("pub", "mod"))
_TOLD = frozenset({"this_day", "entry", "dateline", "opener"})
_BYLINE = frozenset(
    {"role=byline", "with=by", "near=by", "context=pub", "context=date", "context=byline", "near=share"}
)
_AUTHORED = frozenset({"role=byline", "with=by", "context=pub"})
_FIRST_LINES = frozenset({"in_body=0", "in_body=1"})
_OPENING = frozenset({"zone=mid", "in_body=0", "in_body=1", "in_body=2"})
_HEAD = frozenset({"zone=top", "zone=mid"})


def is_anchored(candidate: Candidate) -> bool:
    """Return True if a candidate ties its day to the article: metadata, addresses, labelled days, bylines, bare days above the text.

    Sentences, labels of something else ("Open day: …"), rows of tables and days below the text do not.
    """
    if not candidate.rule.startswith("text."):
        return True
    own = frozenset(candidate.features)
    if family(candidate) == "text.stated" or not own.isdisjoint(_TOLD):
        return True
    if "legal" in own:
        return False
    if not own.isdisjoint(_SAID):
        return "near=imprint" not in own
    if "leads" in own and "pack" not in own and "row" not in own and not own.isdisjoint(_OPENING):
        return True
    if "prose" in own or "label=event" in own or ("row" in own and "pack" in own):
        return False
    if "sentence" in own and own.isdisjoint(_AUTHORED):
        return False
    if "named" in own and "role=byline" not in own:
        return False
    if not own.isdisjoint(_HEAD) or not own.isdisjoint(_BYLINE):
        return True
    return "zone=body" in own and "row" not in own and ({"alone", "lone"} <= own or not own.isdisjoint(_FIRST_LINES))
