"""Chooses the publication date. Scores every stated day against the others and against "none of them"; answers with a day, an
honest interval, or nothing. Reads no clock: the ceiling is the capture time or a constant.

Stages: 1. set aside what cannot be (after capture, implausible, not a day); 2. score and calibrate; 3. accept the best day;
4. else an interval over what is open; 5. write down why every other candidate lost.
"""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dossier_etl.decide.published.features import describe, family, only_updated
from dossier_etl.decide.published.model import DateModel, shipped_models
from dossier_etl.decide.published.set_aside import set_aside
from dossier_etl.decide.published.utc_days import local_days
from dossier_etl.model.edtf import Edtf, Precision
from dossier_etl.model.evidence import Candidate, Decision, EvidenceSource, Verdict

FIELD = "published"
_BOUND = "bound."
CONTAINER = 0.95
"""Confidence of a day that a table's column, a feed, a mail header or a forum's stamp states: written by who knows, but there is
no gold for it."""


@dataclass(frozen=True, slots=True)
class DateThresholds:
    """Measured in docs/dates.md (out-of-fold, domains kept together)."""

    accept_page: float = 0.67
    """A day on a page with metadata is given from this confidence on: 90.9 % exact, 4.6 % wrong (2.4 % where the gold is confirmed)."""
    accept_dump: float = 0.7
    """The same for plain text: where the day stands in the text 93.0 % exact, 1.4 % wrong; 5.1 % wrong of all."""
    accept_update: float = 0.92
    """A day that only words like "Updated" name, without a clock time, is an upper bound more often than others: with the same
    confidence it is right in two of three cases only. Dumps 5.5 → 4.7 % wrong, 94.1 → 92.3 % exact."""
    accept_interval: float = 0.8
    """Two competing days together must reach this for the interval between them to be given."""
    widest_pair: int = 120
    """Days between two competing days; further apart they are a conflict, not an interval."""
    widest_bounds: int = 366
    """Days; bounds further apart than a year say too little to be a value."""
    latest_plausible: dt.date = dt.date(2036, 12, 31)
    """Ceiling where no capture time is known: a constant, so that a page answers the same on every day it is read."""
    earliest_plausible: dt.date = dt.date(1800, 1, 1)
    earliest_capture: dt.date = dt.date(1991, 8, 6)
    """The first page of the Web; a capture clock before it was not set (1970, 1980) or misread (1114)."""
    zone_slack: dt.timedelta = dt.timedelta(hours=14)
    """A page east of Greenwich may show the day after the capture's UTC day."""


DEFAULT = DateThresholds()


@dataclass(slots=True)
class _Day:
    """One day and what speaks for it."""

    day: dt.date
    members: list[int]
    score: float = 0.0
    raw: float = 0.0
    is_update: bool = False
    """Nothing but words like "Updated" names it."""


