"""``python -m dossier_etl.cli``."""

from dossier_etl.cli import main

main()
