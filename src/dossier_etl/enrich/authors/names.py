"""From a byline as written to the names in it."""

import functools
import re

from dossier_etl.enrich.authors.lexicon import (
    AGENCY_CODES,
    CREDENTIAL,
    CUT,
    DIGIT,
    GLUED,
    HONORIFIC,
    LEADING,
    MAY_BE_GLUED,
    MONTH,
    NOT_IN_NAMES,
    NOT_NAMES,
    ORGANISATION,
    PARTICLES,
    PRESS_WIRES,
    ROLE,
    SHARING,
    SPLIT,
    TRAILING,
)
from dossier_etl.model.text import lower_keeping_offsets
from dossier_etl.registry import load

_REMEMBERED = 1024
"""Names whose kind is kept: several sources of a page state the same few."""
MAX_NAMES = 12
MAX_NAME = 60
_URLISH = re.compile(r"(?i)^(?:https?:|www\.|/|@)|(?<!\S)\S+@\S+|^\S+\.(?:com|org|net|html?)\b\S*$")
_TRAIL = " \t,.;:|-–—•·*/\\\"'“”„«»()[]→›»"
_PLACE_EQUALS = re.compile(r"^[\[(（【]?[^\s=\[\]]{1,12}=\s?(?=[\uac00-\ud7af])")
"""``[서울=``: the place before a Korean reporter's name."""
_INVERTED = re.compile(r"^([^\s,]+(?: [^\s,]+)?), ([^\s,]+(?: [^\s,]+)?)$")


def _spaced(raw: str) -> str:
    """One space wherever white space or something as wide as nothing stands; none around."""
    return " ".join((raw if raw.isascii() else raw.replace("\u200b", " ").replace("\ufeff", " ")).split())


def _is_address(text: str) -> bool:
    return ("." in text or "@" in text or "/" in text or ":" in text) and _URLISH.search(text) is not None


@functools.lru_cache(_REMEMBERED)
def is_agency(name: str) -> bool:
    """Return True if a "name" is a news agency: a registered one or its code (dpa, AFP)."""
    key = name.casefold().strip(_TRAIL)
    if key in AGENCY_CODES or key in PRESS_WIRES:
        return True
    return any(o.kind == "agency" for o in load().by_name(name)[:1])


@functools.lru_cache(_REMEMBERED)
def is_organisation(name: str) -> bool:
    """Return True if a "name" is a desk, a paper, a company: not a person."""
    return bool(ORGANISATION.search(name)) or is_agency(name) or is_outlet(name)


def is_outlet(name: str) -> bool:
    """Return True if a "name" is a registered outlet; single words only when written as no person's name is (BILD, n-tv)."""
    return bool(load().by_name(name)) and (" " in name or not name.istitle())


def without_outlet(name: str) -> str:
    """A name without the outlet behind it ("Brian Truitt USA TODAY")."""
    words = name.split()
    for n in range(2, len(words)):
        tail = " ".join(words[n:])
        if (len(words) - n > 1 or not tail.istitle()) and load().by_name(tail):
            return " ".join(words[:n])
    return name


def looks_personal(name: str) -> bool:
    """Two to five capitalised words (particles aside) without digits; CJK names of two to six characters."""
    words = name.split()
    if not 2 <= len(words) <= 6 or DIGIT.search(name):
        return _is_cjk(name)
    if any(w.casefold().strip(".:?!") in NOT_IN_NAMES for w in words) or name[-1] in ":?!" or ":" in name:
        return False
    capital = 0
    for word in words:
        if word.casefold().rstrip(".") in PARTICLES:
            continue
        if not (
            word[0].isupper()
            or word[0] in "'’ʻ"
            or (not word[0].isascii() and word[0].isalpha() and not word[0].islower())
        ):
            return False
        capital += 1
    return capital >= 1


def _is_cjk(name: str) -> bool:
    solid = name.replace(" ", "").replace("・", "")
    return 2 <= len(solid) <= 10 and all("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7af" for c in solid)


def tidy(piece: str) -> str:
    """One piece of a byline without lead word, credentials, honorific and stray marks; empty if it is no name."""
    name = piece.strip(_TRAIL)
    while (m := LEADING.match(name)) and m.end() < len(name):
        name = name[m.end() :].strip(_TRAIL)
    name = without_outlet(HONORIFIC.sub("", CREDENTIAL.sub("", TRAILING.sub("", name))).strip(_TRAIL))
    if name.endswith((" jr", " Jr", " sr", " Sr")):
        name += "."
    if not name or len(name) > MAX_NAME or _is_address(name) or name.casefold() in NOT_NAMES:
        return ""
    if SHARING.issuperset(name.casefold().replace("/", " ").split()):
        return ""
    return name if any(c.isalpha() for c in name) and len(name) > 1 else ""


def _first_column(raw: str) -> str:
    """The name before a wide gap: "Ann Example    Hilltown Herald"."""
    first, gap, _ = raw.strip().partition("   ")
    return first if gap and looks_personal(first) else raw


def cut(raw: str) -> str:
    """A line up to where its names end: a date, a number, "updated", a separator."""
    line = _PLACE_EQUALS.sub("", _spaced(_first_column(raw)))
    if MAY_BE_GLUED.search(line):
        line = GLUED.sub(" ", line)
    start = m.end() if (m := LEADING.match(line)) else 0
    at = start + 2 if start + 2 < len(line) else start
    found = [CUT.search(lower_keeping_offsets(line), at)]
    if digit := DIGIT.search(line, at):
        found += [digit, MONTH.search(line, at)]
    return line[: min((m.start() for m in found if m and m.start() > start), default=len(line))].strip(_TRAIL)


def names_in(raw: str, *, strict: bool = False, inverted: bool = False) -> list[str]:
    """The names in a byline or a stated author, in order, each once.

    Args:
        strict: only what looks like a person's name (for visible lines); otherwise single words and organisations pass too.
        inverted: the source writes "Last, First" (library metadata).
    """
    text = _spaced(raw)
    if " " not in text and _is_address(text):
        return []
    if inverted and (m := _INVERTED.match(text)):
        text = f"{m[2]} {m[1]}"
    text = CREDENTIAL.sub("", text)
    if "&" in text:
        text = without_outlet(text)  # before the names are cut at "&": "Ann Example Hilltown Telegram & Gazette"
    pieces = [p for p in SPLIT.split(LEADING.sub("", text, count=1) if strict else text) if p]
    found: list[str] = []
    for piece in pieces:
        name = tidy(piece)
        if not name:
            if strict and found:
                break
            continue
        if not strict and found and " " not in name and is_organisation(found[0]):
            continue  # the town behind a newsroom's name
        if strict and not looks_personal(name):
            if found:
                break  # what follows the names is a role, a place, a sentence
            continue
        if found and ROLE.search(name) and len(name.split()) > 1:
            continue
        if len(pieces) > 1 and ROLE.search(name) and not looks_personal(name):
            continue
        if name not in found:
            found.append(name)
        if len(found) >= MAX_NAMES:
            break
    return found
