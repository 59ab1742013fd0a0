"""What people ask of a collection: gaps, silence, contradictions, attention, quotes, what changed."""

import pytest
from search.search_lake import add, article_id, publication
from support import query

from dossier_etl.lake.connect import connect
from dossier_etl.lake.questions import COMMENTS, MACROS, VIEWS
from dossier_etl.lake.run_queries import SCHEMA
from dossier_etl.settings import Settings

DAYS = ["2016-01-01", "2016-01-02", "2016-01-03", "2016-01-04", "2016-02-04"]


@pytest.fixture
def lake(warehouse: Settings) -> Settings:
    quoted = 'Ada Lovell said: "We have waited for the bridge long enough," and left. '
    quoted += "The town hall stands by the river. " * 8 + 'A reader: "Not near any name at all here."'
    add(
        warehouse,
        [
            *(publication(d, d, quoted, published=d, published_precision="day") for d in DAYS),
            publication(
                "new",
                "New",
                "Other words.",
                published="2016-12-01",
                outlet="The River Review",
                published_precision="day",
            ),
            publication("month", "Month", "Other words.", published="2016-06", published_precision="month"),
        ],
        entities={
            "Ada Lovell": ("PERSON", "e1", [DAYS[0], DAYS[4]]),
            "Georgia": ("GPE", "e2", ["new"]),
            "Georgia#2": ("PERSON", "e3", ["new"]),
        },
    )
    return warehouse


def test_gaps_lie_between_days_that_are_known(lake: Settings) -> None:
    found = query(lake, "SELECT outlet, first_missing::VARCHAR, last_missing::VARCHAR, days FROM gaps(5)")
    assert found == [("The Halvern Gazette", "2016-01-05", "2016-02-03", 30)]
    assert query(lake, "FROM gaps(31)") == []


def test_an_outlet_is_silent_by_its_own_measure(lake: Settings) -> None:
    found = query(lake, "SELECT outlet, last_day::VARCHAR, silent_days, usual_gap FROM silent_outlets")
    assert found == [("The Halvern Gazette", "2016-06-01", 183, 1.0)]


def test_attention_is_a_share_of_all_that_was_published(lake: Settings) -> None:
    found = query(
        lake, "SELECT month::VARCHAR, publications, all_publications, share FROM share_of_attention('Ada Lovell')"
    )
    assert found == [("2016-01-01", 1, 4, 0.25), ("2016-02-01", 1, 1, 1.0)]


def test_quotes_stand_near_the_name(lake: Settings) -> None:
    found = query(lake, "SELECT entity, quote, published_on::VARCHAR FROM quotes('e1')")
    assert found[0] == ("Ada Lovell (PERSON)", "We have waited for the bridge long enough,", "2016-01-01")
    assert [row[2] for row in found] == ["2016-01-01", "2016-02-04"]


@pytest.mark.parametrize("macro", ["quotes", "share_of_attention"])
def test_a_name_of_several_entities_lists_them(lake: Settings, macro: str) -> None:
    assert query(lake, f"SELECT entity FROM {macro}('Georgia')") == [("Georgia (GPE) e2",), ("Georgia (PERSON) e3",)]
    assert query(lake, f"FROM {macro}('Nobody')") == []
    assert {row[0] for row in query(lake, f"SELECT entity FROM {macro}('Georgia (GPE)')")} <= {"Georgia (GPE)"}


def test_dates_in_conflict_show_the_strongest_rival(lake: Settings) -> None:
    con = connect(lake, read_only=False)
    con.execute(
        """INSERT INTO evidence BY NAME
           SELECT $1 AS article_id, 'published' AS field, '2016-01-01' AS value, 'a.b' AS rule, 0.9 AS confidence, true AS chosen
           UNION ALL SELECT $1, 'published', '2015-12-30', 'c.d', 0.8, false
           UNION ALL SELECT $1, 'published', '2016-01', 'e.f', 0.8, false
           UNION ALL SELECT $1, 'published', '2011-01-01', 'g.h', 0.1, false""",
        [article_id(DAYS[0])],
    )
    con.close()
    assert query(lake, "SELECT published, rule, rival, rival_rule FROM dates_in_conflict") == [
        ("2016-01-01", "a.b", "2015-12-30", "c.d")
    ]


def test_a_diff_of_snapshots_tells_what_came_went_and_changed(lake: Settings) -> None:
    def snapshot() -> int:
        return int(query(lake, "SELECT id FROM lake.current_snapshot()")[0][0])

    before = snapshot()
    con = connect(lake, read_only=False)
    con.execute("UPDATE publications SET title = 'Renamed' WHERE article_id = ?", [article_id("new")])
    con.execute("DELETE FROM publications WHERE article_id = ?", [article_id("month")])
    con.close()
    add(lake, [publication("later", "Later", "Words.")])
    found = query(lake, f"SELECT change, title FROM snapshot_diff({before}, {snapshot()})")
    assert found == [("added", "Later"), ("changed", "Renamed"), ("removed", "Month")]
    assert query(lake, "SELECT count(*) FROM yield_per_run") == [(0,)]


def test_every_question_is_described(lake: Settings) -> None:
    assert set(COMMENTS) == {*VIEWS, *MACROS}
    assert set(COMMENTS) <= {row[0] for row in query(lake, SCHEMA) if row[3]}
