"""An outlet, and how it is identified."""

from dataclasses import dataclass

from dossier_etl.model.ids import content_id
from dossier_etl.registry.names import name_key


def outlet_id_for(domain: str | None, name: str) -> str:
    """The id of an outlet: from its main domain where it has one, else from its name's key."""
    return content_id("outlet", domain or f"name:{name_key(name)}")


@dataclass(frozen=True, slots=True)
class Outlet:
    """Somebody who publishes: a paper, a broadcaster, an agency, a forum, a think tank, a blog."""

    outlet_id: str
    name: str
    """As the outlet spells itself."""
    domains: tuple[str, ...]
    """Main domain first."""
    country: str | None
    """ISO 3166-1 alpha-2."""
    aliases: tuple[str, ...]
    kind: str
    """``news``, ``magazine``, ``broadcaster``, ``agency``, ``thinktank``, ``forum``, ``aggregator``, ``platform``,
    ``journal``, ``blog``, ``government``, ``igo``, ``ngo``, ``reference``, ``company``, ``local``."""
    phrases: tuple[str, ...] = ()
    """Words that only this outlet says of itself ("Welcome to DU!")."""
    place: str = ""
    """What tells it apart from its namesakes ("Kenya" for The Star of Nairobi)."""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)
