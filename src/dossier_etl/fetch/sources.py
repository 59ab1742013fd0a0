"""What is fetched from: addresses named by the user, in ``[[fetch]]`` tables, a CSV, an OPML file, or on the command line."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from dossier_etl.errors import SourceError, UsageError
from dossier_etl.extract.xml_text import EntitiesRefusedError, decode_xml, parse_xml
from dossier_etl.fetch.addresses import Refused, checked

KINDS = ("auto", "feed", "sitemap", "list", "links", "page")
_NUMBERS = ("every", "limit")


@dataclass(frozen=True, slots=True)
class FetchSource:
    """A place that leads to pages."""

    url: str
    name: str = ""
    """For accounting; default the address."""
    kind: str = "auto"
    """``feed``, ``sitemap``, ``list`` (an address a line), ``links`` (of a page, those that fit ``include``), ``page`` (the page
    itself), or ``auto``: as it turns out to be, an HTML page being itself."""
    every: float = 0.0
    """Hours that pass before the source is asked again."""
    outlet: str = ""
    """Of all its pages, where you know it."""
    language: str = ""
    include: tuple[str, ...] = ()
    """Shell patterns; without any, all addresses count."""
    exclude: tuple[str, ...] = ()
    limit: int = 1_000
    """Pages asked for in one run; the rest come with later runs."""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "FetchSource":
        """Return the source of a ``[[fetch]]`` table or a CSV row.

        Raises:
            UsageError: an unknown key, no address, an unknown kind, or a number that is none.
        """
        known = {f.name for f in fields(cls)}
        if unknown := sorted(given.keys() - known):
            raise UsageError(
                f"a fetch source has no key {unknown[0]!r}", hint=f"its keys are {', '.join(sorted(known))}"
            )
        values: dict[str, Any] = {k: v for k, v in given.items() if v not in ("", None)}
        for name in ("include", "exclude"):
            value = values.get(name, ())
            values[name] = tuple(value.split()) if isinstance(value, str) else tuple(value)
        try:
            values |= {name: (int if name == "limit" else float)(values[name]) for name in _NUMBERS if name in values}
            source = cls(**values)
            checked(source.url)
        except (TypeError, ValueError, Refused) as error:
            raise UsageError(
                f"fetch source {given.get('name') or given.get('url')!r}: {error}",
                hint='it needs at least url = "https://…"',
            ) from error
        if source.kind not in KINDS:
            raise UsageError(f"fetch source {source.label!r}: kind {source.kind!r}", hint=f"one of {', '.join(KINDS)}")
        return source

    @property
    def label(self) -> str:
        """Name for accounting."""
        return self.name or self.url

    def wants(self, url: str) -> bool:
        """Return True if the patterns let an address through."""
        return (not self.include or any(fnmatchcase(url, p) for p in self.include)) and not any(
            fnmatchcase(url, p) for p in self.exclude
        )


def named_sources(arguments: Sequence[str], declared: Sequence[Mapping[str, Any]]) -> list[FetchSource]:
    """Return the sources of a call: addresses, names of declared ones, files; without arguments all declared ones.

    Raises:
        UsageError: nothing is named or declared, or a declaration is wrong.
        SourceError: a file cannot be read, or an argument is neither address, name nor file.
    """
    known = [FetchSource.of(given) for given in declared]
    if not arguments:
        if not known:
            raise UsageError("nothing to fetch", hint="name an address, or declare [[fetch]] sources in dossier.toml")
        return known
    found: list[FetchSource] = []
    for argument in arguments:
        named = [source for source in known if source.name == argument]
        if named:
            found += named
        elif argument.startswith(("http://", "https://")):
            found.append(FetchSource.of({"url": argument}))
        elif Path(argument).is_file():
            found += _of_file(Path(argument))
        else:
            raise SourceError(
                f"{argument!r} is no address, no declared source and no file",
                hint="addresses begin with http:// or https://",
            )
    return found


def _of_file(file: Path) -> list[FetchSource]:
    """Return the sources of an OPML file, a CSV with a column ``url``, or a list of addresses (each a page)."""
    data = file.read_bytes()
    text, _ = decode_xml(data)
    if text.lstrip()[:1] == "<":
        return _of_opml(file, text)
    lines = text.splitlines()
    if lines and "url" in [cell.strip().lower() for cell in lines[0].split(",")]:
        rows = csv.DictReader(lines)
        return [FetchSource.of({k.strip().lower(): (v or "").strip() for k, v in row.items() if k}) for row in rows]
    addresses = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return [FetchSource.of({"url": address, "name": str(file), "kind": "page"}) for address in addresses]


def _of_opml(file: Path, text: str) -> list[FetchSource]:
    try:
        root, _ = parse_xml(text)
    except EntitiesRefusedError as error:
        raise SourceError(f"{file} declares XML entities", hint="they are never expanded; take them out") from error
    outlines = [node for node in root.iter() if isinstance(node.tag, str)] if root is not None else []
    found = [
        FetchSource.of(
            {"url": str(node.get("xmlUrl")), "name": str(node.get("title") or node.get("text") or ""), "kind": "feed"}
        )
        for node in outlines
        if node.get("xmlUrl")
    ]
    if not found:
        raise SourceError(f"{file} names no feed", hint="an OPML file has <outline xmlUrl=…>")
    return found
