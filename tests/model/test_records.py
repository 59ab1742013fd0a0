"""Identity comes from content."""

from dossier_etl.model.documents import OffsetMap
from dossier_etl.model.ids import content_id
from dossier_etl.model.records import Record


def record(**changes: object) -> Record:
    values: dict[str, object] = {
        "source_uri": "a.html",
        "locator": "",
        "media_type": "text/html",
        "content": b"<p>x</p>",
    }
    return Record(**{**values, **changes})  # type: ignore[arg-type]


def test_the_same_bytes_are_the_same_document_wherever_they_lie() -> None:
    assert record().document_id == record(source_uri="elsewhere/b.html", locator="member").document_id


def test_another_url_or_hint_makes_another_document() -> None:
    ids = {record().document_id, record(url="https://a.example/").document_id, record(hints={"title": "T"}).document_id}
    assert len(ids) == 3


def test_parts_of_an_id_do_not_run_together() -> None:
    assert content_id("ab", "c") != content_id("a", "bc")


def test_spans_map_back_across_joined_lines() -> None:
    offsets = OffsetMap(((0, 10, 5), (7, 30, 4)))
    assert offsets.to_source(1, 3) == (11, 13)
    assert offsets.to_source(3, 9) == (13, 32)
    assert offsets.to_source(5, 7) is None
