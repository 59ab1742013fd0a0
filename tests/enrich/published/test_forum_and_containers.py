"""What a forum's stamp or a container states is taken at its word; a page's own metadata still goes first."""

import datetime as dt

from dossier_etl.clean import clean
from dossier_etl.decide.published import decide_published
from dossier_etl.enrich.published import published_candidates
from dossier_etl.model.records import Record

POST = """Welcome to the board

harbour_cat

(1,204 posts)
Wed Mar 4, 2015, 09:17 AM Mar 2015

Why the ferry is late

Quay Letter, 3 Mar 2015 By Aksel Berg

The ferry has been late on twenty-three of the last thirty mornings, and the company blames the wind. I have kept a list. On nineteen
of those mornings there was no wind to speak of, and on one the flag at the customs house hung straight down all day long.
"""


def published(record: Record) -> str | None:
    (article, *_) = clean(record).articles
    return decide_published(published_candidates(article), captured_at=None).value


def test_a_post_is_dated_by_its_stamp_not_by_what_it_quotes() -> None:
    assert published(Record("a.txt", "", "text/plain", POST.encode())) == "2015-03-04"


def test_a_rows_date_column_beats_dates_in_its_text() -> None:
    text = (
        "Aisha Khan, born on February 1, 1954, passed away on May 10 at the general hospital, surrounded by her family. "
        * 3
    )
    row = Record("a.jsonl", "line:1", "text/plain", text.encode(), hints={"date": "2020-05-12"})
    assert published(row) == "2020-05-12"


def test_a_column_of_the_future_is_not_believed() -> None:
    text = (
        "The bakery opened its second oven on Monday, and the rye bread was sold out before noon, said the owner. " * 3
    )
    row = Record("a.jsonl", "line:1", "text/plain", text.encode(), hints={"date": "2020-05-12"})
    (article, *_) = clean(row).articles
    before = dt.datetime(2020, 5, 1, tzinfo=dt.UTC)
    assert decide_published(published_candidates(article), captured_at=before).value is None
