"""Years and days of other calendars on the Gregorian one."""

import datetime as dt

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "民國": 1911, "民国": 1911}
"""Year 1 of the era is the value + 1 (Japan's era years; the Republic of China's Minguo years)."""
BUDDHIST_OFFSET = 543
"""Thai solar years run 543 ahead since 1941."""


def era_year(era: str, year: int) -> int | None:
    """Gregorian year of a Japanese or Minguo era year."""
    start = _ERAS.get(era)
    return None if start is None else start + year


def solar_hijri_to_gregorian(year: int, month: int, day: int) -> dt.date | None:
    """Gregorian day of a Solar Hijri (Jalali) date; None when it is no such date.

    Source: the 33-year arithmetic rule, exact for the years 1178–1633 that this function accepts (1799–2254 CE).
    """
    longest = 31 if month <= 6 else 30
    if not (1178 <= year <= 1633 and 1 <= month <= 12 and 1 <= day <= longest):
        return None
    before = year + 1595
    days = -355668 + 365 * before + (before // 33) * 8 + ((before % 33) + 3) // 4 + day
    days += (month - 1) * 31 if month < 7 else (month - 7) * 30 + 186
    # ``days`` counts from the same zero as the Gregorian arithmetic below: day 1 of year 0 of the proleptic calendar.
    return dt.date.fromordinal(days - 365)
