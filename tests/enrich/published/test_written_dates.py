"""Reading written dates: languages, calendars, orders, glued text; nothing is filled in."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier_etl.enrich.published.stamps import read_stamp
from dossier_etl.enrich.written_dates.calendars import solar_hijri_to_gregorian
from dossier_etl.enrich.written_dates.date_words import date_words
from dossier_etl.enrich.written_dates.scan import ascii_digits, scan_written_dates

ONE_DAY = [
    ("en", "Published April 04, 2003, issue", "2003-04-04"),
    ("en", "Tue Jun 17, 2014, 02:52 PM", "2014-06-17"),
    ("en", "It is Friday, 13 June, 2014.", "2014-06-13"),
    ("en", "Wed Jun 17 14:52:00 EDT 2015", "2015-06-17"),
    ("en", "June 17th, 2014", "2014-06-17"),
    ("en", "17-Jun-2014", "2014-06-17"),
    ("en", "By Ann MooreDec. 21, 2023 11:00 pm EST", "2023-12-21"),
    ("en", "HealthDECEMBER 22, 2022Updated", "2022-12-22"),
    ("de", "17. Dezember 2024, 12:17", "2024-12-17"),
    ("de", "am 14 Feb ’20", "2020-02-14"),
    ("de", "31.12.2019", "2019-12-31"),
    ("de", "Ulla31.12.1913:39", "2019-12-31"),
    ("de", "31.12.2019:13:39:02", "2019-12-31"),
    ("es", "15 de junio de 2024", "2024-06-15"),
    ("fr", "le 1er juin 2023", "2023-06-01"),
    ("fr", "27 Mar 20 à 9:21", "2020-03-27"),
    ("ja", "2019年04月04日 09:00", "2019-04-04"),
    ("ja", "令和5年6月4日", "2023-06-04"),
    ("zh", "民國112年6月4日", "2023-06-04"),
    ("ko", "2023년 6월 4일", "2023-06-04"),
    ("ko", "입력 2023.06.04 10:22", "2023-06-04"),
    ("pt", "5 de março de 2023", "2023-03-05"),
    ("it", "06 Dicembre 2020 | 00:36", "2020-12-06"),
    ("ru", "5 июня 2023 г.", "2023-06-05"),
    ("ar", "5 كانون الثاني 2024", "2024-01-05"),
    ("ar", "٥ يونيو ٢٠٢٣", "2023-06-05"),
    ("cs", "25. 4. 2023 5:00", "2023-04-25"),
    ("id", "5 Agustus 2023", "2023-08-05"),
    ("no", "5. desember 2023", "2023-12-05"),
    ("da", "søndag 2. februar 2025", "2025-02-02"),
    ("pl", "5 listopada 2023", "2023-11-05"),
    ("hr", "5. listopada 2023", "2023-10-05"),
    ("hu", "2025. február 3.", "2025-02-03"),
    ("is", "3. apríl 2021", "2021-04-03"),
    ("vi", "Thứ ba, 5 tháng 6, 2023", "2023-06-05"),
    ("bn", "৪ জুন ২০২৩", "2023-06-04"),
    ("hi", "4 जून 2023", "2023-06-04"),
    ("fa", "۱۴ خرداد ۱۴۰۲", "2023-06-04"),
    ("fa", "۱۴۰۲/۰۳/۱۴", "2023-06-04"),
    ("th", "5 มิถุนายน 2566", "2023-06-05"),
    ("nl", "3 maart 2022", "2022-03-03"),
    ("tr", "5 Ağustos 2023", "2023-08-05"),
    ("el", "5 Ιουνίου 2023", "2023-06-05"),
    ("uk", "5 червня 2023", "2023-06-05"),
    ("bg", "5 юни 2023", "2023-06-05"),
    ("lt", "2023 m. birželio 5 d.", "2023-06-05"),
    ("ar", "4 تموز/يوليو 2021", "2021-07-04"),
    ("ar", "الاثنين 4 يوليو (تموز) 2022 م", "2022-07-04"),
    ("ar", "12 ديسمبر/كانون الأول 2020", "2020-12-12"),
    ("ar", "7 تشرين 2 2019", "2019-11-07"),
    ("ar", "7 كانون 2 2019", "2019-01-07"),
    ("ar", "٢٤ اذار / مارس ٢٠١٨", "2018-03-24"),
    ("th", "3 ก.พ. 2564", "2021-02-03"),
    ("th", "3 ก.พ. 64 เวลา 10.30 น.", "2021-02-03"),
    ("th", "3 กุมภาพันธ์ พ.ศ. 2564", "2021-02-03"),
    ("th", "14/06/64", "2021-06-14"),
    ("th", "3 ก.พ. ค.ศ. 2021", "2021-02-03"),
    ("fa", "۱۴ خرداد ۰۲", "2023-06-04"),
    ("fa", "۱۴ خرداد‌ماه ۱۴۰۲", "2023-06-04"),
    ("fa", "۰۲/۰۳/۱۴", "2023-06-04"),
    ("fa", "۱۴ جوزا ۱۴۰۲", "2023-06-04"),
    ("de", "mer, 12 lug 2017", "2017-07-12"),
    ("en", "qua, 4 set 2019", "2019-09-04"),
    ("de", "Çar, 11 Tem 2018", "2018-07-11"),
]


@pytest.mark.parametrize("text", ["4 تموز/حزيران 2021", "31 يونيو/حزيران 2021"])
def test_a_day_that_two_calendars_name_differently_is_none(text: str) -> None:
    assert [d.day for d in scan_written_dates(text, "ar") if d.day] == []


def test_a_short_foreign_month_needs_the_right_weekday_before_it() -> None:
    assert scan_written_dates("gio, 12 lug 2017", "de") == []
    assert scan_written_dates("12 lug 2017", "de") == []


@pytest.mark.parametrize(
    ("value", "language", "stamp"),
    [
        ("1402-03-14T08:15:00+03:30", "fa", "2023-06-04T08:15:00+03:30"),
        ("1402-03-14", "und", "2023-06-04"),
        ("2564-02-03 10:30:00", "th", "2021-02-03T10:30:00"),
        ("2564-02-03", "en", "2021-02-03"),
        ("mer, 12 lug 2017 08:00:00 +0200", "de", "2017-07-12T08:00:00+02:00"),
        ("mån, 23 okt 2017 08:00:00 +0200", "en", "2017-10-23T08:00:00+02:00"),
    ],
)
def test_machine_fields_in_other_calendars_and_languages_are_read(value: str, language: str, stamp: str) -> None:
    found = read_stamp(value, language)
    assert found is not None and found.value == stamp


def test_a_lunar_year_in_a_machine_field_is_no_date() -> None:
    assert read_stamp("1444-11-15", "ar") is None


@pytest.mark.parametrize(("language", "text", "day"), ONE_DAY)
def test_a_written_date_is_read_in_its_language(language: str, text: str, day: str) -> None:
    assert [d.day.isoformat() for d in scan_written_dates(text, language) if d.day] == [day]


def test_a_numeric_date_that_reads_both_ways_keeps_both_readings() -> None:
    (found,) = scan_written_dates("03/04/2021")
    assert found.day is None and found.ambiguous
    assert (found.day_first, found.month_first) == (dt.date(2021, 4, 3), dt.date(2021, 3, 4))


def test_a_numeric_date_that_reads_one_way_tells_the_order() -> None:
    assert [d.certain_order for d in scan_written_dates("03/14/2021 and 14/03/2021")] == ["mdy", "dmy"]


def test_missing_parts_are_not_filled_in() -> None:
    assert scan_written_dates("in 2019, on Monday, 5 June") == []
    (month,) = scan_written_dates("in June 2014")
    assert month.day is None and month.readings == () and (month.year, month.month) == (2014, 6)


def test_everyday_words_are_not_months() -> None:
    assert [d for d in scan_written_dates("Echo Dot 2nd Gen, 2023", "en") if d.day] == []


def test_numbers_that_are_no_dates_are_left_alone() -> None:
    assert scan_written_dates("version 1.2.2003.4 costs $12/30/2020, call 555-12-34-5678") == []


def test_weekday_and_time_beside_a_date_are_seen() -> None:
    (found,) = scan_written_dates("Friday, 13 June, 2014 at 9:30 am")
    assert found.weekday == 4 and found.time


def test_twenty_languages_and_more_have_twelve_months() -> None:
    known: dict[str, set[int]] = {}
    for meanings in date_words().months.values():
        for month, languages in meanings.items():
            for language in languages:
                known.setdefault(language, set()).add(month)
    frequent = "en de es fr pt it ru ar cs id no da pl hu is bn ne gu fa bg nl hi ms uk tr th hr sq ka hy el ca".split()  # noqa: SIM905
    assert {language for language in frequent if known.get(language, set()) != set(range(1, 13))} <= {
        "ja",
        "ko",
        "zh",
        "vi",
    }


@given(st.dates(dt.date(1900, 1, 1), dt.date(2036, 12, 31)))
def test_every_day_survives_the_common_formats(day: dt.date) -> None:
    for text in (
        f"{day:%Y-%m-%d}",
        f"{day:%d %B %Y}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day:%d.%m.%Y}",
        f"{day.year}年{day.month}月{day.day}日",
    ):
        assert [d.day for d in scan_written_dates(f"x {text} y")] == [day], text


@given(st.text(max_size=200), st.sampled_from(["en", "de", "ko", "fa", "th", "und"]))
def test_spans_lie_in_the_text_and_do_not_overlap(text: str, language: str) -> None:
    end = 0
    for found in scan_written_dates(text, language, compact=True):
        assert end <= found.start < found.end <= len(text)
        end = found.end


@given(st.dates(dt.date(1800, 1, 1), dt.date(2200, 1, 1)))
def test_the_persian_calendar_counts_every_day_once(day: dt.date) -> None:
    nowruz = next(
        start for y in (day.year - 621, day.year - 622)
        if (start := solar_hijri_to_gregorian(y, 1, 1)) is not None and start <= day
    )  # fmt: skip
    index = (day - nowruz).days
    month, dom = (index // 31 + 1, index % 31 + 1) if index < 186 else ((index - 186) // 30 + 7, (index - 186) % 30 + 1)
    year = nowruz.year - 621
    assert solar_hijri_to_gregorian(year, month, dom) == day


def test_digits_of_every_script_are_read() -> None:
    digits = "".join(c for c in map(chr, range(128, 0x110000)) if c.isdecimal())
    assert all(ascii_digits(c) == str(int(c)) for c in digits)
    assert ascii_digits(f"“{digits}”") == "“" + "".join(str(int(c)) for c in digits) + "”"
