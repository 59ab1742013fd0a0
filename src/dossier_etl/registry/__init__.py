"""The outlet registry: who publishes, under which domains and names, and what only they say of themselves."""

from dossier_etl.registry.names import bare_host, name_key, site_of, words
from dossier_etl.registry.outlets import Outlet, outlet_id_for
from dossier_etl.registry.platforms import platform_of, tenant_of
from dossier_etl.registry.store import COMMON_WORDS, Registry, load

__all__ = [
    "COMMON_WORDS",
    "Outlet",
    "Registry",
    "bare_host",
    "load",
    "name_key",
    "outlet_id_for",
    "platform_of",
    "site_of",
    "tenant_of",
    "words",
]
