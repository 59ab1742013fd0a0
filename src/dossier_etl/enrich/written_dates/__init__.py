"""Written dates in any of some seventy languages and five calendars: found in text, never completed."""

from dossier_etl.enrich.written_dates.scan import WrittenDate, ascii_digits, civil, full_year, scan_written_dates

__all__ = ["WrittenDate", "ascii_digits", "civil", "full_year", "scan_written_dates"]
