"""One way to write the same text, with the way back."""

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from dossier_etl.clean.normalise import normalise, tidy
from dossier_etl.clean.offsets import ascending
from dossier_etl.clean.repair import _TELLTALE, _without_ascii, repair, repair_mapped
from dossier_etl.model.documents import OffsetMap

TROUBLE = "ab é\u0301e\u0301\r\n\t \u00a0\u00ad\u200b\u200d\u200e\u2028\x00\x85\ufeff\u1112\u1161\u11ab"
TROUBLE += "가\u0927\u093f\u094dZ\u212b\U0001f469"


def test_what_cannot_be_seen_goes() -> None:
    assert tidy("co\u00adop\u200beration\ufeff \u202eabc\u202c\x00!") == "cooperation abc!"


def test_newlines_and_spaces_have_one_form() -> None:
    assert tidy("a\r\nb\rc\u2028d\u00a0e\u3000f\x85g") == "a\nb\nc\nd e f\ng"


def test_letters_are_composed() -> None:
    assert tidy("Cafe\u0301") == "Café"


def test_joiners_stay_where_they_mean_something() -> None:
    assert tidy("می\u200cخواهم") == "می\u200cخواهم"
    assert tidy("a\u200cb") == "ab"


def test_stacked_marks_are_bounded() -> None:
    assert len(tidy("z" + "\u0315" * 500)) <= 10


def test_a_span_leads_back_to_what_it_was_made_from() -> None:
    source = "Caf\u0065\u0301 co\u00adop,\r\nend"
    text, segments = normalise(source)
    back = OffsetMap(segments)
    for word, origin in (("Café", "Cafe\u0301"), ("coop", "co\u00adop"), ("end", "end")):
        start = text.index(word)
        span = back.to_source(start, start + len(word))
        assert span is not None
        assert source[slice(*span)] == origin


@given(st.text(alphabet=st.sampled_from(TROUBLE), max_size=60) | st.text(max_size=60))
@example("\u200c\u0301a")
@example("e\u200b\u0301")
def test_normalised_text_is_stable_and_every_character_has_a_source(source: str) -> None:
    text, segments = normalise(source)
    assert unicodedata.is_normalized("NFC", text)
    assert normalise(text)[0] == text
    assert ascending(segments)
    back = OffsetMap(segments)
    for i, char in enumerate(text):
        span = back.to_source(i, i + 1)
        assert span is not None
        lo, hi = span
        assert 0 <= lo < hi <= len(source)
        if hi - lo == 1 and source[lo].isalnum() and source[lo].isascii():
            assert source[lo] == char


def test_mojibake_is_undone_and_leads_back() -> None:
    source = "Healthy line.\nThe cafÃ© on the councilâ€™s square.\nHealthy again."
    found = repair_mapped(source)
    assert found is not None
    text, segments = found
    assert text == "Healthy line.\nThe café on the council's square.\nHealthy again.".replace("'", "’")
    start = text.index("square")
    assert OffsetMap(segments).to_source(start, start + 6) == (source.index("square"), source.index("square") + 6)
    start = text.index("café")
    span = OffsetMap(segments).to_source(start, start + 4)
    assert span is not None
    assert source[slice(*span)] == "cafÃ©"


def test_doubly_encoded_text_is_undone() -> None:
    twice = "naïve".encode().decode("cp1252").encode().decode("cp1252")
    found = repair_mapped(f"A {twice} question")
    assert found is not None
    assert found[0] == "A naïve question"


def test_healthy_text_is_left_alone() -> None:
    for text in (
        "Ça va à l’école, «naïve», Größe, Ærø, Łódź",
        "Совет РФ сообщил: «Сегодня» – это СССР",
        "L’ÎLE À VENDRE – ÂGE D’OR",
        "¿Qué? ¡Señor Ñandú!",
        "日本語のテキスト。ã と â は文字です",
    ):
        assert repair(text) is None


def test_letters_that_only_stand_apart_are_no_mojibake() -> None:
    assert repair("Ã plain © letters; Ð and » far apart") is None


@given(st.text(st.sampled_from("Ãâ©€„ aé\n😀Р°\ud83d"), max_size=60))
def test_the_quick_look_for_mojibake_misses_nothing(text: str) -> None:
    told = _TELLTALE.search(text) is not None
    assert (_TELLTALE.search(_without_ascii(text)) is not None) == told
    assert (_TELLTALE.search(_without_ascii(text, text.encode("utf-8", "surrogatepass"))) is not None) == told
