"""Listening: the socket, who may reach it, and the server around the application."""

import ipaddress
import socket

import uvicorn

from dossier_etl.serve.app import create_app
from dossier_etl.serve.security import LOOPBACK, new_token
from dossier_etl.settings import Settings


def is_loopback(host: str) -> bool:
    """Return True if an address can only be reached from this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def bind(host: str, port: int, *, no_token: bool) -> tuple[socket.socket, str, str]:
    """Return a bound socket, the address to open, and the token to ask for (empty on loopback, or if none is wanted).

    Raises:
        OSError: the port is taken, or the address is none of this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host.strip("[]"), port))
        listener.listen()  # whoever opens the address at once waits for the application instead of being turned away
    except OSError:
        listener.close()
        raise
    token = "" if no_token or is_loopback(host) else new_token()
    shown = f"[{host.strip('[]')}]" if ":" in host else host
    url = f"http://{shown}:{listener.getsockname()[1]}/" + (f"?token={token}" if token else "")
    return listener, url, token


def run(settings: Settings, listener: socket.socket, *, host: str, token: str) -> None:
    """Serve until interrupted."""
    hosts = frozenset((*LOOPBACK, host.lower(), socket.gethostname().lower()))
    app = create_app(settings, hosts=hosts, addresses=not is_loopback(host), token=token)
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, proxy_headers=False)
    uvicorn.Server(config).run(sockets=[listener])
