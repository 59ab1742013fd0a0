"""A caller of the reading room, as a browser on this machine sends requests."""

import html
import re
from pathlib import Path

from starlette.testclient import TestClient

from dossier_etl.serve.app import create_app
from dossier_etl.settings import Settings

ADDRESS = "http://127.0.0.1:8765"


def client_of(settings: Settings, **options: object) -> TestClient:
    """Return a client of the room over a warehouse."""
    return TestClient(create_app(settings, who="ada", **options), base_url=ADDRESS)  # type: ignore[arg-type]


def text_of(page: str) -> str:
    """Return the text of a page, without its elements."""
    return html.unescape(re.sub(r"<[^>]*>", "", page))


def counts_on(page: str) -> set[tuple[str, int]]:
    """Return the counts that link to a list, with the list's address."""
    return {(html.unescape(href), int(n)) for href, n in re.findall(r'href="([^"]*)"[^>]*? data-count="(\d+)"', page)}


def total_of(page: str) -> int:
    """Return how long a page says its list is."""
    found = re.search(r'data-total="(\d+)"', page)
    assert found, text_of(page)[:500]
    return int(found[1])


def write(folder: Path, **texts: str | bytes) -> list[str]:
    """Write files, and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, text in texts.items():
        path = folder / name.replace("_", ".")
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        paths.append(str(path))
    return paths


def csrf_of(page: str) -> str:
    """Return the token of a page's forms."""
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found, text_of(page)[:500]
    return found[1]
