"""What a document tells of its lines and metadata, and lower case that keeps offsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier_etl.model.documents import Article, Document, Line, Meta, OffsetMap, Role
from dossier_etl.model.records import Record
from dossier_etl.model.text import lower_keeping_offsets

LINES = (
    Line(0, 5, Role.FURNITURE, tag="h2"),
    Line(6, 9, Role.TITLE, tag="h1"),
    Line(10, 19, Role.BODY, tag="p"),
    Line(20, 29, Role.TITLE, tag="p"),
    Line(30, 39, Role.BODY, tag="p"),
)
META = (Meta("meta:author", "Ann Example"), Meta("meta:author", "Bob Example"))
DOCUMENT = Document(Record("page.html", "", "text/html", b""), "x" * 39, LINES, META)


def test_lines_are_found_by_role_and_headings_by_tag_or_role() -> None:
    assert DOCUMENT.with_role(Role.BODY) == [2, 4]
    assert DOCUMENT.with_role(Role.CAPTION) == []
    assert DOCUMENT.headings == (0, 1, 3)


def test_the_first_value_of_a_key_counts() -> None:
    assert DOCUMENT.get("meta:author") == "Ann Example"
    assert DOCUMENT.get("meta:title") is None


@pytest.mark.parametrize("window", [(0, -1), (0, 39), (6, 30), (7, 20), (40, -1), (0, 0)])
def test_an_articles_lines_are_those_that_begin_in_its_window(window: tuple[int, int]) -> None:
    low, high = window
    article = Article(DOCUMENT, 0, "", OffsetMap(()), window=window)
    within = [i for i, line in enumerate(LINES) if line.start >= low and (high < 0 or line.start < high)]
    assert list(article.line_range) == within


@given(st.text())
def test_lower_case_keeps_every_characters_place(text: str) -> None:
    assert len(lower_keeping_offsets(text)) == len(text)
    assert lower_keeping_offsets(f"İ{text}A")[-1] == "a"
