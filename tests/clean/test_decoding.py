"""Bytes become text, and the document says why it was read that way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier_etl.clean.charsets import canonical, declared
from dossier_etl.clean.decode import DAMAGED, decode

CAFE = "Das Café an der Straße — «naïve» Gäste zahlen 5 €. " * 5


@pytest.mark.parametrize(
    ("mark", "codec", "name"),
    [
        (b"\xef\xbb\xbf", "utf-8", "utf-8"),
        (b"\xff\xfe", "utf-16-le", "utf-16le"),
        (b"\xfe\xff", "utf-16-be", "utf-16be"),
        (b"\xff\xfe\x00\x00", "utf-32-le", "utf-32le"),
    ],
)
def test_a_byte_order_mark_decides(mark: bytes, codec: str, name: str) -> None:
    found = decode(mark + CAFE.encode(codec), transport="windows-1252")
    assert (found.text, found.charset, found.basis, found.flags) == (CAFE, name, "bom", ())


def test_utf16_without_a_mark_is_seen_by_its_zeros() -> None:
    found = decode("Plain English text without a mark.".encode("utf-16-le"))
    assert (found.text, found.charset, found.basis) == ("Plain English text without a mark.", "utf-16le", "detected")


def test_the_transport_charset_is_used_when_it_fits() -> None:
    found = decode(CAFE.encode("windows-1252"), transport="ISO-8859-1")
    assert (found.text, found.charset, found.basis) == (CAFE, "windows-1252", "transport")
    assert "ISO-8859-1" in found.evidence


def test_utf8_declared_but_windows_1252_is_detected() -> None:
    found = decode(b'<meta charset="utf-8"><p>' + CAFE.encode("windows-1252"), is_html=True)
    assert CAFE in found.text
    assert (found.charset, found.basis, found.flags) == ("windows-1252", "detected", ())


def test_valid_utf8_beats_a_wrong_declaration() -> None:
    found = decode(CAFE.encode(), transport="iso-8859-1")
    assert (found.text, found.charset, found.basis) == (CAFE, "utf-8", "detected")


def test_mostly_sound_utf8_is_kept_and_flagged() -> None:
    found = decode(CAFE.encode() + b"\xff\xfe cut \xe2\x82", transport="utf-8")
    assert found.text.startswith(CAFE)
    assert (found.charset, found.basis, found.flags) == ("utf-8", "transport", (DAMAGED,))


def test_encodings_mixed_in_one_page_are_damage_not_a_guess() -> None:
    mixed = b"na\xefve caf\xe9 " * 40 + "日本語".encode("shift_jis") * 30
    found = decode(b'<meta charset="utf-8">' + mixed, is_html=True)
    assert (found.charset, found.flags) == ("utf-8", (DAMAGED,))


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        ("Премьер-министр заявил во вторник, что переговоры продолжатся. " * 4, "cp1251", "windows-1251"),
        ("Премьер-министр заявил во вторник, что переговоры продолжатся. " * 4, "koi8-r", "koi8-r"),
        ("首相は火曜日、交渉を続けると述べた。会談は東京で行われる。" * 6, "shift_jis", "shift_jis"),
        ("首相は火曜日、交渉を続けると述べた。会談は東京で行われる。" * 6, "euc_jp", "euc-jp"),
        ("총리는 화요일 협상이 계속될 것이라고 말했다. 회담은 서울에서 열린다. " * 6, "euc_kr", "euc-kr"),
        ("总理星期二表示，谈判将继续进行。会议将在北京举行。" * 6, "gb18030", "gb18030"),
    ],
)
def test_undeclared_encodings_are_detected(text: str, codec: str, name: str) -> None:
    found = decode(text.encode(codec))
    assert (found.text, found.charset, found.basis) == (text, name, "detected")


@pytest.mark.parametrize(
    ("page", "name"),
    [
        (b"<meta charset=iso8859-2>", "iso-8859-2"),
        (b"<!-- <meta charset=utf-8> --><meta charset='euc-jp'>", "euc-jp"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=KOI8-R">', "koi8-r"),
        (b'<meta content="text/html; charset=latin1" http-equiv="content-type">', "windows-1252"),
        (b'<?xml version="1.0" encoding="windows-1251"?><html>', "windows-1251"),
        (b"<meta charset=utf-16le>", "utf-8"),
        (b"<metacharset=utf-8>", None),
        (b"<meta charset=nonsense>", None),
        (b"<meta http-equiv='refresh' content='0; charset=utf-8'>", None),
    ],
)
def test_a_page_declares_its_charset_as_browsers_read_it(page: bytes, name: str | None) -> None:
    found = declared(page)
    assert (found[0] if found else None) == name


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("latin1", "windows-1252"),
        (" GB2312 ", "gb18030"),
        ("x-sjis", "shift_jis"),
        ("ISO_8859-2", "iso-8859-2"),
        ("cp1251", "windows-1251"),
        ("rot13", None),
        ("utf-7", None),
        ("", None),
        (None, None),
    ],
)
def test_labels_mean_what_the_web_means(label: str | None, name: str | None) -> None:
    assert canonical(label) == name


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "gbk", "bogus", "iso-2022-jp"]), st.booleans())
def test_no_bytes_make_decoding_fail(content: bytes, transport: str | None, is_html: bool) -> None:
    found = decode(content, transport=transport, is_html=is_html)
    assert found.basis in {"bom", "transport", "declared", "detected", "fallback"}


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_utf8_round_trips(text: str) -> None:
    found = decode(text.encode(), transport="utf-8")
    assert found.text == text.removeprefix("\ufeff")
