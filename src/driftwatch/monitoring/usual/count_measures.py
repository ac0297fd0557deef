"""All that is counted of a stream, by what it is counted: detections, objects that came, and shares of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.usual.came import that_came
from driftwatch.monitoring.usual.count_history import CountHistory, within_hours_fano
from driftwatch.monitoring.usual.counts import CountUsual, learn_counts
from driftwatch.monitoring.usual.day import OF_LABEL, TOTALS, by_hour
from driftwatch.monitoring.usual.even_counts import EvenCounts, learn_even_counts
from driftwatch.monitoring.usual.kinds import KINDS

Floats = NDArray[np.float64]

_DETECTIONS, _FLEETING = OF_LABEL.index("detections"), OF_LABEL.index("fleeting")
_FEWEST_DAYS = 10
"""On which objects were followed, before it is known how long they stay: a week can be even by chance."""
_NORMAL = 1.4826
_A_DAY = 8.0
"""Objects that must have come on a day that says how long they stayed."""
_LINGERING = 0.1
"""Deviation of the logarithm of detections an object from day to day, from which on they stay as long as they like."""


@dataclass(frozen=True, slots=True)
class CountedDays:
    """blocks: (D, 288, 6) TOTALS. hours: (D, 24, L, 5) OF_LABEL of the judged labels. numbers, kinds: (D,).

    followed: (D,) as of Day. real_flashes: (1 + L,) as of Usual.
    """

    blocks: Floats
    hours: Floats
    numbers: NDArray[np.int64]
    kinds: NDArray[np.int64]
    followed: NDArray[np.bool_]
    real_flashes: Floats

    def part(self, days: NDArray[np.bool_]) -> "CountedDays":
        """Those for which (D,) `days` is true."""
        blocks, hours, numbers = self.blocks[days], self.hours[days], self.numbers[days]
        return CountedDays(blocks, hours, numbers, self.kinds[days], self.followed[days], self.real_flashes)

    def total(self, name: str) -> Floats:
        """(D, 288) of all labels: one of TOTALS."""
        values: Floats = self.blocks[:, :, TOTALS.index(name)]
        return values

    def by_hour(self, name: str) -> Floats:
        """(D, 24) of the same."""
        return by_hour(self.total(name))

    @property
    def together(self) -> float:
        """How many detections come together within minutes."""
        return within_hours_fano(list(self.total("detections")))

    @property
    def came(self) -> Floats:
        """(D, 288) objects of all labels that came."""
        return that_came(self.blocks, self.real_flashes[0], TOTALS)

    @property
    def came_of_labels(self) -> Floats:
        """(D, 24, L) of each label."""
        return that_came(self.hours, self.real_flashes[1:])


@dataclass(frozen=True, slots=True)
class CountMeasures:
    """What is usual of each measure.

    counts: detections a frame, of all labels and of each judged one. even: all labels, each weighed by how steady it
    is; None while few days are known. shares: of each judged label, detections as a share of all. arrivals: objects
    that came, a frame, of all labels and of each judged one; None before ten days. lingering: of which of
    these series objects stay longer on some days than on others. fleeting: of each judged label, objects of one frame
    only as a share of all that came, None where none ever came.
    """

    counts: CountUsual
    even: EvenCounts | None
    shares: CountUsual
    arrivals: CountUsual | None
    lingering: NDArray[np.bool_]
    fleeting: CountUsual | None


def learn_measures(days: CountedDays) -> CountMeasures:
    """Learns from at least one day; of objects only from days on which they were followed."""
    followed = days.part(days.followed)
    seen, came = _seen(followed), _came(followed)
    return CountMeasures(
        counts=learn_counts(_seen(days), KINDS),
        even=learn_even_counts(followed.hours[..., _DETECTIONS], followed.came_of_labels, seen, KINDS),
        shares=learn_counts(_shares(days), KINDS),
        arrivals=learn_counts(came, KINDS) if len(followed.numbers) >= _FEWEST_DAYS else None,
        lingering=_lingering(seen.counts.sum(axis=1), came.counts.sum(axis=1)),
        fleeting=_learn_fleeting(followed),
    )


def _seen(days: CountedDays) -> CountHistory:
    """Detections of all labels, and of each."""
    frames = days.by_hour("frames")
    every = _with_total(days.by_hour("detections"), days.hours[..., _DETECTIONS])
    came = days.came_of_labels
    came = _with_total(came.sum(axis=2), came)
    return CountHistory(every, came, frames, frames, days.numbers, days.kinds, days.together, totals=1)


def _shares(days: CountedDays) -> CountHistory:
    """Detections of each label, out of all."""
    seen, detections, frames = days.hours[..., _DETECTIONS], days.by_hour("detections"), days.by_hour("frames")
    return CountHistory(seen, days.came_of_labels, detections, frames, days.numbers, days.kinds, days.together)


def _came(days: CountedDays) -> CountHistory:
    """Objects of all labels that came, and of each."""
    frames, came = days.by_hour("frames"), _with_total(by_hour(days.came), days.came_of_labels)
    together = within_hours_fano(list(days.came))
    return CountHistory(came, came, frames, frames, days.numbers, days.kinds, together, totals=1)


def _lingering(seen: Floats, came: Floats) -> NDArray[np.bool_]:
    """(S,) as of CountMeasures, by the middle of how far days lie from the middle one. seen, came: (D, S) counts."""
    lingering = np.zeros(seen.shape[1], np.bool_)
    for series in range(len(lingering)):
        many = came[:, series] >= _A_DAY
        if many.sum() >= _FEWEST_DAYS:
            stay = np.log(np.maximum(seen[many, series], 1.0) / came[many, series])
            lingering[series] = _NORMAL * np.median(np.abs(stay - np.median(stay))) >= _LINGERING
    return lingering


def _learn_fleeting(days: CountedDays) -> CountUsual | None:
    frames, begun, flashes = days.by_hour("frames"), days.by_hour("begun"), days.hours[..., _FLEETING]
    if not begun.any() or not flashes.shape[2]:
        return None
    return learn_counts(CountHistory(flashes, flashes, begun, frames, days.numbers, days.kinds, 1.0), KINDS)


def _with_total(total: Floats, labels: Floats) -> Floats:
    """(D, 24, 1 + L) of (D, 24) and (D, 24, L)."""
    return np.concatenate([total[:, :, None], labels], axis=2)
