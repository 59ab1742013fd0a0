"""One request: bounded in time and bytes, without cookies, with the headers as they were sent and received."""

import time
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpcore2

from dossier_etl.fetch.addresses import host_of
from dossier_etl.fetch.network import GuardedBackend, Resolver, resolve

_AGENT = "dossier-etl"
Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a request may cost."""

    seconds: float = 60.0
    """From the first byte to the last."""
    max_bytes: int = 25_000_000
    """Of a body as it comes over the wire."""


@dataclass(frozen=True, slots=True)
class Response:
    """An answer, as it came."""

    url: str
    status: int
    reason: bytes
    headers: Headers
    body: bytes
    """Still coded (gzip …), so that it is what was sent."""
    truncated: str
    """``length``, ``time`` or ``disconnect`` if the body was cut; else empty."""
    peer: str
    """Address it came from."""
    sent: Headers

    def header(self, name: str) -> str:
        """Return the first header of that name; empty without."""
        wanted = name.lower().encode()
        return next((value.decode("latin-1") for k, value in self.headers if k.lower() == wanted), "")


class Client:
    """Asks one address at a time; each thread has its own."""

    def __init__(
        self, contact: str, limits: Limits = Limits(), allow: Collection[str] = (), resolver: Resolver = resolve
    ) -> None:
        self._backend = GuardedBackend(allow, resolver)
        self._limits = limits
        self._pool = httpcore2.ConnectionPool(network_backend=self._backend, max_keepalive_connections=0, retries=0)
        self._agent = f"{_AGENT} ({contact})" if contact else _AGENT

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()

    def get(self, url: str, conditions: Headers = ()) -> Response:
        """Ask an address once; redirects are the caller's affair.

        Args:
            conditions: headers such as ``If-None-Match``.
        Raises:
            Refused: the address must not be asked.
            httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError: no answer.
        """
        self._backend.deadline = time.monotonic() + self._limits.seconds
        sent: Headers = (
            (b"Host", host_of(url).encode()),
            (b"User-Agent", self._agent.encode()),
            (b"Accept", b"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"),
            (b"Accept-Encoding", b"gzip"),
            *conditions,
        )
        with self._pool.stream("GET", url, headers=list(sent)) as answer:
            body, truncated = self._body(answer)
            reason = answer.extensions.get("reason_phrase", b"")
            return Response(
                url, answer.status, reason, tuple(answer.headers), body, truncated, self._backend.peer, sent
            )

    def _body(self, answer: httpcore2.Response) -> tuple[bytes, str]:
        parts: list[bytes] = []
        size = 0
        try:
            for part in answer.iter_stream():
                parts.append(part)
                size += len(part)
                if size > self._limits.max_bytes:
                    return b"".join(parts)[: self._limits.max_bytes], "length"
        except httpcore2.TimeoutException:
            return b"".join(parts), "time"
        except (httpcore2.ProtocolError, httpcore2.NetworkError):
            return b"".join(parts), "disconnect"
        return b"".join(parts), ""


def request_target(url: str) -> str:
    """Return what stands in the request line."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
