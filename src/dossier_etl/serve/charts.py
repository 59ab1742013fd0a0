"""Numbers over time as SVG made on the server, each with a table of the same numbers. No style attribute: the policy forbids them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from dossier_etl.serve.connections import Reader

_MOST_BINS = {"week": 53, "month": 60, "quarter": 60, "year": 200}
"""Bins a chart may have before it takes the next longer ones: more are narrower than a finger on a phone."""
_DAYS = {"week": 7, "month": 30.4, "quarter": 91.3, "year": 365.25}


@dataclass(frozen=True, slots=True)
class Bin:
    """A stretch of time: its first and last day, and what it is called."""

    first: dt.date
    last: dt.date
    name: str


def unit_for(first: dt.date, last: dt.date) -> str:
    """Return the shortest unit that cuts the period into no more bins than a chart can show."""
    days = (last - first).days + 1
    return next((unit for unit, most in _MOST_BINS.items() if days / _DAYS[unit] <= most), "year")


def bin_of(day: dt.date, unit: str) -> Bin:
    """Return the bin a day falls into. Weeks begin on Monday."""
    if unit == "week":
        first = day - dt.timedelta(days=day.weekday())
        return Bin(first, first + dt.timedelta(days=6), "{}-W{:02}".format(*first.isocalendar()[:2]))
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    index = (day.year * 12 + day.month - 1) // months * months
    first, after = _month(index), _month(index + months)
    name = {"month": f"{first:%Y-%m}", "quarter": f"{first.year}-Q{first.month // 3 + 1}", "year": f"{first.year}"}[
        unit
    ]
    return Bin(first, after - dt.timedelta(days=1), name)


def _month(index: int) -> dt.date:
    return dt.date(index // 12, index % 12 + 1, 1)


def bins_between(first: dt.date, last: dt.date, unit: str) -> list[Bin]:
    """Return the bins from one day to another."""
    bins = [bin_of(first, unit)]
    while bins[-1].last < last:
        bins.append(bin_of(bins[-1].last + dt.timedelta(days=1), unit))
    return bins


@dataclass(frozen=True, slots=True)
class Cell:
    """A number in a chart; None: a gap, nothing was found between its row's first and last."""

    bin: Bin
    value: int | None
    level: int
    """0-5, for the colour."""
    x: int


@dataclass(frozen=True, slots=True)
class ChartRow:
    """Numbers of one thing over time; before its first and after its last there are no cells."""

    label: str
    total: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Rows over the same bins."""

    unit: str
    bins: tuple[Bin, ...]
    rows: tuple[ChartRow, ...]
    most: int
    """Largest number of a cell."""


def chart_of(counts: Sequence[tuple[str, dt.date, int]]) -> Chart | None:
    """Return the chart of numbers per label and day; None without any. Rows are in the order in which labels come."""
    counts = [row for row in counts if row[1].year < dt.MAXYEAR]  # the last year has no day after it
    if not counts:
        return None
    days = [day for _, day, _ in counts]
    unit = unit_for(min(days), max(days))
    bins = bins_between(min(days), max(days), unit)
    position = {bin_.first: i for i, bin_ in enumerate(bins)}
    sums: dict[str, dict[int, int]] = {}
    for label, day, n in counts:
        of_label = sums.setdefault(label, {})
        at = position[bin_of(day, unit).first]
        of_label[at] = of_label.get(at, 0) + n
    most = max(max(row.values()) for row in sums.values())
    rows = tuple(
        ChartRow(
            label,
            sum(row.values()),
            tuple(
                Cell(bins[i], row.get(i), -(-5 * row[i] // most) if i in row else 0, i)
                for i in range(min(row), max(row) + 1)
            ),
        )
        for label, row in sums.items()
    )
    return Chart(unit, tuple(bins), rows, most)


def daily_counts(reader: Reader, label: str, source: str, parameters: dict[str, object]) -> Chart | None:
    """Return a chart with one row: the rows of ``source`` (FROM … WHERE …, with ``p`` for publications) per first day."""
    rows = reader.rows(f"SELECT p.published_on, count(*) {source} GROUP BY ALL ORDER BY 1", parameters)
    return chart_of([(label, day, n) for day, n in rows if day is not None])
