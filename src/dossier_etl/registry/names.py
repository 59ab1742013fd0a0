"""Comparable keys of outlet names and hosts."""

import functools
import re
import unicodedata

_NOT_WORD = re.compile(r"[\W_]+")
_ASCII = {i: " " for i in range(128) if not chr(i).isalnum()}
_WWW = re.compile(r"^(?:www\d*|m|mobile|amp|edition)\.")


_REMEMBERED = 2048
"""Keys kept: a page asks for 170 keys, 44 different ones, and what it says of itself again and again."""


@functools.lru_cache(_REMEMBERED)
def name_key(name: str) -> str:
    """Return what two spellings of one name share: case, accents, punctuation and a leading "the" put aside.

    "The Forward" and "forward" → ``forward``; "Süddeutsche Zeitung" → ``suddeutsche zeitung``.
    """
    text = name.casefold()
    if text.isascii():
        key = " ".join(text.replace("&", " and ").translate(_ASCII).split())
    else:
        text = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in text if not unicodedata.combining(c))
        key = _NOT_WORD.sub(" ", text.replace("&", " and ")).strip()
    return key.removeprefix("the ") if len(key) > 4 else key


def words(text: str) -> frozenset[str]:
    """The words of a text block: how this project writes its word lists."""
    return frozenset(text.split())


def bare_host(host: str) -> str:
    """A host without port, trailing dot and the subdomains that only say how it is served (``www``, ``m``, ``amp``)."""
    host = host.strip().lower().rstrip(".").partition(":")[0]
    return _WWW.sub("", host, count=1) if host.count(".") > 1 else host


@functools.cache
def _public_suffixes() -> "PublicSuffixes":
    return PublicSuffixes()


class PublicSuffixes:
    """Mozilla's Public Suffix List as bundled with the ``publicsuffixlist`` package (ICANN part only)."""

    def __init__(self) -> None:
        from publicsuffixlist import PublicSuffixList

        self._list = PublicSuffixList(only_icann=True)

    def site(self, host: str, known: bool) -> str | None:
        found = self._list.privatesuffix(host, accept_unknown=not known)
        return found if isinstance(found, str) else None


def site_of(host: str, *, known_suffix: bool = False) -> str | None:
    """The registrable domain of a host (``news.bbc.co.uk`` → ``bbc.co.uk``); None for IP addresses and bare suffixes.

    With ``known_suffix`` also None where the suffix is no public one ("reserved.Cookie" in running text).
    """
    host = bare_host(host)
    if not host or "." not in host or host.replace(".", "").isdigit():
        return None
    return _public_suffixes().site(host, known_suffix)
