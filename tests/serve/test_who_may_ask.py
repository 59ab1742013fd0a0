"""Hosts, origins, tokens and headers."""

import socket
import subprocess
import sys

import pytest
from serve.room import client_of
from starlette.testclient import TestClient

from dossier_etl.serve.server import bind, is_loopback
from dossier_etl.settings import Settings


def test_every_answer_bears_the_headers_that_bind_a_browser(room: TestClient) -> None:
    for address in ("/", "/static/room.css", "/nothing", "/search?page=0"):
        headers = room.get(address).headers
        assert headers["content-security-policy"].startswith("default-src 'self'")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", ""])
def test_a_name_that_was_made_to_lead_here_is_refused(room: TestClient, host: str) -> None:
    assert room.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost:1", "127.0.0.1", "[::1]:8765", "LOCALHOST"])
def test_names_of_this_machine_are_answered(room: TestClient, host: str) -> None:
    assert room.get("/sql", headers={"host": host}).status_code == 200


def test_another_site_may_link_but_not_load(room: TestClient) -> None:
    foreign = {"sec-fetch-site": "cross-site"}
    assert room.get("/", headers={**foreign, "sec-fetch-mode": "navigate"}).status_code == 200
    assert room.get("/sql?q=FROM+articles", headers={**foreign, "sec-fetch-mode": "no-cors"}).status_code == 403


def test_without_the_token_nothing_is_shown_and_with_it_a_cookie_is_given(seeds_lake: Settings) -> None:
    with client_of(seeds_lake, token="s3cret") as client:
        assert client.get("/").status_code == 401
        assert client.get("/?token=other").status_code == 401
        answer = client.get("/search?token=s3cret&q=x", follow_redirects=False)
        assert answer.headers["location"] == "/search?q=x"
        assert "HttpOnly" in answer.headers["set-cookie"] and "strict" in answer.headers["set-cookie"].lower()
        assert client.get("/sql").status_code == 200


def test_an_address_is_no_name_that_could_be_made_to_lead_here(seeds_lake: Settings) -> None:
    with client_of(seeds_lake, addresses=True) as client:
        assert client.get("/sql", headers={"host": "192.0.2.7:8765"}).status_code == 200
        assert client.get("/sql", headers={"host": "evil.example"}).status_code == 421


@pytest.mark.parametrize(
    ("host", "alone"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True), ("0.0.0.0", False)],
)
def test_loopback_is_known(host: str, alone: bool) -> None:
    assert is_loopback(host) is alone


def test_help_is_shown_without_the_web_libraries() -> None:
    code = "import sys; from dossier_etl.cli import cli; cli(['--help'], standalone_mode=False); print(*sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout
    assert "serve" in shown
    assert not {"starlette", "jinja2", "uvicorn"}.intersection(shown.split())


def test_the_address_that_is_printed_can_be_opened_at_once_and_bears_a_token_only_beyond_this_machine() -> None:
    listener, url, token = bind("127.0.0.1", 0, no_token=False)
    with listener, socket.create_connection(listener.getsockname(), timeout=5):
        assert url == f"http://127.0.0.1:{listener.getsockname()[1]}/" and token == ""
    listener, url, token = bind("0.0.0.0", 0, no_token=False)
    with listener:
        assert len(token) > 30 and url.endswith(f"/?token={token}")
    listener, url, token = bind("0.0.0.0", 0, no_token=True)
    with listener:
        assert token == "" and "token" not in url
