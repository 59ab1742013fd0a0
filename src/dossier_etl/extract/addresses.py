"""Addresses that can be a page on the public web.

Nothing is resolved or fetched: the text of the address decides.
"""

import ipaddress
import socket
from urllib.parse import urlsplit

_LOCAL_SUFFIXES = (".localhost", ".localdomain", ".local", ".internal", ".intranet", ".lan", ".home.arpa")


def public_web(url: str) -> bool:
    """Return True for http or https on a host that is neither this machine nor its local network, by name or number."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return False
    if parts.scheme.lower() not in ("http", "https") or not host:
        return False
    if host == "localhost" or host.endswith(_LOCAL_SUFFIXES):
        return False
    address = _address(host)
    return address is None or address.is_global


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return the IP address a host is, in any of the ways to write it (``0x7f000001`` and ``2130706433`` are 127.0.0.1)."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    if not all(part[:1].isdigit() for part in host.split(".")):
        return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, UnicodeError, ValueError):
        return None
