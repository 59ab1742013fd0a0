"""A web site on this machine with many names, for the tests of fetching: it notes what it is asked."""

import contextlib
import gzip
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Asked:
    """A request that came."""

    at: float
    host: str
    path: str
    headers: dict[str, str]


@dataclass
class Site:
    """Routes by ``host/path`` or ``/path``: an answer, or a function of the number of times it was asked."""

    port: int = 0
    routes: dict[str, Answer | Callable[[int], Answer]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    drip: float = 0.0
    """Seconds between the bytes of a body."""

    def url(self, path: str, host: str = "herald.example") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self, *, robots: bool = False) -> list[str]:
        return [a.path for a in self.asked if robots or a.path != "/robots.txt"]

    def resolver(self, host: str, port: int) -> list[str]:
        """Every ``.example`` host is this machine; nothing else is resolved."""
        if not host.endswith(".example"):
            raise OSError(f"no such host: {host}")
        return ["127.0.0.1"]


WORDS = "tide lamp keeper harbour rope anchor gull storm cargo pilot buoy quay ferry net crane dock shoal beacon mast"


def page(title: str, day: str = "2024-05-03", outlet: str = "The Tidal Herald") -> bytes:
    """An article whose words depend on its title, so that two are no copies."""
    mixed = random.Random(title)
    lines = (" ".join(mixed.choices(WORDS.split(), k=14)) for _ in range(8))
    body = "".join(f"<p>{title} said that the {line}, and so it stayed until the evening.</p>" for line in lines)
    return (
        f'<html><head><title>{title}</title><meta property="og:site_name" content="{outlet}">'
        f'<meta property="article:published_time" content="{day}T08:00:00Z"></head>'
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    ).encode()


def html(body: bytes, **headers: str) -> Answer:
    return (
        200,
        {"Content-Type": "text/html; charset=utf-8", **{k.replace("_", "-"): v for k, v in headers.items()}},
        body,
    )


def feed(*links: str) -> bytes:
    items = "".join(
        f"<item><title>Item {n}</title><link>{link}</link><pubDate>Fri, 03 May 2024 09:00:00 GMT</pubDate></item>"
        for n, link in enumerate(links)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>The Tidal Herald</title>{items}</channel></rss>'.encode()


def xml(body: bytes, **headers: str) -> Answer:
    return 200, {"Content-Type": "application/xml", **{k.replace("_", "-"): v for k, v in headers.items()}}, body


@contextlib.contextmanager
def serving(site: Site) -> Iterator[Site]:
    """Serve a site until the block ends."""
    counts: dict[str, int] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = self.headers.get("Host", "").partition(":")[0]
            site.asked.append(Asked(time.monotonic(), host, self.path, {k.lower(): v for k, v in self.headers.items()}))
            route = site.routes.get(host + self.path) or site.routes.get(self.path) or (404, {}, b"no such page")
            name = host + self.path
            counts[name] = counts.get(name, 0) + 1
            status, headers, body = route(counts[name]) if callable(route) else route
            etag = headers.get("ETag")
            if status == 200 and etag and self.headers.get("If-None-Match") == etag:
                status, body = 304, b""
            self.send_response(status)
            for key, value in headers.items():
                self.send_header(key, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(body)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
            with contextlib.suppress(OSError):  # the client has had enough
                for start in range(0, len(body), 1 if site.drip else 65_536):
                    self.wfile.write(body[start : start + (1 if site.drip else 65_536)])
                    time.sleep(site.drip)

        def log_message(self, *arguments: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def zipped(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)
