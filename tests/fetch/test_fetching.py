"""From lists of addresses to captures to articles: each page once, every address accounted for, nothing impolite."""

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from site_double import Site, feed, html, page, serving, xml, zipped
from support import dossier, query

from dossier_etl.errors import SourceError, UsageError, WarehouseLocked
from dossier_etl.fetch import FetchSummary, fetch
from dossier_etl.fetch.run import _alone
from dossier_etl.pipeline.ingest import ingest
from dossier_etl.settings import Settings

NOON = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
HOSTS = ("herald.example", "mirror.example", "slow.example")


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as site:
        yield site


@pytest.fixture
def settings(warehouse: Settings) -> Settings:
    return replace(warehouse, fetch_allow=HOSTS, fetch_delay=0.0, fetch_contact="https://archive.example/about")


def fetched(
    settings: Settings, site: Site, *arguments: str, hours: float = 0, sleep: Callable[[float], None] = lambda _: None
) -> FetchSummary:
    now = NOON + dt.timedelta(hours=hours)
    return fetch(settings, arguments, now=lambda: now, resolver=site.resolver, sleep=sleep)


def test_a_feed_becomes_captures_and_captures_become_articles(settings: Settings, site: Site) -> None:
    site.routes = {
        "/feed.xml": xml(feed(site.url("/a"), site.url("/b?utm_source=rss"), site.url("/b")), ETag='"f1"'),
        "/a": html(page("Lamp A"), ETag='"a1"'),
        "/b?utm_source=rss": html(page("Lamp B")),
    }
    first = fetched(settings, site, site.url("/feed.xml"))
    assert first.counts[site.url("/feed.xml")].outcomes == {"new": 2, "known": 1}
    assert site.paths() == ["/feed.xml", "/a", "/b?utm_source=rss"], "as given, and /b is the same page"
    assert (
        "https://archive.example/about" in site.asked[0].headers["user-agent"]
        and "cookie" not in site.asked[-1].headers
    )
    counts = ingest(settings, [str(settings.captures)]).total
    assert (counts.loaded, counts.not_articles, counts.quarantined) == (2, 1, 0), "the feed itself is no article"
    assert query(settings, "SELECT title, outlet FROM articles ORDER BY 1") == [
        ("Lamp A", "The Tidal Herald"),
        ("Lamp B", "The Tidal Herald"),
    ]

    site.asked.clear()
    second = fetched(settings, site, site.url("/feed.xml"), hours=1)
    assert site.paths() == ["/feed.xml"] and site.asked[-1].headers["if-none-match"] == '"f1"'
    assert second.total.total() == 0 and second.failures == []
    assert ingest(settings, [str(settings.captures)]).total.loaded == 0


def test_what_a_list_says_of_a_page_is_a_hint_of_its_record(settings: Settings, site: Site) -> None:
    bare = page("Lamp C").replace(b'<meta property="article:published_time" content="2024-05-03T08:00:00Z">', b"")
    site.routes = {"/feed.xml": xml(feed(site.url("/c"))), "/c": html(bare)}
    fetched(settings, site, site.url("/feed.xml"))
    ingest(settings, [str(settings.captures)])
    assert query(settings, "SELECT published_on::VARCHAR FROM articles") == [("2024-05-03",)]


