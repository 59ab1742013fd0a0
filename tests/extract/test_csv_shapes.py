"""Tables as programs and people leave them: stray quotes, delimiter lines, preambles, odd headers, mappings."""

from pathlib import Path

import pytest
from extract_building import read

from dossier_etl.extract import ReadOptions

HEADER = "title\tdate\turl\ttext\n"


def tab_rows(count: int) -> list[str]:
    return [
        f"Lamp {n}\t2024-05-{n:02d}\thttps://pier.example/{n}\tThe lamp {n} was lit, he said.\n"
        for n in range(1, count + 1)
    ]


@pytest.mark.parametrize("at", [0, 4, 8])
def test_a_stray_quote_at_the_start_of_a_cell_costs_no_other_row(tmp_path: Path, at: int) -> None:
    lines = tab_rows(9)
    lines[at] = '"' + lines[at]
    result = read((HEADER + "".join(lines)).encode(), tmp_path, "a.tsv")
    assert [r.hints["title"] for r in result.records] == ['"' * (n == at) + f"Lamp {n + 1}" for n in range(9)]
    if at < 8:
        [incident] = result.incidents
        assert (
            incident.kind == "unclosed_quote" and "'title'" in incident.detail and incident.locator == f"row:{at + 1}"
        )
        start = len((HEADER + "".join(lines[:at])).encode())
        assert (incident.byte_start, incident.byte_end) == (start, start + len(lines[at].encode()))


def test_two_stray_quotes_do_not_pair_up(tmp_path: Path) -> None:
    rows = [f"Lamp {n};2024-05-0{n};https://pier.example/{n};Story {n}\n" for n in range(1, 9)]
    rows[2], rows[5] = '"' + rows[2], rows[5].replace("Story", '"Story')
    result = read(("title;date;url;text\n" + "".join(rows)).encode(), tmp_path, "a.csv")
    assert [r.url for r in result.records] == [f"https://pier.example/{n}" for n in range(1, 9)]
    assert result.kinds == ["unclosed_quote"] * 2


def test_a_stray_quote_in_a_table_without_addresses_or_dates(tmp_path: Path) -> None:
    rows = [f'"Lamp {n}","Story {n}, told"\n' for n in range(6)]
    rows[2] = '"Lamp 2","Story 2, told\n'
    result = read(("title,text\n" + "".join(rows)).encode(), tmp_path, "a.csv")
    assert [r.hints["title"] for r in result.records] == [f"Lamp {n}" for n in range(6)]


def test_cells_over_several_lines_stay_whole(tmp_path: Path) -> None:
    text = '"First, he left.\n\nThen ""she"" came; it rained, it snowed.\nA list: 1, 2, 3"'
    data = f"date,url,text\n2024-05-01,https://pier.example/1,{text}\n2024-05-02,https://pier.example/2,{text}\n"
    result = read(data.encode(), tmp_path, "a.csv")
    assert result.contents == [text[1:-1].replace('""', '"').encode()] * 2 and not result.incidents


def test_the_last_line_of_a_cell_is_no_row_of_its_own(tmp_path: Path) -> None:
    data = b'text,date,url\n"He came.\n\nThen, he left.",2024-05-01,https://pier.example/1\n"x\ny",2024-05-02,https://pier.example/2\n'
    result = read(data, tmp_path, "a.csv")
    assert result.contents == [b"He came.\n\nThen, he left.", b"x\ny"] and not result.incidents


def test_quotes_inside_a_quoted_cell_that_were_not_doubled(tmp_path: Path) -> None:
    result = read(b'title,text\n"He said "no" again","x, y"\nb,c\n', tmp_path, "a.csv")
    assert result.contents == [b"x, y", b"c"] and result.records[0].hints["title"] == 'He said "no" again'


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "sep=;;;", "\ufeffsep=;"])
def test_the_delimiter_line_of_spreadsheets_is_no_header(tmp_path: Path, first: str) -> None:
    result = read(f"{first}\ntitle;text\na;one, two, three\n".encode(), tmp_path, "a.csv")
    assert result.contents == [b"one, two, three"] and not result.incidents


def test_delimiters_inside_quoted_headers_do_not_count(tmp_path: Path) -> None:
    result = read(b'"title";"text";"notes, tags, more, and, so, on"\na;one;n\n', tmp_path, "a.csv")
    assert result.contents == [b"one"] and result.records[0].hints["title"] == "a"


def test_lines_above_the_header_are_told(tmp_path: Path) -> None:
    result = read(
        b"Export of the pier archive\nMade 2024-05-01, 2 rows\n\ntitle,date,text\na,2024,one\n", tmp_path, "a.csv"
    )
    assert result.contents == [b"one"] and result.kinds == ["preamble"] and "pier archive" in result.incidents[0].detail


def test_columns_named_twice_keep_both_values(tmp_path: Path) -> None:
    result = read(b"title,text,text,title\na,,two,b\nc,three,four,\n", tmp_path, "a.csv")
    assert result.contents == [b"two", b"three"] and result.kinds == ["duplicate_columns"]
    assert [dict(r.hints) for r in result.records] == [
        {"title": "a", "row.title_2": "b"},
        {"title": "c", "row.text_2": "four"},
    ]


def test_columns_of_social_media_tools_are_known(tmp_path: Path) -> None:
    data = b"Page Name,Post Created,URL,Message,Description\nRiver Desk,2024-05-01 09:15:00 CET,https://s.example/1,The text,teaser\n"
    record = read(data, tmp_path, "a.csv").records[0]
    assert record.content == b"The text" and record.hints["publisher"] == "River Desk"
    assert record.hints["date"].startswith("2024-05-01")


def test_a_mapping_that_names_no_column_is_an_error(tmp_path: Path) -> None:
    result = read(b"title,body\na,one\n", tmp_path, "a.csv", ReadOptions(columns={"text": "boddy"}))
    assert result.kinds == ["unknown_column"] and not result.records
    assert "text=boddy" in result.incidents[0].detail and "Did you mean body?" in result.incidents[0].detail


def test_a_mapping_is_binding_for_rows_of_json(tmp_path: Path) -> None:
    result = read(
        b'{"text": "teaser", "story": {"plain": "the whole text"}}\n',
        tmp_path,
        "a.jsonl",
        ReadOptions(columns={"text": "stroy"}),
    )
    assert result.kinds == ["no_text"] and not result.records and "text=story.plain" in result.incidents[0].detail


def test_the_error_suggests_a_dotted_mapping(tmp_path: Path) -> None:
    row = b'{"head": "x", "article": {"parts": {"plain": "a long text of the pier"}}}\n'
    result = read(row, tmp_path, "a.jsonl")
    assert result.kinds == ["no_text"] and "text=article.parts.plain" in result.incidents[0].detail
    options = ReadOptions(columns={"text": "article.parts.plain"})
    assert read(row, tmp_path, "a.jsonl", options).contents == [b"a long text of the pier"]


def test_many_stray_quotes_take_linear_time(tmp_path: Path) -> None:
    import time

    data = b"title,text\n" + b'"a" b,"c\n' * 60_000
    began = time.process_time()
    read(data, tmp_path, "a.csv")
    assert time.process_time() - began < 20


def test_a_column_name_over_several_lines(tmp_path: Path) -> None:
    result = read(b'"title\n(en)","text\n(full)",text\na,b,one\nc,d,two\n', tmp_path, "a.csv")
    assert result.contents == [b"one", b"two"] and result.records[0].hints == {
        "row.title_(en)": "a",
        "row.text_(full)": "b",
    }
