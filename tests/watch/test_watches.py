"""New articles are told once: as rows, in a feed, to a webhook; also after a kill, a second reading and reprocessing."""

import datetime as dt
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from support import dossier, query

from dossier_etl.errors import UsageError
from dossier_etl.lake.connect import connect
from dossier_etl.pipeline.ingest import ingest
from dossier_etl.pipeline.reprocess import reprocess
from dossier_etl.search import update_index
from dossier_etl.settings import Settings
from dossier_etl.watch import add_watch, check, remove_watch, webhook
from dossier_etl.watch.lists import as_query

NOON = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


class Inbox:
    """A web server on this machine that keeps what is posted to it."""

    def __init__(self) -> None:
        self.messages: list[dict[str, object]] = []
        self.statuses: list[int] = []
        """Answers to give first."""
        inbox = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status = inbox.statuses.pop(0) if inbox.statuses else 204
                if status < 300:
                    inbox.messages.append(body)
                self.send_response(status)
                self.end_headers()

            def log_message(self, *arguments: object) -> None:
                """Keep the test's output clean."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/hook?key=secret-of-the-hook"


@pytest.fixture
def inbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    monkeypatch.setattr(webhook, "_PAUSES", (0.0, 0.0))
    inbox = Inbox()
    thread = threading.Thread(target=inbox.server.serve_forever)
    thread.start()
    yield inbox
    inbox.server.shutdown()
    inbox.server.server_close()
    thread.join()


@pytest.fixture
def settings(fill: Callable[..., Settings]) -> Settings:
    """A lake with two articles about the harbour, indexed."""
    settings = replace(fill("01-harbour.html", "03-harbour-late-original.txt"), allow_private_webhooks=True)
    update_index(settings)
    return settings


def appear(settings: Settings) -> None:
    """Let one of the two articles be new to all watches."""
    con = connect(settings, read_only=False)
    con.execute(
        "DELETE FROM alerts USING publications p WHERE p.article_id = alerts.article_id AND p.outlet = 'Norsk Kystblad'"
    )
    con.close()


def test_what_was_there_before_is_no_news_and_what_comes_is_told_once(
    fill: Callable[..., Settings], seeds: Path
) -> None:
    settings = fill("01-harbour.html")
    update_index(settings)
    watch, known = add_watch(settings, "port authority", now=NOON)
    assert (watch.query, known) == ('"port authority"', 1)
    assert check(settings, now=NOON) == []
    ingest(settings, [str(seeds / "03-harbour-late-original.txt")])
    update_index(settings)
    [alert] = check(settings, now=NOON)
    assert (alert.label, alert.outlet) == ("port authority", "Norsk Kystblad")
    reprocess(settings)
    update_index(settings, rebuild=True)
    assert check(settings, now=NOON + dt.timedelta(hours=1)) == []
    feed = ET.parse(settings.warehouse / "feeds" / f"{watch.watch_id}.atom").getroot()
    assert [e.findtext(f"{ATOM}title") for e in feed.iter(f"{ATOM}entry")] == [alert.title]


KILLED = """
import datetime as dt, os, sys
from pathlib import Path
from dossier_etl.settings import Settings
import importlib
checking = importlib.import_module("dossier_etl.watch.check")
step = sys.argv[2]
setattr(checking, step, lambda *a, **k: os.kill(os.getpid(), 9))
checking.check(Settings(warehouse=Path(sys.argv[1]), allow_private_webhooks=True), now=dt.datetime(2026, 12, 1, 13, tzinfo=dt.UTC))
"""


@pytest.mark.parametrize(
    "step", ["post", *(pytest.param(s, marks=pytest.mark.slow) for s in ("insert_alerts", "write_feed"))]
)
def test_a_kill_at_any_step_loses_and_doubles_no_alert(
    settings: Settings, seeds: Path, inbox: Inbox, step: str
) -> None:
    add_watch(settings, "port authority", webhook=inbox.url, now=NOON)
    appear(settings)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(settings.warehouse), step], check=False, timeout=60)
    assert killed.returncode == -9
    for _ in range(2):
        check(settings, now=NOON)
    assert query(settings, "SELECT count(*) FROM alerts WHERE is_new") == [(1,)]
    assert [len(m["articles"]) for m in inbox.messages] == [1]  # type: ignore[arg-type]


def test_a_webhook_that_fails_is_asked_again_and_its_secret_is_never_shown(settings: Settings, inbox: Inbox) -> None:
    add_watch(settings, "port authority", label="harbour", webhook=inbox.url, now=NOON)
    appear(settings)
    inbox.statuses = [500, 500, 500]
    told: list[str] = []
    assert len(check(settings, now=NOON, notify=told.append)) == 1
    assert inbox.messages == [] and "HTTP status 500" in told[0] and "secret" not in told[0]
    assert check(settings, now=NOON, notify=told.append) == []
    [message] = inbox.messages
    assert message["label"] == "harbour" and len(told) == 1
    assert "secret" not in dossier("-w", str(settings.warehouse), "watch", "list").stdout


def test_an_address_inside_the_network_is_not_asked_unless_allowed(settings: Settings, inbox: Inbox) -> None:
    add_watch(settings, "port authority", webhook=inbox.url, now=NOON)
    appear(settings)
    told: list[str] = []
    check(replace(settings, allow_private_webhooks=False), now=NOON, notify=told.append)
    assert inbox.messages == [] and "inside the network" in told[0]


@pytest.mark.parametrize(
    "addresses",
    [
        ["10.0.0.1"],
        ["169.254.169.254"],
        ["::1"],
        ["fd00::1"],
        ["::ffff:10.0.0.1"],
        ["100.64.0.1"],
        ["93.184.216.34", "10.0.0.1"],
    ],
)
def test_every_address_of_a_name_is_judged_before_a_socket_is_opened(
    monkeypatch: pytest.MonkeyPatch, addresses: list[str]
) -> None:
    def resolved(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(0, 0, 0, "", (address, port)) for address in addresses]

    def opened(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(webhook.socket, "getaddrinfo", resolved)
    monkeypatch.setattr(webhook.socket, "create_connection", opened)
    with pytest.raises(webhook.DeliveryFailed, match="inside the network"):
        webhook.post("https://hook.example/x", {}, allow_private=False)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("Ada Lovelace", '"Ada Lovelace"'),
        ("dredging", "dredging"),
        ("harbour OR quay", "harbour OR quay"),
        ('"inner harbour" lang:en', '"inner harbour" lang:en'),
    ],
)
def test_several_plain_words_are_a_phrase(typed: str, asked: str) -> None:
    assert as_query(typed) == asked


def test_the_commands_add_list_test_and_remove(settings: Settings, seeds: Path) -> None:
    folder = ("-w", str(settings.warehouse))
    assert "2 publications fit" in dossier(*folder, "watch", "test", "port authority").stderr
    added = dossier(*folder, "watch", "add", "port authority", "--label", "harbour")
    assert added.returncode == 0 and "2 publications fit already" in added.stderr
    appear(settings)
    told = dossier(*folder, "ingest", str(seeds / "01-harbour.html"), DOSSIER_PUBLISH="yes").stderr
    assert "alert (harbour): " in told and "Norsk Kystblad" in told
    [header, row] = dossier(*folder, "watch", "list", "--csv").stdout.splitlines()
    assert header == "watch_id,label,query,alerts,webhook" and ',harbour,"""port authority""",1,' in row
    assert dossier(*folder, "watch", "add", "port authority").returncode == 2, "watched already"
    assert dossier(*folder, "watch", "remove", row[:10]).returncode == 0
    with pytest.raises(UsageError, match="0 watches"):
        remove_watch(settings, row[:10], now=NOON)
    assert dossier(*folder, "watch", "add", "x", "--to", "ftp://a.example").returncode == 2
