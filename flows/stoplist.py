"""The stop-list flow: freeze what recurs in the lake's texts as a new version, and work out the stories again with it."""

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from dossier_etl.pipeline.freeze_stoplist import freeze_stoplist
from dossier_etl.settings import Settings, load_settings
from flows.shell import exit_with, tell


@task(name="freeze stop-list", cache_policy=NO_CACHE)
def freeze(settings: Settings) -> dict[str, int]:
    """One transaction under the loader's lock."""
    made = freeze_stoplist(settings, tell)
    return {"version": made.version, "shingles": made.shingles, "texts": made.texts}


@flow(name="stoplist")
def stoplist_flow(warehouse: str | None = None) -> dict[str, int]:
    """Freeze a new stop-list version. Worth running when the lake has grown by months, not by days."""
    made = freeze(load_settings({"warehouse": warehouse}))
    tell(f"stop-list version {made['version']}: {made['shingles']} word groups from {made['texts']} texts")
    return made


if __name__ == "__main__":
    exit_with(stoplist_flow)
