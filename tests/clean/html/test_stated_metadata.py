from html_pages import HEADLINE, PAGE, cleaned, page_of

from dossier_etl.model.documents import Meta


def _all(markup: str, key: str, **hints: str) -> list[Meta]:
    return [m for m in cleaned(markup, **hints).document.meta if m.key == key]


def test_meta_title_language_and_links() -> None:
    document = cleaned(PAGE).document
    assert document.get("meta:og:site_name") == "The Saltmarsh Courier"
    assert document.get("meta:article:published_time") == "2021-03-09T17:20:00+01:00"
    assert document.get("html:title") == f"{HEADLINE} | The Saltmarsh Courier"
    assert document.get("html:lang") == "en-gb"
    assert document.get("link:canonical") == "https://courier.example/pier"


def test_meta_that_says_value_for_content_is_read() -> None:
    markup = page_of('<meta name="Byline" value="Ida Brandt"><meta name="author" content="" value="nobody">')
    assert [m.value for m in _all(markup, "meta:byline")] == ["Ida Brandt"]
    assert not _all(markup, "meta:author")


def test_json_ld_is_flattened_with_type_and_path() -> None:
    document = cleaned(PAGE).document
    assert document.get("jsonld:newsarticle.datepublished") == "2021-03-09T17:20:00+01:00"
    (author,) = _all(PAGE, "jsonld:newsarticle.author.name")
    assert (author.value, author.path) == ("Ida Brandt", "$[0].author[0].name")


def test_json_ld_references_by_id_are_followed() -> None:
    (publisher,) = _all(PAGE, "jsonld:newsarticle.publisher.name")
    assert publisher.value == "The Saltmarsh Courier"


def test_time_elements_know_their_value_text_and_line() -> None:
    result = cleaned(PAGE)
    (time,) = _all(PAGE, "time")
    assert (time.value, time.text) == ("2021-03-09", "9 March 2021")
    assert time.line is not None
    line = result.document.lines[time.line]
    assert result.document.text[line.start : line.end] == "By Ida Brandt · 9 March 2021"
    assert "byline" in time.context


def test_microdata_states_content_or_text() -> None:
    markup = page_of(
        '<div itemscope itemtype="https://schema.org/Article"><span itemprop="author">Ida Brandt</span>'
        '<span itemprop="datePublished" content="2020-02-01">yesterday</span></div>'
    )
    (author,) = _all(markup, "microdata:author")
    (date,) = _all(markup, "microdata:datepublished")
    assert author.value == "Ida Brandt"
    assert (date.value, date.text) == ("2020-02-01", "yesterday")
    assert "article" in date.context.split()


def test_dated_attributes_hatom_author_links_and_logos() -> None:
    markup = page_of(
        '<header><img class="logo" alt="The Saltmarsh Courier"></header>'
        '<div data-publish-date="2019-05-04">x</div><abbr class="published" title="2019-05-04T10:00">May 4</abbr>'
        '<a rel="author" href="/ida">Ida Brandt</a>'
    )
    assert _all(markup, "attr:data-publish-date")[0].value == "2019-05-04"
    assert _all(markup, "attr:abbr.title")[0].value == "2019-05-04T10:00"
    assert (_all(markup, "a:author")[0].value, _all(markup, "a:author")[0].path) == ("Ida Brandt", "/ida")
    assert _all(markup, "img:logo")[0].value == "The Saltmarsh Courier"


def test_names_of_dated_attributes_may_be_written_in_any_case() -> None:
    assert _all(page_of('<div data-publishDate="2019-05-04">x</div>'), "attr:data-publishdate")[0].value == "2019-05-04"


def test_comments_of_page_savers_and_container_hints() -> None:
    markup = "<!-- saved from url=(0027)https://courier.example/pier -->" + PAGE
    assert _all(markup, "comment:saved_from")[0].value == "https://courier.example/pier"
    assert _all(PAGE, "hint:date", date="2021-03-10")[0].value == "2021-03-10"
    assert _all(PAGE, "http:last_modified", http_last_modified="x")[0].value == "x"
