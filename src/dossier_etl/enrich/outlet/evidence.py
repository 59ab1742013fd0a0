"""What was seen of one outlet on one page."""

from dataclasses import dataclass, field

from dossier_etl.enrich.outlet.proposals import Proposal
from dossier_etl.registry import Outlet


@dataclass(slots=True)
class OutletEvidence:
    """What was seen of one outlet on one page."""

    name: str
    outlet_id: str
    outlet: Outlet | None
    whole: int = 0
    whole_top: int = 0
    first_line: int = 1_000_000
    copyright: int = 0
    holder: int = 0
    before: int = 0
    after: int = 0
    leads: int = 0
    furniture: int = 0
    told: int = 0
    credit: int = 0
    host: int = 0
    mail: int = 0
    host_in_prose: int = 0
    host_in_list: int = 0
    """Addresses that stand alone in their lines, one beneath the other: a house's other sites."""
    ends: int = 0
    """Lines of furniture that end with the name."""
    bottom: int = 0
    """Sightings among the page's last lines."""
    postal: int = 0
    """Lines that begin with it and hold a postal address."""
    prose: int = 0
    """Mentions in running text."""
    staff: int = 0
    """Mentions in running text as somebody's employer."""
    handle: bool = False
    """A handle spelt like the name stands on the page."""
    at_home: bool = False
    abroad: bool = False
    """Whether the text's language is spoken where the outlet is; neither when unknown, or English."""
    in_list: int = 0
    byline: int = 0
    is_host: bool = False
    """Known by its address alone."""
    heads: bool = False
    """An unregistered © holder whose name also stands alone among the page's first lines: its own masthead."""
    in_headline: bool = False
    """The article's headline holds the name: it may be the topic."""
    proposal: Proposal | None = None
    """How the page's own lines propose it, if they do."""
    best: tuple[int, int, int] = (-1, 0, 0)
    """Weight, start and end of the most telling place."""
    surfaces: dict[str, int] = field(default_factory=dict)

    def seen(self, surface: str, start: int, end: int, weight: int) -> None:
        self.surfaces[surface] = self.surfaces.get(surface, 0) + 1
        if weight > self.best[0]:
            self.best = (weight, start, end)
