"""The stop-list flow: freeze what recurs in the lake's texts as a new version, and work out the stories again with it."""

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from dossier_etl.pipeline.freeze_stoplist import freeze_stoplist
from dossier_etl.settings import Settings
from flows.parameters import credentials, settings_for
from flows.shell import exit_with, tell


@task(name="freeze stop-list", cache_policy=NO_CACHE)
def freeze(settings: Settings) -> dict[str, int]:
    """Freeze a version in one transaction under the loader's lock."""
    made = freeze_stoplist(settings, tell)
    return {"version": made.version, "shingles": made.shingles, "texts": made.texts}


@flow(name="stoplist")
def stoplist_flow(warehouse: str | None = None, credentials_block: str | None = None) -> dict[str, int]:
    """Freeze a new stop-list version. Worth running when the lake has grown by months, not by days.

    Args:
        warehouse: Folder of the lake; default as configured.
        credentials_block: Name of a Secret block with variables for the catalog and the object store (PGPASSWORD, AWS_…).
    """
    with credentials(credentials_block):
        made = freeze(settings_for(warehouse, None))
        tell(f"stop-list version {made['version']}: {made['shingles']} word groups from {made['texts']} texts")
        return made


if __name__ == "__main__":
    exit_with(stoplist_flow)
