"""All that is counted of a stream, by what it is counted: detections, objects that came, and shares of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.usual.count_history import CountHistory, within_hours_fano
from driftwatch.monitoring.usual.counts import CountUsual, learn_counts
from driftwatch.monitoring.usual.day import OF_LABEL, TOTALS, by_hour
from driftwatch.monitoring.usual.even_counts import EvenCounts, learn_even_counts
from driftwatch.monitoring.usual.kinds import KINDS

Floats = NDArray[np.float64]

_DETECTIONS, _BEGUN, _FLEETING = (OF_LABEL.index(name) for name in ("detections", "begun", "fleeting"))


@dataclass(frozen=True, slots=True)
class CountedDays:
    """blocks: (D, 288, 5) TOTALS. hours: (D, 24, L, 5) OF_LABEL of the judged labels. numbers, kinds: (D,)."""

    blocks: Floats
    hours: Floats
    numbers: NDArray[np.int64]
    kinds: NDArray[np.int64]

    def total(self, name: str) -> Floats:
        """(D, 288) of all labels: one of TOTALS."""
        values: Floats = self.blocks[:, :, TOTALS.index(name)]
        return values

    def by_hour(self, name: str) -> Floats:
        """(D, 24) of the same."""
        return by_hour(self.total(name))

    def together(self, name: str) -> float:
        """How many of what is counted come together within minutes."""
        return within_hours_fano(list(self.total(name)))


@dataclass(frozen=True, slots=True)
class CountMeasures:
    """What is usual of each measure.

    counts: detections a frame, of all labels and of each judged one. even: all labels, each weighed by how steady it
    is; None while few days are known. Of each judged label: shares, detections as a share of all; arrivals, objects
    that came, a frame; fleeting, those of one frame only as a share of all that came, None where none ever came.
    """

    counts: CountUsual
    even: EvenCounts | None
    shares: CountUsual
    arrivals: CountUsual
    fleeting: CountUsual | None


def learn_measures(days: CountedDays) -> CountMeasures:
    """Learns from at least one day."""
    frames, detections, begun = (days.by_hour(name) for name in ("frames", "detections", "begun"))
    seen, came, flashes = (days.hours[:, :, :, place] for place in (_DETECTIONS, _BEGUN, _FLEETING))
    stay = np.maximum(came - flashes, 0.0)
    every = np.concatenate([detections[:, :, None], seen], axis=2)
    stay_every = np.concatenate([stay.sum(axis=2, keepdims=True), stay], axis=2)
    when, together = (frames, days.numbers, days.kinds), days.together("detections")
    history = CountHistory(every, stay_every, frames, *when, together, totals=1)
    fleeting = CountHistory(flashes, flashes, begun, *when, 1.0) if begun.any() and days.hours.shape[2] else None
    return CountMeasures(
        counts=learn_counts(history, KINDS),
        even=learn_even_counts(days.hours, history, KINDS),
        shares=learn_counts(CountHistory(seen, stay, detections, *when, together), KINDS),
        arrivals=learn_counts(CountHistory(came, came, frames, *when, days.together("begun")), KINDS),
        fleeting=None if fleeting is None else learn_counts(fleeting, KINDS),
    )
