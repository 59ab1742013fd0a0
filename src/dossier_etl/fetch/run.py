"""A fetch: sources → addresses → captures, with every address accounted for."""

import datetime as dt
import fcntl
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field

import duckdb

from dossier_etl.dedup.tables import TABLES as STORY_TABLES
from dossier_etl.dedup.views import VIEWS as STORY_VIEWS
from dossier_etl.errors import WarehouseLocked
from dossier_etl.fetch import state
from dossier_etl.fetch.addresses import Refused, checked, host_of, key
from dossier_etl.fetch.asking import Asker
from dossier_etl.fetch.captures import DISCOVERY, Captured, CaptureWriter, captured_in, salvage
from dossier_etl.fetch.client import Limits, Response
from dossier_etl.fetch.discovery import Found, Listing, NoList, listing
from dossier_etl.fetch.network import Resolver, resolve
from dossier_etl.fetch.sources import FetchSource, named_sources
from dossier_etl.fetch.state import Fetch
from dossier_etl.lake.connect import CATALOG, connect
from dossier_etl.lake.create import ensure
from dossier_etl.lake.lock import loader_lock
from dossier_etl.lake.read import reader
from dossier_etl.settings import Settings

Notify = Callable[[str], None]
_COMMIT_EVERY = 200
"""Pages between two entries into the lake: a transaction costs some 50 ms; what a kill leaves is read from the captures."""
_SITEMAPS = 500
"""Sitemaps read of one source in a run."""
KNOWN, WAITING, UNWANTED = "known", "waiting", "unwanted"


@dataclass
class SourceCounts:
    """What became of the addresses a source named: ``found`` is the sum of the others."""

    outcomes: Counter[str] = field(default_factory=Counter)

    @property
    def found(self) -> int:
        """Addresses it named."""
        return sum(self.outcomes.values())


@dataclass(frozen=True)
class FetchSummary:
    """What a fetch did."""

    counts: dict[str, SourceCounts]
    failures: list[str]
    """Sources that could not be read, with the reason."""

    @property
    def total(self) -> Counter[str]:
        """Outcomes over all sources."""
        return sum((c.outcomes for c in self.counts.values()), Counter())

    def lines(self) -> list[str]:
        """Return the summary as plain text."""
        shown = ", ".join(f"{n} {outcome}" for outcome, n in sorted(self.total.items()))
        lines = [f"fetched: {self.total.total()} addresses from {len(self.counts)} sources: {shown or 'none'}"]
        return lines + [f"source left out: {failure}" for failure in self.failures]


@dataclass(frozen=True, slots=True)
class _Page:
    source: FetchSource
    found: Found
    before: Fetch | None