def test_sitemap_indexes_lists_and_json_feeds_lead_to_pages(settings: Settings, site: Site) -> None:
    urls = [site.url(f"/{n}") for n in range(4)]
    index = f"<sitemapindex><sitemap><loc>{site.url('/map.xml.gz')}</loc></sitemap></sitemapindex>".encode()
    inner = f"<urlset><url><loc>{urls[0]}</loc></url><url><loc>{site.url('/skip/x')}</loc></url></urlset>".encode()
    items = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"url": urls[1], "title": "One"}]})
    links = f'<html><body><a href="/2?fbclid=1">two</a><a href="/about">about</a><a href="{urls[3]}#top">3</a></body></html>'
    site.routes = {
        "/index.xml": xml(index),
        "/map.xml.gz": (200, {"Content-Type": "application/gzip"}, zipped(inner)),
        "/feed.json": (200, {"Content-Type": "application/feed+json"}, items.encode()),
        "/news": html(links.encode()),
        **{f"/{n}": html(page(f"Lamp {n}")) for n in range(4)},
        "/2?fbclid=1": html(page("Lamp 2")),
    }
    declared = (
        {"name": "map", "url": site.url("/index.xml"), "exclude": "*/skip/*"},
        {"name": "json", "url": site.url("/feed.json")},
        {"name": "front", "url": site.url("/news"), "kind": "links", "include": "*/[0-9]*"},
    )
    counts = fetched(replace(settings, fetch=declared), site).counts
    assert {name: dict(c.outcomes) for name, c in counts.items()} == {
        "map": {"new": 1, "unwanted": 1},
        "json": {"new": 1},
        "front": {"new": 2, "unwanted": 1},
    }


def test_one_address_is_the_page_itself_and_asked_once(settings: Settings, site: Site) -> None:
    site.routes = {"/a": html(page("Lamp A"), ETag='"1"')}
    assert fetched(settings, site, site.url("/a")).total == {"new": 1}
    assert site.paths() == ["/a"]
    assert fetched(settings, site, site.url("/a"), hours=1).total == {"unchanged": 1}
    site.routes["/a"] = html(page("Lamp A, rewritten"), ETag='"2"')
    assert fetched(settings, site, site.url("/a"), hours=2).total == {"changed": 1}
    ingest(settings, [str(settings.captures)])
    assert query(settings, "SELECT count(*) FROM publications") == [(2,)], "both versions are kept"


def test_robots_are_obeyed_with_their_delay(settings: Settings, site: Site) -> None:
    robots = b"\xef\xbb\xbfUser-agent: *\nDisallow: /private/\nCrawl-delay: 3\n"
    site.routes = {
        "/robots.txt": (200, {"Content-Type": "text/plain"}, robots),
        "/list": (200, {"Content-Type": "text/plain"}, "\n".join(map(site.url, ("/a", "/private/b"))).encode()),
        "/a": html(page("Lamp A")),
    }
    pauses: list[float] = []
    counts = fetched(settings, site, site.url("/list"), sleep=pauses.append).total
    assert counts == {"new": 1, "robots": 1} and "/private/b" not in site.paths()
    assert pauses and all(2 < pause <= 3 for pause in pauses)


@pytest.mark.parametrize(("status", "asked"), [(503, 0), (404, 1)])
def test_robots_in_trouble_close_the_host_and_none_open_it(
    settings: Settings, site: Site, status: int, asked: int
) -> None:
    site.routes = {"/robots.txt": (status, {}, b""), "/a": html(page("Lamp A"))}
    fetched(settings, site, site.url("/a"))
    assert len(site.paths()) == asked


def test_a_host_that_asks_for_time_gets_it(settings: Settings, site: Site) -> None:
    def busy(n: int) -> tuple[int, dict[str, str], bytes]:
        return (429, {"Retry-After": "7"}, b"") if n < 3 else html(page("Lamp A"))

    late = "Wed, 02 Dec 2026 12:00:00 GMT"
    site.routes = {"/a": busy, "/b": (503, {"Retry-After": late}, b"")}
    pauses: list[float] = []
    assert fetched(settings, site, site.url("/a"), sleep=pauses.append).total == {"new": 1}
    assert [round(p) for p in pauses] == [7, 7]
    list_of_b = {"name": "b", "url": site.url("/b"), "kind": "page"}
    later = replace(settings, fetch=(list_of_b,))
    assert fetched(later, site).total == {"failed": 1}
    asked = len(site.asked)
    assert fetched(later, site, hours=23).total == {"waiting": 1} and len(site.asked) == asked
    site.routes["/b"] = html(page("Lamp B"))
    assert fetched(later, site, hours=25).total == {"new": 1}


