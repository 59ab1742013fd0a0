"""What was seen of an outlet, as named features for scoring."""

import math
import re

from dossier_etl.enrich.outlet.evidence import OutletEvidence
from dossier_etl.enrich.outlet.patterns import EDGE, OFTEN_CITED
from dossier_etl.registry import name_key

_MEDIA_WORD = re.compile(
    r"(?i)\b(?:news|times|post|journal|herald|tribune|gazette|chronicle|daily|today|radio|tv|television|fm|am|press|magazine|"
    r"review|weekly|mail|sun|star|express|telegraph|mirror|globe|observer|zeitung|nachrichten|anzeiger|blatt|rundschau|presse|"
    r"journal|monde|figaro|diario|noticias|prensa|giornale|corriere|shimbun|ilbo|network|broadcasting|agency|report|reporter|"
    r"institute|foundation|center|centre|media|online|insider|street|wire|digest|record|register|courier|dispatch|standard)\b|"
    r"^[KW][A-Z]{2,3}(?:[ -]?TV|\d*)$|blatt$|zeitung$|post$|news$"
)


def _many(count: int) -> float:
    return min(math.log2(1 + count), 4.0)


def _standing(sighting: OutletEvidence) -> str:
    """Return how well the name is known: hand-written rows, listed local papers, agencies, shared ground, addresses, others."""
    outlet = sighting.outlet
    if outlet is None:
        return "host" if "." in sighting.name and sighting.host else "unregistered"
    if outlet.kind in ("news", "magazine", "broadcaster", "blog", "forum", "thinktank"):
        return "known"
    if outlet.kind in ("ngo", "government", "igo", "journal", "reference", "company"):
        return "institution"
    return outlet.kind


def _proposed(sighting: OutletEvidence, others: list[OutletEvidence]) -> dict[str, float]:
    """Features of how the page's own lines propose the name; apart for registered names and others."""
    proposal = sighting.proposal
    known = "known" if sighting.outlet is not None else "new"
    if proposal is None:
        return {f"{known}:not_proposed": 1.0, "proposed_rival": float(any(s.proposal is not None for s in others))}
    key = proposal.key
    rivals = [s.proposal for s in others if s.proposal is not None]
    best = max((p.rank() for p in rivals), default=0.0)
    spread = proposal.mentions
    found = {
        "top_line": float(proposal.top),
        "bottom_line": float(proposal.bottom),
        "top_and_bottom_line": float(proposal.top and proposal.bottom),
        "title_suffix": float(proposal.suffix),
        "suffix_and_more": float(proposal.suffix and (proposal.top or proposal.cues > 0 or sighting.holder > 0)),
        "cued": _many(proposal.cues),
        "employer": _many(proposal.staff),
        "tail": float(proposal.tail),
        "dateline": float(proposal.dateline),
        "spelt_address": float(proposal.address),
        "address_and_top": float(proposal.address and proposal.top),
        "address_and_cue": float(proposal.address and proposal.cues > 0),
        "address_and_holder": float(proposal.address and sighting.holder > 0),
        "mentions": _many(spread),
        "mentioned_once": float(spread <= 1),
        "rank": proposal.rank() / 4,
        "best_rank": float(proposal.rank() >= best),
        "rank_ahead": max(-3.0, min(3.0, (proposal.rank() - best) / 2)),
        "inside_longer": float(any(f" {key} " in f" {p.key} " for p in rivals)),
        "holds_shorter": float(any(f" {p.key} " in f" {key} " for p in rivals)),
        "first_lines": float(proposal.top and proposal.line < 3),
    }
    return {f"{known}:{name}": value for name, value in found.items() if value}


