"""Pages that a web archive saved: its banner, its address and its metadata tell the capture."""

import pytest

from dossier_etl.clean import clean
from dossier_etl.decide.published import decide_published
from dossier_etl.enrich.published import published_candidates
from dossier_etl.model.records import Record

TEXT = "".join(
    f"<p>{p}</p>"
    for p in (
        "The harbour board agreed on Tuesday to rebuild the north pier, ending a dispute that had lasted for almost nine years.",
        "Engineers found in spring that the piles under the pier had lost a third of their thickness since they were driven.",
        "The work is expected to take fourteen months. Fishermen will keep their berths on the south side, the board said.",
    )
)
ARCHIVE_TODAY = (
    '<link rel="canonical" href="https://archive.ph/AbCdE"><meta property="og:site_name" content="archive.ph">'
    '<meta property="article:published_time" content="2024-01-15T04:12:33Z"><meta property="article:modified_time" '
    'content="2024-01-15T04:12:33Z">',
    '<div id="HEADER"><table><tr><td><a href="/">archive.today</a> webpage capture</td><td>Saved from</td></tr><tr><td>no other '
    'snapshots from this url</td><td><time itemprop="pubdate" datetime="2024-01-15T04:12:33Z">15 Jan 2024 04:12:33 UTC</time></td></tr>'
    "</table></div>",
)
PERMA = (
    '<link rel="canonical" href="https://perma.cc/AB12-CD34">',
    "<div class='record-banner'><span>Perma.cc record</span><span>Captured January 15, 2024 4:12am</span>"
    " <a href='/'>View the live page</a></div>",
)
UKWA = (
    '<link rel="canonical" href="https://www.webarchive.org.uk/wayback/archive/20240115041233/https://c.example/pier">',
    "<div id='ukwa-banner'>UK Web Archive: archived on 15 January 2024</div>",
)
ARCHIVES = {"archive.today": ARCHIVE_TODAY, "perma.cc": PERMA, "uk web archive": UKWA}


def published(archive: str, own: str) -> str | None:
    head, banner = ARCHIVES[archive]
    page = (
        f"<html><head><title>Pier to be rebuilt</title>{head}</head><body>{banner}<main><article><h1>Pier to be rebuilt</h1>{own}{TEXT}"
        "</article></main></body></html>"
    )
    (article,) = clean(Record("p.html", "", "text/html", page.encode())).articles
    return decide_published(published_candidates(article), captured_at=None).value


@pytest.mark.parametrize("archive", ARCHIVES)
def test_the_articles_own_day_beats_the_banner(archive: str) -> None:
    assert (published(archive, "<p>By Ida Brandt, 2 June 2021</p>") or "")[:10] == "2021-06-02"


@pytest.mark.parametrize("archive", ARCHIVES)
def test_a_capture_alone_is_no_publication(archive: str) -> None:
    assert published(archive, "<p>By Ida Brandt</p>") is None
