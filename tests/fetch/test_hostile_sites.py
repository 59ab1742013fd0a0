"""What a hostile or broken site can do costs what the limits say, and no request leaves for the inside of a network."""

import gzip
import socket
import time
from collections.abc import Iterator

import httpcore2
import pytest
from site_double import Site, html, page, serving

from dossier_etl.fetch import network
from dossier_etl.fetch.addresses import Refused, checked, key
from dossier_etl.fetch.client import Client, Limits
from dossier_etl.fetch.decoding import decoded
from dossier_etl.fetch.network import GuardedBackend, is_public

INSIDE = (
    *("10.0.0.1", "100.64.0.1", "169.254.169.254", "127.0.0.1", "192.168.1.1", "172.16.0.1", "0.0.0.0", "224.0.0.1", "::1", "fd00::1"),
    *("fe80::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "::", "ff02::1", "fe80::1%eth0"),
)  # fmt: skip


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as site:
        yield site


def client(site: Site, **limits: float) -> Client:
    return Client("", Limits(**limits), ("herald.example",), site.resolver)  # type: ignore[arg-type]


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside_a_network_are_told_in_every_notation(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("answers", [[a] for a in INSIDE] + [["93.184.216.34", "10.0.0.1"]])
def test_no_socket_is_opened_to_the_inside_whatever_a_name_resolves_to(
    monkeypatch: pytest.MonkeyPatch, answers: list[str]
) -> None:
    def opened(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(httpcore2.SyncBackend, "connect_tcp", opened)
    backend = GuardedBackend(resolver=lambda host, port: answers)
    backend.deadline = time.monotonic() + 60
    with pytest.raises(Refused, match="inside the network"):
        backend.connect_tcp("news.example", 80)


def test_the_address_that_was_judged_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that resolves to a public address first and to a private one a moment later (rebinding)."""
    answers = [["93.184.216.34"], ["127.0.0.1"]]
    connected: list[str] = []

    def opened(self: object, host: str, *_: object, **__: object) -> object:
        connected.append(host)
        raise httpcore2.ConnectError("not in a test")

    monkeypatch.setattr(httpcore2.SyncBackend, "connect_tcp", opened)
    backend = GuardedBackend(resolver=lambda host, port: answers.pop(0))
    backend.deadline = time.monotonic() + 60
    with pytest.raises(httpcore2.ConnectError):
        backend.connect_tcp("news.example", 80)
    assert connected == ["93.184.216.34"]
    with pytest.raises(Refused):
        backend.connect_tcp("news.example", 80)


@pytest.mark.parametrize("host", ["0x7f.1", "2130706433", "0177.0.0.1", "127.1"])
def test_numbers_in_odd_notation_are_judged_as_what_they_resolve_to(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setattr(
        network.socket,
        "getaddrinfo",
        lambda h, p, **_: [(socket.AF_INET, 1, 6, "", (socket.inet_ntoa(socket.inet_aton(h)), p))],
    )
    with pytest.raises(Refused, match="inside the network"):
        Client("").get(f"http://{host}/")


def test_a_redirect_to_the_inside_is_refused_at_the_hop(site: Site) -> None:
    site.routes = {"/out": (302, {"Location": "http://127.0.0.2/secret"}, b"")}
    own = Client("", Limits(), ("herald.example",), lambda h, p: ["127.0.0.1"] if h == "herald.example" else [h])
    assert own.get(site.url("/out")).status == 302
    with pytest.raises(Refused, match="inside the network"):
        own.get("http://127.0.0.2/secret")


@pytest.mark.parametrize(
    "address",
    ["ftp://a.example/", "file:///etc/passwd", "javascript:1", "http://", "http://user:pw@a.example/", "http://a b.example/", "http://a.example:99999/"],
)  # fmt: skip
def test_addresses_that_are_none_are_refused(address: str) -> None:
    with pytest.raises(Refused):
        checked(address)


def test_other_ports_than_those_of_the_web_are_refused() -> None:
    with pytest.raises(Refused, match="port 6379"):
        Client("", resolver=lambda h, p: ["93.184.216.34"]).get("http://a.example:6379/")


def test_an_address_is_asked_as_given_and_compared_by_what_tells_pages_apart() -> None:
    assert checked("https://A.example/x?b=1&a=%20#top") == "https://a.example/x?b=1&a=%20"
    assert checked("https://bücher.example/ä") == "https://xn--bcher-kva.example/%C3%A4"
    same = {
        "https://www.a.example/story/?utm_source=x&id=7",
        "http://a.example/story?id=7&fbclid=q",
        "https://a.example:443/story?id=7",
    }
    assert len({key(url) for url in same}) == 1
    assert key("https://web.archive.org/web/2014/http://a.example/") != key(
        "https://web.archive.org/web/2015/http://a.example/"
    )
    assert key("https://a.example/?p=1&lang=de") != key("https://a.example/?p=1&lang=en")


def test_an_endless_body_is_cut_at_its_limit(site: Site) -> None:
    site.routes = {"/big": (200, {"Content-Type": "text/html"}, b"x" * 3_000_000)}
    answer = client(site, max_bytes=100_000).get(site.url("/big"))
    assert (answer.truncated, len(answer.body)) == ("length", 100_000)


def test_a_slow_drip_ends_with_the_time_of_the_request(site: Site) -> None:
    site.routes = {"/slow": html(page("Lamp"))}
    site.drip = 0.05
    answer = client(site, seconds=0.5).get(site.url("/slow"))
    assert answer.truncated == "time" and len(answer.body) < 40


def test_a_body_shorter_than_announced_is_marked(site: Site) -> None:
    site.routes = {"/short": (200, {"Content-Length": "1000"}, b"only this")}
    answer = client(site).get(site.url("/short"))
    assert (answer.truncated, answer.body) == ("disconnect", b"only this")


def test_a_bomb_is_kept_packed_and_unpacked_to_a_limit(site: Site) -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    site.routes = {"/bomb": (200, {"Content-Encoding": "gzip"}, bomb)}
    answer = client(site).get(site.url("/bomb"))
    assert answer.body == bomb and len(decoded(answer, 1_000_000)) == 1_000_000


def test_no_cookie_is_kept_between_requests(site: Site) -> None:
    site.routes = {"/a": html(b"a", Set_Cookie="id=1")}
    own = client(site)
    for _ in range(2):
        own.get(site.url("/a"))
    assert all("cookie" not in asked.headers for asked in site.asked)
