from html_pages import HEADLINE, PAGE, PARAGRAPHS, cleaned, page_of

from dossier_etl.model.documents import Role


def test_body_is_the_paragraphs_in_order_and_nothing_else() -> None:
    (article,) = cleaned(PAGE).articles
    assert article.body == "\n\n".join(PARAGRAPHS)
    assert article.title_hint == HEADLINE
    assert article.notes["extractor"] in ("builtin", "resiliparse")


def test_body_map_leads_back_to_the_document() -> None:
    result = cleaned(PAGE)
    (article,) = result.articles
    at = article.body.index("Marta Lindqvist")
    span = article.body_map.to_source(at, at + len("Marta Lindqvist"))
    assert span is not None
    assert result.document.text[span[0] : span[1]] == "Marta Lindqvist"


def test_every_line_is_a_slice_of_the_text_and_lines_do_not_overlap() -> None:
    document = cleaned(PAGE).document
    assert "\n".join(document.text[line.start : line.end] for line in document.lines) == document.text
    assert all(a.end < b.start for a, b in zip(document.lines, document.lines[1:], strict=False))


def test_roles_of_headline_byline_and_caption() -> None:
    document = cleaned(PAGE).document
    roles = {document.text[line.start : line.end]: line.role for line in document.lines}
    assert roles[HEADLINE] is Role.TITLE
    assert roles["By Ida Brandt · 9 March 2021"] is Role.BYLINE
    assert roles["The north pier in February. Photo: Ola Ek"] in (Role.CAPTION, Role.BODY)
    assert roles["Home"] is Role.FURNITURE
    assert roles["About time!"] is Role.FURNITURE


def test_context_names_the_element_and_its_ancestors() -> None:
    document = cleaned(PAGE).document
    line = next(x for x in document.lines if document.text[x.start :].startswith("By Ida"))
    assert line.tag == "p"
    assert line.context.split()[:4] == ["p", "byline", "article", "post"]


def test_scripts_and_hidden_elements_are_not_text() -> None:
    text = cleaned(PAGE).document.text
    assert "never seen" not in text
    assert "Hidden sentence" not in text


def test_inline_elements_do_not_break_lines_and_line_breaks_do() -> None:
    text = cleaned(page_of("<p>One <b>bold</b> <a href=x>link</a>.<br>Next\n  line</p>tail")).document.text
    assert text.split("\n") == ["One bold link.", "Next line", "tail"]


def test_a_body_that_stands_twice_is_taken_once() -> None:
    body = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    result = cleaned(
        page_of(f"<h1>{HEADLINE}</h1><div class=desktop>{body}</div><div class=mobile>{body}</div>", HEADLINE)
    )
    (article,) = result.articles
    assert article.body.count(PARAGRAPHS[0]) == 1
    assert article.notes["doubled_body"] == "2"


def test_text_stated_only_in_json_ld_is_used_when_the_page_shows_none() -> None:
    stated = " ".join(PARAGRAPHS)
    markup = page_of('<div id="app"></div>', HEADLINE).replace(
        "</head>",
        f'<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{stated}"}}</script></head>',
    )
    (article,) = cleaned(markup).articles
    assert article.body == stated
    assert article.notes["extractor"] == "stated"
    assert article.title_hint == HEADLINE


def test_invisible_characters_are_removed() -> None:
    body = (
        "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
        .replace("harbour", "har\u00adbour\u200b")
        .replace("pier", "pi\u202eer")
    )
    text = cleaned(page_of(body)).document.text
    assert "harbour board" in text
    assert "north pier" in text
    assert not set(text) & set("\u00ad\u200b\u202e")


def _post(number: int) -> str:
    text = "".join(f"<p>{p} ({number})</p>" for p in PARAGRAPHS)
    return (
        f'<article class="post"><h2><a href="/{number}">Entry number {number}</a></h2>'
        f'<p class="post-date">{number} March 2012</p>{text}</article>'
    )


def test_blog_front_page_becomes_one_article_a_post() -> None:
    result = cleaned(page_of("<h1>Pier notes</h1><div>" + "".join(map(_post, (3, 2, 1))) + "</div>", "Pier notes"))
    assert [a.title_hint for a in result.articles] == ["Entry number 3", "Entry number 2", "Entry number 1"]
    for position, article in enumerate(result.articles):
        assert article.position == position
        assert article.head.startswith(str(article.title_hint))
        assert article.body.count("nine years") == 1
        assert {line.article for line in result.document.lines if line.start >= article.window[0]} >= {position}


def test_a_page_about_one_article_is_never_split() -> None:
    teasers = "".join(map(_post, (2, 1)))
    markup = PAGE.replace('<aside class="related">', f"<div>{teasers}</div><aside class='related'>")
    assert len(cleaned(markup).articles) == 1
