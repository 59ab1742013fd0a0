import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier_etl.clean.html import jsonld, lenient_json


def _values(*scripts: str) -> dict[str, str]:
    return {v.key: v.value for v in jsonld.flatten(list(scripts))[0]}


@pytest.mark.parametrize(
    "source",
    [
        '{"@type":"Article","headline":"A pier"}',
        '<!-- {"@type":"Article","headline":"A pier"} -->',
        '//<![CDATA[\n{"@type":"Article","headline":"A pier"}\n//]]>',
        '{"@type":"Article","headline":"A pier",}',
        '{"@type":"Article","headline":"A\tpier"};',
        '{"@type":["Thing","Article"],"headline":"A pier"} {"@type":"WebSite"}',
        '{"@graph":[{"@type":"Article","headline":"A pier"}]}',
        '{"@type":"Article","headline":"A pier","datePublished":"2020-01-01" "broken',
        "{&quot;@type&quot;:&quot;Article&quot;,&quot;headline&quot;:&quot;A pier&quot;}",
    ],
)
def test_json_as_pages_write_it_is_read(source: str) -> None:
    assert " ".join(_values(source)["jsonld:article.headline"].split()) == "A pier"


@pytest.mark.parametrize(
    "author",
    [
        '"description":"It is "too late", he said","author":{"@type":"Person","name":"Ida Brandt"}}',
        '"image":undefined,"author":{"@type":"Person","name":"Ida Brandt"}}',
        '"author":{"@type":"Person","name":"Ida Brandt"}',
        '"author":{"@type":"Person","name":"Ida Brandt"',
        "'author':{'@type':'Person','name':'Ida Brandt'}}",
        'author:{name:"Ida Brandt"}}',
        '"wordCount":,"author":{"name":"Ida Brandt"},}',
        '"a":"b" "author":{"name":"Ida Brandt"}}',
        '"a":[1,2,"x",],/* note */"author":{"name":"Ida Brandt"}}',
    ],
)
def test_what_stands_beside_broken_json_is_still_read(author: str) -> None:
    assert _values('{"@type":"NewsArticle",' + author)["jsonld:newsarticle.author.name"] == "Ida Brandt"


@pytest.mark.parametrize("unit", ["{", '"', '{"a":', '"\\', 'a" ', '", ', '"\n ', "'", '"' + " " * 200, "/*", "[,"])
def test_broken_json_is_read_in_time_that_grows_with_its_length(unit: str) -> None:
    """Repetition of what makes the reader look ahead; a step that looked back or ahead without bound would not end here."""
    lenient_json.read('{"a":"' + unit * (400_000 // len(unit)))
    lenient_json.read("{" + unit * (400_000 // len(unit)))


def test_bombs_are_bounded() -> None:
    assert jsonld.flatten(["[" * 100_000])[0] == []
    deep = '{"a":' * 400 + "1" + "}" * 400
    assert len(jsonld.flatten([deep])[0]) <= 1
    wide = "[" + ",".join(['{"@type":"Article","headline":"x"}'] * 5_000) + "]"
    assert len(jsonld.flatten([wide])[0]) <= jsonld.MAX_VALUES


def test_references_in_a_circle_end() -> None:
    a = '[{"@id":"#a","@type":"Article","x":{"@id":"#b"}},{"@id":"#b","@type":"Person","y":{"@id":"#a"}}]'
    assert len(jsonld.flatten([a])[0]) < 100


@given(st.text(max_size=200))
def test_no_text_makes_it_fail(source: str) -> None:
    jsonld.flatten([source, '{"@type":' + source])