def decide_published(
    candidates: Sequence[Candidate],
    *,
    captured_at: dt.datetime | None,
    settings: DateThresholds = DEFAULT,
    models: Mapping[str, DateModel] | None = None,
) -> Decision:
    """Decide the publication date of one article.

    Args:
        candidates: from `enrich.published.published_candidates`, in any order.
        captured_at: when the page was captured; nothing later can be its date. None: `DateThresholds.latest_plausible`.
        models: weights for ``page`` and ``dump``; None: the shipped ones. The training measures with others.
    Returns:
        EDTF value or None; ``confidence`` is the measured share of right answers among such values; ``basis`` is
        ``metadata``, ``stated``, ``url`` or ``inferred``; ``suggestion`` is the best that is known when there is no value.
    """
    captured_at = plausible_capture(captured_at, settings)
    ceiling = (captured_at + settings.zone_slack).date() if captured_at else settings.latest_plausible
    meanings = {value: _read(value) for value in {c.value for c in candidates}}  # several candidates state one value
    readings = [meanings[c.value] for c in candidates]
    why = set_aside(candidates, readings, settings.earliest_plausible, ceiling)
    usable = [i for i, r in enumerate(readings) if r is not None and not why[i] and r.is_day]
    is_dump = not any(c.rule.startswith(("text.", "jsonld.", "meta.", "time.")) for c in candidates)
    model = (models or shipped_models())["dump" if is_dump else "page"]
    days, features, scores = _scored(candidates, readings, usable, model)
    accept = settings.accept_dump if is_dump else settings.accept_page
    best = days[0] if days else None
    chosen: set[int] = set()
    value: str | None = None
    confidence = 0.0
    basis = ""
    said = next((i for i in usable if candidates[i].rule.startswith("user.")), None)
    readings_open = _both_readings(candidates, days, model, accept)
    if said is not None:  # what the user says of the file: below a decision, above whatever the page states
        value, confidence, basis, chosen = candidates[said].value, candidates[said].confidence, "metadata", {said}
    elif readings_open is not None:
        value, confidence, chosen = readings_open
        basis = "inferred"
    elif (told := _told(candidates, usable)) is not None:
        value, confidence, chosen = candidates[told].value, CONTAINER, {told}
        basis = "stated" if candidates[told].rule.startswith("forum.") else "metadata"
    elif (
        best is not None
        and model.calibrated(best.raw) >= (max(accept, settings.accept_update) if best.is_update else accept)
        and not _only_open(candidates, best)
    ):
        winner = max(best.members, key=lambda i: (scores[i], -i))  # who speaks loudest for the day
        value, confidence, basis = (
            _as_written(candidates, best, winner),
            model.calibrated(best.raw),
            _basis(candidates[winner]),
        )
        chosen = {winner}
    else:
        interval = _between(days, model, settings) or _coarse(candidates, readings, why, settings)
        if interval is not None:
            value, confidence, chosen = interval
            basis = "inferred"
    suggestion = None if value is not None or best is None else best.day.isoformat()
    verdicts = _verdicts(candidates, readings, why, days, features, model, chosen)
    return Decision(FIELD, value, round(confidence, 4), basis, verdicts, suggestion)


def plausible_capture(captured_at: dt.datetime | None, thresholds: DateThresholds = DEFAULT) -> dt.datetime | None:
    """Return the capture time unless its clock was obviously wrong: before the Web, or after the latest plausible day."""
    if captured_at is None or not thresholds.earliest_capture <= captured_at.date() <= thresholds.latest_plausible:
        return None
    return captured_at


def _told(candidates: Sequence[Candidate], usable: Sequence[int]) -> int | None:
    """The day the container (a row's column, a feed, a mail header) or a forum's stamp gives, unless the page's own metadata
    gives days."""
    if any(candidates[i].rule.startswith(("jsonld.", "meta.", "time.")) for i in usable):
        return None
    return next((i for i in usable if candidates[i].rule.startswith(("feed.published", "forum.stamp"))), None)


def _read(value: str) -> Edtf | None:
    try:
        return Edtf.parse(value)
    except ValueError:
        return None


def _scored(
    candidates: Sequence[Candidate], readings: Sequence[Edtf | None], usable: Sequence[int], model: DateModel
) -> tuple[list[_Day], dict[int, list[str]], dict[int, float]]:
    """Days with their probabilities, best first, and the features and the score of every usable candidate."""
    stated = [candidates[i] for i in usable]
    dates = local_days(stated, [r.earliest for i in usable if (r := readings[i]) is not None])
    described = describe(stated, dates)
    features = dict(zip(usable, described, strict=True))
    scores = {i: model.score(names, candidates[i].confidence) for i, names in features.items()}
    grouped: dict[dt.date, list[int]] = defaultdict(list)
    for i, date in zip(usable, dates, strict=True):
        grouped[date].append(i)
    days = [_Day(date, members) for date, members in grouped.items()]
    for day in days:
        day.score = model.combine([scores[i] for i in day.members])
        day.is_update = only_updated([candidates[i] for i in day.members])
    top = max([model.none, *(d.score for d in days)])
    total = math.exp(model.none - top) + sum(math.exp(d.score - top) for d in days)
    for day in days:
        day.raw = math.exp(day.score - top) / total
    return sorted(days, key=lambda d: (-d.raw, d.day)), features, scores


def _as_written(candidates: Sequence[Candidate], day: _Day, winner: int) -> str:
    """The day, with the time of day if a publication statement for that very day gives one with its offset."""
    for i in (winner, *day.members):
        candidate = candidates[i]
        if (
            len(candidate.value) > 10
            and candidate.value[:10] == day.day.isoformat()
            and family(candidate).endswith(("published", "created"))
        ):
            return candidate.value
    return day.day.isoformat()


