"""What watch lists found, and reports as files."""

from pathlib import Path

from serve.room import client_of, counts_on, text_of, total_of
from starlette.testclient import TestClient
from support import query

from dossier_etl.lake.connect import connect
from dossier_etl.settings import Settings


def test_the_watch_page_lists_what_is_new_and_counts_it_per_watch(fill) -> None:  # type: ignore[no-untyped-def]
    settings = fill("01-harbour.html")
    con = connect(settings, read_only=False)
    con.execute(
        "INSERT INTO lake.watches BY NAME SELECT 'w' AS watch_id, 'harbour' AS query, 'Ports <b>' AS label, now() AS added_at"
    )
    con.execute(
        "INSERT INTO lake.alerts BY NAME SELECT 'w' AS watch_id, article_id, true AS is_new FROM lake.publications"
    )
    con.close()
    with client_of(settings) as client:
        page = client.get("/watch").text
        assert "Ports &lt;b&gt;" in page and total_of(page) == 1
        for address, n in counts_on(page):
            assert total_of(client.get(address).text) == n
        assert total_of(client.get("/watch?watch=other").text) == 0


def test_a_report_is_a_file_and_never_a_page_of_this_server(
    room: TestClient, seeds_lake: Settings, tmp_path: Path
) -> None:
    [(entity_id, name, story_id)] = query(
        seeds_lake,
        """SELECT m.entity_id, any_value(e.name), (SELECT min(story_id) FROM lake.story_members WHERE role = 'copy')
           FROM lake.mentions m JOIN lake.entities e USING (entity_id) GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1""",
    )
    for address in (f"/report.html?entity={entity_id}", f"/report.html?story={story_id}"):
        answer = room.get(address)
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].startswith("attachment")
    assert name in text_of(room.get(f"/report.html?entity={entity_id}").text)
    assert room.get("/report.html").status_code == 400
    assert room.get("/report.html?entity=none").status_code == 400


def test_a_lake_that_lacks_a_table_is_told(fill) -> None:  # type: ignore[no-untyped-def]
    settings = fill("01-harbour.html")
    con = connect(settings, read_only=False)
    con.execute("DROP TABLE lake.watches")
    con.close()
    with client_of(settings) as client:
        answer = client.get("/watch")
        assert answer.status_code == 500
        assert "The lake could not answer" in text_of(answer.text)
