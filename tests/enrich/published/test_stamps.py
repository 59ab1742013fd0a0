"""Machine-written dates keep the day and the offset they state."""

import pytest

from dossier_etl.enrich.published.stamps import read_stamp

STAMPS = [
    ("2025-06-05T14:46:12+02:00", "2025-06-05T14:46:12+02:00", False),
    ("2023-12-23T03:00:46.074Z", "2023-12-23T03:00:46Z", True),
    ("2023-08-12T10:11:12-0500", "2023-08-12T10:11:12-05:00", False),
    ("2023-12-22 20:48:19", "2023-12-22T20:48:19", False),
    ("2024-04-30T00:00:00", "2024-04-30", False),
    ("2026-05-18", "2026-05-18", False),
    ("20140617", "2014-06-17", False),
    ("20140617T145200Z", "2014-06-17T14:52:00Z", True),
    ("Tue, 17 Jun 2014 14:52:00 GMT", "2014-06-17T14:52:00Z", True),
    ("Tue Jun 17 2014 02:52:00 PM GMT+0200 (CEST)", "2014-06-17T14:52:00+02:00", False),
    ("1403016720", "2014-06-17T14:52:00Z", True),
    ("1403016720000", "2014-06-17T14:52:00Z", True),
    ("2014-06", None, False),
    ("June 2014", "2014-06", False),
]


@pytest.mark.parametrize(("text", "value", "utc"), STAMPS)
def test_a_stamp_is_read_as_written(text: str, value: str | None, utc: bool) -> None:
    stamp = read_stamp(text)
    if value is None:
        assert stamp is None
    else:
        assert stamp is not None and (stamp.value, stamp.utc) == (value, utc)


@pytest.mark.parametrize("text", ["", "n/a", "2014-13-45", "tomorrow", "x" * 500, "99999999999999"])
def test_what_is_no_stamp_is_none(text: str) -> None:
    assert read_stamp(text) is None
