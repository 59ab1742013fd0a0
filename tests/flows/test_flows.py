"""The flows on a real Prefect server: runs, artifacts, failure, deployments."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from prefect.blocks.system import Secret
from prefect.client.orchestration import get_client
from prefect.exceptions import ParameterTypeError
from prefect.settings import PREFECT_API_URL, PREFECT_HOME, temporary_settings
from prefect.utilities.callables import parameter_schema
from served import Server
from site_double import Site, feed, html, page, serving, xml
from support import ROOT, files, query

from dossier_etl.errors import QuarantineLimitExceeded, UsageError
from dossier_etl.publish.read_model import open_published
from dossier_etl.settings import Settings
from flows.audit import audit_flow
from flows.fetch import fetch_flow
from flows.ingest import ingest_flow
from flows.maintain import maintain_flow
from flows.parameters import credentials
from flows.publish import publish_flow
from flows.reprocess import reprocess_flow


@pytest.fixture(scope="module", autouse=True)
def server(served: Server) -> Iterator[None]:
    """Let the flows that run in this process report to the shared server."""
    with temporary_settings({PREFECT_API_URL: served.api, PREFECT_HOME: served.folder / "home"}):
        yield


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(warehouse=tmp_path_factory.mktemp("flows") / "warehouse")
    seeds = Path(__file__).parents[2] / "seeds"
    ingest_flow(files(seeds)[:3], warehouse=str(settings.warehouse), settings={"entities": False, "shard_records": 2})
    return settings


def artifacts() -> dict[str, str]:
    async def read() -> dict[str, str]:
        async with get_client() as client:
            return {a.key: str(a.data) for a in await client.read_artifacts() if a.key}

    return asyncio.run(read())


def test_the_flow_fills_the_lake_and_leaves_its_summary(filled: Settings) -> None:
    assert query(filled, "SELECT count(*) FROM articles") == [(1,)]
    left = artifacts()
    assert "01-harbour.html" in left["dossier-ingest"]
    assert "dossier-validations" in left and "dossier-progress" in left


def test_a_run_over_the_limit_fails_the_flow_before_loading(filled: Settings, seeds: Path, tmp_path: Path) -> None:
    with pytest.raises(QuarantineLimitExceeded):
        ingest_flow(
            [str(seeds / "04-doubled-body.txt")],
            warehouse=str(tmp_path / "w"),
            settings={"entities": False, "quarantine_limit": 0.1, "quarantine_limit_min_items": 1},
        )
    assert query(Settings(warehouse=tmp_path / "w"), "SELECT count(*) FROM lake.documents") == [(0,)]


def test_reprocess_audit_and_maintain_run_over_the_same_lake(filled: Settings) -> None:
    before = query(filled, "SELECT article_id, body FROM lake.publications ORDER BY 1")
    reprocess_flow(warehouse=str(filled.warehouse), settings={"entities": False})
    assert query(filled, "SELECT article_id, body FROM lake.publications ORDER BY 1") == before
    assert audit_flow(warehouse=str(filled.warehouse))["expectations"] > 30
    assert len(maintain_flow(warehouse=str(filled.warehouse), keep_days=0, orphan_hours=0)) == 4


def test_a_run_publishes_at_its_end_and_the_publish_flow_finds_nothing_to_do(filled: Settings) -> None:
    reprocess_flow(warehouse=str(filled.warehouse), settings={"entities": False, "publish": True})
    con = open_published(filled)
    assert con.execute("SELECT count(*) FROM article WHERE role = 'first'").fetchall() == [(1,)]
    assert publish_flow(warehouse=str(filled.warehouse))["publications"] == 0


def test_the_fetch_flow_asks_its_sources_and_ingests_what_they_hold(
    server: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site()
    with serving(site):
        site.routes = {"/feed.xml": xml(feed(site.url("/a", "127.0.0.1"))), "/a": html(page("Lamp A"))}
        monkeypatch.setenv("DOSSIER_FETCH_ALLOW", "127.0.0.1")
        monkeypatch.setenv("DOSSIER_FETCH_DELAY", "0")
        source = site.url("/feed.xml", "127.0.0.1")
        outcomes = fetch_flow([source], str(tmp_path / "w"), {"entities": False, "workers": 1})
    assert outcomes == {"new": 1}
    assert query(Settings(warehouse=tmp_path / "w"), "SELECT title FROM articles") == [("Lamp A",)]


def test_without_declared_sources_the_fetch_flow_asks_nothing(server: None, tmp_path: Path) -> None:
    assert fetch_flow(warehouse=str(tmp_path / "w")) == {}


def test_a_secret_block_lends_its_variables_to_the_run_only(server: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PGPASSWORD", raising=False)
    Secret(value={"PGPASSWORD": "hunter2"}).save("dossier-credentials")
    with credentials("dossier-credentials"):
        assert os.environ["PGPASSWORD"] == "hunter2"
    assert "PGPASSWORD" not in os.environ


def test_a_secret_block_cannot_set_other_variables(server: None) -> None:
    Secret(value={"LD_PRELOAD": "anything"}).save("dossier-other")
    with pytest.raises(UsageError, match="does not hold variables for the catalog"), credentials("dossier-other"):
        pass


def test_parameters_are_described_and_validated() -> None:
    schema = parameter_schema(ingest_flow).model_dump()
    assert all(schema["properties"][name]["description"] for name in schema["properties"])
    options = schema["definitions"]["RunSettings"]["properties"]
    assert options["workers"]["description"] == "Worker processes." and options["workers"]["anyOf"][0]["minimum"] == 1
    for wrong in (
        {"sources": []},
        {"sources": ["a"], "settings": {"workers": 0}},
        {"sources": ["a"], "settings": {"x": 1}},
    ):
        with pytest.raises(ParameterTypeError):
            ingest_flow.validate_parameters(wrong)


def test_every_deployment_names_a_flow_that_exists_with_parameters_it_takes() -> None:
    deployments = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))["deployments"]
    known = {
        "flows/ingest.py:ingest_flow": ingest_flow,
        "flows/fetch.py:fetch_flow": fetch_flow,
        "flows/maintain.py:maintain_flow": maintain_flow,
        "flows/audit.py:audit_flow": audit_flow,
        "flows/reprocess.py:reprocess_flow": reprocess_flow,
        "flows/publish.py:publish_flow": publish_flow,
    }
    for deployment in deployments:
        chosen = known[deployment["entrypoint"]]
        chosen.validate_parameters(deployment.get("parameters", {}))
        assert deployment["tags"] == ["dossier"]  # what the automations match
        assert deployment["work_pool"]["name"] == "dossier"
    assert {d["name"] for d in deployments if d.get("schedules")} >= {"inbox", "maintain"}
