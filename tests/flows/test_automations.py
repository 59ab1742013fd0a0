"""Automations tried on the server: a run that fails calls a webhook with the reason."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import yaml
from served import Server, wait_for
from support import ROOT

DECLARED = yaml.safe_load((ROOT / "flows" / "automations.yaml").read_text("utf-8"))["automations"]


@pytest.fixture(autouse=True)
def no_automations_left(deployed: Server) -> Iterator[None]:
    """Delete what a test put on the shared server."""
    yield
    deployed.delete_automations()


@pytest.fixture
def webhook() -> Iterator[tuple[str, list[str]]]:
    """An address on this machine, and the texts posted to it."""
    texts: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            texts.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"])
            self.send_response(204)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            """Keep the test's output clean."""

    with HTTPServer(("127.0.0.1", 0), Listener) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}/hook", texts
        listening.shutdown()
        thread.join()


def test_a_run_over_the_quarantine_limit_calls_the_webhook_for_both_reasons(
    deployed: Server, webhook: tuple[str, list[str]], seeds: Path
) -> None:
    address, texts = webhook
    deployed.run(*deployed.make("automations", f"WEBHOOK={address}"))
    refused = str(seeds / "04-doubled-body.txt")
    settings = {"quarantine_limit": 0.1, "quarantine_limit_min_items": 1}
    deployed.create_run("inbox", sources=[refused], warehouse="refusing", settings=settings)
    # a server that was busy may call twice, so kinds of calls are counted
    wait_for("a call of either automation", lambda: {"ended as Failed" in text for text in texts} == {True, False})
    assert all("more than the limit of 10%" in text for text in texts)


def test_automations_are_replaced_not_doubled(deployed: Server) -> None:
    for _ in range(2):
        deployed.run(*deployed.make("automations", "WEBHOOK=http://127.0.0.1:9/"))
    names = [found["name"] for found in deployed.post("/automations/filter")]
    assert sorted(names) == sorted(declared["name"] for declared in DECLARED)
