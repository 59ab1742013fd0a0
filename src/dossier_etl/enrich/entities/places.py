"""Is a place a seat of government (GPE) or a piece of geography (LOC)? By its own words, where the registry does not know it."""

import re

from dossier_etl.enrich.entities import registry
from dossier_etl.enrich.entities.spans import Found

_GEOGRAPHY = re.compile(
    r"(?i)\b(?:sea|ocean|river|lake|mount|mt|mountains?|gulf|strait|straits|desert|valley|peninsula|islands?|isles?|basin|canal|bay|"
    r"cape|coast|falls|volcano|glacier|hills?|plains?|plateau|delta|forest|park|reserve|street|avenue|road|boulevard|square|highway|"
    r"bridge|airport|stadium|mosque|cathedral|church|palace|tower|station|hospital|prison|camp|border|crossing|triangle|corridor|"
    r"belt|continent|hemisphere|region|north|south|east|west|northern|southern|eastern|western|central|rio|río|sierra|himalayas?|"
    r"alps|andes|sahara|sahel|amazon|nile|danube|rhine|tigris|euphrates|volga|ganges|mekong|balkans|caucasus|levant|maghreb|arctic|"
    r"antarctica|pacific|atlantic|mediterranean|caribbean|earth|mars|moon|africa|asia|europe|americas|oceania)\b"
)
_STATES = re.compile(r"(?i)^(?:north|south|east|west|western|central|new) (?:korea|macedonia|africa(?:n republic)?|sudan|carolina|dakota|"
                     r"virginia|timor|germany|pakistan|york|jersey|mexico|delhi|zealand)$|\bpark city\b|^south africa$")  # fmt: skip
_EVENT = re.compile(
    r"\b(?:World War|World Cup|Olympics?|Olympic Games|Asian Games|Paralympics?|Commonwealth Games|Super Bowl|Champions League final|"
    r"Hurricane [A-Z]\w+|Cyclone [A-Z]\w+|Typhoon [A-Z]\w+|Battle of|Siege of|Operation [A-Z]\w+|Cold War|Gulf War|Civil War|"
    r"Arab Spring|Intifada|[A-Z]\w+ Revolution|[Ee]lections?|Summit|Holocaust|[A-Z]\w+ Wars?|Massacre)\b"
)

_BETWEEN = re.compile(r" ?[-–—/] ?|, ")


def place_label(surface: str) -> str:
    """``LOC`` for what its own words call geography, else ``GPE``."""
    if _STATES.search(surface):
        return "GPE"
    return "LOC" if _GEOGRAPHY.search(surface) else "GPE"


def is_event(surface: str) -> bool:
    """Return True if a miscellaneous name is certainly an event: wars, games, storms, battles, elections."""
    return not surface[0].islower() and _EVENT.search(surface) is not None


def split_places(text: str, found: list[Found]) -> list[Found]:
    """``US-China`` and ``Nairobi/Kenya`` are two places where the registry knows both."""
    out: list[Found] = []
    for f in found:
        parts = list(_BETWEEN.finditer(text, f.start, f.end)) if f.kind in ("LOC", "ORG") else []
        if len(parts) == 1:
            cut = parts[0]
            halves = text[f.start : cut.start()], text[cut.end() : f.end]
            if all(registry.load().get("GPE", half) for half in halves):
                out.append(Found(f.start, cut.start(), "LOC", f.confidence))
                out.append(Found(cut.end(), f.end, "LOC", f.confidence))
                continue
        out.append(f)
    return out