def test_redirects_are_followed_to_the_page_and_circles_left(settings: Settings, site: Site) -> None:
    site.routes = {
        "/old": (301, {"Location": "/new"}, b""),
        "/new": html(page("Lamp N")),
        "/loop": (302, {"Location": "/loop2"}, b""),
        "/loop2": (302, {"Location": "/loop"}, b""),
        "/file": (302, {"Location": "file:///etc/passwd"}, b""),
        "/gone": (410, {}, b""),
    }
    sources = [{"name": p, "url": site.url(p), "kind": "page"} for p in ("/old", "/loop", "/file", "/gone")]
    counts = fetched(replace(settings, fetch=tuple(sources)), site).counts
    assert {name: dict(c.outcomes) for name, c in counts.items()} == {
        "/old": {"new": 1},
        "/loop": {"refused": 1},
        "/file": {"refused": 1},
        "/gone": {"gone": 1},
    }
    assert fetched(settings, site, site.url("/new"), hours=1).total == {"unchanged": 1}, "known by its own address too"


def test_pages_of_a_list_that_failed_are_asked_again_though_the_list_did_not_change(
    settings: Settings, site: Site
) -> None:
    site.routes = {"/feed.xml": xml(feed(site.url("/a")), ETag='"f"'), "/a": (500, {}, b"")}
    assert fetched(settings, site, site.url("/feed.xml")).total == {"failed": 1}
    site.routes["/a"] = html(page("Lamp A"))
    assert fetched(settings, site, site.url("/feed.xml"), hours=2).total == {"new": 1}


def test_what_a_limit_leaves_comes_with_the_next_run(settings: Settings, site: Site) -> None:
    site.routes = {"/feed.xml": xml(feed(*(site.url(f"/{n}") for n in range(5))), ETag='"f"')}
    site.routes |= {f"/{n}": html(page(f"Lamp {n}")) for n in range(5)}
    limited = replace(settings, fetch=({"name": "f", "url": site.url("/feed.xml"), "limit": 3},))
    assert fetched(limited, site).total == {"new": 3, "left": 2}
    assert fetched(limited, site, hours=1).total == {"new": 2, "known": 3}


KILLED = """
import datetime as dt, os, sys
from pathlib import Path
from dossier_etl.fetch import asking, fetch, state
from dossier_etl.fetch import run
from dossier_etl.settings import Settings
module, name, n = sys.argv[3].split(":")
target = {"state": state, "writer": run.CaptureWriter, "asker": run.Asker}[module]
real, calls = getattr(target, name), []
def deadly(*a, **k):
    calls.append(1)
    if len(calls) == int(n):
        os.kill(os.getpid(), 9)
    return real(*a, **k)
setattr(target, name, deadly)
run._COMMIT_EVERY = 3
settings = Settings(warehouse=Path(sys.argv[1]), fetch_allow=("herald.example",), fetch_delay=0.0)
now = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
fetch(settings, [sys.argv[2]], now=lambda: now, resolver=lambda h, p: ["127.0.0.1"], sleep=lambda _: None)
"""


MORE = "writer:write:1 writer:write:4 writer:write:8 writer:finish:1 writer:finish:2 state:enter:1 state:enter:3 asker:ask:2 asker:ask:5"


