"""Politeness: robots.txt of a host, and the pause between two requests to it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import httpcore2
from protego import Protego

from dossier_etl.fetch.addresses import Refused, host_of, redirected
from dossier_etl.fetch.client import Client
from dossier_etl.fetch.decoding import decoded

ROBOT = "dossier-etl"
_MOST_OF_ROBOTS = 512_000
"""Bytes of robots.txt that are read (RFC 9309 asks for 500 KiB)."""
LONGEST_DELAY = 60.0
"""A crawl delay beyond it is taken as this one."""
_HOPS = 5


@dataclass
class Host:
    """What is known of a host during a run; used by one thread at a time."""

    name: str
    delay: float
    """Seconds between the end of a request and the next."""
    sleep: Callable[[float], None] = time.sleep
    _next: float = 0.0
    _robots: Protego | None = field(default=None)
    _asked: bool = False
    _closed: bool = False
    """robots.txt could not be read because the host is in trouble: nothing may be asked (RFC 9309, 2.3.1.4)."""

    def wait(self) -> None:
        """Wait until the next request is polite."""
        if (pause := self._next - time.monotonic()) > 0:
            self.sleep(pause)

    def done(self) -> None:
        """Note the end of a request."""
        self._next = time.monotonic() + self.delay

    def later(self, seconds: float) -> None:
        """Ask nothing for so many seconds."""
        self._next = max(self._next, time.monotonic() + seconds)

    def allows(self, url: str, client: Client) -> bool:
        """Return True if robots.txt lets us ask an address; it is read once a run."""
        if not self._asked:
            self._read(url, client)
        return not self._closed and (self._robots is None or self._robots.can_fetch(url, ROBOT))

    def _read(self, url: str, client: Client) -> None:
        address = f"{url.partition('://')[0]}://{host_of(url)}/robots.txt"
        self._asked = True
        for _ in range(_HOPS):
            self.wait()
            try:
                answer = client.get(address)
            except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError):
                self._closed = True
                return
            finally:
                self.done()
            if 300 <= answer.status < 400 and (location := answer.header("location")):
                address = redirected(address, location)
                continue
            if answer.status == 200:
                text = decoded(answer, _MOST_OF_ROBOTS)[:_MOST_OF_ROBOTS].decode("utf-8-sig", "replace")
                self._robots = Protego.parse(text)
                if delay := self._robots.crawl_delay(ROBOT):
                    self.delay = max(self.delay, min(float(delay), LONGEST_DELAY))
            self._closed = answer.status >= 500 or answer.status == 429
            return
        raise Refused(f"robots.txt of {self.name}: too many redirects")