def features(sighting: OutletEvidence, rivals: list[OutletEvidence]) -> dict[str, float]:
    """Named features of one sighting among all of its page; steps and pairs stand where a straight line would not do."""
    outlet = sighting.outlet
    words = len(sighting.name.split())
    standing = _standing(sighting)
    registered = outlet is not None
    others = [s for s in rivals if s is not sighting]
    furniture_share = sighting.furniture / (sum(s.furniture for s in rivals) or 1)
    hosts = sum(s.host for s in rivals)
    rank = sum(s.furniture + s.host > sighting.furniture + sighting.host for s in others)
    outside = sighting.whole > sighting.in_list
    out = {
        f"standing:{standing}": 1.0,
        "furniture": _many(sighting.furniture),
        "furniture_once": float(sighting.furniture == 1),
        "furniture_several": float(sighting.furniture >= 3),
        "share": furniture_share,
        "share_half": float(furniture_share >= 0.5),
        "share_quarter": float(furniture_share >= 0.25),
        "ranks_first": float(rank == 0),
        "ranks_second": float(rank == 1),
        "only_one": float(not others),
        "rivals": _many(len(others)),
        "whole": _many(sighting.whole),
        "whole_top": float(sighting.whole_top > 0),
        "whole_outside_lists": float(outside),
        "only_in_lists": float(sighting.whole > 0 and not outside and sighting.furniture == sighting.whole),
        "first_at_top": float(sighting.first_line < EDGE),
        "very_first": float(sighting.first_line < 3),
        "holder": float(sighting.holder > 0),
        "holder_rival": float(any(s.holder and s.outlet is not None for s in others)),
        "holder_outnumbered": float(
            sighting.holder > 0
            and any(
                _standing(s) == "known"
                and s.furniture + 2 * s.host >= 2 * (sighting.furniture + sighting.host)
                and s.furniture > 1
                for s in others
            )
        ),
        "in_rights_line": float(sighting.copyright > 0 and not sighting.holder),
        "cue_before": _many(sighting.before),
        "cue_after": _many(sighting.after),
        "both_cues": float(sighting.before > 0 and sighting.after > 0),
        "no_cue": float(
            not (sighting.before or sighting.after or sighting.copyright or sighting.holder or sighting.host)
        ),
        "leads": _many(sighting.leads),
        "told": float(sighting.told > 0),
        "told_only": float(sighting.told > 0 and sighting.furniture + sighting.host == 0),
        "credit": _many(sighting.credit),
        "credit_only": float(sighting.credit > 0 and sighting.credit >= sighting.furniture),
        "host": _many(sighting.host),
        "host_once": float(sighting.host == 1),
        "host_share": sighting.host / hosts if hosts > 1 else 0.0,
        "host_and_name": float(sighting.host > 0 and sighting.furniture > 0),
        "host_only": float(sighting.host > 0 and sighting.furniture == 0),
        "mail": float(sighting.mail > 0),
        "byline": float(sighting.byline > 0),
        "host_in_prose": float(0 < sighting.host == sighting.host_in_prose),
        "host_in_list": float(0 < sighting.host == sighting.host_in_list),
        "ends_lines": _many(sighting.ends),
        "at_bottom": float(sighting.bottom > 0),
        "top_and_bottom": float(sighting.bottom > 0 and sighting.first_line < EDGE),
        "postal": float(sighting.postal > 0),
        "prose": _many(sighting.prose),
        "prose_most": float(sighting.prose > 0 and sighting.prose == max(s.prose for s in rivals)),
        "staff": _many(sighting.staff),
        "staff_most": float(sighting.staff > 0 and sighting.staff == max(s.staff for s in rivals)),
        "handle": float(sighting.handle),
        "handle_rival": float(any(s.handle for s in others)),
        "at_home": float(sighting.at_home),
        "abroad": float(sighting.abroad),
        "short_name": float(len(sighting.name) <= 4),
        "one_word": float(words == 1),
        "long_name": float(words >= 4),
        "media_word": float(_MEDIA_WORD.search(sighting.name) is not None),
        "holder_bare": float(sighting.holder > 0 and sighting.furniture <= 1 and not sighting.host),
    }
    out |= _proposed(sighting, others)
    seen = sighting.prose + sighting.furniture
    out["prose_share"] = sighting.prose / seen if seen else 0.0
    out["in_headline"] = float(sighting.in_headline)
    out["headline_new"] = float(sighting.in_headline and not registered)
    out["prose_share_new"] = 0.0 if registered else out["prose_share"]
    if registered:
        cited = float(name_key(sighting.name) in OFTEN_CITED)
        out["often_cited"] = cited
        out["often_cited_no_cue"] = cited * out["no_cue"]
        out["often_cited_once"] = cited * out["furniture_once"]
        out["seldom_cited_prose"] = (1 - cited) * out["prose"]
        out["holder_registered"] = out["holder"]
        out["whole_top_registered"] = float(sighting.whole_top > 0 and outside)
        out["first_and_registered"] = out["ranks_first"]
        out["many_and_first"] = float(rank == 0 and sighting.furniture >= 3)
        out["local_without_media_word"] = float(standing == "local" and not out["media_word"])
        out["one_word_local"] = float(standing == "local" and words == 1)
        out["holder_and_more"] = float(sighting.holder > 0 and sighting.furniture > 1)
        known_as = name_key(max(sighting.surfaces, key=lambda s: (sighting.surfaces[s], s), default=sighting.name))
        out["by_alias"] = float(not sighting.host and known_as != name_key(sighting.name))
        out["local_by_alias"] = out["by_alias"] * (standing == "local")
        out["agency_first"] = float(standing == "agency" and rank == 0)
        out["agency_holder"] = float(standing == "agency" and sighting.holder > 0)
    else:
        out["heads"] = float(sighting.heads)
        out["holder_unregistered_alone"] = float(sighting.holder > 0 and not any(s.outlet is not None for s in others))
        out["holder_also_elsewhere"] = float(
            sighting.holder > 0 and (sighting.furniture > sighting.holder or sighting.host > 0)
        )
    return out