def fetch(
    settings: Settings,
    arguments: Sequence[str] = (),
    *,
    now: Callable[[], dt.datetime],
    notify: Notify = lambda _: None,
    resolver: Resolver = resolve,
    sleep: Callable[[float], None] = time.sleep,
) -> FetchSummary:
    """Fetch what sources name into ``warehouse/captures``; nothing is asked that was not named.

    Each page is fetched once: what is held is asked again only if its list says that it changed, and conditionally. A killed fetch
    goes on where it was.

    Raises:
        UsageError, SourceError: a source is not declared well or not there.
        WarehouseLocked: another fetch is running, or a run held the warehouse for too long.
    """
    sources = named_sources(arguments, settings.fetch)
    with _alone(settings):
        _prepare(settings, now, notify)
        run = _Run(settings, now, notify, resolver, sleep)
        try:
            return run.fetch(sources)
        finally:
            run.writer.finish()


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    settings.captures.mkdir(parents=True, exist_ok=True)
    with (settings.warehouse / "fetch.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WarehouseLocked("another fetch into this warehouse is running", hint="wait for it") from None
        yield


@contextmanager
def _writing(settings: Settings, now: Callable[[], dt.datetime], notify: Notify) -> Iterator[duckdb.DuckDBPyConnection]:
    with loader_lock(settings, since=f"{now():%Y-%m-%d %H:%M:%S} UTC", on_wait=notify):
        con = connect(settings, read_only=False, create=True)
        try:
            yield con
        finally:
            con.close()


def _prepare(settings: Settings, now: Callable[[], dt.datetime], notify: Notify) -> None:
    """Make the tables, and enter what a killed fetch captured without entering it."""
    salvage(settings.captures)
    with _writing(settings, now, notify) as con:
        ensure(con, STORY_TABLES, STORY_VIEWS)
        entered = set(con.execute(f"SELECT capture, url FROM {CATALOG}.fetches WHERE capture <> ''").fetchall())
        last = {capture for capture, _ in entered}
        files = sorted(settings.captures.glob("*.warc.gz"))
        missed = [f for f in files if f.name not in last] + files[-2:]
        rows = {
            (file.name, c.url): _row_of(c, file.name)
            for file in missed
            for c in captured_in(file)
            if (file.name, c.url) not in entered
        }
        state.enter(con, list(rows.values()))


def _row_of(c: Captured, capture: str) -> Fetch:
    held = c.status < 400 and not c.truncated
    outcome = (
        state.UNCHANGED
        if c.status == 304
        else state.NEW
        if held
        else state.GONE
        if c.status in (404, 410)
        else state.FAILED
    )
    detail = "" if held else f"HTTP status {c.status}"
    # A list whose pages were perhaps not all asked is read again, whether it changed or not.
    etag, modified = ("", "") if c.role == DISCOVERY else (c.etag, c.last_modified)
    return Fetch(
        key(c.url), c.url, c.source, c.role, outcome, detail, c.status, etag, modified, "", capture, 0, c.captured_at, None
    )  # fmt: skip


class _Run:
    """State of one fetch."""

    def __init__(
        self,
        settings: Settings,
        now: Callable[[], dt.datetime],
        notify: Notify,
        resolver: Resolver,
        sleep: Callable[[float], None],
    ) -> None:
        self.settings, self.now, self.notify = settings, now, notify
        self.writer = CaptureWriter(settings.captures, f"fetch-{now():%Y%m%dT%H%M%S%f}")
        limits = Limits(seconds=settings.fetch_seconds, max_bytes=settings.max_document_bytes)
        self.asker = Asker(
            settings.fetch_contact,
            settings.fetch_delay,
            limits,
            settings.fetch_allow,
            resolver,
            self.writer,
            now,
            sleep,
        )
        self.rows: list[Fetch] = []
        self.lists: list[Fetch] = []
        """Rows of lists, entered when all their pages are: what they say of their version lets the next run skip them."""
        self.failures: list[str] = []

    def fetch(self, sources: Sequence[FetchSource]) -> FetchSummary:
        counts: dict[str, SourceCounts] = {}
        pages: dict[str, _Page] = {}
        for source in sources:
            own = counts.setdefault(source.label, SourceCounts())
            found, itself = self._found(source)
            if itself:
                self.rows += itself
                own.outcomes[itself[0].outcome] += 1
            self._plan(source, found, pages, own)
        self._ask_all(list(pages.values()), counts)
        self.rows += self.lists
        self._commit()
        return FetchSummary(counts, self.failures)

    def _before(self, urls: Sequence[str]) -> dict[str, Fetch]:
        with reader(self.settings) as con:
            return state.latest(con, {key(url) for url in urls})

    def _found(self, source: FetchSource) -> tuple[list[Found], list[Fetch]]:
        """Return the addresses a source names now; and, of a source that turned out to be a page, the rows of that page."""
        if source.kind == "page":
            return [Found(source.url)], []
        found: list[Found] = []
        waiting, seen = [source.url], set[str]()
        while waiting and len(seen) < _SITEMAPS:
            url = waiting.pop(0)
            if url in seen:
                continue
            kind = "sitemap" if seen else source.kind
            seen.add(url)
            try:
                with reader(self.settings) as con:
                    before = state.latest(con, [key(checked(url))]).get(key(checked(url)))
                    unfinished = state.unfinished(con, source.label)
                if before and kind == "auto" and before.role != DISCOVERY and before.outcome in state.HELD:
                    return [Found(url)], []
                if before and kind == source.kind and self.now() < before.fetched_at + dt.timedelta(hours=source.every):
                    continue
                got, rows = self._listing(source, url, kind, None if unfinished else before)
            except (NoList, Refused) as error:
                self.failures.append(f"{source.label}: {error}")
                continue
            if got.is_page:
                return [], rows
            self.lists += rows
            found += got.pages
            waiting += got.sitemaps
        if waiting:
            self.failures.append(f"{source.label}: {len(waiting)} sitemaps beyond {_SITEMAPS} were left for later")
        return found, []

    def _listing(self, source: FetchSource, url: str, kind: str, before: Fetch | None) -> tuple[Listing, list[Fetch]]:
        """Ask a list; return what it holds, and the rows about it. Raises NoList if there is no list."""

        def role_of(answer: Response) -> str:
            try:
                return "" if listing(answer, kind).is_page else DISCOVERY
            except NoList:
                return DISCOVERY

        rows, answer = self.asker.ask(url, source.label, before=before, role_of=role_of)
        if answer is None:
            self.rows += rows
            if rows[0].outcome != state.UNCHANGED:
                raise NoList(f"{rows[0].outcome}: {rows[0].detail}")
            return Listing(), []
        try:
            return listing(answer, kind), rows
        except NoList:
            self.rows += rows
            raise

    def _plan(self, source: FetchSource, found: Sequence[Found], pages: dict[str, _Page], counts: SourceCounts) -> None:
        """Decide for each address whether it is asked now."""
        valid: dict[str, Found] = {}
        for page in found:
            try:
                address = key(checked(page.url))
            except Refused as refused:
                counts.outcomes[state.REFUSED] += 1
                self._refuse(source, page.url, str(refused))
                continue
            if address in valid or address in pages:
                counts.outcomes[KNOWN] += 1
            elif not source.wants(page.url):
                counts.outcomes[UNWANTED] += 1
            else:
                valid[address] = page
        known = self._before([page.url for page in valid.values()])
        taken = 0
        for address, page in valid.items():
            before = known.get(address)
            if before and self._done_with(before, page, source):
                counts.outcomes[KNOWN] += 1
            elif before and before.due_at and self.now() < before.due_at:
                counts.outcomes[WAITING] += 1
            elif taken >= source.limit:
                counts.outcomes[state.LEFT] += 1
                self._leave(source, page.url, address)
            else:
                pages[address] = _Page(source, page, before)
                taken += 1

    def _leave(self, source: FetchSource, url: str, address: str) -> None:
        """Note an address beyond the limit, so that its list is read again next time even if it did not change."""
        made = self.now()
        self.rows.append(
            Fetch(
                address,
                url,
                source.label,
                "",
                state.LEFT,
                "beyond the limit of a run",
                None,
                "",
                "",
                "",
                "",
                0,
                made,
                None,
            )
        )

    def _done_with(self, before: Fetch, page: Found, source: FetchSource) -> bool:
        """Return True if a page is held, or gone, and nothing says that it changed since."""
        if before.outcome == state.GONE:
            return True
        if before.outcome not in state.HELD:
            return False
        if page.url == source.url:
            return False  # named itself: asked again, conditionally
        changed = _moment(page.hints.get("modified", ""))
        return changed is None or changed <= before.fetched_at

    def _refuse(self, source: FetchSource, url: str, why: str) -> None:
        made = self.now()
        self.rows.append(
            Fetch(url[:200], url[:2_000], source.label, "", state.REFUSED, why, None, "", "", "", "", 0, made, None)
        )

    def _ask_all(self, pages: list[_Page], counts: dict[str, SourceCounts]) -> None:
        by_host: dict[str, list[_Page]] = {}
        for page in pages:
            by_host.setdefault(host_of(checked(page.found.url)), []).append(page)
        done = 0
        with ThreadPoolExecutor(self.settings.fetch_hosts) as pool:
            running: dict[Future[tuple[list[Fetch], Response | None]], tuple[str, _Page]] = {}

            def start(host: str) -> None:
                if by_host[host]:
                    page = by_host[host].pop(0)
                    running[pool.submit(self._ask, page)] = (host, page)

            for host in by_host:
                start(host)
            while running:
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    host, page = running.pop(future)
                    rows, _ = future.result()
                    self.rows += rows
                    counts[page.source.label].outcomes[rows[0].outcome] += 1
                    done += 1
                    start(host)
                if len(self.rows) >= _COMMIT_EVERY:
                    self._commit()
                    self.notify(f"  {done} of {len(pages)} addresses asked")

    def _ask(self, page: _Page) -> tuple[list[Fetch], Response | None]:
        said = {"publisher": page.source.outlet, "language": page.source.language}
        hints = {**page.found.hints, **{name: value for name, value in said.items() if value}}
        return self.asker.ask(page.found.url, page.source.label, before=page.before, hints=hints)

    def _commit(self) -> None:
        """Enter the rows so far; what they tell of is in finished captures first."""
        rows, self.rows = self.rows, []
        self.writer.finish()
        if rows:
            with _writing(self.settings, self.now, self.notify) as con:
                state.enter(con, rows)


def _moment(text: str) -> dt.datetime | None:
    """Return a date of a sitemap or feed (W3C or RFC 822) as a moment; None if it is none."""
    try:
        found = dt.datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
