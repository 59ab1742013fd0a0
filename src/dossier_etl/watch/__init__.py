"""Watch lists: word when something new appears, once per article."""

from dossier_etl.watch.check import Alert, check
from dossier_etl.watch.lists import Watch, add_watch, remove_watch, watches

__all__ = ["Alert", "Watch", "add_watch", "check", "remove_watch", "watches"]
