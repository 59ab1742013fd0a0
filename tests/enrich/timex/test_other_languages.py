"""Numeric and month-name dates of other languages, read against 17 June 2014."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier_etl.enrich.timex import tag_timexes
from dossier_etl.enrich.timex.multilingual import grammar, near_names
from dossier_etl.model.edtf import Edtf

ANCHOR = Edtf.day(2014, 6, 17)

CASES = [
    ("de", "Am [Freitag, 13. Juni 2014], kam er, am [3. März] ging er, im [Mai 2012] und seit [1999].",
     ["2014-06-13", "2014-03-03", "2012-05", "1999"]),
    ("es", "El [13 de junio de 2014], el [3 de mayo] y en [marzo de 2012].", ["2014-06-13", "2014-05-03", "2012-03"]),
    ("fr", "Le [vendredi 13 juin 2014], le [1er mai] et en [août 2013].", ["2014-06-13", "2014-05-01", "2013-08"]),
    ("it", "Il [13 giugno 2014] e a [maggio 2012].", ["2014-06-13", "2012-05"]),
    ("pt", "Em [13 de junho de 2014] e em [março de 2010].", ["2014-06-13", "2010-03"]),
    ("nl", "Op [13 juni 2014] en in [maart 2010].", ["2014-06-13", "2010-03"]),
    ("pl", "Dnia [13 czerwca 2014], w [czerwcu 2013] i [2 maja].", ["2014-06-13", "2013-06", "2014-05-02"]),
    ("ru", "Это было [13 июня 2014 года], в [июне 2013 года] и [2 мая].", ["2014-06-13", "2013-06", "2014-05-02"]),
    ("uk", "Це було [13 червня 2014 року], у [травні 2012].", ["2014-06-13", "2012-05"]),
    ("cs", "Dne [13. června 2014] a v [květnu 2012].", ["2014-06-13", "2012-05"]),
    ("sv", "Den [13 juni 2014] och i [maj 2012].", ["2014-06-13", "2012-05"]),
    ("no", "Den [13. juni 2014] og i [mai 2012].", ["2014-06-13", "2012-05"]),
    ("da", "Den [13. juni 2014] og i [maj 2012].", ["2014-06-13", "2012-05"]),
    ("fi", "Se oli [13. kesäkuuta 2014] ja [toukokuussa 2012].", ["2014-06-13", "2012-05"]),
    ("tr", "Bu [13 Haziran 2014] idi, sonra [Mayıs 2012].", ["2014-06-13", "2012-05"]),
    ("hu", "A [2014. június 13-án] és [2012 májusában].", ["2014-06-13", "2012-05"]),
    ("ro", "Pe [13 iunie 2014] și în [mai 2012].", ["2014-06-13", "2012-05"]),
    ("el", "Στις [13 Ιουνίου 2014] και τον [Μάιο του 2012].", ["2014-06-13", "2012-05"]),
    ("id", "Pada [13 Juni 2014] dan [Mei 2012].", ["2014-06-13", "2012-05"]),
    ("vi", "Vào [ngày 13 tháng 6 năm 2014] và [tháng 5 năm 2012].", ["2014-06-13", "2012-05"]),
    ("ja", "[2014年6月13日]と[6月3日]、[2012年5月]。", ["2014-06-13", "2014-06-03", "2012-05"]),
    ("zh", "[2014年6月13日]和[6月3日]、[2012年5月]。", ["2014-06-13", "2014-06-03", "2012-05"]),
    ("ko", "[2014년 6월 13일]과 [6월 3일], [2012년 5월].", ["2014-06-13", "2014-06-03", "2012-05"]),
    ("ar", "في [13 يونيو 2014] وفي [١٣ يونيو ٢٠١٤].", ["2014-06-13", "2014-06-13"]),
    ("de", "Im [Oktober] kam er, im [Mai] ging er.", ["2013-10", "2014-05"]),
    ("fr", "Il est venu en [octobre], puis en [mars].", ["2013-10", "2014-03"]),
    ("ru", "Это было в [октябре].", ["2013-10"]),
    ("de-AT", "Das war am [13.06.2014].", ["2014-06-13"]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "marked", "values"), CASES, ids=[f"{c[0]}-{i}" for i, c in enumerate(CASES)])
def test_dates_of_a_language(language: str, marked: str, values: list[str]) -> None:
    text = marked.replace("[", "").replace("]", "")
    surfaces = [part.split("]")[0] for part in marked.split("[")[1:]]
    found = tag_timexes(text, anchor=ANCHOR, language=language)
    assert [(m.surface, m.value) for m in found] == list(zip(surfaces, values, strict=True))


def test_a_day_without_a_year_stays_open_without_an_anchor() -> None:
    (found,) = tag_timexes("Er kam am 3. März.", anchor=None, language="de")
    assert (found.timex, found.value) == ("XXXX-03-03", None)


def test_a_language_without_known_names_still_has_numeric_dates() -> None:
    (found,) = tag_timexes("zzz 2014-06-13 zzz", anchor=None, language="xx")
    assert found.value == "2014-06-13"


def test_scores_prices_and_impossible_days_are_no_dates() -> None:
    assert (
        tag_timexes("Es steht 3:2, kostet 13.06 Euro, am 31.02.2014 und 45. Juni 2014.", anchor=None, language="de")[1:]
        == []
    )


FILLER = "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna aliqua"
GLUE = [
    "de",
    "am",
    "im",
    "v",
    "в",
    "à",
    "13.",
    "5",
    "1er",
    "2014",
    "2014 г.",
    "-",
    ",",
    "(",
    "\n",
    FILLER,
    FILLER[:60],
    "x",
]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(["de", "fr", "es", "pt", "ru", "tr", "fi", "el", "hu", "lt", "ar", "cs", "id"]), st.data())
def test_looking_near_names_finds_what_looking_everywhere_finds(language: str, data: st.DataObject) -> None:
    known = grammar(language)
    assert known is not None
    name = st.sampled_from(sorted(known.months)).flatmap(
        lambda n: st.sampled_from([n, n.upper(), n.title(), n + "x", n[:3]])
    )
    text = " ".join(data.draw(st.lists(st.one_of(name, st.sampled_from(GLUE)), max_size=25)))
    everywhere = [m.span() for pattern in known.patterns for m in pattern.finditer(text)]
    assert [m.span() for m in near_names(text, known)] == everywhere
