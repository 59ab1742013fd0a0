"""Connections that reach nothing inside the network, and end when their time is up.

The address that a name resolves to is judged, and the connection goes to that very address: a name that resolves otherwise a moment
later (rebinding) reaches nothing. Every redirect opens its own connection, so each is judged.
"""

import ipaddress
import socket
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

import httpcore2

from dossier_etl.fetch.addresses import Refused

Resolver = Callable[[str, int], Sequence[str]]
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_WEB_PORTS = (80, 443)


def is_public(address: str) -> bool:
    """Return True for an address of the open internet; addresses that carry another one are judged by it."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            ip = ip.ipv4_mapped
        elif ip.sixtofour:
            ip = ip.sixtofour
        elif ip in _NAT64:
            ip = ipaddress.ip_address(int(ip) & 0xFFFF_FFFF)
    return ip.is_global and not ip.is_multicast


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host, as the system resolves it; also of numbers in unusual notation (``0x7f.1``)."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


class GuardedBackend(httpcore2.NetworkBackend):
    """Opens connections for one thread. ``deadline`` (monotonic seconds) bounds everything until it is set again."""

    def __init__(self, allow: Collection[str] = (), resolver: Resolver = resolve) -> None:
        self.allow = frozenset(allow)
        """Hosts that may lead inside the network, and be asked on any port."""
        self.deadline = 0.0
        self.peer = ""
        """Address of the last connection."""
        self._resolver = resolver
        self._plain = httpcore2.SyncBackend()

    def left(self, timeout: float | None) -> float:
        """Return the seconds an operation may take. Raises httpcore2.ReadTimeout when the time is up."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the request took too long")
        return min(left, timeout) if timeout else left

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to a host. Raises Refused if it, or one of its addresses, must not be asked."""
        try:
            addresses = self._resolver(host, port)
        except OSError as error:
            raise httpcore2.ConnectError(f"{host} cannot be resolved: {error}") from error
        if host not in self.allow:
            if inside := [a for a in addresses if not is_public(a)]:
                raise Refused(f"{host} is at {inside[0]}, inside the network")
            if port not in _WEB_PORTS:
                raise Refused(f"port {port} of {host}: only 80 and 443 are asked")
        self.peer = addresses[0]
        stream = self._plain.connect_tcp(self.peer, port, self.left(timeout), local_address, socket_options)
        return _BoundedStream(stream, self)

    def sleep(self, seconds: float) -> None:
        """Wait; the library does so between its own retries, which are off."""
        time.sleep(seconds)


class _BoundedStream(httpcore2.NetworkStream):
    """A stream whose every operation ends by the backend's deadline: slow drips have no time of their own."""

    def __init__(self, inner: httpcore2.NetworkStream, backend: GuardedBackend) -> None:
        self._inner, self._backend = inner, backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._backend.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._backend.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _BoundedStream(
            self._inner.start_tls(ssl_context, server_hostname, self._backend.left(timeout)), self._backend
        )

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
