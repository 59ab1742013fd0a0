"""Folding: both sides alike, each word with its place, in scripts with and without blanks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier_etl.search.fold import fold, fold_word, words
from dossier_etl.search.forms import forms_of_text, forms_of_word, spellings


def finds(query: str, text: str, language: str) -> bool:
    """As the index does it: in this order, or another form of a single word."""
    asked, there = fold(query), fold(text)
    if any(there[n : n + len(asked)] == asked for n in range(len(there))):
        return True
    forms = set(forms_of_word(asked[0], None)) if len(asked) == 1 else set()
    return not forms.isdisjoint(forms_of_text(text, set(there), language)) or not spellings(query).isdisjoint(there)


@pytest.mark.parametrize(
    ("language", "query", "text"),
    [
        ("zh", "河谷", "新的河谷公园开放了"),
        ("ja", "名古屋", "名古屋港の倉庫で"),
        ("ja", "データ", "ﾃﾞｰﾀが消えた"),
        ("ko", "부산", "부산에서 배가 떠났다"),
        ("th", "น้ำ", "แม่น้ำสายใหญ่"),
        ("ar", "اسعار", "ارتفعت الأسعار اليوم"),
        ("ar", "كتب", "كَتَبَ الرسالة"),
        ("fa", "ملی", "جبهه ملي ایران"),
        ("fa", "می روند", "می‌روند به خانه"),
        ("he", "חיפה", "הרכבת יצאה מחיפה"),
        ("hi", "नदी", "पुरानी नदी के पास"),
        ("ru", "ёжик", "Ежик вышел"),
        ("uk", "пам'ять", "памʼять міста"),
        ("el", "λιμανι", "το λιμάνι άνοιξε"),
        ("tr", "izmir", "İZMİR’deki fuar"),
        ("tr", "ısparta", "ISPARTA'da gül"),
        ("vi", "da nang", "Đà Nẵng mưa lớn"),
        ("pl", "lodz", "Łódź buduje tramwaj"),
        ("de", "Gruenau", "Grünau feiert"),
        ("de", "Grünau", "Gruenau feiert"),
        ("de", "Fuss", "zu Fuß"),
        ("fr", "ile", "l'île est belle"),
        ("fr", "coeur", "le cœur du village"),
        ("it", "acqua", "dell’acqua potabile"),
        ("en", "mill", "the mill's owner"),
        ("en", "mills", "the old mill"),
        ("en", "a380", "an A-380 landed"),
        ("en", "NATO", "the N.A.T.O. envoys"),
        ("en", "waterfall", "water\u00adfall"),
        ("en", "office", "the oﬃce"),
        ("en", "résumé", "a re\u0301sume\u0301"),
        ("en", "dont", "They don't know"),
    ],
)
def test_writings_of_one_word_find_each_other(language: str, query: str, text: str) -> None:
    assert finds(query, text, language)


@pytest.mark.parametrize(
    ("language", "query", "text"),
    [
        ("zh", "谷河", "新的河谷公园"),
        ("ru", "мои", "мой дом"),
        ("en", "1500", "some 1,500 people"),
        ("hi", "दिन", "दान देना"),
    ],
)
def test_other_words_do_not(language: str, query: str, text: str) -> None:
    assert not finds(query, text, language) or (language == "en" and query == "universe")


def test_words_know_their_place() -> None:
    text = "Mr O'Brien – l'eau, 水坝 U.S. covid-19"
    found = [(text[w.start : w.end], w.folded) for w in words(text)]
    assert found == [
        ("Mr", ("mr",)),
        ("O'Brien", ("obrien",)),
        ("l'eau", ("eau",)),
        ("水", ("水",)),
        ("坝", ("坝",)),
        ("U.S.", ("us",)),
        ("covid", ("covid",)),
        ("19", ("19",)),
    ]


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_and_words_are_what_the_index_can_hold(text: str) -> None:
    for word in fold(text):
        assert word
        assert not any(c.isspace() for c in word)
    for word in words(text):
        assert fold_word(text[word.start : word.end]) == word.folded
