"""How often a place's own traffic falls as low as a model would leave it that misses half of everything.

And how often three days fall as low as one leaves them that misses 30%. What counts alone can tell is bounded by that,
whatever the detector: it sees how many there were, not why. No model and no detector is run. The bound is kind to
detectors: each knows whole days, all public holidays, and in hindsight the threshold that is best for its place.
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
from benchmarks.drift.sites.days import DayKind, is_between_the_years
from benchmarks.drift.sites.kinds import RECORDED_FIGURE_KINDS
from benchmarks.drift.sites.physics import Kind
from benchmarks.drift.sites.recorded.series import recorded

Floats = NDArray[np.float64]

ALLOWED: Final = (1.0, 3.0, 10.0, 20.0)
"""False alarms in 1,000 days."""
_ASKED: Final = 0.9
_MONTH: Final = 28
_FEWEST: Final = 3
_A_DAY: Final = datetime.timedelta(days=1)
_THRESHOLDS: Final = np.arange(0.1, 1.0, 0.005)


@dataclass(frozen=True, slots=True)
class Loss:
    """left: share of the objects that are still seen. days: within which that is to be found."""

    name: str
    left: float
    days: int


HALF: Final = Loss("half missed", 0.5, 1)
THIRD: Final = Loss("30% missed", 0.7, 3)
_LOSSES: Final = (HALF, THIRD)


@dataclass(frozen=True, slots=True)
class Place:
    """counts: (D,) of the days that are judged. usual: (D,) medians of days of their kind in the four weeks before."""

    name: str
    counts: Floats
    usual: Floats

    def of_usual(self, days: int) -> Floats:
        """What as many days in a row held, of what is usual for them; of every such row, (D - days + 1,)."""
        row = np.ones(days)
        ratios: Floats = np.convolve(self.counts, row, "valid") / np.convolve(self.usual, row, "valid")
        return ratios

    def found(self, loss: Loss, threshold: float) -> float:
        """Share of the rows of days that are at most `threshold` of the usual under the loss."""
        return float(np.mean(loss.left * self.of_usual(loss.days) <= threshold))

    def false_per_1000(self, loss: Loss, threshold: float) -> float:
        """How often in 1,000 days they begin to be so low by themselves."""
        low = self.of_usual(loss.days) <= threshold
        return 1000 * float(np.sum(low & ~np.concatenate(([False], low[:-1])))) / len(self.counts)

    def threshold(self, loss: Loss, found: float) -> float:
        """At which that share of the rows of days is found."""
        return float(loss.left * np.quantile(self.of_usual(loss.days), found))


def compared(name: str, counts: Floats, kinds: Sequence[DayKind | None]) -> Place:
    """counts: (D,) of each day, NaN where hours are missing. kinds: None for days that are not judged, as holidays."""
    judged = [kind if np.isfinite(count) else None for kind, count in zip(kinds, counts, strict=True)]
    pairs: list[tuple[float, float]] = []
    for day in range(_MONTH, len(counts)):
        like = [float(counts[one]) for one in range(day - _MONTH, day) if judged[one] == judged[day]]
        if judged[day] is not None and len(like) >= _FEWEST and np.median(like) > 0:
            pairs.append((float(counts[day]), float(np.median(like))))
    seen, usual = np.array(pairs).T
    return Place(name, seen, usual)


def place_of(kind: Kind) -> Place:
    """All days of the record by which the objects of a site come."""
    records = [recorded(kind.calendar, series) for series in kind.recorded]
    counts = np.sum([record.counts.sum(axis=1) for record in records], axis=0)
    dates = [records[0].first + day * _A_DAY for day in range(len(counts))]
    return compared(kind.name, counts, [judged_as(kind.calendar, date) for date in dates])


def judged_as(place: str, date: datetime.date) -> DayKind | None:
    """None for a holiday, for a single working day between days off, and from 24 to 31 December."""
    calendar = CALENDARS[place]
    kind = calendar.kind(date)
    is_single = all(calendar.kind(near) != "working" for near in (date - _A_DAY, date + _A_DAY))
    if kind == "holiday" or is_between_the_years(date) or (kind == "working" and is_single):
        return None
    return kind


def operating_points(places: Sequence[Place], loss: Loss) -> list[tuple[float, float]]:
    """False alarms in 1,000 days and share of the rows of days under a loss that is found, of the best thresholds.

    Both are means over the places, each with a threshold of its own. What a false alarm may cost is the same everywhere
    (Lagrange), since what is found at a calm place costs less than at a restless one.
    """
    found = np.array([[place.found(loss, at) for at in _THRESHOLDS] for place in places])
    false = np.array([[place.false_per_1000(loss, at) for at in _THRESHOLDS] for place in places])
    row = np.arange(len(places))
    chosen = [(row, (found - price * false).argmax(axis=1)) for price in np.geomspace(1e-4, 10, 400)]
    return [(float(false[at].mean()), float(found[at].mean())) for at in chosen]


def most_found(points: Sequence[tuple[float, float]], allowed: float) -> float:
    """The largest share that is found with at most `allowed` false alarms in 1,000 days."""
    return max((found for false, found in points if false <= allowed), default=0.0)


def report(places: Sequence[Place], console: Console) -> None:
    shown = Table("place", "days", f"{_ASKED:.0%} of halves found at", "false alarms in 1,000 days")
    for place in places:
        threshold = place.threshold(HALF, _ASKED)
        false = place.false_per_1000(HALF, threshold)
        shown.add_row(place.name, str(len(place.counts)), f"{threshold:.2f} of usual", f"{false:.1f}")
    console.print(shown)
    bounds = Table("false alarms in 1,000 days", *(f"{one.name}: at most found by {one.days} d" for one in _LOSSES))
    points = [operating_points(places, loss) for loss in _LOSSES]
    for allowed in ALLOWED:
        bounds.add_row(f"{allowed:.0f}", *(f"{most_found(of_loss, allowed):.0%}" for of_loss in points))
    console.print(bounds)
    console.print(f"{sum(len(place.counts) for place in places):,} days")


if __name__ == "__main__":
    report([place_of(kind) for kind in RECORDED_FIGURE_KINDS.values()], Console(width=120))
