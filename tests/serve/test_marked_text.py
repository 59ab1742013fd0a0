"""Marks lie on their characters and on no others."""

import re

from hypothesis import given
from hypothesis import strategies as st
from serve.room import text_of

from dossier_etl.serve.plain_text import printable
from dossier_etl.serve.text_marks import Mark, marked_text

_TEXT = "In <b>November</b> & after, the Harbour Board met in Halvern."


def parts_of(marked: str, name: str) -> str:
    """Return the text inside the elements that bear a data-span, one after the other."""
    out, depth = "", 0
    open_at: list[int] = []
    for tag, text in re.findall(r"(<[^>]*>)|([^<]+)", marked):
        if tag.startswith("</"):
            depth -= 1
            if open_at and open_at[-1] == depth:
                open_at.pop()
        elif tag:
            if f'data-span="{name}"' in tag:
                open_at.append(depth)
            depth += 1
        elif open_at:
            out += text
    return text_of(out)


@given(
    st.lists(
        st.tuples(st.integers(-2, 70), st.integers(-2, 70), st.sampled_from(["evidence", "person", "date"])), max_size=8
    )
)
def test_the_text_stays_whole_and_each_piece_of_evidence_holds_its_characters(
    spans: list[tuple[int, int, str]],
) -> None:
    marked = str(marked_text(_TEXT, [Mark(a, b, kind, "/x" if kind == "person" else "") for a, b, kind in spans]))
    assert text_of(marked) == _TEXT
    for a, b, kind in spans:
        if kind == "evidence" and 0 <= a < b <= len(_TEXT):
            assert parts_of(marked, f"c{a}-{b}") == _TEXT[a:b]
            assert marked.count(f'id="c{a}-{b}"') == 1
    assert len(re.findall("<(?:span|a)", marked)) == len(re.findall("</(?:span|a)>", marked))


def test_evidence_around_a_name_is_one_element() -> None:
    marked = str(marked_text(_TEXT, [Mark(4, 20, "evidence"), Mark(6, 14, "person", "/entities/x")]))
    assert marked.count("data-span") == 1


def test_signs_take_the_place_of_what_a_browser_would_drop() -> None:
    hostile = "a\x00b\x1bc\rd\ud800e\u202ef\x85"
    shown = printable(hostile)
    assert len(shown) == len(hostile)
    assert shown == "a␀b␛c d\ufffde\u202ef\ufffd"
    shown.encode("utf-8")
