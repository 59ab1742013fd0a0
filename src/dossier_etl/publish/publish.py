"""Publishing: the read model and the search index, brought up to the lake's current state."""

from dataclasses import dataclass

from dossier_etl.publish.build import Published, build
from dossier_etl.search import IndexUpdate, update_index
from dossier_etl.settings import Settings


@dataclass(frozen=True, slots=True)
class PublishSummary:
    """What publishing did."""

    read_model: Published
    index: IndexUpdate

    def line(self) -> str:
        """Return it in one line for people."""
        model, index = self.read_model, self.index
        if not (model.publications or model.rebuilt or index.documents or index.rebuilt):
            return f"published: nothing changed since snapshot {model.snapshot}"
        how = "built anew" if model.rebuilt else f"{model.publications:,} publications brought up to date"
        return f"published: read model {how}, search index {index.documents:,} publications, snapshot {model.snapshot}"


def publish(settings: Settings, *, rebuild: bool = False) -> PublishSummary:
    """Bring the read model and the search index up to the lake's current state; cheap where little changed.

    Args:
        rebuild: build both anew.
    Raises:
        WarehouseMissing: no lake.
        WarehouseLocked: another process is publishing.
    """
    return PublishSummary(build(settings, rebuild=rebuild), update_index(settings, rebuild=rebuild))
