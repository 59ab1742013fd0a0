"""One address from request to outcome: robots.txt, politeness, redirects, retries, the capture."""

import datetime as dt
import email.utils
import hashlib
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import httpcore2

from dossier_etl.fetch import state
from dossier_etl.fetch.addresses import Refused, checked, host_of, key, redirected
from dossier_etl.fetch.captures import CaptureWriter
from dossier_etl.fetch.client import Client, Headers, Limits, Response
from dossier_etl.fetch.hosts import Host
from dossier_etl.fetch.network import Resolver
from dossier_etl.fetch.state import Fetch

_HOPS = 6
_ATTEMPTS = 3
_LONGEST_WAIT = 60.0
"""Seconds a host may make us wait within a run (``Retry-After``); beyond them the address is due later."""
_TROUBLE = frozenset((429, 500, 502, 503, 504))
_GONE = frozenset((404, 410))
_FIRST_PAUSE = 2.0
"""Seconds before the second attempt; doubled for the third."""
_BACK_OFF = dt.timedelta(hours=1)
_LONGEST_BACK_OFF = dt.timedelta(days=7)
_ROBOTS_AGAIN = dt.timedelta(days=1)


class _Forbidden(Exception):
    """robots.txt does not allow the address."""


@dataclass
class Asker:
    """What all requests of a run share. Thread-safe."""

    contact: str
    delay: float
    limits: Limits
    allow: Collection[str]
    resolver: Resolver
    writer: CaptureWriter
    now: Callable[[], dt.datetime]
    sleep: Callable[[float], None]
    _hosts: dict[str, tuple[threading.Lock, Host]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _own: threading.local = field(default_factory=threading.local)

    def ask(
        self,
        url: str,
        source: str,
        *,
        before: Fetch | None,
        role_of: Callable[[Response], str] = lambda _: "",
        hints: Mapping[str, str] | None = None,
    ) -> tuple[list[Fetch], Response | None]:
        """Ask an address, and where it redirects to.

        Args:
            role_of: says whether an answer is a list (`captures.DISCOVERY`) or a page (empty).
            before: what is known of it from earlier runs; its ETag and date make the request conditional.
        Returns:
            The rows for it and, if it was redirected, for the page it led to; and the last answer, if it is a whole one.
        """
        made = self.now()

        def row(
            at: str,
            outcome: str,
            detail: str,
            answer: Response | None = None,
            capture: str = "",
            due: dt.datetime | None = None,
        ) -> Fetch:
            tries = (before.tries if before else 0) + 1 if outcome == state.FAILED else 0
            if outcome == state.FAILED and due is None:
                due = made + min(_BACK_OFF * 2 ** (tries - 1), _LONGEST_BACK_OFF)
            kept = before if answer is not None and answer.status == 304 else None
            return Fetch(
                key(at), at, source, role_of(answer) if answer else "", outcome, detail[:400], answer.status if answer else None,
                answer.header("etag") if answer and not kept else kept.etag if kept else "",
                answer.header("last-modified") if answer and not kept else kept.last_modified if kept else "",
                kept.digest if kept else digest_of(answer) if answer else "",
                capture, tries, made, due,
            )  # fmt: skip

        try:
            url = checked(url)
            answer, capture, last = self._follow(url, source, before, role_of, hints)
        except _Forbidden:
            return [row(url, state.ROBOTS, "robots.txt does not allow it", due=made + _ROBOTS_AGAIN)], None
        except Refused as refused:
            return [row(url, state.REFUSED, str(refused))], None
        except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            return [row(url, state.FAILED, f"{type(error).__name__}: {error}")], None
        outcome, detail, due = self._outcome(answer, before, made)
        rows = [row(url, outcome, detail, answer, capture, due)]
        if key(last) != key(url):
            rows.append(row(last, outcome, detail, answer, capture, due))
        whole = answer if outcome in state.HELD and answer.status != 304 else None
        return rows, whole

    def _follow(
        self,
        url: str,
        source: str,
        before: Fetch | None,
        role_of: Callable[[Response], str],
        hints: Mapping[str, str] | None,
    ) -> tuple[Response, str, str]:
        """Return the last answer, the capture it is in, and its address."""
        seen = {url}
        while True:
            answer = self._once(url, before if len(seen) == 1 else None)
            capture = self.writer.write(answer, self.now(), source=source, role=role_of(answer), hints=hints)
            location = answer.header("location")
            if answer.status not in (301, 302, 303, 307, 308) or not location:
                return answer, capture, url
            url = redirected(url, location)
            if url in seen:
                raise Refused(f"it redirects in a circle, to {url}")
            if len(seen) >= _HOPS:
                raise Refused(f"more than {_HOPS} redirects, the last to {url}")
            seen.add(url)

    def _once(self, url: str, before: Fetch | None) -> Response:
        """Return an answer, after as many attempts as it needs; politely."""
        client = self._client()
        lock, host = self._host(host_of(url))
        with lock:
            if not host.allows(url, client):
                raise _Forbidden
            for attempt in range(1, _ATTEMPTS + 1):
                host.wait()
                try:
                    answer = client.get(url, _conditions(before))
                except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.ConnectTimeout):
                    if attempt == _ATTEMPTS:
                        raise
                    wait = _FIRST_PAUSE * attempt
                else:
                    if answer.status not in _TROUBLE or attempt == _ATTEMPTS:
                        return answer
                    asked = _retry_after(answer, self.now())
                    wait = _FIRST_PAUSE * attempt if asked is None else asked
                    if wait > _LONGEST_WAIT:
                        return answer
                finally:
                    host.done()
                host.later(wait)
        raise AssertionError("unreachable")

    def _outcome(
        self, answer: Response, before: Fetch | None, made: dt.datetime
    ) -> tuple[str, str, dt.datetime | None]:
        held = before is not None and before.outcome in state.HELD
        if answer.status == 304:
            return state.UNCHANGED, "", None
        if answer.status in _GONE:
            return state.GONE, f"HTTP status {answer.status}", None
        if not 200 <= answer.status < 300:
            asked = _retry_after(answer, made)
            due = made + dt.timedelta(seconds=asked) if asked is not None else None
            return state.FAILED, f"HTTP status {answer.status}", due
        if answer.truncated:
            return state.FAILED, f"the answer was cut ({answer.truncated}) after {len(answer.body):,} bytes", None
        if held and before is not None:
            return (state.UNCHANGED if before.digest == digest_of(answer) else state.CHANGED), "", None
        return state.NEW, "", None

    def _client(self) -> Client:
        if not hasattr(self._own, "client"):
            self._own.client = Client(self.contact, self.limits, self.allow, self.resolver)
        client: Client = self._own.client
        return client

    def _host(self, name: str) -> tuple[threading.Lock, Host]:
        with self._lock:
            return self._hosts.setdefault(name, (threading.Lock(), Host(name, self.delay, self.sleep)))


def digest_of(answer: Response) -> str:
    """Return the SHA-256 of a body as it came."""
    return hashlib.sha256(answer.body).hexdigest()


def _conditions(before: Fetch | None) -> Headers:
    if before is None or before.outcome not in state.HELD:
        return ()
    found = ((b"If-None-Match", before.etag), (b"If-Modified-Since", before.last_modified))
    return tuple((name, value.encode("latin-1", "replace")) for name, value in found if value)


def _retry_after(answer: Response, now: dt.datetime) -> float | None:
    """Return the seconds an answer asks us to wait; None if it says nothing that can be read."""
    said = answer.header("retry-after").strip()
    if said.isdigit():
        return float(said[:9])
    try:
        at = email.utils.parsedate_to_datetime(said)
    except (ValueError, IndexError, TypeError):
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=dt.UTC)
    return max(0.0, (at - now).total_seconds())
