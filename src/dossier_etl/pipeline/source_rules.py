"""What one call says of all its sources, joined to the rules of the settings."""

from dataclasses import replace

from dossier_etl.extract.source_rules import AUTO, SourceRule
from dossier_etl.settings import Settings


def with_source_rule(
    settings: Settings, outlet: str | None, *, date_from_name: bool, date_format: str | None
) -> Settings:
    """Return the settings with what the options say of all sources behind the rules of ``dossier.toml``; checks the rules."""
    form = date_format or (AUTO if date_from_name else None)
    said = {k: v for k, v in (("outlet", outlet), ("date_in_name", form)) if v}
    if said:
        settings = replace(settings, source_rules=(*settings.source_rules, said))
    for rule in settings.source_rules:
        SourceRule.of(rule)
    return settings