@pytest.mark.parametrize(
    "instant", ["state:enter:2", *(pytest.param(instant, marks=pytest.mark.slow) for instant in MORE.split())]
)
def test_a_killed_fetch_goes_on_and_asks_no_page_twice(settings: Settings, site: Site, instant: str) -> None:
    pages = [f"/{n}" for n in range(7)]
    site.routes = {"/feed.xml": xml(feed(*map(site.url, pages))), **{p: html(page(f"Lamp {p}")) for p in pages}}
    command = [sys.executable, "-c", KILLED, str(settings.warehouse), site.url("/feed.xml"), instant]
    assert subprocess.run(command, check=False, timeout=120).returncode == -9
    total = fetched(settings, site, site.url("/feed.xml"), hours=1).total
    assert total.total() == 7 and set(total) <= {"new", "known"}
    # What was asked when the process died had no answer to keep.
    twice = [p for p in pages if site.paths().count(p) > 1]
    assert len(twice) <= 1
    assert ingest(settings, [str(settings.captures)]).total.loaded == 7
    assert query(settings, "SELECT count(*) FROM publications") == [(7,)]


def test_two_fetches_at_once_are_told_apart(settings: Settings, site: Site) -> None:
    with _alone(settings), pytest.raises(WarehouseLocked, match="another fetch"):
        fetched(settings, site, site.url("/a"))


def test_hosts_are_never_asked_faster_than_they_allow(settings: Settings, site: Site) -> None:
    urls = [site.url(f"/{n}", host) for n in range(4) for host in HOSTS]
    site.routes = {"/list": (200, {"Content-Type": "text/plain"}, "\n".join(urls).encode())}
    site.routes |= {f"/{n}": html(page(f"Lamp {n}")) for n in range(4)}
    fetch(
        replace(settings, fetch_delay=0.15), [site.url("/list")], now=lambda: NOON, resolver=site.resolver
    )  # with the real clock
    for host in HOSTS:
        times = [a.at for a in site.asked if a.host == host]
        assert len(times) >= 5 and all(b - a >= 0.15 for a, b in pairwise(times))


def test_files_of_sources_are_imported(settings: Settings, site: Site, tmp_path: Path) -> None:
    site.routes = {"/feed.xml": xml(feed(site.url("/a"))), "/a": html(page("Lamp A"))}
    opml, table = tmp_path / "s.opml", tmp_path / "sources.csv"
    opml.write_text(
        f'<opml version="2.0"><body><outline text="Herald" xmlUrl="{site.url("/feed.xml")}"/></body></opml>'
    )
    table.write_text(f"name,url,kind\nH,{site.url('/feed.xml')},feed\n")
    assert dict(fetched(settings, site, str(opml)).counts["Herald"].outcomes) == {"new": 1}
    assert dict(fetched(settings, site, str(table), hours=1).counts["H"].outcomes) == {"known": 1}


@pytest.mark.parametrize(
    "wrong", [{"url": "ftp://a.example/"}, {"url": "https://a.example", "knd": "feed"}, {"name": "x"}]
)
def test_a_source_that_is_declared_wrong_is_a_usage_error(
    settings: Settings, site: Site, wrong: dict[str, str]
) -> None:
    with pytest.raises(UsageError):
        fetched(replace(settings, fetch=(wrong,)), site)
    with pytest.raises(SourceError):
        fetched(settings, site, "no-such-name")


def test_the_command_fetches_and_ingests(tmp_path: Path, site: Site) -> None:
    site.routes = {"/feed.xml": xml(feed(site.url("/a", "127.0.0.1"))), "/a": html(page("Lamp A"))}
    environment = {"DOSSIER_FETCH_ALLOW": "127.0.0.1", "DOSSIER_FETCH_DELAY": "0", "DOSSIER_ENTITIES": "no"}
    folder = ("-w", str(tmp_path / "w"))
    done = dossier(*folder, "fetch", "--ingest", site.url("/feed.xml", "127.0.0.1"), **environment)
    assert done.returncode == 0, done.stderr
    assert "fetched: 1 addresses from 1 sources: 1 new" in done.stderr and "loaded             1 new" in done.stderr
    refused = dossier(*folder, "fetch", site.url("/a", "127.0.0.2"), DOSSIER_FETCH_DELAY="0")
    assert refused.returncode == 1 and "inside the network" in refused.stderr
