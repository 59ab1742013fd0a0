"""A page that states thousands of values is weighed in bounded time."""

from dossier_etl.decide.title import decide_title
from dossier_etl.enrich.title import title_candidates
from dossier_etl.enrich.title.candidates import MOST
from dossier_etl.model.documents import Article, Document, Meta, OffsetMap
from dossier_etl.model.records import Record


def test_thousands_of_stated_titles_are_cut_to_the_surest() -> None:
    meta = tuple(Meta("meta:og:title", f"Headline number {i} of many") for i in range(1500))
    article = Article(Document(Record("a", "", "text/html", b""), "", (), meta), 0, "", OffsetMap(()))
    candidates = title_candidates(article)
    assert len(candidates) == MOST
    assert len(decide_title(candidates).verdicts) == MOST
