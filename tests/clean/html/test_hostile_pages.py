import time

import pytest
from html_pages import PARAGRAPHS, cleaned, page_of
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier_etl.clean.html import limits

BODY = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)


def _seconds(markup: str) -> float:
    start = time.process_time()
    cleaned(markup)
    return time.process_time() - start


def test_empty_pages_say_so() -> None:
    assert cleaned("").reasons == ("empty",)
    assert cleaned("   \n").reasons == ("empty",)


def test_pages_that_only_run_scripts_have_no_body() -> None:
    assert cleaned(page_of("<div id=root></div><script>" + "x=1;" * 5_000 + "</script>", "App")).reasons == ("no_body",)


def test_deep_nesting_keeps_the_text_in_bounded_time() -> None:
    markup = page_of("<div>" * 100_000 + BODY + "</div>" * 100_000)
    assert _seconds(markup) < 5
    result = cleaned(markup)
    assert "too_deep" in result.document.flags
    assert PARAGRAPHS[0] in result.document.text


def test_unclosed_formatting_elements_do_not_multiply() -> None:
    markup = page_of("".join(f"<b id=b{i}><p>word {i}" for i in range(6_000)) + BODY)
    assert _seconds(markup) < 5
    result = cleaned(markup)
    assert "formatting_dropped" in result.document.flags
    assert PARAGRAPHS[-1] in result.document.text


def test_many_links_finish() -> None:
    assert _seconds(page_of('<a href="/x">link</a> ' * 80_000)) < 4


def test_too_large_pages_are_refused_before_parsing() -> None:
    assert cleaned("x" * (limits.MAX_CHARACTERS + 1)).reasons == ("too_large",)
    assert cleaned("<p>" * (limits.MAX_TAGS + 1)).reasons == ("too_large",)


def test_nul_characters_and_lone_surrogates_leave_storable_text() -> None:
    result = cleaned(page_of(BODY.replace("pier", "pi\x00er").replace("board", "board\ud800")))
    assert "\x00" not in result.document.text
    result.document.text.encode("utf-8")
    assert result.articles


def test_paywalls_are_flagged_and_their_appeal_is_no_body() -> None:
    stub = page_of(f"<article><h1>Pier vote</h1><p>{PARAGRAPHS[0]}</p><p>Subscribe to continue reading.</p></article>")
    result = cleaned(stub)
    assert "paywall" in result.document.flags
    assert all("Subscribe" not in a.body for a in result.articles)


def test_entities_are_not_resolved_from_files() -> None:
    markup = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + page_of(
        f"<p>&x; {PARAGRAPHS[0]}</p>{BODY}"
    )
    assert "&x;" in cleaned(markup).document.text


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<table>",
                "<td>",
                "<b>",
                "</a>",
                "<a href=x>",
                "<br>",
                "word ",
                "\x00",
                "é",
                "<time>",
                "<!--",
                "-->",
                "<script>",
                "</script>",
                "<li>",
                "<h1>",
                "</div>",
                "<div class=body>",
                "&#x200b;",
                "<svg>",
                '<meta itemprop="datePublished" content="2020">',
                "<template>",
                "<body>",
                "</html>",
                "<select>",
                "<frameset>",
            ]
        ),
        max_size=60,
    )
)
def test_any_soup_of_tags_gives_consistent_offsets(parts: list[str]) -> None:  # fmt: skip
    result = cleaned("".join(parts))
    for article in result.articles:
        for derived, source, length in article.body_map.segments:
            assert article.body[derived : derived + length] == result.document.text[source : source + length]
    for meta in result.document.meta:
        assert meta.line is None or meta.line < len(result.document.lines)


@pytest.mark.parametrize(
    "markup", ["<", "<!--", "<p", "&", "<a href=", "<svg><p>x", "<math><mi>x", "<plaintext>x", "<![CDATA[x]]>"]
)
def test_fragments_do_not_raise(markup: str) -> None:
    cleaned(markup)
