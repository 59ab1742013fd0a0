"""The reading room in a real browser: Debian's Chromium, driven by Playwright; skipped where one of them is missing."""

import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import uvicorn
from support import query

from dossier_etl.pipeline.ingest import ingest
from dossier_etl.serve.app import create_app
from dossier_etl.settings import Settings

CHROMIUM = Path("/usr/bin/chromium")
pytest.importorskip("playwright", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium here: `make test-browser` installs it")

from axe_playwright_python.sync_playwright import Axe  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

_HOSTILE = "</div><script>document.title='owned'</script><img src=https://evil.example/x onerror=alert(1)>\u202egnp"
_TEXT = "The harbour board met on Monday and said that the quay will be rebuilt before the winter storms arrive. " * 3


@pytest.fixture(scope="module")
def lake(seeds_lake: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The seeds' lake, a copy to decide in, with a hostile document."""
    folder = tmp_path_factory.mktemp("browser")
    shutil.copytree(seeds_lake.warehouse, folder / "warehouse")
    (folder / "hostile.txt").write_text(
        f"Daily {_HOSTILE}\n\n3 March 2024\n\n{_TEXT}\n\n{_HOSTILE}\n\n{_TEXT}", "utf-8"
    )
    settings = replace(seeds_lake, warehouse=folder / "warehouse")
    ingest(settings, [str(folder / "hostile.txt")])
    return settings


@pytest.fixture(scope="module")
def address(lake: Settings) -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(lake, who="ada"), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield started
        started.close()


class Visit:
    """A page of the browser that notes every request that leaves this machine and every message of a script."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.outside: list[str] = []
        self.said: list[str] = []
        page.on("request", lambda request: self._note(request.url))
        page.on("console", lambda message: self.said.append(message.text))
        page.on("dialog", lambda dialog: self.said.append(dialog.message))

    def _note(self, url: str) -> None:
        if not url.startswith(self.address + "/"):
            self.outside.append(url)

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """A visit; at its end nothing has left this machine, and no script has said anything."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    made = Visit(context.new_page(), address)
    yield made
    context.close()
    assert made.outside == []
    assert made.said == []


def pages_of(lake: Settings) -> list[str]:
    [(article_id, entity_id, story_id, item_id, run_id)] = query(
        lake,
        """SELECT (SELECT min(article_id) FROM lake.mentions), (SELECT min(entity_id) FROM lake.mentions),
                  (SELECT min(story_id) FROM lake.story_members WHERE role = 'copy'),
                  (SELECT min(item_id) FROM lake.quarantine WHERE status = 'open'), (SELECT min(run_id) FROM lake.runs)""",
    )
    return [
        *(
            "/",
            "/search?q=harbour",
            "/quarantine",
            "/outlet?name=The+Halvern+Gazette",
            "/sql?q=FROM+stories",
            "/apply",
            "/watch",
        ),
        *(f"/articles/{article_id}", f"/articles/{article_id}/captured", f"/articles/{item_id}"),
        *(f"/entities/{entity_id}", f"/stories/{story_id}", f"/runs/{run_id}"),
    ]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 400)])
def test_axe_finds_nothing_and_nothing_sticks_out(visit: Visit, lake: Settings, scheme: str, width: int) -> None:
    visit.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    visit.page.set_viewport_size({"width": width, "height": 900})
    for path in pages_of(lake):
        page = visit.go(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        found = Axe().run(page).response["violations"]
        assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == [], path


def test_evidence_lights_up_on_its_characters(visit: Visit, lake: Settings) -> None:
    rows = query(
        lake,
        """SELECT article_id, start, "end", snippet FROM lake.evidence JOIN lake.publications USING (article_id)
           WHERE source = 'document' AND chosen AND start IS NOT NULL ORDER BY article_id, start LIMIT 6""",
    )
    assert rows
    for article_id, start, end, snippet in rows:
        page = visit.go(f"/articles/{article_id}")
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        page.locator(f'a[href$="#c{start}-{end}"]').first.focus()
        page.keyboard.press("Enter")
        lit = page.locator(".lit")
        lit.first.wait_for()
        assert "".join(lit.all_text_contents()) == snippet
        text = page.locator(".body").text_content() or ""
        assert text[start:end] == snippet
        plain = page.locator(".body").evaluate("e => getComputedStyle(e).backgroundColor")
        assert lit.first.evaluate("e => getComputedStyle(e).backgroundColor") != plain


def test_a_hostile_document_runs_nothing_and_changes_nothing(visit: Visit, lake: Settings) -> None:
    [(item_id, text)] = query(
        lake,
        """SELECT q.item_id, q.text FROM lake.quarantine q JOIN lake.documents USING (document_id)
           WHERE source_uri LIKE '%hostile.txt' UNION ALL
           SELECT p.article_id, p.body FROM lake.publications p JOIN lake.documents USING (document_id)
           WHERE source_uri LIKE '%hostile.txt'""",
    )
    for path in (f"/articles/{item_id}", f"/articles/{item_id}/captured", "/quarantine", "/search", "/"):
        page = visit.go(path)
        assert page.title().endswith("– dossier")
        assert page.locator("img").count() == 0 and page.locator("script").count() == 1
    assert visit.go(f"/articles/{item_id}").locator(".body").text_content() == text


def test_the_keyboard_goes_through_the_queue(visit: Visit) -> None:
    page = visit.go("/quarantine")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.locator(".hit.here").count() == 1
    assert page.evaluate("document.activeElement.closest('.hit') === document.querySelector('.hit')")


def test_a_decision_made_in_the_page_survives_another_ingest(visit: Visit, lake: Settings, seeds: Path) -> None:
    [(item_id,)] = query(
        lake,
        "SELECT item_id FROM lake.quarantine JOIN lake.documents USING (document_id) WHERE source_uri LIKE '%04-doubled%'",
    )
    page = visit.go(f"/articles/{item_id}")
    page.get_by_label("published").fill("2014-06-17")
    page.get_by_label("outlet", exact=True).fill("The River Review")
    page.get_by_role("button", name="Set").click()
    page.get_by_text("set outlet = The River Review").wait_for()
    visit.go("/apply").get_by_role("button", name="Apply").click()
    page.get_by_role("heading", name="Applied").wait_for(timeout=60_000)
    ingest(lake, [str(seeds / "04-doubled-body.txt")])
    page = visit.go(f"/articles/{item_id}")
    assert "curated" in (page.locator(".meta").first.text_content() or "")
    assert page.get_by_text("set by ada").count() >= 1
