"""Addresses: which may be asked, and when two of them lead to the same page. An address is requested as it was given."""

from urllib.parse import parse_qsl, quote, unquote, urldefrag, urlencode, urljoin, urlsplit

from dossier_etl.errors import DossierError

_TRACKERS = """
    fbclid gclid dclid gbraid wbraid msclkid yclid twclid igshid mc_cid mc_eid mkt_tok _hsenc _hsmi vero_id oly_anon_id oly_enc_id
    wickedid cmpid ncid icid ref_src ref_url s_kwcid _ga _gl spm ocid smid at_medium at_campaign xtor
"""
_TRACKING = frozenset(_TRACKERS.split())
_TRACKING_PREFIXES = ("utm_", "pk_", "piwik_", "mtm_", "at_custom")
_PORTS = {"http": 80, "https": 443}
LONGEST = 4_000


class Refused(DossierError):
    """An address that must not be requested; the message names the rule."""


def checked(address: str) -> str:
    """Return an address as it is requested: without fragment, characters outside ASCII escaped.

    Raises:
        Refused: not http or https, without host, with user and password, with a port that is none, or too long.
    """
    address = urldefrag(address.strip())[0]
    try:
        parts = urlsplit(address)
        port = parts.port
        host = (
            (parts.hostname or "").encode("idna").decode() if not (parts.hostname or "").isascii() else parts.hostname
        )
    except ValueError as error:
        raise Refused(f"no valid address: {error}") from error
    if parts.scheme.lower() not in _PORTS:
        raise Refused(f"scheme {parts.scheme[:20]!r}: only http and https are asked")
    if not host or len(address) > LONGEST or any(c.isspace() or c < " " for c in address):
        raise Refused("no valid address: no host, blanks in it, or too long")
    if parts.username is not None or parts.password is not None:
        raise Refused("user and password in the address")
    shown = f"[{host}]" if ":" in host else host
    netloc = shown if port is None else f"{shown}:{port}"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=-._~")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=-._~?[]{}|")
    return f"{parts.scheme.lower()}://{netloc}{path}" + (f"?{query}" if query else "")


def redirected(address: str, location: str) -> str:
    """Return the address that a redirect leads to. Raises Refused as `checked`."""
    try:
        return checked(urljoin(address, location))
    except ValueError as error:
        raise Refused(f"no valid address: {error}") from error


def key(address: str) -> str:
    """Return the same text for addresses of the same page: scheme, ``www.``, case of the host, default port, order of parameters,
    parameters of tracking services and a slash at the end do not count."""
    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    port = f":{parts.port}" if parts.port and parts.port != _PORTS.get(parts.scheme) else ""
    kept = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in _TRACKING and not name.lower().startswith(_TRACKING_PREFIXES)
    )
    path = quote(unquote(parts.path), safe="/").rstrip("/") or "/"
    return f"{host}{port}{path}" + (f"?{urlencode(kept)}" if kept else "")


def host_of(address: str) -> str:
    """Return host and port: what politeness and robots.txt are about."""
    return urlsplit(address).netloc
