"""Position of a reader: its source, the place inside it, and the budget shared by all readers of one source."""

from dataclasses import dataclass, field, replace

from dossier_etl.extract.options import ReadOptions
from dossier_etl.model.records import Incident, Record

ReadResult = Record | Incident


@dataclass(slots=True)
class Budget:
    """Bytes that one source has expanded to so far (mutable, one per source)."""

    limit: int
    used: int = 0

    def take(self, n: int) -> bool:
        """Account for n expanded bytes; return False once the limit is passed."""
        self.used += n
        return self.used <= self.limit


@dataclass(frozen=True, slots=True)
class Context:
    """State handed from a container to the reader of one of its members."""

    uri: str
    name: str
    """File or member name: a hint for the kind of content, never used as a path."""
    options: ReadOptions
    budget: Budget
    prefix: str = ""
    depth: int = 0
    hints: tuple[tuple[str, str], ...] = field(default=())

    def locator(self, inner: str = "") -> str:
        """Return the locator of ``inner`` in the source, containers joined by ``!``."""
        if self.prefix and inner:
            return f"{self.prefix}!{inner}"
        return self.prefix or inner

    def inside(self, member: str) -> "Context":
        """Return the context of a member of this container."""
        return replace(self, name=member, prefix=self.locator(member), depth=self.depth + 1)

    def named(self, name: str) -> "Context":
        """Return the same place under another name (``page.html.gz`` unpacked is ``page.html``)."""
        return replace(self, name=name)

    def incident(
        self, kind: str, detail: str, inner: str = "", start: int | None = None, end: int | None = None
    ) -> Incident:
        """Return an incident at ``inner``, with the byte range it cost if that is known."""
        return Incident(self.uri, self.locator(inner), kind, detail, start, end)