def _basis(candidate: Candidate) -> str:
    if family(candidate).startswith(_BOUND):
        return "inferred"
    return {EvidenceSource.METADATA: "metadata", EvidenceSource.URL: "url"}.get(candidate.source, "stated")


def _only_open(candidates: Sequence[Candidate], day: _Day) -> bool:
    """Nothing speaks for the day but one reading of a date that has two."""
    return all(any(f.startswith("open=") for f in candidates[i].features) for i in day.members)


def _both_readings(
    candidates: Sequence[Candidate], days: Sequence[_Day], model: DateModel, accept: float
) -> tuple[str, float, set[int]] | None:
    """The interval over both readings of a numeric date whose order nothing on the page settles, when it is the best there is."""
    if not days or not _only_open(candidates, days[0]):
        return None
    written = {(candidates[i].start, candidates[i].path) for i in days[0].members}
    twins = [d for d in days[1:] if any((candidates[i].start, candidates[i].path) in written for i in d.members)]
    together = min(model.calibrated(sum(d.raw for d in (days[0], *twins))), 1.0)
    if not twins or together < accept:
        return None
    pair = sorted((days[0].day, twins[0].day))
    return Edtf.interval(*pair).value, together, {days[0].members[0], twins[0].members[0]}


def _between(days: Sequence[_Day], model: DateModel, settings: DateThresholds) -> tuple[str, float, set[int]] | None:
    """The interval over the two best days, when together they are sure enough and close enough. An update is no end of it:
    what was published before both would lie outside."""
    if len(days) < 2 or (days[0].is_update and days[1].is_update):
        return None
    pair = sorted((days[0].day, days[1].day))
    both = min(model.calibrated(days[0].raw) + model.calibrated(days[1].raw), model.calibrated(1.0))
    if both < settings.accept_interval or (pair[1] - pair[0]).days > settings.widest_pair:
        return None
    return Edtf.interval(*pair).value, both, {days[0].members[0], days[1].members[0]}


def _coarse(
    candidates: Sequence[Candidate], readings: Sequence[Edtf | None], why: Sequence[str], settings: DateThresholds
) -> tuple[str, float, set[int]] | None:
    """A month in the address or bounds found in the prose: the narrowest wins."""
    open_ = [
        (i, r) for i, r in enumerate(readings)
        if r is not None and not why[i] and r.precision in (Precision.MONTH, Precision.INTERVAL)
    ]  # fmt: skip
    fitting = [(i, r) for i, r in open_ if (r.latest - r.earliest).days <= settings.widest_bounds]
    if not fitting:
        return None
    i, reading = min(fitting, key=lambda item: ((item[1].latest - item[1].earliest).days, item[0]))
    return reading.value, candidates[i].confidence, {i}


def _verdicts(
    candidates: Sequence[Candidate], readings: Sequence[Edtf | None], why: Sequence[str], days: Sequence[_Day],
    features: Mapping[int, list[str]], model: DateModel, chosen: set[int],
) -> tuple[Verdict, ...]:  # fmt: skip
    by_day = {i: d for d in days for i in d.members}
    won = {by_day[i].day for i in chosen if i in by_day}
    out = []
    for i, candidate in enumerate(candidates):
        if i in chosen:
            out.append(Verdict(candidate, True))
        elif why[i]:
            out.append(Verdict(candidate, False, why[i]))
        elif i not in by_day:
            out.append(Verdict(candidate, False, "names no single day; kept as a bound"))
        elif by_day[i].day in won:
            moved = candidate.value[:10] != by_day[i].day.isoformat()
            out.append(Verdict(candidate, False, "the same moment in UTC" if moved else "same day, stated again"))
        else:
            why_not = _against(by_day[i], features[i], model)
            out.append(
                Verdict(
                    candidate, False, f"an update alone: an upper bound; {why_not}" if by_day[i].is_update else why_not
                )
            )
    return tuple(out)


def _against(day: _Day, features: Sequence[str], model: DateModel) -> str:
    """Probability and the three weightiest features against a candidate."""
    against = sorted((w, name) for name in features if (w := model.weights.get(name, 0.0)) < 0)[:3]
    listed = ", ".join(f"{name} {weight:+.1f}" for weight, name in against)
    return f"less likely ({day.raw:.2f})" + (f": {listed}" if listed else "")
