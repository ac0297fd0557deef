"""How often a place's own traffic falls as low as a model would leave it that misses half of everything.

What counts alone can tell of a day is bounded by that, whatever the detector: it sees how many there were, not why. No
model and no detector is run. The bound is kind to detectors: each knows the whole day, all public holidays, and in
hindsight the threshold that is best for its place.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.drift.sites.calendars import CALENDARS
from benchmarks.drift.sites.days import DayKind
from benchmarks.drift.sites.kinds import RECORDED_FIGURE_KINDS
from benchmarks.drift.sites.physics import Kind
from benchmarks.drift.sites.recorded.series import recorded

Floats = NDArray[np.float64]

ALLOWED: Final = (1.0, 3.0, 10.0, 20.0)
"""False alarms in 1,000 days."""
_HALF: Final = 0.5
_ASKED: Final = 0.9
_MONTH: Final = 28
_FEWEST: Final = 3
_A_DAY: Final = datetime.timedelta(days=1)
_THRESHOLDS: Final = np.arange(0.1, 1.0, 0.005)


@dataclass(frozen=True, slots=True)
class Place:
    """of_usual: (D,) each day's count over the median of days of its kind in the four weeks before."""

    name: str
    of_usual: Floats

    def found(self, threshold: float) -> float:
        """Share of days that are at most `threshold` of the usual where half of their objects are missed."""
        return float(np.mean(_HALF * self.of_usual <= threshold))

    def false_per_1000(self, threshold: float) -> float:
        """Days in 1,000 that are so low by themselves."""
        return 1000 * float(np.mean(self.of_usual <= threshold))

    def threshold(self, found: float) -> float:
        """At which that share of days with half missed is found."""
        return float(_HALF * np.quantile(self.of_usual, found))


def of_usual(counts: Floats, kinds: Sequence[DayKind | None]) -> Floats:
    """counts: (D,) of each day, NaN where hours are missing. kinds: None for days that are not judged, as holidays."""
    judged = [kind if np.isfinite(count) else None for kind, count in zip(kinds, counts, strict=True)]
    found: list[float] = []
    for day in range(_MONTH, len(counts)):
        like = [float(counts[one]) for one in range(day - _MONTH, day) if judged[one] == judged[day]]
        if judged[day] is not None and len(like) >= _FEWEST and np.median(like) > 0:
            found.append(float(counts[day] / np.median(like)))
    return np.array(found)


def place_of(kind: Kind) -> Place:
    """All days of the record by which the objects of a site come."""
    records = [recorded(kind.calendar, series) for series in kind.recorded]
    counts = np.sum([record.counts.sum(axis=1) for record in records], axis=0)
    dates = [records[0].first + day * _A_DAY for day in range(len(counts))]
    return Place(kind.name, of_usual(counts, [judged_as(kind.calendar, date) for date in dates]))


def judged_as(place: str, date: datetime.date) -> DayKind | None:
    """None for a holiday, for a single working day between days off, and from 24 to 31 December."""
    calendar = CALENDARS[place]
    kind = calendar.kind(date)
    is_single = all(calendar.kind(near) != "working" for near in (date - _A_DAY, date + _A_DAY))
    if kind == "holiday" or (date.month, date.day) >= (12, 24) or (kind == "working" and is_single):
        return None
    return kind


def most_found(places: Sequence[Place], allowed: float) -> float:
    """The largest share of days with half missed that is found with `allowed` false alarms in 1,000 days.

    Both are means over the places, each with a threshold of its own. What a false alarm may cost is the same everywhere
    (Lagrange), since what is found at a calm place costs less than at a restless one.
    """
    found = np.array([[place.found(at) for at in _THRESHOLDS] for place in places])
    false = np.array([[place.false_per_1000(at) for at in _THRESHOLDS] for place in places])
    best, row = 0.0, np.arange(len(places))
    for price in np.geomspace(1e-4, 10, 400):
        chosen = (found - price * false).argmax(axis=1)
        if false[row, chosen].mean() <= allowed:
            best = max(best, float(found[row, chosen].mean()))
    return best


def report(places: Sequence[Place], console: Console) -> None:
    shown = Table("place", "days", f"{_ASKED:.0%} of halves found at", "false alarms in 1,000 days")
    for place in places:
        threshold = place.threshold(_ASKED)
        false = place.false_per_1000(threshold)
        shown.add_row(place.name, str(len(place.of_usual)), f"{threshold:.2f} of usual", f"{false:.1f}")
    console.print(shown)
    bounds = Table("false alarms in 1,000 days", "days with half missed: found at most")
    for allowed in ALLOWED:
        bounds.add_row(f"{allowed:.0f}", f"{most_found(places, allowed):.0%}")
    console.print(bounds)


if __name__ == "__main__":
    report([place_of(kind) for kind in RECORDED_FIGURE_KINDS.values()], Console(width=120))
