"""A PostgreSQL catalog: its connection string without the password, and the lock that all machines of a team share."""

import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from os import getpid
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from dossier_etl.errors import DossierError, LockLost, WarehouseLocked

if TYPE_CHECKING:
    import psycopg

PREFIX = "postgres:"
_LOCK = (0x00D055, 0x000E71)
"""Key of the advisory lock in the catalog's database; one lake a database."""
_NAME_BYTES = 63
"""PostgreSQL cuts application names there."""
_POLL_SECONDS = 0.5
CONNECT_SECONDS = 20
_PAIR = re.compile(r"(?<!\w)(\w+)\s*=\s*('(?:[^'\\]|\\.)*'|(?:[^\s'\\]|\\.)*)")
_ESCAPED = re.compile(r"\\(.)")

_HOLDER = """
    SELECT a.application_name, host(a.client_addr), to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')
    FROM pg_locks l JOIN pg_stat_activity a USING (pid)
    WHERE l.locktype = 'advisory' AND l.granted AND l.classid = %s AND l.objid = %s AND l.objsubid = 2
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
# A holder whose machine lost its power is noticed within two minutes instead of two hours; a lock that waits for a long
# batch is not idle in the sense of a server that cuts idle sessions.
_SESSION = """
    SELECT set_config(name, value, false)
    FROM (VALUES ('tcp_keepalives_idle', '60'), ('tcp_keepalives_interval', '15'), ('tcp_keepalives_count', '4'),
                 ('idle_session_timeout', '0')) wanted(name, value)
    WHERE EXISTS (SELECT FROM pg_settings s WHERE s.name = wanted.name)
"""


def is_postgres(catalog: str) -> bool:
    """Return True if a catalog setting names a PostgreSQL database."""
    return catalog.startswith(PREFIX)


def split_password(catalog: str) -> tuple[str, str]:
    """The catalog setting without its password, and the password (empty without one).

    Both forms of libpq are understood: ``key=value`` pairs and ``postgresql://`` URLs.
    """
    connection = catalog.removeprefix(PREFIX)
    if "://" in connection:
        bare, password = _split_url(connection)
    else:
        kept, password = [], ""
        for key, value in _PAIR.findall(connection):
            if key == "password":
                password = _ESCAPED.sub(r"\1", value[1:-1] if value.startswith("'") else value)
            else:
                kept.append(f"{key}={value}")
        bare = " ".join(kept)
    return (PREFIX if catalog.startswith(PREFIX) else "") + bare, password


def _split_url(connection: str) -> tuple[str, str]:
    parts = urlsplit(connection)
    user, _, host = parts.netloc.rpartition("@")
    user, _, password = user.partition(":")
    query = parse_qsl(parts.query, keep_blank_values=True)
    password = next((value for key, value in query if key == "password"), unquote(password))
    rest = urlencode([(key, value) for key, value in query if key != "password"])
    netloc = f"{user}@{host}" if user else host
    return urlunsplit((parts.scheme, netloc, parts.path, rest, parts.fragment)), password


def with_timeout(connection: str) -> str:
    """A connection string that gives up on a server which accepts and then says nothing, unless it says so itself."""
    if "connect_timeout" in connection:
        return connection
    if "://" in connection:
        return f"{connection}{'&' if '?' in connection else '?'}connect_timeout={CONNECT_SECONDS}"
    return f"{connection} connect_timeout={CONNECT_SECONDS}".strip()


def without_password(text: str, catalog: str) -> str:
    """A message in which nothing reveals the catalog's password."""
    bare, password = split_password(catalog)
    text = text.replace(catalog, bare).replace(catalog.removeprefix(PREFIX), bare.removeprefix(PREFIX))
    return text.replace(password, "***") if password else text


def _name(since: str) -> str:
    """``dossier 4711@host since …`` within PostgreSQL's limit, the host cut if need be."""
    head, tail = f"dossier {getpid()}@", f" since {since}"
    room = _NAME_BYTES - len(head) - len(tail)
    return head + socket.gethostname()[: max(0, room)] + tail


@contextmanager
def catalog_lock(
    catalog: str, *, since: str, wait_seconds: float, on_wait: Callable[[str], None] = lambda _: None
) -> Iterator[Callable[[], None]]:
    """Hold a PostgreSQL catalog for writing, against loaders on every machine; yields a way to ask whether we still do.

    A session's advisory lock: the server releases it when this process or its connection ends, however it ends.

    Raises:
        WarehouseLocked: still taken after ``wait_seconds``.
        LockLost: when confirmed and at the end, if the connection broke meanwhile.
        DossierError: the extra ``postgres`` is not installed, or the server cannot be reached.
    """
    try:
        import psycopg
    except ImportError as error:
        raise DossierError(
            "writing to a PostgreSQL catalog needs psycopg", hint="pip install 'dossier-etl[postgres]'"
        ) from error
    bare, password = split_password(catalog)
    shown = bare.removeprefix(PREFIX)
    try:
        session = psycopg.connect(
            with_timeout(shown), password=password or None, application_name=_name(since), autocommit=True
        )
    except psycopg.Error as error:
        raise DossierError(
            f"the catalog {shown!r} cannot be reached: {without_password(str(error), catalog)}",
            hint="check host, port, user and password (PGPASSWORD or ~/.pgpass keep it out of the settings)",
        ) from None
    with closing(session):
        session.execute(_SESSION)
        deadline = time.monotonic() + wait_seconds
        told = False
        while not _taken(session):
            message = f"the catalog {shown!r} is being written by {_holder(session)}"
            if time.monotonic() >= deadline:
                raise WarehouseLocked(message, hint="wait for it, or look at it with `dossier runs`")
            if not told:
                on_wait(message + "; waiting")
                told = True
            time.sleep(min(_POLL_SECONDS, max(0.0, deadline - time.monotonic())))

        def confirm() -> None:
            try:
                session.execute("SELECT")
            except psycopg.Error as error:
                raise LockLost(
                    f"the connection that held {shown!r} was lost while writing: {without_password(str(error), catalog)}",
                    hint="another loader may have written meanwhile; `python -m flows.audit` judges the whole lake",
                ) from None

        yield confirm
        confirm()


def _taken(session: "psycopg.Connection[Any]") -> bool:
    row = session.execute("SELECT pg_try_advisory_lock(%s, %s)", _LOCK).fetchone()
    return bool(row and row[0])


def _holder(session: "psycopg.Connection[Any]") -> str:
    row = session.execute(_HOLDER, _LOCK).fetchone()
    if row is None:
        return "somebody who has just finished"
    name, address, connected = row
    process = str(name).removeprefix("dossier ") if name else f"a session open since {connected} UTC"
    return f"{process} (from {address})" if address else process
