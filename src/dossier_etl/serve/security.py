"""Who may ask, and what a browser may do with the answers."""

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request, cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
MAX_FORM_BYTES = 64_000
_COOKIE = "dossier_token"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    # Not no-referrer: under it browsers send "Origin: null" with forms, which could not be told from a foreign page's.
    # No other site gets a referrer under either.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """Middleware: refuses foreign hosts, foreign origins and callers without the token; sets the security headers."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str], addresses: bool = False, token: str = "") -> None:
        """Wrap an application.

        Args:
            hosts: values of ``Host`` that are answered, without port.
            addresses: answer to any IP address as well; a page of another site can only make its own *name* lead here.
            token: what callers must show; only its hash is kept. Empty: none is asked for.
        """
        self.app = app
        self._hosts = hosts
        self._addresses = addresses
        self._token_hash = _hash(token) if token else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        answer = self._refusal(scope) or self.app
        await answer(scope, receive, with_headers)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        if name.lower() not in self._hosts and not (self._addresses and _is_address(name)):
            return PlainTextResponse("This server is not addressed by that name.", 421)
        if scope["method"] not in ("GET", "HEAD") and headers.get("origin") not in (
            f"http://{host}",
            f"https://{host}",
        ):
            return PlainTextResponse("Only this server's own pages may send forms to it.", 403)
        # A page of another site may link here, but not load, embed or post anything.
        if headers.get("sec-fetch-site", "none") == "cross-site" and headers.get("sec-fetch-mode") != "navigate":
            return PlainTextResponse("Other sites may not load anything from this server.", 403)
        return self._token_refusal(scope, headers) if self._token_hash else None

    def _token_refusal(self, scope: Scope, headers: Headers) -> ASGIApp | None:
        if self._is_token(cookie_parser(headers.get("cookie", "")).get(_COOKIE, "")):
            return None
        query = parse_qsl(scope["query_string"].decode("latin-1"))
        for value in (v for k, v in query if k == "token"):
            if self._is_token(value):
                rest = urlencode([(k, v) for k, v in query if k != "token"])
                answer = RedirectResponse(scope["path"].replace("//", "/") + (f"?{rest}" if rest else ""), 303)
                answer.set_cookie(_COOKIE, value, httponly=True, samesite="strict")
                return answer
        return PlainTextResponse("Open the address with ?token=… that `dossier serve` printed.", 401)

    def _is_token(self, value: str) -> bool:
        return self._token_hash is not None and hmac.compare_digest(_hash(value), self._token_hash)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def new_token() -> str:
    """Return a secret that nobody guesses."""
    return secrets.token_urlsafe(32)


class FormRefused(Exception):
    """A form that is too long, or without this server's token."""


async def read_form(request: Request) -> Mapping[str, str]:
    """Return a form's fields; of several with one name the last.

    Raises:
        FormRefused: too long, or not from a page of this server (``csrf`` is missing or wrong).
    """
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_FORM_BYTES:
            raise FormRefused("the form is too long")
    fields = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=100))
    if not hmac.compare_digest(_hash(fields.pop("csrf", "")), _hash(request.app.state.csrf)):
        raise FormRefused("the form is not from a page of this server; load the page again")
    return fields
