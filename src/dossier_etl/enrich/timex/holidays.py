"""Days of the year that have a name in English-language news: fixed, nth weekday of a month, or counted from Easter."""

import datetime as dt
import re

_FIXED = {
    "christmas": (12, 25), "christmas day": (12, 25), "christmas eve": (12, 24), "new year's": (1, 1), "new year's day": (1, 1),
    "new year's eve": (12, 31), "independence day": (7, 4), "veterans day": (11, 11), "halloween": (10, 31),
    "valentine's day": (2, 14), "boxing day": (12, 26), "bastille day": (7, 14), "may day": (5, 1),
    "all saints' day": (11, 1),
}  # fmt: skip
_NTH = {
    "thanksgiving": (11, 3, 4), "thanksgiving day": (11, 3, 4), "labor day": (9, 0, 1), "memorial day": (5, 0, -1),
    "columbus day": (10, 0, 2), "martin luther king day": (1, 0, 3), "presidents day": (2, 0, 3),
    "presidents' day": (2, 0, 3),
}  # fmt: skip
"""Month, weekday, which one (-1: the last), as the United States keep them."""
_EASTER = {"easter": 0, "easter sunday": 0, "easter monday": 1, "good friday": -2}


def easter(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar. Source: the "anonymous" algorithm, Meeus, Astronomical Algorithms (1991), ch. 8."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> dt.date:
    """The nth (1 …) or last (-1) such weekday of a month."""
    if nth > 0:
        first = dt.date(year, month, 1)
        return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    last = dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
    return last - dt.timedelta(days=(last.weekday() - weekday) % 7)


def holiday(name: str, year: int) -> dt.date | None:
    """The day a holiday falls on; None for a name or year we do not know."""
    key = re.sub(r"\s+", " ", name.lower().replace("’", "'"))
    if not 1 <= year <= 9998:
        return None
    if key in _FIXED:
        return dt.date(year, *_FIXED[key])
    if key in _NTH:
        return nth_weekday(year, *_NTH[key])
    if key in _EASTER:
        return easter(year) + dt.timedelta(days=_EASTER[key])
    if key == "election day":  # the Tuesday after the first Monday of November
        return nth_weekday(year, 11, 0, 1) + dt.timedelta(days=1)
    return None
