"""What stands in an article's column and is none of it, and what only looks so."""

import pytest
from html_pages import HEADLINE, PARAGRAPHS, cleaned

TEXT = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
OTHER = [p.replace("pier", "toll").replace("board", "county") for p in PARAGRAPHS]
COMMENTS = (
    ("oldhand", "2 June 2021", "I worked there for twenty years and the piles were rotten even then, ask anybody."),
    ("kari_n", "3 June 2021 at 9:11", "A bridge would have been cheaper than all this talk, if you ask me."),
    ("fishwife", "4 June 2021", "My aunt says that the concerts were better by the water, and she is right."),
)


def body(column: str, *, before: str = "") -> str:
    page = f"<html><head><title>{HEADLINE}</title></head><body>{before}<main>{column}</main><footer><p>© Courier</p></footer></body></html>"
    return cleaned(page).articles[0].body


def article(after: str = "", within: str = "") -> str:
    return f"<article><h1>{HEADLINE}</h1><p class=byline>By Ida Brandt, 2 June 2021</p>{TEXT}{within}</article>{after}"


def assert_only_the_article(text: str) -> None:
    assert text.split("\n\n") == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "comment",
    [
        "<div class=x><b>{0}</b> <span>{1}</span><p>{2}</p></div>",
        "<article class=r><header><a href='/u'>{0}</a> wrote on <time>{1}</time></header><p>{2}</p></article>",
        "<details open><summary><h3>Aha</h3><p>Posted {1} by <b>{0}</b></p></summary><div><p>{2}</p></div></details>",
        "<li><div><strong>{0}</strong> {1}</div><div><p>{2}</p></div></li>",
    ],
)
@pytest.mark.parametrize(
    "heading", ["", "<h2>3 responses</h2>", "<h3>Kommentare (3)</h3>", "<p><b>Your opinions</b></p>"]
)
def test_comments_without_telling_names_are_cut(comment: str, heading: str) -> None:
    thread = heading + "".join(comment.format(*c) for c in COMMENTS)
    assert_only_the_article(body(article(thread)))
    assert_only_the_article(body(article(within=thread)))


@pytest.mark.parametrize(
    "line",
    [
        "READ ALSO: <a href='/a'>Ferry fares rise again</a>",
        "Lesen Sie auch: <a href='/a'>Die Fähren werden teurer</a>",
        "À lire aussi : <a href='/a'>Les traversées plus chères</a>",
        "Story continues below advertisement",
        "Der Artikel geht nach der Anzeige weiter",
        "Advertisement",
        "Continue reading",
        "(opens in a new tab)",
    ],
)
def test_standing_lines_between_paragraphs_are_cut(line: str) -> None:
    text = TEXT.replace("</p><p>", f"</p><p>{line}</p><p>", 1)
    assert_only_the_article(body(f"<article><h1>{HEADLINE}</h1>{text}</article>"))


@pytest.mark.parametrize(
    "tail",
    [
        f"The post <a href='/p'>{HEADLINE}</a> appeared first on <a href='/'>Courier</a>.",
        f"Der Beitrag <a href='/p'>{HEADLINE}</a> erschien zuerst auf <a href='/'>Kurier</a>.",
        "<a href='/p'>Continue reading at the Courier →</a>",
    ],
)
def test_tails_of_feeds_are_cut(tail: str) -> None:
    assert_only_the_article(body(article(within=f"<p>{tail}</p>")))


@pytest.mark.parametrize(
    "heading", ["Read more stories", "Related", "Das könnte Sie auch interessieren", "Articles similaires"]
)
def test_other_stories_under_the_text_are_cut(heading: str) -> None:
    links = "".join(f"<p><a href='/{i}'>Ferry fares rise for the {i}th time in a row</a></p>" for i in range(3))
    assert_only_the_article(body(article(within=f"<h3>{heading}</h3>{links}")))
    teasers = "".join(
        f"<h4><a href='/{i}'>Ferry fares rise for the {i}th time</a></h4><p>Nobody on the south side is happy about it.</p>"
        for i in range(3)
    )
    assert_only_the_article(body(article(within=f"<h3>{heading}</h3>{teasers}")))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("<article><h1>{}</h1>", "<article><h1>{}</h1>"),
        ("<div class=story><h1>{}</h1>", "<div class=story><h2>{}</h2>"),
    ],
)
def test_the_next_article_of_an_endless_page_is_cut(one: str, two: str) -> None:
    close = "</article>" if one.startswith("<article") else "</div>"
    byline = "<p>By {}</p><time datetime='2021-06-0{}'>{} June 2021</time>"
    toll = "".join(f"<p>{p}</p>" for p in OTHER)
    page = (
        one.format(HEADLINE) + byline.format("Ida Brandt", 2, 2) + TEXT + close
        + "<div>Next up</div>" + two.format("Ferry fares rise again") + byline.format("Ole Holm", 5, 5) + toll + close
    )  # fmt: skip
    assert "county" not in body(page)
    assert PARAGRAPHS[-1] in body(page)


