"""One item of the accounting: an article decided in every field, or the account of why a document gave none."""

from dataclasses import dataclass, field

from dossier_etl.model.edtf import Edtf
from dossier_etl.model.evidence import Decision
from dossier_etl.model.ids import content_id
from dossier_etl.model.mentions import DateMention, Mention
from dossier_etl.model.records import Record

LOADED, QUARANTINED = "loaded", "quarantined"


def item_id_of(document_id: str, position: int) -> str:
    """Identity of an item: the document's content and the article's place on its page."""
    return content_id("article", document_id, str(position))


@dataclass(frozen=True, slots=True)
class Item:
    """What becomes a row of ``publications`` or of ``quarantine``."""

    record: Record
    position: int
    stage: str
    reasons: tuple[str, ...]
    title: str | None = None
    body: str = ""
    language: str = "und"
    authors: tuple[str, ...] = ()
    published: Edtf | None = None
    published_basis: str = ""
    published_confidence: float = 0.0
    outlet_id: str | None = None
    outlet: str | None = None
    outlet_basis: str = ""
    outlet_confidence: float = 0.0
    origin_outlet: str | None = None
    posted_by: str | None = None
    url: str | None = None
    detail: str = ""
    suggestion: dict[str, str] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    mentions: tuple[Mention, ...] = ()
    date_mentions: tuple[DateMention, ...] = ()
    rejected: bool = False

    @property
    def item_id(self) -> str:
        return item_id_of(self.record.document_id, self.position)

    @property
    def outcome(self) -> str:
        return QUARANTINED if self.reasons else LOADED
