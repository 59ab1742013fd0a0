"""One Prefect server for all tests of the flows."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from served import Server, server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of this folder on one of pytest-xdist's workers, so that one server serves them all."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.xdist_group("prefect"))


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that every test of the session shares; at the end its log must hold nothing that needs looking into."""
    with server(tmp_path_factory.mktemp("prefect")) as it:
        yield it
        complaints = it.complaints()
    assert complaints == []


@pytest.fixture(scope="session")
def deployed(served: Server) -> Iterator[Server]:
    """The server with the deployments of prefect.yaml and a worker; their own schedules are too rare for a test."""
    served.run(*served.make("deploy"))
    served.start("worker", *served.make("worker"), PREFECT_WORKER_QUERY_SECONDS="2")
    yield served
    served.stop("worker")