def test_sections_of_one_article_are_no_other_article() -> None:
    sections = "".join(f"<section class=s><h2>Part {i}</h2><p>{p}</p></section>" for i, p in enumerate(PARAGRAPHS))
    found = body(f"<section class=s><h1>{HEADLINE}</h1><p>{PARAGRAPHS[0]}</p></section>{sections}")
    assert PARAGRAPHS[-1] in found


@pytest.mark.parametrize(
    "line",
    [
        "In 2020 the harbour board closed the old ferry berth without a vote.",
        "Two days later, on Sunday, November 8, 2020, the board met again.",
        "What is the 30/40/30 rule?",
        "Piles 12 to 40 (oak, replaced 4 May 1998 and again by hand in the winter that followed)",
        "https://harbour.example/2013/02/the-pier-report.html",
    ],
)
@pytest.mark.parametrize("tag", ["h1", "h2"])
def test_a_heading_before_a_line_with_a_date_begins_no_other_article(tag: str, line: str) -> None:
    sections = "".join(f"<section class=s><{tag}>Part</{tag}><p>{line}</p><p>{p}</p></section>" for p in OTHER)
    found = body(f"<section class=s><h1>{HEADLINE}</h1>{TEXT}</section>{sections}")
    assert found.endswith(OTHER[-1])


@pytest.mark.parametrize(
    "line",
    [
        "<b>Pier built:</b> 190{}",
        "<b>No.8{} Junction pier</b>",
        "<b>Reference HV-2025-1170{}</b>",
        "<b>Update: June {}, 2021, 8:13 p.m.</b>",
        "<a href='/a'>Aug 0{}, 2020</a>",
    ],
)
def test_labels_with_numbers_are_no_thread_of_comments(line: str) -> None:
    items = "".join(f"<p>{line.format(n)}</p><p>{p}</p>" for n, p in enumerate(OTHER, 1))
    assert OTHER[-1] in body(article(within=items))


def test_a_paragraph_that_begins_like_a_pointer_stays() -> None:
    told = (
        "More on this: the board will meet again in July, and the harbour master has asked for a second report by then."
    )
    assert told in body(f"<article><h1>{HEADLINE}</h1>{TEXT}<p>{told}</p></article>")


@pytest.mark.parametrize(
    "initial",
    [
        "<p class=dropcap>T</p><p>",
        "<p><img class=drop-cap alt=T src=t.png>",
        "<p><span class=dropcap>T</span>",
        "<p><span aria-hidden=true>T</span><span class=sr-only>The</span>",
    ],
)
def test_a_drop_capital_is_read_once(initial: str) -> None:
    text = initial + TEXT.removeprefix("<p>T")
    assert body(f"<article><h1>{HEADLINE}</h1>{text}</article>").split("\n\n")[0] == PARAGRAPHS[0]


@pytest.mark.parametrize("hiding", ["hidden", "style='display:none'"])
def test_an_article_hidden_behind_a_consent_layer_is_read(hiding: str) -> None:
    layer = (
        "<div id=cmp><p>We and our 187 partners store and access information on a device, such as cookies, and process personal data for "
        "personalised advertising.</p><p>You can withdraw your consent at any time in our privacy policy.</p></div>"
    )
    found = cleaned(
        f"<html><head><title>{HEADLINE}</title></head><body><div {hiding}><main>{article()}</main></div>{layer}</body></html>"
    )
    assert_only_the_article(found.articles[0].body)
    assert any("Ida Brandt" in found.document.text[line.start : line.end] for line in found.document.lines)
