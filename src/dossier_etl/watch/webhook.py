"""Posting JSON to an address that a person gave, but to no address inside the network unless it is allowed."""

import http.client
import ipaddress
import json
import socket
import ssl
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

_SECONDS = 15.0
_PAUSES = (0.5, 2.0)
"""Seconds before the second and the third attempt."""
_PORTS = {"http": 80, "https": 443}


class DeliveryFailed(Exception):
    """The message was not accepted; the text names no part of the address but the host."""


def post(url: str, message: Mapping[str, Any], *, allow_private: bool) -> None:
    """Post a message as JSON; redirects are not followed.

    The connection goes to the very address that was checked, so that a name which resolves otherwise a moment later reaches nothing.

    Raises:
        DeliveryFailed: a private, loopback or link-local address that is not allowed, or no answer of 2xx after three attempts.
    """
    body = json.dumps(message, ensure_ascii=False).encode()
    for pause in (*_PAUSES, None):
        try:
            status = _once(url, body, allow_private=allow_private)
        except (OSError, http.client.HTTPException) as error:
            reason = f"{type(error).__name__}: {error}"
        else:
            if 200 <= status < 300:
                return
            reason = f"HTTP status {status}"
            if 400 <= status < 500 and status != http.client.TOO_MANY_REQUESTS:
                break
        if pause is not None:
            time.sleep(pause)
    raise DeliveryFailed(reason)


def _once(url: str, body: bytes, *, allow_private: bool) -> int:
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or _PORTS[parts.scheme]
    address = _allowed(host, port, allow_private=allow_private)
    connection = http.client.HTTPConnection(host, port, timeout=_SECONDS)
    connection.sock = socket.create_connection((address, port), timeout=_SECONDS)
    try:
        if parts.scheme == "https":
            connection.sock = ssl.create_default_context().wrap_socket(connection.sock, server_hostname=host)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body, {"Content-Type": "application/json", "User-Agent": "dossier-etl"})
        return connection.getresponse().status
    finally:
        connection.close()


def _allowed(host: str, port: int, *, allow_private: bool) -> str:
    """Return the address to connect to. All that the name resolves to must be allowed: else a mixed answer would get around it."""
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for address in found:
        if not allow_private and not ipaddress.ip_address(address.partition("%")[0]).is_global:
            raise DeliveryFailed(f"{host} is at {address}, inside the network; allow_private_webhooks = true allows it")
    return found[0]
