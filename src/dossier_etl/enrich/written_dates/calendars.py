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


def solar_hijri_year(digits: str) -> int:
    """Return a Solar Hijri year; of two digits, one of 1331–1430 (1952–2051 CE)."""
    number = int(digits)
    return number if len(digits) > 2 else 1400 + number if number <= 30 else 1300 + number


def buddhist_year(digits: str) -> int:
    """Return the Gregorian year of a year on a Thai page: Buddhist if four digits allow it or two digits give 1990 or later."""
    number = int(digits)
    if len(digits) > 2:
        return number - BUDDHIST_OFFSET if number >= 2400 else number
    thai = 2500 + number - BUDDHIST_OFFSET
    return thai if thai >= 1990 else 2000 + number


def machine_day(year: int, month: int, day: int, language: str = "und") -> dt.date | None:
    """Return the Gregorian day of numbers in ISO order, whatever the calendar of their year; None if there is no such day.

    Publishing systems of Iran and Afghanistan fill machine-readable fields with Solar Hijri years (1369–1409 since 1990), Thai ones
    with Buddhist years. Lunar Hijri years (1410–1452) cannot be converted by rule and give None.
    """
    if 2400 <= year <= 2643:
        year -= BUDDHIST_OFFSET
    if 1300 <= year <= 1409 and language not in ("ar", "ur"):
        return solar_hijri_to_gregorian(year, month, day)
    if 1300 <= year <= 1500:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
